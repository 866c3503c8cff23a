package dev.adagent.bench.host.adbench;

/** Loss of a character model of stacked LSTM cells with diagonal weights; the state is carried from character to character. */
final class Lstm {
    /** Layers, characters, width of a character. */
    final int l;

    final int c;
    final int b;

    /** For each layer 4b weights and 4b biases: forget, in, out, change. */
    final double[] mainParameters;

    /** Weights of the input, weights and biases of the prediction: [3][b]. */
    final double[] extraParameters;

    /** For each layer b hidden values and b cells. */
    final double[] state;

    /** [c][b]. */
    final double[] sequence;

    Lstm(Input in) {
        l = in.integer();
        c = in.integer();
        b = in.integer();
        mainParameters = in.numbers(2 * l * 4 * b);
        extraParameters = in.numbers(3 * b);
        state = in.numbers(2 * l * b);
        sequence = in.numbers(c * b);
    }

    /** Leaves the last state in {@code state}. */
    static double objective(
            int l, int c, int b, double[] mainParameters, double[] extraParameters, double[] state, double[] sequence) {
        double[] prediction = new double[b];
        double[] gates = new double[4 * b];
        double total = 0;
        for (int t = 0; t < c - 1; t++) {
            predict(l, b, mainParameters, extraParameters, state, sequence, t * b, prediction, gates);
            double sum = 2;
            for (int i = 0; i < b; i++) {
                sum += Math.exp(prediction[i]);
            }
            double log = Math.log(sum);
            for (int i = 0; i < b; i++) {
                total += sequence[(t + 1) * b + i] * (prediction[i] - log);
            }
        }
        return -total / ((c - 1) * b);
    }

    private static void predict(
            int l,
            int b,
            double[] mainParameters,
            double[] extraParameters,
            double[] state,
            double[] sequence,
            int at,
            double[] prediction,
            double[] gates) {
        for (int i = 0; i < b; i++) {
            prediction[i] = sequence[at + i] * extraParameters[i];
        }
        for (int layer = 0; layer < l; layer++) {
            int s = 2 * b * layer;
            cell(b, mainParameters, 8 * b * layer, state, s, prediction, gates);
            for (int i = 0; i < b; i++) {
                prediction[i] = state[s + i];
            }
        }
        for (int i = 0; i < b; i++) {
            prediction[i] = prediction[i] * extraParameters[b + i] + extraParameters[2 * b + i];
        }
    }

    private static void cell(int b, double[] w, int at, double[] state, int s, double[] input, double[] gates) {
        int bias = at + 4 * b;
        for (int i = 0; i < b; i++) {
            gates[i] = sigmoid(input[i] * w[at + i] + w[bias + i]);
            gates[b + i] = sigmoid(state[s + i] * w[at + b + i] + w[bias + b + i]);
            gates[2 * b + i] = sigmoid(input[i] * w[at + 2 * b + i] + w[bias + 2 * b + i]);
            gates[3 * b + i] = Math.tanh(state[s + i] * w[at + 3 * b + i] + w[bias + 3 * b + i]);
        }
        for (int i = 0; i < b; i++) {
            state[s + b + i] = state[s + b + i] * gates[i] + gates[b + i] * gates[3 * b + i];
        }
        for (int i = 0; i < b; i++) {
            state[s + i] = gates[2 * b + i] * Math.tanh(state[s + b + i]);
        }
    }

    static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }
}
