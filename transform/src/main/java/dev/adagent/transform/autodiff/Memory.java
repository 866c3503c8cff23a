package dev.adagent.transform.autodiff;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Type;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Which memory each array value may be. Memory is divided into <em>roots</em>: one for each array parameter, for each allocation,
 * for what the arrays of a root hold if they hold arrays, for each field, and one for whatever else gives an array. Flow-insensitive.
 */
final class Memory {
    /** Where the arrays of a root come from. */
    enum Kind {
        PARAMETER,
        ALLOCATION,
        /** Shared by the threads of the block. */
        SHARED,
        ELEMENT,
        FIELD,
        TAPE,
        UNKNOWN
    }

    /**
     * A root.
     *
     * @param source parameter value, value of the allocation, name of the shared array, id of the outer root, or field
     */
    record Root(int id, Kind kind, Type type, Object source) {}

    /** An instruction that may change array elements. */
    record Write(int block, int index, Insn insn, BitSet roots) {}

    private final Shape shape;
    private final boolean distinct;
    private final Callees callees;
    private final List<Root> roots = new ArrayList<>();
    private final Map<List<Object>, Integer> ids = new HashMap<>();
    private final Map<Integer, BitSet> values = new HashMap<>();
    private final List<Write> writes = new ArrayList<>();
    private final BitSet escaped = new BitSet();

    Memory(Shape shape, boolean distinct, Callees callees) {
        this(shape, distinct, callees, true);
    }

    /** @param writes whether writes are asked for; without, the callees' summaries are not used */
    Memory(Shape shape, boolean distinct, Callees callees, boolean writes) {
        this.shape = shape;
        this.distinct = distinct;
        this.callees = callees;
        for (int p : shape.function.params()) {
            if (shape.function.typeOf(p).isArray()) {
                of(p).set(root(Kind.PARAMETER, shape.function.typeOf(p), p));
            }
        }
        boolean changed = true;
        while (changed) {
            changed = false;
            for (int b : shape.cfg.reversePostOrder()) {
                changed |= visit(shape.function.block(b));
            }
        }
        if (writes) {
            collect();
            collectMeetings();
        }
    }

    private int root(Kind kind, Type type, Object source) {
        return ids.computeIfAbsent(List.of(kind, source, type), k -> {
            roots.add(new Root(roots.size(), kind, type, source));
            return roots.size() - 1;
        });
    }

    /** The roots that an array value may be of. */
    BitSet of(int value) {
        return values.computeIfAbsent(value, k -> new BitSet());
    }

    Root root(int id) {
        return roots.get(id);
    }

    int rootCount() {
        return roots.size();
    }

    private boolean visit(Block b) {
        boolean changed = false;
        for (Insn i : b.insns()) {
            if (!i.type().isArray()) {
                continue;
            }
            BitSet set = of(i.result());
            int before = set.cardinality();
            switch (i.op()) {
                case CONST, ALOAD -> {}
                case NEWARRAY -> set.set(root(Kind.ALLOCATION, i.type(), i.result()));
                case SHARED -> set.set(root(Kind.SHARED, i.type(), i.attr()));
                case SELECT -> {
                    set.or(of(i.arg(1)));
                    set.or(of(i.arg(2)));
                }
                case CHECK_CAST -> {
                    if (shape.function.typeOf(i.arg(0)).isArray()) {
                        set.or(of(i.arg(0)));
                    } else {
                        set.set(root(Kind.UNKNOWN, i.type(), ""));
                    }
                }
                case GETFIELD, GETSTATIC -> set.set(root(Kind.FIELD, i.type(), i.attr()));
                case INTRINSIC -> {
                    if (i.args().length == 0) {
                        set.set(root(Kind.TAPE, i.type(), i.result()));
                    } else {
                        set.or(of(i.arg(0)));
                    }
                }
                default -> set.set(root(Kind.UNKNOWN, i.type(), ""));
            }
            if (i.op() == Op.ALOAD) {
                of(i.arg(0)).stream().forEach(outer -> set.set(root(Kind.ELEMENT, i.type(), outer)));
            }
            changed |= set.cardinality() != before;
        }
        for (Edge e : b.term().edges()) {
            List<Integer> params = shape.function.block(e.target()).params();
            for (int k = 0; k < params.size(); k++) {
                if (shape.function.typeOf(params.get(k)).isArray()) {
                    BitSet set = of(params.get(k));
                    int before = set.cardinality();
                    set.or(of(e.args()[k]));
                    changed |= set.cardinality() != before;
                }
            }
        }
        return changed;
    }

    /** Instructions at which threads meet change what any of them writes somewhere: all run the same function. */
    private void collectMeetings() {
        BitSet written = new BitSet();
        boolean any = false;
        for (Write w : writes) {
            any |= w.roots() == null;
            if (w.roots() != null) {
                written.or(w.roots());
            }
        }
        for (int b : shape.cfg.reversePostOrder()) {
            List<Insn> insns = shape.function.block(b).insns();
            for (int k = 0; k < insns.size(); k++) {
                if (Effects.synchronises(insns.get(k))) {
                    writes.add(new Write(b, k, insns.get(k), any ? null : common(written)));
                }
            }
        }
    }

    /** The roots that other threads see. */
    private BitSet common(BitSet all) {
        BitSet out = new BitSet();
        all.stream()
                .filter(r -> base(r).kind() != Kind.ALLOCATION && base(r).kind() != Kind.TAPE)
                .forEach(out::set);
        return out;
    }

