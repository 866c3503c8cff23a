package dev.adagent.transform.autodiff;

import dev.adagent.Kernel;

/** Functions on memory: aliases, atomics, constants; and functions that are refused. */
final class MorePrograms {
    private MorePrograms() {}

    /** x and y may be one array. */
    static double alias(double[] x, double[] y) {
        double s = 0;
        for (int i = 0; i < x.length; i++) {
            double before = x[i];
            y[i] = y[i] * y[i] + 1;
            s += before * x[i];
        }
        return s;
    }

    static double selected(double[] x, double[] y, int which) {
        double[] z = which > 0 ? x : y;
        double s = 0;
        for (int i = 0; i < z.length; i++) {
            s += z[i] * z[i];
            z[i] = s;
        }
        return s * z[0];
    }

    static void histogram(double[] out, int[] bin, double[] w) {
        int i = Kernel.globalIdX();
        Kernel.atomicAdd(out, bin[i], w[i] * w[i]);
    }

    static double longLoop(double x, long n) {
        double r = x;
        for (long k = 3; k < n; k += 2) {
            r = Math.sin(r) * k;
        }
        return r;
    }

    static double caught(double[] x, int n) {
        double s = 0;
        for (int i = 0; i < n; i++) {
            try {
                s += x[i] * x[i];
            } catch (ArrayIndexOutOfBoundsException e) {
                s *= 2;
            }
        }
        return s;
    }

    static double throwing(double[] x, int i) {
        if (x[0] < 0) {
            throw new IllegalArgumentException("negative");
        }
        return x[i] * x[i] * (3 / i);
    }

    static double switches(double[] x, int[] kind) {
        double s = 1;
        for (int i = 0; i < kind.length; i++) {
            switch (kind[i]) {
                case 0:
                    s *= x[i];
                    break;
                case 1:
                    s += x[i] * x[i];
                // falls through
                case 2:
                    s = Math.sin(s);
                    break;
                case 5:
                    continue;
                default:
                    return s * s;
            }
            s += 0.1;
        }
        return s;
    }

    static float floats(float[] x) {
        float s = 0;
        for (float v : x) {
            s = s * v + (float) Math.sin(v);
        }
        return s;
    }

    static double sideChannel(double x, double[] work, int i) {
        work[0] = x * x;
        return work[i] * 3;
    }

    static double unreadSideChannel(double x, double[] log) {
        log[0] = x * x;
        return x;
    }

    static double mixed(double[] x, double[] c, int which) {
        double[] z = which > 0 ? x : c;
        return z[0] * z[0];
    }

    static double bits(double x) {
        return Double.longBitsToDouble(Double.doubleToRawLongBits(x) + 1);
    }

    static double fibonacci(double x, int n) {
        return n < 2 ? x : fibonacci(x, n - 1) + fibonacci(x, n - 2) * x;
    }

    static double barrier(double[] x) {
        Kernel.syncThreads();
        return x[0] * x[0];
    }

    static double exchanged(double[] x) {
        double old = Kernel.atomicAdd(x, 0, 1.0);
        return old * old;
    }

    /** Two buffers used in turn. */
    static double swapped(double[] x, double[] y, int steps) {
        double[] now = x;
        double[] next = y;
        for (int k = 0; k < steps; k++) {
            for (int i = 0; i < now.length; i++) {
                next[i] = Math.sin(now[i]) + 0.3 * now[(i + 1) % now.length] * now[i];
            }
            double[] t = now;
            now = next;
            next = t;
        }
        double s = 0;
        for (int i = 0; i < now.length; i++) {
            s += now[i] * now[i] * (i + 1);
        }
        return s;
    }

    /** As {@link #swapped}, with buffers of its own and a copy at first. */
    static double swappedOwn(double[] x, int steps) {
        double[] next = new double[3];
        double[] now = new double[3];
        for (int i = 0; i < 3; i++) {
            now[i] = x[i];
        }
        for (int k = 0; k < steps; k++) {
            for (int i = 0; i < 3; i++) {
                next[i] = now[i] * now[(i + 1) % 3] + 0.2;
            }
            double[] t = now;
            now = next;
            next = t;
        }
        return now[0] + now[1] * now[2];
    }

    /** Rows of a table made in the function: what is read through the table is what was put in. */
    static double rows(double[] x, double[] y, int n) {
        double[][] table = {x, y};
        double s = 0;
        for (int i = 0; i < n; i++) {
            double[] row = table[i % 2];
            s += row[0] * row[1] * (i + 1);
            row[0] *= 0.5;
        }
        return s;
    }

    static double fresh(double[] x, int steps) {
        double[] now = x;
        for (int k = 0; k < steps; k++) {
            double[] next = new double[3];
            for (int i = 0; i < 3; i++) {
                next[i] = now[i] * now[(i + 1) % 3] + 0.2;
            }
            now = next;
        }
        return now[0] + now[1] * now[2];
    }

    static double dotOf(double[] x, double[] c) {
        double s = 0;
        for (int i = 0; i < x.length; i++) {
            s += x[i] * c[i];
        }
        return s;
    }

    /** A place goes on through rows of different lengths until a bound; a long gets less by each length. */
    static double ragged(double[] x, int[] lengths, double limit) {
        double s = 1;
        int at = 0;
        long weight = 40;
        for (int n : lengths) {
            for (int k = 0; k < n; k++) {
                s = Math.sin(s * x[at] + weight);
                at++;
            }
            if (s > limit) {
                break;
            }
            at += 1;
            weight -= n;
        }
        return s * x[at];
    }

    /** As {@link #ragged}, but how far the place goes depends on the place: that cannot be taken back. */
    static double followed(double[] x, int[] next, int n) {
        double s = 1;
        int at = 0;
        for (int k = 0; k < n; k++) {
            s = Math.sin(s * x[at]);
            at += next[at];
        }
        return s;
    }

    /** As {@link #followed}, but the numbers are overwritten. */
    static double overwritten(double[] x, int[] steps, int n) {
        double s = 1;
        int at = 0;
        for (int k = 0; k < n; k++) {
            s = Math.sin(s * x[at]);
            at += steps[k];
            steps[k] = 0;
        }
        return s;
    }
}
