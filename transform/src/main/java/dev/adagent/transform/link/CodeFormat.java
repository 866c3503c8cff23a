package dev.adagent.transform.link;

import dev.adagent.transform.link.ClassFormat.Malformed;
import java.util.BitSet;

/** The instructions of one method's code (JVMS §6.5): their opcodes, lengths, branch targets and constants. */
final class CodeFormat {
    private static final int LDC = 18;
    private static final int TABLESWITCH = 170;
    private static final int LOOKUPSWITCH = 171;
    private static final int NEWARRAY = 188;
    private static final int WIDE = 196;
    private static final int IINC = 132;

    /** The first opcode that no class file may contain (JVMS §6.2). */
    private static final int FIRST_RESERVED = 202;

    /** Lengths by opcode, one digit each, 0 for those of varying length. */
    private static final String LENGTHS = "1".repeat(16) + "23233" + "2".repeat(5) + "1".repeat(28) + "2".repeat(5)
            + "1".repeat(73) + "3" + "1".repeat(20) + "3".repeat(16) + "2" + "00" + "1".repeat(6) + "3".repeat(7) + "55"
            + "323" + "11" + "33" + "11" + "0" + "4" + "33" + "55";

    private final byte[] file;
    private final Pool pool;
    private final int start;
    private final int length;
    private final int maxLocals;
    private final BitSet boundaries = new BitSet();
    private final BitSet targets = new BitSet();

    CodeFormat(byte[] file, Pool pool, int start, int length, int maxLocals) {
        this.file = file;
        this.pool = pool;
        this.start = start;
        this.length = length;
        this.maxLocals = maxLocals;
    }

    /** Whether an instruction begins at the offset. */
    boolean isBoundary(int offset) {
        return boundaries.get(offset);
    }

    /** Whether an instruction or the end of the code is at the offset. */
    boolean isEnd(int offset) {
        return offset == length || isBoundary(offset);
    }

    int maxLocals() {
        return maxLocals;
    }

    void check() {
        int pc = 0;
        while (pc < length) {
            boundaries.set(pc);
            int opcode = u1(pc);
            if (opcode >= FIRST_RESERVED) {
                throw new Malformed("the reserved opcode " + opcode, pc);
            }
            int size = size(opcode, pc);
            if (size > length - pc) {
                throw new Malformed("an instruction that ends after its method", pc);
            }
            operands(opcode, pc);
            pc += size;
        }
        targets.andNot(boundaries);
        if (!targets.isEmpty()) {
            throw new Malformed("a branch into an instruction", targets.nextSetBit(0));
        }
    }

    private int size(int opcode, int pc) {
        int fixed = LENGTHS.charAt(opcode) - '0';
        if (fixed > 0) {
            return fixed;
        }
        if (opcode == WIDE) {
            int widened = pc + 1 < length ? u1(pc + 1) : 0;
            boolean known = widened >= 21 && widened <= 25
                    || widened >= 54 && widened <= 58
                    || widened == 169
                    || widened == IINC;
            if (!known) {
                throw new Malformed("wide in front of opcode " + widened, pc);
            }
            return widened == IINC ? 6 : 4;
        }
        int aligned = (pc + 4) / 4 * 4;
        if (aligned + 12 > length && aligned + 8 > length) {
            throw new Malformed("a switch that ends after its method", pc);
        }
        long count = opcode == LOOKUPSWITCH
                ? 2L * s4(aligned + 4)
                : aligned + 12 > length ? -1 : (long) s4(aligned + 8) - s4(aligned + 4) + 1;
        long size = aligned - pc + (opcode == LOOKUPSWITCH ? 8L : 12L) + 4 * count;
        if (count < (opcode == LOOKUPSWITCH ? 0 : 1) || size > length - pc) {
            throw new Malformed("a switch with " + count + " entries", pc);
        }
        return (int) size;
    }

