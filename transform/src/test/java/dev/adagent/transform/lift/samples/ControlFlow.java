package dev.adagent.transform.lift.samples;

/** Loops, switches, early returns and the forms of the stack. */
@SuppressWarnings({"unused", "MissingCasesInEnumSwitch", "UnusedVariable"})
public final class ControlFlow {
    private ControlFlow() {}

    /** An enum to switch on. */
    public enum Color {
        RED,
        GREEN,
        BLUE
    }

    public static int sumTo(int n) {
        int s = 0;
        for (int i = 0; i < (n & 63); i++) {
            s += i;
        }
        return s;
    }

    public static int nested(int n) {
        int s = 0;
        outer:
        for (int i = 0; i < (n & 15); i++) {
            for (int j = 0; ; j++) {
                if (j > i) {
                    continue outer;
                }
                if (i * j == 20) {
                    break outer;
                }
                s += i ^ j;
            }
        }
        return s;
    }

    public static int collatz(int n) {
        int x = (n & 1023) + 1;
        int steps = 0;
        while (x != 1) {
            x = (x & 1) == 0 ? x >> 1 : 3 * x + 1;
            steps++;
        }
        return steps;
    }

    public static double doWhile(double x) {
        int i = 0;
        double y = x;
        do {
            y = y * 0.5 + 1;
            if (y > 1e6) {
                return -y;
            }
        } while (++i < 12);
        return y;
    }

    public static int dense(int a) {
        return switch (a) {
            case 0 -> 10;
            case 1 -> 20;
            case 2, 3 -> 30;
            case -1 -> 5;
            default -> a;
        };
    }

    public static int sparse(int a) {
        int r = 0;
        switch (a) {
            case Integer.MIN_VALUE:
                r = 1;
            case 1000:
                r += 2;
                break;
            case -7:
                r = 9;
                break;
            default:
                r = a ^ 3;
        }
        return r;
    }

    public static int swap(int a, int b) {
        int x = a;
        int y = b;
        for (int i = 0; i < (a & 7); i++) {
            int t = x;
            x = y;
            y = t + 1;
        }
        return x - y;
    }

    public static long stackForms(long a, int i) {
        long[] box = {a, a + 1, a ^ 5};
        int at = i & 1;
        box[at] += 7;
        box[at++] *= 3;
        long x = box[at] = a << 3;
        long y = box[at]++;
        int[] n = {1, 2};
        int k = n[at & 1]-- + ++n[0];
        return box[0] + box[1] * 31 + x + y + k;
    }

    public static int mergedTypes(int a) {
        int[] t = a > 0 ? new int[] {1, 2} : null;
        if (a > 5) {
            t = new int[] {a};
        }
        return t == null ? -1 : t[0];
    }

    public static int slotReuse(int a) {
        int s = 0;
        {
            double d = a * 0.5;
            s += (int) d;
        }
        {
            int[] x = {a, s};
            s += x[1];
        }
        for (long l = 0; l < 3; l++) {
            s += (int) l;
        }
        return s;
    }

    public static int colors(int a) {
        Color c = a > 3 ? Color.RED : a > 0 ? Color.GREEN : Color.BLUE;
        int r;
        switch (c) {
            case RED:
                r = 1;
                break;
            case BLUE:
                r = 2;
                break;
            default:
                r = 3;
        }
        return r * 10 + c.ordinal();
    }

    public static int factorial(int n) {
        return n <= 1 ? 1 : n % 13 * factorial(Math.min(n - 1, 12));
    }

    public static boolean even(int n) {
        int m = n & 31;
        return m == 0 || odd(m - 1);
    }

    static boolean odd(int n) {
        return n != 0 && even(n - 1);
    }

    public static int asserted(int a) {
        assert a > Integer.MIN_VALUE + 3 : "too small";
        return a - 1;
    }

    static Color pick(int a) {
        return a > 30 ? null : a > 3 ? Color.RED : a > 0 ? Color.GREEN : Color.BLUE;
    }

    record Paint(Color color, int coats) {}

    public static int sameConstant(int a, int b) {
        Color c = pick(a);
        Color d = pick(b);
        int r = c == d ? 1 : 0;
        r += c != Color.RED ? 2 : 0;
        r += Color.BLUE == d ? 4 : 0;
        r += c == null ? 8 : 0;
        Paint p = new Paint(c == null ? d : c, b);
        return p.color() == Color.GREEN ? r + p.coats() : r;
    }

    public static int switchOnNull(int a) {
        return switch (pick(a)) {
            case RED -> 1;
            case GREEN -> 20;
            case BLUE -> 300;
        };
    }
}
