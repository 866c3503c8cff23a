package dev.adagent.fuzzing.autodiff;

import static dev.adagent.fuzzing.autodiff.Expr.integer;
import static dev.adagent.fuzzing.autodiff.Expr.variable;
import static dev.adagent.fuzzing.autodiff.Type.DOUBLE;
import static dev.adagent.fuzzing.autodiff.Type.FLOAT;
import static dev.adagent.fuzzing.autodiff.Type.INT;

import dev.adagent.fuzzing.Draw;
import dev.adagent.transform.opt.Inlining;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** Makes the program of a seed. */
final class Generator {
    /** Name of the array parameter that a method writes. */
    static final String WRITTEN = "o";

    private static final int STATEMENTS = 34;

    private final long seed;
    private final Draw draw;
    private final Set<Program.Trait> traits = EnumSet.noneOf(Program.Trait.class);
    private final Expressions expressions;
    private final HeldArrays held;
    private final boolean hold;
    private final boolean tables;
    private final List<Method> helpers = new ArrayList<>();
    private int names;
    private int left;
    private int depth;
    /** What a return statement gives in the method that is being made; null for nothing. */
    private Supplier<Expr> returned;

    private Generator(long seed) {
        this.seed = seed;
        draw = new Draw(seed);
        if (draw.oneIn(3)) {
            traits.add(Program.Trait.FLOATS);
        }
        if (draw.oneIn(4)) {
            traits.add(Program.Trait.MATRIX);
        }
        if (draw.oneIn(4)) {
            traits.add(Program.Trait.ALIAS);
        }
        if (draw.oneIn(4)) {
            traits.add(Program.Trait.NESTED);
        }
        hold = draw.oneIn(3);
        tables = draw.oneIn(4);
        expressions = new Expressions(draw, has(Program.Trait.FLOATS));
        held = new HeldArrays(draw, expressions, this::name, traits);
    }

    static Program program(long seed) {
        return new Generator(seed).program();
    }

    private boolean has(Program.Trait t) {
        return traits.contains(t);
    }

    private Program program() {
        Set<String> constants = constants();
        for (int k = draw.weighted(3, 4, 2); k > 0; k--) {
            helpers.add(helper("h" + helpers.size()));
        }
        Method f = entry(constants);
        if (!has(Program.Trait.FLOATS) && draw.oneIn(6)) {
            traits.add(Program.Trait.SECOND_ORDER);
        }
        List<Method> methods = new ArrayList<>(List.of(f));
        methods.addAll(helpers);
        Inlining inlining = draw.pick(Inlining.DEFAULT, Inlining.NEVER, Inlining.ALWAYS);
        return new Program(seed, List.copyOf(methods), constants, traits, inlining);
    }

    /** At least one argument that every program uses is not constant. */
    private Set<String> constants() {
        Set<String> out = new HashSet<>();
        if (draw.oneIn(6)) {
            out.add("a");
        }
        if (!has(Program.Trait.ALIAS) && draw.oneIn(6)) {
            out.add("y");
        }
        if (!has(Program.Trait.FLOATS)) {
            out.addAll(List.of("b", "z"));
        } else if (draw.oneIn(6)) {
            out.add(draw.pick("b", "z"));
        }
        if (!has(Program.Trait.MATRIX) || draw.oneIn(8)) {
            out.add("m");
        }
        return out;
    }

