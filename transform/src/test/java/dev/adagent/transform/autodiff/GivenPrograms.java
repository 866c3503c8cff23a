package dev.adagent.transform.autodiff;

import java.util.Arrays;

/** Functions of two numbers that call methods which call themselves, and give back, take or exchange arrays and objects made on the way. */
final class GivenPrograms {
    private GivenPrograms() {}

    /** A node of a tree, whose fields change. */
    static final class Node {
        double v;
        Node left;
        Node right;

        Node(double v, Node left, Node right) {
            this.v = v;
            this.left = left;
            this.right = right;
        }
    }

    /** Numbers beside an array. */
    static final class Mixed {
        double a;
        double b;
        double[] w;
    }

    private static double[] rounds(double[] x, int n) {
        if (n == 0) {
            return x.clone();
        }
        double[] y = rounds(x, n - 1);
        for (int i = 0; i < y.length; i++) {
            y[i] = y[i] * x[(i + 1) % x.length] + x[i];
        }
        return y;
    }

    static double changedByEachCall(double[] x) {
        double[] y = rounds(x, 3);
        return y[0] * y[1];
    }

    private static double[] merged(double[] a) {
        if (a.length <= 1) {
            return a;
        }
        double[] l = merged(Arrays.copyOfRange(a, 0, a.length / 2));
        double[] r = merged(Arrays.copyOfRange(a, a.length / 2, a.length));
        double[] out = new double[a.length];
        int i = 0;
        int j = 0;
        for (int k = 0; k < out.length; k++) {
            out[k] = j >= r.length || i < l.length && l[i] <= r[j] ? l[i++] : r[j++];
        }
        return out;
    }

    static double mergeSort(double[] x) {
        double[] y = merged(new double[] {x[0], x[1], x[0] * x[1], x[1] * x[1], 0.3});
        double s = 0;
        for (int i = 0; i < y.length; i++) {
            s += i * y[i] * y[i];
        }
        return s;
    }

    /** Real and imaginary parts in turn. */
    private static double[] transformed(double[] a) {
        int n = a.length / 2;
        if (n == 1) {
            return a;
        }
        double[] even = new double[n];
        double[] odd = new double[n];
        for (int i = 0; i < n; i++) {
            int from = 4 * (i / 2) + i % 2;
            even[i] = a[from];
            odd[i] = a[from + 2];
        }
        double[] e = transformed(even);
        double[] o = transformed(odd);
        double[] out = new double[2 * n];
        for (int k = 0; k < n / 2; k++) {
            double c = Math.cos(2 * Math.PI * k / n);
            double s = -Math.sin(2 * Math.PI * k / n);
            double re = c * o[2 * k] - s * o[2 * k + 1];
            double im = c * o[2 * k + 1] + s * o[2 * k];
            out[2 * k] = e[2 * k] + re;
            out[2 * k + 1] = e[2 * k + 1] + im;
            out[2 * k + n] = e[2 * k] - re;
            out[2 * k + n + 1] = e[2 * k + 1] - im;
        }
        return out;
    }

    static double fourier(double[] x) {
        double[] f = transformed(new double[] {x[0], 0, x[1], 0, x[0] * x[1], 0, 1, 0});
        double s = 0;
        for (int i = 0; i < f.length; i++) {
            s += f[i] * f[i] * i;
        }
        return s;
    }

    private static double[][] product(double[][] a, double[][] b) {
        double[][] c = new double[2][2];
        for (int i = 0; i < 2; i++) {
            for (int j = 0; j < 2; j++) {
                for (int k = 0; k < 2; k++) {
                    c[i][j] += a[i][k] * b[k][j];
                }
            }
        }
        return c;
    }

    private static double[][] power(double[][] m, int n) {
        if (n == 1) {
            return m;
        }
        double[][] half = power(m, n / 2);
        double[][] square = product(half, half);
        return n % 2 == 0 ? square : product(square, m);
    }

    static double matrixPower(double[] x) {
        return power(new double[][] {{x[0], x[1]}, {1, x[0]}}, 5)[0][1];
    }

    static double determinant(double[] x) {
        return CallPrograms.determinant(new double[][] {{x[0], x[1], 1}, {x[1], 2 * x[0], x[0] * x[1]}, {3, x[0], x[1]}
        });
    }

    private static double along(double[][] m, int n) {
        return n == 0 ? m[0][0] : m[n % 2][1] * along(m, n - 1) + m[0][1];
    }

