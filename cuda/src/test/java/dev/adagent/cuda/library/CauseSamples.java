package dev.adagent.cuda.library;

import java.util.function.DoubleUnaryOperator;
import java.util.function.LongUnaryOperator;

/** Samples of {@code docs/language.md}: exceptions that leave kernels with a cause that is one of several. */
@SuppressWarnings({"unused", "serial"}) // found by reflection
final class CauseSamples {
    private CauseSamples() {}

    private static final class Coded extends RuntimeException {
        private final int code;

        Coded(int code, Throwable cause) {
            super("code " + code, cause);
            this.code = code;
        }
    }

    private static double at(double[] a, double i) {
        return a[(int) i];
    }

    /** The failure of the last of several tries. */
    static double causeOfLastTry(double x, double y) {
        RuntimeException last = null;
        double[] a = {x, y, x + y};
        for (int k = 0; k < 3; k++) {
            try {
                return at(a, x + k) / ((int) y - k) + 7 % ((int) y + k);
            } catch (ArithmeticException | ArrayIndexOutOfBoundsException e) {
                last = e;
            }
        }
        throw new IllegalStateException("after 3 tries", last);
    }

    /** Out of a lambda, through {@code finally}, where another takes its place. */
    static double causeThroughFinally(double x, double y) {
        long[] a = x > 9 ? null : new long[1];
        int n = (int) y;
        int product = Math.multiplyExact(Integer.MAX_VALUE, n);
        try {
            try {
                LongUnaryOperator f = v -> a[0];
                product += (int) f.applyAsLong(0L) + 3 / (n % 2);
            } finally {
                a[0] = 0L;
            }
        } catch (ArrayIndexOutOfBoundsException e) {
            product = 1;
        } catch (RuntimeException e) {
            throw new IllegalStateException("wrapped", e);
        }
        return product;
    }

    /** Perhaps there is none. */
    static double causeOrNull(double x, double y) {
        RuntimeException cause =
                x > 5 ? new Coded((int) y, null) : x > 0 ? new ArithmeticException("a" + (int) x) : null;
        if (y > 9 || x < -9) {
            throw new IllegalStateException("with or without", cause);
        }
        return cause == null ? 0 : 1;
    }

    private static double guarded(DoubleUnaryOperator f, double x, String what) {
        try {
            return f.applyAsDouble(x);
        } catch (RuntimeException e) {
            throw new IllegalStateException(what, e);
        }
    }

    /** The cause of the cause. */
    static double causesInTurn(double x, double y) {
        double[] a = {1, 2, 3};
        DoubleUnaryOperator inner = w -> at(a, w) / ((int) y == 2 ? 0 : 1) + 4 % (int) w;
        return guarded(v -> guarded(inner, v + y, "inner"), x, "outer");
    }

    /** It leaves through two {@code finally} blocks, the outer of which may throw too. */
    static double causeThroughTwoFinally(double x, double y) {
        char[] c = x > 9 ? null : new char[(int) x];
        double[] d = y > 9 ? null : new double[(int) y];
        try {
            try {
                if (0 < Math.decrementExact((int) x)) {
                    return Long.divideUnsigned(7L, (long) y);
                }
            } finally {
                c[(int) y] = 2;
            }
        } catch (RuntimeException e) {
            throw new IllegalStateException("wrapped", e);
        } finally {
            d[0] += c[1];
        }
        return d[0];
    }

    private static void wrapping(double x, double y, char[] c, long[] d) {
        try {
            try {
                if (x > 0) {
                    throw new Coded((int) x, null);
                }
            } catch (RuntimeException e) {
                c[Math.negateExact((int) y)] -= 1;
            } finally {
                d[(int) x] <<= 1;
            }
        } catch (RuntimeException e) {
            throw new IllegalStateException("wrapped", e);
        }
    }

    /** What is thrown where the cause is handled becomes the cause too, and nobody asks for either. */
    static double causeThatNobodyAsksFor(double x, double y) {
        char[] c = x > 9 ? null : new char[(int) x];
        long[] d = y > 9 ? null : new long[(int) y];
        double result = 0;
        try {
            wrapping(x, y, c, d);
            result = c[0] + d[0];
        } catch (NullPointerException e) {
            result = 1;
        } catch (RuntimeException e) {
            result = 2;
        }
        return result;
    }

    /** What is asked of the cause is answered by the one that was caught. */
    static double causeThatIsAskedFor(double x, double y) {
        RuntimeException first;
        try {
            return at(new double[2], x) + 1 / (int) y;
        } catch (RuntimeException e) {
            first = e;
        }
        try {
            throw new Coded((int) x, first);
        } catch (Coded e) {
            return e.getCause() != first ? 0 : e.getCause() instanceof ArithmeticException ? e.code : 2;
        }
    }
}
