package dev.adagent.cuda.library;

/** The control flow of differentiated code: a function of two numbers for each construct of loops, recursion and exceptions. */
@SuppressWarnings({"unused", "Finally", "serial", "Convert2MethodRef", "UnnecessaryLambda"}) // found by reflection
final class DifferentiatedControlFlow {
    private DifferentiatedControlFlow() {}

    static double tableOrArrayInRecursion(double x, double y) {
        return product(new double[] {x, y, x * y}, y, 3);
    }

    private static double product(double[] a, double s, int n) {
        if (n == 0) {
            return s;
        }
        double[] w = n == 2 && s * s >= 0 ? DifferentiatedLanguage.TABLE : a; // what the adjoint cannot ask again
        double r = product(a, s * w[n - 1], n - 1);
        return r * w[0] / w[0];
    }

    static double doWhile(double x, double y) {
        double s = x;
        int n = 0;
        do {
            s = s * y;
            n++;
        } while (n < 3);
        return s;
    }

    static double forEachLoops(double x, double y) {
        double s = 0;
        for (double t : DifferentiatedLanguage.TABLE) {
            s += t * x;
        }
        for (double[] row : DifferentiatedLanguage.ROWS) {
            for (double t : row) {
                s += t * y * y;
            }
        }
        return s;
    }

    static double labelledLoops(double x, double y) {
        double s = 0;
        outer:
        for (int i = 1; i < 5; i++) {
            for (int j = 1; ; j++) {
                if (j > i) {
                    continue outer;
                }
                if (i == 4) {
                    break outer;
                }
                s += i * x * y + j * x;
            }
        }
        return s;
    }

    static double endlessLoopWithBreak(double x, double y) {
        double s = 1;
        int n = 0;
        while (true) {
            if (n++ == 4) {
                break;
            }
            if (n == 2) {
                s += y;
                continue;
            }
            s *= x;
        }
        return s;
    }

    static double tripsFoundOnTheWay(double x, double y) {
        double s = x * x + 1;
        int n = 0;
        while (s < 40) {
            s = 2 * s + y * y;
            n++;
        }
        return s / (1L << n);
    }

    private static double power(double x, int n) {
        return n == 0 ? 1 : x * power(x, n - 1);
    }

    private static double even(double x, double y, int n) {
        return n == 0 ? x : odd(x * y, y, n - 1);
    }

    private static double odd(double x, double y, int n) {
        return n == 0 ? y : even(x + y, y, n - 1);
    }

    static double recursion(double x, double y) {
        return power(x, 3) * power(y, 2);
    }

    static double recursionOfTwo(double x, double y) {
        return even(x, y, 3);
    }

    private static double checked(double x) {
        if (x < 0) {
            throw new ArithmeticException("negative");
        }
        return x * x;
    }

    static double tryCatch(double x, double y) {
        double s = 0;
        for (int i = -1; i < 2; i++) {
            try {
                s += checked(i * x) * y;
            } catch (ArithmeticException e) {
                s += 5 * y;
            }
        }
        return s;
    }

    static double tryFinally(double x, double y) {
        double s = x;
        try {
            s *= y;
            if (x > 0) {
                return s + 1;
            }
            s = s * s;
        } finally {
            s += 100;
        }
        return s;
    }

    static double finallyThatCounts(double x, double y) {
        double[] s = {x};
        try {
            s[0] = checked(-1) + DifferentiatedLanguage.TABLE[7];
        } catch (ArrayIndexOutOfBoundsException e) {
            s[0] = 0;
        } catch (ArithmeticException e) {
            s[0] *= y;
        } finally {
            s[0] *= x;
        }
        return s[0];
    }

    private static final class Far extends RuntimeException {
        final double by;

        Far(double by) {
            super("far");
            this.by = by;
        }
    }

    private static double near(double x, double limit) {
        if (x > limit) {
            throw new Far(x - limit);
        }
        return x;
    }

    static double numbersInExceptions(double x, double y) {
        try {
            return near(x * x, y * y);
        } catch (Far e) {
            return 3 * e.by * y;
        }
    }

    @SuppressWarnings("InfiniteRecursion") // it throws at the end
    private static double descend(double x, int n) {
        if (n == 0) {
            throw new Far(x * x);
        }
        return descend(x * 2, n - 1) + 1;
    }

    static double numbersInExceptionsOfRecursion(double x, double y) {
        try {
            return descend(x, 2);
        } catch (Far e) {
            return e.by * y;
        }
    }

    private static double climb(double x, double y, int n) {
        try {
            if (n == 0) {
                return checked(x);
            }
            return climb(x - 1, y, n - 1) * y;
        } catch (ArithmeticException e) {
            if (n < 2) {
                throw e;
            }
            return x * y;
        }
    }

