package dev.adagent.transform.autodiff;

/** Methods that stay calls, are called twice, and make arrays and arrays of rows for themselves: their derivatives are cut in two. */
final class LocalTablesPrograms {
    private LocalTablesPrograms() {}

    private static double product(double[][] m, int i, double y) {
        m[0][1] *= 1.1 + 0.5 * Math.sin(y);
        return m[i][0] * m[i][1];
    }

    private static double ofTable(double[] x, int n) {
        double[][] t = new double[2][2];
        t[0][0] = x[0] * x[1];
        t[1][0] = Math.sin(x[1]);
        t[0][1] = x[0];
        t[1][1] = x[1];
        double v = product(t, n & 1, x[0]);
        t[1][0] *= v;
        double s = 0;
        for (int i = 0; i < 3; i++) {
            s += product(t, i & 1, v) * t[i & 1][0];
        }
        return s * t[1][0] * t[0][1] * product(t, 1, s);
    }

    static double table(double[] x) {
        double a = ofTable(x, 0);
        x[0] *= 2;
        return a * ofTable(x, 1) * x[0];
    }

    /** One row twice, changed under its own name too, and beside it none. */
    private static double ofShared(double[] x, int n) {
        double[] row = new double[2];
        double[][] t = new double[3][];
        t[2] = row;
        t[0] = row;
        row[0] = x[0] * x[1];
        t[2][1] = Math.sin(x[1]);
        double v = product(t, n & 2, x[0]);
        row[1] *= v * t[0][0];
        return product(t, 2, v) * row[0] * t[0][1] * t[2][1];
    }

    static double shared(double[] x) {
        double a = ofShared(x, 0);
        x[0] *= 2;
        return a * ofShared(x, 2) * x[0];
    }

    /** What is in the table when the method ends is not what the first product has read. */
    private static double ofReplaced(double[] x, int n) {
        double[][] t = {{x[0] * x[1], x[1]}, {x[0], x[0]}};
        double v = product(t, n & 1, x[0]);
        t[0] = new double[] {v * x[0], x[1]};
        return product(t, 0, v) * product(t, 1, x[1]) * v * t[0][0];
    }

    static double replaced(double[] x) {
        double a = ofReplaced(x, 0);
        x[0] *= 2;
        return a * ofReplaced(x, 1) * x[0];
    }

    /** One row is what the method got. */
    private static double ofGiven(double[] x, int n) {
        double[][] t = {{x[0] * x[1], x[1]}, x};
        double v = product(t, n & 1, x[0]);
        x[0] *= v;
        return product(t, 0, v) * product(t, 1, x[1]) * v * t[0][0];
    }

    static double given(double[] x) {
        double a = ofGiven(x, 0);
        x[0] *= 2;
        return a * ofGiven(x, 1) * x[0];
    }

    private static double[] row(double[][] m, int i, double y) {
        if (i > 3) {
            return row(m, i - 4, y * 1.1);
        }
        m[0][1] *= 1.1 + 0.5 * Math.sin(y);
        return m[i];
    }

    private static double ofRowHandedBack(double[] x, int n) {
        double[][] t = {{x[0] * x[1], x[0]}, {Math.sin(x[1]), x[1]}};
        double[] u = row(t, 4 + (n & 1), x[0]);
        u[0] *= Math.sin(u[0]) * x[0];
        return u[0] * u[0] * t[1][0] * t[0][1] * u[1];
    }

    static double rowHandedBack(double[] x) {
        double a = ofRowHandedBack(x, 0);
        x[0] *= 2;
        return a * ofRowHandedBack(x, 1) * x[0];
    }

    private static double[] pick(double[] a, double[] b, double y) {
        if (a[0] > 5) {
            a[0] *= 0.5;
            return pick(b, a, y);
        }
        a[0] *= 1.1 + 0.5 * Math.sin(y);
        return y > 0 ? a : b;
    }

    private static double ofArrayHandedBack(double[] x) {
        double[] t = {x[0] * x[1], Math.sin(x[1])};
        double[] u = pick(t, x, x[0]);
        u[0] *= Math.sin(u[0]) * x[0];
        return u[0] * u[0] * t[1] * t[1] * u[1];
    }

    static double arrayHandedBack(double[] x) {
        double a = ofArrayHandedBack(x);
        x[0] *= 2;
        return a * ofArrayHandedBack(x) * x[0];
    }
}
