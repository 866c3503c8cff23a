package dev.adagent.fuzzing.language;

import static dev.adagent.fuzzing.language.JavaType.BOOLEAN;
import static dev.adagent.fuzzing.language.JavaType.INT;
import static dev.adagent.fuzzing.language.JavaType.LONG;

import dev.adagent.fuzzing.Draw;
import java.util.ArrayList;
import java.util.List;

/** Makes loops, switches, and what jumps out of them. */
final class Jumps {
    private final Draw draw;
    private final Members members;
    private final Expressions expressions;
    private final Statements statements;

    Jumps(Draw draw, Members members, Expressions expressions, Statements statements) {
        this.draw = draw;
        this.members = members;
        this.expressions = expressions;
        this.statements = statements;
    }

    /** A jump under a condition: to a loop's end or turn, out of the method, an exception. */
    Node conditional(Scope s) {
        return Node.statement("if (", expressions.of(BOOLEAN, s, 2), ") {\n", jump(s), "}\n");
    }

    private Node jump(Scope s) {
        if (!s.loops.isEmpty() && !draw.oneIn(4)) {
            String label = draw.pick(s.loops);
            return Node.statement(
                    draw.pick("break", "continue") + (label == null || draw.oneIn(3) ? "" : " " + label) + ";\n");
        }
        if (s.returns && draw.flip()) {
            return s.result == null
                    ? Node.statement("return;\n")
                    : Node.statement("return ", expressions.of(s.result, s, 2), ";\n");
        }
        if (draw.oneIn(4)) {
            return thrown(s);
        }
        return statements.some(s.inner(), 1, 0).get(0);
    }

    private Node thrown(Scope s) {
        if (members.hasException() && draw.flip()) {
            return Node.statement(
                    "throw new Own(", expressions.of(INT, s, 1), ", \"own \" + ", expressions.of(LONG, s, 1), ");\n");
        }
        String type = draw.pick(
                "IllegalArgumentException",
                "IllegalStateException",
                "ArithmeticException",
                "UnsupportedOperationException",
                "IndexOutOfBoundsException");
        JavaType shown = draw.pick(JavaType.values());
        return draw.oneIn(3)
                ? Node.statement("throw new " + type + "();\n")
                : Node.statement("throw new " + type + "(\"seen \" + ", expressions.of(shown, s, 1), ");\n");
    }

    Node loop(Scope s, int depth) {
        String label = draw.oneIn(3) ? members.name("loop") : null;
        Scope in = s.inner();
        in.loops.add(label);
        String head = label == null ? "" : label + ":\n";
        String k = members.name("k");
        int turns = draw.between(1, 5);
        int body = draw.between(1, 2);
        switch (draw.weighted(5, 2, 2, 2, 1, 2, 2, 2)) {
            case 0 -> {
                in.variables.add(Scope.Variable.counter(k, INT));
                boolean down = draw.oneIn(3);
                return Node.statement(
                        head
                                + (down
                                        ? "for (int " + k + " = " + turns + "; " + k + " >= 0; " + k + "--) {\n"
                                        : "for (int " + k + " = 0; " + k + " < " + turns + "; " + k + "++) {\n"),
                        Node.list(statements.some(in, body, depth - 1)),
                        "}\n");
            }
            case 1 -> {
                in.variables.add(Scope.Variable.counter(k, INT));
                return Node.statement(
                        "int " + k + " = " + turns + ";\n" + head + "while (" + k + "-- > 0 && ",
                        expressions.of(BOOLEAN, in, 2),
                        ") {\n",
                        Node.list(statements.some(in, body, depth - 1)),
                        "}\n");
            }
            case 2 -> {
                in.variables.add(Scope.Variable.counter(k, INT));
                return Node.statement(
                        "int " + k + " = " + turns + ";\n" + head + "do {\n",
                        Node.list(statements.some(in, body, depth - 1)),
                        "} while (--" + k + " > 0 && ",
                        expressions.of(BOOLEAN, s, 2),
                        ");\n");
            }
            case 3 -> {
                List<Scope.Array> arrays =
                        s.arrays.stream().filter(a -> a.offset().isEmpty()).toList();
                if (arrays.isEmpty()) {
                    return statements.some(s, 1, 0).get(0);
                }
                Scope.Array a = draw.pick(arrays);
                in.variables.add(new Scope.Variable(k, a.element(), true));
                return Node.statement(
                        head + "for (" + a.element().text() + " " + k + " : " + a.name() + ") {\n",
                        Node.list(statements.some(in, body, depth - 1)),
                        "}\n");
            }
            case 4 -> {
                in.variables.add(Scope.Variable.counter(k, LONG));
                return Node.statement(
                        head + "for (long " + k + " = " + turns + "L; " + k + " != 0; " + k + " >>= 1) {\n",
                        Node.list(statements.some(in, body, depth - 1)),
                        "}\n");
            }
            case 5 -> {
                in.variables.add(Scope.Variable.counter(k, INT));
                return wrapping(s, in, head, k, Node.list(statements.some(in, body, depth - 1)));
            }
            case 6 -> {
                JavaType t = draw.pick(JavaType.BYTE, JavaType.SHORT, JavaType.CHAR, INT, LONG);
                in.variables.add(Scope.Variable.counter(k, t));
                return Node.statement(
                        head + "for (" + t.text() + " " + overflowing(t, k) + ") {\n",
                        Node.list(statements.some(in, body, depth - 1)),
                        "}\n");
            }
            default -> {
                in.variables.add(Scope.Variable.counter(k, INT));
                return Node.statement(
                        head + "for (int " + k + " = 0; ; " + k + " += 2) {\nif (" + k + " > " + 2 * turns
                                + ") {\nbreak;\n}\n",
                        Node.list(statements.some(in, body, depth - 1)),
                        "}\n");
            }
        }
    }

