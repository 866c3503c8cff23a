package dev.adagent.transform.ir.analysis;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Type;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Turns reads and writes of variables into SSA values with block parameters, after Braun et al., "Simple and Efficient Construction
 * of Static Single Assignment Form" (CC 2013).
 *
 * <p>Use: {@link #declareVariable}; while emitting a block {@link #writeVariable} and {@link #readVariable}; {@link #sealBlock} once
 * every block with an edge there has its terminator; {@link #finish} at the end. Parameters and edge arguments that the client has
 * put in itself stay in front of those added here.
 */
public final class SsaBuilder {
    private record Slot(int variable, int block) {}

    private record Pending(int variable, int block) {}

    private final Function function;
    private final List<Type> types = new ArrayList<>();
    private final Map<Slot, Integer> current = new HashMap<>();
    private final Map<Integer, List<Integer>> sealed = new HashMap<>();
    private final Map<Integer, List<Pending>> incomplete = new HashMap<>();
    private final Map<Integer, BitSet> added = new LinkedHashMap<>();
    private final Deque<Pending> work = new ArrayDeque<>();
    private int[] replacement = new int[0];

    public SsaBuilder(Function function) {
        this.function = function;
    }

    /** A new variable; values written to it have this type, or a subtype of it. */
    public int declareVariable(Type type) {
        types.add(type);
        return types.size() - 1;
    }

    /** The variable has this value from here to the end of the block, or to the next write. */
    public void writeVariable(int variable, int block, int value) {
        current.put(new Slot(variable, block), value);
    }

    public void writeVariable(int variable, Block block, int value) {
        writeVariable(variable, block.id(), value);
    }

    /**
     * The variable's value at this point of the block.
     *
     * @throws IllegalStateException if a way from the entry gives it none
     */
    public int readVariable(int variable, int block) {
        int value = lookup(variable, block);
        drain();
        return value;
    }

    public int readVariable(int variable, Block block) {
        return readVariable(variable, block.id());
    }

    /**
     * Says that every edge to the block is in place: no terminator set later leads there.
     *
     * @throws IllegalStateException if it is sealed already
     */
    public void sealBlock(int block) {
        List<Integer> preds = new ArrayList<>();
        for (Block b : function.blocks()) {
            if (b.term() != null && b.term().edges().stream().anyMatch(e -> e.target() == block)) {
                preds.add(b.id());
            }
        }
        seal(block, preds);
    }

    /** As {@link #sealBlock(int)}, for a client that knows the block's predecessors, each once. */
    public void sealBlock(int block, List<Integer> predecessors) {
        seal(block, predecessors);
    }

    public void sealBlock(Block block) {
        sealBlock(block.id());
    }

    /** Seals every block that is not sealed yet. */
    public void sealAll() {
        Map<Integer, List<Integer>> preds = new LinkedHashMap<>();
        for (Block b : function.blocks()) {
            preds.put(b.id(), new ArrayList<>());
        }
        for (Block b : function.blocks()) {
            if (b.term() != null) {
                b.term().edges().stream()
                        .map(Edge::target)
                        .distinct()
                        .forEach(t -> preds.get(t).add(b.id()));
            }
        }
        preds.forEach((block, p) -> {
            if (!sealed.containsKey(block)) {
                seal(block, p);
            }
        });
    }

    private void seal(int block, List<Integer> preds) {
        if (sealed.put(block, preds) != null) {
            throw new IllegalStateException("b" + block + " of " + function.name() + " sealed twice");
        }
        List<Pending> waiting = incomplete.remove(block);
        if (waiting != null) {
            work.addAll(waiting);
        }
        drain();
    }

    private int lookup(int variable, int block) {
        Set<Integer> passed = new LinkedHashSet<>();
        int b = block;
        int value;
        while (true) {
            Integer known = current.get(new Slot(variable, b));
            if (known != null) {
                value = known;
                break;
            }
            List<Integer> preds = sealed.get(b);
            if (preds != null && preds.size() == 1 && passed.add(b)) {
                b = preds.get(0);
                continue;
            }
            value = atMerge(variable, b, preds);
            break;
        }
        for (int p : passed) {
            current.put(new Slot(variable, p), value);
        }
        return value;
    }

    private int atMerge(int variable, int block, List<Integer> preds) {
        Block b = function.block(block);
        Type type = types.get(variable);
        int value;
        if (preds != null && preds.isEmpty()) {
            if (b == function.entry()) {
                throw new IllegalStateException(
                        "variable " + variable + " of " + function.name() + " is read on a way that gives it no value");
            }
            value = function.newValue(type);
            b.insns().add(0, new Insn(Op.CONST, type, value, new int[0], zero(type), Loc.NONE));
        } else {
            value = function.addParam(b, type);
            added.computeIfAbsent(block, k -> new BitSet()).set(value);
            Pending pending = new Pending(variable, block);
            if (preds == null) {
                incomplete.computeIfAbsent(block, k -> new ArrayList<>()).add(pending);
            } else {
                work.add(pending);
            }
        }
        current.put(new Slot(variable, block), value);
        return value;
    }

    /** Fills in arguments, in the order in which the parameters were made, so that the two lists agree. */
    private void drain() {
        while (!work.isEmpty()) {
            Pending p = work.poll();
            for (int pred : sealed.get(p.block())) {
                Operands.addArg(function, pred, p.block(), lookup(p.variable(), pred));
            }
        }
    }

    private static Object zero(Type type) {
        return switch (type.kind()) {
            case I32 -> 0;
            case I64 -> 0L;
            case F32 -> 0f;
            case F64 -> 0.0;
            default -> null;
        };
    }

    /**
     * Seals what is open and removes the parameters that only ever receive themselves and one other value.
     *
     * @throws IllegalStateException if a variable is read on a way from the entry that gives it no value
     */
    public void finish() {
        sealAll();
        replacement = new int[function.valueCount()];
        for (int i = 0; i < replacement.length; i++) {
            replacement[i] = i;
        }
        Map<Integer, List<Edge>> incoming = new HashMap<>();
        for (Block b : function.blocks()) {
            for (Edge e : b.term().edges()) {
                incoming.computeIfAbsent(e.target(), k -> new ArrayList<>()).add(e);
            }
        }
        boolean changed = true;
        while (changed) {
            changed = false;
            for (Map.Entry<Integer, BitSet> entry : added.entrySet()) {
                List<Integer> params = function.block(entry.getKey()).params();
                for (int i = 0; i < params.size(); i++) {
                    int param = params.get(i);
                    if (entry.getValue().get(param) && replacement[param] == param) {
                        changed |= simplify(param, i, incoming.getOrDefault(entry.getKey(), List.of()));
                    }
                }
            }
        }
        Map<Integer, BitSet> simplified = new HashMap<>();
        added.forEach((block, params) -> {
            BitSet gone = new BitSet();
            List<Integer> all = function.block(block).params();
            for (int i = 0; i < all.size(); i++) {
                if (replacement[all.get(i)] != all.get(i)) {
                    gone.set(i);
                }
            }
            simplified.put(block, gone);
        });
        Operands.removeParams(function, simplified);
        Operands.replace(function, this::resolve);
    }

    private boolean simplify(int param, int index, List<Edge> edges) {
        int same = -1;
        for (Edge e : edges) {
            int v = resolve(e.args()[index]);
            if (v == param || v == same) {
                continue;
            }
            if (same >= 0) {
                return false;
            }
            same = v;
        }
        if (same < 0) {
            return false;
        }
        replacement[param] = same;
        return true;
    }

    /** After {@link #finish}: the value that stands for one that {@link #readVariable} gave earlier. */
    public int resolve(int value) {
        int v = value;
        while (v < replacement.length && replacement[v] != v) {
            v = replacement[v];
        }
        return v;
    }
}
