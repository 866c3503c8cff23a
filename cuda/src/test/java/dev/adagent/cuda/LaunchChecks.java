package dev.adagent.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import dev.adagent.codegen.math.FusedMath;
import dev.adagent.overlay.OverlayRegistry;
import dev.adagent.overlay.TableView;
import dev.adagent.transform.cpu.CpuDevice;
import dev.adagent.transform.device.Kernel;
import dev.adagent.transform.device.KernelFailure;
import dev.adagent.transform.job.CpuTable;
import dev.adagent.transform.opt.Inlining;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds wherever lowered kernels run: on a GPU, and on the host's processor. */
abstract class LaunchChecks {
    abstract void launch(Kernel kernel, int[] grid, Object... args) throws KernelFailure;

    static int[] grid(int blocks, int threads) {
        return new int[] {blocks, 1, 1, threads, 1, 1};
    }

    final void launch(String kernel, int blocks, int threads, Object... args) throws KernelFailure {
        launch(TestKernels.kernel(kernel), grid(blocks, threads), args);
    }

    @Test
    void saxpy() throws KernelFailure {
        int n = 100_003;
        float[] x = new float[n];
        float[] y = new float[n];
        float[] expected = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = i * 0.37f;
            y[i] = -i;
            expected[i] = 1.7f * x[i] + y[i];
        }
        launch("saxpy", (n + 255) / 256, 256, 1.7f, x, y);
        assertThat(y).isEqualTo(expected);
    }

    @Test
    void shiftsOfNegatedValues() throws KernelFailure {
        int[] x = IntStream.concat(
                        IntStream.of(0, 1, -1, 6, -6, 1 << 17, -1 << 17, Integer.MIN_VALUE, Integer.MAX_VALUE, -32768),
                        new SplittableRandom(2).ints(246).map(v -> v >> (v & 31)))
                .flatMap(v -> IntStream.of(v, v, v, v))
                .toArray();
        long[] y = Arrays.stream(x).mapToLong(v -> v * 3_000_000_019L).toArray();
        int n = x.length / 4;
        int[] out = new int[4 * n];
        long[] outLong = new long[3 * n];
        launch("shiftsOfNegated", 1, n, x, y, out, outLong);
        for (int i = 0; i < n; i++) {
            int w = x[4 * i];
            long negated = -(long) w;
            assertThat(Arrays.copyOfRange(out, 4 * i, 4 * i + 3))
                    .as("of %d", w)
                    .containsExactly(
                            ((int) ((negated & 0xffff_ffffL) / (1 << 9)) + 5) * w,
                            (((int) negated < 0 ? -1 : 0) + i) * w,
                            Math.floorDiv((short) negated, 8));
            BigInteger z = BigInteger.valueOf(y[2 * i]);
            BigInteger unsigned = BigInteger.valueOf(y[2 * i + 1]).negate().mod(BigInteger.ONE.shiftLeft(64));
            assertThat(Arrays.copyOfRange(outLong, 3 * i, 3 * i + 3))
                    .as("of %d", w)
                    .containsExactly(
                            w * 38L + (Math.floorDiv((int) negated, 1 << 17) - 1) * -1500412127L + (byte) w * 35309286L,
                            z.negate()
                                    .shiftRight(40)
                                    .subtract(BigInteger.ONE)
                                    .multiply(z)
                                    .longValue(),
                            unsigned.shiftRight(13).longValue() + i);
        }
    }

    @Test
    void firstResultsAfterSecondCalls() throws KernelFailure {
        double[] x = new SplittableRandom(3).doubles(256, -4, 4).toArray();
        double[] y = new SplittableRandom(4).doubles(256, -4, 4).toArray();
        double[] out = new double[256];
        float[] outFloat = new float[256];
        TableView view =
                OverlayRegistry.discover(LaunchChecks.class.getClassLoader()).view(CudaTarget.NAME);
        Kernel kernel = TestKernels.compile(
                TestKernels.class, "callsInTurn", view, Kernel.Options.DEFAULT.with(Inlining.NEVER));
        launch(kernel, grid(1, 256), x, y, out, outFloat);
        for (int i = 0; i < 256; i++) {
            assertThat(out[i]).isEqualTo(x[i] - x[i] / 8 * y[i] - y[i] / 8);
            float a = (float) x[i];
            assertThat(outFloat[i]).isEqualTo((1 - a * a) * ((float) y[i] * a));
        }
    }

    @Test
    void signsOfNegatedAndOfAbsoluteValues() throws KernelFailure {
        long[] corners = {
            0,
            1,
            -1,
            5,
            -5,
            7,
            -7,
            Long.MIN_VALUE,
            Long.MAX_VALUE,
            Integer.MIN_VALUE,
            1L << 31,
            1L << 32,
            -1L << 32,
            -32768,
            32768
        };
        long[] x = LongStream.concat(
                        Arrays.stream(corners),
                        new SplittableRandom(1).longs(241).map(v -> v >> (v & 63)))
                .toArray();
        long[] out = new long[4 * x.length];
        int[] outInt = new int[4 * x.length];
        launch("signs", 1, x.length, x, out, outInt);
        for (int i = 0; i < x.length; i++) {
            long v = x[i];
            int w = (int) v;
            assertThat(Arrays.copyOfRange(out, 4 * i, 4 * i + 4))
                    .as("of %d", v)
                    .containsExactly(
                            Math.floorDiv(-v, 7L),
                            -v < 0 ? -v : v / 3,
                            v == Long.MIN_VALUE ? 5 : Math.abs(v) % 11,
                            Math.floorMod(-v, 682805509));
            assertThat(Arrays.copyOfRange(outInt, 4 * i, 4 * i + 4))
                    .as("of %d", w)
                    .containsExactly(
                            Math.floorDiv(-w, 7),
                            w == Integer.MIN_VALUE ? w : 1,
                            (short) Math.abs((short) w),
                            w > 0 || w == Integer.MIN_VALUE ? 1 : 0);
        }
    }

    @Test
    void everyElementType() throws KernelFailure {
        int n = 300;
        boolean[] z = new boolean[n];
        byte[] b = new byte[n];
        short[] s = new short[n];
        char[] c = new char[n];
        int[] k = new int[n];
        long[] l = new long[n];
        float[] f = new float[n];
        double[] d = new double[n];
        for (int i = 0; i < n; i++) {
            z[i] = i % 3 == 0;
            b[i] = (byte) (i * 7);
            s[i] = (short) (i * 401);
            c[i] = (char) (i * 977);
            k[i] = i * 123_456_789;
            l[i] = i * 0x123456789abcdefL;
            f[i] = i * 0.1f;
            d[i] = i * 0.1;
        }
        Object[] mine = {
            z.clone(), b.clone(), s.clone(), c.clone(), k.clone(), l.clone(), f.clone(), d.clone(), 77, true
        };
        for (int i = 0; i < n; i++) {
            z[i] = !z[i];
            b[i] = (byte) (b[i] + 77);
            s[i] = (short) (s[i] + b[i]);
            c[i] = (char) (c[i] + s[i]);
            k[i] = k[i] * 31 + c[i];
            l[i] = l[i] * 1_000_003L + k[i];
            f[i] = f[i] / 3 + k[i];
            d[i] = d[i] / 3 + l[i];
        }
        launch("convert", 2, 160, mine);
        assertThat(mine).containsExactly(z, b, s, c, k, l, f, d, 77, true);
    }

    @Test
    void aFailedCheckComesBackWithItsPlace() throws KernelFailure {
        double[] x = new double[1000];
        KernelFailure failure = catchThrowableOfType(KernelFailure.class, () -> launch("pastTheEnd", 4, 256, x, 700));
        assertThat(failure.exception())
                .isInstanceOf(ArrayIndexOutOfBoundsException.class)
                .hasMessage("Index 1700 out of bounds for length 1000");
        assertThat(failure.block()).containsExactly(2, 0, 0);
        assertThat(failure.thread()).containsExactly(700 - 512, 0, 0);
        StackTraceElement top = failure.exception().getStackTrace()[0];
        assertThat(top.getClassName()).isEqualTo(TestKernels.class.getName());
        assertThat(top.getMethodName()).isEqualTo("pastTheEnd");
        assertThat(top.getFileName()).isEqualTo("TestKernels.java");
        assertThat(top.getLineNumber()).isPositive();
        assertThat(Arrays.copyOf(x, 512))
                .as("what other threads wrote is there")
                .isEqualTo(IntStream.range(0, 512).asDoubleStream().toArray());
        saxpy(); // the device is usable afterwards
    }

    @Test
    void exceptionsOfTheLanguageAndOfTheProgram() throws KernelFailure {
        int[] denominator = new int[64];
        Arrays.fill(denominator, 3);
        denominator[50] = 0;
        denominator[41] = 0;
        KernelFailure zero =
                catchThrowableOfType(KernelFailure.class, () -> launch("divide", 2, 32, new int[64], denominator));
        assertThat(zero.exception()).isInstanceOf(ArithmeticException.class).hasMessage("/ by zero");
        assertThat(zero.block()).containsExactly(1, 0, 0);
        assertThat(zero.thread()).as("of several the lowest").containsExactly(9, 0, 0);

        int[] x = IntStream.range(0, 64).toArray();
        KernelFailure thrown = catchThrowableOfType(KernelFailure.class, () -> launch("refuse", 1, 64, x, 33));
        assertThat(thrown.exception())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("element 33 is 33");

        KernelFailure absent =
                catchThrowableOfType(KernelFailure.class, () -> launch("divide", 1, 1, null, denominator));
        assertThat(absent.exception()).isInstanceOf(NullPointerException.class);
        assertThat(catchThrowableOfType(KernelFailure.class, () -> launch("divide", 1, 1, new int[0], denominator))
                        .exception())
                .isInstanceOf(ArrayIndexOutOfBoundsException.class);
    }

    /** How many launches fail in a row before the next has to succeed. */
    int failingLaunches() {
        return 1_000;
    }

    /** Nothing of a launch that failed is seen by the next: not its record, not its context. */
    @Test
    void launchesWorkAfterManyThatFailed() throws KernelFailure {
        double[] x = new double[64];
        for (int k = 0; k < failingLaunches(); k++) {
            int limit = k % 64;
            int[] y = IntStream.range(k, k + 64).toArray();
            switch (k % 3) {
                case 0 ->
                    assertThat(failure("pastTheEnd", x, limit))
                            .isInstanceOf(ArrayIndexOutOfBoundsException.class)
                            .hasMessage("Index " + (64 + limit) + " out of bounds for length 64");
                case 1 ->
                    assertThat(failure("refuse", y, k + limit))
                            .isInstanceOf(IllegalArgumentException.class)
                            .hasMessage("element " + limit + " is " + (k + limit));
                default -> assertThat(failure("divide", y, new int[64])).hasMessage("/ by zero");
            }
        }
        int[] y = new int[64];
        launch("refuse", 2, 32, y, 1);
        assertThat(y).containsOnly(1);
        saxpy();
    }

    private Throwable failure(String kernel, Object... args) {
        return catchThrowableOfType(KernelFailure.class, () -> launch(kernel, 2, 32, args))
                .exception();
    }

    @Test
    void atomicsLoseNothing() throws KernelFailure {
        int threads = 64 * 100;
        int[] n = new int[3];
        long[] l = new long[1];
        float[] f = new float[1];
        double[] d = {1};
        double[] weights = new double[threads];
        Arrays.fill(weights, 0.25);
        launch("count", 100, 64, n, l, f, d, weights);
        assertThat(n).containsExactly(2134, 2133, 2133);
        assertThat(l[0]).isEqualTo((long) threads * (threads - 1) / 2);
        assertThat(f[0]).isEqualTo(threads * 0.5f);
        assertThat(d[0]).isEqualTo(1 + threads * 0.25);
    }

    @Test
    void oneArrayForTwoParameters() throws KernelFailure {
        double[] x = {1, 2, 3};
        double[] y = {10, 20, 30};
        launch("addBoth", 1, 3, x, y);
        assertThat(x).containsExactly(11, 22, 33);
        assertThat(y).containsExactly(21, 42, 63);
        double[] both = {1, 2, 3};
        launch("addBoth", 1, 3, both, both);
        assertThat(both).containsExactly(4, 8, 12);
    }

    /** Random and hard arguments: exponents of every size, neighbours of 0 and 1, multiples of π/2, NaN, infinities. */
    static double[] arguments(int n, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] hard = {
            0.0,
            -0.0,
            1,
            -1,
            0.5,
            2,
            Double.MIN_VALUE,
            -Double.MIN_NORMAL,
            Double.MAX_VALUE,
            Double.NaN,
            Double.POSITIVE_INFINITY,
            Double.NEGATIVE_INFINITY,
            0x1.6ac5b262ca1ffp849,
            Math.PI / 2,
            1e22,
            709.78,
            -745.2,
            0x1p53,
            -0x1.fffffffffffffp52,
            22,
            3
        };
        double[] x = new double[n];
        for (int i = 0; i < n; i++) {
            switch (i < hard.length ? 4 : i % 4) {
                case 0 -> x[i] = Double.longBitsToDouble(random.nextLong());
                case 1 -> x[i] = random.nextDouble(-1.2, 1.2);
                case 2 -> x[i] = random.nextDouble(-800, 800);
                case 3 -> x[i] = random.nextInt(1_000_000) * (Math.PI / 2) + random.nextInt(-3, 4) * 0x1p-30;
                default -> x[i] = hard[i];
            }
        }
        return x;
    }

    private static Arguments function(String name, DoubleBinaryOperator strict) {
        return Arguments.of(name, strict);
    }

    static Stream<Arguments> functions() {
        return Stream.of(
                function("sin", (x, y) -> StrictMath.sin(x)),
                function("cos", (x, y) -> StrictMath.cos(x)),
                function("tan", (x, y) -> StrictMath.tan(x)),
                function("asin", (x, y) -> StrictMath.asin(x)),
                function("acos", (x, y) -> StrictMath.acos(x)),
                function("atan", (x, y) -> StrictMath.atan(x)),
                function("sinh", (x, y) -> StrictMath.sinh(x)),
                function("cosh", (x, y) -> StrictMath.cosh(x)),
                function("tanh", (x, y) -> FusedMath.tanh(x)),
                function("exp", (x, y) -> FusedMath.exp(x)),
                function("strictExp", (x, y) -> StrictMath.exp(x)),
                function("expm1", (x, y) -> StrictMath.expm1(x)),
                function("log", (x, y) -> FusedMath.log(x)),
                function("strictLog", (x, y) -> StrictMath.log(x)),
                function("log1p", (x, y) -> StrictMath.log1p(x)),
                function("log10", (x, y) -> FusedMath.log10(x)),
                function("cbrt", (x, y) -> StrictMath.cbrt(x)),
                function("atan2", StrictMath::atan2),
                function("pow", StrictMath::pow),
                function("hypot", FusedMath::hypot),
                function("exact", (x, y) -> {
                    double a = Math.sqrt(x) + Math.floor(x) - Math.ceil(y) * Math.rint(x);
                    return Math.fma(x, y, a) + Math.copySign(Math.min(x, y), Math.max(x, y)) / Math.abs(y);
                }));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("functions")
    void mathHasTheBitsOfItsBodies(String name, DoubleBinaryOperator strict) throws KernelFailure {
        int n = 256 * 256;
        double[] x = arguments(n, 5);
        double[] y = arguments(n, 6);
        double[] out = new double[n];
        launch(name, 256, 256, x, y, out);
        for (int i = 0; i < n; i++) {
            double expected = strict.applyAsDouble(x[i], y[i]);
            if (Double.doubleToLongBits(out[i]) != Double.doubleToLongBits(expected)) {
                throw new AssertionError(name + "(" + Double.toHexString(x[i]) + ", " + Double.toHexString(y[i])
                        + ") = " + Double.toHexString(out[i]) + ", not " + Double.toHexString(expected));
            }
        }
    }

    @Test
    void remainderIsJavas() throws KernelFailure {
        int n = 256 * 64;
        double[] x = arguments(n, 7);
        double[] y = arguments(n, 8);
        double[] out = new double[n];
        float[] outFloat = new float[n];
        launch("remainder", 64, 256, x, y, out, outFloat);
        for (int i = 0; i < n; i++) {
            assertThat(Double.doubleToLongBits(out[i]))
                    .as("%s %% %s", x[i], y[i])
                    .isEqualTo(Double.doubleToLongBits(x[i] % y[i]));
            assertThat(Float.floatToIntBits(outFloat[i]))
                    .as("%s %% %s", (float) x[i], (float) y[i])
                    .isEqualTo(Float.floatToIntBits((float) x[i] % (float) y[i]));
        }
    }

    @Test
    void integersAreJavas() throws KernelFailure {
        int n = 4096;
        SplittableRandom random = new SplittableRandom(9);
        int[] a = random.ints(n).toArray();
        int[] b = random.ints(n).map(v -> v == 0 ? 1 : v).toArray();
        long[] c = random.longs(n).toArray();
        long[] d = random.longs(n).map(v -> v == 0 ? 1 : v).toArray();
        a[0] = Integer.MIN_VALUE;
        b[0] = -1;
        c[0] = Long.MIN_VALUE;
        d[0] = -1;
        double[] x = arguments(n, 10);
        int[] ints = new int[n];
        long[] longs = new long[n];
        launch("integers", 16, 256, a, b, c, d, ints, longs, x);
        for (int i = 0; i < n; i++) {
            int u = a[i];
            int v = b[i];
            assertThat(ints[i])
                    .isEqualTo((u / v) ^ (u % v) ^ (u << v) ^ (u >> v) ^ (u >>> v) ^ (int) x[i] ^ (byte) u ^ (char) v);
            long p = c[i];
            long q = d[i];
            assertThat(longs[i])
                    .isEqualTo((p / q)
                            ^ (p % q)
                            ^ (p << v)
                            ^ (p >> v)
                            ^ (p >>> v)
                            ^ (long) x[i]
                            ^ Math.max(p, q)
                            ^ Long.compare(p, q));
        }
    }

    @Test
    void derivativesOfAPrice() throws KernelFailure {
        int n = 1000;
        double[] s = new double[n];
        Arrays.setAll(s, i -> 50 + 0.1 * i);
        double[] price = new double[n];
        double[] delta = new double[n];
        double[] vega = new double[n];
        launch("greeks", 4, 256, s, 100.0, 0.03, 0.2, 1.5, price, delta, vega);
        for (int i = 0; i < n; i++) {
            double h = 1e-3;
            double si = s[i];
            assertThat(price[i]).isEqualTo(TestKernels.call(si, 100, 0.03, 0.2, 1.5), within(1e-10));
            assertThat(delta[i]).isEqualTo(slope(x -> TestKernels.call(x, 100, 0.03, 0.2, 1.5), si, h), within(1e-8));
            assertThat(vega[i])
                    .isEqualTo(slope(x -> TestKernels.call(si, 100, 0.03, x, 1.5), 0.2, h / 10), within(1e-6));
        }
    }

    /** Central differences, extrapolated once (Richardson). */
    static double slope(java.util.function.DoubleUnaryOperator f, double x, double h) {
        double wide = (f.applyAsDouble(x + h) - f.applyAsDouble(x - h)) / (2 * h);
        double narrow = (f.applyAsDouble(x + h / 2) - f.applyAsDouble(x - h / 2)) / h;
        return (4 * narrow - wide) / 3;
    }

    /** All threads add to one shadow. */
    /** A layer of the size of the digits example; sums in another order, and another tanh, may differ in the last bits only. */
    @Test
    void gradientsAgreeWithTheCpuDevices() throws KernelFailure {
        int inputs = 784;
        int units = 64;
        int count = 64;
        SplittableRandom random = new SplittableRandom(12);
        double[] w = random.doubles(units * inputs, -0.06, 0.06).toArray();
        double[] x = random.doubles(count * inputs, 0, 1).toArray();
        double[] dw = new double[w.length];
        double[] cpuDw = new double[w.length];
        double[] losses = new double[count];
        double[] cpuLosses = new double[count];
        launch("lossGradient", 1, 64, w, dw, x, count, inputs, units, losses);
        TableView view =
                OverlayRegistry.discover(LaunchChecks.class.getClassLoader()).view(CpuTable.TARGET);
        new CpuDevice(2).launch(TestKernels.compile("lossGradient", view), new int[] {1, 1, 1, 64, 1, 1}, new Object[] {
            w, cpuDw, x, count, inputs, units, cpuLosses
        });
        double scale = Arrays.stream(cpuDw).map(Math::abs).max().orElseThrow();
        assertThat(scale).isGreaterThan(0.1);
        for (int i = 0; i < w.length; i++) {
            assertThat(dw[i]).isEqualTo(cpuDw[i], within(1e-9 * Math.max(Math.abs(cpuDw[i]), 1e-3 * scale)));
        }
        assertThat(losses).containsExactly(cpuLosses, within(1e-12));
    }

    @Test
    void gradientOfSharedWeights() throws KernelFailure {
        int inputs = 50;
        int units = 7;
        int count = 200;
        SplittableRandom random = new SplittableRandom(11);
        double[] w = random.doubles(units * inputs, -0.3, 0.3).toArray();
        double[] x = random.doubles(count * inputs, -1, 1).toArray();
        double[] dw = new double[w.length];
        dw[0] = 5; // shadows accumulate
        double[] losses = new double[count];
        launch("lossGradient", 4, 64, w, dw, x, count, inputs, units, losses);
        double[] expected = new double[w.length];
        expected[0] = 5;
        for (int sample = 0; sample < count; sample++) {
            assertThat(losses[sample]).isEqualTo(TestKernels.loss(w, x, sample, inputs, units), within(1e-12));
            for (int u = 0; u < units; u++) {
                double z = 0;
                for (int i = 0; i < inputs; i++) {
                    z += w[u * inputs + i] * x[sample * inputs + i];
                }
                double t = Math.tanh(z);
                for (int i = 0; i < inputs; i++) {
                    expected[u * inputs + i] += 2 * (t - 0.1 * u) * (1 - t * t) * x[sample * inputs + i];
                }
            }
        }
        double scale = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
        for (int i = 0; i < w.length; i++) {
            assertThat(dw[i]).isEqualTo(expected[i], within(1e-9 * scale));
        }
    }

    /** A loop whose trip count only the data knows needs a tape. */
    @Test
    void derivativeOfAnIteration() throws KernelFailure {
        double[] a = new double[500];
        Arrays.setAll(a, i -> 0.5 + i);
        double[] out = new double[a.length];
        launch("rootDerivative", 2, 256, a, 1.0, out);
        for (int i = 0; i < a.length; i++) {
            assertThat(out[i]).isEqualTo(0.5 / Math.sqrt(a[i]), within(1e-9));
        }
    }
}
