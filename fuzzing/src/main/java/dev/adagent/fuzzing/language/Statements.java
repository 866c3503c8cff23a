package dev.adagent.fuzzing.language;

import static dev.adagent.fuzzing.language.JavaType.BOOLEAN;
import static dev.adagent.fuzzing.language.JavaType.INT;
import static dev.adagent.fuzzing.language.JavaType.LONG;

import dev.adagent.fuzzing.Draw;
import java.util.ArrayList;
import java.util.List;

/** Makes statements; every one ends, since loops count. Each stands on a line of its own, so that exceptions tell it. */
final class Statements {
    private static final String[] CAUGHT = {
        "ArithmeticException",
        "ArrayIndexOutOfBoundsException",
        "NullPointerException",
        "IllegalArgumentException",
        "NegativeArraySizeException",
        "ClassCastException"
    };

    private final Draw draw;
    private final Members members;
    private final Expressions expressions;
    private final Jumps jumps;
    private final ObjectArrays objectArrays;
    private final ChosenItems chosenItems;

    Statements(Draw draw, Members members, Expressions expressions) {
        this.draw = draw;
        this.members = members;
        this.expressions = expressions;
        this.jumps = new Jumps(draw, members, expressions, this);
        this.objectArrays = new ObjectArrays(draw, members, expressions, this);
        this.chosenItems = new ChosenItems(draw, members, expressions);
    }

    /** Up to so many statements in sequence, in the scope itself. @param depth of blocks that may follow inside */
    List<Node> some(Scope s, int count, int depth) {
        List<Node> out = new ArrayList<>();
        for (int k = 0; k < count; k++) {
            out.add(one(s, depth));
        }
        return out;
    }

    /** A block in a scope of its own. */
    Node block(Scope s, int count, int depth) {
        return Node.list(some(s.inner(), count, depth));
    }

    private Node one(Scope s, int depth) {
        int kind = draw.weighted(
                10,
                12,
                12,
                4,
                3,
                4,
                3,
                2,
                5,
                depth > 0 ? 7 : 0,
                depth > 0 ? 8 : 0,
                depth > 0 ? 5 : 0,
                depth > 0 ? 6 : 0,
                2,
                2,
                1);
        return switch (kind) {
            case 0 -> declaration(s);
            case 1 -> assignment(s);
            case 2 -> arrayStore(s);
            case 3 -> increment(s);
            case 4 -> privateArray(s);
            case 5 -> object(s);
            case 6 -> members.lambda(s, 2);
            case 7 -> choiceOfArrays(s);
            case 8 -> jumps.conditional(s);
            case 9 -> branch(s, depth);
            case 10 -> jumps.loop(s, depth);
            case 11 -> jumps.choice(s, depth);
            case 12 -> guarded(s, depth);
            case 13 -> s.knowsThread ? special(s) : assignment(s);
            case 15 -> chosenItems.statement(s);
            default -> {
                Node n = objectArrays.statement(s);
                yield n == null ? privateArray(s) : n;
            }
        };
    }

    /** What only the method that knows its thread can do: elementary functions, atomic operations. */
    private Node special(Scope s) {
        if (draw.oneIn(3)) {
            return Elementary.store(draw, expressions, s);
        }
        if (draw.oneIn(3)) {
            return Node.statement(
                    expressions.call(draw.pick(INT, LONG, JavaType.DOUBLE), s), ";\n"); // for what it throws
        }
        JavaType t = draw.pick(INT, LONG, JavaType.FLOAT, JavaType.DOUBLE);
        List<Scope.Array> arrays = s.writable().stream()
                .filter(a -> a.element() == t && !a.offset().isEmpty())
                .toList();
        if (arrays.isEmpty()) {
            return assignment(s);
        }
        Scope.Array a = draw.pick(arrays);
        String v = members.name("v");
        Node operand = expressions.of(t, s, 2);
        String op = t.isReal() ? draw.pick("Add", "Exch") : draw.pick("Add", "Min", "Max", "And", "Or", "Xor", "Exch");
        Node out = Node.statement(
                t.text() + " " + v + " = dev.adagent.Kernel.atomic" + op + "(" + a.name() + ", ",
                expressions.index(a, s, 1),
                ", ",
                operand,
                ");\n");
        s.variables.add(new Scope.Variable(v, t, false));
        return out;
    }