    private Method entry(Set<String> constants) {
        Scope s = new Scope();
        s.methods.addAll(helpers);
        for (Method.Parameter p : Program.PARAMETERS) {
            boolean used = switch (p.name()) {
                case "b", "z" -> has(Program.Trait.FLOATS);
                case "m" -> has(Program.Trait.MATRIX);
                default -> true;
            };
            if (!used) {
                continue;
            }
            if (p.dimensions() > 0) {
                s.arrays.add(new Scope.Array(p.name(), p.type(), p.dimensions(), !constants.contains(p.name())));
            } else {
                (p.type() == DOUBLE ? s.doubles : p.type() == FLOAT ? s.floats : s.ints).add(p.name());
            }
        }
        left = draw.between(6, STATEMENTS);
        depth = 0;
        returned = () -> Expr.binary("+", variable(DOUBLE, "r"), expressions.value(s, 1));
        List<Stmt> body = new ArrayList<>();
        body.add(Stmt.declare(Stmt.Kind.DECLARE, DOUBLE, "r", Expr.real(DOUBLE, 0)));
        s.doubles.add("r");
        body.addAll(block(s, draw.between(4, 8)));
        body.add(Stmt.of(
                Stmt.Kind.RETURN,
                "",
                Expr.binary(
                        "+",
                        Expr.binary("+", variable(DOUBLE, "r"), expressions.value(s, 2)),
                        expressions.element(s, DOUBLE, false))));
        return new Method("f", DOUBLE, Program.PARAMETERS, body);
    }

    /** A method of two numbers, an array that it reads, one that it may also write, and an integer. */
    private Method helper(String name) {
        boolean recursive = draw.oneIn(5);
        // what only reads is recomputed from its arguments, unless its caller changes them
        boolean reads = draw.flip();
        Type result = !recursive && !reads && draw.oneIn(4) ? null : DOUBLE;
        List<Method.Parameter> parameters = List.of(
                new Method.Parameter(DOUBLE, 0, "p"),
                new Method.Parameter(DOUBLE, 0, "q"),
                new Method.Parameter(DOUBLE, 1, "s"),
                new Method.Parameter(DOUBLE, 1, WRITTEN),
                new Method.Parameter(INT, 0, "k"));
        Scope s = new Scope();
        s.doubles.addAll(List.of("p", "q"));
        s.arrays.add(new Scope.Array("s", DOUBLE, 1, false));
        s.arrays.add(new Scope.Array(WRITTEN, DOUBLE, 1, !reads));
        s.ints.add("k");
        s.indices.add("k");
        if (!reads) {
            s.methods.addAll(helpers);
        }
        left = draw.between(1, 8);
        depth = 2;
        returned = result == null ? null : () -> expressions.value(s, 1);
        List<Stmt> body = new ArrayList<>();
        Method self = new Method(name, result, parameters, body);
        if (recursive) {
            traits.add(Program.Trait.RECURSION);
            body.add(Stmt.blocks(
                    Stmt.Kind.IF,
                    "",
                    List.of(Expr.compare("<=", variable(INT, "k"), integer(0))),
                    List.of(List.of(Stmt.of(Stmt.Kind.RETURN, "", expressions.value(s, 1))))));
        }
        String sum = reads || draw.oneIn(4) ? sum(s, body) : null;
        body.addAll(block(s, draw.between(1, 4)));
        if (result != null) {
            Expr value = expressions.value(s, 2);
            if (sum != null) {
                value = Expr.binary("+", variable(DOUBLE, sum), value);
            }
            if (recursive) {
                Expr again = new Expr(
                        Expr.Kind.CALL,
                        DOUBLE,
                        name,
                        List.of(
                                expressions.bounded(expressions.value(s, 1)),
                                variable(DOUBLE, draw.pick("p", "q")),
                                new Expr(Expr.Kind.ARRAY, Type.REFERENCE, draw.pick("s", WRITTEN), List.of()),
                                new Expr(Expr.Kind.ARRAY, Type.REFERENCE, WRITTEN, List.of()),
                                Expr.binary("-", variable(INT, "k"), integer(1))));
                value = Expr.binary("+", Expr.binary("*", Expr.real(DOUBLE, 0.6), again), value);
            }
            body.add(Stmt.of(Stmt.Kind.RETURN, "", value));
        }
        return self;
    }

    private String name(String prefix) {
        return prefix + names++;
    }

