package dev.adagent.bench.host.adbench;

/** Comparison with reference values, which are given to about ten digits. */
final class Reference {
    private static final double TOLERANCE = 2e-9;

    private Reference() {}

    /** @throws IllegalStateException if the two differ by more than the digits that references have */
    static void check(String what, double expected, double actual) {
        if (!(Math.abs(expected - actual) <= TOLERANCE * Math.abs(expected))) {
            throw new IllegalStateException(what + ": " + actual + ", expected " + expected);
        }
    }

    static double sum(double[]... arrays) {
        double sum = 0;
        for (double[] array : arrays) {
            for (double v : array) {
                sum += v;
            }
        }
        return sum;
    }

    static double squares(double[]... arrays) {
        double sum = 0;
        for (double[] array : arrays) {
            for (double v : array) {
                sum += v * v;
            }
        }
        return sum;
    }
}
