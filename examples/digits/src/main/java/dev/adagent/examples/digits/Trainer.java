package dev.adagent.examples.digits;

import dev.adagent.Gpu;
import dev.adagent.Grid;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Mini-batch gradient descent with the gradient of {@link Kernels#gradient}. */
final class Trainer {
    private static final int BLOCK = 64;
    private static final double MOMENTUM = 0.9;
    /** The rate falls by this factor after each epoch. */
    private static final double DECAY = 0.85;

    private final Network network;
    private final Network gradient = new Network();
    private final Network velocity = new Network();
    private final int batch;
    private final double[] batchPixels;
    private final int[] batchLabels;
    private final double[] batchLosses;
    private double rate;

    Trainer(Network network, int batch, double rate) {
        this.network = network;
        this.batch = batch;
        this.rate = rate;
        this.batchPixels = new double[batch * Network.INPUTS];
        this.batchLabels = new int[batch];
        this.batchLosses = new double[batch];
    }

    /** Trains on every sample once, in the order that {@code seed} gives, tells each batch's mean loss, returns the mean of all. */
    double epoch(Samples samples, long seed, Consumer<Double> afterBatch) {
        int[] order = shuffled(samples.count(), new Random(seed));
        double total = 0;
        for (int from = 0; from < order.length; from += batch) {
            int n = Math.min(batch, order.length - from);
            samples.gather(order, from, n, batchPixels, batchLabels);
            double loss = batchGradient(n);
            network.step(gradient, velocity, rate / n, MOMENTUM);
            total += loss * n;
            afterBatch.accept(loss);
        }
        rate *= DECAY;
        return total / order.length;
    }

    /** Puts the gradient of the summed loss of the first {@code n} samples of the batch into {@link #gradient}; returns their mean loss. */
    private double batchGradient(int n) {
        gradient.clear();
        Network p = network;
        Network g = gradient;
        Gpu.launch(
                Grid.covering(n, BLOCK),
                () -> Kernels.gradient(
                        p.w1, g.w1, p.b1, g.b1, p.w2, g.w2, p.b2, g.b2, batchPixels, batchLabels, n, batchLosses));
        double sum = 0;
        for (int k = 0; k < n; k++) {
            sum += batchLosses[k];
        }
        return sum / n;
    }

    /** Class probabilities of every sample, ten each. */
    static double[] probabilities(Network p, Samples samples) {
        int n = samples.count();
        double[] pixels = new double[n * Network.INPUTS];
        samples.gather(IntStream.range(0, n).toArray(), 0, n, pixels, new int[n]);
        double[] out = new double[n * Network.CLASSES];
        Gpu.launch(Grid.covering(n, BLOCK), () -> Kernels.probabilities(p.w1, p.b1, p.w2, p.b2, pixels, n, out));
        return out;
    }

    private static int[] shuffled(int n, Random random) {
        int[] order = IntStream.range(0, n).toArray();
        for (int i = n - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int t = order[i];
            order[i] = order[j];
            order[j] = t;
        }
        return order;
    }
}
