package dev.adagent.transform.opt;

import dev.adagent.overlay.Overlay;
import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Intrinsics;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.ir.analysis.Cfg;
import dev.adagent.transform.ir.analysis.SharedMemory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Versions of memory, by what can alias: arrays of one element type, one private array, one field, or that of one private object. Two loads of the same place under
 * the same version give the same value.
 *
 * <p>Accesses that cannot alias: arrays of different element types (all references count as one), an array made here that has one name
 * and anything else, different fields. A call that is no known intrinsic, a marker, a barrier and what a warp does together may change all but such arrays.
 */
final class Memory {
    private record Place(String kind, Object what) {}

    private final Function function;
    private final PrivateArrays arrays;
    private final Set<Integer> objects;
    private final Map<Place, Integer> classes = new LinkedHashMap<>();
    private final List<Boolean> isPrivate = new ArrayList<>();
    private final Map<Integer, int[]> in = new HashMap<>();
    private final IdentityHashMap<Insn, Integer> ids = new IdentityHashMap<>();
    private final Map<Integer, BitSet> owned = new HashMap<>();
    private int next = 1;

    private Memory(Function f) {
        function = f;
        arrays = PrivateArrays.of(f);
        objects = ClosedObjects.single(f);
    }

    static Memory of(Function f, Cfg cfg) {
        Memory m = classesOf(f);
        m.solve(cfg);
        return m;
    }

    /** The alias classes alone, without versions. */
    static Memory classesOf(Function f) {
        Memory m = new Memory(f);
        for (Block b : f.blocks()) {
            for (Insn i : b.insns()) {
                m.classOf(i);
                m.ids.put(i, m.next++);
            }
        }
        return m;
    }

    /** The alias class that an instruction reads or writes alone; −1 if it touches no memory, or all. */
    int classOf(Insn i) {
        Place p = switch (i.op()) {
            case ALOAD, ASTORE, ACCUM, ATOMIC -> array(i.arg(0));
            case GETFIELD, PUTFIELD ->
                objects.contains(i.arg(0))
                        ? new Place("private", List.of(i.arg(0), i.attr()))
                        : new Place("field", i.attr());
            case GETSTATIC, PUTSTATIC -> new Place("static", i.attr());
            default -> null;
        };
        if (p == null) {
            return -1;
        }
        return classes.computeIfAbsent(p, x -> {
            isPrivate.add(x.kind().equals("private"));
            return isPrivate.size() - 1;
        });
    }

    private Place array(int value) {
        if (arrays.isSingle(value)) {
            return new Place("private", value);
        }
        Type element = function.typeOf(value).element();
        return new Place("array", element.isReference() ? "reference" : element);
    }

    /** Whether the instruction may change any memory but private arrays and objects. */
    static boolean clobbers(Insn i) {
        return SharedMemory.mayBeTouched(i) && !isPrint(i) && !Facts.isBox(i) && !isUnboxing(i);
    }

    private static boolean isPrint(Insn i) {
        String name = Intrinsics.of(i);
        return name != null && Intrinsics.kind(name) == Intrinsics.Kind.PRINT;
    }

    private static boolean isUnboxing(Insn i) {
        return i.op() == Op.CALL
                && i.attr() instanceof Callee c
                && !(c.overlay() instanceof Overlay.Body)
                && Boxes.unboxed(c.original()) != null;
    }

    /** Whether only accesses to one private array, or one field of a private object, are in the class. */
    boolean isPrivate(int aliasClass) {
        return isPrivate.get(aliasClass);
    }

    static boolean writes(Insn i) {
        return i.op().effect() == Op.Effect.WRITE;
    }

    /** The versions at the start of a block, by class; the caller may change them. */
    int[] at(int block) {
        return in.get(block).clone();
    }

    /** Moves the versions past an instruction. */
    void pass(Insn i, int[] versions) {
        if (writes(i)) {
            versions[classOf(i)] = ids.get(i);
        } else if (clobbers(i)) {
            for (int c = 0; c < versions.length; c++) {
                if (!isPrivate.get(c)) {
                    versions[c] = ids.get(i);
                }
            }
        }
    }

    private void solve(Cfg cfg) {
        int n = classes.size();
        Map<Integer, int[]> out = new HashMap<>();
        in.put(cfg.entry(), new int[n]);
        boolean changed = true;
        while (changed) {
            changed = false;
            for (int b : cfg.reversePostOrder()) {
                int[] entering = in.computeIfAbsent(b, x -> unknown(n));
                if (b != cfg.entry()) {
                    changed |= meet(b, entering, cfg.predecessors(b), out);
                }
                int[] leaving = entering.clone();
                for (Insn i : function.block(b).insns()) {
                    pass(i, leaving);
                }
                out.put(b, leaving);
            }
        }
    }

    private static int[] unknown(int n) {
        int[] out = new int[n];
        Arrays.fill(out, -1);
        return out;
    }

    /** Where predecessors differ, the block has a version of its own, and keeps it. */
    private boolean meet(int block, int[] entering, List<Integer> predecessors, Map<Integer, int[]> out) {
        BitSet own = owned.computeIfAbsent(block, x -> new BitSet());
        boolean changed = false;
        for (int c = 0; c < entering.length; c++) {
            if (own.get(c)) {
                continue;
            }
            int same = -1;
            for (int p : predecessors) {
                int v = out.containsKey(p) ? out.get(p)[c] : -1;
                if (v != -1 && same != -1 && v != same) {
                    own.set(c);
                }
                same = v == -1 ? same : v;
            }
            int version = own.get(c) ? next++ : same;
            changed |= version != entering[c];
            entering[c] = version;
        }
        return changed;
    }
}
