package dev.adagent.transform.autodiff;

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
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.function.Predicate;

/**
 * Arrays that a function makes for itself, where its derivative is cut in two. The adjoint makes such an array again, with what it held
 * at the end of the forward sweep from the tape of its elements: GPUs have no tape for the array itself, and in a method that calls itself a tape of
 * references cannot be differentiated again. A shadow is all zero there, since nobody else has seen the array.
 */
final class LocalArrays {
    private final Function f;
    private final Uses uses;
    private final BitSet reverse;
    private final IntPredicate isShadow;
    private final Predicate<Insn> keepsNothing;
    private final ChosenArrays chosen;
    private final LocalTables tables;

    /**
     * @param reverse the blocks of the reverse sweep
     * @param isShadow whether a value is a shadow
     * @param keepsNothing whether a call neither keeps nor gives back the arrays that it gets
     * @param fixedRows of the function, until the adjoint has run
     */
    LocalArrays(
            Function f,
            Uses uses,
            BitSet reverse,
            IntPredicate isShadow,
            Predicate<Insn> keepsNothing,
            ChosenArrays chosen,
            FixedRows fixedRows) {
        this.chosen = chosen;
        this.f = f;
        this.uses = uses;
        this.reverse = reverse;
        this.isShadow = isShadow;
        this.keepsNothing = keepsNothing;
        tables = new LocalTables(f, uses, reverse, this, chosen, fixedRows);
    }

    /**
     * Whether the value is an array of numbers that the forward sweep makes with a constant length and knows by that value alone, as one of several
     * such and given ones, or as a row of a table that {@link #rows} knows. One of another length lies on a tape of references: no GPU has such arrays, and elsewhere that takes one slot.
     */
    boolean isOne(int value) {
        return isMade(value) && (isKnown(names(value)) || tables.isRow(value));
    }

    /**
     * The rows, by their indices, of an array of rows that the forward sweep makes and fills once, and that does not change any more; null if the
     * value is none. Each row {@linkplain #isOne is one} of these arrays.
     */
    Map<Integer, Integer> rows(int value) {
        return tables.rows(value);
    }

    /** Whether the value is a new array of numbers with a constant length. */
    boolean isMade(int value) {
        Insn made = uses.insn(value);
        return made != null
                && made.op() == Op.NEWARRAY
                && !made.type().element().isReference()
                && length(made) >= 0;
    }

    /** The array, all choices that may be it, and all arrays of the forward sweep that those may be; of others, what they come from. */
    private Set<Integer> names(int array) {
        Set<Integer> out = new LinkedHashSet<>(List.of(array));
        List<Integer> work = new ArrayList<>(out);
        while (!work.isEmpty()) {
            int v = work.remove(work.size() - 1);
            List<Integer> more = new ArrayList<>(chosen.sources(v));
            more.removeIf(chosen::isEverywhere);
            uses.of(v).stream().filter(u -> !reverse.get(u.block())).forEach(u -> more.add(chosen.chosenAt(u)));
            more.stream().filter(n -> n >= 0 && out.add(n)).forEach(work::add);
        }
        return out;
    }

    private boolean isKnown(Set<Integer> names) {
        boolean shadow = names.stream().anyMatch(isShadow::test);
        return names.stream().allMatch(n -> {
            boolean known = isMade(n)
                    ? names.size() == 1 || chosen.isMadeBeforeCut(n)
                    : !chosen.origins(n).isEmpty();
            return known && uses.of(n).stream().allMatch(u -> reverse.get(u.block()) || isFine(u, shadow));
        });
    }

    /** The constant length of a new array, −1 if it is none. */
    int length(Insn made) {
        return constant(made.arg(0));
    }

    /** A constant that is not negative; −1 if the value is none. */
    int constant(int value) {
        Insn c = uses.insn(value);
        return c != null && c.op() == Op.CONST && c.attr() instanceof Integer n ? n : -1;
    }

    private boolean isFine(Uses.Use use, boolean shadow) {
        boolean choice = use.insn() == null || use.insn().op() == Op.SELECT;
        return choice ? chosen.chosenAt(use) >= 0 : leavesItKnown(use, shadow);
    }

