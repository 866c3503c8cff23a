package dev.adagent.fuzzing.language;

import static dev.adagent.fuzzing.language.JavaType.BOOLEAN;
import static dev.adagent.fuzzing.language.JavaType.DOUBLE;
import static dev.adagent.fuzzing.language.JavaType.INT;
import static dev.adagent.fuzzing.language.JavaType.LONG;

import dev.adagent.fuzzing.Draw;
import java.util.ArrayList;
import java.util.List;

/** What a program declares beside its kernel: tables, enums, records, a class, helpers that call earlier ones only, lambdas. */
final class Members {
    /** A static method. @param parameters types; an array is passed with the index at which its part begins */
    private record Helper(String name, JavaType result, List<JavaType> parameters, JavaType array, boolean recursive) {}

    /** A record or class. @param methods result types of {@code m0}, {@code m1} …, each of one parameter of the same type */
    record Declared(String name, List<JavaType> fields, List<JavaType> methods, boolean mutable) {}

    /** A functional interface of the JDK. */
    private record Functional(String name, String method, JavaType result, JavaType... parameters) {}

    private static final List<Functional> FUNCTIONALS = List.of(
            new Functional("IntUnaryOperator", "applyAsInt", INT, INT),
            new Functional("IntBinaryOperator", "applyAsInt", INT, INT, INT),
            new Functional("LongUnaryOperator", "applyAsLong", LONG, LONG),
            new Functional("LongBinaryOperator", "applyAsLong", LONG, LONG, LONG),
            new Functional("DoubleUnaryOperator", "applyAsDouble", DOUBLE, DOUBLE),
            new Functional("DoubleBinaryOperator", "applyAsDouble", DOUBLE, DOUBLE, DOUBLE),
            new Functional("IntPredicate", "test", BOOLEAN, INT),
            new Functional("DoubleToIntFunction", "applyAsInt", INT, DOUBLE),
            new Functional("IntToLongFunction", "applyAsLong", LONG, INT),
            new Functional("IntToDoubleFunction", "applyAsDouble", DOUBLE, INT));

    private final Draw draw;
    private final String program;
    private final List<Helper> helpers = new ArrayList<>();
    private final List<Declared> declared = new ArrayList<>();
    private final List<Scope.Array> tables = new ArrayList<>();
    private final List<Node> nodes = new ArrayList<>();
    private boolean enums;
    private boolean bodies;
    private boolean exception;
    private boolean shapes;
    private final boolean recursion;
    private int names;
    private Expressions expressions;
    private Statements statements;

    Members(Draw draw, String program) {
        this.draw = draw;
        this.program = program;
        this.recursion = draw.oneIn(6);
    }

    /** Whether a method calls itself. */
    boolean hasRecursion() {
        return recursion;
    }

    void use(Expressions e, Statements s) {
        expressions = e;
        statements = s;
    }

    /** A new name that begins so. */
    String name(String prefix) {
        return prefix + names++;
    }

    List<Node> nodes() {
        return nodes;
    }

    List<Scope.Array> tables() {
        return tables;
    }

    boolean hasEnums() {
        return enums;
    }

    /** Whether {@code Own}, an exception with a field, is declared. */
    boolean hasException() {
        return exception;
    }

    List<Declared> declared() {
        return declared;
    }

    Declared declared(int k) {
        return declared.get(k);
    }

    /** Declares all of a program. */
    void make() {
        for (int k = draw.below(3); k > 0; k--) {
            table();
        }
        nodes.add(Node.fixed("static <T> T same(T x) {\nreturn x;\n}\n"));
        nodes.add(Node.fixed("static long[][] table(int rows, int columns) {\nreturn new long[rows][columns];\n}\n"));
        nodes.add(Node.fixed("record Link(double value, Link next) {\ndouble sum(double x) {\n"
                + "return value * x + (next == null ? 0 : next.sum(x));\n}\ndouble last(double x) {\n"
                + "return next == null ? value + x : next.last(x);\n}\n}\n"));
        enums = draw.flip();
        if (enums) {
            nodes.add(Node.fixed("enum Tone { DO, RE, MI, FA }\n"));
        }
        if (draw.oneIn(5)) {
            bodies();
            bodies = true; // from here on: its own methods must not call it
        }
        exception = draw.oneIn(3);
        if (exception) {
            nodes.add(Node.fixed(
                    "static final class Own extends RuntimeException {\nprivate static final long serialVersionUID = 1;\n"
                            + "final int code;\nOwn(int code, String m) {\nsuper(m);\nthis.code = code;\n}\n}\n"));
        }
        if (draw.oneIn(4)) {
            shapes();
            shapes = true;
        }
        for (int k = draw.below(2); k > 0; k--) {
            helper();
        }
        for (int k = draw.weighted(3, 3, 2); k > 0; k--) {
            declare(draw.flip());
        }
        for (int k = draw.below(2); k > 0; k--) {
            helper();
        }
        if (recursion) {
            recursive();
        }
    }

