package dev.adagent.transform.opt;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Captured;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.FieldRef;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Type;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Constants of an enum that go round a loop and change there: the loop carries the ordinal, by which the constant is loaded from the array of all
 * ({@link OutsideElement}). Constants that are only chosen by branches need no ordinal: what is read of them is chosen instead.
 */
final class ChosenConstants {
    private static final FieldRef ORDINAL = new FieldRef("java/lang/Enum", "ordinal", "I");

    private final Function f;
    private final Hierarchy hierarchy;
    private final Defs defs;
    private final Map<Integer, List<Incoming>> incoming;
    /** The block of each parameter. */
    private final Map<Integer, Block> home = new LinkedHashMap<>();

    private ChosenConstants(Function f, Hierarchy hierarchy) {
        this.f = f;
        this.hierarchy = hierarchy;
        defs = Defs.of(f);
        incoming = Incoming.of(f);
        for (Block b : f.blocks()) {
            if (b != f.entry()) {
                b.params().forEach(p -> home.put(p, b));
            }
        }
    }

    /** Looks for such constants in one function. @return whether anything changed */
    static boolean run(Function f, Hierarchy hierarchy) {
        ChosenConstants c = new ChosenConstants(f, hierarchy);
        for (int p : List.copyOf(c.home.keySet())) {
            Type t = f.typeOf(p);
            FieldRef all = t.kind() == Type.Kind.OBJECT ? hierarchy.enumConstants(t) : null;
            Set<Integer> group = all == null ? null : c.group(p, t, all);
            if (group != null) {
                c.carryOrdinals(group, t, all);
                return Rewrite.OUTSIDE_KNOWN.happened(); // the rest in the next round
            }
        }
        return false;
    }

    /** The parameters that pass a constant on to one that passes it back; null if something else can come there, or nothing comes back. */
    private Set<Integer> group(int param, Type type, FieldRef all) {
        Set<Integer> group = new HashSet<>(Set.of(param));
        Deque<Integer> work = new ArrayDeque<>(List.of(param));
        boolean loops = false;
        while (!work.isEmpty()) {
            for (Incoming in : incoming.getOrDefault(work.pop(), List.of())) {
                Deque<Integer> values = new ArrayDeque<>(List.of(in.value()));
                while (!values.isEmpty()) {
                    int v = values.pop();
                    Insn d = defs.insn(v);
                    if (d == null && home.containsKey(v) && f.typeOf(v).equals(type)) {
                        loops |= v == param;
                        if (group.add(v)) {
                            work.add(v);
                        }
                    } else if (d != null && d.op() == Op.SELECT) {
                        values.add(d.arg(1));
                        values.add(d.arg(2));
                    } else if (!isConstant(d, type) && !isElement(d, all)) {
                        return null;
                    }
                }
            }
        }
        return loops ? group : null;
    }

    private boolean isConstant(Insn d, Type type) {
        return d != null
                && d.op() == Op.GETSTATIC
                && d.type().equals(type)
                && type.equals(hierarchy.typeOf(Captured.ofStatic((FieldRef) d.attr())));
    }

    private boolean isElement(Insn d, FieldRef all) {
        Insn array = d != null && d.op() == Op.ALOAD ? defs.insn(d.arg(0)) : null;
        return array != null && array.op() == Op.GETSTATIC && array.attr().equals(all);
    }

    private void carryOrdinals(Set<Integer> group, Type type, FieldRef all) {
        Map<Integer, Integer> ordinals = new LinkedHashMap<>();
        group.forEach(p -> ordinals.put(p, f.newValue(Type.I32)));
        for (Block b : f.blocks()) {
            List<Edge> edges = new ArrayList<>();
            for (Edge e : b.term().edges()) {
                List<Integer> params = f.block(e.target()).params();
                int[] args = e.args().clone();
                for (int k = 0; k < args.length; k++) {
                    args[k] = ordinals.containsKey(params.get(k)) ? ordinal(args[k], ordinals, b) : args[k];
                }
                edges.add(Edge.to(e.target(), args));
            }
            b.setTerm(b.term().withEdges(edges));
        }
        for (int p : group) {
            Block b = home.get(p);
            Loc loc = b.insns().isEmpty() ? b.term().loc() : b.insns().get(0).loc();
            int array = f.newValue(Type.array(type));
            b.insns().add(0, new Insn(Op.GETSTATIC, Type.array(type), array, new int[0], all, loc));
            b.insns().add(1, new Insn(Op.ALOAD, type, p, new int[] {array, ordinals.get(p)}, null, loc));
        }
        for (int p : group) {
            Block b = home.get(p);
            b.params().set(b.params().indexOf(p), ordinals.get(p));
        }
    }

    /** The ordinal of a constant, as a value at the end of a block. */
    private int ordinal(int value, Map<Integer, Integer> ordinals, Block b) {
        if (ordinals.containsKey(value)) {
            return ordinals.get(value);
        }
        Insn d = defs.insn(value);
        Loc loc = b.term().loc();
        return switch (d.op()) {
            case SELECT -> {
                int yes = ordinal(d.arg(1), ordinals, b);
                int no = ordinal(d.arg(2), ordinals, b);
                yield f.append(b, Op.SELECT, Type.I32, null, loc, d.arg(0), yes, no);
            }
            case ALOAD -> d.arg(1);
            default -> f.append(b, Op.GETFIELD, Type.I32, ORDINAL, loc, value);
        };
    }
}
