package dev.adagent.examples.digits;

import static dev.adagent.Autodiff.REVERSE_WITH_PRIMAL;
import static dev.adagent.Autodiff.autodiff;
import static dev.adagent.Autodiff.constant;
import static dev.adagent.Autodiff.duplicated;
import static dev.adagent.Kernel.globalIdX;
import static dev.adagent.examples.digits.Network.CLASSES;

import dev.adagent.GpuKernel;
import dev.adagent.Result;

/** What runs on the device: one thread a sample. */
final class Kernels {
    private Kernels() {}

    /**
     * Loss of each sample of a batch, and the gradient of their sum, added to the {@code d…} arrays that all threads share.
     */
    @GpuKernel
    static void gradient(
            double[] w1,
            double[] dw1,
            double[] b1,
            double[] db1,
            double[] w2,
            double[] dw2,
            double[] b2,
            double[] db2,
            double[] pixels,
            int[] labels,
            int count,
            double[] losses) {
        int sample = globalIdX();
        if (sample >= count) {
            return;
        }
        Result loss = autodiff(
                REVERSE_WITH_PRIMAL,
                Loss::crossEntropy,
                duplicated(w1, dw1),
                duplicated(b1, db1),
                duplicated(w2, dw2),
                duplicated(b2, db2),
                constant(pixels),
                constant(sample),
                constant(labels[sample]));
        losses[sample] = loss.primal();
    }

    /** Loss of each sample alone. */
    @GpuKernel
    static void losses(
            double[] w1,
            double[] b1,
            double[] w2,
            double[] b2,
            double[] pixels,
            int[] labels,
            int count,
            double[] losses) {
        int sample = globalIdX();
        if (sample < count) {
            losses[sample] = Loss.crossEntropy(w1, b1, w2, b2, pixels, sample, labels[sample]);
        }
    }

    /** Class probabilities, ten a sample. */
    @GpuKernel
    static void probabilities(
            double[] w1, double[] b1, double[] w2, double[] b2, double[] pixels, int count, double[] probabilities) {
        int sample = globalIdX();
        if (sample >= count) {
            return;
        }
        double[] scores = new double[CLASSES];
        Loss.scores(w1, b1, w2, b2, pixels, sample, scores);
        double max = scores[0];
        for (int c = 1; c < CLASSES; c++) {
            max = Math.max(max, scores[c]);
        }
        double sum = 0;
        for (int c = 0; c < CLASSES; c++) {
            scores[c] = Math.exp(scores[c] - max);
            sum += scores[c];
        }
        for (int c = 0; c < CLASSES; c++) {
            probabilities[sample * CLASSES + c] = scores[c] / sum;
        }
    }
}
