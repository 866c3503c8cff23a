package dev.adagent.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.adagent.transform.device.Kernel;
import dev.adagent.transform.device.KernelFailure;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Derivatives of {@link BlockGradients} are those of the mathematics, on every device. */
abstract class BlockGradientChecks {
    abstract Kernel kernel(String name);

    abstract void launch(Kernel kernel, int[] grid, Object... args) throws KernelFailure;

    private void launch(String name, int blocks, int threads, Object... args) throws KernelFailure {
        launch(kernel(name), LaunchChecks.grid(blocks, threads), args);
    }

    private static double[] ones(int n) {
        double[] out = new double[n];
        Arrays.fill(out, 1);
        return out;
    }

    @Test
    void sharedMemoryInReverse() throws KernelFailure {
        double[] x = {1, 2, 3, 4, 5, 6, 7, 8};
        double[] dx = new double[8];
        double[] y = new double[8];
        double[] dy = ones(8);
        launch("mirroredReverse", 1, 8, x, dx, y, dy);
        assertThat(dx).containsExactly(16, 14, 12, 10, 8, 6, 4, 2);
        assertThat(y).containsExactly(8, 14, 18, 20, 20, 18, 14, 8);
        assertThat(dy).as("overwritten").containsOnly(0);
    }

    @Test
    void sharedMemoryForward() throws KernelFailure {
        double[] x = {1, 2, 3, 4};
        double[] dx = {1, 10, 100, 1000};
        double[] dy = new double[4];
        launch("mirroredForward", 1, 4, x, dx, new double[4], dy);
        assertThat(dy).containsExactly(1004, 10 * 3 + 100 * 2, 230, 1004);
    }

    @Test
    void barriersInALoop() throws KernelFailure {
        int n = 256;
        double[] x = new double[n];
        Arrays.setAll(x, i -> i / 256.0);
        double[] dx = new double[n];
        double[] out = new double[1];
        launch("squaresReverse", 1, n, x, dx, out, new double[] {1});
        for (int i = 0; i < n; i++) {
            assertThat(dx[i]).isEqualTo(2 * x[i]);
        }
        assertThat(out[0]).isEqualTo(Arrays.stream(x).map(v -> v * v).sum(), within(1e-10));
        launch("squaresTwice", 1, n, x, dx, out, new double[] {1});
        for (int i = 0; i < n; i++) {
            assertThat(dx[i]).isEqualTo(6 * x[i], within(1e-12));
        }
        double[] dout = new double[1];
        launch("squaresForward", 1, n, x, ones(n), out, dout);
        assertThat(dout[0]).isEqualTo(2 * Arrays.stream(x).sum(), within(1e-10));
    }

    @Test
    void plainAndAtomicAdditionsToOneSharedShadow() throws KernelFailure {
        int n = 48;
        double[] x = new double[2 * n];
        Arrays.setAll(x, i -> 1 + i % 5);
        double[] dx = new double[2 * n];
        launch("tilesReverse", 2, n, x, dx, new double[2 * n], ones(2 * n));
        for (int i = 0; i < 2 * n; i++) {
            int after = i / n * n + (i + 1) % n;
            int before = i / n * n + (i + n - 1) % n;
            assertThat(dx[i]).isEqualTo(2 * x[i] * x[after] + x[before] * x[before]);
        }
    }

    @Test
    void roundsThatOnlyTheDataKnows() throws KernelFailure {
        for (double first : new double[] {0.05, 0.6, 1.3}) {
            SplittableRandom r = new SplittableRandom(7);
            double[] x = r.doubles(40, 0.5, 1.5).toArray();
            x[0] = first;
            double[] v = r.doubles(40).toArray();
            double[] dx = new double[40];
            double[] tangent = new double[1];
            launch("relaxReverse", 1, 40, x, dx, new double[1], new double[] {1});
            launch("relaxForward", 1, 40, x, v, new double[1], tangent);
            double product = 0;
            for (int i = 0; i < 40; i++) {
                product += dx[i] * v[i];
            }
            assertThat(product).isPositive().isEqualTo(tangent[0], within(1e-12 * product));
        }
    }

