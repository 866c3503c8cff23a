package dev.adagent.cuda;

import static dev.adagent.Autodiff.REVERSE;
import static dev.adagent.Autodiff.REVERSE_WITH_PRIMAL;
import static dev.adagent.Autodiff.active;
import static dev.adagent.Autodiff.autodiff;
import static dev.adagent.Autodiff.constant;
import static dev.adagent.Autodiff.duplicated;
import static dev.adagent.Kernel.atomicAdd;
import static dev.adagent.Kernel.blockDimX;
import static dev.adagent.Kernel.globalIdX;
import static dev.adagent.Kernel.syncThreads;
import static dev.adagent.Kernel.threadIdxX;

import dev.adagent.overlay.MethodKey;
import dev.adagent.overlay.OverlayRegistry;
import dev.adagent.overlay.TableView;
import dev.adagent.transform.device.Kernel;
import dev.adagent.transform.job.Job;
import dev.adagent.transform.job.KernelCompiler;
import dev.adagent.transform.job.StageListener;
import dev.adagent.transform.lift.ClassSource;
import dev.adagent.transform.lift.StaticValues;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Kernels that the tests launch, in plain Java. */
@SuppressWarnings("unused") // found by name
final class TestKernels {
    private static final TableView VIEW =
            OverlayRegistry.discover(TestKernels.class.getClassLoader()).view(CudaTarget.NAME);
    private static final Map<String, Kernel> COMPILED = new ConcurrentHashMap<>();

    private TestKernels() {}

    /** The kernel of that name, compiled for the target {@code cuda}. */
    static Kernel kernel(String name) {
        return kernel(TestKernels.class, name);
    }

    /** The kernel of that name in another class, compiled for the target {@code cuda}. */
    static Kernel kernel(Class<?> owner, String name) {
        return COMPILED.computeIfAbsent(owner.getName() + "." + name, n -> compile(owner, name, VIEW));
    }

    /** The kernel of that name, compiled with a view of one's own. */
    static Kernel compile(String name, TableView view) {
        return compile(TestKernels.class, name, view);
    }

    /** The kernel of that name in another class, compiled with a view of one's own. */
    static Kernel compile(Class<?> owner, String name, TableView view) {
        return compile(owner, name, view, Kernel.Options.DEFAULT);
    }

