package dev.adagent.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.adagent.GpuKernel;
import dev.adagent.MathMode;
import dev.adagent.overlay.AnnotationException;
import dev.adagent.overlay.MethodKey;
import dev.adagent.transform.device.Kernel;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

class KernelOptionsTest {
    @GpuKernel
    static void plain(int[] a) {}

    @GpuKernel(math = MathMode.CONTRACT, checks = false)
    static void loose(int[] a) {}

    static void loose(long[] a) {}

    @GpuKernel(recursion = 40)
    static void deep(int[] a) {}

    @GpuKernel(deterministic = true)
    static void exact(int[] a) {}

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
    void readsWhetherSumsAreExact() {
        assertThat(KernelOptions.of(KernelOptionsTest.class, "exact", "([I)V"))
                .isEqualTo(Kernel.Options.DEFAULT.withDeterministic(true))
                .isNotEqualTo(Kernel.Options.DEFAULT);
    }

    @Test
    void hasDefaults() {
        assertThat(KernelOptions.of(KernelOptionsTest.class, "plain", "([I)V")).isEqualTo(Kernel.Options.DEFAULT);
        assertThat(KernelOptions.of(KernelOptionsTest.class, "loose", "([J)V"))
                .as("named in a manifest, without an annotation")
                .isEqualTo(Kernel.Options.DEFAULT);
    }

    /** A first launch reads the class file, and makes no proxies. */
    @Test
    void theClassFileSaysTheSame() throws IOException {
        byte[] classFile;
        try (InputStream in = KernelOptionsTest.class.getResourceAsStream("KernelOptionsTest.class")) {
            classFile = in.readAllBytes();
        }
        String owner = "dev/adagent/agent/engine/KernelOptionsTest";
        for (String method : new String[] {"plain", "loose", "deep", "exact"}) {
            for (String descriptor : new String[] {"([I)V", "([J)V"}) {
                assertThat(KernelOptions.of(
                                KernelOptionsTest.class, classFile, new MethodKey(owner, method, descriptor)))
                        .as(method + descriptor)
                        .isEqualTo(KernelOptions.of(KernelOptionsTest.class, method, descriptor))
                        .isEqualTo(KernelOptions.of(
                                KernelOptionsTest.class, null, new MethodKey(owner, method, descriptor)));
            }
        }
        assertThatThrownBy(() -> KernelOptions.of(classFile, new MethodKey(owner, "negative", "([I)V")))
                .isInstanceOf(AnnotationException.class)
                .hasMessageContaining("not -1");
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