    private List<Stmt> block(Scope s, int count) {
        List<Stmt> out = new ArrayList<>();
        for (int k = 0; k < count && left > 0; k++) {
            left--;
            statement(s, out);
        }
        return out;
    }

    private void statement(Scope s, List<Stmt> out) {
        boolean loop = depth < 3;
        switch (draw.weighted(
                3,
                5,
                4,
                8,
                5,
                5,
                loop ? 3 : 0,
                loop ? 6 : 0,
                s.loops.isEmpty() ? 0 : 3,
                2,
                2,
                2,
                2,
                2,
                has(Program.Trait.FLOATS) ? 4 : 0,
                2,
                returning(s).isEmpty() ? 0 : 6,
                2,
                1,
                hold ? 7 : 0,
                tables ? 3 : 0,
                has(Program.Trait.NESTED) ? 3 : 0)) {
            case 0 -> {
                String v = name("v");
                out.add(Stmt.declare(Stmt.Kind.DECLARE, DOUBLE, v, expressions.value(s, 3)));
                s.doubles.add(v);
            }
            case 1 -> assign(s, out, "=");
            case 2 -> assign(s, out, draw.pick("+=", "-=", "*="));
            case 3 -> store(s, out, DOUBLE, "=");
            case 4 -> store(s, out, DOUBLE, draw.pick("+=", "*=", "*=", "-=", "/="));
            case 5 -> choice(s, out);
            case 6 -> whileLoop(s, out);
            case 7 -> forLoop(s, out);
            case 8 -> jump(s, out);
            case 9 -> newArray(s, out);
            case 10 -> record(s, out);
            case 11 -> object(s, out);
            case 12 -> lambda(s, out);
            case 13 -> call(s, out);
            case 14 -> floats(s, out);
            case 15 -> cases(s, out);
            case 16 -> callInto(s, out);
            case 17 -> attempt(s, out);
            case 18 -> held.chosenArray(s, out);
            case 19 -> held.statement(s, out, loop);
            case 20 -> held.table(s, out);
            default -> records(s, out);
        }
    }

    /** A {@code try} that an exception leaves, or a division by zero. */
    private void attempt(Scope s, List<Stmt> out) {
        boolean division = draw.oneIn(3);
        Expr thrown = division ? expressions.index(s) : expressions.condition(s, 1);
        List<List<Stmt>> blocks = List.of(
                block(s.inner(), draw.between(0, 2)),
                block(s.inner(), draw.between(1, 2)),
                block(s.inner(), draw.between(1, 2)));
        out.add(Stmt.blocks(division ? Stmt.Kind.TRY_DIVISION : Stmt.Kind.TRY, name("e"), List.of(thrown), blocks));
    }

    /** An array of records, or another record in it. */
    private void records(Scope s, List<Stmt> out) {
        if (s.recordArrays.isEmpty()) {
            String p = name("p");
            Expr[] numbers = new Expr[2 * Program.LENGTH];
            java.util.Arrays.setAll(numbers, k -> expressions.value(s, 1));
            out.add(Stmt.of(Stmt.Kind.NEW_RECORDS, p, numbers));
            s.recordArrays.add(p);
        } else {
            out.add(Stmt.of(
                    Stmt.Kind.STORE_RECORD,
                    draw.pick(s.recordArrays),
                    expressions.index(s),
                    expressions.bounded(expressions.value(s, 2)),
                    expressions.value(s, 2)));
        }
    }

    /** The methods of the scope that give a number. */
    private static List<Method> returning(Scope s) {
        return s.methods.stream().filter(m -> m.result() != null).toList();
    }

