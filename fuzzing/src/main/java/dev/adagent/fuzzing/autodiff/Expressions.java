package dev.adagent.fuzzing.autodiff;

import static dev.adagent.fuzzing.autodiff.Expr.binary;
import static dev.adagent.fuzzing.autodiff.Expr.cast;
import static dev.adagent.fuzzing.autodiff.Expr.compare;
import static dev.adagent.fuzzing.autodiff.Expr.integer;
import static dev.adagent.fuzzing.autodiff.Expr.math;
import static dev.adagent.fuzzing.autodiff.Expr.real;
import static dev.adagent.fuzzing.autodiff.Expr.variable;
import static dev.adagent.fuzzing.autodiff.Type.DOUBLE;
import static dev.adagent.fuzzing.autodiff.Type.FLOAT;
import static dev.adagent.fuzzing.autodiff.Type.INT;

import dev.adagent.fuzzing.Draw;
import java.util.ArrayList;
import java.util.List;

/** Random expressions whose values stay of moderate size and inside the domains of the functions that they go through. */
final class Expressions {
    private final Draw draw;
    private final boolean floats;
    private final MathForms forms;

    Expressions(Draw draw, boolean floats) {
        this.draw = draw;
        this.floats = floats;
        forms = new MathForms(draw, floats);
    }

    Expr value(Scope s, int depth) {
        if (depth <= 0 || draw.oneIn(6)) {
            return leaf(s);
        }
        return switch (draw.weighted(
                6, 6, 3, 2, 10, 3, 2, s.methods.isEmpty() ? 0 : 3, s.lambdas.isEmpty() ? 0 : 3, floats ? 4 : 0)) {
            case 0 -> binary(draw.pick("+", "-"), value(s, depth - 1), value(s, depth - 1));
            case 1 -> binary("*", product(s, depth), value(s, depth - 1));
            case 2 -> binary("/", value(s, depth - 1), away(value(s, depth - 1)));
            case 3 -> binary("%", value(s, depth - 1), away(value(s, depth - 1)));
            case 4 -> forms.form(() -> value(s, depth - 1), () -> floatValue(s, depth - 1));
            case 5 ->
                new Expr(
                        Expr.Kind.CHOICE,
                        DOUBLE,
                        "",
                        List.of(condition(s, depth - 1), value(s, depth - 1), value(s, depth - 1)));
            case 6 -> new Expr(Expr.Kind.NEGATE, DOUBLE, "", List.of(value(s, depth - 1)));
            case 7 -> {
                Method m = draw.pick(s.methods);
                yield m.result() == null ? leaf(s) : call(s, m, depth);
            }
            case 8 -> new Expr(Expr.Kind.APPLY, DOUBLE, draw.pick(s.lambdas), List.of(value(s, depth - 1)));
            default -> cast(DOUBLE, floatValue(s, depth - 1));
        };
    }

    /** A factor that does not make the product much larger. */
    private Expr product(Scope s, int depth) {
        return draw.oneIn(3) ? value(s, depth - 1) : bounded(value(s, depth - 1));
    }

    /** A value between −1 and 1 or so. */
    Expr bounded(Expr e) {
        return switch (draw.below(4)) {
            case 0 -> math(DOUBLE, "Math.sin", e);
            case 1 -> math(DOUBLE, "Math.tanh", e);
            case 2 -> binary("*", real(DOUBLE, draw.between(1, 9) / 10.0), e);
            default -> math(DOUBLE, "Math.cos", e);
        };
    }

    /** A value that is not near zero. */
    private Expr away(Expr e) {
        Expr square = binary("+", real(DOUBLE, 1.3), binary("*", e, e));
        return switch (draw.below(4)) {
            case 0 -> binary("+", real(DOUBLE, 1.7), math(DOUBLE, "Math.cos", e));
            case 1 -> new Expr(Expr.Kind.NEGATE, DOUBLE, "", List.of(square));
            default -> square;
        };
    }

    private Expr leaf(Scope s) {
        for (int k = 0; k < 8; k++) {
            switch (draw.below(8)) {
                case 0 -> {
                    return real(DOUBLE, draw.between(-19, 19) / 10.0);
                }
                case 1 -> {
                    return binary("*", real(DOUBLE, 0.2), cast(DOUBLE, index(s)));
                }
                case 2, 3, 4 -> {
                    if (!s.arrays.isEmpty()) {
                        return element(s, DOUBLE, false);
                    }
                }
                case 5 -> {
                    List<String> members = new ArrayList<>();
                    s.records.forEach(r -> members.addAll(List.of(r + ".u()", r + ".v()", r + ".product()")));
                    s.objects.forEach(o -> members.add(o + ".s"));
                    if (!s.recordArrays.isEmpty() && (members.isEmpty() || draw.flip())) {
                        String member = draw.pick(s.recordArrays) + draw.pick(".u()", ".v()", ".product()");
                        return new Expr(Expr.Kind.MEMBER, DOUBLE, member, List.of(index(s)));
                    }
                    if (!members.isEmpty()) {
                        return new Expr(Expr.Kind.MEMBER, DOUBLE, draw.pick(members), List.of());
                    }
                }
                default -> {
                    if (!s.doubles.isEmpty()) {
                        return variable(DOUBLE, draw.pick(s.doubles));
                    }
                }
            }
        }
        return real(DOUBLE, 0.5);
    }

