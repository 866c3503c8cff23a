package dev.adagent.transform.autodiff;

import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Loc;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/** What the fixpoints of {@link ActivityAnalysis} have found so far: values and roots of memory that are varied, and that are useful. */
final class ActivitySets {
    final BitSet varied = new BitSet();
    final BitSet useful = new BitSet();
    final BitSet variedRoots = new BitSet();
    final BitSet usefulRoots = new BitSet();
    final BitSet constantRoots = new BitSet();
    final BitSet activeRoots = new BitSet();
    /** Integers that hold bits of a varied value. */
    final BitSet bits = new BitSet();
    /** For a constant root into which a varied value is stored: where. */
    final Map<Integer, Loc> stores = new HashMap<>();

    final Function f;
    final Memory memory;
    private final boolean runtime;
    /** For each root, those whose memory may be the same; null for those not yet asked for. */
    private final BitSet[] shared;

    private boolean changed;

    /** @param runtime whether a reference that is its own shadow is constant */
    ActivitySets(Function f, Memory memory, boolean runtime) {
        this.f = f;
        this.memory = memory;
        this.runtime = runtime;
        shared = new BitSet[memory.rootCount()];
    }

    void set(BitSet set, int i) {
        if (!set.get(i)) {
            set.set(i);
            changed = true;
        }
    }

    /** Whether anything was added since this was asked. */
    boolean hasChanged() {
        boolean was = changed;
        changed = false;
        return was;
    }

    boolean any(BitSet roots, int reference) {
        return memory.of(reference).intersects(roots);
    }

    boolean anyVaried(Insn i) {
        for (int a : i.args()) {
            if (varied.get(a)) {
                return true;
            }
        }
        return false;
    }

    /** A varied value is stored in what the reference may be. */
    void spreadTo(int reference, Loc loc) {
        memory.of(reference).stream().forEach(r -> spreadToRoot(r, loc));
    }

    void spreadToRoot(int root, Loc loc) {
        spreadToOne(root, loc);
        shared(root).stream().forEach(r -> spreadToOne(r, loc));
    }

    private void spreadToOne(int root, Loc loc) {
        if (constantRoots.get(root)) {
            if (runtime && !memory.isOfCall(root)) {
                return;
            }
            stores.putIfAbsent(root, loc);
        }
        set(variedRoots, root);
    }

    /** A result depends on what the reference may be. */
    void use(int reference) {
        memory.of(reference).stream().forEach(this::useRoot);
    }

    void useRoot(int root) {
        set(usefulRoots, root);
        shared(root).stream().forEach(r -> set(usefulRoots, r));
    }

    private BitSet shared(int root) {
        if (shared[root] == null) {
            shared[root] = memory.shared(root);
        }
        return shared[root];
    }

    /** Whether code elsewhere finds varied values in what it can reach without being passed it. */
    boolean variesElsewhere() {
        for (int r = 0; r < memory.rootCount(); r++) {
            if (memory.isSeenElsewhere(r)) {
                BitSet one = new BitSet();
                one.set(r);
                if (memory.reachable(one).intersects(variedRoots)) {
                    return true;
                }
            }
        }
        return false;
    }
}
