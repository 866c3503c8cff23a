package dev.adagent.transform.autodiff;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Cond;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Term;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.ir.analysis.LoopForest;
import dev.adagent.transform.ir.analysis.Operands;
import dev.adagent.transform.ir.analysis.Uses;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Moves the allocation of an array that no later iteration sees, and always has the same length, in front of the loop; the
 * iteration then begins with setting it to zero. So the reverse sweep has one array instead of one for each iteration. What comes after the loop may
 * use the array of the last.
 *
 * <p>Where the reverse sweep becomes a function of its own, an array of constant length that only some ways through the function make is made
 * by all of them: so it is one that {@link LocalArrays} knows, and never perhaps null.
 */
final class Allocations {
    private final Function f;
    private final Predicate<Insn> keepsNothing;

    private Allocations(Function f, Predicate<Insn> keepsNothing) {
        this.f = f;
        this.keepsNothing = keepsNothing;
    }

    /**
     * Works on a function in which each loop has a preheader.
     *
     * @param keepsNothing whether a call neither keeps nor gives back the arrays that it gets
     * @param split whether the reverse sweep becomes a function of its own
     */
    static void run(Function f, Predicate<Insn> keepsNothing, boolean split) {
        Allocations a = new Allocations(f, keepsNothing);
        while (a.step()) {
            // each step takes one allocation out of one loop
        }
        if (split) {
            a.toEntry();
        }
    }

    private void toEntry() {
        LoopForest forest = LoopForest.of(f);
        Uses uses = Uses.of(f);
        List<Insn> moved = new ArrayList<>();
        for (Block b : f.blocks()) {
            if (b != f.entry() && forest.loopOf(b.id()) == null) {
                for (Insn i : List.copyOf(b.insns())) {
                    if (i.op() == Op.NEWARRAY && hasLength(i, uses) && dies(i.result(), null, uses)) {
                        b.insns().remove(i);
                        moved.add(i);
                    }
                }
            }
        }
        List<Insn> first = new ArrayList<>();
        for (Insn i : moved) {
            int length = f.newValue(Type.I32);
            first.add(new Insn(
                    Op.CONST, Type.I32, length, new int[0], uses.insn(i.arg(0)).attr(), i.loc()));
            first.add(i.withArgs(length));
        }
        f.entry().insns().addAll(0, first);
    }

    private static boolean hasLength(Insn array, Uses uses) {
        Insn c = uses.insn(array.arg(0));
        return c != null && c.op() == Op.CONST && (Integer) c.attr() >= 0;
    }

    private boolean step() {
        LoopForest forest = LoopForest.of(f);
        Uses uses = Uses.of(f);
        for (Block b : f.blocks()) {
            LoopForest.Loop l = forest.loopOf(b.id());
            for (int k = 0; l != null && l.preheader() >= 0 && k < b.insns().size(); k++) {
                Insn i = b.insns().get(k);
                if (i.op() == Op.NEWARRAY && isInvariant(i.arg(0), l, uses) && dies(i.result(), l, uses)) {
                    hoist(b, k, f.block(l.preheader()), uses);
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean isInvariant(int value, LoopForest.Loop l, Uses uses) {
        Uses.Def d = uses.def(value);
        return !l.contains(d.block()) || (d.insn() != null && d.insn().op() == Op.CONST);
    }

    /** Whether the array is only read and written, and by no later iteration than the one that makes it if a loop is given. */
    private boolean dies(int array, LoopForest.Loop l, Uses uses) {
        Set<Integer> seen = new HashSet<>();
        List<Integer> work = new ArrayList<>(List.of(array));
        while (!work.isEmpty()) {
            int v = work.remove(work.size() - 1);
            if (!seen.add(v)) {
                continue;
            }
            for (Uses.Use u : uses.of(v)) {
                if (u.insn() != null) {
                    switch (u.insn().op()) {
                        case ALOAD, ACCUM, ATOMIC, ALEN, CHECK_BOUNDS, CHECK_NULL, CMP -> {}
                        case ASTORE -> {
                            if (u.operand() != 0) {
                                return false;
                            }
                        }
                        case CALL -> {
                            if (!keepsNothing.test(u.insn())) {
                                return false;
                            }
                        }
                        case SELECT, CHECK_CAST -> work.add(u.insn().result());
                        default -> {
                            return false;
                        }
                    }
                } else {
                    if (u.edge() < 0) {
                        return false;
                    }
                    Edge e = f.block(u.block()).term().edges().get(u.edge());
                    if (l != null && e.target() == l.header()) {
                        return false;
                    }
                    work.add(f.block(e.target()).params().get(u.operand()));
                }
            }
        }
        return true;
    }

    private void hoist(Block b, int index, Block preheader, Uses uses) {
        Insn i = b.insns().get(index);
        Loc loc = i.loc();
        int length = i.arg(0);
        Insn constant = uses.insn(length);
        if (constant != null && constant.op() == Op.CONST) {
            length = f.append(preheader, Op.CONST, Type.I32, constant.attr(), loc);
        } else {
            // in front of the loop nothing has checked the length yet
            int zero = f.constant(preheader, 0, loc);
            int negative = f.append(preheader, Op.CMP, Type.I32, Cond.LT, loc, length, zero);
            length = f.append(preheader, Op.SELECT, Type.I32, null, loc, negative, zero, length);
        }
        int array = f.append(preheader, Op.NEWARRAY, i.type(), null, loc, length);
        Block rest = f.splitInPlaceOf(b, index);
        clear(b, array, length, rest, loc);
        Operands.replace(f, v -> v == i.result() ? array : v);
    }

    /** Ends {@code b} with a loop that sets every element to zero and goes on in {@code next}. */
    private void clear(Block b, int array, int length, Block next, Loc loc) {
        Type element = f.typeOf(array).element().asValue();
        int zero = f.append(b, Op.CONST, element, Zeros.of(element), loc);
        Block before = f.newBlock();
        Block head = f.newBlock();
        Block body = f.newBlock();
        Block after = f.newBlock();
        b.setTerm(Term.jump(Edge.to(before.id()), loc));
        before.setTerm(Term.jump(Edge.to(head.id(), f.constant(before, 0, loc)), loc));
        int k = f.addParam(head, Type.I32);
        int more = f.append(head, Op.CMP, Type.I32, Cond.LT, loc, k, length);
        head.setTerm(Term.br(more, Edge.to(body.id()), Edge.to(after.id()), loc));
        f.append(body, Op.ASTORE, Type.VOID, null, loc, array, k, zero);
        int next1 = f.append(body, Op.ADD, Type.I32, null, loc, k, f.constant(body, 1, loc));
        body.setTerm(Term.jump(Edge.to(head.id(), next1), loc));
        after.setTerm(Term.jump(Edge.to(next.id()), loc));
    }
}
