package dev.adagent.transform.autodiff;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.ir.analysis.SsaBuilder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The tapes of a derivative, one for each kind of slot, as variables: the array and the number of slots in use. The forward sweep
 * pushes, the reverse sweep pops; so the functions that a derivative calls can share its tapes.
 */
final class TapeStack {
    /** Slots that hold references; on devices, to arrays. */
    static final Type REFERENCES = Type.object("java/lang/Object");

    /** Element types of tapes, in the order in which functions take and give them. */
    static final List<Type> KINDS = List.of(Type.F64, Type.I32, Type.I64, REFERENCES);

    private final Function f;
    private final SsaBuilder ssa;
    private final Map<Type, Integer> arrays = new HashMap<>();
    private final Map<Type, Integer> tops = new HashMap<>();

    TapeStack(Function f, SsaBuilder ssa) {
        this.f = f;
        this.ssa = ssa;
    }

    /** The kinds in use. */
    List<Type> kinds() {
        return KINDS.stream().filter(arrays::containsKey).toList();
    }

    boolean has(Type kind) {
        return arrays.containsKey(kind);
    }

    /** Begins with a tape and its top that are there in the block. */
    void put(Type kind, Block at, int array, int top) {
        arrays.computeIfAbsent(kind, k -> ssa.declareVariable(Type.array(k)));
        tops.computeIfAbsent(kind, k -> ssa.declareVariable(Type.I32));
        ssa.writeVariable(arrays.get(kind), at, array);
        ssa.writeVariable(tops.get(kind), at, top);
    }

    int array(Type kind, Block at) {
        return ssa.readVariable(arrays.get(kind), at);
    }

    int top(Type kind, Block at) {
        return ssa.readVariable(tops.get(kind), at);
    }

    void setTop(Type kind, Block at, int top) {
        ssa.writeVariable(tops.get(kind), at, top);
    }

    /** Array and top of each of the kinds, as a callee takes them. */
    List<Integer> operands(List<Type> kinds, Block at) {
        List<Integer> out = new ArrayList<>();
        for (Type t : kinds) {
            out.add(array(t, at));
            out.add(top(t, at));
        }
        return out;
    }

    /** Types of {@link #operands}. */
    static List<Type> operandTypes(List<Type> kinds) {
        return kinds.stream()
                .flatMap(t -> List.of(Type.array(t), Type.I32).stream())
                .toList();
    }

    /** Takes over what a callee gives back: array and top of each of the kinds, from the given member of its result on. */
    void extract(List<Type> kinds, Block at, int tuple, int from, Loc loc) {
        int n = from;
        for (Type t : kinds) {
            int array = f.append(at, Op.EXTRACT, Type.array(t), n++, loc, tuple);
            int top = f.append(at, Op.EXTRACT, Type.I32, n++, loc, tuple);
            put(t, at, array, top);
        }
    }
}