    static double recursionThatThrowsAndCatches(double x, double y) {
        return climb(x, y, 3);
    }

    static double explicitThrow(double x, double y) {
        try {
            if (x > y) {
                throw new IllegalStateException("greater");
            }
            return x * x * y;
        } catch (IllegalStateException e) {
            return x * y * y;
        }
    }

    private static final class Lock implements AutoCloseable {
        private final double[] log;

        Lock(double[] log) {
            this.log = log;
        }

        @Override
        public void close() {
            log[0] *= log[1];
        }
    }

    static double tryWithResources(double x, double y) {
        double[] log = {x, y};
        try (Lock a = new Lock(log);
                Lock b = new Lock(log)) {
            log[0] += 1;
            checked(x);
        } catch (ArithmeticException e) {
            log[0] *= 3;
        }
        return log[0];
    }

    static double asserts(double x, double y) {
        assert x < 1e9 : "x " + x;
        return x * y;
    }

    static int rounds(double x, double y) {
        return 2 + (int) Math.min(4, x * x + y * y);
    }

    /** A state that each round makes anew: which array it was in which round is kept. */
    static double anotherArrayInEachRound(double x, double y) {
        double[] a = {x, y};
        for (int k = rounds(x, y); k > 0; k--) {
            double[] b = new double[2];
            b[0] = a[1];
            b[1] = a[0] * y;
            a = b;
        }
        return a[0] * a[1];
    }

    static double anotherArrayOfFloatsInEachRound(double x, double y) {
        float[] a = {(float) x, (float) y};
        for (int k = rounds(x, y); k > 0; k--) {
            float[] b = {a[1], (float) (a[0] * y)};
            a = b;
        }
        return a[0] * a[1];
    }

    static double anotherMatrixInEachRound(double x, double y) {
        double[][] a = {{x, 0}, {0, y}};
        for (int k = rounds(x, y); k > 0; k--) {
            double[][] b = new double[2][2];
            for (int i = 0; i < 2; i++) {
                for (int j = 0; j < 2; j++) {
                    b[i][j] = a[j][i] * y;
                }
            }
            a = b;
        }
        return a[0][0] * a[1][1] + a[0][1];
    }

    static double exchangedArrays(double x, double y) {
        double[] a = {x};
        double[] b = {y};
        for (int k = rounds(x, y); k > 0; k--) {
            b[0] *= a[0];
            double[] t = a;
            a = b;
            b = t;
        }
        return Math.log(Math.abs(a[0]));
    }

    /** A determinant, with pivots: rows change their places. */
    static double rowsThatChangePlaces(double x, double y) {
        double[][] m = {{x, y, 1}, {2, x, y}, {y, 1, 3}};
        double d = 1;
        for (int c = 0; c < m.length; c++) {
            int p = c;
            for (int r = c + 1; r < m.length; r++) {
                if (Math.abs(m[r][c]) > Math.abs(m[p][c])) {
                    p = r;
                }
            }
            if (p != c) {
                double[] t = m[c];
                m[c] = m[p];
                m[p] = t;
                d = -d;
            }
            d *= m[c][c];
            for (int r = c + 1; r < m.length; r++) {
                double f = m[r][c] / m[c][c];
                for (int k = c; k < m.length; k++) {
                    m[r][k] -= f * m[c][k];
                }
            }
        }
        return d;
    }

    static double anotherArrayInEachCall(double x, double y) {
        return downwards(new double[] {x, y}, y, rounds(x, y));
    }

    private static double downwards(double[] a, double y, int n) {
        if (n == 0) {
            return a[0] * a[1];
        }
        return downwards(new double[] {a[1], a[0] * y}, y, n - 1);
    }

    static double arrayGivenBackByRecursion(double x, double y) {
        double[] r = products(new double[] {x, y, x}, 0, 3);
        return r[0] * r[1];
    }

    /** The products of an array's halves, and the sum. */
    private static double[] products(double[] a, int from, int to) {
        if (to - from == 1) {
            return new double[] {a[from], a[from]};
        }
        int middle = (from + to) / 2;
        double[] l = products(a, from, middle);
        double[] r = products(a, middle, to);
        return new double[] {l[0] * r[0], l[1] + r[1]};
    }

    static double tableOrArrayInEachRound(double x, double y) {
        double[] a = {x, y};
        double s = 0;
        for (int k = 0; k < rounds(x, y); k++) {
            double[] w = (k & 1) == 0 ? DifferentiatedLanguage.TABLE : a;
            s += w[0] * w[1] * x;
        }
        return s;
    }
}
