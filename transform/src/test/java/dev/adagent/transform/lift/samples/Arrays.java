package dev.adagent.transform.lift.samples;

/** Arrays of each type, their bounds, and arrays of arrays. */
public final class Arrays {
    private Arrays() {}

    public static double read(double[] a, int i) {
        return a[i];
    }

    public static void write(double[] a, int i, double v) {
        a[i] = v;
    }

    public static float floats(float[] a, int i, float v) {
        a[i] += v;
        return a[i] * 2;
    }

    public static int ints(int[] a, int i, int v) {
        a[i] ^= v;
        return a[a.length - 1 - i];
    }

    public static long longs(long[] a, int i, long v) {
        a[i] -= v;
        return a[0];
    }

    public static int bytes(byte[] a, int i, int v) {
        a[i] = (byte) v;
        a[0]++;
        return a[i] + a[0];
    }

    public static int shorts(short[] a, int i, int v) {
        a[i] = (short) v;
        return a[i] + a[0];
    }

    public static int chars(char[] a, int i, int v) {
        a[i] = (char) v;
        return a[i] + a[0];
    }

    public static boolean booleans(boolean[] a, int i, boolean v) {
        a[i] = v;
        return a[i] ^ a[0];
    }

    public static int literals(int i) {
        byte[] b = {1, -2, 3};
        boolean[] z = {true, false, true};
        char[] c = {'a', '\uffff', 'c'};
        short[] s = {-1, 2, 3};
        return b[i] + (z[i] ? 100 : 0) + c[i] + s[i];
    }

    public static double sum(double[] a) {
        double s = 0;
        for (double x : a) {
            s += x;
        }
        return s;
    }

    public static int sized(int n) {
        int[] a = new int[n & 0x8000000f];
        return a.length;
    }

    public static double matrix(int n, int m) {
        double[][] a = new double[n & 7][m & 7];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < a[i].length; j++) {
                a[i][j] = i * 10 + j;
            }
        }
        double s = 0;
        for (double[] row : a) {
            for (double x : row) {
                s += x;
            }
        }
        double[][] ragged = {{1}, {2, 3}, null};
        ragged[2] = ragged[0];
        return s + ragged[2][0] + ragged[1].length;
    }

    public static int negativeInner(int n, int m) {
        int[][] a = new int[n & 3][m % 4];
        return a.length;
    }

    public static int cloned(int[] a) {
        int[] b = a.clone();
        b[0]++;
        return b[0] - a[0] + b.length;
    }

    public static int nullArray(int i) {
        int[] a = null;
        return a[i];
    }

    public static int lengthOf(byte[] a) {
        return a.length;
    }

    public static void swapRows(double[] a, double[] b, int n) {
        for (int i = 0; i < n; i++) {
            double t = a[i];
            a[i] = b[i];
            b[i] = t;
        }
    }

    public static int orderOfChecks(int[] a, int i, int d) {
        return a[i / d] % a[d];
    }

    public static void filled(double[] a, double v) {
        java.util.Arrays.fill(a, v);
    }

    public static void copied(int[] a, int i, int j, int n) {
        System.arraycopy(a, i, a, j, n);
    }

    public static void copiedBetween(double[] a, int i, double[] b, int j, int n) {
        System.arraycopy(a, i, b, j, n);
    }

    public static int copyOf(long[] a, int n) {
        long[] b = java.util.Arrays.copyOf(a, n & 15);
        return b.length + (int) java.util.Arrays.copyOfRange(a, 1, n % 20)[0];
    }

    public static int caughtCopy(byte[] a, int i, int n) {
        try {
            System.arraycopy(a, i, a, 0, n);
        } catch (IndexOutOfBoundsException e) {
            return -1;
        }
        return a[0];
    }

    public static int rowBelowZero(int i) {
        if (i > 3) {
            int[][] rows = new int[2][];
            rows[-1] = new int[3];
            return rows[0][1];
        }
        return i;
    }
}
