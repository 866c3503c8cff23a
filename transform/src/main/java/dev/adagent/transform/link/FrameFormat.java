package dev.adagent.transform.link;

import dev.adagent.transform.link.ClassFormat.Malformed;

/** A StackMapTable (JVMS §4.7.4): frames stand at instructions, in order, and name classes of the pool. */
final class FrameFormat {
    private static final int OBJECT = 7;
    private static final int UNINITIALIZED = 8;

    private final byte[] file;
    private final Pool pool;
    private final CodeFormat code;
    private final int end;
    private int at;

    FrameFormat(byte[] file, Pool pool, CodeFormat code, int at, int end) {
        this.file = file;
        this.pool = pool;
        this.code = code;
        this.at = at;
        this.end = end;
    }

    /** Reads the frames. @return where the last ends */
    int check() {
        int count = u2();
        int offset = -1;
        for (int i = 0; i < count; i++) {
            offset += 1 + frame();
            if (!code.isBoundary(offset)) {
                throw new Malformed("a frame inside an instruction", offset);
            }
        }
        return at;
    }

    /** Reads a frame. @return its offset_delta */
    private int frame() {
        int type = u1();
        if (type < 64) {
            return type;
        }
        if (type < 128) {
            types(1);
            return type - 64;
        }
        if (type < 247) {
            throw new Malformed("a frame of type " + type);
        }
        int delta = u2();
        if (type == 247) {
            types(1);
        } else if (type > 251 && type < 255) {
            types(type - 251);
        } else if (type == 255) {
            types(u2());
            types(u2());
        }
        return delta;
    }

    private void types(int count) {
        for (int i = 0; i < count; i++) {
            int tag = u1();
            if (tag == OBJECT) {
                pool.className(u2());
            } else if (tag == UNINITIALIZED) {
                int offset = u2();
                if (!code.isBoundary(offset)) {
                    throw new Malformed("a frame with an object of no instruction", offset);
                }
            } else if (tag > UNINITIALIZED) {
                throw new Malformed("a frame with a type of tag " + tag);
            }
        }
    }

    private int u1() {
        if (at >= end) {
            throw new Malformed("a StackMapTable that ends in the middle");
        }
        return file[at++] & 255;
    }

    private int u2() {
        return u1() << 8 | u1();
    }
}
