package dev.adagent.bench.gpu;

import static dev.adagent.Kernel.globalIdX;

/** One kernel for each elementary function of {@code Math}, of {@code StrictMath}, and of those that floats have forms of. */
@SuppressWarnings("unused") // found by name
final class UlpKernels {
    private UlpKernels() {}

    static void mathSin(double[] x, double[] out) {
        int i = globalIdX();
        if (i < out.length) {
            out[i] = Math.sin(x[i]);
        }
    }

    static void mathCos(double[] x, double[] out) {
        int i = globalIdX();
        if (i < out.length) {
            out[i] = Math.cos(x[i]);
        }
    }

    static void mathTan(double[] x, double[] out) {
        int i = globalIdX();
        if (i < out.length) {
            out[i] = Math.tan(x[i]);
        }
    }

    static void mathAsin(double[] x, double[] out) {
        int i = globalIdX();
        if (i < out.length) {
            out[i] = Math.asin(x[i]);
        }
    }

    static void mathAcos(double[] x, double[] out) {
        int i = globalIdX();
        if (i < out.length) {
            out[i] = Math.acos(x[i]);
        }
    }

    static void mathAtan(double[] x, double[] out) {
        int i = globalIdX();
        if (i < out.length) {
            out[i] = Math.atan(x[i]);
        }
    }

    static void mathSinh(double[] x, double[] out) {
        int i = globalIdX();
        if (i < out.length) {
            out[i] = Math.sinh(x[i]);
        }
    }

    static void mathCosh(double[] x, double[] out) {
        int i = globalIdX();
        if (i < out.length) {
            out[i] = Math.cosh(x[i]);
        }
    }

    static void mathTanh(double[] x, double[] out) {
        int i = globalIdX();
        if (i < out.length) {
            out[i] = Math.tanh(x[i]);
        }
    }

    static void mathExp(double[] x, double[] out) {
        int i = globalIdX();
        if (i < out.length) {
            out[i] = Math.exp(x[i]);
        }
    }

    static void mathExpm1(double[] x, double[] out) {
        int i = globalIdX();
        if (i < out.length) {
            out[i] = Math.expm1(x[i]);
        }
    }

    static void mathLog(double[] x, double[] out) {
        int i = globalIdX();
        if (i < out.length) {
            out[i] = Math.log(x[i]);
        }
    }

    static void mathLog1p(double[] x, double[] out) {
        int i = globalIdX();
        if (i < out.length) {
            out[i] = Math.log1p(x[i]);
        }
    }

    static void mathLog10(double[] x, double[] out) {
        int i = globalIdX();
        if (i < out.length) {
            out[i] = Math.log10(x[i]);
        }
    }

    static void mathCbrt(double[] x, double[] out) {
        int i = globalIdX();
        if (i < out.length) {
            out[i] = Math.cbrt(x[i]);
        }
    }

    static void mathAtan2(double[] x, double[] y, double[] out) {
        int i = globalIdX();
        if (i < out.length) {
            out[i] = Math.atan2(x[i], y[i]);
        }
    }

    static void mathPow(double[] x, double[] y, double[] out) {
        int i = globalIdX();
        if (i < out.length) {
            out[i] = Math.pow(x[i], y[i]);
        }
    }

    static void mathHypot(double[] x, double[] y, double[] out) {
        int i = globalIdX();
        if (i < out.length) {
            out[i] = Math.hypot(x[i], y[i]);
        }
    }

    static void strictSin(double[] x, double[] out) {
        int i = globalIdX();
        if (i < out.length) {
            out[i] = StrictMath.sin(x[i]);
        }
    }

    static void strictCos(double[] x, double[] out) {
        int i = globalIdX();
        if (i < out.length) {
            out[i] = StrictMath.cos(x[i]);
        }
    }

    static void strictTan(double[] x, double[] out) {
        int i = globalIdX();
        if (i < out.length) {
            out[i] = StrictMath.tan(x[i]);
        }
    }

    static void strictAsin(double[] x, double[] out) {
        int i = globalIdX();
        if (i < out.length) {
            out[i] = StrictMath.asin(x[i]);
        }
    }

    static void strictAcos(double[] x, double[] out) {
        int i = globalIdX();
        if (i < out.length) {
            out[i] = StrictMath.acos(x[i]);
        }
    }

    static void strictAtan(double[] x, double[] out) {
        int i = globalIdX();
        if (i < out.length) {
            out[i] = StrictMath.atan(x[i]);
        }
    }

    static void strictSinh(double[] x, double[] out) {
        int i = globalIdX();
        if (i < out.length) {
            out[i] = StrictMath.sinh(x[i]);
        }
    }

    static void strictCosh(double[] x, double[] out) {
        int i = globalIdX();
        if (i < out.length) {
            out[i] = StrictMath.cosh(x[i]);
        }
    }

    static void strictTanh(double[] x, double[] out) {
        int i = globalIdX();
        if (i < out.length) {
            out[i] = StrictMath.tanh(x[i]);
        }
    }