    private void table() {
        JavaType t = draw.pick(JavaType.values());
        int length = draw.pick(4, 4, 8);
        String n = name("T");
        List<Object> parts = new ArrayList<>(List.of("private static final " + t.text() + "[] " + n + " = {"));
        for (int k = 0; k < length; k++) {
            parts.add(Literals.of(t, draw));
            parts.add(k < length - 1 ? ", " : "};\n");
        }
        nodes.add(Node.fixed(parts.toArray()));
        tables.add(new Scope.Array(n, t, "", length - 1, true));
    }

    private void bodies() {
        Scope s = own(LONG, new ArrayList<>());
        s.variables.add(new Scope.Variable("x", LONG, true));
        Scope withField = s.inner();
        withField.variables.add(new Scope.Variable("weight", INT, true));
        nodes.add(Node.fixed(
                "enum Scale {\nLOW(3),\nMIDDLE(-5) {\n@Override\nlong of(long x) {\nreturn ",
                expressions.of(LONG, s, 2),
                ";\n}\n},\nHIGH(7);\nfinal int weight;\nScale(int weight) {\nthis.weight = weight;\n}\nlong of(long x) {\nreturn ",
                expressions.of(LONG, withField, 2),
                ";\n}\n}\n"));
    }

    /** A sealed interface with a default method, and three records that implement it; two of them are fields of the third. */
    private void shapes() {
        Scope disc = own(DOUBLE, new ArrayList<>());
        disc.variables.add(new Scope.Variable("radius", DOUBLE, true));
        disc.variables.add(new Scope.Variable("x", DOUBLE, true));
        Scope tile = own(DOUBLE, new ArrayList<>());
        tile.variables.add(new Scope.Variable("wide", INT, true));
        tile.variables.add(new Scope.Variable("high", LONG, true));
        tile.variables.add(new Scope.Variable("x", DOUBLE, true));
        Scope ring = own(DOUBLE, new ArrayList<>());
        ring.variables.add(new Scope.Variable("hole.radius()", DOUBLE, true));
        ring.variables.add(new Scope.Variable("tile.high()", LONG, true));
        ring.variables.add(new Scope.Variable("turns", INT, true));
        ring.variables.add(new Scope.Variable("x", DOUBLE, true));
        nodes.add(Node.fixed(
                "sealed interface Shape permits Disc, Tile, Ring {\ndouble size(double x);\ndefault double twice(double x) {\n"
                        + "return size(x) + size(-x);\n}\n}\nrecord Disc(double radius) implements Shape {\n"
                        + "public double size(double x) {\n",
                Node.list(statements.some(disc, draw.below(2), 1)),
                "return ",
                expressions.of(DOUBLE, disc, 2),
                ";\n}\n}\nrecord Tile(int wide, long high) implements Shape {\npublic double size(double x) {\n",
                Node.list(statements.some(tile, draw.below(2), 1)),
                "return ",
                expressions.of(DOUBLE, tile, 2),
                ";\n}\n}\nrecord Ring(Disc hole, Tile tile, int turns) implements Shape {\npublic double size(double x) {\n",
                Node.list(statements.some(ring, draw.below(2), 1)),
                "return hole.size(x) + ",
                expressions.of(DOUBLE, ring, 2),
                ";\n}\n}\n"));
    }

