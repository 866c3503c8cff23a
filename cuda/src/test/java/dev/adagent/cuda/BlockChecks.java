package dev.adagent.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.adagent.transform.device.Kernel;
import dev.adagent.transform.device.KernelFailure;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The kernels of {@link BlockKernels} give what plain Java gives, on every device. */
abstract class BlockChecks {
    /** The kernel of that name in the form that the device takes. */
    abstract Kernel kernel(String name);

    abstract void launch(Kernel kernel, int[] grid, Object... args) throws KernelFailure;

    private void launch(String name, int blocks, int threads, Object... args) throws KernelFailure {
        launch(kernel(name), LaunchChecks.grid(blocks, threads), args);
    }

    @Test
    void reduction() throws KernelFailure {
        double[] x = new SplittableRandom(1).doubles(1000).toArray();
        double[] out = new double[4];
        launch("reduce", 4, 256, x, out);
        for (int b = 0; b < 4; b++) {
            double[] s = Arrays.copyOf(Arrays.copyOfRange(x, 256 * b, Math.min(1000, 256 * (b + 1))), 256);
            for (int h = 128; h > 0; h /= 2) {
                for (int t = 0; t < h; t++) {
                    s[t] += s[t + h];
                }
            }
            assertThat(out[b]).isEqualTo(s[0]);
        }
    }

    /** That all threads are at one barrier shows when the kernel runs; that they are not is an exception, and the device goes on. */
    @Test
    void barriersThatMemoryChooses() throws KernelFailure {
        int[] which = new int[128];
        int[] out = new int[256];
        for (int round = 0; round < 3; round++) {
            for (int same : new int[] {0, 1}) {
                Arrays.fill(which, same);
                launch("whereMemorySays", 2, 128, which, out);
                for (int i = 0; i < 256; i++) {
                    assertThat(out[i]).isEqualTo(1000 * same + (i + 1) % 128);
                }
            }
            which[3 + 40 * round] = 0; // in the first, second and third warp
            assertThat(catchThrowableOfType(
                                    KernelFailure.class, () -> launch("whereMemorySays", 2, 128, which, new int[256]))
                            .exception())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("all threads that have not ended must come to the same call");
        }
    }

