package dev.adagent.overlay;

/**
 * What methods of the JDK do that every other program calls and that can be said in a line: compiled in place of the JDK's own bytecode, which
 * differs from release to release, so that a kernel that calls them has the same id on each. By name and types they are the JDK's.
 */
public final class Numbers {
    private Numbers() {}

    @SuppressWarnings("IdentityBinaryExpression") // the method to call instead is this one
    public static boolean isNaN(double x) {
        return x != x;
    }

    @SuppressWarnings("IdentityBinaryExpression")
    public static boolean isNaN(float x) {
        return x != x;
    }

    public static boolean isInfinite(double x) {
        return Math.abs(x) == Double.POSITIVE_INFINITY;
    }

    public static boolean isInfinite(float x) {
        return Math.abs(x) == Float.POSITIVE_INFINITY;
    }

    public static boolean isFinite(double x) {
        return Math.abs(x) < Double.POSITIVE_INFINITY;
    }

    public static boolean isFinite(float x) {
        return Math.abs(x) < Float.POSITIVE_INFINITY;
    }

    public static int abs(int x) {
        return x < 0 ? -x : x;
    }

    public static long abs(long x) {
        return x < 0 ? -x : x;
    }

    public static int min(int x, int y) {
        return x < y ? x : y;
    }

    public static long min(long x, long y) {
        return x < y ? x : y;
    }

    public static int max(int x, int y) {
        return x > y ? x : y;
    }

    public static long max(long x, long y) {
        return x > y ? x : y;
    }

    public static int compare(int x, int y) {
        return x < y ? -1 : x > y ? 1 : 0;
    }

    public static int compare(long x, long y) {
        return x < y ? -1 : x > y ? 1 : 0;
    }
}