    /** A shape that the run chooses, and variables of what its methods and patterns give; null if there are no shapes. */
    Node shape(Scope s) {
        if (!shapes) {
            return null;
        }
        String o = name("o");
        String v = name("v");
        String w = name("v");
        String p = name("o");
        Node disc = Node.fixed("new Disc(", expressions.of(DOUBLE, s, 1), ")");
        Node tile = Node.fixed("new Tile(", expressions.of(INT, s, 1), ", ", expressions.of(LONG, s, 1), ")");
        Node ring = Node.fixed("new Ring(", disc, ", ", tile, ", ", expressions.of(INT, s, 1), ")");
        Node out = Node.statement(
                "Shape " + o + " = ",
                expressions.of(BOOLEAN, s, 2),
                " ? ",
                draw.pick(disc, disc, ring),
                " : ",
                draw.pick(tile, tile, ring),
                ";\ndouble " + v + " = " + o + draw.pick(".size(", ".twice("),
                expressions.of(DOUBLE, s, 1),
                ");\n" + "long " + w + " = "
                        + draw.pick(
                                o + " instanceof Tile " + p + " ? " + p + ".high() : 5;\n",
                                o + " instanceof Ring " + p + " ? " + p + ".tile().high() + " + p + ".turns() : 5;\n",
                                o + " instanceof Tile " + p + " && " + p + ".wide() > 3 ? " + p + ".wide() : -1;\n",
                                "((Tile) " + o + ").wide();\n"));
        s.variables.add(new Scope.Variable(v, DOUBLE, false));
        s.variables.add(new Scope.Variable(w, LONG, false));
        return out;
    }

    /** The scope of a method: its parameters and the tables. */
    private Scope own(JavaType result, List<Scope.Variable> parameters) {
        Scope s = new Scope(result);
        s.arrays.addAll(tables);
        s.variables.addAll(parameters);
        return s;
    }

    private void helper() {
        JavaType result = draw.pick(JavaType.values());
        List<JavaType> types = new ArrayList<>();
        for (int k = draw.between(1, 3); k > 0; k--) {
            types.add(draw.pick(JavaType.values()));
        }
        JavaType array = draw.oneIn(3) ? draw.pick(JavaType.values()) : null;
        add(new Helper(name("h"), result, types, array, false));
    }

    private void recursive() {
        JavaType result = draw.pick(INT, LONG, DOUBLE, JavaType.FLOAT);
        add(new Helper(name("h"), result, List.of(INT, result), null, true));
    }

    private void add(Helper h) {
        StringBuilder head = new StringBuilder("static " + h.result().text() + " " + h.name() + "(");
        List<Scope.Variable> parameters = new ArrayList<>();
        for (int k = 0; k < h.parameters().size(); k++) {
            head.append(k == 0 ? "" : ", ")
                    .append(h.parameters().get(k).text())
                    .append(" p")
                    .append(k);
            parameters.add(new Scope.Variable("p" + k, h.parameters().get(k), h.recursive() && k == 0));
        }
        Scope s = own(h.result(), parameters);
        if (h.array() != null) {
            head.append(", ").append(h.array().text()).append("[] q, int from");
            s.arrays.add(new Scope.Array("q", h.array(), "from", 3, false));
        }
        head.append(") {\n");
        List<Object> parts = new ArrayList<>();
        parts.add(head.toString());
        if (h.recursive()) {
            parts.add("if (p0 <= 0) {\nreturn p1;\n}\n");
        }
        parts.add(Node.list(statements.some(s, draw.between(0, 2), 1)));
        parts.add("return ");
        if (h.recursive()) {
            parts.add(h.name() + "(p0 - 1, ");
            parts.add(expressions.of(h.result(), s, 2));
            parts.add(") + ");
        }
        parts.add(expressions.of(h.result(), s, 2));
        parts.add(";\n}\n");
        nodes.add(Node.fixed(parts.toArray()));
        helpers.add(h);
    }

    private void declare(boolean mutable) {
        List<JavaType> fields = new ArrayList<>();
        for (int k = draw.between(1, 3); k > 0; k--) {
            fields.add(draw.pick(JavaType.values()));
        }
        List<JavaType> methods = new ArrayList<>();
        List<Object> parts = new ArrayList<>();
        String n = name(mutable ? "C" : "R");
        StringBuilder head = new StringBuilder();
        StringBuilder list = new StringBuilder();
        StringBuilder sets = new StringBuilder();
        List<Scope.Variable> variables = new ArrayList<>();
        for (int k = 0; k < fields.size(); k++) {
            list.append(k == 0 ? "" : ", ")
                    .append(fields.get(k).text())
                    .append(" f")
                    .append(k);
            head.append(fields.get(k).text()).append(" f").append(k).append(";\n");
            sets.append("this.f").append(k).append(" = f").append(k).append(";\n");
            variables.add(new Scope.Variable("f" + k, fields.get(k), !mutable));
        }
        parts.add(
                mutable
                        ? "static final class " + n + " {\n" + head + n + "(" + list + ") {\n" + sets + "}\n"
                        : "record " + n + "(" + list + ") {\n");
        for (int k = draw.below(3); k > 0; k--) {
            JavaType t = draw.pick(JavaType.values());
            Scope s = own(t, variables);
            s.variables.add(new Scope.Variable("x", t, false));
            parts.add(t.text() + " m" + methods.size() + "(" + t.text() + " x) {\n");
            parts.add(Node.list(statements.some(s, draw.below(2), 1)));
            parts.add("return ");
            parts.add(expressions.of(t, s, 2));
            parts.add(";\n}\n");
            methods.add(t);
        }
        parts.add("}\n");
        nodes.add(Node.fixed(parts.toArray()));
        declared.add(new Declared(n, fields, methods, mutable));
    }

