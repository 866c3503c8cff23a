package dev.adagent.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.adagent.transform.cpu.CpuDevice;
import dev.adagent.transform.device.Kernel;
import dev.adagent.transform.device.KernelFailure;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.job.CpuTable;
import dev.adagent.transform.opt.OwnAdds;
import dev.adagent.transform.opt.ShadowAdds;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The kernels of {@link ShadowChecks} on the CPU device that looks for races: where additions are plain there is none. */
class CheckedShadowTest extends ShadowChecks {
    private final CpuDevice device = new CpuDevice(1, true);

    @Override
    String target() {
        return CpuTable.TARGET;
    }

    @Override
    void launch(Kernel kernel, int[] grid, Object... args) throws KernelFailure {
        device.launch(kernel, grid, args);
    }

    private static Module copy(Kernel kernel) {
        Module out = new Module();
        kernel.module().functions().forEach(f -> out.add(f.copy(f.name())));
        return out;
    }

    private static long count(Function f, Op op) {
        return f.blocks().stream()
                .flatMap(b -> b.insns().stream())
                .filter(i -> i.op() == op)
                .count();
    }

    /** Makes every addition plain, as if each thread had elements of its own. */
    private static Kernel planted(String name) {
        Kernel kernel = compile(name, CpuTable.TARGET, true);
        Module module = copy(kernel);
        ShadowAdds.run(module.entry(), true);
        assertThat(count(module.entry(), Op.ACCUM)).isZero();
        return new Kernel(kernel.method(), module, "planted " + name, kernel.options());
    }

    @ParameterizedTest
    @CsvSource({
        "atomicNeighbours, 3, 1",
        "atomicRemainder, 3, 1",
        "atomicQuotient, 3, 1",
        "atomicFirst, 3, 1",
        "atomicForAll, 3, 1",
        "atomicRowsTooLong, 3, 1",
        "atomicOverlappingRows, 3, 1",
        "atomicColumnWithoutABound, 3, 2",
        "atomicHalfAStride, 3, 1",
        "atomicWrittenElsewhere, 4, 1",
        "plainOfTheThread, 3, 2",
        "plainOfABlock, 2, 1",
        "plainInTwoAxesOfTheGrid, 3, 0"
    })
    void aPlantedPlainAdditionIsFound(String name, int blocks, int rows) {
        // 0 rows stand for layers, along z
        int[] grid = {blocks, Math.max(1, rows), rows == 0 ? 2 : 1, 4, 1, 1};
        double[] x = new double[16];
        KernelFailure e =
                catchThrowableOfType(KernelFailure.class, () -> launch(planted(name), grid, x, new double[16], 16, 4));
        assertThat(e).as("a race in %s", name).isNotNull();
        assertThat(e.exception().toString())
                .startsWith("dev.adagent.DataRaceException: ")
                .contains("of argument 2 (double[16])");
    }

    @ParameterizedTest
    @CsvSource({"rowsSharedByTwo", "rowsSharedTransposed", "rowsSharedByData"})
    void aPlantedPlainAdditionToARowIsFound(String name) {
        int[] grid = {3, 1, 1, 4, 1, 1};
        KernelFailure e = catchThrowableOfType(
                KernelFailure.class, () -> launch(planted(name), grid, new double[4][4], new double[4][4], 12, 4));
        assertThat(e).as("a race in %s", name).isNotNull();
        assertThat(e.exception().toString())
                .startsWith("dev.adagent.DataRaceException: ")
                .containsPattern("of row \\d of argument 2 \\(double\\[4\\]\\)");
    }

    /** That the checked device looks at plain additions at all. */
    @ParameterizedTest
    @CsvSource({"plainOfTheThread, 1", "plainPairs, 2", "atomicNeighbours, 0", "rowsOwnByBoth, 1", "rowsSharedByTwo, 0"
    })
    void plainAdditionsAreStores(String name, int stores) {
        Module module = copy(compile(name, CpuTable.TARGET, true));
        OwnAdds.run(module.entry(), true);
        assertThat(count(module.entry(), Op.ASTORE)).isEqualTo(stores);
    }
}
