package dev.adagent.transform.autodiff;

import static dev.adagent.Autodiff.REVERSE;
import static dev.adagent.Autodiff.active;
import static dev.adagent.Autodiff.autodiff;
import static dev.adagent.Autodiff.constant;

/** Functions that call others, which may stay calls. */
final class CallPrograms {
    private CallPrograms() {}

    static double square(double x) {
        return x * x;
    }

    static double ofSquare(double x, double y) {
        return square(x) * Math.sin(square(y)) + square(3);
    }

    /** Newton's iteration: what a loop overwrites, in a function that a loop calls. */
    static double root(double a, double start) {
        double x = start;
        for (int i = 0; Math.abs(x * x - a) > 1e-13 * a && i < 100; i++) {
            x = 0.5 * (x + a / x);
        }
        return x;
    }

    static double roots(double a, int n) {
        double s = 1;
        for (int i = 1; i <= n; i++) {
            double r = root(a * i + s, 1 + 0.1 * i);
            s = Math.sin(s * r) + r;
        }
        return s;
    }

    static void step(double[] u, double[] w, double a) {
        for (int i = 1; i < u.length - 1; i++) {
            w[i] = u[i] + a * (u[i - 1] - 2 * u[i] + u[i + 1]) * u[i];
        }
        for (int i = 1; i < u.length - 1; i++) {
            u[i] = w[i];
        }
    }

    static double norm(double[] u) {
        double s = 0;
        for (double v : u) {
            s += v * v;
        }
        return s;
    }

    /** The heat equation, non-linear; the state is overwritten by a callee. */
    static double heat(double[] u, double a, int steps) {
        double[] w = new double[u.length];
        for (int k = 0; k < steps; k++) {
            step(u, w, a);
            if (k % 2 == 1) {
                step(u, w, a * u[1]);
            }
        }
        return norm(u);
    }

    static double fibonacci(int n, double a, double b) {
        return n <= 0 ? a + b : fibonacci(n - 1, a, b) + fibonacci(n - 2, a, b);
    }

    /** x to the power n, with a product that needs both factors in reverse. */
    static double power(double x, int n) {
        if (n == 0) {
            return 1;
        }
        double h = power(x, n / 2);
        return n % 2 == 0 ? h * h : h * h * x;
    }

    static double even(double x, int n) {
        return n == 0 ? x : odd(Math.sin(x) * x, n - 1);
    }

    static double odd(double x, int n) {
        return n == 0 ? 2 * x : Math.cos(x) * even(x * x, n - 1);
    }

    /** A sum by halves, in place: recursion over an array. */
    static void reduce(double[] v, int from, int to) {
        if (to - from <= 1) {
            return;
        }
        int middle = (from + to) / 2;
        reduce(v, from, middle);
        reduce(v, middle, to);
        v[from] = v[from] * v[middle] + v[from];
    }

    static double reduced(double[] v) {
        reduce(v, 0, v.length);
        return v[0];
    }

    static double two(double[] x, double[] y, int i) {
        x[i] = x[i] * y[i];
        return x[i] + y[i];
    }

    static double sameTwice(double[] x, double a) {
        return two(x, x, 0) * a + two(x, x, 1);
    }

    static double first(double[] x, int i) {
        if (i >= x.length) {
            throw new IllegalArgumentException("no element " + i);
        }
        return x[i] * x[i];
    }

    static double checked(double[] x, int i, double a) {
        double s = first(x, 0) * a;
        return i > 5 ? s + first(x, i) : s;
    }

    static double conditional(double x, int n) {
        double s = x;
        for (int i = 0; i < n; i++) {
            if (i % 3 == 0) {
                s = square(s) * 0.3 + x;
            } else if (s > 0.5) {
                s = root(s, 1);
            }
        }
        return s;
    }

    static float floats(float x, float[] y) {
        float s = x;
        for (int i = 0; i < y.length; i++) {
            s = mix(s, y, i);
        }
        return s;
    }

    static float mix(float s, float[] y, int i) {
        y[i] = y[i] * s;
        return y[i] + 0.5f * s * s;
    }

    static int whole(double x) {
        return (int) Math.floor(x);
    }

    static double notActive(double x) {
        return x * whole(x) + countTo(x, 3);
    }

    static int countTo(double x, int n) {
        int c = 0;
        for (int i = 0; i < n; i++) {
            c += x > i ? 1 : 0;
        }
        return c;
    }

