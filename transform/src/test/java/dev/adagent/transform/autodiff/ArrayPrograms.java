package dev.adagent.transform.autodiff;

/** Functions of arrays to differentiate, as javac compiles them; {@link Programs#lift} finds them by name. */
final class ArrayPrograms {
    private ArrayPrograms() {}

    static double b9(double x, double[] v) {
        int k = 0;
        for (int i = 1; i < v.length; i++) {
            if (v[i] > v[k]) {
                k = i;
            }
        }
        return x * (k + 1);
    }

    static double b17(double[] x, double thr) {
        double r = 0;
        for (int i = 0; i < x.length; i++) {
            r += x[i] * x[i];
            if (r > thr) {
                break;
            }
            r += x[i] * x[i];
            x[i] = 0;
        }
        return r;
    }

    static double b19(double[] v) {
        double[] tmp = new double[4];
        double r = 0;
        for (int i = 0; i < v.length; i++) {
            for (int j = 0; j < 4; j++) {
                tmp[j] = i * j * j;
            }
            for (int j = 0; j < 4; j++) {
                r += tmp[j] * v[i];
            }
        }
        return r;
    }

    static double b21(double[] a, double start) {
        double s = start;
        for (int i = 0; i < a.length; i++) {
            s /= a[i];
        }
        return s;
    }

