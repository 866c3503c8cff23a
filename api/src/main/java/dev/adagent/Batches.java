package dev.adagent;

import java.lang.reflect.Array;
import java.util.Arrays;

/** What is said of a batch of derivatives: all that has lanes has as many. */
final class Batches {
    private Batches() {}

    /**
     * The number of lanes, 0 if it is no batch.
     *
     * @throws ActivityException if widths differ, or are 0, or an argument has no lanes beside others that have
     */
    static int width(Mode mode, Return result, Arg<?>... args) {
        int width = result instanceof Seeds s ? s.values.length : -1;
        String first = "the seeds";
        for (int i = 0; i < args.length; i++) {
            int w = lanes(args[i]);
            if (w >= 0 && width >= 0 && w != width) {
                throw new ActivityException("argument " + (i + 1) + " of autodiff has " + w + " lanes, " + first
                        + " have " + width + ": give all of a batch as many");
            }
            if (w >= 0 && width < 0) {
                width = w;
                first = "the lanes of argument " + (i + 1);
            }
        }
        if (width == 0) {
            throw new ActivityException("a batch of 0 derivatives: give at least one shadow or seed");
        }
        if (width < 0) {
            return 0;
        }
        for (int i = 0; i < args.length; i++) {
            boolean single = args[i] instanceof Active
                    || args[i] instanceof ActiveFloat
                    || args[i] instanceof ActiveRecord
                    || args[i] instanceof Duplicated
                    || args[i] instanceof DuplicatedDouble
                    || args[i] instanceof DuplicatedFloat;
            if (single) {
                throw new ActivityException("argument " + (i + 1) + " of autodiff has no lanes, others have " + width
                        + ": write activeBatch(x, " + width + ") or duplicatedBatch(x, dx0, …)");
            }
        }
        if (result instanceof Seed || result instanceof Seeds && !mode.isReverse()) {
            throw new ActivityException(
                    mode.isReverse()
                            ? "one seed for a batch of " + width + " derivatives: write seeds(s0, s1, …)"
                            : "seeds in mode " + mode + ": they are for reverse mode");
        }
        return width;
    }

    /** The number of lanes of one argument, -1 if it has none. */
    private static int lanes(Arg<?> arg) {
        if (arg instanceof ActiveBatch a) {
            return a.grads.length;
        } else if (arg instanceof ActiveFloatBatch a) {
            return a.grads.length;
        } else if (arg instanceof DuplicatedBatch<?> a) {
            return a.shadows.length;
        } else if (arg instanceof DuplicatedDoubleBatch a) {
            return a.tangents.length;
        }
        return arg instanceof DuplicatedFloatBatch a ? a.tangents.length : -1;
    }

    static double[] seeds(Return result, int width) {
        if (result instanceof Seeds s) {
            return s.values;
        }
        double[] ones = new double[width];
        Arrays.fill(ones, result instanceof ConstantReturn ? 0 : 1);
        return ones;
    }

    static void add(Object[] gradients, double[] to) {
        for (int k = 0; k < to.length; k++) {
            to[k] += ((Number) gradients[k]).doubleValue();
        }
    }

    static void add(Object[] gradients, float[] to) {
        for (int k = 0; k < to.length; k++) {
            to[k] += ((Number) gradients[k]).floatValue();
        }
    }

    /** The elements of an array of numbers, boxed. */
    static Object[] boxed(Object numbers) {
        Object[] out = new Object[Array.getLength(numbers)];
        Arrays.setAll(out, k -> Array.get(numbers, k));
        return out;
    }

    static double[] doubles(Object[] numbers) {
        return Arrays.stream(numbers)
                .mapToDouble(n -> ((Number) n).doubleValue())
                .toArray();
    }
}
