package dev.adagent.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.adagent.transform.cpu.CpuDevice;
import dev.adagent.transform.device.Kernel;
import dev.adagent.transform.device.KernelFailure;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.analysis.OwnElements;
import dev.adagent.transform.job.CpuTable;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The kernels of {@link ShadowChecks} on the CPU device, and what is known of their shadows. */
class CpuShadowTest extends ShadowChecks {
    private final CpuDevice device = new CpuDevice(4);

    @Override
    String target() {
        return CpuTable.TARGET;
    }

    @Override
    void launch(Kernel kernel, int[] grid, Object... args) throws KernelFailure {
        device.launch(kernel, grid, args);
    }

    private static OwnElements.Verdict verdict(Kernel kernel, int parameter, boolean distinct) {
        Function f = kernel.module().entry();
        return new OwnElements(f, distinct).of(f.params().get(parameter));
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void verdicts(String name) {
        OwnElements.Verdict v = verdict(compile(name, target(), true), 1, true);
        assertThat(v.isOwn()).as("%s: %s", name, v).isEqualTo(name.startsWith("plain"));
        assertThat(v.why()).doesNotContain("null");
    }

    private static OwnElements.Verdict ofRows(String name, boolean distinct) {
        Function f = compile(name, CpuTable.TARGET, distinct).module().entry();
        return new OwnElements(f, distinct).ofRows(f.params().get(1));
    }

    @ParameterizedTest
    @CsvSource({
        "rowsOwnByRow, '[globalIdX()]['",
        "rowsOwnByBoth, 'elements of its own, [globalIdX()][globalIdY()], where the extent along z is 1'",
        "rowsOwnByElement, '][globalIdX()], where the extent along y and the extent along z are 1'",
        "rowsSharedByTwo, other threads of the launch may come to the same element",
        "rowsSharedTransposed, 'may come to the same element, [globalIdX()][1]'",
        "rowsSharedByData, other threads of the launch may come to the same element"
    })
    void rows(String name, String why) {
        assertThat(ofRows(name, true).isOwn()).isEqualTo(name.startsWith("rowsOwn"));
        assertThat(ofRows(name, true).why()).contains(why);
        // rows may be one array
        assertThat(ofRows(name, false).isOwn()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "plainOfTheThread, [globalIdX()], the extent along y and the extent along z are 1",
        "plainOfABlock, gridDimX() and the extent along y, are 1",
        "plainInTwoAxes, globalIdY(), where the extent along z is 1",
        "atomicNeighbours, [globalIdX() + 1] at ShadowKernels.java, of another may be the same element",
        "atomicRemainder, [globalIdX() % , other threads of the launch may come to the same element",
        "atomicWrittenElsewhere, globalIdX()] at ShadowKernels.java, of one thread and"
    })
    void saysWhy(String name, String one, String other) {
        assertThat(verdict(compile(name, target(), true), 1, true).why()).contains(one, other);
    }

    /** Launches in which an axis is not told by the index, or in which an index would wrap, are not those that the proof is for. */
    @ParameterizedTest
    @CsvSource({
        "plainOfTheThread, 8, 1, 1, true",
        "plainOfTheThread, 8, 1, 2, false",
        "plainInTwoAxes, 8, 4, 1, true",
        "plainInTwoAxes, 8, 4, 0, false",
        "plainInTwoAxes, 8, 4, -2, false",
        "plainInTwoAxes, 8, 65536, 32768, true",
        "plainInTwoAxes, 8, 65536, 32769, false",
        "plainInTwoAxes, 8, 65536, 2147483647, false",
        "plainRows, 1048576, 1, 8, true",
        "plainRows, 1048576, 1, 9, false",
        "plainRows, 1048576, 2, 8, false",
        "plainOverTheGrid, 8, 1, 2147481600, true",
        "plainOverTheGrid, 8, 1, 2147481601, false",
        "plainOfABlock, 1, 1, 100, true",
        "plainOfABlock, 2, 1, 100, false"
    })
    void launches(String name, int blocks, int rows, int number, boolean own) {
        boolean layers = name.equals("plainOfTheThread");
        Kernel kernel = compile(name, target(), true);
        double[] none = new double[1];
        assertThat(verdict(kernel, 1, true)
                        .condition()
                        .holds(
                                kernel.module().entry(),
                                new int[] {blocks, rows, layers ? number : 1, 256, 1, 1},
                                none,
                                none,
                                number,
                                number))
                .isEqualTo(own);
    }

    /** As many workers as there are run at once; sums of whole numbers do not depend on the order. */
    @ParameterizedTest
    @CsvSource({
        "plainOfTheThread, 1",
        "plainOfTheThread, 2",
        "plainRows, 1",
        "plainOverTheGrid, 1",
        "atomicNeighbours, 1"
    })
    void manyThreads(String name, int layers) throws KernelFailure {
        int n = 1 << 17;
        double[] x = new double[n];
        Arrays.fill(x, 1);
        double[] dx = new double[n];
        launch(compile(name, target(), true), new int[] {n / 256, 1, layers, 256, 1, 1}, x, dx, n, 1);
        if (name.equals("atomicNeighbours")) {
            assertThat(dx[0]).isEqualTo(1);
            assertThat(dx[n - 1]).isEqualTo(1);
            assertThat(Arrays.stream(dx, 1, n - 1)).containsOnly(2.0);
        } else {
            assertThat(dx).containsOnly(2.0 * layers);
        }
    }

    /** Two shadows with indices of the thread each: the same array for both makes them share elements. */
    @Test
    void oneArrayForTwoShadows() throws KernelFailure {
        Kernel distinct = compile("pairOfShadows", target(), true);
        Kernel general = compile("pairOfShadows", target(), false);
        assertThat(verdict(distinct, 1, true).isOwn()).isTrue();
        assertThat(verdict(general, 1, false).isOwn()).isFalse();
        assertThat(verdict(general, 1, false).why()).contains("of another may be the same element");
        int n = 1 << 16;
        double[] x = new double[n];
        Arrays.fill(x, 1);
        double[] dx = new double[n];
        launch(general, new int[] {n / 256, 1, 1, 256, 1, 1}, x, dx, n, 1, dx);
        assertThat(dx).containsOnly(4.0);
    }
}
