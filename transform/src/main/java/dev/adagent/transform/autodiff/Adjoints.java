package dev.adagent.transform.autodiff;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Term;
import dev.adagent.transform.ir.analysis.SsaBuilder;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The adjoint of each active scalar: a variable of the reverse sweep. Where no way can have added to it, it is known to be zero, and
 * no code is made for it.
 */
final class Adjoints {
    private final Shape shape;
    private final Function f;
    private final ActivityAnalysis activity;
    private final Map<Integer, List<Insn>> insns;
    private final Values values;
    private final SsaBuilder ssa;
    private final Multiples multiples;
    private final Map<Integer, Integer> variables = new HashMap<>();
    private final Map<Integer, BitSet> liveIn = new HashMap<>();
    /** Values whose adjoint may be other than zero at the place reached in a block of the reverse sweep, by forward block. */
    private final Map<Integer, BitSet> nonzero = new HashMap<>();

    /** @param insns the active instructions of each block of the forward sweep */
    Adjoints(
            Shape shape,
            ActivityAnalysis activity,
            Map<Integer, List<Insn>> insns,
            Values values,
            SsaBuilder ssa,
            Multiples multiples) {
        this.shape = shape;
        this.activity = activity;
        this.insns = insns;
        this.values = values;
        this.ssa = ssa;
        this.multiples = multiples;
        f = shape.function;
        boolean changed = true;
        while (changed) {
            changed = false;
            for (int k = shape.order.size() - 1; k >= 0; k--) {
                int b = shape.order.get(k);
                BitSet in = transfer(b);
                changed |= !in.equals(liveIn.put(b, in));
            }
        }
    }

    private BitSet transfer(int block) {
        Block b = f.block(block);
        BitSet live = liveOut(block, true);
        if (b.term().kind() == Term.Kind.RET) {
            for (int v : b.term().args()) {
                use(live, v);
            }
        }
        List<Insn> insns = b.insns();
        for (int k = insns.size() - 1; k >= 0; k--) {
            Insn i = insns.get(k);
            if (i.result() >= 0) {
                live.clear(i.result());
            }
            if (ReverseFlow.isActive(activity, i)) {
                if (i.op() == Op.ASTORE || i.op() == Op.ACCUM || i.op() == Op.ATOMIC) {
                    use(live, i.arg(2));
                } else if (i.op() == Op.PUTFIELD) {
                    use(live, i.arg(1));
                } else if ("tape.store".equals(i.attr())) {
                    use(live, i.arg(2));
                } else {
                    ReverseFlow.activeOperands(activity, i).forEach(o -> use(live, i.arg(o)));
                }
            }
        }
        b.params().forEach(live::clear);
        return live;
    }

    private void use(BitSet live, int v) {
        if (activity.active(v)) {
            live.set(v);
        }
    }

    /** Values with an active use after the block. @param all also those passed to a merge, whose edge is reversed in this block */
    private BitSet liveOut(int block, boolean all) {
        BitSet out = new BitSet();
        for (Edge e : f.block(block).term().edges()) {
            if (!shape.isLive(e.target())) {
                continue;
            }
            out.or(liveIn.getOrDefault(e.target(), new BitSet()));
            List<Integer> params = f.block(e.target()).params();
            if (all || shape.predecessors(e.target()).size() == 1) {
                for (int k = 0; k < params.size(); k++) {
                    if (activity.active(params.get(k))) {
                        use(out, e.args()[k]);
                    }
                }
            }
        }
        return out;
    }

    private BitSet at(int forward) {
        return nonzero.computeIfAbsent(forward, k -> liveOut(k, false));
    }

    private int variable(int value) {
        return variables.computeIfAbsent(value, k -> {
            int v = ssa.declareVariable(f.typeOf(k));
            ssa.writeVariable(v, f.entry(), values.zero(f.typeOf(k)));
            return v;
        });
    }

    /** The adjoint, or −1 if it is known to be zero. */
    int get(int value, Block at, int forward) {
        return activity.active(value) && at(forward).get(value) ? ssa.readVariable(variable(value), at) : -1;
    }

    /** The adjoint, which is zero from here on; −1 if it is so already. */
    int take(int value, Block at, int forward) {
        int a = get(value, at, forward);
        if (a >= 0) {
            ssa.writeVariable(variable(value), at, values.zero(f.typeOf(value)));
            at(forward).clear(value);
        }
        return a;
    }

    /** Adds to the adjoint of an active value; of another, does nothing. */
    void add(int value, int contribution, Block at, int forward, Loc loc) {
        if (!activity.active(value)) {
            return;
        }
        int before = get(value, at, forward);
        int after = before < 0 ? contribution : multiples.sum(before, contribution, at, loc);
        ssa.writeVariable(variable(value), at, after);
        at(forward).set(value);
    }

    /** Reverses an edge: what the target's parameters have goes to the arguments, all at once. */
    void reverseEdge(int from, int to, Block at, int forward, Loc loc) {
        Edge edge = f.block(from).term().edges().stream()
                .filter(e -> e.target() == to)
                .findFirst()
                .orElseThrow();
        List<Integer> params = f.block(to).params();
        List<int[]> moves = new ArrayList<>();
        for (int k = 0; k < params.size(); k++) {
            int p = params.get(k);
            if (!activity.active(p)) {
                continue;
            }
            // at a merge this is the block before it, where the parameter's adjoint is not tracked
            boolean merge = forward != to;
            int a;
            if (merge) {
                a = liveAtTop(to, p) ? ssa.readVariable(variable(p), at) : -1;
                if (a >= 0) {
                    ssa.writeVariable(variable(p), at, values.zero(f.typeOf(p)));
                }
            } else {
                a = take(p, at, forward);
            }
            if (a >= 0) {
                moves.add(new int[] {edge.args()[k], a});
            }
        }
        moves.forEach(m -> add(m[0], m[1], at, forward, loc));
    }

    private boolean liveAtTop(int block, int param) {
        return topOf(block).get(param);
    }

    private final Map<Integer, BitSet> tops = new HashMap<>();

    /** Parameters of the block with an active use. */
    private BitSet topOf(int block) {
        return tops.computeIfAbsent(block, k -> {
            Block b = f.block(k);
            BitSet live = liveOut(k, true);
            if (b.term().kind() == Term.Kind.RET) {
                for (int v : b.term().args()) {
                    use(live, v);
                }
            }
            for (Insn i : insns.get(k)) {
                for (int a : i.args()) {
                    use(live, a);
                }
            }
            return live;
        });
    }
}