    /** The regression that made another overlay fail: a derivative hidden in a function that is not inlined. */
    static double hidden(double x, double k) {
        var a = active(x);
        autodiff(REVERSE, CallPrograms::ofSquare, a, constant(k));
        return a.grad() * k;
    }

    static double hiddenTape(double x, double k) {
        var a = active(x);
        autodiff(REVERSE, CallPrograms::roots, a, constant(3));
        return a.grad() * k;
    }

    static double ofHiddenTape(double x, double k) {
        double s = 0;
        for (int i = 0; i < 2; i++) {
            s += hiddenTape(x + 0.1 * Math.sin(s) * i, k) * x;
        }
        return s;
    }

    static double ofHidden(double x, double k) {
        return hidden(x, k) * x + hidden(square(x), k + 2);
    }

    static double row(double[][] m, int i) {
        double[] r = m[i];
        for (int k = 1; k < r.length; k++) {
            r[k] *= r[k - 1] * m[(i + k) % 2][0];
        }
        if (i == 1) {
            double[] other = m[1 - i];
            other[1] *= r[1];
        }
        return r[r.length - 1];
    }

    /** The rows that calls overwrite are found again by their numbers. */
    static double ofRows(double[][] m, int n) {
        double s = 0;
        for (int i = 0; i < n; i++) {
            s += Math.sin(row(m, (i * i + 1) % 2)) * m[i % 2][1];
        }
        return s;
    }

    /** What a callee reads is overwritten after the call, before its reverse. */
    static double thenOverwritten(double[] u, double a) {
        double first = norm(u);
        u[0] = a * u[1];
        double second = norm(u) * first;
        for (int i = 0; i < u.length; i++) {
            u[i] *= norm(u);
        }
        return second + u[1];
    }

    /** Polynomials by Horner's rule, from coefficients in an array of its own. */
    static double ofOwnArray(double x, double[] u, int n) {
        double s = x;
        if (n > 1) {
            double[] t = new double[4];
            for (int i = 0; i < t.length; i++) {
                t[i] = Math.sin(x * i) + u[i % u.length];
            }
            double y = x;
            for (int i = 0; i < t.length; i++) {
                y = y * t[3 - i] + t[i] * t[i];
                u[i % u.length] *= 1.1;
            }
            s += y;
        }
        return s * u[0];
    }

    static double ownArrays(double x, double[] u) {
        double s = 0;
        for (int i = 0; i < 4; i++) {
            s += Math.cos(s) * ofOwnArray(x + 0.1 * s, u, i);
        }
        return s;
    }

    /** As {@link #ownArrays}, with an array of floats and one of integers. */
    static double ofMixedArrays(double x, double[] u) {
        float[] w = new float[3];
        int[] at = new int[3];
        long[] wide = {3, 1};
        for (int i = 0; i < 3; i++) {
            at[i] = (int) (i * wide[i & 1]) & 1;
            w[i] = (float) (x * u[at[i]]);
        }
        double s = 0;
        for (int i = 0; i < 3; i++) {
            s += w[i] * u[at[2 - i]] * w[at[i]];
        }
        return s;
    }

    static double mixedArrays(double x, double[] u) {
        double s = ofMixedArrays(x, u);
        u[1] *= s;
        return s + ofMixedArrays(x * x, u);
    }

    /** Makes a matrix and goes on with a row of it. */
    static double ofMatrix(double x, double[] u) {
        double[][] t = new double[2][3];
        for (int i = 0; i < 3; i++) {
            t[0][i] = u[i] * x;
            t[1][i] = t[0][i] * Math.sin(t[0][(i + 2) % 3]);
        }
        double[] row = u[0] > 0.5 ? t[0] : t[1];
        for (int i = 0; i < 3; i++) {
            row[i] *= x * row[2];
            row = t[i & 1];
        }
        return t[0][1] * t[1][1] + row[2] * x;
    }

    static double matrix(double x, double[] u) {
        double s = ofMatrix(x, u);
        u[0] *= s;
        return s + ofMatrix(x * x, u);
    }

    /** A recursion each call of which has a matrix of its own. */
    static double matrices(double x, double[] u, int n) {
        if (n <= 0) {
            return x;
        }
        double[][] t = new double[2][2];
        t[n & 1][0] = x * u[n % 3];
        t[1 - (n & 1)][1] = matrices(t[n & 1][0] * x, u, n - 1);
        return t[0][0] * x + t[0][1] * t[1][1] + t[1][0] * t[1 - (n & 1)][1];
    }