    /** Adds what a method gives to a variable, or stores it where a later call may read it; what it read may be overwritten then. */
    private void callInto(Scope s, List<Stmt> out) {
        Expr made = expressions.call(s, draw.pick(returning(s)), 2);
        Expr call = expressions.bounded(made);
        Expr element = draw.flip() ? expressions.element(s, DOUBLE, true) : null;
        if (element != null) {
            out.add(Stmt.assign(element, draw.pick("=", "+=", "-=", "*="), call));
        } else if (s.doubles.contains("r")) {
            out.add(Stmt.assign(variable(DOUBLE, "r"), draw.pick("+=", "-="), call));
        } else {
            String v = name("v");
            out.add(Stmt.declare(Stmt.Kind.DECLARE, DOUBLE, v, call));
            s.doubles.add(v);
        }
        if (draw.flip()) {
            overwrite(s, out, made);
        }
    }

    /** Changes all of an array that a call was given. */
    private void overwrite(Scope s, List<Stmt> out, Expr call) {
        List<String> passed = call.args().stream()
                .filter(a -> a.kind() == Expr.Kind.ARRAY)
                .map(Expr::name)
                .filter(a -> s.arrays(DOUBLE, 1, true).stream()
                        .anyMatch(w -> w.name().equals(a)))
                .toList();
        if (passed.isEmpty() || depth >= 3) {
            return;
        }
        String array = draw.pick(passed);
        String i = name("i");
        Scope inner = s.inner();
        inner.ints.add(i);
        inner.indices.add(i);
        Stmt store = Stmt.assign(
                Expr.element(DOUBLE, array, variable(INT, i)),
                draw.pick("=", "*="),
                expressions.bounded(expressions.value(inner, 1)));
        Expr length = new Expr(Expr.Kind.LENGTH, INT, array, List.of());
        out.add(Stmt.blocks(Stmt.Kind.FOR_UP, i, List.of(integer(0), length), List.of(List.of(store))));
    }

    private void assign(Scope s, List<Stmt> out, String operator) {
        List<String> targets = new ArrayList<>(s.doubles);
        targets.removeAll(s.finals);
        Expr value = expressions.value(s, 3);
        out.add(Stmt.assign(
                variable(DOUBLE, targets.isEmpty() ? "r" : draw.pick(targets)),
                operator,
                operator.equals("*=") || draw.flip() ? expressions.bounded(value) : value));
    }

    private void store(Scope s, List<Stmt> out, Type type, String operator) {
        Expr target = expressions.element(s, type, true);
        if (target == null) {
            return;
        }
        Expr value = type == FLOAT ? expressions.floatValue(s, 2) : expressions.value(s, 3);
        if (operator.equals("/=")) {
            value = Expr.binary("+", Expr.real(type, 1.4), Expr.binary("*", value, value));
        } else if (type == DOUBLE && (operator.equals("*=") || draw.flip())) {
            value = expressions.bounded(value);
        }
        out.add(Stmt.assign(target, operator, value));
    }

    private void choice(Scope s, List<Stmt> out) {
        List<List<Stmt>> blocks = new ArrayList<>(List.of(block(s.inner(), draw.between(1, 2))));
        if (draw.flip()) {
            blocks.add(block(s.inner(), draw.between(1, 2)));
        }
        out.add(Stmt.blocks(Stmt.Kind.IF, "", List.of(expressions.condition(s, 1)), blocks));
    }

    private void cases(Scope s, List<Stmt> out) {
        List<List<Stmt>> blocks = new ArrayList<>();
        for (int k = draw.between(2, 3); k > 0; k--) {
            blocks.add(block(s.inner(), 1));
        }
        out.add(Stmt.blocks(Stmt.Kind.SWITCH, "", List.of(expressions.index(s)), blocks));
    }

    private void forLoop(Scope s, List<Stmt> out) {
        String i = name("i");
        Scope inner = s.inner();
        Expr from = draw.oneIn(3) ? integer(1) : integer(0);
        Expr to;
        if (draw.flip()) {
            List<Scope.Array> arrays = s.arrays(DOUBLE, 1, false);
            to = arrays.isEmpty() || draw.oneIn(3)
                    ? integer(draw.between(2, Program.LENGTH))
                    : new Expr(Expr.Kind.LENGTH, INT, draw.pick(arrays).name(), List.of());
            inner.indices.add(i);
        } else {
            to = expressions.trips(s, 5);
        }
        inner.ints.add(i);
        inner.loops.add(i);
        Stmt.Kind kind = draw.pick(Stmt.Kind.FOR_UP, Stmt.Kind.FOR_UP, Stmt.Kind.FOR_DOWN, Stmt.Kind.FOR_BY_TWO);
        depth++;
        out.add(Stmt.blocks(kind, i, List.of(from, to), List.of(block(inner, draw.between(1, 4)))));
        depth--;
    }