    @Test
    void tiledProduct() throws KernelFailure {
        int n = 24;
        SplittableRandom r = new SplittableRandom(2);
        float[] a = new float[n * n];
        float[] b = new float[n * n];
        float[] c = new float[n * n];
        for (int i = 0; i < n * n; i++) {
            a[i] = (float) r.nextDouble();
            b[i] = (float) r.nextDouble();
        }
        launch(kernel("matmul"), new int[] {3, 3, 1, 8, 8, 1}, a, b, c, n);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                float sum = 0;
                for (int k = 0; k < n; k++) {
                    sum += a[i * n + k] * b[k * n + j];
                }
                assertThat(c[i * n + j]).isEqualTo(sum);
            }
        }
    }

    @Test
    void stencilWithHalo() throws KernelFailure {
        double[] x = new SplittableRandom(3).doubles(200).toArray();
        double[] y = new double[200];
        launch("stencil", 4, 64, x, y);
        for (int i = 0; i < 200; i++) {
            double left = i == 0 ? 0 : x[i - 1];
            double right = i == 199 ? 0 : x[i + 1];
            assertThat(y[i]).isEqualTo(0.25 * left + 0.5 * x[i] + 0.25 * right);
        }
    }

    @Test
    void histogram() throws KernelFailure {
        byte[] data = new byte[5000];
        new java.util.Random(4).nextBytes(data);
        int[] bins = new int[256];
        int[] expected = new int[256];
        for (byte b : data) {
            expected[b & 255]++;
        }
        launch("histogram", 3, 96, data, bins);
        assertThat(bins).isEqualTo(expected);
    }

    @Test
    void warpReduction() throws KernelFailure {
        long[] x = new SplittableRandom(5).longs(300).toArray();
        long[] out = new long[1];
        launch("warpReduce", 4, 96, x, out);
        assertThat(out[0]).isEqualTo(Arrays.stream(x).sum());
    }

    @Test
    void scan() throws KernelFailure {
        int[] x = new SplittableRandom(6).ints(512).toArray();
        int[] y = new int[512];
        launch("scan", 2, 256, x, y);
        for (int b = 0; b < 2; b++) {
            int[] part = Arrays.copyOfRange(x, 256 * b, 256 * (b + 1));
            Arrays.parallelPrefix(part, Integer::sum);
            assertThat(Arrays.copyOfRange(y, 256 * b, 256 * (b + 1))).isEqualTo(part);
        }
    }

    @Test
    void shufflesOfEveryKindAndType() throws KernelFailure {
        int n = 64;
        SplittableRandom r = new SplittableRandom(7);
        int[] a = r.ints(n, -1000, 1000).toArray();
        long[] b = r.longs(n).toArray();
        float[] c = new float[n];
        double[] d = r.doubles(n, 1, 2).toArray();
        for (int i = 0; i < n; i++) {
            c[i] = (float) r.nextDouble();
        }
        Object[] mine = {a.clone(), b.clone(), c.clone(), d.clone()};
        launch("shuffles", 1, n, mine);
        for (int i = 0; i < n; i++) {
            int group = i & ~7;
            int warp = i & ~31;
            int lane = i & 31;
            assertThat(((int[]) mine[0])[i]).isEqualTo(a[group + ((i ^ 5) & 7)] + 1000 * a[group + 2]);
            long down = b[i % 8 + 3 < 8 ? i + 3 : i];
            long up = b[i % 8 >= 2 ? i - 2 : i];
            assertThat(((long[]) mine[1])[i]).isEqualTo(down - 7 * up);
            assertThat(((float[]) mine[2])[i]).isEqualTo(c[i ^ 1] + c[warp + (lane + 9) % 32]);
            assertThat(((double[]) mine[3])[i]).isEqualTo(d[lane < 31 ? i + 1 : i] / d[lane >= 16 ? i - 16 : i]);
        }
    }

    @Test
    void votes() throws KernelFailure {
        int n = 96;
        int[] x = new SplittableRandom(8).ints(n, 0, 100).toArray();
        int[] ballot = new int[n];
        boolean[] any = new boolean[n];
        boolean[] all = new boolean[n];
        Arrays.fill(x, 40, 48, 7); // the second warp: nothing above 90 in its lower half but what chance gives
        launch("votes", 1, n, x, ballot, any, all);
        for (int i = 0; i < n; i++) {
            int warp = i & ~31;
            int bits = 0;
            for (int k = 0; k < 32; k++) {
                bits |= x[warp + k] % 3 == 0 ? 1 << k : 0;
            }
            assertThat(ballot[i]).isEqualTo(bits);
            int half = i & ~15;
            int limit = (i & 16) == 0 ? 90 : 30;
            assertThat(any[i]).isEqualTo(Arrays.stream(x, half, half + 16).anyMatch(v -> v > limit));
            assertThat(all[i]).isTrue();
        }
        x[70] = 5000;
        launch("votes", 1, n, x, ballot, any, all);
        assertThat(all[33]).isTrue();
        assertThat(all[64]).isFalse();
        assertThat(all[95]).isFalse();
    }

    @Test
    void integerAtomics() throws KernelFailure {
        int n = 128;
        int[] x = new SplittableRandom(9).ints(n, 1, 1 << 30).toArray();
        int[] k = new int[8];
        long[] l = new long[8];
        launch("integerAtomics", 1, n, x, k, l);
        int and = -1;
        int or = 0;
        int xor = 0;
        long andLong = -1;
        for (int v : x) {
            and &= v | 0xf0f0;
            or |= v;
            xor ^= v;
            andLong &= (long) v << 20 | 0xff00ff;
        }
        int min = Arrays.stream(x).min().orElseThrow();
        int max = Arrays.stream(x).max().orElseThrow();
        assertThat(k).containsExactly(Arrays.stream(x).sum(), min, max, and, or, xor, x[17], 1);
        long sum = Arrays.stream(x).asLongStream().map(v -> v << 20).sum();
        assertThat(l)
                .containsExactly(
                        sum, (long) min << 20, (long) max << 20, andLong, (long) or << 20, (long) xor << 20, x[17], 5);
    }

    @Test
    void floatAtomics() throws KernelFailure {
        int n = 192;
        double[] x = new SplittableRandom(10).doubles(n, -50, 50).toArray();
        double[] d = new double[5];
        float[] f = new float[6];
        launch("floatAtomics", 2, 96, x, d, f);
        double min = Arrays.stream(x).min().orElseThrow();
        double max = Arrays.stream(x).max().orElseThrow();
        assertThat(d).containsExactly(min, max, 96, x[5], 1);
        assertThat(f).containsExactly((float) min, (float) max, 96f, (float) x[5], 0f, 9f);
        x[50] = Double.NaN;
        launch("floatAtomics", 2, 96, x, d, f);
        assertThat(d[0]).isNaN();
        assertThat(f[1]).isNaN();
    }

    @Test
    void sharedArraysBeginWithZeros() throws KernelFailure {
        int[] out = new int[6 * 64];
        launch("zeroed", 6, 64, (Object) out);
        assertThat(out).containsOnly(1 + (byte) 200 + (short) 40_000 + 65_535);
    }

    @Test
    void aSharedArrayBelongsToItsCall() throws KernelFailure {
        int[] x = IntStream.range(0, 128).toArray();
        launch("oneArrayForACall", 2, 64, (Object) x);
        for (int i = 0; i < 128; i++) {
            assertThat(x[i]).isEqualTo((i & 64) + (i + 1) % 64);
        }
    }

    @Test
    void privateArraysSurviveBarriers() throws KernelFailure {
        double[] x = {1, 2, 3, 4};
        launch("privateBesideShared", 1, 4, (Object) x);
        for (int t = 0; t < 4; t++) {
            double sum = 0;
            for (int k = 0; k < 5; k++) {
                sum = 10 * sum + ((t + k) % 4 + 1 + k);
            }
            assertThat(x[t]).isEqualTo(sum);
        }
    }

    @Test
    void threadsThatHaveLeftAreNotWaitedFor() throws KernelFailure {
        int[] x = IntStream.rangeClosed(1, 100).toArray();
        launch("leaveEarly", 2, 64, (Object) x);
        for (int i = 0; i < 100; i++) {
            int first = i < 64 ? 1 : 65;
            int before = (i + 63) % 64;
            int other = i < 64 ? before + 1 : before < 36 ? 65 + before : 0;
            assertThat(x[i]).isEqualTo(first + other);
        }
    }

    @Test
    void accessesOutsideSharedArraysAreCaught() throws KernelFailure {
        int[] x = new int[64];
        KernelFailure e = catchThrowableOfType(KernelFailure.class, () -> launch("outsideShared", 1, 64, (Object) x));
        assertThat(e.exception())
                .isInstanceOf(ArrayIndexOutOfBoundsException.class)
                .hasMessage("Index 40 out of bounds for length 40");
        assertThat(e.thread()).containsExactly(40, 0, 0);
        assertThat(Arrays.copyOf(x, 40)).containsOnly(1);
        launch("oneArrayForACall", 1, 64, (Object) x); // the device is usable afterwards
    }

    @Test
    void gridsOfThreeDimensions() throws KernelFailure {
        int[] out = new int[2 * 4 * 3 * 2 * 2 * 3];
        launch(kernel("places"), new int[] {2, 3, 2, 4, 2, 3}, (Object) out);
        for (int z = 0; z < 6; z++) {
            for (int y = 0; y < 6; y++) {
                for (int x = 0; x < 8; x++) {
                    int lane = ((z % 3) * 2 + y % 2) * 4 + x % 4;
                    assertThat(out[(z * 6 + y) * 8 + x]).isEqualTo(240_000 + 100 * lane + z % 3);
                }
            }
        }
    }
}
