package dev.adagent.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.adagent.codegen.HostJit;
import dev.adagent.codegen.LlvmLowering;
import dev.adagent.codegen.PtxCompiler;
import dev.adagent.codegen.PtxKernel;
import dev.adagent.transform.device.Kernel;
import dev.adagent.transform.device.KernelFailure;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.opt.Inlining;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The kernels of {@link NestedChecks}, lowered for the host's processor and run there. */
class HostNestedTest extends NestedChecks {
    @Override
    void launch(Kernel kernel, int[] grid, Object... args) throws KernelFailure {
        HostJit.run(kernel.module(), grid, args, 20_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"forwardOverReverse", "hessianProductReverse", "hidden", "fourth", "tabled"})
    void derivativesAreCalledDirectlyInPtxAndLeaveNoMarker(String name) {
        for (Inlining setting : new Inlining[] {Inlining.NEVER, Inlining.ALWAYS}) {
            Kernel kernel = kernel(name, setting);
            PtxKernel ptx = PtxCompiler.compile(kernel.module(), "sm_90", LlvmLowering.Options.DEFAULT);
            assertThat(ptx.cubin()).isNotEmpty();
            assertThat(ptx.ptx()).doesNotContain(".callprototype").doesNotContainIgnoringCase("deferred");
            assertThat(kernel.module().functions().stream().anyMatch(Function::noInline))
                    .as("%s", setting)
                    .isEqualTo(setting == Inlining.NEVER);
        }
    }
}
