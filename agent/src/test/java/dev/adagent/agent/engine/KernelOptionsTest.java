package dev.adagent.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.adagent.GpuKernel;
import dev.adagent.MathMode;
import dev.adagent.overlay.AnnotationException;
import dev.adagent.transform.device.Kernel;
import org.junit.jupiter.api.Test;

class KernelOptionsTest {
    @GpuKernel
    static void plain(int[] a) {}

    @GpuKernel(math = MathMode.CONTRACT, checks = false)
    static void loose(int[] a) {}

    static void loose(long[] a) {}

    @GpuKernel(recursion = 40)
    static void deep(int[] a) {}

    @GpuKernel(recursion = -1)
    static void negative(int[] a) {}

    @Test
    void readsTheAnnotation() {
        assertThat(KernelOptions.of(KernelOptionsTest.class, "loose", "([I)V"))
                .isEqualTo(new Kernel.Options(Kernel.MathMode.CONTRACT, false));
    }

    @Test
    void readsTheDepthOfRecursion() {
        assertThat(KernelOptions.of(KernelOptionsTest.class, "deep", "([I)V"))
                .isEqualTo(Kernel.Options.DEFAULT.withRecursion(40));
        assertThatThrownBy(() -> KernelOptions.of(KernelOptionsTest.class, "negative", "([I)V"))
                .isInstanceOf(AnnotationException.class)
                .hasMessageContaining("recursion is a number of calls, or 0 for what fits, not -1");
    }

    @Test
    void hasDefaults() {
        assertThat(KernelOptions.of(KernelOptionsTest.class, "plain", "([I)V")).isEqualTo(Kernel.Options.DEFAULT);
        assertThat(KernelOptions.of(KernelOptionsTest.class, "loose", "([J)V"))
                .as("named in a manifest, without an annotation")
                .isEqualTo(Kernel.Options.DEFAULT);
    }

    @Test
    void namesTheSameModesAsTheApi() {
        assertThat(Kernel.MathMode.values())
                .extracting(Enum::name)
                .containsExactly("STRICT", "CONTRACT", "FAST")
                .isEqualTo(java.util.Arrays.stream(MathMode.values())
                        .map(Enum::name)
                        .toList());
    }
}
