package dev.adagent.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.adagent.codegen.LlvmLowering;
import dev.adagent.codegen.PtxCompiler;
import dev.adagent.codegen.PtxKernel;
import dev.adagent.codegen.StackNeed;
import dev.adagent.transform.device.Kernel;
import dev.adagent.transform.device.KernelFailure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link RecursionChecks} lowered for the host's processor, and what a GPU would be given. */
class HostRecursionTest extends RecursionChecks {
    private final HostLlvmDevice device = new HostLlvmDevice();

    @Override
    String target() {
        return CudaTarget.NAME;
    }

    @Override
    void launch(Kernel kernel, int[] grid, Object... args) throws KernelFailure {
        device.launch(kernel, grid, args);
    }

    @Test
    void withoutADeclarationTheDefaultHolds() throws KernelFailure {
        int n = LlvmLowering.DEEPEST;
        assertThat(run("sums", 0, n)).containsExactly(n * (n + 1) / 2.0);
        assertThat(failure("sums", 0, n + 1).exception()).isInstanceOf(StackOverflowError.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sums", "steps", "again", "reflected"})
    void theStackOfAThreadFollowsFromTheFrames(String name) {
        Kernel kernel = kernel(name, 30);
        for (String architecture : new String[] {"sm_75", "sm_90"}) {
            PtxKernel ptx = PtxCompiler.compile(kernel.module(), architecture, LlvmLowering.Options.DEFAULT);
            StackNeed need = ptx.stack();
            assertThat(need).as(name).isNotNull();
            assertThat(ptx.parameters()).as("the depth is no Java parameter").hasSize(2);
            assertThat(need.functions())
                    .as("the kernel, the method, what raises")
                    .hasSizeGreaterThan(2);
            long step = need.bytes(31) - need.bytes(30);
            // a call that LLVM made a loop of, or left out by inlining, needs nothing
            assertThat(step).isBetween(0L, 320L);
            assertThat(need.bytes(30)).isLessThan(12 << 10);
        }
    }
}
