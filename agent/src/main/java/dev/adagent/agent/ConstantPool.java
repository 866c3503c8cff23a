package dev.adagent.agent;

import java.nio.charset.StandardCharsets;

/** The pre-filter: whether a class file's constant pool (JVMS §4.4) mentions the kernel annotation or {@code Autodiff}. */
final class ConstantPool {
    private static final byte[] ANNOTATION = "Ldev/adagent/GpuKernel;".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] AUTODIFF = "dev/adagent/Autodiff".getBytes(StandardCharsets.US_ASCII);

    private ConstantPool() {}

    /**
     * Looks through the pool's strings.
     *
     * @throws IllegalArgumentException if it is no class file of a known form
     */
    static boolean mentionsKernels(byte[] c) {
        if (c.length < 10 || u2(c, 0) != 0xCAFE || u2(c, 2) != 0xBABE) {
            throw new IllegalArgumentException("not a class file");
        }
        int count = u2(c, 8);
        int at = 10;
        for (int i = 1; i < count; i++) {
            int tag = c[at];
            switch (tag) {
                case 1: // Utf8
                    int length = u2(c, at + 1);
                    if (is(c, at + 3, length, ANNOTATION) || is(c, at + 3, length, AUTODIFF)) {
                        return true;
                    }
                    at += 3 + length;
                    break;
                case 3, 4, 9, 10, 11, 12, 17, 18: // 4 bytes: Integer, Float, references, NameAndType, dynamic
                    at += 5;
                    break;
                case 5, 6: // Long, Double: two entries
                    at += 9;
                    i++;
                    break;
                case 7, 8, 16, 19, 20: // Class, String, MethodType, Module, Package
                    at += 3;
                    break;
                case 15: // MethodHandle
                    at += 4;
                    break;
                default:
                    throw new IllegalArgumentException("constant pool tag " + tag);
            }
        }
        return false;
    }

    private static boolean is(byte[] c, int at, int length, byte[] text) {
        if (length != text.length) {
            return false;
        }
        for (int i = length - 1; i >= 0; i--) {
            if (c[at + i] != text[i]) {
                return false;
            }
        }
        return true;
    }

    private static int u2(byte[] c, int at) {
        return (c[at] & 255) << 8 | c[at + 1] & 255;
    }
}
