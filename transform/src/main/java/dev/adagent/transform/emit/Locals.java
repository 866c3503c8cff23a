package dev.adagent.transform.emit;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;

/**
 * Gives each value that is neither folded nor a leaf a local variable: liveness over the planned trees, one interval a value, and
 * for block parameters the local of an argument (and the other way round) where the two intervals do not meet.
 */
final class Locals {
    private final Function f;
    private final List<Block> order;
    private final TreePlan plan;
    private final Map<Integer, BitSet> liveIn = new HashMap<>();
    private final int[] start;
    private final int[] end;
    private final int[] local;
    private final List<Slot> slots = new ArrayList<>();
    private final Slot[] slotOf;
    private int size;

    /** One local of one or two words, and the intervals of the values that it holds. */
    private static final class Slot {
        final int words;
        final List<int[]> busy = new ArrayList<>();
        int index = -1;
        int uses;

        Slot(int words) {
            this.words = words;
        }

        boolean isFree(int from, int to) {
            for (int[] b : busy) {
                if (from < b[1] && b[0] < to) {
                    return false;
                }
            }
            return true;
        }
    }

    /**
     * @param reserved locals that are taken throughout, after the parameters
     */
    Locals(Function f, List<Block> order, TreePlan plan, int reserved) {
        this.f = f;
        this.order = order;
        this.plan = plan;
        int n = f.valueCount();
        start = new int[n];
        end = new int[n];
        local = new int[n];
        slotOf = new Slot[n];
        Arrays.fill(start, Integer.MAX_VALUE);
        Arrays.fill(end, -1);
        Arrays.fill(local, -1);
        liveness();
        intervals();
        for (int p : f.params()) {
            Slot s = new Slot(JvmTypes.size(f.typeOf(p)));
            s.index = size;
            size += s.words;
            slots.add(s);
            take(s, p);
        }
        size += reserved;
        assign();
        slots.stream()
                .filter(s -> s.index < 0)
                .sorted(Comparator.comparingInt((Slot s) -> -s.uses))
                .forEach(s -> {
                    s.index = size;
                    size += s.words;
                });
        for (int v = 0; v < n; v++) {
            local[v] = slotOf[v] == null ? -1 : slotOf[v].index;
        }
    }

    /** Calls {@code action} for each value in a local that pushing {@code v} reads. */
    private void reads(int v, IntConsumer action) {
        if (plan.isLeaf(v)) {
            return;
        }
        if (plan.isFolded(v)) {
            for (int a : plan.def(v).args()) {
                reads(a, action);
            }
        } else {
            action.accept(v);
        }
    }

    private boolean needsLocal(int v) {
        return plan.isUsed(v) && !plan.isLeaf(v) && !plan.isFolded(v);
    }

    private void liveness() {
        order.forEach(b -> liveIn.put(b.id(), new BitSet()));
        boolean changed = true;
        while (changed) {
            changed = false;
            for (int k = order.size() - 1; k >= 0; k--) {
                Block b = order.get(k);
                BitSet live = liveOut(b);
                for (int i = b.insns().size() - 1; i >= 0; i--) {
                    if (plan.isRoot(b, i)) {
                        Insn insn = b.insns().get(i);
                        if (insn.result() >= 0) {
                            live.clear(insn.result());
                        }
                        for (int a : insn.args()) {
                            reads(a, live::set);
                        }
                    }
                }
                BitSet old = liveIn.get(b.id());
                if (!old.equals(live)) {
                    liveIn.put(b.id(), live);
                    changed = true;
                }
            }
        }
    }

