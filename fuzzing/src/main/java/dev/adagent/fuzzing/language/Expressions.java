package dev.adagent.fuzzing.language;

import static dev.adagent.fuzzing.language.JavaType.BOOLEAN;
import static dev.adagent.fuzzing.language.JavaType.DOUBLE;
import static dev.adagent.fuzzing.language.JavaType.FLOAT;
import static dev.adagent.fuzzing.language.JavaType.INT;
import static dev.adagent.fuzzing.language.JavaType.LONG;

import dev.adagent.fuzzing.Draw;
import java.util.ArrayList;
import java.util.List;

/** Makes expressions of a type from what a scope offers. */
final class Expressions {
    private final Draw draw;
    private final Members members;
    private final MathCalls math;

    Expressions(Draw draw, Members members) {
        this.draw = draw;
        this.members = members;
        this.math = new MathCalls(draw, this);
    }

    /** An expression of exactly that type, operators nested at most so deep. */
    Node of(JavaType t, Scope s, int depth) {
        if (depth <= 0) {
            return leaf(t, s);
        }
        return switch (t) {
            case BOOLEAN -> condition(s, depth);
            case BYTE, SHORT, CHAR -> narrow(t, s, depth);
            case INT -> integer(s, depth);
            case LONG -> longInteger(s, depth);
            case FLOAT, DOUBLE -> real(t, s, depth);
        };
    }

    Node leaf(JavaType t, Scope s) {
        List<Scope.Variable> variables = s.of(t);
        if (!variables.isEmpty() && !draw.oneIn(4)) {
            return Node.expression(t, draw.pick(variables).name());
        }
        return Literals.of(t, draw);
    }

    /** What every type has: elements, conditionals, calls, fields, assignments; null if nothing of the kind fits. */
    private Node common(JavaType t, Scope s, int depth) {
        return switch (draw.weighted(6, 4, 4, 3, 2, 2, 1)) {
            case 0 -> element(t, s, depth);
            case 1 ->
                Node.expression(
                        t, "(", of(BOOLEAN, s, depth - 1), " ? ", of(t, s, depth - 1), " : ", of(t, s, depth - 1), ")");
            case 2 -> members.call(t, s, depth);
            case 3 -> members.field(t, s, depth);
            case 4 -> assignment(t, s, depth);
            case 5 -> switchExpression(t, s, depth);
            default -> members.ofRecord(t, s, depth);
        };
    }

    private Node element(JavaType t, Scope s, int depth) {
        List<Scope.Array> arrays = s.arraysOf(t);
        if (arrays.isEmpty()) {
            return null;
        }
        Scope.Array a = draw.pick(arrays);
        return Node.expression(t, a.name(), "[", index(a, s, depth - 1), "]");
    }

    /** An index of a part of an array: nearly always one that exists. Never one of another thread's part. */
    Node index(Scope.Array a, Scope s, int depth) {
        if (draw.oneIn(3)) {
            // the same elements again and again, for what passes know of them
            return Node.expression(
                    INT, a.offset().isEmpty() ? "" : a.offset() + " + ", Integer.toString(draw.below(3)));
        }
        Node e = of(INT, s, depth);
        Node in = Node.expression(INT, "(", e, " & " + a.mask() + ")");
        if (a.offset().isEmpty()) {
            return draw.oneIn(24) ? e : draw.oneIn(5) ? remainder(e, a) : in;
        }
        return draw.oneIn(30)
                ? Node.expression(INT, a.name() + ".length + ", in)
                : draw.oneIn(30) ? Node.expression(INT, "-1 - ", in) : Node.expression(INT, a.offset() + " + ", in);
    }

    private static Node remainder(Node e, Scope.Array a) {
        return Node.expression(INT, "Math.floorMod(", e, ", " + (a.mask() + 1) + ")");
    }

    /** A call of the JDK. */
    Node call(JavaType t, Scope s) {
        return math.of(t, s, 2);
    }

    /** The value of an assignment to an element or a field. */
    private Node assignedElsewhere(JavaType t, Scope s, int depth) {
        String field = members.mutableField(t, s);
        List<Scope.Array> arrays =
                s.arraysOf(t).stream().filter(a -> !a.readOnly()).toList();
        if (field == null && arrays.isEmpty()) {
            return null;
        }
        Node target;
        if (field != null) {
            target = Node.fixed(field);
        } else {
            Scope.Array a = draw.pick(arrays);
            target = Node.fixed(a.name(), "[", index(a, s, depth - 1), "]");
        }
        if (t != BOOLEAN && draw.oneIn(3)) {
            return Node.expression(t, "(", target, draw.pick("++", "--"), ")");
        }
        String op = t == BOOLEAN || draw.flip() ? " = " : draw.pick(" += ", " *= ");
        return Node.expression(t, "(", target, op, of(t, s, depth - 1), ")");
    }

