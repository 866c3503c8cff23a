package dev.adagent.bench.host.adbench;

import java.util.Arrays;

/** The gradient of {@link Lstm#objective}, written by hand: back-propagation through time, through the carried state too. */
final class LstmByHand {
    final double[] dMain;
    final double[] dExtra;
    private final double[] state;
    private final double[] dState;

    /** For each character and layer: input, hidden and cell before, four gates, tanh of the cell after; [b] each. */
    private final double[] kept;

    private final double[] hiddens;
    private final double[] weights;
    private final double[] dInput;

    LstmByHand(Lstm m) {
        dMain = new double[m.mainParameters.length];
        dExtra = new double[m.extraParameters.length];
        state = new double[m.state.length];
        dState = new double[m.state.length];
        kept = new double[(m.c - 1) * m.l * 8 * m.b];
        hiddens = new double[(m.c - 1) * m.b];
        weights = new double[(m.c - 1) * m.b];
        dInput = new double[m.b];
    }

    /** Leaves the gradient in dMain and dExtra. */
    void gradient(Lstm m) {
        int b = m.b;
        System.arraycopy(m.state, 0, state, 0, state.length);
        Arrays.fill(dState, 0);
        Arrays.fill(dMain, 0);
        Arrays.fill(dExtra, 0);
        for (int t = 0; t < m.c - 1; t++) {
            forward(m, t);
        }
        double scale = -1.0 / ((m.c - 1) * b);
        for (int t = m.c - 2; t >= 0; t--) {
            double total = 0;
            for (int i = 0; i < b; i++) {
                total += m.sequence[(t + 1) * b + i];
            }
            for (int i = 0; i < b; i++) {
                double d = scale * (m.sequence[(t + 1) * b + i] - total * weights[t * b + i]);
                dExtra[2 * b + i] += d;
                dExtra[b + i] += d * hiddens[t * b + i];
                dInput[i] = d * m.extraParameters[b + i];
            }
            for (int layer = m.l - 1; layer >= 0; layer--) {
                reverse(m, t, layer);
            }
            for (int i = 0; i < b; i++) {
                dExtra[i] += dInput[i] * m.sequence[t * b + i];
            }
        }
    }

    private void forward(Lstm m, int t) {
        int b = m.b;
        double[] w = m.mainParameters;
        for (int layer = 0; layer < m.l; layer++) {
            int k = (t * m.l + layer) * 8 * b;
            int s = 2 * b * layer;
            int at = 8 * b * layer;
            int bias = at + 4 * b;
            for (int i = 0; i < b; i++) {
                double input = layer == 0 ? m.sequence[t * b + i] * m.extraParameters[i] : state[s - 2 * b + i];
                double hidden = state[s + i];
                double cell = state[s + b + i];
                double forget = Lstm.sigmoid(input * w[at + i] + w[bias + i]);
                double in = Lstm.sigmoid(hidden * w[at + b + i] + w[bias + b + i]);
                double out = Lstm.sigmoid(input * w[at + 2 * b + i] + w[bias + 2 * b + i]);
                double change = Math.tanh(hidden * w[at + 3 * b + i] + w[bias + 3 * b + i]);
                double next = cell * forget + in * change;
                double tanh = Math.tanh(next);
                state[s + b + i] = next;
                state[s + i] = out * tanh;
                kept[k + i] = input;
                kept[k + b + i] = hidden;
                kept[k + 2 * b + i] = cell;
                kept[k + 3 * b + i] = forget;
                kept[k + 4 * b + i] = in;
                kept[k + 5 * b + i] = out;
                kept[k + 6 * b + i] = change;
                kept[k + 7 * b + i] = tanh;
            }
        }
        double sum = 2;
        int top = 2 * b * (m.l - 1);
        for (int i = 0; i < b; i++) {
            hiddens[t * b + i] = state[top + i];
            double e = Math.exp(state[top + i] * m.extraParameters[b + i] + m.extraParameters[2 * b + i]);
            weights[t * b + i] = e;
            sum += e;
        }
        for (int i = 0; i < b; i++) {
            weights[t * b + i] /= sum;
        }
    }

    private void reverse(Lstm m, int t, int layer) {
        int b = m.b;
        double[] w = m.mainParameters;
        int k = (t * m.l + layer) * 8 * b;
        int s = 2 * b * layer;
        int at = 8 * b * layer;
        int bias = at + 4 * b;
        for (int i = 0; i < b; i++) {
            double input = kept[k + i];
            double hidden = kept[k + b + i];
            double forget = kept[k + 3 * b + i];
            double in = kept[k + 4 * b + i];
            double out = kept[k + 5 * b + i];
            double change = kept[k + 6 * b + i];
            double tanh = kept[k + 7 * b + i];
            double dHidden = dInput[i] + dState[s + i];
            double dCell = dState[s + b + i] + dHidden * out * (1 - tanh * tanh);
            double dOut = dHidden * tanh * out * (1 - out);
            double dForget = dCell * kept[k + 2 * b + i] * forget * (1 - forget);
            double dIn = dCell * change * in * (1 - in);
            double dChange = dCell * in * (1 - change * change);
            dState[s + b + i] = dCell * forget;
            dState[s + i] = dIn * w[at + b + i] + dChange * w[at + 3 * b + i];
            dInput[i] = dForget * w[at + i] + dOut * w[at + 2 * b + i];
            dMain[at + i] += dForget * input;
            dMain[at + b + i] += dIn * hidden;
            dMain[at + 2 * b + i] += dOut * input;
            dMain[at + 3 * b + i] += dChange * hidden;
            dMain[bias + i] += dForget;
            dMain[bias + b + i] += dIn;
            dMain[bias + 2 * b + i] += dOut;
            dMain[bias + 3 * b + i] += dChange;
        }
    }
}
