package dev.adagent.bench.host.adbench;

/** Log-likelihood of a Gaussian mixture with a Wishart prior on its precision matrices. */
final class Gmm {
    /** Dimensions, components, points. */
    final int d;

    final int k;
    final int n;

    /** Logarithms of the unnormalised weights, [k]. */
    final double[] alphas;

    /** Means, [k][d]. */
    final double[] means;

    /** Factors of the precision matrices, [k][d(d+1)/2]: logarithms of the diagonal, then the columns of the strict lower triangle. */
    final double[] icf;

    /** Points, [n][d]. */
    final double[] x;

    /** The prior's scale and excess of degrees of freedom. */
    final double gamma;

    final int m;

    Gmm(Input in) {
        d = in.integer();
        k = in.integer();
        n = in.integer();
        alphas = in.numbers(k);
        means = in.numbers(k * d);
        icf = in.numbers(k * d * (d + 1) / 2);
        x = in.numbers(n * d);
        gamma = in.number();
        m = in.integer();
    }

    double objective() {
        return objective(d, k, n, alphas, means, icf, x, gamma, m);
    }

    static double objective(
            int d, int k, int n, double[] alphas, double[] means, double[] icf, double[] x, double gamma, int m) {
        int size = d * (d + 1) / 2;
        double[] diagonal = new double[k * d];
        double[] logDeterminant = new double[k];
        for (int c = 0; c < k; c++) {
            double sum = 0;
            for (int j = 0; j < d; j++) {
                double q = icf[c * size + j];
                sum += q;
                diagonal[c * d + j] = Math.exp(q);
            }
            logDeterminant[c] = sum;
        }
        double[] centered = new double[d];
        double[] scaled = new double[d];
        double[] terms = new double[k];
        double likelihood = 0;
        for (int i = 0; i < n; i++) {
            for (int c = 0; c < k; c++) {
                for (int j = 0; j < d; j++) {
                    centered[j] = x[i * d + j] - means[c * d + j];
                    scaled[j] = diagonal[c * d + j] * centered[j];
                }
                int l = c * size + d;
                for (int j = 0; j < d; j++) {
                    double v = centered[j];
                    for (int r = j + 1; r < d; r++) {
                        scaled[r] += icf[l++] * v;
                    }
                }
                double norm = 0;
                for (int j = 0; j < d; j++) {
                    norm += scaled[j] * scaled[j];
                }
                terms[c] = alphas[c] + logDeterminant[c] - 0.5 * norm;
            }
            likelihood += logSumExp(terms);
        }
        double constant = -n * d * 0.5 * Math.log(2 * Math.PI);
        return constant
                + likelihood
                - n * logSumExp(alphas)
                + logWishart(d, k, size, gamma, m, logDeterminant, diagonal, icf);
    }

    static double logSumExp(double[] v) {
        double max = v[0];
        for (int i = 1; i < v.length; i++) {
            if (v[i] > max) {
                max = v[i];
            }
        }
        double sum = 0;
        for (int i = 0; i < v.length; i++) {
            sum += Math.exp(v[i] - max);
        }
        return Math.log(sum) + max;
    }

    private static double logWishart(
            int d, int k, int size, double gamma, int m, double[] logDeterminant, double[] diagonal, double[] icf) {
        double out = 0;
        for (int c = 0; c < k; c++) {
            double frobenius = 0;
            for (int j = 0; j < d; j++) {
                frobenius += diagonal[c * d + j] * diagonal[c * d + j];
            }
            for (int j = d; j < size; j++) {
                frobenius += icf[c * size + j] * icf[c * size + j];
            }
            out += 0.5 * gamma * gamma * frobenius - m * logDeterminant[c];
        }
        return out - k * wishartConstant(d, gamma, m);
    }

    /** Logarithm of the Wishart distribution's normalisation. */
    static double wishartConstant(int d, double gamma, int m) {
        int n = d + m + 1;
        double logGammas = 0.25 * d * (d - 1) * Math.log(Math.PI);
        for (int j = 1; j <= d; j++) {
            logGammas += logGammaOfHalf(n + 1 - j);
        }
        return n * d * (Math.log(gamma) - 0.5 * Math.log(2)) - logGammas;
    }

    /** log Γ(h/2), exact steps down to Γ(1) = 1 and Γ(1/2) = √π. */
    private static double logGammaOfHalf(int h) {
        double log = h % 2 == 0 ? 0 : 0.5 * Math.log(Math.PI);
        for (int t = h - 2; t > 0; t -= 2) {
            log += Math.log(0.5 * t);
        }
        return log;
    }
}