    private Node declaration(Scope s) {
        JavaType t = draw.pick(JavaType.values());
        boolean constant = draw.oneIn(3);
        String v = members.name("v");
        Node out =
                Node.statement((constant ? "final " : "") + t.text() + " " + v + " = ", expressions.of(t, s, 2), ";\n");
        s.variables.add(new Scope.Variable(v, t, constant));
        return out;
    }

    private Node assignment(Scope s) {
        List<Scope.Variable> variables =
                s.variables.stream().filter(v -> !v.constant()).toList();
        if (variables.isEmpty()) {
            return declaration(s);
        }
        Scope.Variable v = draw.pick(variables);
        return Node.statement(v.name(), change(v.type(), s), ";\n");
    }

    /** An assignment operator with its right side; compound ones narrow by themselves (JLS §15.26.2). */
    private Node change(JavaType t, Scope s) {
        if (draw.flip()) {
            return Node.fixed(" = ", expressions.of(t, s, 2));
        }
        if (t == BOOLEAN) {
            return Node.fixed(draw.pick(" &= ", " |= ", " ^= "), expressions.of(BOOLEAN, s, 2));
        }
        JavaType right = draw.oneIn(3) ? draw.pick(JavaType.NUMBERS) : t;
        if (!t.isReal() && !right.isReal() && draw.oneIn(3)) {
            return Node.fixed(
                    draw.pick(" <<= ", " >>= ", " >>>= ", " &= ", " |= ", " ^= "), expressions.of(right, s, 2));
        }
        if (draw.oneIn(5)) {
            Node e = expressions.of(right, s, 2);
            boolean safe = right.isReal() || draw.oneIn(5);
            return Node.fixed(draw.pick(" /= ", " %= "), safe ? e : Node.expression(right, "(", e, " | 1)"));
        }
        return Node.fixed(draw.pick(" += ", " -= ", " *= "), expressions.of(right, s, 2));
    }

    private Node arrayStore(Scope s) {
        List<Scope.Array> arrays = s.writable();
        if (arrays.isEmpty()) {
            return assignment(s);
        }
        Scope.Array a = draw.pick(arrays);
        Node index = expressions.index(a, s, 2);
        if (a.element() != BOOLEAN && draw.oneIn(6)) {
            return Node.statement(a.name(), "[", index, "]", draw.pick("++;\n", "--;\n"));
        }
        return Node.statement(a.name(), "[", index, "]", change(a.element(), s), ";\n");
    }

    private Node increment(Scope s) {
        List<Scope.Variable> variables = s.variables.stream()
                .filter(v -> !v.constant() && v.type() != BOOLEAN)
                .toList();
        if (variables.isEmpty()) {
            return assignment(s);
        }
        String v = draw.pick(variables).name();
        return Node.statement(draw.pick(v + "++", "--" + v, v + " += 1000", v + " -= 3"), ";\n");
    }