    static double b27(int n, int m, double[] a, int[] bound) {
        double r = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < bound[0]; j++) {
                r += a[i * m + j] * a[i * m + j];
                a[i * m + j] = 0;
            }
        }
        bound[0] = 0;
        return r;
    }

    static void b31(double[] x) {
        x[0] += x[1] * x[1];
        x[1] = -x[1];
    }

    static void b33(double[] v, double[] e, int[] idx, int reps, double[] tmp) {
        for (int r = 0; r < reps; r++) {
            for (int j = 0; j < idx.length; j++) {
                tmp[j] = v[idx[j]];
            }
            for (int j = 0; j < idx.length; j++) {
                e[idx[j]] = tmp[j] * tmp[j];
            }
        }
    }

    static double b37(double a1, double a2, int rows, int cols, double[] out) {
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < cols; j++) {
                double prev = i == 0 ? 0 : out[(i - 1) * cols + j];
                out[i * cols + j] = prev * a1 + a2;
            }
        }
        double s = 0;
        for (int j = 0; j < cols; j++) {
            s += out[(rows - 1) * cols + j];
        }
        return s;
    }

    static double b39(double[] u, double a, int steps, double[] w) {
        int n = u.length;
        for (int k = 0; k < steps; k++) {
            for (int i = 1; i < n - 1; i++) {
                w[i] = u[i] + a * (u[i - 1] - 2 * u[i] + u[i + 1]);
            }
            for (int i = 1; i < n - 1; i++) {
                u[i] = w[i];
            }
        }
        double s = 0;
        for (int i = 0; i < n; i++) {
            s += u[i] * u[i];
        }
        return s;
    }

    static double c3(double[] x) {
        double s = 0;
        for (int i = 0; i < x.length; i++) {
            s += x[i] * x[i];
        }
        return s;
    }

    static void c9(double[] x) {
        x[0] *= 2;
    }

    static void c21(double[] k) {
        double last = k[0];
        for (int i = 1; i < k.length; i++) {
            if (k[i] == last) {
                k[i] *= k[i];
            } else {
                last = k[i];
            }
        }
        k[0] = 0;
    }

    static void c27(double v, double[] out) {
        out[0] = v;
        out[1] = v * v;
        out[2] = v * v * v;
    }

    static double c37(double[] x) {
        double s = 0;
        for (int i = 0; i < x.length; i += 2) {
            double a = 1 - x[i];
            double b = x[i + 1] - x[i] * x[i];
            s += 100 * b * b + a * a;
        }
        return s;
    }

    static double c39(double[] a, double v) {
        double r = a[0] * v;
        a[0] = 0;
        return r;
    }

    static double c43b(double[] x, double p) {
        double s = 0;
        for (double e : x) {
            s += Math.pow(e, p);
        }
        return s;
    }

    static double c47(double[] w1, double[] b1, double[] w2, double[] x) {
        double y = 0;
        for (int h = 0; h < b1.length; h++) {
            double z = b1[h];
            for (int i = 0; i < x.length; i++) {
                z += w1[h * x.length + i] * x[i];
            }
            y += w2[h] * Math.tanh(z);
        }
        return y;
    }

    static double e3(double[] x) {
        return x[0] * x[0] + x[0] * x[1];
    }

    static double e7(double[] x) {
        double s2 = Math.sin(x[2]) * Math.sin(x[2]);
        double s3 = Math.sin(x[3]) * Math.sin(x[3]);
        double a = x[2] + x[3];
        double b = x[0] + x[3];
        double c = x[2] * x[2] + b * b;
        double d = (-4 + s3) + x[1] * x[1] * x[2] * x[2] + x[0];
        return -4
                + x[0] * x[0]
                + x[1] * x[1]
                + a * a
                + x[2]
                + s2
                + x[0] * x[0] * x[1] * x[1]
                + x[3]
                + s2
                + (x[3] - 1) * (x[3] - 1)
                + x[1] * x[1] * x[1] * x[1]
                + c * c
                + d * d
                + s3 * s3;
    }

    static double e9(double[] x) {
        double s = 0;
        for (int i = 0; i < x.length; i++) {
            s += Math.tanh(x[i]);
        }
        return s;
    }

    /** A loop-carried product through memory: the gradient that Warp's backward kernels get wrong. */
    static void product(double[] x, double[] out) {
        double p = 1;
        for (int i = 0; i < x.length; i++) {
            p = p * x[i];
        }
        out[0] = p;
    }

    /** Every state is overwritten in the next step, as in an LSTM's cell. */
    static double recurrent(double[] h, double[] w, int steps) {
        double loss = 0;
        for (int t = 0; t < steps; t++) {
            for (int i = 0; i < h.length; i++) {
                h[i] = Math.tanh(w[i] * h[i] + 0.1 * h[(i + 1) % h.length]);
            }
            loss += h[0] * h[1];
        }
        return loss;
    }

    static double earlyReturn(double[] x, double limit) {
        double s = 0;
        for (int i = 0; i < x.length; i++) {
            if (x[i] < 0) {
                return s * 10;
            }
            for (int j = 0; j <= i; j++) {
                s += x[i] * x[j];
                if (s > limit) {
                    return s * s + x[j];
                }
            }
        }
        return s;
    }

    static double labelledContinue(double[] x) {
        double s = 1;
        outer:
        for (int i = 0; i < x.length; i++) {
            for (int j = 0; j < x.length; j++) {
                if (x[j] * s > 6) {
                    s = s / x[j];
                    continue outer;
                }
                s *= 1 + x[j] * x[i];
            }
            s += x[i];
        }
        return s;
    }

    /** A dense layer, tanh, a dense layer and softmax cross-entropy, as a classifier has them. */
    static double classifier(double[] w1, double[] b1, double[] w2, double[] b2, double[] x, int label) {
        double[] h = new double[5];
        for (int j = 0; j < 5; j++) {
            double z = b1[j];
            for (int i = 0; i < 3; i++) {
                z += w1[j * 3 + i] * x[i];
            }
            h[j] = Math.tanh(z);
        }
        double[] o = new double[4];
        for (int k = 0; k < 4; k++) {
            double z = b2[k];
            for (int j = 0; j < 5; j++) {
                z += w2[k * 5 + j] * h[j];
            }
            o[k] = z;
        }
        double max = o[0];
        for (int k = 1; k < 4; k++) {
            if (o[k] > max) {
                max = o[k];
            }
        }
        double sum = 0;
        for (int k = 0; k < 4; k++) {
            sum += Math.exp(o[k] - max);
        }
        return Math.log(sum) + max - o[label];
    }

    /** As {@link #classifier}, the maximum by Math.max, the probabilities kept. */
    static double classifierMax(double[] w1, double[] b1, double[] w2, double[] b2, double[] x, int label) {
        double[] h = new double[5];
        for (int j = 0; j < 5; j++) {
            double z = b1[j];
            for (int i = 0; i < 3; i++) {
                z += w1[j * 3 + i] * x[i];
            }
            h[j] = Math.tanh(z);
        }
        double[] p = new double[4];
        double max = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < 4; k++) {
            double z = b2[k];
            for (int j = 0; j < 5; j++) {
                z += w2[k * 5 + j] * h[j];
            }
            p[k] = z;
            max = Math.max(max, z);
        }
        double sum = 0;
        for (int k = 0; k < 4; k++) {
            p[k] = Math.exp(p[k] - max);
            sum += p[k];
        }
        return -Math.log(p[label] / sum);
    }

    static double rows(double[][] x) {
        double s = 0;
        for (int i = 0; i < x.length; i++) {
            double[] row = x[i];
            for (int j = 0; j < row.length; j++) {
                s += row[j] * row[j] * (i + 1);
            }
        }
        return s;
    }

    /** The two largest, the maximum of differences, and a minimum that is used inside: not every choice is the last that counts. */
    static double choices(double[] x) {
        double best = x[0];
        double second = x[1];
        double low = 100;
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            if (x[i] * x[i] > best) {
                best = x[i] * x[i];
            }
            if (x[i] > second) {
                second = x[i] * best;
            }
            low = Math.min(low, x[i] + sum * 0.1);
            sum += low * x[i];
        }
        return best + 2 * second + 3 * low + sum;
    }

    /** The maximum over each row, and breaking off. */
    static double rowMaxima(double[] x, int n, double stop) {
        double total = 0;
        for (int i = 0; i + n <= x.length; i += n) {
            double m = Double.NEGATIVE_INFINITY;
            for (int j = 0; j < n; j++) {
                m = Math.max(m, Math.sin(x[i + j]));
                if (m > stop) {
                    break;
                }
            }
            total += m * m;
        }
        return total;
    }

    /** An array that lives for one iteration, of a length that is known before the loop only. */
    static double scratch(double[] x, int n, int reps) {
        double s = 0;
        for (int r = 0; r < reps; r++) {
            double[] t = new double[n];
            for (int i = 0; i < n; i++) {
                t[i] += x[i % x.length] * (r + 1);
                t[(i * 3 + 1) % n] *= t[i];
            }
            for (int i = 0; i < n; i++) {
                s += t[i] * t[i];
                x[i % x.length] = Math.sin(0.01 * (s + t[i]));
            }
        }
        return s;
    }
}
