package dev.adagent.transform.autodiff;

import dev.adagent.transform.ir.Function;
import java.util.Arrays;

/** Functions of numbers to differentiate, as javac compiles them. */
final class Programs {
    private Programs() {}

    /** The function of that name, of numbers or of {@linkplain ArrayPrograms arrays}. */
    static Function lift(String name) {
        boolean here = Arrays.stream(Programs.class.getDeclaredMethods())
                .anyMatch(m -> m.getName().equals(name));
        return Derive.lift(here ? Programs.class : ArrayPrograms.class, name);
    }

    static double a1(double x) {
        return 1 + x;
    }

    static double a3(double x) {
        return Math.tanh(x);
    }

    static float a3f(float x) {
        return (float) Math.tanh(x);
    }

    static double a5a(double x) {
        return Math.log(x) / Math.log(2.0);
    }

    static double a5b(double x) {
        return Math.log1p(x);
    }

    static double a5c(double x) {
        return Math.log10(x);
    }

    static double a7(double y, double x) {
        return Math.atan2(y, x);
    }

    static double a9a(double x) {
        return Math.pow(10.0, x);
    }

    static double a11(double x) {
        return x % 1.0;
    }

    static double a15(double x) {
        return Math.asin(0.2 + Math.sin(x));
    }

    static double a19a(double x) {
        return Math.abs(1 / x);
    }

    static double a19b(double x) {
        return 1 / Math.abs(x);
    }

    static double a21(double x) {
        return Math.copySign(x, -x);
    }

    static double a23(double x) {
        return Math.fma(x, 3.0, x);
    }

    static double a25(double x) {
        return Double.longBitsToDouble(Double.doubleToRawLongBits(x) ^ Long.MIN_VALUE);
    }

    static double a29(double x) {
        return Math.scalb(x, -(Math.getExponent(x) + 1));
    }

    static float absBitsf(float x) {
        return Float.intBitsToFloat(Float.floatToRawIntBits(x) & 0x7fffffff) * x;
    }

    static double a27(double x) {
        double ar = x;
        double ai = 1;
        double br = 1;
        double bi = -x;
        return ar * br - ai * bi;
    }

    static double a31(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    static double a33(double x) {
        return Math.exp(Math.sin(x * x));
    }

    static double a35(double x) {
        return Math.log(x) / x;
    }

    static double a37(double z, int nu) {
        int k = 0;
        double s = nu == 0 ? 1 : z / 2;
        double out = s;
        while (Math.abs(s) > 1e-8) {
            k++;
            s = s * (z / 2) * (z / 2) * -1 / (k * (k + nu));
            out += s;
        }
        return out;
    }

    static double b1(double x, int n) {
        double p = 1;
        for (int i = 1; i <= n; i++) {
            p *= i * x;
        }
        return p;
    }

    static double b3a(double x, double a, double b) {
        double[] v = {a, x, x, b};
        double r = v[0];
        for (int i = 1; i <= 3; i++) {
            r = r * v[i];
        }
        return r;
    }

    static double b3b(double x, double a, double b) {
        double[] v = {a, x, x, b};
        double r = v[3];
        for (int i = 2; i >= 0; i--) {
            r = v[i] * r;
        }
        return r;
    }

    static double b5(double x, double a, double b, double thr) {
        double[] v = {a, x, b};
        int c = 0;
        for (double e : v) {
            if (e > thr) {
                c++;
            }
        }
        return x * c;
    }

    static double b7(double x, double end, int n) {
        double r = 0;
        for (int i = 0; i < n; i++) {
            r += x + i * (end - x) / (n - 1);
        }
        return x * r;
    }

    static double b11(double x, double thr, int n) {
        double r = 0;
        for (int k = 1; k <= n; k++) {
            double v = k * x;
            if (v > thr) {
                r += v;
            }
        }
        return r;
    }

    static double b13(double x, int n) {
        double r = 0;
        for (int i = 1; i <= n; i++) {
            r += Math.pow(x, i) / i;
        }
        return r;
    }

    static double b15(double x, double c, double lim) {
        while (Math.abs(x) < lim) {
            x = x * x + c;
        }
        return x;
    }

    static double b29(double t, double lam, double x0, int steps) {
        double h = t / steps;
        double x = x0;
        for (int k = 0; k < steps; k++) {
            x += h * (lam * x);
        }
        return x;
    }

    static double b35(double a, double b, int n) {
        double r = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                for (int k = 0; k < n; k++) {
                    r += a + b;
                }
            }
        }
        return r;
    }

    static double c5(double x, double w, int n, int reps) {
        double[] y = new double[n];
        for (int r = 0; r < reps; r++) {
            y[0] += w * x;
        }
        double s = 0;
        for (double v : y) {
            s += v;
        }
        return s;
    }

    static double c31b(double x, double b, double c) {
        double[] v = {x, b, c};
        double mean = (x + b + c) / 3;
        double s = 0;
        for (double e : v) {
            s += (e - mean) * (e - mean);
        }
        return Math.sqrt(s / 2);
    }

    static double c33a(double x, double p, double q) {
        double[] v = {p, q, x};
        for (int i = 1; i < v.length; i++) {
            for (int j = i; j > 0 && v[j] < v[j - 1]; j--) {
                double t = v[j];
                v[j] = v[j - 1];
                v[j - 1] = t;
            }
        }
        return v[1];
    }

    static double c33b(double x, double p, double q) {
        double[] v = {p, x, q};
        double mn = v[0];
        double mx = v[0];
        for (int i = 1; i < v.length; i++) {
            if (v[i] < mn) {
                mn = v[i];
            }
            if (v[i] > mx) {
                mx = v[i];
            }
        }
        return (mn + mx) / 2;
    }

    static double choose(double x, int k) {
        double r;
        switch (k) {
            case 0:
                r = x * x;
                break;
            case 1:
                r = Math.sin(x);
                break;
            case 7:
                r = Math.exp(x);
                break;
            default:
                r = 3;
        }
        return r * x;
    }

    static double doWhile(double x) {
        double y = x;
        int n = 0;
        do {
            y = Math.sin(y) * x + n;
            n++;
        } while (y < 40 && n < 50);
        return y * y;
    }
}
