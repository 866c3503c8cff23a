package dev.adagent.transform.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.adagent.GpuKernel;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;

class KernelCallsTest {
    static class Callee {
        @GpuKernel
        static void kernel(double[] x) {
            x[0] = 1;
        }

        static void plain(double[] x) {
            x[0] = 1;
        }
    }

    static class Caller {
        static void callsKernel() {
            Callee.kernel(new double[1]);
            System.out.println();
        }

        static void callsPlain() {
            Callee.plain(new double[1]);
        }
    }

    private static byte[] bytes(String name) {
        try (InputStream in = KernelCallsTest.class.getResourceAsStream("/" + name + ".class")) {
            return in == null ? null : in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String name(Class<?> c) {
        return c.getName().replace('.', '/');
    }

    @Test
    void findsTheClassesOfCalledKernels() {
        byte[] caller = bytes(name(Caller.class));
        assertThat(KernelCalls.in(caller, "callsKernel", "()V", KernelCallsTest::bytes))
                .containsExactly(name(Callee.class));
        assertThat(KernelCalls.in(caller, "callsPlain", "()V", KernelCallsTest::bytes))
                .isEmpty();
        assertThat(KernelCalls.in(caller, "callsKernel", "()V", n -> null)).isEmpty();
        assertThat(KernelCalls.in(bytes(name(Callee.class)), "kernel", "([D)V", n -> null))
                .as("a method reference to the kernel itself")
                .containsExactly(name(Callee.class));
    }
}
