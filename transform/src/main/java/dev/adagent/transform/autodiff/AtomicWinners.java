package dev.adagent.transform.autodiff;

import dev.adagent.transform.ir.AtomicKind;
import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Cond;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Term;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.ir.analysis.Uses;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntUnaryOperator;

/**
 * Atomic minima and maxima of floating-point numbers in reverse mode: the element's adjoint goes to the winner. An operation changes the element
 * if its number beats the old value, which the operation gave; of those that changed it, the last has put there what is there when all
 * threads have met. So exactly one operation won, in whatever order they ran, or none, and the adjoint stays with what was there before.
 *
 * <p>All threads that use the element must have met between the two sweeps. They are the threads of one block: a barrier is put between, and a
 * derivative that works so on an argument refuses to run in several blocks.
 */
final class AtomicWinners {
    private AtomicWinners() {}

    /** Whether the instruction is an atomic minimum or maximum of floating-point numbers. */
    static boolean is(Insn i) {
        return i.op() == Op.ATOMIC
                && i.type().isFloating()
                && (i.attr() == AtomicKind.MIN || i.attr() == AtomicKind.MAX);
    }

    /** Whether the function has such an operation on an array with a shadow. */
    static boolean any(Shape shape, ActivityAnalysis activity) {
        return shape.liveBlocks().stream()
                .anyMatch(b -> b.insns().stream().anyMatch(i -> is(i) && activity.isActiveArray(i.arg(0))));
    }

    /** What the reverse of the operation reads. */
    static void needs(Insn i, Set<Integer> out) {
        out.add(i.arg(0));
        out.add(i.arg(2));
        out.add(i.result());
    }

    /**
     * Refuses an operation on an element that is written again later, or read before it is compared again: what was there when the threads met
     * is not there any more in the reverse sweep.
     */
    static void check(Shape shape, Memory memory, Insn op, Block at) {
        BitSet roots = memory.of(op.arg(0));
        BitSet after = shape.reachableFrom(at.id());
        for (Block b : shape.liveBlocks()) {
            List<Insn> insns = b.insns();
            boolean same = b == at && !after.get(b.id());
            for (Insn i : same ? insns.subList(insns.indexOf(op) + 1, insns.size()) : insns) {
                if (!same && !after.get(b.id())) {
                    break;
                }
                boolean other = overwrites(i, op, memory, roots);
                boolean again = i.op() == Op.ALOAD
                        && memory.of(i.arg(0)).intersects(roots)
                        && compares(shape, memory, roots, b, i);
                if (other || again) {
                    throw new DifferentiationException(
                            op.loc(),
                            "an atomic " + op.attr() + " on active memory that is "
                                    + (other ? "written again" : "read and then compared again") + " at " + i.loc(),
                            "let each minimum or maximum have an element of its own, as in s[round], or use atomicAdd");
                }
            }
        }
    }

    private static boolean overwrites(Insn i, Insn op, Memory memory, BitSet roots) {
        return switch (i.op()) {
            case ASTORE, ACCUM -> memory.of(i.arg(0)).intersects(roots);
            case ATOMIC -> i.attr() != op.attr() && memory.of(i.arg(0)).intersects(roots);
            case CALL -> i.attr() instanceof Callee && !Effects.isPure(i) && !Effects.synchronises(i);
            default -> false;
        };
    }

    /** Whether the element is compared again after it is read. */
    private static boolean compares(Shape shape, Memory memory, BitSet roots, Block at, Insn load) {
        BitSet after = shape.reachableFrom(at.id());
        for (Block b : shape.liveBlocks()) {
            List<Insn> insns = b.insns();
            List<Insn> later = after.get(b.id())
                    ? insns
                    : b == at ? insns.subList(insns.indexOf(load) + 1, insns.size()) : List.of();
            if (later.stream().anyMatch(i -> is(i) && memory.of(i.arg(0)).intersects(roots))) {
                return true;
            }
        }
        return false;
    }

    /**
     * Reverses the operation.
     *
     * @param values gives values of the forward sweep at this place
     * @param shadow gives access to the element's shadow in a block
     * @return the block in which the sweep goes on; its parameter is what the winner takes, zero for others
     */
    static Block reverse(
            Function f,
            Insn i,
            Block at,
            IntUnaryOperator values,
            java.util.function.Function<Block, ShadowAccess> shadow,
            int zero) {
        Loc loc = i.loc();
        Type bits = i.type().equals(Type.F64) ? Type.I64 : Type.I32;
        int old = values.applyAsInt(i.result());
        String name = i.attr() == AtomicKind.MIN ? "min" : "max";
        int won = f.append(at, Op.INTRINSIC, i.type(), name, loc, old, values.applyAsInt(i.arg(2)));
        int there =
                f.append(at, Op.ALOAD, i.type(), null, loc, values.applyAsInt(i.arg(0)), values.applyAsInt(i.arg(1)));
        int wonBits = f.append(at, Op.BITCAST, bits, null, loc, won);
        int changed =
                f.append(at, Op.CMP, Type.I32, Cond.NE, loc, wonBits, f.append(at, Op.BITCAST, bits, null, loc, old));
        int last =
                f.append(at, Op.CMP, Type.I32, Cond.EQ, loc, wonBits, f.append(at, Op.BITCAST, bits, null, loc, there));
        int winner = f.append(at, Op.AND, Type.I32, null, loc, changed, last);
        Block take = f.newBlock();
        Block next = f.newBlock();
        f.addParam(next, i.type());
        at.setTerm(Term.br(winner, Edge.to(take.id()), new Edge(next.id(), new int[] {zero}), loc));
        int a = shadow.apply(take).take(zero);
        take.setTerm(Term.jump(new Edge(next.id(), new int[] {a}), loc));
        return next;
    }

    /** Lets a derivative refuse to run in several blocks, if one of its operations may be on memory that they share. */
    static void requireOneBlock(Function f) {
        Uses uses = Uses.of(f);
        Insn found = null;
        for (Block b : f.blocks()) {
            for (Insn i : b.insns()) {
                Insn made = is(i) ? uses.insn(i.arg(0)) : null;
                found = is(i) && (made == null || made.op() != Op.SHARED) ? i : found;
            }
        }
        if (found == null) {
            return;
        }
        Block entry = f.entry();
        Block body = f.newBlock();
        body.insns().addAll(entry.insns());
        body.setTerm(entry.term());
        entry.insns().clear();
        Loc loc = found.loc();
        int one = f.constant(entry, 1, loc);
        int several = -1;
        for (String axis : new String[] {"nctaid.x", "nctaid.y", "nctaid.z"}) {
            int n = f.append(entry, Op.INTRINSIC, Type.I32, axis, loc);
            int more = f.append(entry, Op.CMP, Type.I32, Cond.NE, loc, n, one);
            several = several < 0 ? more : f.append(entry, Op.OR, Type.I32, null, loc, several, more);
        }
        Block refuse = f.newBlock();
        String message =
                "the derivative of an atomic " + found.attr() + " on an array that several blocks share: its winner is"
                        + " known only when all of them are done. Launch one block, or reduce in shared memory and let one"
                        + " thread of each block write an element of its own";
        refuse.setTerm(Term.raise(new Term.Raise("java/lang/UnsupportedOperationException", message), loc));
        entry.setTerm(Term.br(several, Edge.to(refuse.id()), Edge.to(body.id()), loc));
    }
}