    private Node assignment(JavaType t, Scope s, int depth) {
        if (draw.flip()) {
            return assignedElsewhere(t, s, depth);
        }
        List<Scope.Variable> variables = s.assignable(t);
        if (variables.isEmpty()) {
            return null;
        }
        String v = draw.pick(variables).name();
        if (t != BOOLEAN && draw.flip()) {
            return Node.expression(t, "(", draw.pick("++" + v, "--" + v, v + "++", v + "--"), ")");
        }
        if (t == BOOLEAN || draw.flip()) {
            return Node.expression(t, "(" + v + " = ", of(t, s, depth - 1), ")");
        }
        return Node.expression(t, "(" + v, draw.pick(" += ", " -= ", " *= "), of(t, s, depth - 1), ")");
    }

    /** Over numbers, texts or enums; old and new; the enum's without default. */
    private Node switchExpression(JavaType t, Scope s, int depth) {
        if (depth < 2) {
            return null;
        }
        Scope in = s.closed();
        return switch (draw.weighted(4, 2, 2, members.hasEnums() ? 2 : 0)) {
            case 0 -> {
                String[] labels = draw.flip() ? new String[] {"0", "1", "2"} : new String[] {"-7", "1000", "65536"};
                yield cases(t, in, depth, of(INT, in, 1), true, labels);
            }
            case 1 -> cases(t, in, depth, of(draw.pick(INT, JavaType.CHAR), in, 1), false, "0", "7", "'a'");
            case 2 -> cases(t, in, depth, chosen(in, "\"Aa\"", "\"BB\"", "\"\""), true, "\"Aa\"", "\"BB\"", "\"no\"");
            default -> cases(t, in, depth, chosen(in, "Tone.DO", "Tone.MI", "Tone.FA"), true, "DO", "RE, MI", "FA");
        };
    }

    /** One of three constants that the run chooses. */
    private Node chosen(Scope s, String a, String b, String c) {
        return Node.fixed(of(BOOLEAN, s, 1), " ? " + a + " : ", of(BOOLEAN, s, 1), " ? " + b + " : " + c);
    }

    private Node cases(JavaType t, Scope s, int depth, Node on, boolean arrows, String... labels) {
        List<Object> parts = new ArrayList<>(List.of("(switch (", on, ") { "));
        List<String> arms = new ArrayList<>();
        for (String label : labels) {
            arms.add("case " + label);
        }
        if (!labels[0].equals("DO")) {
            arms.add("default");
        }
        for (int k = 0; k < arms.size(); k++) {
            arm(parts, arms.get(k), k == arms.size() - 1, t, s, depth, arrows);
        }
        parts.add("})");
        return Node.expression(t, parts.toArray());
    }

    /**
     * A value, a block that yields one, or an exception; without an arrow perhaps nothing before the next arm. The last gives a value: one of a
     * switch expression's arms must (JLS §15.28.1).
     */
    private void arm(List<Object> parts, String label, boolean last, JavaType t, Scope s, int depth, boolean arrow) {
        if (!arrow && !last && draw.oneIn(4)) {
            parts.add(label + ": ");
            return;
        }
        parts.add(label + (arrow ? " -> " : ": "));
        if (!last && draw.oneIn(12)) {
            parts.add("throw new IllegalStateException(\"arm\"); ");
        } else if (arrow && draw.oneIn(3) || !arrow) {
            parts.addAll(List.of(
                    "{ if (",
                    of(BOOLEAN, s, 1),
                    ") { yield ",
                    of(t, s, depth - 2),
                    "; } yield ",
                    of(t, s, depth - 2),
                    "; } "));
        } else {
            parts.addAll(List.of(of(t, s, depth - 2), "; "));
        }
    }

    // ---- by type

    private Node narrow(JavaType t, Scope s, int depth) {
        Node any = draw.flip() ? common(t, s, depth) : null;
        if (any != null) {
            return any;
        }
        return Node.expression(t, "(" + t.text() + ") (", of(number(), s, depth - 1), ")");
    }

    private JavaType number() {
        return draw.pick(INT, INT, INT, LONG, FLOAT, DOUBLE, JavaType.BYTE, JavaType.SHORT, JavaType.CHAR);
    }

