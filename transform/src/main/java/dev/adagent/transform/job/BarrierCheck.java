package dev.adagent.transform.job;

import dev.adagent.transform.device.DeviceRefusal;
import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Intrinsics;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Term;
import dev.adagent.transform.ir.analysis.BranchRegions;
import java.util.BitSet;
import java.util.List;

/**
 * Refuses a barrier in a branch on a condition that is computed from the thread's index: some threads of a block would come to it and
 * others go on without it. Leaving early is no such branch, since a barrier waits only for threads that have not ended: nothing may happen
 * where the ways meet again. Conditions of which it is not known whether they differ between threads are left to the devices.
 */
final class BarrierCheck {
    private final Function f;
    private final BranchRegions regions;

    private BarrierCheck(Function f) {
        this.f = f;
        regions = new BranchRegions(f);
    }

    /** @throws DeviceRefusal naming the barrier and the condition */
    static void run(Module module) {
        for (Function f : module.functions()) {
            if (f.blocks().stream().flatMap(b -> b.insns().stream()).anyMatch(Intrinsics::isBarrier)) {
                new BarrierCheck(f).check();
            }
        }
    }

    private void check() {
        BitSet dependent = dependent();
        for (Block b : f.blocks()) {
            Term t = b.term();
            boolean branches = t.kind() == Term.Kind.BR || t.kind() == Term.Kind.SWITCH;
            if (branches && dependent.get(t.args()[0]) && !regions.endsAfter(b.id())) {
                regions.ways(b.id())
                        .flatMap(regions::insns)
                        .filter(Intrinsics::isBarrier)
                        .findFirst()
                        .ifPresent(barrier -> refuse(barrier, t));
            }
        }
    }

    private static void refuse(Insn barrier, Term branch) {
        throw new DeviceRefusal(
                barrier.loc(),
                "syncThreads() in a branch on the thread's index, at line "
                        + branch.loc().line() + ": threads that do not take it would wait elsewhere",
                "call syncThreads() before or after the branch, where all threads of the block come");
    }

    /** Values computed from the thread's index within its block, by arithmetic alone. */
    private BitSet dependent() {
        BitSet out = new BitSet();
        int before;
        do {
            before = out.cardinality();
            for (Block b : f.blocks()) {
                for (Insn i : b.insns()) {
                    if (i.result() >= 0 && (isIndex(i) || i.op().effect() == Op.Effect.NONE && any(out, i.args()))) {
                        out.set(i.result());
                    }
                }
                for (Edge e : b.term().edges()) {
                    List<Integer> params = f.block(e.target()).params();
                    for (int k = 0; k < params.size(); k++) {
                        if (out.get(e.args()[k])) {
                            out.set(params.get(k));
                        }
                    }
                }
            }
        } while (out.cardinality() > before);
        return out;
    }

    private static boolean isIndex(Insn i) {
        String name = Intrinsics.of(i);
        return name != null && name.startsWith("tid.");
    }

    private static boolean any(BitSet set, int[] values) {
        for (int v : values) {
            if (set.get(v)) {
                return true;
            }
        }
        return false;
    }
}