    /** Whether an instruction of the forward sweep lets nobody else know the array, nor changes it if it is a shadow. */
    boolean leavesItKnown(Uses.Use use, boolean shadow) {
        if (use.insn() == null) {
            return false;
        }
        return switch (use.insn().op()) {
            case ALOAD, ALEN, CMP, CHECK_BOUNDS, CHECK_NULL -> true;
            case ASTORE, ACCUM, ATOMIC -> !shadow && use.operand() == 0;
            // an augmented primal leaves shadows as they are
            case CALL -> (!shadow || isAugmented(use.insn())) && keepsNothing.test(use.insn());
            default -> false;
        };
    }

    private static boolean isAugmented(Insn call) {
        String name = ((Callee) call.attr()).function();
        return name != null && name.startsWith(Derivatives.AUGMENTED);
    }

    boolean isShadow(int value) {
        return isShadow.test(value);
    }

    /** Whether the reverse sweep looks into the array, and does not find all zeros there. */
    boolean isRead(int value) {
        return !isShadow.test(value) && (tables.isRow(value) || isReadAsOneOf(names(value)));
    }

    private boolean isReadAsOneOf(Set<Integer> names) {
        return names.stream()
                .flatMap(n -> uses.of(n).stream())
                .filter(u -> reverse.get(u.block()))
                .anyMatch(u -> u.insn() == null
                        || switch (u.insn().op()) {
                            case ALEN, CMP, CHECK_BOUNDS, CHECK_NULL -> false;
                            default -> true;
                        });
    }

    int length(int array) {
        return length(uses.insn(array));
    }

    /** The kind of tape for the array's elements. */
    Type tape(int array) {
        return ValuePlan.tapeOf(element(array));
    }

    private Type element(int array) {
        return f.typeOf(array).element().asValue();
    }

    /** Copies the elements to a tape, from a slot on; gives the block in which that ends. */
    Block push(Function g, Block at, int array, int tape, int base, Loc loc) {
        Loop l = new Loop(g, at, length(array), loc);
        int v = g.append(l.body, Op.ALOAD, element(array), null, loc, array, l.index);
        int slot = converted(g, l.body, v, tape(array), loc);
        int place = g.append(l.body, Op.ADD, Type.I32, null, loc, base, l.index);
        g.append(l.body, Op.INTRINSIC, Type.VOID, "tape.store", loc, tape, place, slot);
        return l.end();
    }

    /** Copies the elements from a tape into the array; gives the block in which that ends. */
    Block pop(Function g, Block at, int array, int tape, int base, Loc loc) {
        Loop l = new Loop(g, at, length(array), loc);
        int place = g.append(l.body, Op.ADD, Type.I32, null, loc, base, l.index);
        int slot = g.append(l.body, Op.INTRINSIC, tape(array), "tape.load", loc, tape, place);
        int v = converted(g, l.body, slot, element(array), loc);
        g.append(l.body, Op.ASTORE, Type.VOID, null, loc, array, l.index, v);
        return l.end();
    }

    private static int converted(Function g, Block at, int value, Type to, Loc loc) {
        return g.typeOf(value).equals(to) ? value : g.append(at, Op.CONV, to, null, loc, value);
    }

    /** A loop from 0 to a constant. */
    private static final class Loop {
        private final Function g;
        private final Block head;
        private final Loc loc;
        private final int length;
        final Block body;
        final int index;

        Loop(Function g, Block before, int length, Loc loc) {
            this.g = g;
            this.loc = loc;
            this.length = length;
            head = g.newBlock();
            body = g.newBlock();
            before.setTerm(Term.jump(Edge.to(head.id(), g.constant(before, 0, loc)), loc));
            index = g.addParam(head, Type.I32);
        }

        Block end() {
            Block after = g.newBlock();
            int more = g.append(head, Op.CMP, Type.I32, Cond.LT, loc, index, g.constant(head, length, loc));
            head.setTerm(Term.br(more, Edge.to(body.id()), Edge.to(after.id()), loc));
            int next = g.append(body, Op.ADD, Type.I32, null, loc, index, g.constant(body, 1, loc));
            body.setTerm(Term.jump(Edge.to(head.id(), next), loc));
            return after;
        }
    }
}
