package dev.adagent.agent;

import java.nio.charset.StandardCharsets;

/** The pre-filter: whether a class file's constant pool (JVMS §4.4) mentions the kernel annotation or {@code Autodiff}. */
final class ConstantPool {
    /** The entries looked for, each as it stands in the file: tag, length, bytes. */
    private static final byte[][] ENTRIES = {entry("Ldev/adagent/GpuKernel;"), entry("dev/adagent/Autodiff")};

    /** Bytes of the shorter entry. */
    private static final int WINDOW = 23;

    /** Any {@link #WINDOW} bytes hold a pair of neighbours whose first stands at a multiple of this. */
    private static final int STRIDE = WINDOW - 1;

    private static final int PAIRS = 1024;

    /**
     * Where in an entry's first {@link #WINDOW} bytes a pair of neighbours stands, plus one; 0 for the pairs that are in none: the first
     * entry's places in the low byte, the second's in the high one.
     */
    private static final short[] PLACES = places();

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
        return mayMention(c) && isInPool(c);
    }

    /**
     * Whether one of the entries' bytes stand anywhere in the file. Looks at one pair of bytes in {@link #STRIDE} (after Wu and Manber, "A
     * fast algorithm for multi-pattern searching", 1994): loading a class that mentions nothing of adagent pays for this alone.
     */
    static boolean mayMention(byte[] c) {
        for (int at = 0, last = c.length - 1; at < last; at += STRIDE) {
            int places = PLACES[pair(c[at], c[at + 1])];
            if (places != 0 && isPart(c, at, places)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isPart(byte[] c, int at, int places) {
        int first = places & 255;
        int second = places >> 8;
        return first != 0 && stands(c, at + 1 - first, ENTRIES[0])
                || second != 0 && stands(c, at + 1 - second, ENTRIES[1]);
    }

    private static boolean stands(byte[] c, int at, byte[] entry) {
        return at >= 0 && at + entry.length <= c.length && is(c, at, entry.length, entry);
    }

    private static int pair(byte a, byte b) {
        return (a << 3 ^ b) & PAIRS - 1;
    }

    private static byte[] entry(String text) {
        byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
        byte[] entry = new byte[3 + ascii.length];
        entry[0] = 1;
        entry[2] = (byte) ascii.length;
        System.arraycopy(ascii, 0, entry, 3, ascii.length);
        return entry;
    }

    private static short[] places() {
        short[] places = new short[PAIRS];
        for (int e = 0; e < ENTRIES.length; e++) {
            for (int i = 0; i < STRIDE; i++) {
                int pair = pair(ENTRIES[e][i], ENTRIES[e][i + 1]);
                if ((places[pair] >> 8 * e & 255) != 0) {
                    throw new AssertionError("two pairs of an entry have one number; choose another one for pairs");
                }
                places[pair] |= (short) (i + 1 << 8 * e);
            }
        }
        return places;
    }

    private static boolean isInPool(byte[] c) {
        int count = u2(c, 8);
        int at = 10;
        for (int i = 1; i < count; i++) {
            int tag = c[at];
            switch (tag) {
                case 1: // Utf8
                    int length = 3 + u2(c, at + 1);
                    if (is(c, at, length, ENTRIES[0]) || is(c, at, length, ENTRIES[1])) {
                        return true;
                    }
                    at += length;
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