    private void whileLoop(Scope s, List<Stmt> out) {
        String c = name("c");
        Scope inner = s.inner();
        inner.ints.add(c);
        inner.loops.add(c);
        Expr most = draw.flip() ? integer(draw.between(2, 5)) : expressions.trips(s, 4);
        // the test sees what the body assigns
        Scope tested = s.inner();
        tested.ints.add(c);
        Expr condition = expressions.condition(tested, 1);
        depth++;
        out.add(Stmt.blocks(
                draw.oneIn(3) ? Stmt.Kind.DO_WHILE : Stmt.Kind.WHILE,
                c,
                List.of(most, condition),
                List.of(block(inner, draw.between(1, 4)))));
        depth--;
    }

    private void jump(Scope s, List<Stmt> out) {
        String to = draw.oneIn(3) ? draw.pick(s.loops) : s.loops.get(s.loops.size() - 1);
        Stmt jump = !draw.oneIn(3)
                ? Stmt.of(draw.flip() ? Stmt.Kind.BREAK : Stmt.Kind.CONTINUE, to)
                : returned == null ? Stmt.of(Stmt.Kind.RETURN, "") : Stmt.of(Stmt.Kind.RETURN, "", returned.get());
        out.add(Stmt.blocks(Stmt.Kind.IF, "", List.of(expressions.condition(s, 1)), List.of(List.of(jump))));
    }

    private void newArray(Scope s, List<Stmt> out) {
        if (depth == 0 && draw.flip()) {
            mapped(s, out);
            return;
        }
        String t = name("t");
        if (has(Program.Trait.NESTED) && draw.flip()) {
            out.add(Stmt.of(Stmt.Kind.NEW_MATRIX, t));
            s.arrays.add(new Scope.Array(t, DOUBLE, 2, true));
            return;
        }
        Type type = has(Program.Trait.FLOATS) && draw.oneIn(3) ? FLOAT : DOUBLE;
        out.add(Stmt.declare(Stmt.Kind.NEW_ARRAY, type, t, integer(Program.LENGTH)));
        s.arrays.add(new Scope.Array(t, type, 1, true));
    }

    /** An array that one loop fills and nothing changes again, as code with arrays for its intermediate results has. */
    private void mapped(Scope s, List<Stmt> out) {
        String t = name("t");
        String i = name("i");
        String v = name("v");
        Scope inner = s.inner();
        inner.ints.add(i);
        inner.indices.add(i);
        inner.loops.add(i);
        Expr value = expressions.value(inner, 4);
        List<Stmt> body = new ArrayList<>();
        body.add(Stmt.declare(Stmt.Kind.DECLARE, DOUBLE, v, value));
        body.add(Stmt.assign(Expr.element(DOUBLE, t, variable(INT, i)), "=", variable(DOUBLE, v)));
        inner.doubles.add(v);
        body.add(Stmt.assign(
                variable(DOUBLE, "r"),
                "+=",
                Expr.binary("*", variable(DOUBLE, v), expressions.bounded(expressions.value(inner, 2)))));
        out.add(Stmt.declare(Stmt.Kind.NEW_ARRAY, DOUBLE, t, integer(Program.LENGTH)));
        Expr length = new Expr(Expr.Kind.LENGTH, INT, t, List.of());
        out.add(Stmt.blocks(
                draw.pick(Stmt.Kind.FOR_UP, Stmt.Kind.FOR_DOWN), i, List.of(integer(0), length), List.of(body)));
        s.arrays.add(new Scope.Array(t, DOUBLE, 1, false));
    }

