package dev.adagent.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.adagent.Autodiff;
import dev.adagent.GpuKernel;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ConstantPoolTest {
    static class HasKernel {
        @GpuKernel
        static void k(double[] x) {
            x[0] = 1.5 + 3L;
        }
    }

    static class Differentiates {
        static Object f() {
            return Autodiff.active(1.0);
        }
    }

    static class Neither {
        static final String S = "dev.adagent.Autodiff";
        static final double D = Math.PI;

        static Runnable r(long x) {
            return () -> System.out.println(S + D + x + 123456789012L);
        }
    }

    private static byte[] bytes(Class<?> c) throws IOException {
        try (InputStream in = c.getResourceAsStream("/" + c.getName().replace('.', '/') + ".class")) {
            return in.readAllBytes();
        }
    }

    @Test
    void findsKernelsAndDerivatives() throws IOException {
        assertThat(ConstantPool.mentionsKernels(bytes(HasKernel.class))).isTrue();
        assertThat(ConstantPool.mentionsKernels(bytes(Differentiates.class))).isTrue();
        assertThat(ConstantPool.mentionsKernels(bytes(Neither.class))).isFalse();
        for (Class<?> jdk :
                new Class<?>[] {String.class, java.util.HashMap.class, java.util.stream.Collectors.class, Module.class
                }) {
            assertThat(ConstantPool.mentionsKernels(bytes(jdk))).isFalse();
        }
    }

    @Test
    void refusesWhatIsNoClassFile() {
        assertThatThrownBy(() -> ConstantPool.mentionsKernels(new byte[20]))
                .isInstanceOf(IllegalArgumentException.class);
        byte[] header = {(byte) 0xCA, (byte) 0xFE, (byte) 0xBA, (byte) 0xBE, 0, 0, 0, 61, 0, 2, 99, 0, 0, 0};
        byte[] name = "dev/adagent/".getBytes(StandardCharsets.US_ASCII);
        byte[] unknownTag = Arrays.copyOf(header, header.length + name.length);
        System.arraycopy(name, 0, unknownTag, header.length, name.length);
        assertThatThrownBy(() -> ConstantPool.mentionsKernels(unknownTag)).hasMessageContaining("tag 99");
    }
}
