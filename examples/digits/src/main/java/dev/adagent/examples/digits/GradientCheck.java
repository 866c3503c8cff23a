package dev.adagent.examples.digits;

import dev.adagent.Gpu;
import dev.adagent.Grid;
import java.util.Locale;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

/**
 * Compares the gradient that the kernel computes with finite differences of the loss: on single weights of both layers and along
 * random directions in the space of all parameters.
 */
final class GradientCheck {
    static final double LIMIT = 1e-6;

    private static final int SAMPLES = 16;
    private static final int WEIGHTS = 200;
    private static final int DIRECTIONS = 5;

    private final Network network;
    private final double[] pixels = new double[SAMPLES * Network.INPUTS];
    private final int[] labels = new int[SAMPLES];
    private final double[] losses = new double[SAMPLES];

    /**
     * The outcome.
     *
     * @param worst largest |g − fd| / max(|g|, |fd|, 1e-3·‖g‖∞)
     * @param seed seed that the weights and directions were drawn with
     */
    record Report(double worst, long seed) {
        boolean passed() {
            return worst < LIMIT; // false for NaN
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "Gradient check, seed %d: %d weights and %d directions, largest relative error %.2e (%s %.0e)",
                    seed,
                    WEIGHTS,
                    DIRECTIONS,
                    worst,
                    passed() ? "below" : "NOT below",
                    LIMIT);
        }
    }

    private GradientCheck(Network network, Samples samples) {
        this.network = network;
        samples.gather(IntStream.range(0, SAMPLES).toArray(), 0, SAMPLES, pixels, labels);
    }

    static Report run(Network network, Samples samples, long seed) {
        return new GradientCheck(network, samples).check(seed);
    }

    private Report check(long seed) {
        Network g = gradient();
        double scale = 0;
        for (double[] a : g.arrays()) {
            for (double v : a) {
                scale = Math.max(scale, Math.abs(v));
            }
        }
        Random random = new Random(seed);
        double worst = 0;
        for (int k = 0; k < WEIGHTS; k++) {
            double[] w = k % 2 == 0 ? network.w1 : network.w2;
            double[] dw = k % 2 == 0 ? g.w1 : g.w2;
            int i = random.nextInt(w.length);
            double old = w[i];
            double fd = derivativeAtZero(h -> {
                w[i] = old + h;
                return loss();
            });
            w[i] = old;
            worst = max(worst, error(dw[i], fd, scale));
        }
        for (int k = 0; k < DIRECTIONS; k++) {
            worst = max(worst, directionError(g, scale, random));
        }
        return new Report(worst, seed);
    }

    /** The larger; NaN if either is. */
    private static double max(double a, double b) {
        return Math.max(a, b);
    }

    private static double error(double g, double fd, double scale) {
        return Math.abs(g - fd) / Math.max(Math.max(Math.abs(g), Math.abs(fd)), 1e-3 * scale);
    }

    private double directionError(Network g, double scale, Random random) {
        double[][] p = network.arrays();
        double[][] old = new double[p.length][];
        double[][] direction = new double[p.length][];
        double norm = 0;
        for (int k = 0; k < p.length; k++) {
            old[k] = p[k].clone();
            direction[k] = random.doubles(p[k].length, -1, 1).toArray();
            for (double d : direction[k]) {
                norm += d * d;
            }
        }
        norm = Math.sqrt(norm);
        double exact = 0;
        double[][] ga = g.arrays();
        for (int k = 0; k < p.length; k++) {
            for (int i = 0; i < p[k].length; i++) {
                direction[k][i] /= norm;
                exact += ga[k][i] * direction[k][i];
            }
        }
        double fd = derivativeAtZero(h -> {
            for (int k = 0; k < p.length; k++) {
                for (int i = 0; i < p[k].length; i++) {
                    p[k][i] = old[k][i] + h * direction[k][i];
                }
            }
            return loss();
        });
        for (int k = 0; k < p.length; k++) {
            System.arraycopy(old[k], 0, p[k], 0, p[k].length);
        }
        return error(exact, fd, scale);
    }

    /**
     * Derivative at 0 by Richardson extrapolation of central differences (Ridders 1982): steps shrink by 2, the tableau entry with
     * the smallest estimated error is taken.
     */
    private static double derivativeAtZero(DoubleUnaryOperator f) {
        int rows = 6;
        double h = 0.1;
        double[][] a = new double[rows][rows];
        double best = Double.NaN;
        double bestError = Double.POSITIVE_INFINITY;
        for (int i = 0; i < rows; i++, h /= 2) {
            a[i][0] = (f.applyAsDouble(h) - f.applyAsDouble(-h)) / (2 * h);
            double power = 4;
            for (int j = 1; j <= i; j++, power *= 4) {
                a[i][j] = a[i][j - 1] + (a[i][j - 1] - a[i - 1][j - 1]) / (power - 1);
                double e = Math.max(Math.abs(a[i][j] - a[i][j - 1]), Math.abs(a[i][j] - a[i - 1][j - 1]));
                if (e <= bestError) {
                    bestError = e;
                    best = a[i][j];
                }
            }
        }
        return best;
    }

    private Network gradient() {
        Network p = network;
        Network g = new Network();
        Gpu.launch(
                Grid.covering(SAMPLES, SAMPLES),
                () -> Kernels.gradient(
                        p.w1, g.w1, p.b1, g.b1, p.w2, g.w2, p.b2, g.b2, pixels, labels, SAMPLES, losses));
        return g;
    }

    private double loss() {
        Network p = network;
        Gpu.launch(
                Grid.covering(SAMPLES, SAMPLES),
                () -> Kernels.losses(p.w1, p.b1, p.w2, p.b2, pixels, labels, SAMPLES, losses));
        double sum = 0;
        for (double loss : losses) {
            sum += loss;
        }
        return sum;
    }
}
