package dev.adagent.transform.opt;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.analysis.Operands;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Removes instructions and block parameters that nothing needs, also where they only need each other around a loop, and stores to
 * arrays that nothing reads. Checks stay: that they can fail is observable.
 */
public final class DeadCode {
    private final Function f;
    private final BitSet live = new BitSet();
    private final Deque<Integer> work = new ArrayDeque<>();

    private DeadCode(Function f) {
        this.f = f;
    }

    /** Removes what is dead in one function. @return whether anything changed */
    public static boolean run(Function f) {
        boolean any = Branches.removeUnreachable(f);
        any |= new DeadCode(f).sweep();
        return any;
    }

    private boolean sweep() {
        BitSet unread = unreadArrays();
        Map<Integer, Insn> definitions = new HashMap<>();
        Map<Integer, List<Integer>> sources = new HashMap<>();
        for (Block b : f.blocks()) {
            for (Insn i : b.insns()) {
                if (i.result() >= 0) {
                    definitions.put(i.result(), i);
                }
                if (isRoot(i, unread)) {
                    mark(i.args());
                    mark(i.result());
                }
            }
            mark(b.term().args());
            for (Edge e : b.term().edges()) {
                List<Integer> params = f.block(e.target()).params();
                for (int k = 0; k < params.size(); k++) {
                    sources.computeIfAbsent(params.get(k), x -> new ArrayList<>(2))
                            .add(e.args()[k]);
                }
            }
        }
        f.params().forEach(this::mark);
        while (!work.isEmpty()) {
            int v = work.pop();
            Insn i = definitions.get(v);
            if (i != null) {
                mark(i.args());
            }
            sources.getOrDefault(v, List.of()).forEach(this::mark);
        }
        return Rewrite.DEAD_REMOVED.happened(remove(unread));
    }

    private void mark(int... values) {
        for (int v : values) {
            if (v >= 0 && !live.get(v)) {
                live.set(v);
                work.push(v);
            }
        }
    }

    private static boolean isRoot(Insn i, BitSet unread) {
        return !Facts.isRemovable(i) && !isDeadStore(i, unread);
    }

    private static boolean isDeadStore(Insn i, BitSet unread) {
        return switch (i.op()) {
            case ASTORE, ACCUM, PUTFIELD -> unread.get(i.arg(0));
            default -> false;
        };
    }

    /** Fresh arrays and objects that are only ever stored to, or asked for what does not depend on their content. */
    private BitSet unreadArrays() {
        BitSet out = new BitSet();
        for (Block b : f.blocks()) {
            for (Insn i : b.insns()) {
                if (i.op() == Op.NEWARRAY || i.op() == Op.NEW) {
                    out.set(i.result());
                }
            }
        }
        for (Block b : f.blocks()) {
            for (Insn i : b.insns()) {
                for (int k = 0; k < i.args().length; k++) {
                    boolean harmless = switch (i.op()) {
                        case ASTORE, ACCUM, PUTFIELD -> k == 0;
                        case CHECK_BOUNDS, CHECK_NULL, ALEN -> true;
                        default -> false;
                    };
                    if (!harmless) {
                        out.clear(i.arg(k));
                    }
                }
            }
            for (int a : b.term().args()) {
                out.clear(a);
            }
            for (Edge e : b.term().edges()) {
                for (int a : e.args()) {
                    out.clear(a);
                }
            }
        }
        return out;
    }

    private boolean remove(BitSet unread) {
        boolean changed = false;
        for (Block b : f.blocks()) {
            changed |= b.insns().removeIf(i -> isRoot(i, unread) ? false : i.result() < 0 || !live.get(i.result()));
            BitSet gone = new BitSet();
            for (int k = 0; b != f.entry() && k < b.params().size(); k++) {
                if (!live.get(b.params().get(k))) {
                    gone.set(k);
                }
            }
            changed |= !gone.isEmpty();
            Operands.removeParams(f, b.id(), gone);
        }
        return changed;
    }
}
