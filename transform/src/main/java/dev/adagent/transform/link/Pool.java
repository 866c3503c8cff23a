package dev.adagent.transform.link;

import dev.adagent.transform.link.ClassFormat.Malformed;

/** A constant pool (JVMS §4.4) as it lies in the class file. */
final class Pool {
    static final int UTF8 = 1;
    static final int INTEGER = 3;
    static final int LONG = 5;
    static final int DOUBLE = 6;
    static final int CLASS = 7;
    static final int STRING = 8;
    static final int FIELD = 9;
    static final int METHOD = 10;
    static final int INTERFACE_METHOD = 11;
    static final int NAME_AND_TYPE = 12;
    static final int METHOD_HANDLE = 15;
    static final int METHOD_TYPE = 16;
    static final int DYNAMIC = 17;
    static final int INVOKE_DYNAMIC = 18;

    private static final int HEADER = 10;

    private final byte[] file;
    private final int[] offsets;
    private final int end;

    /** Finds the entries. @throws Malformed if it is no class file or a tag is unknown */
    Pool(byte[] file) {
        this.file = file;
        if (file.length < HEADER || u2(0) != 0xCAFE || u2(2) != 0xBABE) {
            throw new Malformed("not a class file");
        }
        offsets = new int[u2(8)];
        int at = HEADER;
        for (int i = 1; i < offsets.length; i++) {
            need(at, 3);
            offsets[i] = at;
            int tag = file[at];
            at += size(tag, at);
            need(at, 0);
            if (tag == LONG || tag == DOUBLE) {
                i++;
            }
        }
        end = at;
    }

    private int size(int tag, int at) {
        return switch (tag) {
            case UTF8 -> 3 + u2(at + 1);
            case INTEGER, 4, FIELD, METHOD, INTERFACE_METHOD, NAME_AND_TYPE, DYNAMIC, INVOKE_DYNAMIC -> 5;
            case LONG, DOUBLE -> 9;
            case CLASS, STRING, METHOD_TYPE, 19, 20 -> 3;
            case METHOD_HANDLE -> 4;
            default -> throw new Malformed("constant pool tag " + tag);
        };
    }

    /** Where the pool ends in the file. */
    int end() {
        return end;
    }

    int size() {
        return offsets.length;
    }

    /** The tag at an index, or 0 where there is no entry. */
    int tag(int index) {
        return index > 0 && index < offsets.length && offsets[index] > 0 ? file[offsets[index]] : 0;
    }

    void expect(int index, int tag) {
        if (tag(index) != tag) {
            throw new Malformed("constant " + index + " has tag " + tag(index) + " where " + tag + " belongs");
        }
    }

    /** A constant that {@code ldc} and bootstrap methods take (JVMS §4.4, table 4.4-C). */
    void expectLoadable(int index) {
        int tag = tag(index);
        if ((tag < INTEGER || tag > STRING) && (tag < METHOD_HANDLE || tag > DYNAMIC)) {
            throw new Malformed("constant " + index + " of tag " + tag + " cannot be loaded");
        }
    }

    String utf8(int index) {
        expect(index, UTF8);
        return ModifiedUtf8.read(file, offsets[index] + 3, u2(offsets[index] + 1));
    }

    String className(int index) {
        expect(index, CLASS);
        return utf8(first(index));
    }

    /** Name of the member or call site at an index. */
    String name(int index) {
        return utf8(first(second(index)));
    }

    /** Descriptor of the member or call site at an index. */
    String descriptor(int index) {
        return utf8(second(second(index)));
    }

    /** The first two bytes of an entry. */
    int first(int index) {
        return u2(offsets[index] + 1);
    }

    /** The second two bytes of an entry. */
    int second(int index) {
        return u2(offsets[index] + 3);
    }

    /** Kind of a method handle. */
    int kind(int index) {
        return file[offsets[index] + 1];
    }

    /** The entry that a method handle refers to. */
    int target(int index) {
        return u2(offsets[index] + 2);
    }

    /** Checks that entries refer to entries of the right kind. */
    void check() {
        for (int i = 1; i < offsets.length; i++) {
            switch (tag(i)) {
                case UTF8 -> utf8(i);
                case CLASS -> className(i);
                case STRING -> utf8(first(i));
                case 19, 20 -> utf8(first(i));
                case NAME_AND_TYPE -> {
                    utf8(first(i));
                    utf8(second(i));
                }
                case FIELD -> member(i, false);
                case METHOD, INTERFACE_METHOD -> member(i, true);
                case METHOD_HANDLE -> handle(i);
                case METHOD_TYPE -> method(utf8(first(i)));
                case DYNAMIC -> {
                    expect(second(i), NAME_AND_TYPE);
                    field(descriptor(i));
                }
                case INVOKE_DYNAMIC -> {
                    expect(second(i), NAME_AND_TYPE);
                    method(descriptor(i));
                }
                default -> {
                    // A number, or the second half of a long or double.
                }
            }
        }
    }

    /** Whether dynamic constants and call sites use bootstrap methods below {@code count} only. */
    boolean bootstrapsAreWithin(int count) {
        for (int i = 1; i < offsets.length; i++) {
            if ((tag(i) == DYNAMIC || tag(i) == INVOKE_DYNAMIC) && first(i) >= count) {
                return false;
            }
        }
        return true;
    }

    private void member(int i, boolean isMethod) {
        className(first(i));
        expect(second(i), NAME_AND_TYPE);
        if (isMethod) {
            method(descriptor(i));
        } else {
            field(descriptor(i));
        }
    }

    private void handle(int i) {
        int kind = kind(i);
        int tag = tag(target(i));
        boolean fits = kind >= 1 && kind <= 4
                ? tag == FIELD
                : kind == 9
                        ? tag == INTERFACE_METHOD
                        : kind == 6 || kind == 7
                                ? tag == METHOD || tag == INTERFACE_METHOD
                                : (kind == 5 || kind == 8) && tag == METHOD;
        if (!fits) {
            throw new Malformed("method handle " + i + " of kind " + kind + " on a constant of tag " + tag);
        }
    }

    private static void method(String descriptor) {
        if (!Descriptors.isMethod(descriptor)) {
            throw new Malformed("the method descriptor " + descriptor);
        }
    }

    private static void field(String descriptor) {
        if (!Descriptors.isField(descriptor)) {
            throw new Malformed("the field descriptor " + descriptor);
        }
    }

    private void need(int at, int bytes) {
        if (at > file.length - bytes) {
            throw new Malformed("the constant pool ends in the middle");
        }
    }

    private int u2(int p) {
        return (file[p] & 255) << 8 | file[p + 1] & 255;
    }
}
