package dev.adagent.transform.link;

import dev.adagent.transform.link.ClassFormat.Malformed;

/** Strings of class files (JVMS §4.4.7). */
final class ModifiedUtf8 {
    private ModifiedUtf8() {}

    /** Reads a string. @throws Malformed if the bytes are none */
    static String read(byte[] b, int from, int length) {
        StringBuilder s = new StringBuilder(length);
        int end = from + length;
        for (int i = from; i < end; ) {
            int x = b[i] & 255;
            int size = x < 0x80 ? 1 : x >> 5 == 6 ? 2 : x >> 4 == 14 ? 3 : 0;
            if (x == 0 || size == 0 || i + size > end) {
                throw new Malformed("a string that is not modified UTF-8");
            }
            int c = size == 1 ? x : size == 2 ? x & 31 : x & 15;
            for (int k = 1; k < size; k++) {
                int y = b[i + k] & 255;
                if (y >> 6 != 2) {
                    throw new Malformed("a string that is not modified UTF-8");
                }
                c = c << 6 | y & 63;
            }
            s.append((char) c);
            i += size;
        }
        return s.toString();
    }
}
