package dev.adagent.examples.digits;

import java.util.Random;

/** The parameters of a 784-64-10 network, each layer's weights row by row, and their update. */
final class Network {
    static final int INPUTS = 784;
    static final int HIDDEN = 64;
    static final int CLASSES = 10;

    final double[] w1 = new double[HIDDEN * INPUTS];
    final double[] b1 = new double[HIDDEN];
    final double[] w2 = new double[CLASSES * HIDDEN];
    final double[] b2 = new double[CLASSES];

    /** All parameters zero. */
    Network() {}

    /** Weights drawn uniformly with the variance 1 / fan-in. */
    static Network random(long seed) {
        Network n = new Network();
        Random random = new Random(seed);
        fill(n.w1, Math.sqrt(3.0 / INPUTS), random);
        fill(n.w2, Math.sqrt(3.0 / HIDDEN), random);
        return n;
    }

    private static void fill(double[] w, double range, Random random) {
        for (int i = 0; i < w.length; i++) {
            w[i] = range * (2 * random.nextDouble() - 1);
        }
    }

    /** Sets all parameters to 0. */
    void clear() {
        for (double[] a : arrays()) {
            java.util.Arrays.fill(a, 0);
        }
    }

    double[][] arrays() {
        return new double[][] {w1, b1, w2, b2};
    }

    /** One step of gradient descent with momentum: {@code v = momentum·v − rate·g; this += v}. */
    void step(Network gradient, Network velocity, double rate, double momentum) {
        double[][] p = arrays();
        double[][] g = gradient.arrays();
        double[][] v = velocity.arrays();
        for (int k = 0; k < p.length; k++) {
            for (int i = 0; i < p[k].length; i++) {
                v[k][i] = momentum * v[k][i] - rate * g[k][i];
                p[k][i] += v[k][i];
            }
        }
    }
}
