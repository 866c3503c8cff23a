package dev.adagent.transform.autodiff;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Cond;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.FieldRef;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Term;
import dev.adagent.transform.ir.Type;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Checks the shadows that a program made for its objects where a derivative comes to their fields: what is missing there would be a null pointer's
 * exception in code that the program does not have, and a shorter array one of an index.
 */
final class ShadowFields {
    private static final String EXCEPTION = "dev/adagent/ActivityException";

    /** A reference from a field of an object that was passed, and that from the same field of the object's shadow. */
    record Read(int value, int shadow, FieldRef field, Loc loc) {}

    private ShadowFields() {}

    /** Puts a check behind each read of a shadow's field that is in the function. */
    static void check(Function f, List<Shadows> lanes) {
        Map<Integer, Read> reads = new HashMap<>();
        lanes.forEach(s -> s.fieldReads().forEach(r -> reads.put(r.shadow(), r)));
        if (reads.isEmpty()) {
            return;
        }
        List<Block> work = new ArrayList<>(f.blocks());
        for (int n = 0; n < work.size(); n++) {
            Block b = work.get(n);
            for (int k = 0; k < b.insns().size(); k++) {
                Insn i = b.insns().get(k);
                Read r = i.op() == Op.GETFIELD ? reads.get(i.result()) : null;
                if (r != null) {
                    work.add(split(f, b, k + 1, r));
                    break;
                }
            }
        }
    }

    /** Ends a block in front of an instruction by the check; gives the block with the rest. */
    private static Block split(Function f, Block b, int at, Read r) {
        Block rest = f.newBlock();
        List<Insn> tail = b.insns().subList(at, b.insns().size());
        rest.insns().addAll(tail);
        tail.clear();
        rest.setTerm(b.term());
        String name = r.field().name();
        String owner = r.field().owner().replace('/', '.');
        Block there = f.newBlock();
        int none = f.append(b, Op.CONST, f.typeOf(r.value()), null, r.loc());
        int isThere = f.append(b, Op.CMP, Type.I32, Cond.NE, r.loc(), r.value(), none);
        b.setTerm(Term.br(isThere, Edge.to(there.id()), Edge.to(rest.id()), r.loc()));
        int missing = f.append(there, Op.CMP, Type.I32, Cond.EQ, r.loc(), r.shadow(), none);
        boolean array = f.typeOf(r.value()).isArray();
        Block next = array ? f.newBlock() : rest;
        refuse(
                f,
                there,
                missing,
                next,
                r.loc(),
                "field " + name + " of the shadow of a " + owner
                        + " is null, and that of the object is not: makeZero(object) makes a shadow that has all that the object has");
        if (array) {
            int length = f.append(next, Op.ALEN, Type.I32, null, r.loc(), r.value());
            int shadowLength = f.append(next, Op.ALEN, Type.I32, null, r.loc(), r.shadow());
            int unequal = f.append(next, Op.CMP, Type.I32, Cond.NE, r.loc(), length, shadowLength);
            refuse(
                    f,
                    next,
                    unequal,
                    rest,
                    r.loc(),
                    "the array in field " + name + " of the shadow of a " + owner
                            + " has length \u0001, that of the object \u0001: makeZero(object) makes a shadow of the object's shape",
                    shadowLength,
                    length);
        }
        return rest;
    }

    private static void refuse(Function f, Block b, int condition, Block next, Loc loc, String message, int... args) {
        Block refuse = f.newBlock();
        b.setTerm(Term.br(condition, Edge.to(refuse.id()), Edge.to(next.id()), loc));
        refuse.setTerm(Term.raise(new Term.Raise(EXCEPTION, message), loc, args));
    }
}
