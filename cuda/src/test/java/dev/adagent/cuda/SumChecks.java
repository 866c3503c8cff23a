package dev.adagent.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.adagent.overlay.OverlayRegistry;
import dev.adagent.transform.cpu.CpuDevice;
import dev.adagent.transform.device.Device;
import dev.adagent.transform.device.Kernel;
import dev.adagent.transform.device.KernelFailure;
import dev.adagent.transform.opt.Inlining;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Deterministic kernels give the same bits in every launch, grid and device: those of the exact sums, rounded once. */
abstract class SumChecks {
    private static final OverlayRegistry TABLES = OverlayRegistry.discover(SumChecks.class.getClassLoader());
    private static final int WEIGHTS = 16;

    final SplittableRandom random = new SplittableRandom(3);
    final double[] x = new double[inputs()];
    final double[] w = new double[WEIGHTS];
    final int[] index = new int[inputs()];

    SumChecks() {
        Arrays.setAll(x, i -> Math.scalb(random.nextDouble(-1, 1), random.nextInt(-20, 20)));
        Arrays.setAll(w, i -> random.nextDouble(0.5, 1));
        Arrays.setAll(index, i -> random.nextInt(WEIGHTS));
    }

    abstract Device device();

    /** How many inputs a launch has. */
    int inputs() {
        return 4096;
    }

    /** How often the same is launched. */
    int launches() {
        return 20;
    }

    static Kernel compile(Device device, String name, Kernel.Options options) {
        return TestKernels.compile(SumKernels.class, name, TABLES.view(device.target()), options);
    }

    static final Kernel.Options EXACT = Kernel.Options.DEFAULT.withDeterministic(true);

    /** Grids of as many threads as there are inputs. */
    private List<int[]> grids() {
        int n = inputs();
        return List.of(LaunchChecks.grid(n / 64, 64), LaunchChecks.grid(n / 16, 16));
    }

    private double[] launch(Kernel kernel, int... grid) throws KernelFailure {
        double[] dw = {0.5, -3, 1e9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1e-9};
        kernel.launch(device(), grid, w.clone(), dw, x.clone(), index.clone());
        return dw;
    }

    /** What is added in decimal arithmetic, by the sums' own definition. */
    private double[] expected() {
        BigDecimal[] sums = new BigDecimal[WEIGHTS];
        Arrays.fill(sums, BigDecimal.ZERO);
        sums[0] = new BigDecimal(0.5);
        sums[1] = new BigDecimal(-3);
        sums[2] = new BigDecimal(1e9);
        sums[15] = new BigDecimal(1e-9);
        for (int i = 0; i < x.length; i++) {
            sums[index[i]] = sums[index[i]].add(new BigDecimal(x[i]));
        }
        return Arrays.stream(sums).mapToDouble(BigDecimal::doubleValue).toArray();
    }

    @ParameterizedTest
    @ValueSource(strings = {"scatter", "byHand", "overTheGrid"})
    void theExactSum(String name) throws KernelFailure {
        for (int[] grid : grids()) {
            Kernel kernel = compile(device(), name, EXACT);
            for (int k = 0; k < launches(); k++) {
                assertThat(launch(kernel, grid)).isEqualTo(expected());
            }
        }
        // the negative control: sums in some order are not exact
        assertThat(launch(compile(device(), name, Kernel.Options.DEFAULT), grids().get(0)))
                .isNotEqualTo(expected());
    }

    /** The same by a method that stays a call. */
    @Test
    void inMethodsToo() throws KernelFailure {
        Kernel kernel = compile(device(), "scatter", EXACT.with(Inlining.NEVER));
        assertThat(launch(kernel, grids().get(0))).isEqualTo(expected());
    }

    @Test
    void withoutChecksToo() throws KernelFailure {
        Kernel kernel =
                compile(device(), "scatter", new Kernel.Options(Kernel.MathMode.STRICT, false).withDeterministic(true));
        assertThat(launch(kernel, grids().get(0))).isEqualTo(expected());
    }

    @Test
    void everyGridTheSame() throws KernelFailure {
        Kernel kernel = compile(device(), "forAll", EXACT);
        double[] first = launch(kernel, grids().get(0));
        for (int[] grid : grids()) {
            for (int k = 0; k < launches(); k++) {
                assertThat(launch(kernel, grid)).isEqualTo(first);
            }
        }
        assertThat(first).isEqualTo(reference("forAll"));
    }

