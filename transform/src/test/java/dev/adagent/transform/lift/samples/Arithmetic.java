package dev.adagent.transform.lift.samples;

/** One method for each group of numeric bytecodes; every one is run on many inputs and compared with the JVM. */
@SuppressWarnings({"unused", "NarrowingCompoundAssignment", "IdentityBinaryExpression"})
public final class Arithmetic {
    private Arithmetic() {}

    public static int ints(int a, int b) {
        return (a + b) * (a - b) ^ (-a) | (a & b);
    }

    public static int intDivision(int a, int b) {
        return a / b + a % b;
    }

    public static long longDivision(long a, long b) {
        return a / b - a % b;
    }

    public static int intShifts(int a, int b) {
        return (a << b) + (a >> b) * 3 + (a >>> b) * 5;
    }

    public static long longShifts(long a, int b) {
        return (a << b) + (a >> b) * 3 + (a >>> b) * 5;
    }

    public static long longs(long a, long b) {
        return (a + b) * (a - b) ^ (-a) | (a & ~b);
    }

    public static float floats(float a, float b) {
        return (a + b) * (a - b) / -a + a % b;
    }

    public static double doubles(double a, double b) {
        return (a + b) * (a - b) / -a + a % b;
    }

    public static double negated(double a) {
        return -a;
    }

    public static byte toByte(int a) {
        return (byte) a;
    }

    public static short toShort(int a) {
        return (short) a;
    }

    public static char toChar(int a) {
        return (char) a;
    }

    public static int doubleToInt(double a) {
        return (int) a;
    }

    public static long doubleToLong(double a) {
        return (long) a;
    }

    public static int floatToInt(float a) {
        return (int) a;
    }

    public static long floatToLong(float a) {
        return (long) a;
    }

    public static float doubleToFloat(double a) {
        return (float) a;
    }

    public static double intToDouble(int a) {
        return a;
    }

    public static float longToFloat(long a) {
        return a;
    }

    public static double longToDouble(long a) {
        return a;
    }

    public static int longToInt(long a) {
        return (int) a;
    }

    public static float intToFloat(int a) {
        return a;
    }

    public static byte compoundByte(byte a, int b) {
        a += b;
        a <<= 1;
        a++;
        return a;
    }

    public static int increments(int a) {
        int i = a;
        i += 1000;
        i++;
        i -= 40000;
        return i-- + --i;
    }

    public static int doubleComparisons(double a, double b) {
        int r = 0;
        if (a < b) {
            r |= 1;
        }
        if (a <= b) {
            r |= 2;
        }
        if (a > b) {
            r |= 4;
        }
        if (a >= b) {
            r |= 8;
        }
        if (a == b) {
            r |= 16;
        }
        if (a != b) {
            r |= 32;
        }
        if (!(a < b)) {
            r |= 64;
        }
        if (!(a >= b)) {
            r |= 128;
        }
        return r;
    }

    public static int floatComparisons(float a, float b) {
        int r = 0;
        if (a < b) {
            r |= 1;
        }
        if (a <= b) {
            r |= 2;
        }
        if (a > b) {
            r |= 4;
        }
        if (a >= b) {
            r |= 8;
        }
        if (!(a > b)) {
            r |= 16;
        }
        if (!(a <= b)) {
            r |= 32;
        }
        return r;
    }

    public static int longComparisons(long a, long b) {
        int r = a < b ? 1 : 0;
        r += a == b ? 2 : 0;
        r += a >= b ? 4 : 0;
        return a != b && a <= b ? r : -r;
    }

    public static int intComparisons(int a, int b) {
        int r = a < b ? 1 : 0;
        r += a == b ? 2 : 0;
        r += a >= b ? 4 : 0;
        r += a > 0 ? 8 : 0;
        r += a <= 0 ? 16 : 0;
        return a != b && a <= b ? r : -r;
    }

    public static boolean logic(boolean a, boolean b, int c) {
        return a && (b || c > 3) ^ (c < 10 | a & b);
    }

    public static int mathHelpers(int a, int b) {
        return Math.max(a, b) * 3 + Math.min(a, b) + Math.abs(a) + Integer.compare(a, b) + Integer.signum(b);
    }

    public static int floorMod(int a, int b) {
        return Math.floorMod(a, b) + Math.floorDiv(a, b);
    }

    public static int exact(int a, int b) {
        return Math.addExact(a, b) + Math.multiplyExact(a, b);
    }

    public static long rounded(double a) {
        return Math.round(a) + Math.round((float) a);
    }

    public static double mathFunctions(double a, double b) {
        return Math.sin(a) + Math.max(a, b) + Math.sqrt(Math.abs(b)) + Math.pow(a, 2) + Math.signum(b);
    }

    public static long bits(double a) {
        return Double.doubleToLongBits(a) ^ Double.doubleToRawLongBits(-a) ^ Float.floatToIntBits((float) a);
    }

    public static double fromBits(long a) {
        return Double.longBitsToDouble(a) + Float.intBitsToFloat((int) a);
    }

    public static boolean isNaN(double a) {
        return Double.isNaN(a) || Double.isInfinite(a) || Double.compare(a, 0.0) < 0;
    }
}
