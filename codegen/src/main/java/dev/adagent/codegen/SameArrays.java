package dev.adagent.codegen;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Intrinsics;
import dev.adagent.transform.ir.Op;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which of a function's values may refer to the same memory: what an instruction, a call or an edge hands on is of one class with what it is made of, and so
 * are an array of arrays and its rows, a tape and what lies on it (Steensgaard, "Points-to Analysis in Almost Linear Time", 1996, with one class for each structure).
 */
final class SameArrays {
    private final Map<Integer, Integer> parents = new HashMap<>();

    private SameArrays() {}

    static SameArrays of(Function f) {
        SameArrays out = new SameArrays();
        Set<Integer> nulls = new HashSet<>();
        for (Block b : f.blocks()) {
            b.insns().stream().filter(i -> i.op() == Op.CONST).forEach(i -> nulls.add(i.result()));
        }
        for (Block b : f.blocks()) {
            for (Insn i : b.insns()) {
                int to = isStore(i) ? i.arg(0) : i.result();
                if (to < 0 || !ThreadHeap.holdsArray(f.typeOf(to))) {
                    continue;
                }
                for (int a : i.args()) {
                    if (ThreadHeap.holdsArray(f.typeOf(a)) && !nulls.contains(a)) {
                        out.unite(a, to);
                    }
                }
            }
            for (Edge e : b.term().edges()) {
                for (int k = 0; k < e.args().length; k++) {
                    if (ThreadHeap.holdsArray(f.typeOf(e.args()[k])) && !nulls.contains(e.args()[k])) {
                        out.unite(e.args()[k], f.block(e.target()).params().get(k));
                    }
                }
            }
        }
        return out;
    }

    /** Whether the third operand is put into the first. */
    static boolean isStore(Insn i) {
        return i.op() == Op.ASTORE || "tape.store".equals(Intrinsics.of(i));
    }

    /** The class of a value, named by one of it. */
    int of(int value) {
        int at = value;
        while (parents.getOrDefault(at, at) != at) {
            at = parents.get(at);
        }
        return at;
    }

    private void unite(int a, int b) {
        parents.put(of(a), of(b));
    }
}
