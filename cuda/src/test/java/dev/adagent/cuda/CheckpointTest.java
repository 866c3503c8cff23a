package dev.adagent.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.adagent.codegen.HostJit;
import dev.adagent.codegen.LlvmLowering;
import dev.adagent.codegen.PtxCompiler;
import dev.adagent.overlay.OverlayRegistry;
import dev.adagent.overlay.TableView;
import dev.adagent.transform.cpu.CpuDevice;
import dev.adagent.transform.device.Device;
import dev.adagent.transform.device.Kernel;
import dev.adagent.transform.device.KernelFailure;
import dev.adagent.transform.job.CpuTable;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Checkpoints in loops: the same derivatives, in tapes that grow with the square root of the rounds. */
class CheckpointTest {
    private static final OverlayRegistry TABLES = OverlayRegistry.discover(CheckpointTest.class.getClassLoader());
    private static final int[] GRID = {1, 1, 1, 4, 1, 1};

    static Kernel compile(String name, String target, boolean checkpoints) {
        TableView view = TABLES.view(target);
        Kernel.Options options = Kernel.Options.DEFAULT;
        return TestKernels.compile(LongLoops.class, name, view, checkpoints ? options.withCheckpoints() : options);
    }

    private static double[] x() {
        return new double[] {0.3, 0.8, 1.1};
    }

    private static double[] w() {
        return new double[] {0.9, 1.1, 0.8, 1.05};
    }

    /** Both gradients after one another. */
    private static double[] onHost(Kernel kernel, int n, int slots) throws KernelFailure {
        double[] dw = new double[4];
        double[] dx = new double[3];
        HostJit.run(kernel.module(), GRID, new Object[] {w(), dw, x(), dx, n}, slots);
        double[] out = Arrays.copyOf(dw, 7);
        System.arraycopy(dx, 0, out, 4, 3);
        return out;
    }

    static double[] onCpu(Kernel kernel, int n) throws KernelFailure {
        return on(new CpuDevice(1), kernel, n);
    }

    /** Both gradients after one another, on a device. */
    static double[] on(Device device, Kernel kernel, int n) throws KernelFailure {
        double[] dw = new double[4];
        double[] dx = new double[3];
        device.launch(kernel, GRID, new Object[] {w(), dw, x(), dx, n});
        double[] out = Arrays.copyOf(dw, 7);
        System.arraycopy(dx, 0, out, 4, 3);
        return out;
    }

    @ParameterizedTest
    @ValueSource(strings = {"orbits", "populations", "nestedLoops", "overwrittenWeights", "curvatures"})
    void theSameGradients(String name) throws KernelFailure {
        Kernel all = compile(name, CpuTable.TARGET, false);
        Kernel some = compile(name, CpuTable.TARGET, true);
        for (int n : new int[] {0, 1, 2, 3, 7, 50, 400}) {
            double[] expected = onCpu(all, n);
            assertSame(name + " " + n, onCpu(some, n), expected, 1e-12);
            assertThat(Arrays.stream(expected).map(Math::abs).sum()).isPositive();
        }
    }

    static void assertSame(String what, double[] found, double[] expected, double bound) {
        for (int k = 0; k < expected.length; k++) {
            assertThat(found[k]).as("%s: %s", what, k).isEqualTo(expected[k], within(bound * Math.abs(expected[k])));
        }
    }

    @Test
    void lowered() throws KernelFailure {
        double[] expected = onCpu(compile("populations", CpuTable.TARGET, false), 300);
        assertSame("populations", onHost(compile("populations", CudaTarget.NAME, true), 300, 1 << 12), expected, 1e-9);
    }

    @ParameterizedTest
    @CsvSource({"populations, 20000, 4000, 16000"})
    void theTapeGrowsWithTheRoot(String name, int n, int some, int tooFew) throws KernelFailure {
        onHost(compile(name, CudaTarget.NAME, true), n, some);
        assertThatThrownBy(() -> onHost(compile(name, CudaTarget.NAME, false), n, tooFew))
                .isInstanceOf(KernelFailure.class)
                .hasStackTraceContaining("tape slots in this thread");
    }

    @Test
    void assembles() {
        Kernel kernel = compile("populations", CudaTarget.NAME, true);
        assertThat(PtxCompiler.compile(kernel.module(), "sm_75", LlvmLowering.Options.DEFAULT)
                        .cubin())
                .isNotEmpty();
    }
}
