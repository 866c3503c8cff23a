package dev.adagent.fuzzing.language;

import static dev.adagent.fuzzing.language.JavaType.BOOLEAN;
import static dev.adagent.fuzzing.language.JavaType.DOUBLE;
import static dev.adagent.fuzzing.language.JavaType.INT;
import static dev.adagent.fuzzing.language.JavaType.LONG;

import dev.adagent.fuzzing.Draw;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Makes statements on objects and arrays that the run chooses among, or that refer to one another: two names of one object, arrays of lambdas, rows, chains. */
final class ChosenItems {
    private static final int LENGTH = 4;

    private final Draw draw;
    private final Members members;
    private final Expressions expressions;

    ChosenItems(Draw draw, Members members, Expressions expressions) {
        this.draw = draw;
        this.members = members;
        this.expressions = expressions;
    }

    Node statement(Scope s) {
        return switch (draw.weighted(2, 1, 1, 4)) {
            case 0 -> lambdas(s);
            case 1 -> rows(s);
            case 2 -> chain(s);
            default -> twoNames(s);
        };
    }

    /** An array of lambdas, one of which the run calls. */
    private Node lambdas(Scope s) {
        String g = members.name("g");
        List<Object> parts = new ArrayList<>(List.of("java.util.function.LongUnaryOperator[] " + g + " = {"));
        for (int k = 0; k < LENGTH; k++) {
            String x = members.name("x");
            Scope in = s.captured(LONG);
            in.variables.add(new Scope.Variable(x, LONG, false));
            parts.add(x + " -> ");
            parts.add(expressions.of(LONG, in, 2));
            parts.add(k < LENGTH - 1 ? ", " : "};\n");
        }
        String v = members.name("v");
        parts.add("long " + v + " = " + g + "[");
        parts.add(index(s));
        parts.add("].applyAsLong(");
        parts.add(expressions.of(LONG, s, 1));
        parts.add(");\n");
        s.variables.add(new Scope.Variable(v, LONG, false));
        return Node.statement(parts.toArray());
    }

    /** Rows that a loop makes, the program's or that of a method which is not told how many, a store to one of them and what another holds. */
    private Node rows(Scope s) {
        boolean own = draw.flip();
        JavaType t = own ? draw.pick(JavaType.values()) : LONG;
        String m = members.name("m");
        String k = members.name("k");
        String v = members.name("v");
        String made = own
                ? "new " + t.text() + "[" + LENGTH + "][];\nfor (int " + k + " = 0; " + k + " < " + LENGTH + "; " + k
                        + "++) {\n" + m + "[" + k + "] = new " + t.text() + "[" + LENGTH + "];\n}\n"
                : "table(" + LENGTH + ", " + LENGTH + ");\n";
        Node out = Node.statement(
                t.text() + "[][] " + m + " = " + made + m + "[",
                index(s),
                "][",
                index(s),
                "] = ",
                expressions.of(t, s, 2),
                ";\n" + t.text() + " " + v + " = " + m + "[",
                index(s),
                "][",
                index(s),
                "];\n");
        s.variables.add(new Scope.Variable(v, t, false));
        return out;
    }

    /** A list that a recursive method goes along. */
    private Node chain(Scope s) {
        String v = members.name("v");
        Node link = Node.fixed("null");
        for (int k = draw.between(1, 3); k > 0; k--) {
            link = Node.fixed("new Link(", expressions.of(DOUBLE, s, 1), ", ", link, ")");
        }
        Node out = Node.statement(
                "double " + v + " = ", link, draw.pick(".sum(", ".last("), expressions.of(DOUBLE, s, 1), ");\n");
        s.variables.add(new Scope.Variable(v, DOUBLE, false));
        return out;
    }

    /** An object that changes under one of two names, which may be the same one; a chain if no class has such fields. */
    private Node twoNames(Scope s) {
        int[] mutable = IntStream.range(0, members.declared().size())
                .filter(k -> members.declared(k).mutable())
                .toArray();
        if (mutable.length == 0) {
            return chain(s);
        }
        int cls = mutable[draw.below(mutable.length)];
        Members.Declared d = members.declared(cls);
        String o = members.name("o");
        String p = members.name("o");
        String v = members.name("v");
        int field = draw.below(d.fields().size());
        JavaType t = d.fields().get(field);
        Node out = Node.statement(
                d.name() + " " + o + " = ",
                members.construct(d, s, 2),
                ";\n" + d.name() + " " + p + " = ",
                expressions.of(BOOLEAN, s, 2),
                " ? " + o + " : ",
                members.construct(d, s, 1),
                ";\n" + p + ".f" + field + " = ",
                expressions.of(t, s, 2),
                ";\n" + t.text() + " " + v + " = " + o + ".f" + field + ";\n");
        s.variables.add(new Scope.Variable(v, t, false));
        s.items.add(0, new Scope.Item(o, cls));
        s.items.add(draw.below(2), new Scope.Item(p, cls));
        return out;
    }

    private Node index(Scope s) {
        return draw.oneIn(3)
                ? Node.expression(INT, Integer.toString(draw.below(LENGTH)))
                : Node.expression(INT, "(", expressions.of(INT, s, 1), " & " + (LENGTH - 1) + ")");
    }
}