    private Node privateArray(Scope s) {
        JavaType t = draw.pick(JavaType.values());
        String n = members.name("a");
        int kind = draw.below(12);
        if (kind == 0) {
            // of a size that is negative for some
            Node out = Node.statement(
                    t.text() + "[] " + n + " = ",
                    expressions.of(BOOLEAN, s, 1),
                    " ? new " + t.text() + "[4] : new " + t.text() + "[-2];\n");
            s.arrays.add(new Scope.Array(n, t, "", 3, false));
            return out;
        }
        if (kind == 1) {
            String last = "{" + (draw.flip() ? "" : Literals.of(t, draw).text()) + "}";
            Node out = Node.statement(t.text() + "[][] " + n + " = {new " + t.text() + "[2], new " + t.text() + "[8], "
                    + draw.pick(last, last, "null") + "};\n");
            s.arrays.add(new Scope.Array(n + "[2]", t, "", 1, false));
            s.arrays.add(new Scope.Array(n + "[1]", t, "", 7, false));
            s.arrays.add(new Scope.Array(n + "[0]", t, "", 1, false));
            return out;
        }
        if (kind < 4) {
            Node out = Node.statement(t.text() + "[][] " + n + " = new " + t.text() + "[2][4];\n");
            s.arrays.add(new Scope.Array(n + "[1]", t, "", 3, false));
            s.arrays.add(new Scope.Array(n + "[0]", t, "", 3, false));
            return out;
        }
        if (kind < 7) {
            List<Object> parts = new ArrayList<>(List.of(t.text() + "[] " + n + " = {"));
            for (int k = 0; k < 4; k++) {
                parts.add(expressions.of(t, s, 1));
                parts.add(k < 3 ? ", " : "};\n");
            }
            s.arrays.add(new Scope.Array(n, t, "", 3, false));
            return Node.statement(parts.toArray());
        }
        s.arrays.add(new Scope.Array(n, t, "", 7, false));
        return Node.statement(t.text() + "[] " + n + " = new " + t.text() + "[8];\n");
    }

    /** One of two arrays, which of them is known when the program runs. */
    private Node choiceOfArrays(Scope s) {
        List<Scope.Array> arrays =
                s.writable().stream().filter(a -> a.offset().isEmpty()).toList();
        if (arrays.isEmpty()) {
            return arrayStore(s);
        }
        Scope.Array a = draw.pick(arrays);
        List<Scope.Array> same =
                arrays.stream().filter(b -> b.element() == a.element()).toList();
        Scope.Array b = draw.pick(same);
        String n = members.name("a");
        Node out = Node.statement(
                a.element().text() + "[] " + n + " = ",
                expressions.of(BOOLEAN, s, 2),
                " ? " + a.name() + " : " + (draw.oneIn(6) ? "null" : b.name()) + ";\n");
        s.arrays.add(new Scope.Array(n, a.element(), "", Math.min(a.mask(), b.mask()), false));
        return out;
    }

    private Node object(Scope s) {
        if (draw.oneIn(5)) {
            Node shape = members.shape(s);
            if (shape != null) {
                return shape;
            }
        }
        List<Members.Declared> all = members.declared();
        if (all.isEmpty()) {
            return declaration(s);
        }
        int k = draw.below(all.size());
        Members.Declared d = all.get(k);
        List<Scope.Item> same = s.items.stream().filter(i -> i.cls() == k).toList();
        if (d.mutable() && !same.isEmpty() && draw.flip()) {
            return fieldChange(d, draw.pick(same).name(), s);
        }
        if (all.size() > 1 && draw.flip()) {
            return cast(s, d, all.get((k + 1) % all.size()), k);
        }
        String n = members.name("o");
        Node made = generic(members.construct(d, s, 2));
        // an object that changes under two names is refused where a branch chooses between it and another one
        Node out = same.isEmpty() || d.mutable() || draw.flip()
                ? Node.statement(d.name() + " " + n + " = ", made, ";\n")
                : Node.statement(
                        d.name() + " " + n + " = ",
                        expressions.of(BOOLEAN, s, 1),
                        " ? " + draw.pick(same).name() + " : ",
                        made,
                        ";\n");
        s.items.add(new Scope.Item(n, k));
        return d.mutable() && !draw.oneIn(4) ? Node.list(List.of(out, fieldChange(d, n, s))) : out;
    }