    /** The rows of the array are others at each call: its reverse needs those that it had. */
    static double otherRows(double[] x) {
        double[][] m = new double[2][];
        double s = 0;
        for (int j = 1; j < 4; j++) {
            m[0] = new double[] {x[0] * j, x[1]};
            m[1] = new double[] {x[1] * x[0], j * x[0]};
            s += along(m, j) * j;
        }
        return s;
    }

    static double exchangedRows(double[] x) {
        double[][] m = {{x[0], x[1]}, {x[1], 2}};
        double s = 0;
        for (int j = 1; j < 4; j++) {
            double[] t = m[0];
            m[0] = m[1];
            m[1] = t;
            s += along(m, j) * j;
            m[0][0] *= x[0];
        }
        return s;
    }

    private static double[] oneOfTwo(double[] x, int n) {
        if (n == 0) {
            return new double[] {x[0], x[1]};
        }
        double[] a = oneOfTwo(x, n - 1);
        double[] b = n % 2 == 0 ? oneOfTwo(x, n / 2) : a;
        a[0] += b[1] * x[1];
        b[1] *= a[0];
        return n > 2 ? a : b;
    }

    static double perhapsTheSame(double[] x) {
        double[] a = oneOfTwo(x, 4);
        double[] b = oneOfTwo(a, 2);
        a[0] = a[0] * a[0];
        return a[0] * b[1] + b[0];
    }

    private static double[] itself(double[] a, int n) {
        if (n == 0) {
            return a;
        }
        a[0] *= a[1];
        return itself(a, n - 1);
    }

    static double theArgument(double[] x) {
        double[] y = x.clone();
        double[] z = itself(y, 2);
        z[1] *= y[0];
        y[0] = y[0] * z[1];
        return z[0] * y[1];
    }

    private static double[][] grown(double[] x, int n) {
        if (n == 0) {
            return new double[][] {{x[0]}, {x[1]}};
        }
        double[][] g = grown(x, n - 1);
        double[][] out = {g[1], {g[0][0] * g[1][0]}};
        out[0][0] *= x[0];
        return out;
    }

    static double rowsOfOthers(double[] x) {
        double[][] g = grown(x, 3);
        g[0][0] *= 2;
        return g[0][0] * g[1][0];
    }

    private static double[] orNull(double[] x, int n) {
        if (n == 0) {
            return null;
        }
        double[] r = orNull(x, n - 1);
        if (r == null) {
            return new double[] {x[0] * x[1]};
        }
        r[0] *= x[0];
        return r;
    }

    static double nullToo(double[] x) {
        double[] r = orNull(x, 3);
        double[] q = orNull(x, 0);
        return q == null ? r[0] : q[0];
    }

    private static Node tree(double[] x, int n) {
        return n <= 0 ? null : new Node(x[n % x.length] * n, tree(x, n - 1), tree(x, n - 2));
    }

    private static double value(Node n) {
        return n == null ? 1 : n.v * value(n.left) + value(n.right);
    }

    static double trees(double[] x) {
        return value(tree(x, 4));
    }

    private static Mixed mixed(double[] x, int n) {
        Mixed p = new Mixed();
        if (n > 0) {
            Mixed q = mixed(x, n - 1);
            p.a = q.b * x[0];
            p.b = q.a + x[1];
            p.w = q.w;
            p.w[0] += p.a;
        } else {
            p.a = x[0];
            p.b = x[1];
            p.w = new double[] {x[0] * x[1]};
        }
        return p;
    }

    static double objects(double[] x) {
        Mixed p = mixed(x, 3);
        p.a *= p.w[0];
        return p.a * p.b;
    }

    private static void put(double[][] rows, double[] x, int n) {
        if (n >= 0) {
            rows[n] = new double[] {x[0] * n, x[1]};
            put(rows, x, n - 1);
        }
    }

    /** Refused: the method stores arrays in one that it is given. */
    static double storedInAnArgument(double[] x) {
        double[][] rows = new double[3][1];
        put(rows, x, 2);
        return rows[1][0] * rows[2][1];
    }

    private static double exchanging(double[][] rows, int n) {
        if (n == 0) {
            return rows[0][0] * rows[1][0];
        }
        double[] t = rows[0];
        rows[0] = rows[1];
        rows[1] = t;
        return exchanging(rows, n - 1) + rows[0][0];
    }

    /** Refused, too, though only a number comes back. */
    static double numberOfStored(double[] x) {
        return exchanging(new double[][] {{x[0]}, {x[1]}}, 3);
    }
}
