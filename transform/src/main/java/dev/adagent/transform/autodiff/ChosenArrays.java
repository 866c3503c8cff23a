package dev.adagent.transform.autodiff;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Cond;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.FieldRef;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.ir.analysis.Cfg;
import dev.adagent.transform.ir.analysis.Dominators;
import dev.adagent.transform.ir.analysis.Uses;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * References that are one of several arrays, where a derivative is cut in two: of arrays that the adjoint gets too, or {@linkplain LocalArrays makes again}.
 * The number of the array lies on a tape in the place of the reference, which no GPU has a tape for.
 */
final class ChosenArrays {
    private static final int MOST = 16;

    private final Function f;
    private final Uses uses;
    private final BitSet reverse;
    private final Collection<Integer> given;
    private final int exit;
    private final Predicate<FieldRef> tables;
    private final Dominators dominators;
    private final Map<Integer, List<Integer>> incoming = new HashMap<>();

    /**
     * @param reverse the blocks of the reverse sweep
     * @param given the references that both parts get
     * @param exit where the forward sweep ends
     * @param tables whether a static field holds an array that is there for good
     */
    ChosenArrays(
            Function f, Uses uses, BitSet reverse, Collection<Integer> given, int exit, Predicate<FieldRef> tables) {
        this.f = f;
        this.uses = uses;
        this.reverse = reverse;
        this.given = given;
        this.exit = exit;
        this.tables = tables;
        dominators = Dominators.of(Cfg.of(f));
        for (Block b : f.blocks()) {
            for (Edge e : b.term().edges()) {
                List<Integer> params = f.block(e.target()).params();
                for (int k = 0; k < params.size(); k++) {
                    incoming.computeIfAbsent(params.get(k), p -> new ArrayList<>())
                            .add(e.args()[k]);
                }
            }
        }
    }

    /** What a choice of the forward sweep chooses among; empty if the value is none. */
    List<Integer> sources(int value) {
        Uses.Def d = uses.def(value);
        if (d == null || reverse.get(d.block()) || !f.typeOf(value).isReference() || given.contains(value)) {
            return List.of();
        }
        if (d.isParam()) {
            return incoming.getOrDefault(value, List.of());
        }
        return d.insn().op() == Op.SELECT ? List.of(d.insn().arg(1), d.insn().arg(2)) : List.of();
    }

    /** The choice that gets a value at a use of it in the forward sweep; −1 if that is none. */
    int chosenAt(Uses.Use u) {
        if (u.insn() != null) {
            return u.insn().op() == Op.SELECT && u.operand() > 0 ? u.insn().result() : -1;
        }
        if (u.edge() < 0) {
            return -1;
        }
        int target = f.block(u.block()).term().edges().get(u.edge()).target();
        return reverse.get(target) ? -1 : f.block(target).params().get(u.operand());
    }

    /** Whether both parts get the reference or read it of the same static field, or it is null. */
    boolean isEverywhere(int value) {
        return given.contains(value) || isRepeated(uses.insn(value));
    }

    private boolean isRepeated(Insn i) {
        return i != null
                && (i.op() == Op.CONST
                        || i.op() == Op.GETSTATIC && i.type().isArray() && tables.test((FieldRef) i.attr()));
    }

    /** Whether an array is made on every way to where the function is cut. */
    boolean isMadeBeforeCut(int array) {
        return isBeforeCut(uses.def(array).block());
    }

    /** Whether a block is on every way to where the function is cut. */
    boolean isBeforeCut(int block) {
        return dominators.dominates(block, exit);
    }

    /** The arrays that a choice may be: those that both parts get, and those that the forward sweep makes; empty if it may be another. */
    List<Integer> origins(int value) {
        Set<Integer> out = new LinkedHashSet<>();
        Set<Integer> seen = new LinkedHashSet<>(List.of(value));
        List<Integer> work = new ArrayList<>(sources(value));
        while (!work.isEmpty()) {
            int v = work.remove(work.size() - 1);
            Insn i = uses.insn(v);
            if (!seen.add(v)) {
                continue;
            } else if (isEverywhere(v) || (i != null && i.op() == Op.NEWARRAY && isMadeBeforeCut(v))) {
                out.add(v);
            } else if (sources(v).isEmpty()) {
                return List.of();
            }
            work.addAll(sources(v));
        }
        return out.size() > MOST ? List.of() : List.copyOf(out);
    }

    /** Which of its origins a reference is. */
    int number(Function g, Block b, int reference, List<Integer> origins, Loc loc) {
        int number = g.constant(b, 0, loc);
        for (int k = 1; k < origins.size(); k++) {
            Insn i = uses.insn(origins.get(k));
            int origin = isRepeated(i) ? g.append(b, i.op(), i.type(), i.attr(), loc) : origins.get(k);
            int is = g.append(b, Op.CMP, Type.I32, Cond.EQ, loc, reference, origin);
            number = g.append(b, Op.SELECT, Type.I32, null, loc, is, g.constant(b, k, loc), number);
        }
        return number;
    }

    /** Defines a reference as the origin with a number. */
    static void choose(Function g, Block b, int reference, int number, List<Integer> origins, Loc loc) {
        int out = origins.get(0);
        for (int k = 1; k < origins.size() - 1; k++) {
            int is = g.append(b, Op.CMP, Type.I32, Cond.EQ, loc, number, g.constant(b, k, loc));
            out = g.append(b, Op.SELECT, g.typeOf(reference), null, loc, is, origins.get(k), out);
        }
        int last = origins.size() - 1;
        int is = g.append(b, Op.CMP, Type.I32, Cond.EQ, loc, number, g.constant(b, last, loc));
        int[] args = {is, origins.get(last), out};
        b.insns().add(new Insn(Op.SELECT, g.typeOf(reference), reference, args, null, loc));
    }
}