    /** Live before the terminator: what it and its edges read, and what lives on. */
    private BitSet liveOut(Block b) {
        BitSet live = new BitSet();
        for (Edge e : b.term().edges()) {
            Block target = f.block(e.target());
            BitSet in = (BitSet) liveIn.get(e.target()).clone();
            for (int k = 0; k < e.args().length; k++) {
                int p = target.params().get(k);
                in.clear(p);
            }
            live.or(in);
        }
        for (Edge e : b.term().edges()) {
            Block target = f.block(e.target());
            for (int k = 0; k < e.args().length; k++) {
                if (plan.isUsed(target.params().get(k))) {
                    reads(e.args()[k], live::set);
                }
            }
        }
        for (int a : b.term().args()) {
            reads(a, live::set);
        }
        return live;
    }

    private void touch(int v, int from, int to) {
        start[v] = Math.min(start[v], from);
        end[v] = Math.max(end[v], to);
    }

    /** Positions: two a statement; operands are read at the first, the result is written at the second. */
    private void intervals() {
        int at = 0;
        for (Block b : order) {
            int first = at;
            at++;
            for (int p : b.params()) {
                if (needsLocal(p)) {
                    touch(p, first, first + 1);
                }
            }
            for (int i = 0; i < b.insns().size(); i++) {
                if (plan.isRoot(b, i)) {
                    int now = at;
                    Insn insn = b.insns().get(i);
                    for (int a : insn.args()) {
                        reads(a, v -> touch(v, now, now + 1));
                    }
                    if (insn.result() >= 0 && needsLocal(insn.result())) {
                        touch(insn.result(), now + 1, now + 2);
                    }
                    at += 2;
                }
            }
            int last = at + 1;
            at += 2;
            liveIn.get(b.id()).stream().forEach(v -> touch(v, first, first + 1));
            BitSet out = liveOut(b);
            for (int a : b.term().args()) {
                reads(a, v -> touch(v, last - 1, last));
            }
            out.stream().forEach(v -> touch(v, last - 1, last));
        }
    }

    private void take(Slot s, int v) {
        slotOf[v] = s;
        s.uses++;
        if (end[v] > start[v]) {
            s.busy.add(new int[] {start[v], end[v]});
        }
    }

    private void assign() {
        Map<Integer, List<Integer>> partners = partners();
        List<Integer> values = new ArrayList<>();
        for (int v = 0; v < slotOf.length; v++) {
            if (slotOf[v] == null && end[v] >= 0) {
                values.add(v);
            }
        }
        values.sort(Comparator.comparingInt((Integer v) -> start[v]).thenComparingInt(v -> v));
        for (int v : values) {
            int words = JvmTypes.size(f.typeOf(v));
            Slot best = null;
            for (int p : partners.getOrDefault(v, List.of())) {
                Slot s = slotOf[p];
                if (s != null && s.words == words && s.isFree(start[v], end[v])) {
                    best = s;
                    break;
                }
            }
            for (int k = 0; best == null && k < slots.size(); k++) {
                Slot s = slots.get(k);
                if (s.words == words && s.isFree(start[v], end[v])) {
                    best = s;
                }
            }
            if (best == null) {
                best = new Slot(words);
                slots.add(best);
            }
            take(best, v);
        }
    }

    /** Block parameters and the values passed for them. */
    private Map<Integer, List<Integer>> partners() {
        Map<Integer, List<Integer>> out = new HashMap<>();
        for (Block b : order) {
            for (Edge e : b.term().edges()) {
                for (int k = 0; k < e.args().length; k++) {
                    int p = f.block(e.target()).params().get(k);
                    out.computeIfAbsent(p, x -> new ArrayList<>()).add(e.args()[k]);
                    out.computeIfAbsent(e.args()[k], x -> new ArrayList<>()).add(p);
                }
            }
        }
        return out;
    }

    /** Index of the value's local, −1 if it has none. */
    int of(int value) {
        return local[value];
    }

    /** Values in locals when the block begins, its parameters included. */
    BitSet atStart(Block b) {
        BitSet live = (BitSet) liveIn.get(b.id()).clone();
        return live;
    }

    /** Number of locals in use. */
    int size() {
        return size;
    }
}