    static Kernel compile(Class<?> owner, String name, TableView view, Kernel.Options options) {
        Method method = Arrays.stream(owner.getDeclaredMethods())
                .filter(m -> m.getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no kernel " + name));
        MethodKey key = new MethodKey(
                owner.getName().replace('.', '/'),
                name,
                MethodType.methodType(method.getReturnType(), method.getParameterTypes())
                        .toMethodDescriptorString());
        ClassLoader loader = owner.getClassLoader();
        Job job = new Job(key, ClassSource.of(loader), StaticValues.of(loader), view, false, options);
        return KernelCompiler.compile(job, StageListener.NONE);
    }

    static void saxpy(float a, float[] x, float[] y) {
        int i = globalIdX();
        if (i < x.length) {
            y[i] = a * x[i] + y[i];
        }
    }

    /** Every element type, in and out. */
    static void convert(
            boolean[] z,
            byte[] b,
            short[] s,
            char[] c,
            int[] n,
            long[] l,
            float[] f,
            double[] d,
            int add,
            boolean flip) {
        int i = globalIdX();
        if (i < z.length) {
            z[i] = z[i] != flip;
            b[i] = (byte) (b[i] + add);
            s[i] = (short) (s[i] + b[i]);
            c[i] = (char) (c[i] + s[i]);
            n[i] = n[i] * 31 + c[i];
            l[i] = l[i] * 1_000_003L + n[i];
            f[i] = f[i] / 3 + n[i];
            d[i] = d[i] / 3 + l[i];
        }
    }

    /** Every elementary function. */
    static void elementary(double[] x, double[] y, double[] out) {
        int i = globalIdX();
        out[i] = Math.sin(x[i])
                + Math.cos(x[i])
                + Math.tan(x[i])
                + Math.asin(x[i])
                + Math.acos(x[i])
                + Math.atan(x[i])
                + Math.sinh(x[i])
                + Math.cosh(x[i])
                + Math.tanh(x[i])
                + Math.exp(x[i])
                + Math.expm1(x[i])
                + Math.log(x[i])
                + Math.log1p(x[i])
                + Math.log10(x[i])
                + Math.cbrt(x[i])
                + Math.atan2(x[i], y[i])
                + Math.pow(x[i], y[i])
                + Math.hypot(x[i], y[i]);
    }

    static void elementaryOfFloats(float[] x, float[] y, float[] out) {
        int i = globalIdX();
        out[i] = (float) Math.sin(x[i])
                + (float) Math.cos(x[i])
                + (float) Math.tan(x[i])
                + (float) Math.asin(x[i])
                + (float) Math.acos(x[i])
                + (float) Math.atan(x[i])
                + (float) Math.sinh(x[i])
                + (float) Math.cosh(x[i])
                + (float) Math.tanh(x[i])
                + (float) Math.exp(x[i])
                + (float) Math.expm1(x[i])
                + (float) Math.log(x[i])
                + (float) Math.log1p(x[i])
                + (float) Math.log10(x[i])
                + (float) Math.cbrt(x[i])
                + (float) Math.atan2(x[i], y[i])
                + (float) Math.pow(x[i], y[i])
                + (float) Math.hypot(x[i], y[i]);
    }

    static void sumBytes(byte[] x) {
        for (int k = 0; k < x.length; k++) {
            x[0] += (byte) (k ^ 6);
        }
    }

    /** Threads from {@code limit} on reach past the end. */
    static void pastTheEnd(double[] x, int limit) {
        int i = globalIdX();
        x[i < limit ? i : x.length + i] = i;
    }

    static void divide(int[] numerator, int[] denominator) {
        int i = globalIdX();
        numerator[i] = numerator[i] / denominator[i];
    }

    /** Signs of negated and of absolute values: NVIDIA's assembler got both wrong. */
    static void signs(long[] x, long[] out, int[] outInt) {
        int i = globalIdX();
        long v = x[i];
        int w = (int) v;
        short h = (short) w;
        out[4 * i] = Math.floorDiv(-v, 7L);
        out[4 * i + 1] = -v < 0 ? -v : v / 3;
        out[4 * i + 2] = Math.abs(v) < 0 ? 5 : Math.abs(v) % 11;
        out[4 * i + 3] = Math.floorMod(-v, 682805509);
        outInt[4 * i] = Math.floorDiv(-w, 7);
        outInt[4 * i + 1] = Math.abs(w) >= 0 ? 1 : Math.abs(w);
        outInt[4 * i + 2] = (short) Math.abs(h);
        outInt[4 * i + 3] = -w < 0 ? 1 : 0;
    }

    /** Shifts of what was negated: NVIDIA's assembler took the sign of what was not. */
    static void shiftsOfNegated(int[] x, long[] y, int[] out, long[] outLong) {
        int i = globalIdX();
        int u = x[4 * i]; // each is negated once, and used besides
        int v = x[4 * i + 1];
        int w = x[4 * i + 2];
        long z = y[2 * i];
        out[4 * i] = ((-v >>> 9) + 5) * v;
        out[4 * i + 1] = ((-w >> 31) + i) * w;
        out[4 * i + 2] = (short) -x[4 * i + 3] >> 3;
        outLong[3 * i] = u * 38L + ((-u >> 17) - 1) * -1500412127L + (byte) u * 35309286L;
        outLong[3 * i + 1] = ((-z >> 40) - 1) * z;
        outLong[3 * i + 2] = (-y[2 * i + 1] >>> 13) + i;
    }

    private static double eighth(double x) {
        return x * 0.125;
    }

    private static float same(float x) {
        return x;
    }

    /** First results that are there after second calls: NVIDIA's assembler put the second argument where the first result was. */
    static void callsInTurn(double[] x, double[] y, double[] out, float[] outFloat) {
        int i = globalIdX();
        double first = eighth(x[i]);
        double second = eighth(y[i]);
        out[i] = x[i] - first * y[i] - second;
        float a = same((float) x[i]);
        float b = same((float) y[i] * (float) x[i]);
        outFloat[i] = (1 - a * a) * b;
    }

    static void refuse(int[] x, int unwanted) {
        int i = globalIdX();
        if (x[i] == unwanted) {
            throw new IllegalArgumentException("element " + i + " is " + x[i]);
        }
        x[i]++;
    }

    static void count(int[] n, long[] l, float[] f, double[] d, double[] weights) {
        int i = globalIdX();
        atomicAdd(n, i % n.length, 1);
        atomicAdd(l, 0, (long) i);
        atomicAdd(f, 0, 0.5f);
        atomicAdd(d, 0, weights[i]);
    }

    /** Reverses each block of the array in place. */
    static void reverseBlocks(int[] x) {
        int i = globalIdX();
        int j = i - 2 * threadIdxX() + blockDimX() - 1;
        int v = x[j];
        syncThreads();
        x[i] = v;
    }

    /** Adds y to x and then x to y; with one array for both it quadruples. */
    static void addBoth(double[] x, double[] y) {
        int i = globalIdX();
        x[i] += y[i];
        y[i] += x[i];
    }

    static void remainder(double[] x, double[] y, double[] out, float[] outFloat) {
        int i = globalIdX();
        out[i] = x[i] % y[i];
        outFloat[i] = (float) x[i] % (float) y[i];
    }

    static void integers(int[] a, int[] b, long[] c, long[] d, int[] intOut, long[] longOut, double[] x) {
        int i = globalIdX();
        int u = a[i];
        int v = b[i];
        intOut[i] = (u / v) ^ (u % v) ^ (u << v) ^ (u >> v) ^ (u >>> v) ^ (int) x[i] ^ (byte) u ^ (char) v;
        long p = c[i];
        long q = d[i];
        longOut[i] =
                (p / q) ^ (p % q) ^ (p << v) ^ (p >> v) ^ (p >>> v) ^ (long) x[i] ^ Math.max(p, q) ^ Long.compare(p, q);
    }

    static void sin(double[] x, double[] y, double[] out) {
        int i = globalIdX();
        out[i] = Math.sin(x[i]);
    }

    static void cos(double[] x, double[] y, double[] out) {
        int i = globalIdX();
        out[i] = Math.cos(x[i]);
    }

    static void tan(double[] x, double[] y, double[] out) {
        int i = globalIdX();
        out[i] = Math.tan(x[i]);
    }

    static void asin(double[] x, double[] y, double[] out) {
        int i = globalIdX();
        out[i] = Math.asin(x[i]);
    }

    static void acos(double[] x, double[] y, double[] out) {
        int i = globalIdX();
        out[i] = Math.acos(x[i]);
    }

    static void atan(double[] x, double[] y, double[] out) {
        int i = globalIdX();
        out[i] = Math.atan(x[i]);
    }

    static void sinh(double[] x, double[] y, double[] out) {
        int i = globalIdX();
        out[i] = Math.sinh(x[i]);
    }

    static void cosh(double[] x, double[] y, double[] out) {
        int i = globalIdX();
        out[i] = Math.cosh(x[i]);
    }

    static void tanh(double[] x, double[] y, double[] out) {
        int i = globalIdX();
        out[i] = Math.tanh(x[i]);
    }

    static void exp(double[] x, double[] y, double[] out) {
        int i = globalIdX();
        out[i] = Math.exp(x[i]);
    }

    static void strictExp(double[] x, double[] y, double[] out) {
        int i = globalIdX();
        out[i] = StrictMath.exp(x[i]);
    }

    static void strictLog(double[] x, double[] y, double[] out) {
        int i = globalIdX();
        out[i] = StrictMath.log(x[i]);
    }

    static void expm1(double[] x, double[] y, double[] out) {
        int i = globalIdX();
        out[i] = Math.expm1(x[i]);
    }

    static void log(double[] x, double[] y, double[] out) {
        int i = globalIdX();
        out[i] = Math.log(x[i]);
    }

    static void log1p(double[] x, double[] y, double[] out) {
        int i = globalIdX();
        out[i] = Math.log1p(x[i]);
    }

    static void log10(double[] x, double[] y, double[] out) {
        int i = globalIdX();
        out[i] = Math.log10(x[i]);
    }

    static void cbrt(double[] x, double[] y, double[] out) {
        int i = globalIdX();
        out[i] = Math.cbrt(x[i]);
    }

    static void atan2(double[] x, double[] y, double[] out) {
        int i = globalIdX();
        out[i] = Math.atan2(x[i], y[i]);
    }

    static void pow(double[] x, double[] y, double[] out) {
        int i = globalIdX();
        out[i] = Math.pow(x[i], y[i]);
    }

    static void hypot(double[] x, double[] y, double[] out) {
        int i = globalIdX();
        out[i] = Math.hypot(x[i], y[i]);
    }

    /** What one instruction computes. */
    static void exact(double[] x, double[] y, double[] out) {
        int i = globalIdX();
        double a = Math.sqrt(x[i]) + Math.floor(x[i]) - Math.ceil(y[i]) * Math.rint(x[i]);
        out[i] = Math.fma(x[i], y[i], a) + Math.copySign(Math.min(x[i], y[i]), Math.max(x[i], y[i])) / Math.abs(y[i]);
    }

    /** Price of a European call, after Black and Scholes. */
    static double call(double s, double k, double r, double v, double t) {
        double sd = v * Math.sqrt(t);
        double d1 = (Math.log(s / k) + (r + 0.5 * v * v) * t) / sd;
        return s * normal(d1) - k * Math.exp(-r * t) * normal(d1 - sd);
    }

    /** Logistic approximation of the standard normal distribution. */
    static double normal(double x) {
        return 0.5 * (1 + Math.tanh(0.797884560802865 * (x + 0.044715 * x * x * x)));
    }

    static void greeks(
            double[] s, double k, double r, double v, double t, double[] price, double[] delta, double[] vega) {
        int i = globalIdX();
        if (i >= s.length) {
            return;
        }
        var ds = active(s[i]);
        var dv = active(v);
        var result = autodiff(REVERSE_WITH_PRIMAL, TestKernels::call, ds, constant(k), constant(r), dv, constant(t));
        price[i] = result.primal();
        delta[i] = ds.grad();
        vega[i] = dv.grad();
    }

    /** A layer of tanh units, squared error; the weights are shared by all threads. */
    static double loss(double[] w, double[] x, int sample, int inputs, int units) {
        double sum = 0;
        for (int u = 0; u < units; u++) {
            double z = 0;
            for (int i = 0; i < inputs; i++) {
                z += w[u * inputs + i] * x[sample * inputs + i];
            }
            double e = Math.tanh(z) - 0.1 * u;
            sum += e * e;
        }
        return sum;
    }

    static void lossGradient(double[] w, double[] dw, double[] x, int count, int inputs, int units, double[] losses) {
        int sample = globalIdX();
        if (sample >= count) {
            return;
        }
        var result = autodiff(
                REVERSE_WITH_PRIMAL,
                TestKernels::loss,
                duplicated(w, dw),
                constant(x),
                constant(sample),
                constant(inputs),
                constant(units));
        losses[sample] = result.primal();
    }

    /** Newton's iteration until it is good enough: a trip count that only the data knows. */
    static double root(double a, double start) {
        double x = start;
        int i = 0;
        while (Math.abs(x * x - a) > 1e-14 * a && i < 1000) {
            x = 0.5 * (x + a / x);
            i++;
        }
        return x;
    }

    static void rootDerivative(double[] a, double start, double[] out) {
        int i = globalIdX();
        if (i < a.length) {
            var d = active(a[i]);
            autodiff(REVERSE, TestKernels::root, d, constant(start));
            out[i] = d.grad();
        }
    }
}
