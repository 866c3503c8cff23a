package dev.adagent.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.adagent.overlay.OverlayRegistry;
import dev.adagent.overlay.TableView;
import dev.adagent.transform.cpu.CpuDevice;
import dev.adagent.transform.device.Kernel;
import dev.adagent.transform.device.KernelFailure;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.analysis.OwnElements;
import dev.adagent.transform.job.CpuTable;
import dev.adagent.transform.opt.ShadowAdds;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The kernels of {@link BlockGradientChecks} on the CPU device that looks for races: there are none. */
class CheckedBlockGradientTest extends BlockGradientChecks {
    private static final TableView VIEW = OverlayRegistry.discover(CheckedBlockGradientTest.class.getClassLoader())
            .view(CpuTable.TARGET);

    private final CpuDevice device = new CpuDevice(1, true);

    @Override
    Kernel kernel(String name) {
        return TestKernels.compile(BlockGradients.class, name, VIEW);
    }

    @Override
    void launch(Kernel kernel, int[] grid, Object... args) throws KernelFailure {
        device.launch(kernel, grid, args);
    }

    /** Barriers keep apart what is added to a shared shadow. @param own additions to elements of the thread's own, of so many */
    @ParameterizedTest
    @CsvSource({"tilesReverse, 1, 2", "relaxReverse, 0, 5"})
    void whatIsPlainInSharedMemory(String name, int own, int all) {
        Function f = kernel(name).module().entry();
        OwnElements elements = new OwnElements(f, true);
        List<Insn> insns = f.blocks().stream().flatMap(b -> b.insns().stream()).toList();
        Set<Integer> shared = new HashSet<>();
        insns.stream().filter(i -> i.op() == Op.SHARED).forEach(i -> shared.add(i.result()));
        List<OwnElements.Verdict> found = insns.stream()
                .filter(i -> i.op() == Op.ACCUM && shared.contains(i.arg(0)))
                .map(elements::of)
                .toList();
        assertThat(found).hasSize(all);
        assertThat(found.stream().filter(OwnElements.Verdict::isOwn))
                .hasSize(own)
                .allMatch(v -> v.why()
                        .contains("[threadIdxX()], where blockDimY() and blockDimZ() are 1, between two barriers"));
    }

    private static Module copy(Kernel kernel) {
        Module out = new Module();
        kernel.module().functions().forEach(f -> out.add(f.copy(f.name())));
        return out;
    }

    /** All made plain, as if no thread shared an element with another. */
    @Test
    void aPlantedPlainAdditionIsFound() {
        Kernel kernel = kernel("relaxReverse");
        Module module = copy(kernel);
        ShadowAdds.run(module.entry(), true);
        Kernel planted = new Kernel(kernel.method(), module, "planted", kernel.options());
        assertThatThrownBy(() -> launch(
                        planted,
                        LaunchChecks.grid(1, 8),
                        new double[] {1, 1, 1, 1, 1, 1, 1, 1},
                        new double[8],
                        new double[1],
                        new double[] {1}))
                .isInstanceOf(KernelFailure.class)
                .hasStackTraceContaining("DataRaceException")
                .hasStackTraceContaining("shared double[64]");
    }
}
