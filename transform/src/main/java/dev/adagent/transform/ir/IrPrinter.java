package dev.adagent.transform.ir;

import dev.adagent.overlay.Overlay;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Writes the text form of functions and modules, which {@link IrParser} reads back: {@code print(parse(print(f)))} equals
 * {@code print(f)}. The page {@code docs/ir.md} describes it.
 */
public final class IrPrinter {
    private final StringBuilder out = new StringBuilder();
    private final Function f;

    private IrPrinter(Function f) {
        this.f = f;
    }

    /** The functions in order, with an empty line between them. */
    public static String print(Module m) {
        return m.functions().stream().map(IrPrinter::print).collect(Collectors.joining("\n"));
    }

    /** One function; ends with a newline. */
    public static String print(Function f) {
        return new IrPrinter(f).function();
    }

    /** One instruction as it stands in its function, without the place. */
    public static String print(Function f, Insn insn) {
        IrPrinter p = new IrPrinter(f);
        p.insn(insn);
        return p.out.toString();
    }

    /** A terminator, without the place. */
    public static String print(Function f, Term term) {
        IrPrinter p = new IrPrinter(f);
        p.term(term);
        return p.out.toString();
    }

    private String function() {
        out.append("func @").append(name(f.name())).append(" (");
        out.append(f.blocks().isEmpty() ? "" : params(f.entry())).append(") -> ");
        out.append(f.result()).append(f.noInline() ? " noinline {\n" : " {\n");
        for (Block b : f.blocks()) {
            out.append('b').append(b.id()).append('(').append(params(b)).append("):\n");
            for (Insn i : b.insns()) {
                int start = out.length();
                out.append("  ");
                insn(i);
                loc(i.loc(), start);
            }
            if (b.term() != null) {
                int start = out.length();
                out.append("  ");
                term(b.term());
                loc(b.term().loc(), start);
            }
        }
        return out.append("}\n").toString();
    }

    private String params(Block b) {
        return b.params().stream().map(p -> "%" + p + ": " + f.typeOf(p)).collect(Collectors.joining(", "));
    }

    private void insn(Insn i) {
        if (i.result() >= 0) {
            out.append('%').append(i.result()).append(": ").append(i.type()).append(" = ");
        }
        out.append(lower(i.op()));
        switch (i.op()) {
            case CONST -> out.append(' ').append(constant(i.attr()));
            case CMP, ATOMIC -> out.append(' ').append(lower((Enum<?>) i.attr()));
            case CMP3, NARROW, INSTANCEOF, EXTRACT -> out.append(' ').append(i.attr());
            case GETFIELD, PUTFIELD, GETSTATIC, PUTSTATIC, INTRINSIC, SHARED ->
                out.append(' ').append(name(String.valueOf(i.attr())));
            case CALL, DEFERRED -> callee((Callee) i.attr());
            case LAMBDA -> lambda((Lambda) i.attr());
            default -> {}
        }
        boolean parens = i.op() == Op.CALL || i.op() == Op.DEFERRED || i.op() == Op.LAMBDA;
        if (parens) {
            out.append(" (").append(values(i.args())).append(')');
        } else if (i.args().length > 0) {
            out.append(' ').append(values(i.args()));
        }
    }

    private void callee(Callee c) {
        out.append(' ')
                .append(lower(c.kind()))
                .append(' ')
                .append(name(c.original().toString()));
        if (c.overlay() != null) {
            out.append(" [").append(overlay(c.overlay()));
            out.append(c.table() == null ? "" : " @" + name(c.table())).append(']');
        }
        fn(c.function());
    }

    private static String overlay(Overlay o) {
        if (o instanceof Overlay.Body b) {
            return "body " + name(b.method().toString());
        }
        return o.toString();
    }

    private void lambda(Lambda l) {
        out.append(' ').append(name(l.interfaceMethod().toString()));
        out.append(' ').append(name(l.instantiated()));
        out.append(' ').append(lower(l.kind()));
        out.append(' ').append(name(l.implementation().toString()));
        fn(l.function());
    }

