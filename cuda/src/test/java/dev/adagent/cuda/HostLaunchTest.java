package dev.adagent.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.adagent.codegen.HostJit;
import dev.adagent.codegen.LlvmLowering;
import dev.adagent.codegen.PtxCompiler;
import dev.adagent.codegen.PtxKernel;
import dev.adagent.transform.device.Kernel;
import dev.adagent.transform.device.KernelFailure;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The kernels of {@link LaunchChecks}, lowered for the host's processor and run there: no GPU needed. */
class HostLaunchTest extends LaunchChecks {
    @Override
    void launch(Kernel kernel, int[] grid, Object... args) throws KernelFailure {
        HostJit.run(kernel.module(), grid, args, 20_000);
    }

    /** Each is compiled anew. */
    @Override
    int failingLaunches() {
        return 60;
    }

    @ParameterizedTest
    @ValueSource(strings = {"saxpy", "count", "reverseBlocks", "tan", "pow", "remainder", "greeks", "lossGradient"})
    void assembles(String name) {
        Kernel kernel = TestKernels.kernel(name);
        for (String architecture : new String[] {"sm_75", "sm_90"}) {
            PtxKernel ptx =
                    PtxCompiler.compile(kernel.module(), architecture, new LlvmLowering.Options(true, 0, false));
            assertThat(ptx.cubin()).isNotEmpty();
            assertThat(ptx.ptx()).contains(".visible .entry " + ptx.entry());
            // products and sums are fused only where Java code asks for it
            assertThat(count("fma.rn.f64", ptx.ptx())).isEqualTo(count("call double @llvm.fma.f64", ptx.llvmAfter()));
        }
    }

    private static long count(String what, String text) {
        return Pattern.compile(what, Pattern.LITERAL).matcher(text).results().count();
    }
}
