package dev.adagent.transform.job;

import dev.adagent.transform.device.DeviceRefusal;
import dev.adagent.transform.ir.AtomicKind;
import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.ir.analysis.Uses;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Which arrays of a kernel have exact sums: those that are added to, and all that may be one of them. Values that may be the same array, or a
 * row and the array that holds it, are one set (Steensgaard, "Points-to analysis in almost linear time", POPL 1996).
 */
final class SummedArrays {
    private record Place(Function f, Insn insn) {}

    private final Module module;
    private final Map<Function, Integer> first = new HashMap<>();
    private final List<Integer> parents = new ArrayList<>();
    private final List<Integer> lost = new ArrayList<>();
    private final List<Place> added = new ArrayList<>();
    private final List<Place> extrema = new ArrayList<>();
    private final Set<Integer> summed = new HashSet<>();

    /**
     * Looks at a kernel.
     *
     * @param distinct whether no two of the launch's arrays are the same
     * @throws DeviceRefusal where the order of threads can be seen otherwise than by sums, or where it is not known what is added to
     */
    SummedArrays(Module module, boolean distinct) {
        this.module = module;
        for (Function f : module.functions()) {
            first.put(f, parents.size());
            for (int v = 0; v < f.valueCount(); v++) {
                parents.add(parents.size());
            }
        }
        if (!distinct) {
            uniteParameters(module.entry());
        }
        module.functions().forEach(this::visit);
        added.forEach(p -> summed.add(find(node(p.f(), p.insn().arg(0)))));
        refuse();
    }

    /** Whether nothing is added to an array that threads may share. */
    boolean isEmpty() {
        return added.isEmpty();
    }

    /** Whether the value is an array that has sums, or that holds such. */
    boolean has(Function f, int value) {
        return isOfNumbers(f.typeOf(value)) && summed.contains(find(node(f, value)));
    }

    /** The type of an array's sums. */
    static Type typeOfSums(Type array) {
        return Type.array(array.element().isArray() ? typeOfSums(array.element()) : Type.I64);
    }

    /** Whether the type is one of arrays, of whatever depth, of floating-point numbers. */
    static boolean isOfNumbers(Type type) {
        Type t = type;
        while (t.isArray()) {
            t = t.element();
        }
        return type.isArray() && t.isFloating();
    }

    private int node(Function f, int value) {
        return first.get(f) + value;
    }

    private int find(int node) {
        int n = node;
        while (parents.get(n) != n) {
            parents.set(n, parents.get(parents.get(n)));
            n = parents.get(n);
        }
        return n;
    }

    private void unite(int a, int b) {
        parents.set(find(a), find(b));
    }

    private void uniteParameters(Function entry) {
        Map<Type, Integer> byElement = new HashMap<>();
        for (int p : entry.params()) {
            Type t = entry.typeOf(p);
            if (isOfNumbers(t)) {
                while (t.isArray()) {
                    t = t.element();
                }
                Integer other = byElement.putIfAbsent(t, node(entry, p));
                if (other != null) {
                    unite(other, node(entry, p));
                }
            }
        }
    }

    private void visit(Function f) {
        Uses uses = Uses.of(f);
        for (Block b : f.blocks()) {
            for (Insn i : b.insns()) {
                if (i.op() == Op.ATOMIC && i.type().isFloating()) {
                    visitAtomic(f, i, uses.isUsed(i.result()));
                } else {
                    visit(f, i);
                }
            }
            for (int v : b.term().args()) {
                lose(f, v);
            }
            for (Edge e : b.term().edges()) {
                for (int k = 0; k < e.args().length; k++) {
                    unite(f, e.args()[k], f, f.block(e.target()).params().get(k));
                }
            }
        }
    }

    private void unite(Function f, int a, Function g, int b) {
        if (isOfNumbers(f.typeOf(a)) && isOfNumbers(g.typeOf(b))) {
            unite(node(f, a), node(g, b));
        }
    }

    private void lose(Function f, int value) {
        if (isOfNumbers(f.typeOf(value))) {
            lost.add(node(f, value));
        }
    }

    private void visit(Function f, Insn i) {
        switch (i.op()) {
            case ACCUM -> added.add(new Place(f, i));
            case ALOAD -> {
                if (i.type().isArray()) {
                    unite(f, i.arg(0), f, i.result());
                }
            }
            case ASTORE -> unite(f, i.arg(0), f, i.arg(2));
            case SELECT -> {
                unite(f, i.arg(1), f, i.result());
                unite(f, i.arg(2), f, i.result());
            }
            case CALL -> visitCall(f, i);
            case SHARED -> {
                if (f != module.entry()) {
                    lose(f, i.result());
                }
            }
            case NEWARRAY, CONST, CMP, ALEN, CHECK_BOUNDS, CHECK_NULL, INSTANCEOF -> {}
            default -> loseAll(f, i);
        }
    }

    private void visitCall(Function f, Insn call) {
        Function g = module.get(((Callee) call.attr()).function());
        if (g == null) {
            loseAll(f, call);
            return;
        }
        for (int k = 0; k < call.args().length; k++) {
            unite(f, call.arg(k), g, g.params().get(k));
        }
        if (call.result() >= 0) {
            lose(f, call.result());
        }
    }

    private void loseAll(Function f, Insn i) {
        for (int v : i.args()) {
            lose(f, v);
        }
        if (i.result() >= 0) {
            lose(f, i.result());
        }
    }

    private void visitAtomic(Function f, Insn i, boolean used) {
        AtomicKind kind = (AtomicKind) i.attr();
        String name = kind.name().toLowerCase(Locale.ROOT);
        boolean extremum = kind == AtomicKind.MIN || kind == AtomicKind.MAX;
        if (used) {
            throw new DeviceRefusal(
                    i.loc(),
                    "the old value of an atomic " + name
                            + " on floating-point numbers in a deterministic kernel: which it is depends"
                            + " on the order of the threads",
                    extremum
                            ? "do not use it, and do not differentiate the operation: of several threads with the smallest or largest"
                                    + " number any may be the one that the derivative goes to"
                            : "do not use it, or count with int or long elements");
        }
        if (!extremum && kind != AtomicKind.ADD) {
            throw new DeviceRefusal(
                    i.loc(),
                    "an atomic " + name
                            + " on floating-point numbers in a deterministic kernel: which thread's number stays depends on"
                            + " the order of the threads",
                    "use atomicAdd, atomicMin or atomicMax, or elements of the thread's own");
        }
        (extremum ? extrema : added).add(new Place(f, i));
    }

    private void refuse() {
        Set<Integer> unknown = new HashSet<>();
        lost.forEach(n -> unknown.add(find(n)));
        for (Place p : added) {
            if (unknown.contains(find(node(p.f(), p.insn().arg(0))))) {
                throw new DeviceRefusal(
                        p.insn().loc(),
                        "an addition, in a deterministic kernel, to an array of which it is not known where its exact sum lies: it was"
                                + " kept on a tape, came from a method that stays a call, or is shared in one",
                        "choose among the elements of one array in the place of choosing among arrays, or start java with"
                                + " -Dadagent.inline=always");
            }
        }
        for (Place p : extrema) {
            if (summed.contains(find(node(p.f(), p.insn().arg(0))))) {
                throw new DeviceRefusal(
                        p.insn().loc(),
                        "an atomic minimum or maximum in a deterministic kernel on an array that is added to as well",
                        "use one array for the sums and another for the extrema");
            }
        }
    }
}
