package dev.adagent.it.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Damage to one part of a class file (JVMS §4), the rest of which stays as it is: pool entries, lengths of attributes, code. */
final class FormMutations {
    private final byte[] file;
    private final List<Integer> pool = new ArrayList<>();
    private final List<Integer> attributes = new ArrayList<>();
    private final List<int[]> codes = new ArrayList<>();
    private final List<Integer> counts = new ArrayList<>();
    private int at;

    FormMutations(byte[] file) {
        this.file = file;
        readPool();
        counts.add(at);
        at += 6;
        counts.add(at);
        at += 2 + 2 * u2(at);
        members();
        members();
        readAttributes();
    }

    byte[] apply(SplittableRandom r) {
        byte[] b = file.clone();
        switch (r.nextInt(8)) {
            case 0 -> b[pick(pool, r)] = (byte) r.nextInt(21);
            case 1, 2 -> {
                int entry = pick(pool, r);
                b[entry + 1 + r.nextInt(4)] = (byte) r.nextInt(256);
            }
            case 3 -> put(b, pick(pool, r) + 1, r.nextInt(pool.size() + 2));
            case 4 -> lengthOf(b, pick(attributes, r), r);
            case 5 -> put(b, pick(attributes, r), r.nextInt(pool.size() + 2)); // another name
            case 6 -> put(b, pick(counts, r), r.nextBoolean() ? r.nextInt(4) : r.nextInt(65536));
            default -> {
                int[] code = codes.get(r.nextInt(codes.size()));
                for (int n = 1 + r.nextInt(3); n > 0; n--) {
                    b[code[0] + r.nextInt(code[1])] = (byte) r.nextInt(256);
                }
            }
        }
        return b;
    }

    private void lengthOf(byte[] b, int attribute, SplittableRandom r) {
        int old = u2(attribute + 2) << 16 | u2(attribute + 4);
        int[] lengths = {0, old - 1, old + 1, old + 2, -1, Integer.MAX_VALUE, r.nextInt()};
        int length = lengths[r.nextInt(lengths.length)];
        put(b, attribute + 2, length >>> 16);
        put(b, attribute + 4, length);
    }

    private static int pick(List<Integer> list, SplittableRandom r) {
        return list.get(r.nextInt(list.size()));
    }

    private static void put(byte[] b, int p, int value) {
        b[p] = (byte) (value >> 8);
        b[p + 1] = (byte) value;
    }

    private void readPool() {
        int n = u2(8);
        at = 10;
        for (int i = 1; i < n; i++) {
            pool.add(at);
            int tag = file[at];
            at += switch (tag) {
                case 1 -> 3 + u2(at + 1);
                case 5, 6 -> 9;
                case 7, 8, 16, 19, 20 -> 3;
                case 15 -> 4;
                default -> 5;
            };
            i += tag == 5 || tag == 6 ? 1 : 0;
        }
    }

    private void members() {
        int n = u2(at);
        counts.add(at);
        at += 2;
        for (int i = 0; i < n; i++) {
            counts.add(at); // its modifiers
            at += 6;
            readAttributes();
        }
    }

    private void readAttributes() {
        int n = u2(at);
        counts.add(at);
        at += 2;
        for (int i = 0; i < n; i++) {
            attributes.add(at);
            int length = u2(at + 2) << 16 | u2(at + 4);
            int end = at + 6 + length;
            if (utf8(u2(at)).equals("Code")) {
                at += 6;
                counts.add(at); // stack
                counts.add(at + 2); // locals
                int codeLength = u2(at + 4) << 16 | u2(at + 6);
                codes.add(new int[] {at + 8, codeLength});
                at += 8 + codeLength;
                counts.add(at);
                at += 2 + 8 * u2(at);
                readAttributes();
            }
            at = end;
        }
    }

    private String utf8(int index) {
        int slot = 1;
        for (int p : pool) {
            if (slot == index) {
                return file[p] == 1 ? new String(file, p + 3, u2(p + 1), java.nio.charset.StandardCharsets.UTF_8) : "";
            }
            slot += file[p] == 5 || file[p] == 6 ? 2 : 1;
        }
        return "";
    }

    private int u2(int p) {
        return (file[p] & 255) << 8 | file[p + 1] & 255;
    }
}