    // ---- uses

    /** Whether a reference is null, or an enum constant is a certain one. */
    Node comparedReferences(Scope s, int depth) {
        String is = draw.pick(" == ", " != ");
        if (enums && draw.flip()) {
            return Node.expression(
                    BOOLEAN,
                    "((",
                    expressions.of(BOOLEAN, s, depth - 1),
                    " ? Tone.RE : Tone." + draw.pick("MI", "FA") + ")" + is + "Tone.RE)");
        }
        return s.arrays.isEmpty()
                ? Literals.of(BOOLEAN, draw)
                : Node.expression(BOOLEAN, "(" + draw.pick(s.arrays).name() + is + "null)");
    }

    /** What a record has without writing it: {@code equals} or {@code hashCode}; null if that gives another type, or there is no record. */
    Node ofRecord(JavaType t, Scope s, int depth) {
        List<Scope.Item> records =
                s.items.stream().filter(i -> !declared.get(i.cls()).mutable()).toList();
        if (records.isEmpty() || (t != INT && t != BOOLEAN)) {
            return null;
        }
        Scope.Item r = draw.pick(records);
        if (t == INT) {
            return Node.expression(t, r.name() + ".hashCode()");
        }
        Declared d = declared.get(r.cls());
        List<Scope.Item> same = records.stream().filter(i -> i.cls() == r.cls()).toList();
        return draw.flip()
                ? Node.expression(t, r.name() + ".equals(" + draw.pick(same).name() + ")")
                : Node.expression(t, r.name() + ".equals(", construct(d, s, depth - 1), ")");
    }

    /** A field of that type that can be assigned; null if there is none. */
    String mutableField(JavaType t, Scope s) {
        for (Scope.Item item : s.items) {
            Declared d = declared.get(item.cls());
            int f = d.fields().indexOf(t);
            if (d.mutable() && f >= 0) {
                return item.name() + ".f" + f;
            }
        }
        return null;
    }

    /** A call of a helper, a lambda or a method that gives that type; null if there is none. */
    Node call(JavaType t, Scope s, int depth) {
        List<Helper> fit = helpers.stream().filter(h -> h.result() == t).toList();
        if (bodies && t == LONG && draw.oneIn(3)) {
            return Node.expression(
                    t,
                    "(",
                    expressions.of(BOOLEAN, s, 1),
                    " ? Scale.MIDDLE : Scale.",
                    draw.pick("LOW", "HIGH"),
                    ").of(",
                    expressions.of(LONG, s, depth - 1),
                    ")");
        }
        if (fit.isEmpty() || draw.oneIn(4)) {
            return method(t, s, depth);
        }
        Helper h = draw.pick(fit);
        List<Object> parts = new ArrayList<>(List.of(h.name() + "("));
        for (int k = 0; k < h.parameters().size(); k++) {
            parts.add(k == 0 ? "" : ", ");
            Node a = expressions.of(h.parameters().get(k), s, depth - 1);
            parts.add(h.recursive() && k == 0 ? Node.expression(INT, "(", a, " & 3)") : a);
        }
        if (h.array() != null) {
            List<Scope.Array> arrays =
                    s.arraysOf(h.array()).stream().filter(a -> !a.readOnly()).toList();
            if (arrays.isEmpty()) {
                return null;
            }
            Scope.Array a = draw.pick(arrays);
            parts.add(", " + a.name() + ", " + (a.offset().isEmpty() ? "0" : a.offset()));
        }
        parts.add(")");
        return Node.expression(t, parts.toArray());
    }

    private Node method(JavaType t, Scope s, int depth) {
        for (Scope.Item item : s.items) {
            int m = declared.get(item.cls()).methods().indexOf(t);
            if (m >= 0) {
                return Node.expression(t, item.name() + ".m" + m + "(", expressions.of(t, s, depth - 1), ")");
            }
        }
        return null;
    }

