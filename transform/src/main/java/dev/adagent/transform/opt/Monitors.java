package dev.adagent.transform.opt;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.ir.Op;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Takes monitors away of which no thread of a grid could tell: nothing between entering and leaving writes what others see, so the
 * threads only read, and what they read does not change while the kernel runs. Monitors of objects that are taken apart go with these
 * ({@link ScalarReplacement}). On the host other threads may write under the monitor: there, only the latter go.
 */
public final class Monitors {
    /** Times that a thread may enter the same monitor again. */
    private static final int DEEPEST = 8;

    private record State(int block, int index, int depth) {}

    private final Module module;
    private final Map<Function, PrivateArrays> arrays = new HashMap<>();
    private final Map<String, Boolean> onlyReads = new HashMap<>();

    private Monitors(Module module) {
        this.module = module;
    }

    /** Takes away what can go in a kernel's module. @return whether anything changed */
    public static boolean run(Module module) {
        Monitors m = new Monitors(module);
        boolean changed = false;
        for (Function f : module.functions()) {
            changed |= m.run(f);
        }
        return changed;
    }

    private boolean run(Function f) {
        Set<Insn> gone = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Block b : f.blocks()) {
            for (int k = 0; k < b.insns().size(); k++) {
                if (Facts.isCallOf(b.insns().get(k), Facts.MONITOR_ENTER)) {
                    List<Insn> region = region(f, b, k);
                    gone.addAll(region == null ? List.of() : region);
                }
            }
        }
        f.blocks().forEach(b -> b.insns().removeIf(gone::contains));
        return !gone.isEmpty();
    }

    /** The calls that enter and leave, where nothing between them writes; else null. */
    private List<Insn> region(Function f, Block start, int index) {
        Insn enter = start.insns().get(index);
        List<Insn> out = new ArrayList<>(List.of(enter));
        Set<State> seen = new HashSet<>();
        Deque<State> work = new ArrayDeque<>(List.of(new State(start.id(), index + 1, 1)));
        while (!work.isEmpty()) {
            State s = work.pop();
            if (!seen.add(s)) {
                continue;
            }
            int depth = s.depth();
            List<Insn> insns = f.block(s.block()).insns();
            for (int k = s.index(); k < insns.size() && depth > 0; k++) {
                Insn i = insns.get(k);
                boolean same = Facts.isMonitor(i) && i.arg(0) == enter.arg(0);
                if (same) {
                    depth += Facts.isCallOf(i, Facts.MONITOR_ENTER) ? 1 : -1;
                    out.add(i);
                }
                if (depth > DEEPEST || !isUnseen(f, i)) {
                    return null;
                }
            }
            if (depth > 0) {
                for (Edge e : f.block(s.block()).term().edges()) {
                    work.push(new State(e.target(), 0, depth));
                }
            }
        }
        return out;
    }

    /** Whether no other thread can see that the instruction was executed, nor it what others do. */
    private boolean isUnseen(Function f, Insn i) {
        return switch (i.op().effect()) {
            case NONE, READ, THROW, ALLOCATE -> true;
            case WRITE ->
                (i.op() == Op.ASTORE || i.op() == Op.ACCUM)
                        && arrays.computeIfAbsent(f, PrivateArrays::of).isPrivate(i.arg(0));
            case CALL -> Facts.isPure(i) || Facts.isRemovable(i) || Facts.isMonitor(i) || callee(i);
        };
    }

    private boolean callee(Insn i) {
        if (i.op() != Op.CALL || ((Callee) i.attr()).function() == null) {
            return Throwables.isConstructor(i); // the host makes the exception, from what the thread knows
        }
        String name = ((Callee) i.attr()).function();
        Function g = module.get(name);
        Boolean known = onlyReads.putIfAbsent(name, false);
        if (known != null || g == null) {
            return g != null && known; // of a recursive call nothing is assumed
        }
        boolean all = g.blocks().stream().allMatch(b -> b.insns().stream().allMatch(n -> isUnseen(g, n)));
        onlyReads.put(name, all);
        return all;
    }
}