    /** An element of an array or of a row; a constant if there is none. */
    Expr element(Scope s, Type type, boolean toWrite) {
        List<Scope.Array> all = new ArrayList<>(s.arrays(type, 1, toWrite));
        all.addAll(s.arrays(type, 2, toWrite));
        if (all.isEmpty()) {
            return toWrite ? null : real(type, 0.4);
        }
        Scope.Array a = draw.pick(all);
        return a.dimensions() == 2
                ? new Expr(
                        Expr.Kind.CELL,
                        type,
                        a.name(),
                        List.of(binary("&", integer(s), integer(Program.ROWS - 1)), index(s)))
                : Expr.element(type, a.name(), index(s));
    }

    private static Expr integer(int value) {
        return Expr.integer(value);
    }

    private Expr integer(Scope s) {
        return s.ints.isEmpty() ? integer(draw.below(4)) : variable(INT, draw.pick(s.ints));
    }

    /** An integer from 0 to 3. */
    Expr index(Scope s) {
        return switch (draw.below(7)) {
            case 6 ->
                new Expr(Expr.Kind.HASH, INT, String.valueOf(2_654_435_761L + draw.below(1000)), List.of(integer(s)));
            case 0 -> integer(draw.below(Program.LENGTH));
            case 1, 2, 3 -> {
                if (s.indices.isEmpty()) {
                    yield binary("&", integer(s), integer(3));
                }
                Expr i = variable(INT, draw.pick(s.indices));
                yield draw.oneIn(4) ? binary("-", integer(3), i) : i;
            }
            case 4 ->
                binary("&", binary(draw.pick("+", "*", "-"), integer(s), integer(draw.between(1, 3))), integer(3));
            default -> binary("&", integer(s), integer(3));
        };
    }

    /** How often a loop runs, at most {@code most} times: fixed, computed from integers, or from data. */
    Expr trips(Scope s, int most) {
        return switch (draw.below(6)) {
            case 0 -> integer(draw.between(1, most));
            case 1 -> binary("&", integer(s), integer(3));
            case 2 -> binary("+", integer(1), binary("%", binary("&", integer(s), integer(7)), integer(most)));
            case 3 ->
                binary("&", wholeOf(binary("*", real(DOUBLE, 2.5), math(DOUBLE, "Math.abs", value(s, 1)))), integer(3));
            default -> s.ints.contains("n") ? variable(INT, "n") : integer(draw.between(1, most));
        };
    }

    private Expr wholeOf(Expr e) {
        return draw.flip() ? cast(INT, e) : MathForms.integer(draw.pick("Math.round", "StrictMath.round"), e);
    }

    Expr condition(Scope s, int depth) {
        return switch (draw.weighted(3, 3, 6, depth > 0 ? 2 : 0)) {
            case 0 -> compare("==", binary("&", integer(s), integer(1)), integer(0));
            case 1 -> compare(draw.pick("<", ">", "<=", ">=", "!="), integer(s), integer(draw.below(4)));
            case 2 ->
                compare(
                        draw.pick("<", ">", "<=", ">="),
                        value(s, Math.min(1, depth)),
                        draw.flip() ? real(DOUBLE, draw.between(-9, 9) / 10.0 + 0.013) : value(s, 1));
            default ->
                draw.oneIn(3)
                        ? new Expr(Expr.Kind.LOGIC, Type.BOOLEAN, "!", List.of(condition(s, depth - 1)))
                        : new Expr(
                                Expr.Kind.LOGIC,
                                Type.BOOLEAN,
                                draw.pick("&&", "||"),
                                List.of(condition(s, depth - 1), condition(s, depth - 1)));
        };
    }

    Expr floatValue(Scope s, int depth) {
        if (depth <= 0 || draw.oneIn(4)) {
            return switch (draw.below(4)) {
                case 0 -> real(FLOAT, draw.between(-19, 19) / 10.0);
                case 1 -> s.floats.isEmpty() ? element(s, FLOAT, false) : variable(FLOAT, draw.pick(s.floats));
                default -> element(s, FLOAT, false);
            };
        }
        return switch (draw.below(8)) {
            case 0 -> binary(draw.pick("+", "-"), floatValue(s, depth - 1), floatValue(s, depth - 1));
            case 1 -> binary("*", binary("*", real(FLOAT, 0.7), floatValue(s, depth - 1)), floatValue(s, depth - 1));
            case 2 -> {
                Expr e = floatValue(s, depth - 1);
                yield binary("/", floatValue(s, depth - 1), binary("+", real(FLOAT, 1.5), binary("*", e, e)));
            }
            case 3 -> new Expr(Expr.Kind.NEGATE, FLOAT, "", List.of(floatValue(s, depth - 1)));
            case 4, 5 -> forms.floatForm(() -> floatValue(s, depth - 1));
            case 6 ->
                new Expr(
                        Expr.Kind.CHOICE,
                        FLOAT,
                        "",
                        List.of(condition(s, 0), floatValue(s, depth - 1), floatValue(s, depth - 1)));
            default -> cast(FLOAT, bounded(value(s, depth - 1)));
        };
    }

    /** A call; arrays that the method writes are such as may be written. */
    Expr call(Scope s, Method m, int depth) {
        List<Expr> args = new ArrayList<>();
        for (Method.Parameter p : m.parameters()) {
            if (p.dimensions() == 1) {
                List<Scope.Array> fit = s.arrays(DOUBLE, 1, p.name().equals(Generator.WRITTEN));
                args.add(
                        new Expr(Expr.Kind.ARRAY, Type.REFERENCE, draw.pick(fit).name(), List.of()));
            } else if (p.type() == INT) {
                args.add(binary("&", integer(s), integer(3)));
            } else {
                args.add(bounded(value(s, depth - 1)));
            }
        }
        return new Expr(Expr.Kind.CALL, m.result() == null ? Type.REFERENCE : m.result(), m.name(), args);
    }
}
