package dev.adagent.codegen;

import dev.adagent.transform.device.DeviceRefusal;
import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Intrinsics;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Type;

/**
 * Refuses objects, which no device can hold, before anything is written. Tapes of references stay: where there are no objects, all that lies on one is
 * arrays.
 */
final class NoObjects {
    private NoObjects() {}

    /** @throws DeviceRefusal if a value of the function is an object, or an array of what may be objects */
    static void require(Function f, boolean kernel) {
        for (Block b : f.blocks()) {
            Loc loc = place(b);
            boolean given = kernel && b.params().equals(f.params());
            b.params().forEach(p -> requireNone(f.typeOf(p), !given, loc));
            for (Insn i : b.insns()) {
                boolean tape = switch (i.op()) {
                    case INTRINSIC, CALL, TUPLE, EXTRACT, SELECT -> true;
                    default -> false;
                };
                if (i.result() >= 0 && !"tape.load".equals(Intrinsics.of(i))) {
                    requireNone(i.type(), tape, i.loc());
                }
                if (i.op() == Op.INTRINSIC) {
                    Intrinsics.kind((String) i.attr());
                }
            }
        }
    }

    /** The first place in a block that is known. */
    private static Loc place(Block b) {
        return b.insns().stream()
                .map(Insn::loc)
                .filter(l -> !l.equals(Loc.NONE))
                .findFirst()
                .orElse(b.term().loc());
    }

    /** @param tape whether the value may be a tape */
    private static void requireNone(Type type, boolean tape, Loc loc) {
        if (tape && LlvmTypes.isReferenceTape(type)) {
            return;
        }
        if (type.isTuple()) {
            type.parts().forEach(t -> requireNone(t, tape, loc));
        } else if (LlvmTypes.holdsObject(type)) {
            throw new DeviceRefusal(
                    loc,
                    "a value of type " + type.javaName() + " that cannot be taken apart",
                    "keep objects local to the kernel, without storing, comparing or passing them on, or use arrays of primitives");
        }
    }
}