    /** On the CPU, with one worker. */
    private double[] reference(String name) throws KernelFailure {
        Device cpu = new CpuDevice(1, false);
        double[] dw = {0.5, -3, 1e9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1e-9};
        compile(cpu, name, EXACT).launch(cpu, grids().get(0), w.clone(), dw, x.clone(), index.clone());
        return dw;
    }

    @Test
    void floats() throws KernelFailure {
        float[] dw = new float[WEIGHTS];
        float[] narrow = new float[WEIGHTS];
        compile(device(), "floats", EXACT).launch(device(), grids().get(0), narrow, dw, x.clone(), index.clone());
        for (int k = 0; k < WEIGHTS; k++) {
            BigDecimal sum = BigDecimal.ZERO;
            for (int i = 0; i < x.length; i++) {
                sum = index[i] == k ? sum.add(new BigDecimal((float) x[i])) : sum;
            }
            assertThat(dw[k]).isEqualTo(sum.floatValue());
        }
    }

    @Test
    void rows() throws KernelFailure {
        double[][] rows = new double[4][4];
        double[][] dw = new double[4][4];
        dw[2] = dw[1]; // two rows of one shadow
        compile(device(), "rows", EXACT).launch(device(), grids().get(0), rows, dw, x.clone(), index.clone());
        for (int r : new int[] {0, 1, 3}) {
            for (int c = 0; c < 4; c++) {
                BigDecimal sum = BigDecimal.ZERO;
                for (int i = 0; i < x.length; i++) {
                    int row = index[i] & 3;
                    boolean here = (row == r || row == 2 && r == 1) && index[i] >> 2 == c;
                    sum = here ? sum.add(new BigDecimal(x[i])) : sum;
                }
                assertThat(dw[r][c]).isEqualTo(sum.doubleValue());
            }
        }
    }

    /** Which of two shadows is added to, the data says; once both are the same array. */
    @Test
    void oneOfTwoArrays() throws KernelFailure {
        Kernel kernel = compile(device(), "chosen", EXACT);
        for (boolean same : new boolean[] {false, true}) {
            double[] da = new double[WEIGHTS];
            double[] db = same ? da : new double[WEIGHTS];
            kernel.launch(device(), grids().get(0), w.clone(), da, w.clone(), db, x.clone(), index.clone());
            BigDecimal[] a = new BigDecimal[WEIGHTS];
            Arrays.fill(a, BigDecimal.ZERO);
            BigDecimal[] b = same ? a : a.clone();
            for (int i = 0; i < x.length; i++) {
                BigDecimal v = new BigDecimal(x[i]);
                BigDecimal[] to = x[i] > 0 ? a : b;
                to[index[i]] = to[index[i]].add(v);
                a[0] = a[0].add(v);
            }
            assertThat(da)
                    .isEqualTo(Arrays.stream(a)
                            .mapToDouble(BigDecimal::doubleValue)
                            .toArray());
            assertThat(db)
                    .isEqualTo(Arrays.stream(b)
                            .mapToDouble(BigDecimal::doubleValue)
                            .toArray());
        }
    }

    /** A shadow in shared memory is added to by the block, read, zeroed and added to again; then all blocks add to one. */
    @Test
    void sharedMemory() throws KernelFailure {
        double[][] found = new double[launches()][];
        for (int k = 0; k < launches(); k++) {
            found[k] = sharedWeights(device());
            assertThat(found[k]).isEqualTo(found[0]);
        }
        assertThat(found[0]).isEqualTo(sharedWeights(new CpuDevice(1, false)));
        for (int j = 0; j < WEIGHTS; j++) {
            double expected = 0;
            double size = 1;
            for (int i = 0; i < x.length; i++) {
                expected += index[i] == j ? x[i] : 0;
                expected += 15 - index[i] == j ? 2 * w[j] * x[i] : 0;
                size += Math.abs(x[i]);
            }
            assertThat(found[0][j]).isEqualTo(expected, within(1e-12 * size));
        }
    }

    private double[] sharedWeights(Device device) throws KernelFailure {
        double[] out = new double[WEIGHTS + 1];
        double[] dw = new double[WEIGHTS];
        double[] loss = new double[1];
        compile(device, "sharedWeights", EXACT)
                .launch(device, grids().get(0), w.clone(), dw, x.clone(), index.clone(), loss, new double[] {1});
        System.arraycopy(dw, 0, out, 0, WEIGHTS);
        out[WEIGHTS] = loss[0];
        return out;
    }
}
