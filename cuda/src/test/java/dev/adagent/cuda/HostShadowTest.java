package dev.adagent.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.adagent.codegen.HostJit;
import dev.adagent.codegen.LlvmLowering;
import dev.adagent.codegen.PtxCompiler;
import dev.adagent.codegen.PtxKernel;
import dev.adagent.transform.device.Kernel;
import dev.adagent.transform.device.KernelFailure;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The kernels of {@link ShadowChecks}, lowered for the host's processor and run there; and for GPUs, assembled. */
class HostShadowTest extends ShadowChecks {
    private static final LlvmLowering.Options DISTINCT = new LlvmLowering.Options(true, 0, false);

    @Override
    String target() {
        return CudaTarget.NAME;
    }

    @Override
    void launch(Kernel kernel, int[] grid, Object... args) throws KernelFailure {
        HostJit.run(kernel.module(), grid, args, 64, DISTINCT);
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void assembles(String name) {
        Kernel kernel = compile(name, target(), true);
        PtxKernel own = PtxCompiler.compile(kernel.module(), "sm_80", DISTINCT);
        assertThat(own.cubin()).isNotEmpty();
        if (name.startsWith("plain")) {
            assertThat(own.ptx()).contains("st.global.f64");
        } else {
            assertThat(own.ptx()).contains("atom.").doesNotContain("st.global.f64");
        }
        // once for a block where all threads come that have not ended, else once for a warp
        boolean ofBlock = List.of("atomicFirst", "atomicAfterReturn").contains(name);
        boolean ofWarp = List.of("atomicForAll", "atomicInALoop", "atomicInABranch", "atomicBeforeABarrier")
                .contains(name);
        assertThat(own.ptx().contains("vote.sync.ballot")).isEqualTo(ofBlock);
        assertThat(own.ptx().contains("activemask")).isEqualTo(ofWarp);
        assertThat(own.ptx().contains("match.all.sync.b64")).isEqualTo(ofWarp);
        assertThat(own.ptx().contains("shfl.sync.bfly")).isEqualTo(ofBlock || ofWarp);
    }

    @ParameterizedTest
    @MethodSource("kernelsOfRows")
    void assemblesRows(String name) {
        PtxKernel own = PtxCompiler.compile(compile(name, target(), true).module(), "sm_80", DISTINCT);
        assertThat(own.cubin()).isNotEmpty();
    }
}
