package dev.adagent.it.fuzz;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Damage to a class file that knows nothing, or little, of its form. */
final class ByteMutations {
    private static final int[] INTERESTING = {0, 1, 2, 7, 127, 128, 255, 0xFFFF, 0x7FFF, 0x8000};

    private ByteMutations() {}

    static byte[] apply(byte[] file, SplittableRandom r) {
        byte[] b = file.clone();
        switch (r.nextInt(6)) {
            case 0 -> {
                for (int n = 1 + r.nextInt(8); n > 0; n--) {
                    b[r.nextInt(b.length)] = (byte) r.nextInt(256);
                }
            }
            case 1 -> b[r.nextInt(b.length)] ^= (byte) (1 << r.nextInt(8));
            case 2 -> {
                return Arrays.copyOf(b, r.nextInt(b.length));
            }
            case 3 -> {
                return splice(b, r.nextInt(b.length), 0, random(1 + r.nextInt(16), r));
            }
            case 4 -> {
                int from = r.nextInt(b.length);
                return splice(b, from, Math.min(b.length - from, 1 + r.nextInt(16)), new byte[0]);
            }
            default -> {
                int value = INTERESTING[r.nextInt(INTERESTING.length)];
                int at = r.nextInt(b.length - 1);
                b[at] = (byte) (value >> 8);
                b[at + 1] = (byte) value;
            }
        }
        return b;
    }

    /** Replaces {@code length} bytes at {@code from}. */
    static byte[] splice(byte[] b, int from, int length, byte[] by) {
        byte[] out = new byte[b.length - length + by.length];
        System.arraycopy(b, 0, out, 0, from);
        System.arraycopy(by, 0, out, from, by.length);
        System.arraycopy(b, from + length, out, from + by.length, b.length - from - length);
        return out;
    }

    static byte[] random(int length, SplittableRandom r) {
        byte[] b = new byte[length];
        for (int i = 0; i < length; i++) {
            b[i] = (byte) r.nextInt(256);
        }
        return b;
    }
}
