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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Checks the shadows that a program made for its objects where a derivative comes to their fields: what is missing there would be a null pointer's
 * exception in code that the program does not have, and a shorter array one of an index.
 */
final class ShadowFields {
    private static final String EXCEPTION = "dev/adagent/ActivityException";

    /**
     * A reference from a field of an object that was passed, and that from the same field of the object's shadow.
     *
     * @param field the field; null for a cast of what was read, which shows the class
     * @param own whether both must be different objects: a lambda, an enum constant and the like are their own shadows
     */
    record Read(int value, int shadow, FieldRef field, boolean own, Loc loc) {}

    private ShadowFields() {}

    /**
     * Puts a check behind each read of a shadow's field that is in the function.
     *
     * @param findsConstants whether a reference that is its own shadow is a constant; else it is refused, where numbers are read and written through it
     */
    static void check(Function f, List<Shadows> lanes, boolean findsConstants) {
        Map<Integer, Read> reads = new HashMap<>();
        lanes.forEach(s -> s.fieldReads().forEach(r -> reads.put(r.shadow(), r)));
        if (reads.isEmpty()) {
            return;
        }
        BitSet numbers = findsConstants ? new BitSet() : leadToNumbers(f);
        List<Block> work = new ArrayList<>(f.blocks());
        for (int n = 0; n < work.size(); n++) {
            Block b = work.get(n);
            for (int k = 0; k < b.insns().size(); k++) {
                Insn i = b.insns().get(k);
                Read r = i.op() == Op.GETFIELD || i.op() == Op.CHECK_CAST ? reads.get(i.result()) : null;
                if (r != null && (r.field() != null || r.own() && numbers.get(r.shadow()))) {
                    work.add(split(f, b, k + 1, r, r.own() && numbers.get(r.shadow())));
                    break;
                }
            }
        }
    }

    /** The references through which numbers are read or written, here or elsewhere: others may be shared, as enum constants are. */
    private static BitSet leadToNumbers(Function f) {
        BitSet out = new BitSet();
        Map<Integer, List<Integer>> from = new HashMap<>();
        for (Block b : f.blocks()) {
            for (Insn i : b.insns()) {
                switch (i.op()) {
                    case GETFIELD, ALOAD ->
                        out.set(i.arg(0), out.get(i.arg(0)) || i.type().isFloating());
                    case PUTFIELD ->
                        out.set(
                                i.arg(0),
                                out.get(i.arg(0)) || f.typeOf(i.arg(1)).isFloating());
                    case ASTORE ->
                        out.set(
                                i.arg(0),
                                out.get(i.arg(0)) || f.typeOf(i.arg(2)).isFloating());
                    case CHECK_CAST, SELECT ->
                        from.computeIfAbsent(i.result(), k -> new ArrayList<>())
                                .addAll(Arrays.stream(i.args()).boxed().toList());
                    case CALL, ATOMIC, ACCUM, INTRINSIC ->
                        Arrays.stream(i.args()).forEach(out::set);
                    default -> {} // goes on to no number
                }
            }
            Arrays.stream(b.term().args()).forEach(out::set);
            for (Edge e : b.term().edges()) {
                List<Integer> params = f.block(e.target()).params();
                for (int k = 0; k < params.size(); k++) {
                    from.computeIfAbsent(params.get(k), n -> new ArrayList<>()).add(e.args()[k]);
                }
            }
        }
        Deque<Integer> work = new ArrayDeque<>(out.stream().boxed().toList());
        while (!work.isEmpty()) {
            for (int v : from.getOrDefault(work.poll(), List.of())) {
                if (!out.get(v)) {
                    out.set(v);
                    work.add(v);
                }
            }
        }
        return out;
    }

    /** Ends a block in front of an instruction by the check; gives the block with the rest. */
    private static Block split(Function f, Block b, int at, Read r, boolean other) {
        Block rest = f.split(b, at);
        Block there = f.newBlock();
        int none = f.append(b, Op.CONST, f.typeOf(r.value()), null, r.loc());
        int isThere = f.append(b, Op.CMP, Type.I32, Cond.NE, r.loc(), r.value(), none);
        b.setTerm(Term.br(isThere, Edge.to(there.id()), Edge.to(rest.id()), r.loc()));
        boolean array = f.typeOf(r.value()).isArray();
        if (r.field() == null) {
            refuseShared(
                    f,
                    there,
                    rest,
                    r,
                    "where an object refers to "
                            + (array
                                    ? "an array"
                                    : "a " + f.typeOf(r.value()).name().replace('/', '.')) + ", its shadow has");
            return rest;
        }
        String name = r.field().name();
        String owner = r.field().owner().replace('/', '.');
        int missing = f.append(there, Op.CMP, Type.I32, Cond.EQ, r.loc(), r.shadow(), none);
        Block next = array || other ? f.newBlock() : rest;
        refuse(
                f,
                there,
                missing,
                next,
                r.loc(),
                "field " + name + " of the shadow of a " + owner
                        + " is null, and that of the object is not: makeZero(object) makes a shadow that has all that the object has");
        if (other) {
            Block last = array ? f.newBlock() : rest;
            refuseShared(f, next, last, r, "field " + name + " of the shadow of a " + owner + " is");
            next = last;
        }
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

    private static void refuseShared(Function f, Block b, Block next, Read r, String what) {
        int same = f.append(b, Op.CMP, Type.I32, Cond.EQ, r.loc(), r.value(), r.shadow());
        refuse(
                f,
                b,
                same,
                next,
                r.loc(),
                what
                        + " what the object itself has there, so that derivatives would be added to it: makeZero(object) makes a shadow of its own;"
                        + " of a constant that a function stored in the object store a copy");
    }

    private static void refuse(Function f, Block b, int condition, Block next, Loc loc, String message, int... args) {
        Block refuse = f.newBlock();
        b.setTerm(Term.br(condition, Edge.to(refuse.id()), Edge.to(next.id()), loc));
        refuse.setTerm(Term.raise(new Term.Raise(EXCEPTION, message), loc, args));
    }
}
