package dev.adagent.transform.ir;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
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
        boolean noInline = s.accept("noinline");
        s.expect("{");
        s.expectEnd();
        f = new Function(name, result).setNoInline(noInline);
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
        Term.Kind term = IrAttributes.find(Term.Kind.class, word);
        if (term != null) {
            if (result >= 0) {
                throw s.error("a terminator has no result");
            }
            block.setTerm(term(s, term));
            return;
        }
        Op op = IrAttributes.find(Op.class, word);
        if (op == null) {
            throw s.error("no operation " + word);
        }
        Object attr = IrAttributes.read(s, op, type);
        int[] args = uses(s, false);
        Loc loc = loc(s);
        try {
            block.insns().add(new Insn(op, type, result, args, attr, loc));
        } catch (IllegalArgumentException e) {
            throw s.error(e.getMessage(), e);
        }
    }

    private static Construction construction(IrScanner s, String className) {
        try {
            Construction c = Construction.parse(s.string());
            if (c.root().className().equals(className)) {
                return c;
            }
        } catch (IllegalArgumentException e) {
            throw s.error(e.getMessage(), e);
        }
        throw s.error("a construction of another class than " + className);
    }

    private Term term(IrScanner s, Term.Kind kind) {
        Term.Raise raise = null;
        if (kind == Term.Kind.RAISE) {
            String name = s.name("");
            raise = s.accept("by")
                    ? new Term.Raise(construction(s, name))
                    : new Term.Raise(name, s.at("\"") ? s.string() : null);
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
        if (s.accept("!")) {
            return chain(s);
        }
        s.expectEnd();
        return Loc.NONE;
    }

    /** A place and those that it was inlined at, as {@link IrPrinter#places} writes them. */
    static Loc places(String text) {
        return chain(new IrScanner(text, 1));
    }

    private static Loc chain(IrScanner s) {
        List<Loc> chain = new ArrayList<>();
        do {
            chain.add(place(s));
        } while (s.accept("<-"));
        s.expectEnd();
        Loc loc = null;
        for (int i = chain.size() - 1; i >= 0; i--) {
            Loc l = chain.get(i);
            loc = new Loc(l.className(), l.method(), l.file(), l.line(), l.insn(), loc);
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
            return new Loc(owner, method, source.file(), source.line(), source.insn(), null);
        }
        return source(s);
    }

    private static Loc source(IrScanner s) {
        String file = s.accept("?") ? null : s.name(":");
        s.expect(":");
        int line = s.integer();
        return new Loc("", "", file, line, s.accept("@") ? s.integer() : -1, null);
    }
}
