package dev.adagent.transform.opt;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.analysis.Operands;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Removes instructions and block parameters that nothing needs, also where they only need each other around a loop, and stores to
 * arrays and objects of which nobody sees the content, also where it is read to make more of it. Checks stay: that they can fail is observable.
 */
public final class DeadCode {
    private final Function f;
    private final BitSet live = new BitSet();
    private final Deque<Integer> work = new ArrayDeque<>();
    private final Map<Integer, List<Insn>> fresh = new HashMap<>();
    private final Set<Integer> observed = new HashSet<>();

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
        findFresh();
        Map<Integer, Insn> definitions = new HashMap<>();
        Map<Integer, List<Integer>> sources = new HashMap<>();
        for (Block b : f.blocks()) {
            for (Insn i : b.insns()) {
                if (i.result() >= 0) {
                    definitions.put(i.result(), i);
                }
                if (isRoot(i)) {
                    use(i);
                    mark(i.result());
                }
            }
            mark(b.term().args());
            Arrays.stream(b.term().args()).forEach(this::observe);
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
                use(i);
            }
            for (int from : sources.getOrDefault(v, List.of())) {
                mark(from);
                observe(from);
            }
        }
        return Rewrite.DEAD_REMOVED.happened(remove());
    }

    private void mark(int... values) {
        for (int v : values) {
            if (v >= 0 && !live.get(v)) {
                live.set(v);
                work.push(v);
            }
        }
    }

    /** An instruction that is needed needs its operands; of what it only asks whether it is there, or how long, not the content. */
    private void use(Insn i) {
        for (int v : i.args()) {
            mark(v);
            if (!asksForReference(i)) {
                observe(v);
            }
        }
    }

    /** Somebody may see what was stored to an array or object that was made here. */
    private void observe(int value) {
        List<Insn> stores = fresh.get(value);
        if (stores != null && observed.add(value)) {
            stores.forEach(s -> mark(s.args()));
            stores.forEach(s -> Arrays.stream(s.args()).skip(1).forEach(this::observe));
        }
    }

    private static boolean asksForReference(Insn i) {
        return i.op() == Op.CHECK_BOUNDS || i.op() == Op.CHECK_NULL || i.op() == Op.ALEN;
    }

    private boolean isRoot(Insn i) {
        return !Facts.isRemovable(i) && !(isStore(i) && fresh.containsKey(i.arg(0)));
    }

    private static boolean isStore(Insn i) {
        return i.op() == Op.ASTORE || i.op() == Op.ACCUM || i.op() == Op.PUTFIELD;
    }

    /** Arrays and objects that are made here, with what is stored to them by the name that they were given there. */
    private void findFresh() {
        for (Block b : f.blocks()) {
            for (Insn i : b.insns()) {
                if (i.op() == Op.NEWARRAY || i.op() == Op.NEW) {
                    fresh.put(i.result(), new ArrayList<>(2));
                }
            }
        }
        for (Block b : f.blocks()) {
            for (Insn i : b.insns()) {
                if (isStore(i) && fresh.containsKey(i.arg(0))) {
                    fresh.get(i.arg(0)).add(i);
                }
            }
        }
    }

    private boolean isDead(Insn i) {
        return isStore(i) && fresh.containsKey(i.arg(0))
                ? !observed.contains(i.arg(0))
                : !isRoot(i) && (i.result() < 0 || !live.get(i.result()));
    }

    private boolean remove() {
        boolean changed = false;
        for (Block b : f.blocks()) {
            changed |= b.insns().removeIf(this::isDead);
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