    /** A sum over an array, of terms that need its elements in reverse; gives the variable's name. */
    private String sum(Scope s, List<Stmt> out) {
        String v = name("v");
        String i = name("i");
        out.add(Stmt.declare(Stmt.Kind.DECLARE, DOUBLE, v, expressions.value(s, 1)));
        s.doubles.add(v);
        Scope inner = s.inner();
        inner.ints.add(i);
        inner.indices.add(i);
        inner.loops.add(i);
        Scope.Array array = draw.pick(s.arrays(DOUBLE, 1, false));
        Expr element = Expr.element(DOUBLE, array.name(), variable(INT, i));
        Expr product = Expr.binary("*", element, variable(DOUBLE, draw.pick("p", "q")));
        Expr factor = Expr.binary(draw.pick("+", "-"), expressions.value(inner, 2), product);
        Expr term = Expr.binary("*", element, expressions.bounded(factor));
        Stmt add = Stmt.assign(variable(DOUBLE, v), draw.pick("+=", "-="), term);
        Expr length = new Expr(Expr.Kind.LENGTH, INT, array.name(), List.of());
        Stmt.Kind kind = draw.pick(Stmt.Kind.FOR_UP, Stmt.Kind.FOR_DOWN);
        out.add(Stmt.blocks(kind, i, List.of(integer(0), length), List.of(List.of(add))));
        return v;
    }

    private void record(Scope s, List<Stmt> out) {
        String p = name("p");
        out.add(Stmt.of(Stmt.Kind.NEW_RECORD, p, expressions.value(s, 2), expressions.value(s, 2)));
        s.records.add(p);
    }

    private void object(Scope s, List<Stmt> out) {
        if (s.objects.isEmpty() || draw.oneIn(3)) {
            String o = name("q");
            out.add(Stmt.of(Stmt.Kind.NEW_OBJECT, o, expressions.value(s, 2)));
            s.objects.add(o);
        } else {
            out.add(Stmt.of(
                    Stmt.Kind.ADD_TO_OBJECT, draw.pick(s.objects), expressions.bounded(expressions.value(s, 2))));
        }
    }

    private void lambda(Scope s, List<Stmt> out) {
        String c = name("k");
        out.add(Stmt.declare(Stmt.Kind.FINAL, DOUBLE, c, expressions.value(s, 2)));
        s.doubles.add(c);
        s.finals.add(c);
        String g = name("g");
        // arrays that the method makes are captured too
        Expr body = expressions.value(s.captured(g + "_t"), 3);
        out.add(Stmt.of(Stmt.Kind.LAMBDA, g, body));
        s.lambdas.add(g);
    }

    private void call(Scope s, List<Stmt> out) {
        List<Method> fit = s.methods.stream().filter(m -> m.result() == null).toList();
        if (!fit.isEmpty() && !s.arrays(DOUBLE, 1, true).isEmpty()) {
            out.add(Stmt.of(Stmt.Kind.CALL, "", expressions.call(s, draw.pick(fit), 2)));
        }
    }

    private void floats(Scope s, List<Stmt> out) {
        if (s.floats.isEmpty()) {
            return;
        }
        switch (draw.below(4)) {
            case 0 -> {
                String v = name("w");
                out.add(Stmt.declare(Stmt.Kind.DECLARE, FLOAT, v, expressions.floatValue(s, 3)));
                s.floats.add(v);
            }
            case 1 ->
                out.add(Stmt.assign(
                        variable(FLOAT, draw.pick(s.floats)),
                        draw.pick("=", "+=", "-="),
                        expressions.floatValue(s, 2)));
            case 2 -> store(s, out, FLOAT, draw.pick("+=", "*=", "-=", "/="));
            default -> store(s, out, FLOAT, "=");
        }
    }
}
