package dev.adagent.transform.ir;

import java.util.Arrays;
import java.util.Objects;

/**
 * One instruction. Operands are value ids; ids are dense within a function.
 *
 * @param op kind
 * @param type type of the result, {@link Type#VOID} if none
 * @param result id of the result, −1 if none
 * @param args ids of the operands; not modified after construction
 * @param attr what the kind's documentation says, else null
 * @param loc source place, never null
 */
public record Insn(Op op, Type type, int result, int[] args, Object attr, Loc loc) {
    public Insn {
        Objects.requireNonNull(op);
        Objects.requireNonNull(type);
        Objects.requireNonNull(loc);
        if (op.arity() >= 0 && args.length != op.arity()) {
            throw new IllegalArgumentException(op + " takes " + op.arity() + " operands, not " + args.length);
        }
        if ((result < 0) != type.equals(Type.VOID)) {
            throw new IllegalArgumentException(op + ": a result exactly when the type is not void");
        }
    }

    public int arg(int i) {
        return args[i];
    }

    public Insn withArgs(int... newArgs) {
        return new Insn(op, type, result, newArgs, attr, loc);
    }

    public Insn withAttr(Object newAttr) {
        return new Insn(op, type, result, args, newAttr, loc);
    }

    public Insn withLoc(Loc newLoc) {
        return new Insn(op, type, result, args, attr, newLoc);
    }

    /** Whether it is the same instruction: one of the same content at another place, or another of the same line, is not. */
    @Override
    public boolean equals(Object o) {
        return this == o;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }

    @Override
    public String toString() {
        return (result < 0 ? "" : "%" + result + ": " + type + " = ")
                + op
                + Arrays.toString(args)
                + (attr == null ? "" : " " + attr);
    }
}
