package dev.adagent.bench.host.adbench;

import java.util.Arrays;

/** The gradient of {@link Gmm#objective}, written by hand: one pass over the points that keeps what a point's reverse pass needs. */
final class GmmByHand {
    final double[] dAlphas;
    final double[] dMeans;
    final double[] dIcf;
    private final double[] diagonal;
    private final double[] logDeterminant;
    private final double[] centered;
    private final double[] scaled;
    private final double[] terms;
    private final double[] dDiagonal;
    private final double[] dCentered;

    GmmByHand(Gmm g) {
        dAlphas = new double[g.alphas.length];
        dMeans = new double[g.means.length];
        dIcf = new double[g.icf.length];
        diagonal = new double[g.k * g.d];
        logDeterminant = new double[g.k];
        centered = new double[g.k * g.d];
        scaled = new double[g.k * g.d];
        terms = new double[g.k];
        dDiagonal = new double[g.k * g.d];
        dCentered = new double[g.d];
    }

    /** Leaves the gradient in dAlphas, dMeans, dIcf. */
    void gradient(Gmm g) {
        Arrays.fill(dAlphas, 0);
        Arrays.fill(dMeans, 0);
        int d = g.d;
        int k = g.k;
        int size = d * (d + 1) / 2;
        double[] icf = g.icf;
        for (int c = 0; c < k; c++) {
            double sum = 0;
            for (int j = 0; j < d; j++) {
                double q = icf[c * size + j];
                sum += q;
                diagonal[c * d + j] = Math.exp(q);
                dDiagonal[c * d + j] = g.gamma * g.gamma * diagonal[c * d + j];
            }
            logDeterminant[c] = sum;
            for (int j = d; j < size; j++) {
                dIcf[c * size + j] = g.gamma * g.gamma * icf[c * size + j];
            }
        }
        for (int i = 0; i < g.n; i++) {
            point(g, i * d, d, k, size);
        }
        double max = max(g.alphas);
        double sum = 0;
        for (int c = 0; c < k; c++) {
            sum += Math.exp(g.alphas[c] - max);
        }
        for (int c = 0; c < k; c++) {
            // What a point adds to a component's alpha it adds to its log determinant too, so the sum of both is kept
            // in dAlphas.
            double weight = dAlphas[c];
            dAlphas[c] = weight - g.n * Math.exp(g.alphas[c] - max) / sum;
            for (int j = 0; j < d; j++) {
                dIcf[c * size + j] = weight - g.m + dDiagonal[c * d + j] * diagonal[c * d + j];
            }
        }
    }

    private void point(Gmm g, int at, int d, int k, int size) {
        double[] icf = g.icf;
        for (int c = 0; c < k; c++) {
            int base = c * d;
            for (int j = 0; j < d; j++) {
                double v = g.x[at + j] - g.means[base + j];
                centered[base + j] = v;
                scaled[base + j] = diagonal[base + j] * v;
            }
            int l = c * size + d;
            for (int j = 0; j < d; j++) {
                double v = centered[base + j];
                for (int r = j + 1; r < d; r++) {
                    scaled[base + r] += icf[l++] * v;
                }
            }
            double norm = 0;
            for (int j = 0; j < d; j++) {
                norm += scaled[base + j] * scaled[base + j];
            }
            terms[c] = g.alphas[c] + logDeterminant[c] - 0.5 * norm;
        }
        double max = max(terms);
        double sum = 0;
        for (int c = 0; c < k; c++) {
            terms[c] = Math.exp(terms[c] - max);
            sum += terms[c];
        }
        for (int c = 0; c < k; c++) {
            double weight = terms[c] / sum;
            dAlphas[c] += weight;
            int base = c * d;
            for (int j = 0; j < d; j++) {
                scaled[base + j] *= -weight;
            }
            int l = c * size + d;
            for (int j = 0; j < d; j++) {
                double v = centered[base + j];
                double dv = diagonal[base + j] * scaled[base + j];
                dDiagonal[base + j] += scaled[base + j] * v;
                for (int r = j + 1; r < d; r++) {
                    dIcf[l] += scaled[base + r] * v;
                    dv += icf[l++] * scaled[base + r];
                }
                dCentered[j] = dv;
            }
            for (int j = 0; j < d; j++) {
                dMeans[base + j] -= dCentered[j];
            }
        }
    }

    private static double max(double[] v) {
        double max = v[0];
        for (int i = 1; i < v.length; i++) {
            max = Math.max(max, v[i]);
        }
        return max;
    }
}
