package dev.adagent.transform.ir;

import dev.adagent.overlay.MethodKey;
import dev.adagent.overlay.Overlay;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reads the text form that {@link IrPrinter} writes. One instruction a line; {@code //} at the start of a token begins a comment.
 * Every failure is an {@link IrParseException} with its line. What it gives may still break the verifier's rules.
 */
public final class IrParser {
    private final String[] lines;
    private int next;
    private Function f;
    private boolean[] defined;
    private final Map<Integer, IrScanner> used = new HashMap<>();
    private final Map<Integer, IrScanner> targets = new HashMap<>();

    private IrParser(String text) {
        lines = text.split("\n", -1);
    }

    /**
     * The one function in the text.
     *
     * @throws IrParseException if the text is malformed or holds several functions
     */
    public static Function parseFunction(String text) {
        Module m = parseModule(text);
        if (m.functions().size() != 1) {
            throw new IrParseException(
                    1, 1, "one function expected, not " + m.functions().size(), null);
        }
        return m.entry();
    }

    /**
     * All functions in the text.
     *
     * @throws IrParseException if the text is malformed
     */
    public static Module parseModule(String text) {
        IrParser p = new IrParser(text);
        Module m = new Module();
        for (IrScanner s = p.line(); s != null; s = p.line()) {
            Function f = p.function(s);
            if (m.get(f.name()) != null) {
                throw s.error("function " + f.name() + " twice");
            }
            m.add(f);
        }
        return m;
    }

    /** The next line that is not empty, or null. */
    private IrScanner line() {
        while (next < lines.length) {
            IrScanner s = new IrScanner(lines[next], next + 1);
            next++;
            if (!s.atEnd()) {
                return s;
            }
        }
        return null;
    }

    private Function function(IrScanner s) {
        s.expect("func");
        s.expect("@");
        String name = s.name("");
        List<Integer> ids = new ArrayList<>();
        List<Type> types = params(s, ids);
        s.expect("->");
        Type result = s.type();
        s.expect("{");
        s.expectEnd();
        f = new Function(name, result);
        defined = new boolean[0];
        used.clear();
        targets.clear();
        body(s);
        if (f.blocks().isEmpty()) {
            throw s.error("a function without blocks");
        }
        if (!f.params().equals(ids) || !f.paramTypes().equals(types)) {
            throw s.error("the function's parameters are not those of its first block");
        }
        used.forEach((v, at) -> {
            if (v >= defined.length || !defined[v]) {
                throw at.error("%" + v + " is used and never defined");
            }
        });
        targets.forEach((b, at) -> {
            if (!f.hasBlock(b)) {
                throw at.error("there is no block b" + b);
            }
        });
        return f;
    }

    private void body(IrScanner header) {
        Block block = null;
        for (IrScanner s = line(); s != null; s = line()) {
            if (s.accept("}")) {
                s.expectEnd();
                if (block != null && block.term() == null) {
                    throw s.error("b" + block.id() + " has no terminator");
                }
                return;
            }
            if (startsBlock(s)) {
                if (block != null && block.term() == null) {
                    throw s.error("b" + block.id() + " has no terminator");
                }
                block = block(s);
            } else if (block == null) {
                throw s.error("a block expected");
            } else if (block.term() != null) {
                throw s.error("an instruction after the terminator of b" + block.id());
            } else {
                statement(s, block);
            }
        }
        throw header.error("'}' missing at the end of the function");
    }

    private static boolean startsBlock(IrScanner s) {
        for (char c = '0'; c <= '9'; c++) {
            if (s.at("b" + c)) {
                return true;
            }
        }
        return false;
    }

    private Block block(IrScanner s) {
        int id = s.block();
        if (f.hasBlock(id)) {
            throw s.error("b" + id + " twice");
        }
        Block b = f.newBlock(id);
        List<Integer> ids = new ArrayList<>();
        List<Type> types = params(s, ids);
        s.expect(":");
        s.expectEnd();
        for (int i = 0; i < ids.size(); i++) {
            define(s, ids.get(i), types.get(i));
            b.params().add(ids.get(i));
        }
        return b;
    }

    private static List<Type> params(IrScanner s, List<Integer> ids) {
        List<Type> types = new ArrayList<>();
        s.expect("(");
        while (!s.accept(")")) {
            ids.add(s.value());
            s.expect(":");
            types.add(s.type());
            if (!s.accept(",") && !s.at(")")) {
                throw s.error("',' or ')' expected");
            }
        }
        return types;
    }

    private void define(IrScanner s, int id, Type type) {
        if (id >= defined.length) {
            if (id > 1_000_000) {
                throw s.error("value number too large");
            }
            defined = Arrays.copyOf(defined, Math.max(id + 1, 2 * defined.length));
        }
        if (defined[id]) {
            throw s.error("%" + id + " is defined twice");
        }
        if (type.equals(Type.VOID)) {
            throw s.error("void is no value");
        }
        defined[id] = true;
        f.defineValue(id, type);
    }

    private int[] uses(IrScanner s, boolean edgesFollow) {
        int[] v = s.values(edgesFollow);
        for (int i : v) {
            used.putIfAbsent(i, s);
        }
        return v;
    }

    private void statement(IrScanner s, Block block) {
        int result = -1;
        Type type = Type.VOID;
        if (s.at("%")) {
            result = s.value();
            s.expect(":");
            type = s.type();
            s.expect("=");
            define(s, result, type);
        }
        String word = s.name("");
        Term.Kind term = find(Term.Kind.class, word);
        if (term != null) {
            if (result >= 0) {
                throw s.error("a terminator has no result");
            }
            block.setTerm(term(s, term));
            return;
        }
        Op op = find(Op.class, word);
        if (op == null) {
            throw s.error("no operation " + word);
        }
        Object attr = attribute(s, op, type);
        int[] args = uses(s, false);
        Loc loc = loc(s);
        try {
            block.insns().add(new Insn(op, type, result, args, attr, loc));
        } catch (IllegalArgumentException e) {
            throw s.error(e.getMessage(), e);
        }
    }

    private static <E extends Enum<E>> E find(Class<E> type, String word) {
        for (E e : type.getEnumConstants()) {
            if (e.name().toLowerCase(Locale.ROOT).equals(word)) {
                return e;
            }
        }
        return null;
    }

    private static <E extends Enum<E>> E word(IrScanner s, Class<E> type, String what) {
        String w = s.name("");
        E e = find(type, w);
        if (e == null) {
            throw s.error(w + " is no " + what);
        }
        return e;
    }

    private static Object attribute(IrScanner s, Op op, Type type) {
        return switch (op) {
            case CONST -> constant(s, type);
            case CMP -> word(s, Cond.class, "condition");
            case ATOMIC -> word(s, AtomicKind.class, "atomic operation");
            case CMP3, EXTRACT -> s.integer();
            case NARROW, INSTANCEOF -> s.type();
            case GETFIELD, PUTFIELD, GETSTATIC, PUTSTATIC -> field(s);
            case INTRINSIC -> s.name("(");
            case CALL, DEFERRED -> callee(s);
            case LAMBDA -> lambda(s);
            default -> null;
        };
    }

    private static Object constant(IrScanner s, Type type) {
        if (type.isReference()) {
            return s.accept("null") ? null : s.string();
        }
        String w = s.name("");
        try {
            boolean nan = w.startsWith("nan:");
            return switch (type.kind()) {
                case I32 -> Integer.valueOf(w);
                case I64 -> Long.valueOf(w);
                case F32 ->
                    nan
                            ? Float.intBitsToFloat(Integer.parseUnsignedInt(w.substring(4), 16))
                            : (Float) Float.parseFloat(w);
                case F64 ->
                    nan
                            ? Double.longBitsToDouble(Long.parseUnsignedLong(w.substring(4), 16))
                            : (Double) Double.parseDouble(w);
                default -> throw s.error("no constants of type " + type);
            };
        } catch (NumberFormatException e) {
            throw s.error(w + " is no " + type, e);
        }
    }

    private static FieldRef field(IrScanner s) {
        String w = s.name("");
        int colon = w.indexOf(':');
        int dot = colon < 0 ? -1 : w.lastIndexOf('.', colon);
        if (dot <= 0) {
            throw s.error("a field is owner.name:descriptor, not " + w);
        }
        return new FieldRef(w.substring(0, dot), w.substring(dot + 1, colon), w.substring(colon + 1));
    }

    private static MethodKey method(IrScanner s) {
        String w = s.name("]");
        try {
            return MethodKey.parse(w);
        } catch (IllegalArgumentException e) {
            throw s.error("a method is owner.name(parameters)result, not " + w, e);
        }
    }

    private static Callee callee(IrScanner s) {
        Callee.Kind kind = word(s, Callee.Kind.class, "kind of call");
        MethodKey original = method(s);
        Overlay overlay = null;
        String table = null;
        if (s.at("[") && !s.at("[fn ")) {
            s.expect("[");
            String word = s.name("]");
            overlay = switch (word) {
                case "body" -> new Overlay.Body(method(s));
                case "intrinsic" -> new Overlay.Intrinsic(s.name("]"));
                case "deferred" -> new Overlay.Deferred();
                default -> throw s.error(word + " is no overlay");
            };
            table = s.accept("@") ? s.name("]") : null;
            s.expect("]");
        }
        return new Callee(kind, original, overlay, table, fn(s));
    }

    private static Lambda lambda(IrScanner s) {
        MethodKey iface = method(s);
        String instantiated = s.name("");
        Callee.Kind kind = word(s, Callee.Kind.class, "kind of call");
        MethodKey implementation = method(s);
        return new Lambda(iface, instantiated, kind, implementation, fn(s));
    }

    private static String fn(IrScanner s) {
        if (!s.accept("[fn ")) {
            return null;
        }
        String name = s.string();
        s.expect("]");
        return name;
    }

    private Term term(IrScanner s, Term.Kind kind) {
        Term.Raise raise = null;
        if (kind == Term.Kind.RAISE) {
            raise = new Term.Raise(s.name(""), s.at("\"") ? s.string() : null);
        }
        boolean leaves = kind != Term.Kind.BR && kind != Term.Kind.SWITCH;
        int[] args = uses(s, !leaves);
        List<Edge> edges = new ArrayList<>();
        List<Integer> keys = new ArrayList<>();
        while (!s.atEnd() && !s.at("!")) {
            if (kind == Term.Kind.SWITCH) {
                if (edges.size() > keys.size()) {
                    throw s.error("the default comes last");
                }
                if (!s.accept("default")) {
                    keys.add(s.integer());
                }
                s.expect(":");
            }
            int target = s.block();
            targets.putIfAbsent(target, s);
            if (!s.at("(")) {
                throw s.error("'(' expected");
            }
            edges.add(new Edge(target, uses(s, false)));
            if (!s.accept(",")) {
                break;
            }
        }
        int[] keyArray =
                kind == Term.Kind.SWITCH ? keys.stream().mapToInt(i -> i).toArray() : null;
        return new Term(kind, args, edges, keyArray, raise, loc(s));
    }

    private static Loc loc(IrScanner s) {
        List<Loc> chain = new ArrayList<>();
        if (s.accept("!")) {
            do {
                chain.add(place(s));
            } while (s.accept("<-"));
        }
        s.expectEnd();
        Loc loc = chain.isEmpty() ? Loc.NONE : null;
        for (int i = chain.size() - 1; i >= 0; i--) {
            Loc l = chain.get(i);
            loc = new Loc(l.className(), l.method(), l.file(), l.line(), loc);
        }
        return loc;
    }

    private static Loc place(IrScanner s) {
        if (!s.atSource()) {
            String owner = s.nameToLast('.');
            s.expect(".");
            String method = s.name("(");
            s.expect("(");
            Loc source = source(s);
            s.expect(")");
            return new Loc(owner, method, source.file(), source.line(), null);
        }
        return source(s);
    }

    private static Loc source(IrScanner s) {
        String file = s.accept("?") ? null : s.name(":");
        s.expect(":");
        return new Loc("", "", file, s.integer(), null);
    }
}