    /** A field of an object at hand; null if there is none of that type. */
    Node field(JavaType t, Scope s, int depth) {
        for (Scope.Item item : s.items) {
            Declared d = declared.get(item.cls());
            int f = d.fields().indexOf(t);
            if (f >= 0) {
                return Node.expression(t, item.name() + ".f" + f + (d.mutable() ? "" : "()"));
            }
        }
        if (!declared.isEmpty() && depth > 1) {
            Declared d = draw.pick(declared);
            int f = d.fields().indexOf(t);
            if (f >= 0) {
                return Node.expression(t, construct(d, s, depth - 1), ".f" + f + (d.mutable() ? "" : "()"));
            }
        }
        return null;
    }

    /** {@code new R(…)}. */
    Node construct(Declared d, Scope s, int depth) {
        List<Object> parts = new ArrayList<>(List.of("new " + d.name() + "("));
        for (int k = 0; k < d.fields().size(); k++) {
            parts.add(k == 0 ? "" : ", ");
            parts.add(expressions.of(d.fields().get(k), s, depth - 1));
        }
        parts.add(")");
        return Node.fixed(parts.toArray());
    }

    /** A lambda or method reference in a variable, or one of two or null, and a variable with what a call of it gives. */
    Node lambda(Scope s, int depth) {
        Functional f = draw.pick(FUNCTIONALS);
        String n = name("g");
        Node body = body(f, s, depth);
        boolean twice = f.name().endsWith("UnaryOperator") && draw.flip();
        String other = name("x");
        List<Object> parts = new ArrayList<>(List.of("java.util.function." + f.name() + " " + n + " = "));
        if (draw.oneIn(8)) {
            Object first = draw.flip() ? "null" : body(f, s, 1);
            parts.addAll(List.of(expressions.of(BOOLEAN, s, 2), " ? ", first, " : "));
        }
        parts.addAll(List.of(body, ";\n"));
        String v = name("v");
        parts.add(f.result().text() + " " + v + " = " + n);
        if (twice) { // a default method: a virtual call whose receiver shows once it is inlined
            parts.add(draw.pick(".andThen(", ".compose(") + other + " -> ");
            Scope in = s.captured(f.result());
            in.variables.add(new Scope.Variable(other, f.result(), false));
            parts.add(expressions.of(f.result(), in, 1));
            parts.add(")");
        }
        parts.add("." + f.method() + "(");
        for (int k = 0; k < f.parameters().length; k++) {
            parts.add(k == 0 ? "" : ", ");
            parts.add(expressions.of(f.parameters()[k], s, 1));
        }
        parts.add(");\n");
        s.variables.add(new Scope.Variable(v, f.result(), false));
        return Node.statement(parts.toArray());
    }

    private Node body(Functional f, Scope s, int depth) {
        Node reference = reference(f);
        if (reference != null) {
            return reference;
        }
        Scope in = s.captured(f.result());
        StringBuilder head = new StringBuilder("(");
        for (int k = 0; k < f.parameters().length; k++) {
            String p = name("x");
            head.append(k == 0 ? "" : ", ").append(p);
            in.variables.add(new Scope.Variable(p, f.parameters()[k], false));
        }
        head.append(") -> ");
        if (!draw.oneIn(3)) {
            return Node.fixed(head.toString(), expressions.of(f.result(), in, depth));
        }
        in.returns = true;
        return Node.fixed(
                head + "{\n",
                Node.list(statements.some(in, 2, 1)),
                "return ",
                expressions.of(f.result(), in, 2),
                ";\n}");
    }

    private Node reference(Functional f) {
        if (!draw.oneIn(3)) {
            return null;
        }
        for (Helper h : helpers) {
            if (h.result() == f.result()
                    && h.array() == null
                    && !h.recursive()
                    && h.parameters().equals(List.of(f.parameters()))) {
                return Node.fixed(program + "::" + h.name());
            }
        }
        boolean two = f.parameters().length == 2;
        return switch (f.name()) {
            case "IntUnaryOperator", "LongUnaryOperator", "DoubleUnaryOperator" -> Node.fixed("Math::abs");
            case "IntBinaryOperator" -> Node.fixed(draw.pick("Integer::sum", "Math::max", "Math::floorMod"));
            default -> two ? Node.fixed("Math::min") : null;
        };
    }
}
