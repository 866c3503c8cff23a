package dev.adagent;

import java.util.Arrays;

/**
 * What stands for {@link EntryPoints} and {@link Zeros} in code that is compiled, kernels and functions that are differentiated: there
 * {@link Autodiff#autodiff} is a marker, whose function may be handed on, and types show once everything is inlined.
 */
final class CompiledEntryPoints {
    private CompiledEntryPoints() {}

    /** {@link EntryPoints#hvp}: forward mode over reverse mode. */
    static double[] hvp(Fn1<double[], Double> f, double[] x, double[] v, double[] gradient) {
        if (v.length != x.length) {
            throw new ActivityException("hvp with a vector of " + v.length + " elements at a point of " + x.length
                    + ": give a vector of the point's length");
        }
        double[] product = new double[x.length];
        Autodiff.autodiff(
                Mode.FORWARD,
                (double[] at, double[] slope) -> {
                    Autodiff.autodiff(Mode.REVERSE, f, Autodiff.duplicated(at, slope));
                },
                Autodiff.duplicated(x.clone(), v.clone()),
                Autodiff.duplicated(gradient, product));
        return product;
    }

    /** {@link EntryPoints#jacobian}, of functions from {@code double[]} to {@code double[]} or from {@code float[]} to {@code float[]}. */
    @SuppressWarnings("unchecked")
    static Object[] jacobian(Mode mode, Fn1<?, ?> f, Object x, int chunk) {
        if (chunk < 1) {
            throw new ActivityException(
                    "jacobian with a chunk of " + chunk + ": at least 1 derivative is made at a time");
        }
        if (x instanceof double[] at) {
            return jacobian(mode, (Fn1<double[], double[]>) f, at);
        } else if (x instanceof float[] at) {
            return jacobian(mode, (Fn1<float[], float[]>) f, at);
        }
        throw new ActivityException(
                "jacobian, in compiled code, at something that is neither double[] nor float[]: pass"
                        + " the numbers as one array, or call it on the host");
    }

    private static double[][] jacobian(Mode mode, Fn1<double[], double[]> f, double[] x) {
        int rows = f.call(x.clone()).length;
        double[][] out = new double[rows][x.length];
        int seeds = mode.isReverse() ? rows : x.length;
        for (int s = 0; s < seeds; s++) {
            double[] dx = new double[x.length];
            double[] dy = new double[rows];
            if (mode.isReverse()) {
                dy[s] = 1;
            } else {
                dx[s] = 1;
            }
            Autodiff.autodiff(
                    mode,
                    (double[] at, double[] to) -> {
                        double[] y = f.call(at);
                        for (int k = 0; k < to.length; k++) {
                            to[k] = y[k];
                        }
                    },
                    Autodiff.duplicated(x.clone(), dx),
                    Autodiff.duplicated(new double[rows], dy));
            for (int k = 0; k < (mode.isReverse() ? x.length : rows); k++) {
                if (mode.isReverse()) {
                    out[s][k] = dx[k];
                } else {
                    out[k][s] = dy[k];
                }
            }
        }
        return out;
    }

    private static float[][] jacobian(Mode mode, Fn1<float[], float[]> f, float[] x) {
        int rows = f.call(x.clone()).length;
        float[][] out = new float[rows][x.length];
        int seeds = mode.isReverse() ? rows : x.length;
        for (int s = 0; s < seeds; s++) {
            float[] dx = new float[x.length];
            float[] dy = new float[rows];
            if (mode.isReverse()) {
                dy[s] = 1;
            } else {
                dx[s] = 1;
            }
            Autodiff.autodiff(
                    mode,
                    (float[] at, float[] to) -> {
                        float[] y = f.call(at);
                        for (int k = 0; k < to.length; k++) {
                            to[k] = y[k];
                        }
                    },
                    Autodiff.duplicated(x.clone(), dx),
                    Autodiff.duplicated(new float[rows], dy));
            for (int k = 0; k < (mode.isReverse() ? x.length : rows); k++) {
                if (mode.isReverse()) {
                    out[s][k] = dx[k];
                } else {
                    out[k][s] = dy[k];
                }
            }
        }
        return out;
    }

    /** {@link EntryPoints#isFlat}: records have no shadows in compiled code, whose compiler refuses those that it cannot take apart. */
    static boolean isFlat(Record x) {
        return true;
    }

    /** {@link Zeros#make} of numbers and arrays of numbers, and of arrays of these. */
    static Object make(Object x) {
        if (x instanceof double[] d) {
            return new double[d.length];
        } else if (x instanceof float[] f) {
            return new float[f.length];
        } else if (x instanceof double[][] rows) {
            double[][] out = new double[rows.length][];
            for (int i = 0; i < out.length; i++) {
                out[i] = new double[rows[i].length];
            }
            return out;
        } else if (x instanceof float[][] rows) {
            float[][] out = new float[rows.length][];
            for (int i = 0; i < out.length; i++) {
                out[i] = new float[rows[i].length];
            }
            return out;
        } else if (x instanceof Double) {
            return 0.0;
        } else if (x instanceof Float) {
            return 0f;
        }
        throw new ActivityException(
                "makeZero, in compiled code, of something that is neither a number nor an array of numbers: make its"
                        + " shadow by hand, or on the host");
    }

    /** {@link Zeros#clear} of arrays of numbers, and of arrays of these. */
    static void clear(Object x) {
        if (x instanceof double[] d) {
            Arrays.fill(d, 0);
        } else if (x instanceof float[] f) {
            Arrays.fill(f, 0);
        } else if (x instanceof double[][] rows) {
            for (double[] row : rows) {
                Arrays.fill(row, 0);
            }
        } else if (x instanceof float[][] rows) {
            for (float[] row : rows) {
                Arrays.fill(row, 0);
            }
        } else {
            throw new ActivityException(
                    "remakeZero, in compiled code, of something that is no array of numbers: set it to zero by hand");
        }
    }

    /** {@link Thunk}'s check of its mode: done by the compiler. */
    static void check(Mode mode, Object function) {}
}
