package dev.adagent;

import dev.adagent.spi.EngineClient;
import java.lang.reflect.Array;
import java.util.Map;
import java.util.function.BiFunction;

/** What {@link Autodiff} offers over single derivatives: gradients, Jacobians and Hessians as values. */
final class EntryPoints {
    private EntryPoints() {}

    /** An argument whose derivative is wanted, of whatever type. */
    static final class Slot<T> {
        private final T shadow;
        private final Arg<?> arg;

        Slot(T x) {
            if (x instanceof Double d) {
                arg = new Active(d);
                shadow = null;
            } else if (x instanceof Float f) {
                arg = new ActiveFloat(f);
                shadow = null;
            } else if (x instanceof Record r) {
                arg = new ActiveRecord<>(r);
                shadow = null;
            } else {
                shadow = Zeros.make(x);
                arg = new Duplicated<>(x, shadow);
            }
        }

        Arg<?> arg() {
            return arg;
        }

        @SuppressWarnings("unchecked")
        T derivative() {
            if (arg instanceof Active a) {
                return (T) (Double) a.grad;
            }
            if (arg instanceof ActiveRecord<?> a) {
                return (T) a.grad;
            }
            return arg instanceof ActiveFloat a ? (T) (Float) a.grad : shadow;
        }
    }

    /** See {@link Autodiff#jacobian(Mode, Fn1, Object, int)}. */
    static <A> A[] jacobian(Mode mode, Fn1<A, ?> f, A x, int chunk) {
        if (chunk < 1) {
            throw new ActivityException(
                    "jacobian with a chunk of " + chunk + ": at least 1 derivative is made at a time");
        }
        Object y = f.call(copy(x));
        if (!(y instanceof double[]) && !(y instanceof float[])) {
            throw new ActivityException("jacobian of a function that returns "
                    + (y == null ? "null" : y.getClass().getSimpleName()) + ": it returns double[] or float[]");
        }
        int rows = Array.getLength(y);
        @SuppressWarnings("unchecked")
        A[] out = (A[]) Array.newInstance(x.getClass(), rows);
        for (int k = 0; k < rows; k++) {
            out[k] = Zeros.make(x);
        }
        if (mode.isReverse()) {
            for (int k = 0; k < rows; k++) {
                Object seed = Zeros.make(y);
                set(seed, k, 1);
                differentiate(mode, f, copy(x), out[k], Zeros.make(y), seed);
            }
        } else {
            forward(mode, f, x, y, out);
        }
        return out;
    }

    private static <A> void forward(Mode mode, Fn1<A, ?> f, A x, Object y, A[] out) {
        int columns = size(x);
        for (int j = 0; j < columns; j++) {
            A tangent = Zeros.make(x);
            put(tangent, j, 1);
            Object column = Zeros.make(y);
            differentiate(mode, f, copy(x), tangent, Zeros.make(y), column);
            for (int k = 0; k < out.length; k++) {
                put(out[k], j, ((Number) Array.get(column, k)).doubleValue());
            }
        }
    }

    /** The function with its result stored to one more argument. */
    private static void differentiate(Mode mode, Object f, Object x, Object dx, Object y, Object dy) {
        HostAutodiff.general(mode, f, new Duplicated<>(x, dx), new Duplicated<>(y, dy));
    }

    /** Forward over reverse: adds the gradient at {@code x} to {@code gradient}, gives the Hessian times {@code v}. */
    static double[] hvp(Fn1<double[], Double> f, double[] x, double[] v, double[] gradient) {
        BiFunction<String, Object[], Object> engine = EngineClient.find();
        if (engine == null) {
            throw AgentMissingException.notRunning("Autodiff.hvp");
        }
        if (v.length != x.length) {
            throw new ActivityException("hvp with a vector of " + v.length + " elements at a point of " + x.length
                    + ": give a vector of the point's length");
        }
        double[] product = new double[x.length];
        Replies.check(engine.apply("autodiff", new Object[] {
            Mode.FORWARD.request(),
            f,
            new String[] {"duplicated", "duplicated"},
            new Object[] {x.clone(), gradient},
            new Object[] {v.clone(), product},
            Map.of("inner", Mode.REVERSE.request())
        }));
        return product;
    }

    /** How many floating-point numbers there are in arrays of any depth. */
    private static int size(Object x) {
        if (x instanceof double[] || x instanceof float[]) {
            return Array.getLength(x);
        }
        if (x instanceof Object[] rows) {
            int n = 0;
            for (Object row : rows) {
                n += size(row);
            }
            return n;
        }
        throw new ActivityException("jacobian at a " + x.getClass().getSimpleName()
                + " in forward mode: pass double[], float[] or arrays of them");
    }

    /** Sets number {@code j} of arrays of any depth. */
    private static void put(Object x, int j, double value) {
        if (x instanceof Object[] rows) {
            int first = 0;
            for (Object row : rows) {
                int n = size(row);
                if (j < first + n) {
                    put(row, j - first, value);
                    return;
                }
                first += n;
            }
        } else {
            set(x, j, value);
        }
    }

    private static void set(Object array, int i, double value) {
        if (array instanceof double[] d) {
            d[i] = value;
        } else {
            ((float[]) array)[i] = (float) value;
        }
    }

    /** A deep copy of arrays; other arguments are used as they are. */
    @SuppressWarnings("unchecked")
    private static <T> T copy(T x) {
        if (x instanceof double[] d) {
            return (T) d.clone();
        } else if (x instanceof float[] f) {
            return (T) f.clone();
        } else if (x instanceof Object[] rows) {
            Object[] out = rows.clone();
            for (int i = 0; i < out.length; i++) {
                out[i] = copy(out[i]);
            }
            return (T) out;
        }
        return x;
    }
}
