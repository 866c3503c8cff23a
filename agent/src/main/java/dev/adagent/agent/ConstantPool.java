package dev.adagent.agent;

import java.nio.charset.StandardCharsets;

/** The pre-filter: whether a class file's constant pool (JVMS §4.4) mentions the kernel annotation or {@code Autodiff}. */
final class ConstantPool {
    private static final byte[] ANNOTATION = "Ldev/adagent/GpuKernel;".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] AUTODIFF = "dev/adagent/Autodiff".getBytes(StandardCharsets.US_ASCII);

    /** What both have in common: a class file without it needs no closer look. */
    private static final byte[] COMMON = "dev/adagent/".getBytes(StandardCharsets.US_ASCII);

    /** How far a search for {@link #COMMON} may go on from a byte that stands under its last one (Horspool 1980). */
    private static final byte[] SKIP = skips();

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
        return mentionsCommon(c) && isInPool(c);
    }

    private static byte[] skips() {
        byte[] skip = new byte[256];
        java.util.Arrays.fill(skip, (byte) COMMON.length);
        for (int i = 0; i < COMMON.length - 1; i++) {
            skip[COMMON[i]] = (byte) (COMMON.length - 1 - i);
        }
        return skip;
    }

    private static boolean mentionsCommon(byte[] c) {
        int last = COMMON.length - 1;
        for (int at = last; at < c.length; at += SKIP[c[at] & 255]) {
            if (c[at] == COMMON[last] && is(c, at - last, COMMON.length, COMMON)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isInPool(byte[] c) {
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
