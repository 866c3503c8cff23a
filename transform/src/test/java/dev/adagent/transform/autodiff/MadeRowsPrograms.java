package dev.adagent.transform.autodiff;

/** Arrays that get rows, which methods that stay calls read. */
final class MadeRowsPrograms {
    private MadeRowsPrograms() {}

    static double product(double[][] m, int n) {
        double[] row = m[n & 1];
        return row[0] * row[1] * Math.sin(row[0]);
    }

    static double sum(double[][] m, int n) {
        return n < 0 ? 1 : m[n][0] * m[n][0] * m[n][1] + sum(m, n - 1);
    }

    static double made(double[] x) {
        double[][] m = {{x[0], 2}, x};
        return sum(m, 1) * product(m, 0) * x[1];
    }

    /** The new matrix has nothing to do with the rows that are read. */
    static double beside(double[] x) {
        double[][] m = {{x[0], x[1]}, {x[1] * x[0], 3}};
        double[][] other = {x, {x[0], 1}};
        return product(m, 1) * sum(other, 1);
    }

    /** Rows of the matrix that it makes are replaced, none of the one that it gets. */
    static double ofGiven(double[][] m, int n) {
        double[][] own = {{0.5}, {2}};
        double s = 0;
        for (int i = 0; i < n; i++) {
            double[] row = m[i & 1];
            s += row[0] * row[1] * Math.sin(row[0]) * own[i & 1][0];
            own[i & 1] = new double[] {i};
        }
        return s;
    }

    static double givenBesideReplaced(double[] x) {
        double[][] m = {{x[0], x[1]}, x};
        return ofGiven(m, 4) * x[1];
    }

    static double ofGivenInLayers(double[][][] m, int n) {
        double[][] own = {{0.5}, {2}};
        double[][] layer = m[1];
        double s = 0;
        for (int i = 0; i < n; i++) {
            double[] row = (i & 2) == 0 ? layer[i & 1] : layer[0];
            s += row[0] * row[1] * Math.sin(row[0]) * own[i & 1][0];
            own[i & 1] = new double[] {i};
        }
        return s;
    }

    static double layersBesideReplaced(double[] x) {
        double[][][] m = {{}, {{x[0], x[1]}, x}};
        return ofGivenInLayers(m, 4) * x[1];
    }

    /** What is in the rows changes before the reverse sweep, but not which rows they are. */
    static double numbersChangedLater(double[] x) {
        double[][] m = {{x[0], x[1]}, {x[1] * x[0], 3}};
        double r = 0;
        for (int i = 0; i < 3; i++) {
            r += product(m, i) * x[0];
            m[i & 1][0] += 0.1 * r;
        }
        return r + product(m, 0);
    }

    static double replaced(double[] x) {
        double[][] m = {{x[0], 2}, x};
        double s = sum(m, 1) + product(m, 1);
        m[1] = new double[] {x[1], x[0] * x[0]};
        return s * sum(m, 1) * product(m, 1);
    }

    static double replacedInEachRound(double[] x) {
        double[][] m = {{x[0], 2}, x};
        double s = 0;
        for (int i = 0; i < 4; i++) {
            double[] row = m[i & 1];
            s += row[0] * row[1] * x[0];
            m[i & 1] = new double[] {s, row[0]};
        }
        return s * sum(m, 1);
    }

    /** One array may be made for all rounds. */
    static double madeInEachRound(double[] x) {
        double s = x[0];
        for (int i = 0; i < 3; i++) {
            double[][] m = {{s, i + 2}, x};
            s += 0.1 * sum(m, 1) * product(m, i);
        }
        return s;
    }

    static double ofNewRows(double s, double[] x, int i) {
        double[][] m = {{s, i + 2}, x};
        return 0.1 * sum(m, 1) * product(m, i);
    }

    static double madeInEachCall(double[] x) {
        double s = x[0];
        for (int i = 0; i < 3; i++) {
            s += ofNewRows(s, x, i);
        }
        return s;
    }
}