    /** Goes on with one of two arrays that it gets, or with one of two of its own. */
    static double ofChosen(double x, double[] u, double[] v, int n) {
        double[] own = new double[3];
        double[] other = new double[3];
        for (int i = 0; i < 3; i++) {
            own[i] = x * u[i];
            other[i] = own[i] * v[i];
        }
        double[] w = n > 1 ? u : v;
        double[] t = (n & 1) == 0 ? own : other;
        double[] any = n == 2 ? w : t;
        double s = w[0] * Math.sin(t[1]) + t[2] * w[1] * x;
        for (int i = 0; i < 3; i++) {
            s += any[i] * any[i] * w[i];
            t[i] *= s;
        }
        return s * t[n & 1];
    }

    /** Makes an array in each round, of which the last, which a catch meets, is used after the loop. */
    static double ofRounds(double x, double[] u, int n) {
        double s = x;
        for (int i = 0; i < 3; i++) {
            double[] own = new double[3];
            try {
                own[i] = s * u[i];
                if (i == n) {
                    throw new IllegalStateException();
                }
                s += own[i] * own[i];
            } catch (IllegalStateException e) {
                own[(i + 1) % 3] += s * x;
                return s * own[i] + own[0] * own[2];
            }
        }
        return s;
    }

    static double rounds(double x, double[] u) {
        return ofRounds(x, u, 1) + ofRounds(x * x, u, 2) * ofRounds(x, u, 5);
    }

    static double chosen(double x, double[] u, double[] v) {
        double s = ofChosen(x, u, v, 0);
        u[0] *= s;
        return s + ofChosen(x * x, u, v, 1) + ofChosen(x, u, v, 2) * ofChosen(x, v, u, 3);
    }

    /** A new array in each iteration, which calls fill and read. */
    static double arrayOfEachRound(double x, double[] u) {
        double s = x;
        for (int i = 0; i < 3; i++) {
            double[] t = new double[4];
            for (int k = 0; k < t.length; k++) {
                t[k] = u[k] * s;
            }
            step(t, u, 0.1 * x);
            s += norm(t) * 0.1;
        }
        return s;
    }

    /** A second derivative by functions with arrays of their own. */
    static double ofHiddenArrays(double x, double k) {
        var a = active(x);
        autodiff(REVERSE, CallPrograms::withArray, a, constant(k));
        return a.grad() * x;
    }

    static double withArray(double x, double k) {
        double[] u = {x, k, x * k, 1};
        return ownArrays(x, u) * x;
    }

    static double recursive(double x, double[] c, int n) {
        return n <= 0 ? x : c[n % c.length] * Math.sin(x * recursive(x * 0.9, c, n - 1));
    }

    /** The gradient of a recursion over an array that is passed as a constant. */
    static double hiddenRecursion(double x, double[] c) {
        var a = active(x);
        autodiff(REVERSE, CallPrograms::recursive, a, constant(c), constant(3));
        return a.grad() * c[0];
    }

    /** A determinant by its first row: each call fills a matrix of its own. */
    static double determinant(double[][] m) {
        int n = m.length;
        if (n == 1) {
            return m[0][0];
        }
        double d = 0;
        for (int j = 0; j < n; j++) {
            double[][] minor = new double[n - 1][n - 1];
            for (int r = 1; r < n; r++) {
                for (int c = 0, k = 0; c < n; c++) {
                    if (c != j) {
                        minor[r - 1][k++] = m[r][c];
                    }
                }
            }
            d += (j % 2 == 0 ? 1 : -1) * m[0][j] * determinant(minor);
        }
        return d;
    }

    /** Rows of constants beside rows of active values, in one array: a call cannot know which is which. */
    static double rowsOfBothKinds(double x, double[] u, double[] c) {
        double[][] m = {c, {x, 2}, {3, 4}, u};
        return products(m, 3) * x;
    }

    static double products(double[][] m, int n) {
        return n < 0 ? 1 : m[n][0] * m[n][0] * m[n][1] + products(m, n - 1) * m[n][1];
    }

    /** The call changes what it gets: active rows and constant ones. */
    static double rowsOfBothKindsOverwritten(double x, double[] u) {
        double[][] m = {{x, 2}, {0.3, 0.4}, u};
        double y = scale(m, 2);
        return y * m[1][1] + m[0][1];
    }

    static double scale(double[][] m, int n) {
        if (n < 0) {
            return 1;
        }
        m[n][1] *= m[n][0];
        return m[n][1] + m[n][0] * scale(m, n - 1);
    }
}