    private void collect() {
        for (int b : shape.cfg.reversePostOrder()) {
            List<Insn> insns = shape.function.block(b).insns();
            for (int k = 0; k < insns.size(); k++) {
                Insn i = insns.get(k);
                switch (i.op()) {
                    case ASTORE -> {
                        writes.add(new Write(b, k, i, of(i.arg(0))));
                        escape(i.arg(2));
                    }
                    case ACCUM, ATOMIC -> writes.add(new Write(b, k, i, of(i.arg(0))));
                    case PUTFIELD -> escape(i.arg(1));
                    case PUTSTATIC -> escape(i.arg(0));
                    case CALL, DEFERRED -> {
                        if (Effects.synchronises(i)) {
                            continue;
                        }
                        Callees.Summary s = callees.of(i);
                        if (s != null && !s.isOpaque()) {
                            BitSet written = new BitSet();
                            s.writes().stream().forEach(p -> written.or(reachable(i.arg(p))));
                            writes.add(new Write(b, k, i, written));
                        } else if (!Effects.isPure(i)) {
                            for (int a : i.args()) {
                                escape(a);
                            }
                            writes.add(new Write(b, k, i, null));
                        }
                    }
                    default -> {}
                }
            }
        }
    }

    /** The roots of an array value, and those of the arrays that it holds. */
    BitSet reachable(int value) {
        BitSet out = (BitSet) of(value).clone();
        boolean changed = true;
        while (changed) {
            changed = false;
            for (Root r : roots) {
                if (r.kind() == Kind.ELEMENT && out.get((Integer) r.source()) && !out.get(r.id())) {
                    out.set(r.id());
                    changed = true;
                }
            }
        }
        return out;
    }

    private Root base(int root) {
        Root r = roots.get(root);
        while (r.kind() == Kind.ELEMENT) {
            r = roots.get((Integer) r.source());
        }
        return r;
    }

    /** Indices of the function's parameters by which the array was reached. */
    BitSet parametersOf(int value) {
        BitSet out = new BitSet();
        of(value).stream()
                .mapToObj(this::base)
                .filter(r -> r.kind() == Kind.PARAMETER)
                .forEach(r -> out.set(shape.function.params().indexOf((Integer) r.source())));
        return out;
    }

    /** Whether the array may have been made in the function. */
    boolean isAllocated(int value) {
        return of(value).stream().mapToObj(this::base).anyMatch(r -> r.kind() == Kind.ALLOCATION);
    }

    /** Whether the array comes from the function's parameters and allocations alone. */
    boolean isOwn(int value) {
        return of(value).stream()
                .mapToObj(this::base)
                .allMatch(r -> r.kind() == Kind.PARAMETER || r.kind() == Kind.ALLOCATION || r.kind() == Kind.TAPE);
    }

    private void escape(int value) {
        if (shape.function.typeOf(value).isArray()) {
            escaped.or(of(value));
        }
    }

    /** Whether arrays of the two roots may be the same object. */
    boolean mayAlias(Root a, Root b) {
        if (a.id() == b.id()) {
            return true;
        }
        if (!a.type().equals(b.type()) || a.kind() == Kind.TAPE || b.kind() == Kind.TAPE) {
            return false;
        }
        if (a.kind() == Kind.ALLOCATION || b.kind() == Kind.ALLOCATION) {
            Root fresh = a.kind() == Kind.ALLOCATION ? a : b;
            Root other = fresh == a ? b : a;
            return escaped.get(fresh.id()) && other.kind() != Kind.ALLOCATION && other.kind() != Kind.PARAMETER;
        }
        return !(distinct && a.kind() == Kind.PARAMETER && b.kind() == Kind.PARAMETER);
    }

    boolean mayAlias(BitSet a, BitSet b) {
        return a.stream().anyMatch(x -> b.stream().anyMatch(y -> mayAlias(roots.get(x), roots.get(y))));
    }

    private boolean touches(Write w, BitSet set) {
        if (w.roots() != null) {
            return mayAlias(w.roots(), set);
        }
        return set.stream().anyMatch(r -> roots.get(r).kind() != Kind.ALLOCATION || escaped.get(r));
    }

    /** The writes that may change an element of the array after the given place. */
    List<Write> writesAfter(int block, int index, int array) {
        BitSet later = shape.reachableFrom(block);
        return writes.stream()
                .filter(w -> (w.block() == block && w.index() > index) || later.get(w.block()))
                .filter(w -> touches(w, of(array)))
                .toList();
    }

    /** Whether a field may be written after the given place. */
    boolean fieldWrittenAfter(int block, int index, Object field) {
        BitSet later = shape.reachableFrom(block);
        for (int b : shape.cfg.reversePostOrder()) {
            List<Insn> insns = shape.function.block(b).insns();
            for (int k = 0; k < insns.size(); k++) {
                Insn i = insns.get(k);
                boolean writes = ((i.op() == Op.PUTFIELD || i.op() == Op.PUTSTATIC) && Objects.equals(i.attr(), field))
                        || (i.op() == Op.CALL
                                && !Effects.isPure(i)
                                && !Effects.synchronises(i)
                                && (callees.of(i) == null || callees.of(i).isOpaque()));
                if (writes && ((b == block && k > index) || later.get(b))) {
                    return true;
                }
            }
        }
        return false;
    }
}