    private void fn(String function) {
        if (function != null) {
            out.append(" [fn ").append(quote(function)).append(']');
        }
    }

    private void term(Term t) {
        out.append(lower(t.kind()));
        if (t.kind() == Term.Kind.RAISE) {
            out.append(' ').append(name(t.raise().className()));
            out.append(t.raise().message() == null ? "" : " " + quote(t.raise().message()));
            out.append(
                    t.raise().construction() == null
                            ? ""
                            : " by " + quote(t.raise().construction().text()));
        }
        String sep = " ";
        if (t.args().length > 0) {
            out.append(sep).append(values(t.args()));
            sep = ", ";
        }
        List<Edge> edges = t.edges();
        for (int i = 0; i < edges.size(); i++) {
            out.append(sep);
            if (t.kind() == Term.Kind.SWITCH) {
                out.append(i < t.keys().length ? String.valueOf(t.keys()[i]) : "default")
                        .append(": ");
            }
            out.append('b').append(edges.get(i).target()).append('(');
            out.append(values(edges.get(i).args())).append(')');
            sep = ", ";
        }
    }

    private static String values(int[] args) {
        return IntStream.of(args).mapToObj(v -> "%" + v).collect(Collectors.joining(", "));
    }

    private void loc(Loc loc, int start) {
        if (!loc.equals(Loc.NONE)) {
            out.append(" ".repeat(Math.max(1, 46 - (out.length() - start)))).append('!');
            out.append(places(loc));
        }
        out.append('\n');
    }

    /** A place and those that it was inlined at. */
    static String places(Loc loc) {
        StringBuilder text = new StringBuilder();
        for (Loc l = loc; l != null; l = l.inlinedAt()) {
            text.append(l == loc ? "" : " <- ").append(place(l));
        }
        return text.toString();
    }

    /**
     * {@code file:line} if there is no class, else {@code class.method(file:line)}; the file is {@code ?} if unknown, and {@code @} with the
     * instruction follows the line where it is known.
     */
    private static String place(Loc l) {
        String source =
                (l.file() == null ? "?" : placeName(l.file())) + ":" + l.line() + (l.insn() < 0 ? "" : "@" + l.insn());
        if (l.className().isEmpty() && l.method().isEmpty() && !source.startsWith("\"")) {
            return source;
        }
        return placeName(l.className()) + "." + placeName(l.method()) + "(" + source + ")";
    }

    private static String placeName(String text) {
        return isPlain(text) && !text.startsWith("//") ? text : quote(text);
    }

    /** Letters of ASCII, digits, and what class files' names are joined by. */
    private static boolean isPlain(String text) {
        for (int k = 0; k < text.length(); k++) {
            char c = text.charAt(k);
            boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            if (!letter && "_$./<>-".indexOf(c) < 0) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    static String constant(Object value) {
        if (value instanceof String s) {
            return quote(s);
        }
        if (value instanceof Double d && d.isNaN() && Double.doubleToRawLongBits(d) != 0x7ff8000000000000L) {
            return "nan:" + Long.toHexString(Double.doubleToRawLongBits(d));
        }
        if (value instanceof Float f && f.isNaN() && Float.floatToRawIntBits(f) != 0x7fc00000) {
            return "nan:" + Integer.toHexString(Float.floatToRawIntBits(f));
        }
        return String.valueOf(value);
    }

    private static String lower(Enum<?> e) {
        return e.name().toLowerCase(Locale.ROOT);
    }

    /** A name as it is if it cannot be mistaken, else in quotes. */
    static String name(String text) {
        return text.isEmpty()
                        || text.startsWith("//")
                        || text.chars().anyMatch(c -> c <= ' ' || c == '"' || c == ']' || c == '!')
                ? quote(text)
                : text;
    }

    /** A string literal of the text form. */
    public static String quote(String text) {
        StringBuilder sb = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            if (c == '"' || c == '\\') {
                sb.append('\\').append(c);
            } else if (c == '\n') {
                sb.append("\\n");
            } else if (c < ' ' || c > '~') {
                sb.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                sb.append(c);
            }
        }
        return sb.append('"').toString();
    }
}
