package dev.adagent.transform.autodiff;

import java.util.Arrays;

/** Functions of one variable with known derivatives of every order. */
final class NestedPrograms {
    private NestedPrograms() {}

    /** x to the power n: each trip overwrites a value that the reverse sweep needs. */
    static double power(double x, int n) {
        double p = 1;
        for (int i = 0; i < n; i++) {
            p *= x;
        }
        return p;
    }

    /** The same by repeated squaring, the number of trips known to the data alone. */
    static double squaring(double x, int n) {
        double p = 1;
        double s = x;
        int k = n;
        while (k > 0) {
            if ((k & 1) == 1) {
                p *= s;
            }
            s *= s;
            k >>= 1;
        }
        return p;
    }

    static double times(double p, double x) {
        return p * x;
    }

    /** The same by calls in a loop. */
    static double calls(double x, int n) {
        double p = 1;
        for (int i = 0; i < n; i++) {
            p = times(p, x);
        }
        return p;
    }

    /** The same by way of an array that is overwritten in place. */
    static double inPlace(double x, int n) {
        double[] p = {1, x};
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < 1; j++) {
                p[j] = p[j] * p[j + 1];
            }
        }
        return p[0];
    }

    /** The same by way of arrays each of which takes the place of a shorter one: which it was lies on a tape. */
    static double growing(double x, int n) {
        double[] p = {1};
        for (int i = 0; i < n; i++) {
            if (i + 1 == p.length) {
                p = Arrays.copyOf(p, 2 * p.length);
            }
            p[i + 1] = p[i] * x;
        }
        return p[n];
    }

    /** The same by nested loops, the inner ones of different lengths: 0 + 1 + … + (n − 1) factors, and the rest. */
    static double triangle(double x, int n) {
        double p = 1;
        int count = 0;
        for (int i = 0; count < n; i++) {
            for (int j = 0; j < i && count < n; j++) {
                p *= x;
                count++;
            }
        }
        return p;
    }
}