    @Test
    void whatARoundOverwritesTheNextOneNeeds() throws KernelFailure {
        double[] x = {1, 2, 3, 4};
        double[] dx = new double[4];
        double[] loss = new double[1];
        launch("wanderReverse", 1, 4, x, dx, loss, new double[] {1}, 3);
        assertThat(loss[0]).isEqualTo(50);
        assertThat(dx).containsExactly(26, 19, 14, 11);
        for (int rounds : new int[] {0, 1, 7}) {
            SplittableRandom r = new SplittableRandom(rounds);
            double[] z = r.doubles(40, 0.5, 1.5).toArray();
            double[] v = r.doubles(40).toArray();
            double[] dz = new double[40];
            double[] tangent = new double[1];
            launch("wanderReverse", 1, 40, z, dz, new double[1], new double[] {1}, rounds);
            launch("wanderForward", 1, 40, z, v, new double[1], tangent, rounds);
            double product = 0;
            for (int i = 0; i < 40; i++) {
                product += dz[i] * v[i];
            }
            assertThat(product).isEqualTo(tangent[0], within(1e-9 * Math.max(1, Math.abs(product))));
            assertThat(product == 0).isEqualTo(rounds == 0);
        }
    }

    @Test
    void tiles() throws KernelFailure {
        float[] da = new float[4];
        float[] db = new float[4];
        float[] c = new float[4];
        Object[] args = {new float[] {1, 2, 3, 4}, da, new float[] {5, 6, 7, 8}, db, c, new float[] {1, 1, 1, 1}, 2};
        launch(kernel("matmulReverse"), new int[] {1, 1, 1, 2, 2, 1}, args);
        assertThat(c).containsExactly(19, 22, 43, 50);
        assertThat(da).containsExactly(11, 15, 11, 15);
        assertThat(db).containsExactly(4, 4, 6, 6);

        int n = 6;
        SplittableRandom r = new SplittableRandom(1);
        float[][] in = new float[3][n * n];
        for (float[] m : in) {
            for (int i = 0; i < m.length; i++) {
                m[i] = r.nextInt(-8, 9);
            }
        }
        float[] ga = new float[n * n];
        float[] gb = new float[n * n];
        launch(
                kernel("matmulReverse"),
                new int[] {3, 3, 1, 2, 2, 1},
                in[0],
                ga,
                in[1],
                gb,
                new float[n * n],
                in[2].clone(),
                n);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                float wantA = 0;
                float wantB = 0;
                for (int k = 0; k < n; k++) {
                    wantA += in[2][i * n + k] * in[1][j * n + k];
                    wantB += in[0][k * n + i] * in[2][k * n + j];
                }
                assertThat(ga[i * n + j]).isEqualTo(wantA);
                assertThat(gb[i * n + j]).isEqualTo(wantB);
            }
        }
    }

    @Test
    void softmaxOfABlock() throws KernelFailure {
        double[] dx = new double[4];
        launch("softmaxReverse", 1, 4, new double[] {1, 2, 3, 4}, dx, new double[4], new double[] {1, 0, 0, 0});
        assertThat(dx)
                .containsExactly(
                        new double[] {
                            0.03103084923581511, -0.002793725142664097, -0.007594132289012968, -0.020642991804138047
                        },
                        within(1e-15));
    }

    @Test
    void shufflesTranspose() throws KernelFailure {
        int n = 64;
        SplittableRandom r = new SplittableRandom(2);
        double[] x = r.doubles(n, 0, 31).toArray();
        double[] v = r.doubles(n, -1, 1).toArray();
        double[] w = r.doubles(n, -1, 1).toArray();
        double[] dx = new double[n];
        double[] dy = new double[n];
        launch("shuffledReverse", 1, n, x, dx, new double[n], w.clone());
        launch("shuffledForward", 1, n, x, v.clone(), new double[n], dy);
        double a = 0;
        double b = 0;
        for (int i = 0; i < n; i++) {
            a += dx[i] * v[i];
            b += dy[i] * w[i];
        }
        assertThat(a).isEqualTo(b, within(1e-9 * Math.abs(b)));
        double h = 1e-6;
        for (int i = 0; i < n; i++) {
            double[] up = x.clone();
            double[] down = x.clone();
            up[i] += h;
            down[i] -= h;
            double slope = (weighted(up, w) - weighted(down, w)) / (2 * h);
            assertThat(dx[i]).as("entry %s", i).isEqualTo(slope, within(1e-4 * Math.max(100, Math.abs(slope))));
        }
    }

    /** ⟨w, f(x)⟩ of the shuffles in plain Java. */
    private static double weighted(double[] x, double[] w) {
        int n = x.length;
        double[] v = new double[n];
        double[] up = new double[n];
        double sum = 0;
        Arrays.setAll(v, i -> x[i] * x[i]);
        for (int i = 0; i < n; i++) {
            int from = i % 8 >= 2 ? i - 2 : i;
            up[i] = v[from] * v[from % 32 < 29 ? from + 3 : from];
        }
        for (int i = 0; i < n; i++) {
            sum += w[i] * (up[i ^ 5] * v[(i & ~31) + ((int) x[i] & 31)] + v[i]);
        }
        return sum;
    }

    @Test
    void warpSumsInALoop() throws KernelFailure {
        int n = 96;
        float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = i % 7 - 3;
        }
        float[] dx = new float[n];
        float[] out = new float[1];
        launch("warpSumReverse", 1, n, x, dx, out, new float[] {2});
        for (int i = 0; i < n; i++) {
            assertThat(dx[i]).isEqualTo(6 * x[i] * x[i]);
        }
    }

    @Test
    void forwardOverReverse() throws KernelFailure {
        double[] x = {1, 2, 3};
        double[] v = {0.5, -1, 2};
        double[] dx = new double[3];
        double[] hv = new double[3];
        launch("hessianTimes", 1, 3, x, v, dx, hv, new double[1], new double[] {1}, new double[1], new double[1]);
        for (int i = 0; i < 3; i++) {
            // L = Σ c_i c_{i+1} with c = x³ over a ring of three: dL/dx_i = 3x_i² (c_{i−1} + c_{i+1})
            int j = (i + 1) % 3;
            int k = (i + 2) % 3;
            double others = Math.pow(x[j], 3) + Math.pow(x[k], 3);
            assertThat(dx[i]).isEqualTo(3 * x[i] * x[i] * others);
            double expected =
                    6 * x[i] * v[i] * others + 3 * x[i] * x[i] * (3 * x[j] * x[j] * v[j] + 3 * x[k] * x[k] * v[k]);
            assertThat(hv[i]).isEqualTo(expected, within(1e-9));
        }
    }

    @Test
    void threadsThatLeaveFirst() throws KernelFailure {
        double[] x = {1, 2, 3, 4, 5, 6, 7, 8};
        double[] dx = new double[8];
        launch("someReverse", 1, 8, x, dx, new double[8], ones(8), 5);
        // y_t = x_t · x_{4−t}: each pair is counted twice
        assertThat(dx).containsExactly(10, 8, 6, 4, 2, 0, 0, 0);
    }

    @Test
    void theWinnerOfAMaximumGetsItsAdjoint() throws KernelFailure {
        int n = 37;
        double[] x = new double[n];
        Arrays.setAll(x, i -> 1 + (i * 17 % n) / 8.0);
        int top = 0;
        for (int i = 0; i < n; i++) {
            top = x[i] > x[top] ? i : top;
        }
        double[] dy = new double[n];
        Arrays.setAll(dy, i -> 0.5 + i);
        double[] seeds = dy.clone();
        double[] dx = new double[n];
        double[] y = new double[n];
        launch("normalisedReverse", 1, 64, x, dx, y, dy);
        double byMaximum = 0;
        for (int i = 0; i < n; i++) {
            byMaximum -= seeds[i] * x[i] / (x[top] * x[top]);
        }
        for (int i = 0; i < n; i++) {
            assertThat(y[i]).isEqualTo(x[i] / x[top]);
            assertThat(dx[i])
                    .isEqualTo(seeds[i] / x[top] + (i == top ? byMaximum : 0), within(1e-12 * Math.abs(byMaximum)));
        }
    }

    @Test
    void minimaOfManyElementsInOneBlock() throws KernelFailure {
        int each = 3;
        float[] x = new float[32 * each];
        for (int i = 0; i < x.length; i++) {
            x[i] = (i * 31 % 97 + 3) / 16f;
        }
        float[] out = new float[5];
        Arrays.fill(out, 1e9f);
        out[4] = 0; // nobody beats it
        float[] dout = {1, 10, 100, 1000, 10000};
        float[] dx = new float[x.length];
        launch("smallestReverse", 1, 32, x, dx, out, dout, each);
        float[] want = new float[x.length];
        for (int k = 0; k < 4; k++) {
            int best = k;
            for (int i = k; i < x.length; i += 5) {
                best = x[i] < x[best] ? i : best;
            }
            want[best] = 2 * x[best] * (float) Math.pow(10, k);
        }
        assertThat(dx).containsExactly(want);
        assertThat(dout).containsExactly(0, 0, 0, 0, 10000);
        assertThat(out[4]).isEqualTo(0);
    }

    @Test
    void whichBlockWinsIsNotKnownInside() {
        assertThatThrownBy(() ->
                        launch("smallestReverse", 2, 4, new float[8], new float[8], new float[1], new float[1], 1))
                .isInstanceOf(KernelFailure.class)
                .hasStackTraceContaining("several blocks share");
    }

    @Test
    void eachLaneOfABatchHasItsSharedShadows() throws KernelFailure {
        double[] x = {1, 2, 3, 4};
        double[] dx0 = new double[4];
        double[] dx1 = {100, 0, 0, 0};
        launch("squaresBatch", 1, 4, x, dx0, dx1, new double[1], new double[] {1}, new double[] {10});
        assertThat(dx0).containsExactly(2, 4, 6, 8);
        assertThat(dx1).containsExactly(120, 40, 60, 80);
        double[] dout0 = new double[1];
        double[] dout1 = new double[1];
        double[] first = {1, 0, 0, 0};
        launch("squaresForwardBatch", 1, 4, x, first, new double[] {0, 1, 0, 1}, new double[1], dout0, dout1);
        assertThat(dout0).containsExactly(2);
        assertThat(dout1).containsExactly(12);
    }

    /** Reverse is the transpose of forward, which leaves the threads where the function does: what nobody waits for comes too late. */
    private void transposes(String name, double[] x, Object... more) throws KernelFailure {
        int n = x.length;
        double[] seeds = new SplittableRandom(5).doubles(n, -1, 1).toArray();
        double[] dx = new double[n];
        double[] y = new double[n];
        launch(name + "Reverse", 1, n, with(more, x, dx, y, seeds.clone()));
        for (int k = 0; k < n; k++) {
            double[] direction = new double[n];
            direction[k] = 1;
            double[] dy = new double[n];
            double[] again = new double[n];
            launch(name + "Forward", 1, n, with(more, x, direction, again, dy));
            double slope = 0;
            for (int i = 0; i < n; i++) {
                slope += seeds[i] * dy[i];
            }
            assertThat(y).isEqualTo(again);
            assertThat(dx[k]).as("%s by x[%d]", name, k).isEqualTo(slope, within(1e-11 * Math.max(1, Math.abs(slope))));
        }
    }

    private static Object[] with(Object[] more, Object... first) {
        Object[] out = Arrays.copyOf(first, first.length + more.length);
        System.arraycopy(more, 0, out, first.length, more.length);
        return out;
    }

    @Test
    void threadsThatLeaveAfterDifferentBarriers() throws KernelFailure {
        double[] x = {0.46, -0.87, 0.21, -0.35, 0.94, -0.62, 0.08, 0.77};
        transposes("leaving", x, 5);
        transposes("between", x);
        transposes("ownRounds", x, new int[] {3, 5, 4, 5, 2, 5, 4, 4});
    }

    @Test
    void threadsThatComeToDifferentCallsAreRefused() {
        double[] x = {1, 0, 1, 0, 1, 1, 1, 1};
        assertThatThrownBy(() -> launch("apartReverse", 1, 8, x, new double[8], new double[8], ones(8)))
                .isInstanceOf(KernelFailure.class)
                .hasStackTraceContaining("syncThreads()")
                .hasStackTraceContaining("the same call");
    }
}