    static void strictExp(double[] x, double[] out) {
        int i = globalIdX();
        if (i < out.length) {
            out[i] = StrictMath.exp(x[i]);
        }
    }

    static void strictExpm1(double[] x, double[] out) {
        int i = globalIdX();
        if (i < out.length) {
            out[i] = StrictMath.expm1(x[i]);
        }
    }

    static void strictLog(double[] x, double[] out) {
        int i = globalIdX();
        if (i < out.length) {
            out[i] = StrictMath.log(x[i]);
        }
    }

    static void strictLog1p(double[] x, double[] out) {
        int i = globalIdX();
        if (i < out.length) {
            out[i] = StrictMath.log1p(x[i]);
        }
    }

    static void strictLog10(double[] x, double[] out) {
        int i = globalIdX();
        if (i < out.length) {
            out[i] = StrictMath.log10(x[i]);
        }
    }

    static void strictCbrt(double[] x, double[] out) {
        int i = globalIdX();
        if (i < out.length) {
            out[i] = StrictMath.cbrt(x[i]);
        }
    }

    static void strictAtan2(double[] x, double[] y, double[] out) {
        int i = globalIdX();
        if (i < out.length) {
            out[i] = StrictMath.atan2(x[i], y[i]);
        }
    }

    static void strictPow(double[] x, double[] y, double[] out) {
        int i = globalIdX();
        if (i < out.length) {
            out[i] = StrictMath.pow(x[i], y[i]);
        }
    }

    static void strictHypot(double[] x, double[] y, double[] out) {
        int i = globalIdX();
        if (i < out.length) {
            out[i] = StrictMath.hypot(x[i], y[i]);
        }
    }

    static void floatSin(float[] x, float[] out) {
        int i = globalIdX();
        if (i < out.length) {
            out[i] = (float) Math.sin(x[i]);
        }
    }

    static void floatCos(float[] x, float[] out) {
        int i = globalIdX();
        if (i < out.length) {
            out[i] = (float) Math.cos(x[i]);
        }
    }

    static void floatTan(float[] x, float[] out) {
        int i = globalIdX();
        if (i < out.length) {
            out[i] = (float) Math.tan(x[i]);
        }
    }

    static void floatAsin(float[] x, float[] out) {
        int i = globalIdX();
        if (i < out.length) {
            out[i] = (float) Math.asin(x[i]);
        }
    }

    static void floatAcos(float[] x, float[] out) {
        int i = globalIdX();
        if (i < out.length) {
            out[i] = (float) Math.acos(x[i]);
        }
    }

    static void floatAtan(float[] x, float[] out) {
        int i = globalIdX();
        if (i < out.length) {
            out[i] = (float) Math.atan(x[i]);
        }
    }

    static void floatSinh(float[] x, float[] out) {
        int i = globalIdX();
        if (i < out.length) {
            out[i] = (float) Math.sinh(x[i]);
        }
    }

    static void floatCosh(float[] x, float[] out) {
        int i = globalIdX();
        if (i < out.length) {
            out[i] = (float) Math.cosh(x[i]);
        }
    }

    static void floatTanh(float[] x, float[] out) {
        int i = globalIdX();
        if (i < out.length) {
            out[i] = (float) Math.tanh(x[i]);
        }
    }

    static void floatExp(float[] x, float[] out) {
        int i = globalIdX();
        if (i < out.length) {
            out[i] = (float) Math.exp(x[i]);
        }
    }

    static void floatExpm1(float[] x, float[] out) {
        int i = globalIdX();
        if (i < out.length) {
            out[i] = (float) Math.expm1(x[i]);
        }
    }

    static void floatLog(float[] x, float[] out) {
        int i = globalIdX();
        if (i < out.length) {
            out[i] = (float) Math.log(x[i]);
        }
    }

    static void floatLog1p(float[] x, float[] out) {
        int i = globalIdX();
        if (i < out.length) {
            out[i] = (float) Math.log1p(x[i]);
        }
    }

    static void floatLog10(float[] x, float[] out) {
        int i = globalIdX();
        if (i < out.length) {
            out[i] = (float) Math.log10(x[i]);
        }
    }

    static void floatCbrt(float[] x, float[] out) {
        int i = globalIdX();
        if (i < out.length) {
            out[i] = (float) Math.cbrt(x[i]);
        }
    }

    static void floatAtan2(float[] x, float[] y, float[] out) {
        int i = globalIdX();
        if (i < out.length) {
            out[i] = (float) Math.atan2(x[i], y[i]);
        }
    }

    static void floatPow(float[] x, float[] y, float[] out) {
        int i = globalIdX();
        if (i < out.length) {
            out[i] = (float) Math.pow(x[i], y[i]);
        }
    }

    static void floatHypot(float[] x, float[] y, float[] out) {
        int i = globalIdX();
        if (i < out.length) {
            out[i] = (float) Math.hypot(x[i], y[i]);
        }
    }
}
