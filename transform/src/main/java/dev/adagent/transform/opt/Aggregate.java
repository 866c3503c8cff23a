package dev.adagent.transform.opt;

import dev.adagent.overlay.MethodKey;
import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.FieldRef;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.ir.analysis.Cfg;
import dev.adagent.transform.ir.analysis.Uses;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Allocations of one class, with every value that may refer to them: casts and block parameters that receive nothing else. None of
 * these references leaves the function, so each can be taken apart into its fields.
 *
 * <p>A field is named by its {@link FieldRef}; an element of an array of constant length, by its index as Integer; what a wrapper
 * object holds, by {@link #BOXED}.
 */
final class Aggregate {
    /** The one field of a wrapper object. */
    static final String BOXED = "boxed";

    /** Longest array that is taken apart. */
    private static final int MAX_LENGTH = 64;

    private final Function function;
    private final Uses uses;
    private final Cfg cfg;
    private final Map<Integer, List<Incoming>> incoming;
    private final Set<Integer> members = new LinkedHashSet<>();
    private final Map<Integer, Integer> roots = new HashMap<>();
    private final Map<Object, Type> fields = new LinkedHashMap<>();
    private Insn first;
    private int length = -1;

    /** An argument of an edge. */
    record Incoming(int from, Edge edge, int value) {}

    private Aggregate(Function function, Uses uses, Cfg cfg, Map<Integer, List<Incoming>> incoming) {
        this.function = function;
        this.uses = uses;
        this.cfg = cfg;
        this.incoming = incoming;
    }

    /** What each block parameter receives. */
    static Map<Integer, List<Incoming>> incoming(Function f) {
        Map<Integer, List<Incoming>> out = new HashMap<>();
        for (Block b : f.blocks()) {
            for (Edge e : b.term().edges()) {
                List<Integer> params = f.block(e.target()).params();
                for (int k = 0; k < params.size(); k++) {
                    out.computeIfAbsent(params.get(k), x -> new ArrayList<>())
                            .add(new Incoming(b.id(), e, e.args()[k]));
                }
            }
        }
        return out;
    }

    static boolean isAllocation(Insn i) {
        return i.op() == Op.NEW || i.op() == Op.NEWARRAY || Facts.isBox(i);
    }

    /** The aggregate around an allocation, or null if one of its references leaves the function or cannot be told apart. */
    static Aggregate of(
            Function f, Uses uses, Cfg cfg, Map<Integer, List<Incoming>> incoming, Insn allocation, Set<Integer> seen) {
        Aggregate a = new Aggregate(f, uses, cfg, incoming);
        boolean closed = a.collect(allocation);
        seen.addAll(a.members);
        return closed && a.usesAreKnown() && a.referencesAreDistinct() ? a : null;
    }

    Set<Integer> members() {
        return members;
    }

    boolean contains(int value) {
        return members.contains(value);
    }

    /** The allocation or block parameter that a reference is a cast of. */
    int root(int value) {
        return roots.get(value);
    }

    /** Every field that is read or written, with the type of its value. */
    Map<Object, Type> fields() {
        return fields;
    }

    boolean isBox() {
        return Facts.isBox(first);
    }

    Insn allocation() {
        return first;
    }

    /** Length of the arrays, −1 for objects. */
    int length() {
        return length;
    }

    private boolean collect(Insn allocation) {
        Deque<Integer> work = new ArrayDeque<>();
        add(allocation.result(), allocation.result(), work);
        first = allocation;
        if (allocation.op() == Op.NEWARRAY) {
            if (!(constant(allocation.arg(0)) instanceof Integer n) || n < 0 || n > MAX_LENGTH) {
                return false;
            }
            length = n;
        }
        while (!work.isEmpty()) {
            int v = work.pop();
            Insn def = uses.insn(v);
            boolean ok = def == null ? collectIncoming(v, work) : isLike(def) || def.op() == Op.CHECK_CAST;
            if (!ok) {
                return false;
            }
            for (Uses.Use u : uses.of(v)) {
                if (u.insn() != null && u.insn().op() == Op.CHECK_CAST) {
                    if (!u.insn().type().equals(first.type())) {
                        return false;
                    }
                    add(u.insn().result(), roots.get(v), work);
                } else if (u.edge() >= 0) {
                    Edge e = function.block(u.block()).term().edges().get(u.edge());
                    int param = function.block(e.target()).params().get(u.operand());
                    add(param, param, work);
                }
            }
        }
        return true;
    }

    private void add(int value, int root, Deque<Integer> work) {
        if (members.add(value)) {
            roots.put(value, root);
            work.push(value);
        }
    }

    private boolean collectIncoming(int param, Deque<Integer> work) {
        if (!incoming.containsKey(param) || function.params().contains(param)) {
            return false;
        }
        for (Incoming in : incoming.get(param)) {
            if (members.contains(in.value())) {
                continue;
            }
            Insn def = uses.insn(in.value());
            if (def == null) {
                add(in.value(), in.value(), work);
            } else if (isLike(def)) {
                add(def.result(), def.result(), work);
            } else {
                // a cast joins from its operand's side
                int base = in.value();
                while (def != null && def.op() == Op.CHECK_CAST) {
                    base = def.arg(0);
                    def = uses.insn(base);
                }
                if (base == in.value() || (def != null && !isLike(def))) {
                    return false;
                }
                add(base, base, work);
            }
        }
        return true;
    }

    private Object constant(int value) {
        Insn i = uses.insn(value);
        return i != null && i.op() == Op.CONST ? i.attr() : null;
    }

    private boolean isLike(Insn i) {
        return isAllocation(i)
                && i.op() == first.op()
                && i.type().equals(first.type())
                && (i.op() != Op.NEWARRAY || (constant(i.arg(0)) instanceof Integer n && n == length));
    }

    private boolean usesAreKnown() {
        for (int v : members) {
            if (!roots.containsKey(v)) {
                return false;
            }
            for (Uses.Use u : uses.of(v)) {
                boolean term = u.insn() == null;
                if (term ? u.edge() < 0 : !isKnown(u)) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean isKnown(Uses.Use u) {
        Insn i = u.insn();
        switch (i.op()) {
            case GETFIELD, PUTFIELD:
                FieldRef field = (FieldRef) i.attr();
                fields.put(field, Type.ofDescriptor(field.descriptor()).asValue());
                return u.operand() == 0;
            case ALOAD, ASTORE, ACCUM, CHECK_BOUNDS:
                if (u.operand() != 0 || length < 0 || !(constant(i.arg(1)) instanceof Integer k)) {
                    return false;
                }
                fields.put(k, first.type().element().asValue());
                return k >= 0 && k < length;
            case ALEN:
                return length >= 0;
            case CHECK_NULL, CHECK_CAST:
                return true;
            case CMP:
                return isKnownComparison(i);
            case INSTANCEOF:
                return i.attr().equals(first.type());
            case CALL:
                return isKnownCall(i, ((Callee) i.attr()).original());
            default:
                return false;
        }
    }

    private boolean isKnownComparison(Insn cmp) {
        int a = cmp.arg(0);
        int b = cmp.arg(1);
        if (!members.contains(a) || !members.contains(b)) {
            int other = members.contains(a) ? b : a;
            Insn def = uses.insn(other);
            boolean isNull = def != null && def.op() == Op.CONST && def.attr() == null;
            return isNull || !isBox();
        }
        boolean allocations = uses.insn(roots.get(a)) != null && uses.insn(roots.get(b)) != null;
        return roots.get(a).equals(roots.get(b)) || (allocations && !isBox());
    }

    private boolean isKnownCall(Insn call, MethodKey m) {
        if (isBox()) {
            fields.put(BOXED, Boxes.valueOf(first.type().name()).asValue());
            return Boxes.unboxed(m) != null
                    && (m.owner().equals(first.type().name()) || m.owner().equals("java/lang/Number"));
        }
        return call.args().length == 1 && Facts.isEmptyConstructor(m);
    }

    /**
     * Whether giving each allocation and each parameter fields of its own changes nothing: no write through one of them is seen
     * through another.
     */
    private boolean referencesAreDistinct() {
        Set<Integer> written = new HashSet<>();
        for (int v : members) {
            for (Uses.Use u : uses.of(v)) {
                if (u.insn() != null && isWrite(u.insn())) {
                    written.add(roots.get(v));
                }
            }
        }
        boolean paramsWritten = written.stream().anyMatch(r -> uses.insn(r) == null);
        for (int p : members) {
            if (uses.insn(p) != null) {
                continue;
            }
            for (Incoming in : incoming.get(p)) {
                int root = roots.get(in.value());
                if (root == p || (!paramsWritten && !written.contains(root))) {
                    continue;
                }
                if (passedTwice(in.edge(), root)
                        || isUsedAfter(root, uses.def(p).block(), paramsWritten)) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean isWrite(Insn i) {
        return i.op() == Op.PUTFIELD || i.op() == Op.ASTORE || i.op() == Op.ACCUM;
    }

    private boolean passedTwice(Edge e, int root) {
        int n = 0;
        for (int a : e.args()) {
            n += members.contains(a) && roots.get(a) == root ? 1 : 0;
        }
        return n > 1;
    }

    /** Whether the object is used (or, if only that matters, written) from a block on, before its definition is run again. */
    private boolean isUsedAfter(int root, int block, boolean anyUse) {
        int definition = uses.def(root).block();
        Set<Integer> reached = new HashSet<>();
        Deque<Integer> work = new ArrayDeque<>(List.of(block));
        while (!work.isEmpty()) {
            int b = work.pop();
            if (b != definition && reached.add(b)) {
                cfg.successors(b).forEach(work::push);
            }
        }
        for (int v : members) {
            if (roots.get(v) != root) {
                continue;
            }
            for (Uses.Use u : uses.of(v)) {
                boolean counts = anyUse || (u.insn() != null && isWrite(u.insn()));
                if (counts && reached.contains(u.block())) {
                    return true;
                }
            }
        }
        return false;
    }
}