    /** A change of a field, or a variable that is given the value of one. */
    private Node fieldChange(Members.Declared d, String object, Scope s) {
        int f = draw.below(d.fields().size());
        int wide = Math.max(d.fields().indexOf(LONG), d.fields().indexOf(JavaType.DOUBLE));
        if (wide >= 0 && draw.flip()) { // what takes two slots is rarer
            f = wide;
        }
        JavaType t = d.fields().get(f);
        String field = object + ".f" + f;
        if (draw.oneIn(3)) {
            return Node.statement(field, change(t, s), ";\n");
        }
        String v = members.name("v");
        Node out = Node.statement(t.text() + " " + v + " = " + field, change(t, s), ";\n");
        s.variables.add(new Scope.Variable(v, t, false));
        return out;
    }

    /** An object, or one that went through a generic method and was cast back. */
    private Node generic(Node made) {
        return draw.oneIn(3) ? Node.fixed("same(", made, ")") : made;
    }

    /** An object of one of two classes, cast to the first or asked for it. */
    private Node cast(Scope s, Members.Declared d, Members.Declared other, int cls) {
        String o = members.name("o");
        String n = members.name("o");
        Node made = Node.fixed(
                "Object " + o + " = ",
                expressions.of(BOOLEAN, s, 2),
                " ? ",
                members.construct(d, s, 2),
                " : ",
                members.construct(other, s, 2),
                ";\n");
        if (draw.oneIn(4)) {
            s.items.add(new Scope.Item(n, cls));
            return Node.statement(made, d.name() + " " + n + " = (" + d.name() + ") " + o + ";\n");
        }
        Scope in = s.inner();
        in.items.add(0, new Scope.Item(n, cls));
        return Node.statement(
                made, "if (" + o + " instanceof " + d.name() + " " + n + ") {\n", Node.list(some(in, 2, 0)), "}\n");
    }

    private Node branch(Scope s, int depth) {
        Node condition = expressions.of(BOOLEAN, s, 2);
        Node then = block(s, draw.between(1, 2), depth - 1);
        return draw.flip()
                ? Node.statement("if (", condition, ") {\n", then, "}\n")
                : Node.statement(
                        "if (", condition, ") {\n", then, "} else {\n", block(s, draw.between(1, 2), depth - 1), "}\n");
    }

    private Node guarded(Scope s, int depth) {
        List<Object> parts = new ArrayList<>(List.of("try {\n", block(s, draw.between(1, 2), depth - 1), "}"));
        boolean caught = !draw.oneIn(4);
        if (caught) {
            int at = draw.below(CAUGHT.length);
            parts.add(" catch (" + CAUGHT[at] + (draw.oneIn(3) ? " | " + CAUGHT[(at + 1) % CAUGHT.length] : "") + " "
                    + members.name("e") + ") {\n");
            parts.add(block(s, 2, depth - 1));
            parts.add("}");
            if (members.hasException() && draw.flip()) {
                String e = members.name("e");
                Scope in = s.inner();
                in.variables.add(new Scope.Variable(e + ".code", INT, true));
                parts.add(" catch (Own " + e + ") {\n");
                parts.add(Node.list(some(in, 2, depth - 1)));
                parts.add("}");
            }
            if (draw.flip()) {
                String e = members.name("e");
                parts.add(" catch (RuntimeException " + e + ") {\n");
                boolean only = draw.oneIn(3);
                if (!only) {
                    parts.add(block(s, 1, depth - 1));
                }
                String wrapped = "throw new IllegalStateException(\"wrapped\", " + e + ");\n}";
                parts.add(only || draw.oneIn(3) ? draw.pick("throw " + e + ";\n}", wrapped) : "}");
            }
        }
        if (!caught || draw.oneIn(3)) {
            parts.add(" finally {\n");
            parts.add(arrayStore(s.inner())); // seen from outside, whichever way the block is left
            parts.add(block(draw.oneIn(4) ? s : s.closed(), draw.between(1, 2), depth - 1));
            parts.add("}");
        }
        parts.add("\n");
        return Node.statement(parts.toArray());
    }
}
