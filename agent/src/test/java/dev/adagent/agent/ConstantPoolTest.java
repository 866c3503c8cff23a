package dev.adagent.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.adagent.Autodiff;
import dev.adagent.GpuKernel;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
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

    private static byte[] utf8(String text) {
        byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
        byte[] entry = new byte[ascii.length + 3];
        entry[0] = 1;
        entry[2] = (byte) ascii.length;
        System.arraycopy(ascii, 0, entry, 3, ascii.length);
        return entry;
    }

    @Test
    void theSearchFindsAnEntryAnywhere() {
        Random random = new Random(1);
        for (String text : new String[] {"Ldev/adagent/GpuKernel;", "dev/adagent/Autodiff"}) {
            byte[] entry = utf8(text);
            for (int at = 0; at < 200; at++) {
                for (int after : new int[] {0, 1, 21, 22, 23, 60}) {
                    byte[] file = new byte[at + entry.length + after];
                    random.nextBytes(file);
                    System.arraycopy(entry, 0, file, at, entry.length);
                    assertThat(ConstantPool.mayMention(file)).as("at %d", at).isTrue();
                    // and not what only looks like one
                    file[at + random.nextInt(entry.length)] ^= 4;
                    assertThat(ConstantPool.mayMention(file)).as("at %d", at).isFalse();
                    byte[] cut = Arrays.copyOf(file, at + entry.length - 1);
                    System.arraycopy(entry, 0, cut, at, entry.length - 1);
                    assertThat(ConstantPool.mayMention(cut)).as("at %d", at).isFalse();
                }
            }
        }
    }

    /** Other names that begin or end so, among them the api's own. */
    @Test
    void theSearchPassesOtherNames() {
        for (String text : new String[] {
            "dev/adagent/Autodiffs",
            "Ldev/adagent/Autodiff;",
            "dev/adagent/GpuKernel",
            "Ldev/adagent/GpuKernels;",
            "/dev/adagent/Autodiff"
        }) {
            assertThat(ConstantPool.mayMention(utf8(text))).as(text).isFalse();
        }
    }

    @Test
    void refusesWhatIsNoClassFile() {
        assertThatThrownBy(() -> ConstantPool.mentionsKernels(new byte[20]))
                .isInstanceOf(IllegalArgumentException.class);
        byte[] header = {(byte) 0xCA, (byte) 0xFE, (byte) 0xBA, (byte) 0xBE, 0, 0, 0, 61, 0, 2, 99, 0, 0, 0};
        byte[] name = utf8("dev/adagent/Autodiff");
        byte[] unknownTag = Arrays.copyOf(header, header.length + name.length);
        System.arraycopy(name, 0, unknownTag, header.length, name.length);
        assertThatThrownBy(() -> ConstantPool.mentionsKernels(unknownTag)).hasMessageContaining("tag 99");
    }
}