    /** A loop from a number that only the run knows, which may be next to the largest int; perhaps of no turn. */
    private Node wrapping(Scope s, Scope in, String head, String k, Node body) {
        String from = members.name("from");
        in.variables.add(new Scope.Variable(from, INT, true));
        Node first = expressions.of(INT, s, 2);
        String most = String.valueOf(draw.between(0, 4));
        String loop = draw.pick(
                "for (int " + k + " = " + from + "; " + k + " < " + from + " + " + most + "; " + k + "++) {\n",
                "for (int " + k + " = " + from + "; " + k + " != " + from + " + " + most + "; " + k + "++) {\n",
                "for (int " + k + " = " + from + "; " + from + " - " + k + " < " + most + "; " + k + "--) {\n",
                "for (int " + k + " = 0; " + k + " < (" + from + " & 3); " + k + "++) {\n",
                "for (int " + k + " = " + from + " & 7; " + k + " >= 3; " + k + " -= 2) {\n");
        return Node.statement("int " + from + " = ", first, ";\n" + head + loop, body, "}\n");
    }

    /** The head of a loop whose counter overflows, and that ends by it. */
    private String overflowing(JavaType t, String k) {
        String largest = switch (t) {
            case BYTE -> "125";
            case SHORT -> "32765";
            case CHAR -> "65533";
            case LONG -> "Long.MAX_VALUE - 2";
            default -> "Integer.MAX_VALUE - 2";
        };
        String step = draw.pick("++", " += 1", " += 2");
        boolean down = t != JavaType.CHAR && draw.oneIn(3);
        return down
                ? k + " = " + largest.replace("MAX_VALUE - ", "MIN_VALUE + ").replaceFirst("^(?=\\d)", "-") + "; " + k
                        + " < 0; " + k + step.replace('+', '-')
                : k + " = " + largest + "; " + k + " > " + (t == JavaType.CHAR ? "9" : "0") + "; " + k + step;
    }

    // ---- switches

    Node choice(Scope s, int depth) {
        if (members.hasEnums() && draw.flip()) {
            return overEnum(s, depth);
        }
        if (draw.oneIn(3)) {
            return overText(s, depth);
        }
        boolean dense = draw.flip();
        String[] labels = dense
                ? new String[] {"0", "1", "2", "3", "5"}
                : new String[] {"-100", "7", "1000", "70000", "-2147483648"};
        JavaType t = draw.pick(INT, INT, INT, JavaType.BYTE, JavaType.CHAR, JavaType.SHORT);
        if (t != INT) {
            labels = new String[] {"0", "1", "2", "'a'", "100"};
        }
        Node on = expressions.of(t, s, 2);
        if (dense && t == INT) {
            on = Node.expression(INT, "(", on, " & 7)");
        }
        return cases(s, depth, "", on, labels);
    }

    private Node overEnum(Scope s, int depth) {
        String e = members.name("e");
        Node made = Node.fixed(
                "Tone " + e + " = ",
                expressions.of(BOOLEAN, s, 2),
                " ? Tone." + draw.pick("DO", "RE") + " : ",
                expressions.of(BOOLEAN, s, 1),
                " ? Tone." + draw.pick("DO", "MI") + " : Tone.FA;\n");
        return cases(s, depth, made, Node.fixed(e), "DO", "RE", "MI");
    }

    /** Texts whose hash codes differ, and two that have the same. */
    private Node overText(Scope s, int depth) {
        String e = members.name("e");
        Node made = Node.fixed(
                "String " + e + " = ",
                expressions.of(BOOLEAN, s, 2),
                " ? \"Aa\" : ",
                expressions.of(BOOLEAN, s, 1),
                " ? \"BB\" : " + draw.pick("\"\"", "\"other\"", "\"third\"") + ";\n");
        return cases(s, depth, made, Node.fixed(e), "\"Aa\"", "\"BB\"", "\"third\"");
    }

    private Node cases(Scope s, int depth, Object before, Node on, String... labels) {
        Scope in = s.inner();
        boolean arrows = draw.oneIn(3);
        List<Object> parts = new ArrayList<>(List.of(before, "switch (", on, ") {\n"));
        int used = draw.between(1, labels.length);
        int byDefault = draw.below(used + 2); // where default stands, or none
        // an unlabelled break leaves the switch, where it is allowed
        if (!arrows) {
            in.loops.removeIf(l -> l == null);
        }
        for (int k = 0; k <= used; k++) {
            if (k == byDefault) {
                one(parts, "default", arrows, in, depth);
            }
            if (k < used) {
                one(
                        parts,
                        "case " + labels[k] + (arrows && k == 0 && used < labels.length ? ", " + labels[used] : ""),
                        arrows,
                        in,
                        depth);
            }
        }
        parts.add("}\n");
        return Node.statement(parts.toArray());
    }

    private void one(List<Object> parts, String label, boolean arrow, Scope s, int depth) {
        Node block = statements.block(s, 1, depth - 1);
        parts.add(label + (arrow ? " -> {\n" : ": {\n"));
        parts.add(block);
        parts.add(arrow || draw.oneIn(4) ? "}\n" : "}\nbreak;\n");
    }
}
