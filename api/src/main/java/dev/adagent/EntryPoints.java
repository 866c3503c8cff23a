package dev.adagent;

import dev.adagent.spi.EngineClient;
import java.lang.reflect.Array;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;

/** What {@link Autodiff} offers over single derivatives: gradients, Jacobians and Hessians as values. */
final class EntryPoints {
    private EntryPoints() {}

    /** An argument whose derivative is wanted, of whatever type. */
    static final class Slot<T> {
        private final T shadow;
        private final Arg<T> arg;

        @SuppressWarnings("unchecked")
        Slot(T x) {
            Objects.requireNonNull(x);
            if (x instanceof Double d) {
                arg = (Arg<T>) (Arg<?>) new Active(d);
                shadow = null;
            } else if (x instanceof Float f) {
                arg = (Arg<T>) (Arg<?>) new ActiveFloat(f);
                shadow = null;
            } else if (x instanceof Record r && isFlat(r)) {
                arg = (Arg<T>) (Arg<?>) new ActiveRecord<>(r);
                shadow = null;
            } else {
                shadow = Zeros.make(x);
                arg = new Duplicated<>(x, shadow);
            }
        }

        Arg<T> arg() {
            return arg;
        }

        @SuppressWarnings("unchecked")
        T derivative() {
            if (arg instanceof Active a) {
                return (T) (Double) a.grad;
            }
            if (arg instanceof ActiveRecord<?> a) {
                return (T) a.grad();
            }
            return arg instanceof ActiveFloat a ? (T) (Float) a.grad : shadow;
        }
    }

    /**
     * Whether it is made of numbers, arrays of them and such records: others are walked beside a shadow. Compiled code takes {@link
     * CompiledEntryPoints#isFlat} instead.
     */
    static boolean isFlat(Record x) {
        return isFlat(x.getClass());
    }

    private static boolean isFlat(Class<?> record) {
        for (RecordComponent c : record.getRecordComponents()) {
            Class<?> t = c.getType();
            boolean array = t.isArray() && t.getComponentType().isPrimitive();
            if (!t.isPrimitive() && !array && !(t.isRecord() && isFlat(t))) {
                return false;
            }
        }
        return true;
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
        if (x instanceof Double || x instanceof Float) {
            ofNumber(mode, f, (Number) x, y, out, Math.min(chunk, rows));
        } else if (mode.isReverse()) {
            rows(mode, f, x, y, out, Math.min(chunk, rows));
        } else {
            columns(mode, f, x, y, out, Math.min(chunk, size(x)));
        }
        return out;
    }

    /** Of a function of one number: a column, or rows that are numbers. */
    private static void ofNumber(Mode mode, Object f, Number x, Object y, Object[] out, int chunk) {
        boolean isDouble = x instanceof Double;
        if (!mode.isReverse()) {
            Object column = Zeros.make(y);
            Arg<?> arg = isDouble ? new DuplicatedDouble(x.doubleValue(), 1) : new DuplicatedFloat(x.floatValue(), 1);
            HostAutodiff.general(mode, f, arg, new Duplicated<>(Zeros.make(y), column));
            for (int k = 0; k < out.length; k++) {
                double d = ((Number) Array.get(column, k)).doubleValue();
                out[k] = isDouble ? (Object) d : (Object) (float) d;
            }
            return;
        }
        for (int first = 0; first < out.length; first += chunk) {
            Object[] seeds = new Object[chunk];
            for (int lane = 0; lane < chunk; lane++) {
                seeds[lane] = Zeros.make(y);
                if (first + lane < out.length) {
                    set(seeds[lane], first + lane, 1);
                }
            }
            Object[] gradients = gradients(mode, f, x, new DuplicatedBatch<>(Zeros.make(y), seeds));
            System.arraycopy(gradients, 0, out, first, Math.min(chunk, out.length - first));
        }
    }

    /** The gradients by a number, a lane each. */
    private static Object[] gradients(Mode mode, Object f, Number x, DuplicatedBatch<Object> y) {
        Object[] out = new Object[y.shadows.length];
        if (x instanceof Double d) {
            ActiveBatch a = new ActiveBatch(d, out.length);
            HostAutodiff.general(mode, f, a, y);
            Arrays.setAll(out, a::grad);
        } else {
            ActiveFloatBatch a = new ActiveFloatBatch(x.floatValue(), out.length);
            HostAutodiff.general(mode, f, a, y);
            Arrays.setAll(out, a::grad);
        }
        return out;
    }

    /** Rows share the forward pass of their chunk. */
    private static <A> void rows(Mode mode, Fn1<A, ?> f, A x, Object y, A[] out, int chunk) {
        for (int first = 0; first < out.length; first += chunk) {
            Object[] gradients = new Object[chunk];
            Object[] seeds = new Object[chunk];
            for (int lane = 0; lane < chunk; lane++) {
                // the last chunk is as wide as the others, so that one derivative is compiled; what it has too much is
                // zero
                boolean used = first + lane < out.length;
                gradients[lane] = used ? out[first + lane] : Zeros.make(x);
                seeds[lane] = Zeros.make(y);
                if (used) {
                    set(seeds[lane], first + lane, 1);
                }
            }
            differentiate(mode, f, copy(x), gradients, Zeros.make(y), seeds);
        }
    }

    private static <A> void columns(Mode mode, Fn1<A, ?> f, A x, Object y, A[] out, int chunk) {
        int columns = size(x);
        for (int first = 0; first < columns; first += chunk) {
            Object[] tangents = new Object[chunk];
            Object[] results = new Object[chunk];
            for (int lane = 0; lane < chunk; lane++) {
                tangents[lane] = Zeros.make(x);
                results[lane] = Zeros.make(y);
                if (first + lane < columns) {
                    put(tangents[lane], first + lane, 1);
                }
            }
            differentiate(mode, f, copy(x), tangents, Zeros.make(y), results);
            for (int lane = 0; lane < chunk && first + lane < columns; lane++) {
                for (int k = 0; k < out.length; k++) {
                    put(out[k], first + lane, ((Number) Array.get(results[lane], k)).doubleValue());
                }
            }
        }
    }

    /** The function with its result stored to one more argument; a batch if there is more than one shadow each. */
    private static void differentiate(Mode mode, Object f, Object x, Object[] dx, Object y, Object[] dy) {
        if (dx.length == 1) {
            HostAutodiff.general(mode, f, new Duplicated<>(x, dx[0]), new Duplicated<>(y, dy[0]));
        } else if (dx.length > 1) {
            HostAutodiff.general(mode, f, new DuplicatedBatch<>(x, dx), new DuplicatedBatch<>(y, dy));
        }
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
