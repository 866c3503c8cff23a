package dev.adagent.bench.host.adbench;

import org.hipparchus.analysis.differentiation.Gradient;

/** {@link Gmm#objective} on Hipparchus' {@link Gradient}s: forward mode, in which each number carries a derivative for each variable. */
final class GmmByHipparchus {
    private final Gmm gmm;
    private final int n;
    private final Gradient[] alphas;
    private final Gradient[] means;
    private final Gradient[] icf;

    /** @param n how many of the points to take */
    GmmByHipparchus(Gmm gmm, int n) {
        this.gmm = gmm;
        this.n = n;
        int variables = gmm.alphas.length + gmm.means.length + gmm.icf.length;
        alphas = variables(gmm.alphas, 0, variables);
        means = variables(gmm.means, gmm.alphas.length, variables);
        icf = variables(gmm.icf, gmm.alphas.length + gmm.means.length, variables);
    }

    private static Gradient[] variables(double[] values, int first, int all) {
        Gradient[] out = new Gradient[values.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = Gradient.variable(all, first + i, values[i]);
        }
        return out;
    }

    /** Value and gradient with respect to alphas, means and icf. */
    Gradient objective() {
        int d = gmm.d;
        int k = gmm.k;
        int size = d * (d + 1) / 2;
        Gradient[] diagonal = new Gradient[k * d];
        Gradient[] logDeterminant = new Gradient[k];
        for (int c = 0; c < k; c++) {
            Gradient sum = icf[c * size];
            diagonal[c * d] = icf[c * size].exp();
            for (int j = 1; j < d; j++) {
                sum = sum.add(icf[c * size + j]);
                diagonal[c * d + j] = icf[c * size + j].exp();
            }
            logDeterminant[c] = sum;
        }
        Gradient likelihood = null;
        for (int i = 0; i < n; i++) {
            Gradient point = logSumExp(terms(i, size, diagonal, logDeterminant));
            likelihood = likelihood == null ? point : likelihood.add(point);
        }
        double constant = -n * d * 0.5 * Math.log(2 * Math.PI);
        return likelihood
                .add(constant)
                .subtract(logSumExp(alphas).multiply((double) n))
                .add(logWishart(size, diagonal, logDeterminant));
    }

    private Gradient[] terms(int i, int size, Gradient[] diagonal, Gradient[] logDeterminant) {
        int d = gmm.d;
        Gradient[] centered = new Gradient[d];
        Gradient[] scaled = new Gradient[d];
        Gradient[] terms = new Gradient[gmm.k];
        for (int c = 0; c < gmm.k; c++) {
            for (int j = 0; j < d; j++) {
                centered[j] = means[c * d + j].negate().add(gmm.x[i * d + j]);
                scaled[j] = diagonal[c * d + j].multiply(centered[j]);
            }
            int l = c * size + d;
            for (int j = 0; j < d; j++) {
                for (int r = j + 1; r < d; r++) {
                    scaled[r] = scaled[r].add(icf[l++].multiply(centered[j]));
                }
            }
            Gradient norm = scaled[0].multiply(scaled[0]);
            for (int j = 1; j < d; j++) {
                norm = norm.add(scaled[j].multiply(scaled[j]));
            }
            terms[c] = alphas[c].add(logDeterminant[c]).subtract(norm.multiply(0.5));
        }
        return terms;
    }

    private static Gradient logSumExp(Gradient[] v) {
        Gradient max = v[0];
        for (int i = 1; i < v.length; i++) {
            if (v[i].getValue() > max.getValue()) {
                max = v[i];
            }
        }
        Gradient sum = v[0].subtract(max).exp();
        for (int i = 1; i < v.length; i++) {
            sum = sum.add(v[i].subtract(max).exp());
        }
        return sum.log().add(max);
    }

    private Gradient logWishart(int size, Gradient[] diagonal, Gradient[] logDeterminant) {
        int d = gmm.d;
        Gradient out = null;
        for (int c = 0; c < gmm.k; c++) {
            Gradient frobenius = diagonal[c * d].multiply(diagonal[c * d]);
            for (int j = 1; j < d; j++) {
                frobenius = frobenius.add(diagonal[c * d + j].multiply(diagonal[c * d + j]));
            }
            for (int j = d; j < size; j++) {
                frobenius = frobenius.add(icf[c * size + j].multiply(icf[c * size + j]));
            }
            Gradient component = frobenius
                    .multiply(0.5 * gmm.gamma * gmm.gamma)
                    .subtract(logDeterminant[c].multiply((double) gmm.m));
            out = out == null ? component : out.add(component);
        }
        return out.subtract(gmm.k * Gmm.wishartConstant(d, gmm.gamma, gmm.m));
    }
}
