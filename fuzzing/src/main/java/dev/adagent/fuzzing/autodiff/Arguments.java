package dev.adagent.fuzzing.autodiff;

import dev.adagent.fuzzing.Draw;
import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntFunction;

/**
 * Arguments of {@code f} in the order of {@link Program#PARAMETERS}, or something of the same shape: tangents, adjoints, gradients. Where
 * the program's arrays are one object, they are so here.
 */
final class Arguments {
    private final Program program;
    final Object[] values;

    Arguments(Program program, Object[] values) {
        this.program = program;
        this.values = values;
    }

    /** Random arguments. @param n the integer among them */
    static Arguments random(Program program, Draw draw, int n) {
        return of(program, k -> draw.unit() * 2 - 1, n);
    }

    /** Random tangents or adjoints, zero for constant arguments. */
    static Arguments direction(Program program, Draw draw) {
        Arguments out = of(program, k -> draw.unit() * 2 - 1, 0);
        for (int k = 0; k < out.values.length; k++) {
            if (program.isConstant(Program.PARAMETERS.get(k).name())) {
                out.values[k] = map(out.values[k], v -> 0.0 * v);
            }
        }
        return out;
    }

    static Arguments zero(Program program) {
        return of(program, k -> 0.0, 0);
    }

    private static Arguments of(Program program, IntFunction<Double> element, int n) {
        Object[] out = new Object[Program.PARAMETERS.size()];
        for (int k = 0; k < out.length; k++) {
            Method.Parameter p = Program.PARAMETERS.get(k);
            out[k] = p.type() == Type.INT ? (Object) n : value(p.type(), p.dimensions(), element);
        }
        if (program.has(Program.Trait.ALIAS)) {
            out[3] = out[2];
        }
        return new Arguments(program, out);
    }

    private static Object value(Type type, int dimensions, IntFunction<Double> element) {
        Class<?> c = type == Type.FLOAT ? float.class : double.class;
        if (dimensions == 0) {
            double v = element.apply(0);
            return type == Type.FLOAT ? (Object) (float) v : (Object) v;
        }
        Object out = dimensions == 2 ? new double[Program.ROWS][Program.LENGTH] : Array.newInstance(c, Program.LENGTH);
        for (int k = 0; k < Array.getLength(out); k++) {
            Array.set(out, k, value(type, dimensions - 1, element));
        }
        return out;
    }

    /** A value at some distance along two directions. */
    static Object moved(Object v, Object d, double h, Object e, double k) {
        if (v instanceof Number x) {
            return DoubleDouble.of(x.doubleValue())
                    .plus(DoubleDouble.of(((Number) d).doubleValue()).times(h))
                    .plus(DoubleDouble.of(((Number) e).doubleValue()).times(k));
        }
        int n = Array.getLength(v);
        Object[] out = v instanceof Object[] ? new DoubleDouble[n][] : new DoubleDouble[n];
        for (int i = 0; i < n; i++) {
            out[i] = moved(Array.get(v, i), Array.get(d, i), h, Array.get(e, i), k);
        }
        return out;
    }

    private static Object map(Object value, DoubleUnaryOperator f) {
        if (value instanceof Integer) {
            return value;
        }
        if (value instanceof Double d) {
            return f.applyAsDouble(d);
        }
        if (value instanceof Float d) {
            return (float) f.applyAsDouble(d);
        }
        int n = Array.getLength(value);
        Object out = Array.newInstance(value.getClass().getComponentType(), n);
        for (int k = 0; k < n; k++) {
            Array.set(out, k, map(Array.get(value, k), f));
        }
        return out;
    }

    Arguments copy() {
        Object[] out = new Object[values.length];
        for (int k = 0; k < out.length; k++) {
            out[k] = map(values[k], v -> v);
        }
        if (values[3] == values[2]) {
            out[3] = out[2];
        }
        return new Arguments(program, out);
    }

    Object get(String parameter) {
        for (int k = 0; k < values.length; k++) {
            if (Program.PARAMETERS.get(k).name().equals(parameter)) {
                return values[k];
            }
        }
        throw new IllegalArgumentException(parameter);
    }

    /** Whether the value is counted: not where it is another parameter's object. */
    private boolean counts(int k) {
        return !(values[k] instanceof Integer) && !(k == 3 && program.has(Program.Trait.ALIAS));
    }

    /** All numbers, each object's once. @param arraysOnly without those that are passed by value */
    double[] numbers(boolean arraysOnly) {
        double[] out = new double[64];
        int n = 0;
        for (int k = 0; k < values.length; k++) {
            if (counts(k) && !(arraysOnly && Program.PARAMETERS.get(k).dimensions() == 0)) {
                n = collect(values[k], out, n);
            }
        }
        return Arrays.copyOf(out, n);
    }

    private static int collect(Object value, double[] out, int at) {
        if (value instanceof Number v) {
            out[at] = v.doubleValue();
            return at + 1;
        }
        int n = at;
        for (int k = 0; k < Array.getLength(value); k++) {
            n = collect(Array.get(value, k), out, n);
        }
        return n;
    }

    /** Whether all numbers have the same bits, NaN being NaN. */
    boolean sameBits(Arguments o) {
        return Arrays.deepEquals(values, o.values);
    }

    String text() {
        return Arrays.deepToString(values);
    }

    /** Names of the parameters that {@link #numbers} lists, with indices. */
    static List<String> names(Program program, boolean arraysOnly) {
        List<String> out = new java.util.ArrayList<>();
        for (Method.Parameter p : Program.PARAMETERS) {
            if (p.type() == Type.INT
                    || (p.name().equals("y") && program.has(Program.Trait.ALIAS))
                    || (arraysOnly && p.dimensions() == 0)) {
                continue;
            }
            int n = p.dimensions() == 0 ? 1 : p.dimensions() == 1 ? Program.LENGTH : Program.ROWS * Program.LENGTH;
            for (int k = 0; k < n; k++) {
                out.add(p.name()
                        + (p.dimensions() == 0
                                ? ""
                                : p.dimensions() == 1
                                        ? "[" + k + "]"
                                        : "[" + k / Program.LENGTH + "][" + k % Program.LENGTH + "]"));
            }
        }
        return out;
    }
}
