package dev.adagent.fuzzing.language;

import dev.adagent.fuzzing.Draw;
import java.util.ArrayList;
import java.util.List;

/** Makes statements on arrays of the program's own records: an object that changes would have two names once it is in an array. */
final class ObjectArrays {
    private static final int LENGTH = 4;
    /** More than are told apart one by one. */
    private static final int MANY = 32;

    private final Draw draw;
    private final Members members;
    private final Expressions expressions;
    private final Statements statements;

    ObjectArrays(Draw draw, Members members, Expressions expressions, Statements statements) {
        this.draw = draw;
        this.members = members;
        this.expressions = expressions;
        this.statements = statements;
    }

    /** Declares an array, or stores to one, loads from it or goes through it; null if there is no record. */
    Node statement(Scope s) {
        if (members.declared().stream().allMatch(Members.Declared::mutable)) {
            return null;
        }
        if (s.rows.isEmpty() || draw.oneIn(4)) {
            return declaration(s);
        }
        Scope.Row row = draw.pick(s.rows);
        return switch (draw.weighted(3, 2, 1)) {
            case 0 -> load(s, row);
            case 1 ->
                Node.statement(
                        row.name() + "[",
                        index(s, row.length()),
                        "] = ",
                        row.length() == LENGTH && draw.oneIn(8)
                                ? Node.fixed("null")
                                : members.construct(members.declared(row.cls()), s, 2),
                        ";\n");
            default -> loop(s, row);
        };
    }

    /** Filled, or empty but for one element: the others are null. */
    private Node declaration(Scope s) {
        int cls = draw.below(members.declared().size());
        while (members.declared(cls).mutable()) {
            cls = draw.below(members.declared().size());
        }
        Members.Declared d = members.declared(cls);
        String n = members.name("q");
        Node out;
        int length = LENGTH;
        if (draw.oneIn(3)) {
            length = MANY;
            String k = members.name("k");
            Scope in = s.inner();
            in.variables.add(Scope.Variable.counter(k, JavaType.INT));
            out = Node.statement(
                    d.name() + "[] " + n + " = new " + d.name() + "[" + MANY + "];\nfor (int " + k + " = 0; " + k
                            + " < " + n + ".length; " + k + "++) {\n" + n + "[" + k + "] = ",
                    members.construct(d, in, 2),
                    ";\n}\n");
        } else if (draw.oneIn(4)) {
            out = Node.statement(
                    d.name() + "[] " + n + " = new " + d.name() + "[" + LENGTH + "];\n" + n + "[",
                    index(s, LENGTH),
                    "] = ",
                    members.construct(d, s, 1),
                    ";\n");
        } else {
            List<Object> parts = new ArrayList<>(List.of(d.name() + "[] " + n + " = {"));
            for (int k = 0; k < LENGTH; k++) {
                parts.add(members.construct(d, s, 1));
                parts.add(k < LENGTH - 1 ? ", " : "};\n");
            }
            out = Node.statement(parts.toArray());
        }
        s.rows.add(new Scope.Row(n, cls, length));
        return out;
    }

    private Node load(Scope s, Scope.Row row) {
        String o = members.name("o");
        Node out = Node.statement(
                members.declared(row.cls()).name() + " " + o + " = " + row.name() + "[",
                index(s, row.length()),
                "];\n");
        s.items.add(0, new Scope.Item(o, row.cls()));
        return out;
    }

    private Node loop(Scope s, Scope.Row row) {
        Scope in = s.inner();
        in.loops.add(null);
        String o = members.name("o");
        in.items.add(0, new Scope.Item(o, row.cls()));
        return Node.statement(
                "for (" + members.declared(row.cls()).name() + " " + o + " : " + row.name() + ") {\n",
                Node.list(statements.some(in, 2, 0)),
                "}\n");
    }

    /** Nearly always one that exists. */
    private Node index(Scope s, int length) {
        if (draw.oneIn(3)) {
            return Node.expression(JavaType.INT, Integer.toString(draw.below(length)));
        }
        Node e = expressions.of(JavaType.INT, s, 1);
        return draw.oneIn(16) ? e : Node.expression(JavaType.INT, "(", e, " & " + (length - 1) + ")");
    }
}
