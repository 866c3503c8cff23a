package dev.adagent.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.adagent.codegen.HostJit;
import dev.adagent.codegen.LlvmLowering;
import dev.adagent.codegen.PtxCompiler;
import dev.adagent.codegen.PtxKernel;
import dev.adagent.transform.device.Kernel;
import dev.adagent.transform.device.KernelFailure;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The kernels of {@link BlockGradientChecks}, lowered for the host's processor and run there; and for GPUs, assembled. */
class HostBlockGradientTest extends BlockGradientChecks {
    @Override
    Kernel kernel(String name) {
        return TestKernels.kernel(BlockGradients.class, name);
    }

    @Override
    void launch(Kernel kernel, int[] grid, Object... args) throws KernelFailure {
        HostJit.run(kernel.module(), grid, args, 20_000);
    }

    static Stream<String> kernels() {
        return Arrays.stream(BlockGradients.class.getDeclaredMethods())
                .filter(m -> !Modifier.isPrivate(m.getModifiers()) && !m.isSynthetic())
                .map(Method::getName);
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void assembles(String name) {
        PtxKernel ptx = PtxCompiler.compile(kernel(name).module(), "sm_75", new LlvmLowering.Options(true, 0, false));
        assertThat(ptx.cubin()).isNotEmpty();
        assertThat(ptx.ptx()).doesNotContain("adagent_wait");
    }

    @Test
    void aTapeGrowsByStartingOver() throws KernelFailure {
        double[] x = {1};
        double[] dx = {100};
        double[] loss = {7};
        new HostLlvmDevice().launch(kernel("wanderReverse"), LaunchChecks.grid(1, 1), new Object[] {
            x, dx, loss, new double[] {1}, 5000
        });
        assertThat(dx).containsExactly(100 + 5000);
        assertThat(loss).as("what the first try added is undone").containsExactly(8);
    }

    @Test
    void aTapeThatTheBudgetDoesNotHoldLeavesTheArraysAsTheyWere() {
        double[] x = {1};
        double[] dx = {100};
        double[] loss = {7};
        assertThatThrownBy(() -> new HostLlvmDevice(1 << 12)
                        .launch(kernel("wanderReverse"), LaunchChecks.grid(1, 1), new Object[] {
                            x, dx, loss, new double[] {1}, 5000
                        }))
                .isInstanceOf(KernelFailure.class)
                .hasStackTraceContaining("tape slots in this thread");
        assertThat(loss).containsExactly(7);
        assertThat(dx).containsExactly(100);
    }
}
