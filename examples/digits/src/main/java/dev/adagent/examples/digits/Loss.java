package dev.adagent.examples.digits;

import static dev.adagent.examples.digits.Network.CLASSES;
import static dev.adagent.examples.digits.Network.HIDDEN;
import static dev.adagent.examples.digits.Network.INPUTS;

/** The network as a function: plain Java, no derivative anywhere. */
final class Loss {
    private Loss() {}

    /** Softmax cross-entropy of one sample of {@code pixels} (rows of 784 values in 0…1) against its label. */
    static double crossEntropy(
            double[] w1, double[] b1, double[] w2, double[] b2, double[] pixels, int sample, int label) {
        double[] scores = new double[CLASSES];
        scores(w1, b1, w2, b2, pixels, sample, scores);
        double max = scores[0];
        for (int c = 1; c < CLASSES; c++) {
            max = Math.max(max, scores[c]);
        }
        double sum = 0;
        for (int c = 0; c < CLASSES; c++) {
            sum += Math.exp(scores[c] - max);
        }
        return max + Math.log(sum) - scores[label];
    }

    /** Writes the ten class scores of one sample. */
    static void scores(
            double[] w1, double[] b1, double[] w2, double[] b2, double[] pixels, int sample, double[] scores) {
        double[] hidden = new double[HIDDEN];
        for (int h = 0; h < HIDDEN; h++) {
            double z = b1[h];
            for (int i = 0; i < INPUTS; i++) {
                z += w1[h * INPUTS + i] * pixels[sample * INPUTS + i];
            }
            hidden[h] = activation(z);
        }
        for (int c = 0; c < CLASSES; c++) {
            double z = b2[c];
            for (int h = 0; h < HIDDEN; h++) {
                z += w2[c * HIDDEN + h] * hidden[h];
            }
            scores[c] = z;
        }
    }

    static double activation(double z) {
        return Math.tanh(z);
    }
}
