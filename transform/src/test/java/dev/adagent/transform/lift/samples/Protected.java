package dev.adagent.transform.lift.samples;

/** try, catch and finally. */
@SuppressWarnings({"unused", "Finally", "CatchAndPrintStackTrace", "EmptyCatch", "try"})
public final class Protected {
    private Protected() {}

    public static int division(int a, int b) {
        try {
            return a / b;
        } catch (ArithmeticException e) {
            return -1;
        }
    }

    public static int bounds(int[] a, int i) {
        int r = 3;
        try {
            r = a[i];
            r += a[i + 1];
        } catch (ArrayIndexOutOfBoundsException e) {
            r += 100;
        } catch (NullPointerException e) {
            r += 200;
        }
        return r;
    }

    public static int size(int n) {
        try {
            return new int[n % 5].length;
        } catch (NegativeArraySizeException e) {
            return -9;
        }
    }

    public static int notMine(int a, int b) {
        try {
            return a % b;
        } catch (IllegalStateException e) {
            return -1;
        }
    }

    public static int cleaned(int[] a, int i) {
        try {
            a[i]++;
        } finally {
            a[0] += 5;
        }
        return a[i];
    }

    public static int inCallee(int a, int b) {
        try {
            return deep(a, b) + 1;
        } catch (ArithmeticException e) {
            return -1;
        } catch (IllegalArgumentException e) {
            return -2;
        }
    }

    static int deep(int a, int b) {
        if (a == 7) {
            throw new NumberFormatException("seven");
        }
        if (a == 8) {
            throw new IllegalStateException("eight: " + b);
        }
        return deeper(a, b);
    }

    static int deeper(int a, int b) {
        return a / b;
    }

    static void check(int a) {
        if (a < 0) {
            throw new IllegalArgumentException("negative");
        }
    }

    public static int voidCallee(int a) {
        int r = 0;
        try {
            check(a);
            r = 1;
            check(a - 10);
            r = 2;
        } catch (RuntimeException e) {
            r += 10;
        }
        return r;
    }

    public static int thrownHere(int a) {
        try {
            if (a > 3) {
                throw new IllegalStateException("a");
            }
            if (a < 0) {
                throw new UnsupportedOperationException("b");
            }
            return a;
        } catch (IllegalStateException | IllegalArgumentException e) {
            return 50;
        }
    }

    public static int rethrown(int[] a, int i) {
        int n = 0;
        try {
            n = a[i];
        } catch (RuntimeException e) {
            if (i < 0) {
                throw e;
            }
            n = 77;
        }
        return n;
    }

    public static int nestedRegions(int a, int b) {
        int r = 0;
        try {
            try {
                r = a / b;
            } finally {
                r += 3;
            }
            r += 10 / a;
        } catch (ArithmeticException e) {
            r += 1000;
        }
        return r;
    }

    public static int loopWithHandler(int[] a, int n) {
        int bad = 0;
        int s = 0;
        for (int i = -1; i < (n & 7); i++) {
            try {
                s += a[i];
                if (s > 100) {
                    break;
                }
            } catch (ArrayIndexOutOfBoundsException e) {
                bad++;
                continue;
            } finally {
                s++;
            }
            s *= 2;
        }
        return s * 100 + bad;
    }

    public static int returnInFinally(int a, int b) {
        try {
            return a / b;
        } finally {
            return 4;
        }
    }

    public static int castCaught(int a) {
        Object o = a > 0 ? (Object) new int[] {a} : new double[] {a};
        try {
            return ((int[]) o)[0];
        } catch (ClassCastException e) {
            return -5;
        }
    }

    /** An exception with state. */
    static final class Coded extends IllegalStateException {
        private static final long serialVersionUID = 1L;
        final int code;
        private final int twice;

        Coded(int code, String message) {
            super(message + code);
            this.code = code;
            int t = 0;
            for (int i = 0; i < 2; i++) {
                t += code;
            }
            twice = t;
        }

        int twice() {
            return twice;
        }
    }

    static int coded(int a) {
        if (a > 3) {
            throw new Coded(a, "above ");
        }
        return 10 / a;
    }

    public static int fieldsOfCaught(int a) {
        try {
            return coded(a);
        } catch (Coded e) {
            return e.code * 100 + e.twice();
        } catch (ArithmeticException e) {
            return -1;
        }
    }

    public static int rethrownWithFields(int a) {
        int seen = 0;
        for (int i = 0; i < 3; i++) {
            try {
                seen += coded(a + i);
            } catch (Coded e) {
                if (e.code > 6) {
                    throw e;
                }
                seen += e.twice();
            }
        }
        return seen;
    }

    static int downTo(int n, int a) {
        try {
            return n <= 0 ? coded(a) : downTo(n - 1, a + 1) + n;
        } catch (ArithmeticException e) {
            return -n;
        } catch (Coded e) {
            if (n == 2) {
                throw new Coded(e.code + n, "again ");
            }
            if (e.code > 8) {
                throw e;
            }
            return e.twice() + n;
        }
    }

    public static int outOfRecursion(int n, int a) {
        try {
            return downTo(n & 3, a);
        } catch (Coded e) {
            if (a < 9) {
                return e.code;
            }
            throw e;
        }
    }

    private static final class Closing implements AutoCloseable {
        private final int[] log;

        Closing(int[] log) {
            this.log = log;
        }

        @Override
        public void close() {
            log[0] += 1;
            if (log[1] > 2) {
                throw new IllegalArgumentException("closing");
            }
        }
    }

    public static int withResources(int a) {
        int[] log = {10, a};
        int r = 0;
        try (Closing first = new Closing(log);
                Closing second = new Closing(log)) {
            r = coded(a - 2);
        } catch (Coded e) {
            r = -e.code;
        } catch (IllegalArgumentException e) {
            r = 1000;
        }
        return r + log[0];
    }

    public static int bothThrow(int a) {
        int[] log = {10, a};
        try (Closing c = new Closing(log)) {
            log[0] += coded(a);
        }
        return log[0];
    }
}
