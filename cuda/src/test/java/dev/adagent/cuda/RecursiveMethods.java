package dev.adagent.cuda;

import static dev.adagent.Kernel.globalIdX;

/** Kernels whose methods call themselves. */
@SuppressWarnings("unused") // found by name
final class RecursiveMethods {
    private RecursiveMethods() {}

    /** out[i] = 1 + … + n[i], by so many calls. */
    static void sums(int[] n, double[] out) {
        int i = globalIdX();
        if (i < n.length) {
            out[i] = sum(n[i]);
        }
    }

    private static double sum(int n) {
        if (n <= 1) {
            return n;
        }
        double half = Math.sqrt(n) * Math.sqrt(n); // something to keep, and no loop in disguise
        return sum(n - 1) + (half > 0 ? n : half);
    }

    /** out[i] is how often n[i] is halved or lowered until it is 0, in two methods that call each other. */
    static void steps(int[] n, double[] out) {
        int i = globalIdX();
        if (i < n.length) {
            out[i] = helper(n[i]);
        }
    }

    private static double helper(int n) {
        return 2 * even(n) / 2;
    }

    private static double even(int n) {
        return n == 0 ? 0 : 1 + ((n & 1) == 0 ? even(n / 2) : odd(n));
    }

    private static double odd(int n) {
        return Math.floor(even(n - 1) + 0.5);
    }

    /** A kernel that calls itself: out[0] counts the calls. */
    static void again(int[] n, double[] out) {
        out[0] += 1;
        if (n[0] > 0) {
            n[0]--;
            again(n, out);
        }
    }

    /** As the logarithm of Euler's gamma function does for small arguments: a call of itself that is taken once at most. */
    static void reflected(int[] n, double[] out) {
        int i = globalIdX();
        if (i < n.length) {
            out[i] = logGamma(n[i] + 0.5);
        }
    }

    private static double logGamma(double x) {
        if (x < 1) {
            return logGamma(x + 1) - Math.log(x);
        }
        double s = x + 5.5;
        return (x + 0.5) * Math.log(s)
                - s
                + Math.log(2.5066282746310005
                        * (1.000000000190015
                                + 76.18009172947146 / (x + 1)
                                - 86.50532032941677 / (x + 2)
                                + 24.01409824083091 / (x + 3)
                                - 1.231739572450155 / (x + 4))
                        / x);
    }

    /** Arrays that methods hand on which call themselves: out[0], out[1] of each round's with the one before, then what other methods made. */
    static void arrays(int[] n, double[] out) {
        double[] before = new double[2];
        for (int i = 0; i < n[0]; i++) {
            double[] own = new double[2];
            own[0] = i + 1;
            double[] handed = same(own, i);
            out[0] = 10 * out[0] + before[0];
            out[1] = 10 * out[1] + handed[0];
            before = handed;
        }
        double[] filled = filled(n[0]);
        double[] other = filled(n[0] + 1);
        out[2] = filled[0] + 100 * other[0];
        double[][] rows = rows(n[0]);
        double[][] others = rows(n[0] + 1);
        out[3] = rows[0][0] + 10 * rows[1][0] + 100 * others[0][0] + 1000 * others[1][0];
    }

    private static double[] same(double[] a, int n) {
        return n == 0 ? a : same(a, n - 1);
    }

    /** Gives what another method gives back to it. */
    private static double[] filled(int n) {
        if (n > 3) {
            return filled(n - 2);
        }
        double[] made = new double[2];
        made[0] = n;
        return same(made, n);
    }

    private static double[][] rows(int n) {
        if (n > 3) {
            return rows(n - 2);
        }
        double[] first = {n};
        double[] second = {n + 1};
        return new double[][] {first, second};
    }
}