    private void operands(int opcode, int pc) {
        if (opcode >= 153 && opcode <= 168 || opcode == 198 || opcode == 199) {
            branch(pc, (short) u2(pc + 1));
        } else if (opcode == 200 || opcode == 201) {
            branch(pc, s4(pc + 1));
        } else if (opcode == TABLESWITCH || opcode == LOOKUPSWITCH) {
            switchTargets(opcode, pc);
        } else if (opcode == NEWARRAY) {
            if (u1(pc + 1) < 4 || u1(pc + 1) > 11) {
                throw new Malformed("newarray of type " + u1(pc + 1), pc);
            }
        } else {
            constant(opcode, pc);
        }
    }

    private void constant(int opcode, int pc) {
        switch (opcode) {
            case LDC -> loadable(u1(pc + 1), false, pc);
            case 19 -> loadable(u2(pc + 1), false, pc);
            case 20 -> loadable(u2(pc + 1), true, pc);
            case 178, 179, 180, 181 -> tag(u2(pc + 1), Pool.FIELD, pc);
            case 182 -> tag(u2(pc + 1), Pool.METHOD, pc);
            case 183, 184 -> {
                if (pool.tag(u2(pc + 1)) != Pool.INTERFACE_METHOD) {
                    tag(u2(pc + 1), Pool.METHOD, pc);
                }
            }
            case 185 -> {
                tag(u2(pc + 1), Pool.INTERFACE_METHOD, pc);
                int slots = 1 + slots(pool.descriptor(u2(pc + 1)));
                if (u1(pc + 3) != slots || u1(pc + 4) != 0) {
                    throw new Malformed("invokeinterface with a wrong count of arguments", pc);
                }
            }
            case 186 -> {
                tag(u2(pc + 1), Pool.INVOKE_DYNAMIC, pc);
                if (u2(pc + 3) != 0) {
                    throw new Malformed("invokedynamic without its zeros", pc);
                }
            }
            case 187, 189, 192, 193, 197 -> tag(u2(pc + 1), Pool.CLASS, pc);
            default -> {
                // No constant.
            }
        }
        if (opcode == 197 && u1(pc + 3) == 0) {
            throw new Malformed("multianewarray of no dimension", pc);
        }
    }

    private static int slots(String descriptor) {
        return (org.objectweb.asm.Type.getArgumentsAndReturnSizes(descriptor) >> 2) - 1;
    }

    private void loadable(int index, boolean wide, int pc) {
        int tag = pool.tag(index);
        boolean two = tag == Pool.LONG
                || tag == Pool.DOUBLE
                || tag == Pool.DYNAMIC && "JD".contains(pool.descriptor(index).substring(0, 1));
        pool.expectLoadable(index);
        if (two != wide) {
            throw new Malformed("ldc of a constant of the other size", pc);
        }
    }

    private void tag(int index, int tag, int pc) {
        if (pool.tag(index) != tag) {
            throw new Malformed(
                    "opcode " + u1(pc) + " with constant " + index + ", of tag " + pool.tag(index) + " and not " + tag,
                    pc);
        }
    }

    private void switchTargets(int opcode, int pc) {
        int at = (pc + 4) / 4 * 4;
        branch(pc, s4(at));
        if (opcode == TABLESWITCH) {
            int count = s4(at + 8) - s4(at + 4) + 1;
            for (int i = 0; i < count; i++) {
                branch(pc, s4(at + 12 + 4 * i));
            }
        } else {
            int count = s4(at + 4);
            for (int i = 0; i < count; i++) {
                if (i > 0 && s4(at + 8 * i) >= s4(at + 8 * i + 8)) {
                    throw new Malformed("a lookupswitch whose keys are not in order", pc);
                }
                branch(pc, s4(at + 12 + 8 * i));
            }
        }
    }

    private void branch(int pc, int by) {
        long target = (long) pc + by;
        if (target < 0 || target >= length) {
            throw new Malformed("a branch out of its method", pc);
        }
        targets.set((int) target);
    }

    private int u1(int pc) {
        return file[start + pc] & 255;
    }

    private int u2(int pc) {
        return u1(pc) << 8 | u1(pc + 1);
    }

    private int s4(int pc) {
        return u2(pc) << 16 | u2(pc + 2);
    }
}