    private Node integer(Scope s, int depth) {
        Node any = draw.oneIn(3) ? common(INT, s, depth) : null;
        if (any != null) {
            return any;
        }
        return switch (draw.weighted(20, 6, 4, 6, 4, 4, 4, 1)) {
            case 0 -> arithmetic(INT, s, depth);
            case 1 ->
                Node.expression(
                        INT, "(", of(INT, s, depth - 1), shift(), of(draw.oneIn(4) ? LONG : INT, s, depth - 1), ")");
            case 2 -> Node.expression(INT, draw.pick("(-", "(~"), of(INT, s, depth - 1), ")");
            case 3 -> Node.expression(INT, "(int) (", of(draw.pick(LONG, FLOAT, DOUBLE), s, depth - 1), ")");
            case 7 -> Node.expression(INT, "(int) same(", of(INT, s, depth - 1), ")"); // boxed on the way
            case 4 ->
                Node.expression(
                        INT,
                        "(",
                        of(draw.pick(JavaType.BYTE, JavaType.SHORT, JavaType.CHAR), s, depth - 1),
                        draw.pick(" + ", " - ", " * ", " & ", " | ", " ^ "),
                        of(INT, s, depth - 1),
                        ")");
            case 5 -> length(s);
            default -> math.of(INT, s, depth);
        };
    }

    private Node length(Scope s) {
        return s.arrays.isEmpty()
                ? Literals.of(INT, draw)
                : Node.expression(INT, draw.pick(s.arrays).name() + ".length");
    }

    private String shift() {
        return draw.pick(" << ", " >> ", " >>> ");
    }

    private Node longInteger(Scope s, int depth) {
        Node any = draw.oneIn(3) ? common(LONG, s, depth) : null;
        if (any != null) {
            return any;
        }
        return switch (draw.weighted(8, 3, 2, 4, 2)) {
            case 0 -> arithmetic(LONG, s, depth);
            case 1 ->
                Node.expression(
                        LONG, "(", of(LONG, s, depth - 1), shift(), of(draw.oneIn(4) ? LONG : INT, s, depth - 1), ")");
            case 2 -> Node.expression(LONG, draw.pick("(-", "(~"), of(LONG, s, depth - 1), ")");
            case 3 ->
                Node.expression(LONG, "(long) (", of(draw.pick(INT, FLOAT, DOUBLE, JavaType.CHAR), s, depth - 1), ")");
            default -> math.of(LONG, s, depth);
        };
    }

    private Node arithmetic(JavaType t, Scope s, int depth) {
        Node left = of(t, s, depth - 1);
        Node right = of(t, s, depth - 1);
        if (draw.oneIn(4)) {
            Node divisor = draw.oneIn(5) ? right : Node.expression(t, "(", right, " | 1)");
            return Node.expression(t, "(", left, draw.pick(" / ", " % "), divisor, ")");
        }
        return Node.expression(t, "(", left, draw.pick(" + ", " - ", " * ", " & ", " | ", " ^ "), right, ")");
    }

    private Node real(JavaType t, Scope s, int depth) {
        Node any = draw.oneIn(3) ? common(t, s, depth) : null;
        if (any != null) {
            return any;
        }
        return switch (draw.weighted(9, 2, 4, 3)) {
            case 0 ->
                Node.expression(
                        t,
                        "(",
                        of(t, s, depth - 1),
                        draw.pick(" + ", " - ", " * ", " / ", " + ", " * ", " % "),
                        of(t, s, depth - 1),
                        ")");
            case 1 -> Node.expression(t, "(-", of(t, s, depth - 1), ")");
            case 2 ->
                Node.expression(
                        t,
                        "(" + t.text() + ") (",
                        of(draw.pick(INT, LONG, t == FLOAT ? DOUBLE : FLOAT, JavaType.BYTE), s, depth - 1),
                        ")");
            default -> math.of(t, s, depth);
        };
    }

    Node condition(Scope s, int depth) {
        if (draw.oneIn(16)) {
            return members.comparedReferences(s, depth);
        }
        Node any = draw.oneIn(5) ? common(BOOLEAN, s, depth) : null;
        if (any != null) {
            return any;
        }
        switch (draw.weighted(10, 2, 4, 1)) {
            case 0 -> {
                JavaType t = draw.oneIn(10) ? BOOLEAN : number();
                return Node.expression(
                        BOOLEAN,
                        "(",
                        of(t, s, depth - 1),
                        t == BOOLEAN
                                ? draw.pick(" == ", " != ")
                                : draw.pick(" < ", " <= ", " > ", " >= ", " == ", " != "),
                        of(t, s, depth - 1),
                        ")");
            }
            case 1 -> {
                return Node.expression(BOOLEAN, "!", of(BOOLEAN, s, depth - 1));
            }
            case 2 -> {
                return Node.expression(
                        BOOLEAN,
                        "(",
                        of(BOOLEAN, s, depth - 1),
                        draw.pick(" && ", " || ", " ^ ", " & ", " | "),
                        of(BOOLEAN, s, depth - 1),
                        ")");
            }
            default -> {
                return math.of(BOOLEAN, s, depth);
            }
        }
    }
}
