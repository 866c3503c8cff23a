package dev.adagent.transform.autodiff;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.FieldRef;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.KnownClass;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Term;
import dev.adagent.transform.ir.Type;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which memory each reference may be. Memory is divided into <em>roots</em>: one for each array or object that is a parameter, for each
 * allocation, for what the arrays or objects of a root held when the function began, for each static field, and one for whatever else gives an array. Flow-insensitive.
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
        /** A constant array without elements, which is as good as its shadow. */
        EMPTY,
        /** What a call gives back. */
        GIVEN,
        UNKNOWN
    }

    /**
     * A root.
     *
     * @param source parameter value, value of the allocation or call, name of the shared array, id of the outer root, or field
     */
    record Root(int id, Kind kind, Type type, Object source) {}

    private final Shape shape;
    private final boolean distinct;
    private final Callees callees;
    private final List<Root> roots = new ArrayList<>();
    private final Map<List<Object>, Integer> ids = new HashMap<>();
    private final Map<Integer, BitSet> values = new HashMap<>();
    private final BitSet escaped = new BitSet();
    /** References that were stored in a root, beside those that it held when the function began. */
    private final Map<Integer, BitSet> contents = new HashMap<>();
    /** Allocations that code elsewhere may have filled. */
    private final BitSet published = new BitSet();
    /** What code elsewhere may have kept. */
    private final BitSet kept = new BitSet();

    /** What calls made of which it is known what they do. */
    private final BitSet known = new BitSet();
    /** What the function gives back, with all that it holds. */
    private final BitSet returned = new BitSet();

    private final boolean summaries;
    private int size;

    Memory(Shape shape, boolean distinct, Callees callees) {
        this(shape, distinct, callees, true);
    }

    /** @param summaries whether to ask for those of the callees, which are made from the memory of each function without */
    Memory(Shape shape, boolean distinct, Callees callees, boolean summaries) {
        this.shape = shape;
        this.distinct = distinct;
        this.callees = callees;
        this.summaries = summaries;
        for (int p : shape.function.params()) {
            if (shape.function.typeOf(p).isReference()) {
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
        for (int b : shape.cfg.reversePostOrder()) {
            Term t = shape.function.block(b).term();
            if (t.kind() == Term.Kind.RET
                    && t.args().length > 0
                    && shape.function.typeOf(t.args()[0]).isReference()) {
                returned.or(reachable(t.args()[0]));
            }
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
        int before = size;
        for (Insn i : b.insns()) {
            if (i.type().isReference()) {
                define(i);
            }
            store(i);
        }
        for (Edge e : b.term().edges()) {
            List<Integer> params = shape.function.block(e.target()).params();
            for (int k = 0; k < params.size(); k++) {
                if (shape.function.typeOf(params.get(k)).isReference()) {
                    grow(of(params.get(k)), of(e.args()[k]));
                }
            }
        }
        return size != before;
    }

    /** Adds to a set; what is added is counted, so that the fixpoint is noticed. */
    private void grow(BitSet set, BitSet more) {
        int before = set.cardinality();
        set.or(more);
        size += set.cardinality() - before;
    }

    private void grow(BitSet set, int root) {
        if (!set.get(root)) {
            set.set(root);
            size++;
        }
    }

    private void define(Insn i) {
        BitSet set = of(i.result());
        if (i.op() != Op.CONST
                && callees.isEnum(
                        i.type())) { // whatever it was reached by, and however the object that holds it was passed
            grow(
                    set,
                    root(
                            Kind.FIELD,
                            i.type(),
                            new FieldRef(i.type().name(), "", i.type().descriptor())));
            return;
        }
        switch (i.op()) {
            case CONST -> {}
            case NEWARRAY, NEW -> grow(set, root(Kind.ALLOCATION, i.type(), i.result()));
            case SHARED -> grow(set, root(Kind.SHARED, i.type(), i.attr()));
            case SELECT -> {
                grow(set, of(i.arg(1)));
                grow(set, of(i.arg(2)));
            }
            case CHECK_CAST -> growBy(set, of(i.arg(0)), i.type());
            case GETFIELD -> {
                FieldRef field = (FieldRef) i.attr();
                if (KnownClass.isOfLambdas(field.owner())) { // what it captured is constant
                    grow(set, root(Kind.FIELD, i.type(), field));
                } else {
                    list(of(i.arg(0))).forEach(r -> load(set, r, i.type()));
                }
            }
            case ALOAD -> list(of(i.arg(0))).forEach(r -> load(set, r, i.type()));
            case GETSTATIC -> {
                boolean empty = i.type().isArray() && callees.isEmptyArray((FieldRef) i.attr());
                grow(set, root(empty ? Kind.EMPTY : Kind.FIELD, i.type(), i.attr()));
            }
            case INTRINSIC -> {
                if (i.type().isArray() && i.args().length == 0) {
                    grow(set, root(Kind.TAPE, i.type(), i.result()));
                } else if ("tape.ensure".equals(i.attr())) {
                    grow(set, of(i.arg(0)));
                } else if (i.args().length > 0) {
                    list(of(i.arg(0))).forEach(r -> loadFromTape(set, r, i.type()));
                }
            }
            case CALL -> given(set, i);
            default -> grow(set, root(Kind.UNKNOWN, i.type(), ""));
        }
    }

    private static List<Integer> list(BitSet set) {
        return set.stream().boxed().toList();
    }

    /** What a call gives is made by it, or one of its arguments, or what those hold; and may hold these. */
    private void given(BitSet set, Insn call) {
        int made = root(Kind.GIVEN, call.type(), call.result());
        grow(set, made);
        Callees.Summary s = summaries ? callees.of(call) : null;
        if (s != null && !s.isOpaque()) {
            known.set(made);
            s.returns().stream().forEach(k -> {
                BitSet held = reachable(call.arg(k));
                list(held).forEach(r -> load(set, r, call.type())); // what nobody here has read before, too
                growBy(set, held, call.type());
                grow(contents(made), held);
            });
        }
    }

    /** A reference that lies on a tape of this function was put there by it; others may be any. */
    private void loadFromTape(BitSet set, int tape, Type type) {
        if (roots.get(tape).kind() != Kind.TAPE) {
            grow(set, root(Kind.UNKNOWN, type, ""));
            return;
        }
        growBy(set, contents(tape), type);
    }

    /** Adds those that may be of a type. */
    private void growBy(BitSet set, BitSet more, Type type) {
        list(more).stream()
                .filter(r -> mayBeOfOneClass(roots.get(r).type(), type))
                .forEach(r -> grow(set, r));
    }

    /** What is read from a container is what was put in, and what was there before the function began. */
    private void load(BitSet set, int container, Type type) {
        growBy(set, contents(container), type);
        if (isMadeByCall(container)) {
            growBy(set, contents(base(container).id()), type); // however deep the call has put it
        }
        Root r = roots.get(container);
        if (r.kind() == Kind.EMPTY) {
            return;
        } else if (r.kind() != Kind.ALLOCATION) {
            grow(set, element(container, type));
        } else if (published.get(container)) {
            grow(set, root(Kind.UNKNOWN, type, ""));
        }
    }

    /** What a root holds; of a type met on the way there already, it is the root met, so that lists and trees are one root. */
    private int element(int container, Type type) {
        for (Root r = roots.get(container); r.kind() == Kind.ELEMENT; r = roots.get((Integer) r.source())) {
            if (r.type().equals(type)) {
                return r.id();
            }
        }
        return root(Kind.ELEMENT, type, container);
    }

    private BitSet contents(int root) {
        return contents.computeIfAbsent(root, k -> new BitSet());
    }

    private void store(Insn i) {
        switch (i.op()) {
            case ASTORE, PUTFIELD -> {
                int v = i.arg(i.args().length - 1);
                if (shape.function.typeOf(v).isReference()) {
                    escape(v);
                    for (int r : list(of(i.arg(0)))) {
                        for (Root q : List.copyOf(roots)) {
                            if (mayAlias(roots.get(r), q)) {
                                grow(contents(q.id()), of(v));
                            }
                        }
                    }
                }
            }
            case PUTSTATIC -> {
                publish(i.arg(0));
                keep(i.arg(0));
            }
            case INTRINSIC -> {
                if ("tape.store".equals(i.attr())
                        && shape.function.typeOf(i.arg(2)).isReference()) {
                    list(of(i.arg(0))).forEach(r -> grow(contents(r), of(i.arg(2))));
                }
            }
            case CALL, DEFERRED -> {
                // where summaries are made, a call that is opaque makes its caller opaque
                boolean followed = callees.function(i) == null
                        ? Effects.isPure(i)
                        : !summaries || !callees.of(i).isOpaque();
                if (!followed && !Effects.synchronises(i)) {
                    for (int a : i.args()) {
                        publish(a);
                        if (!Effects.isOfTexts(i) && !Effects.isOfHost(i)) {
                            keep(a);
                        }
                    }
                }
            }
            default -> {}
        }
    }

    /** Someone else may put something into what the value refers to. */
    private void publish(int value) {
        if (shape.function.typeOf(value).isReference()) {
            escape(value);
            grow(published, reachable(value));
        }
    }

    private void keep(int value) {
        if (shape.function.typeOf(value).isReference()) {
            grow(kept, reachable(value));
        }
    }

    /** Whether code elsewhere may reach what is of the root: it is of there, or came there. */
    boolean isSeenElsewhere(int root) {
        return kept.get(root) || isElsewhere(root);
    }

    private boolean isElsewhere(int root) {
        return isOfField(root) || isOfCall(root);
    }

    /**
     * The other roots whose arrays and objects may be those of a root although the function has not brought them there: the ways through one object
     * or static field may meet, and code elsewhere may have stored and given back what it knows. Parameters are what the caller says they are.
     */
    BitSet shared(int root) {
        Root a = roots.get(root);
        BitSet out = new BitSet();
        for (Root b : roots) {
            boolean same = base(root).id() == base(b.id()).id();
            boolean elsewhere =
                    isSeenElsewhere(root) && isSeenElsewhere(b.id()) && (isElsewhere(root) || isElsewhere(b.id()));
            boolean one = !hasNoAlias(a) && !hasNoAlias(b) && Callees.mayBeOne(a.type(), b.type());
            out.set(b.id(), b.id() != root && one && (same || elsewhere));
        }
        return out;
    }

    /** The roots of an array value, and those of the arrays that it holds. */
    BitSet reachable(int value) {
        return reachable(of(value));
    }

    /** Some roots with those of what they hold. */
    BitSet reachable(BitSet from) {
        BitSet out = (BitSet) from.clone();
        boolean changed = true;
        while (changed) {
            changed = false;
            for (Root r : roots) {
                if (r.kind() == Kind.ELEMENT && out.get((Integer) r.source()) && !out.get(r.id())) {
                    out.set(r.id());
                    changed = true;
                }
                if (out.get(r.id())) {
                    int before = out.cardinality();
                    out.or(contents.getOrDefault(r.id(), new BitSet()));
                    changed |= out.cardinality() != before;
                }
            }
        }
        return out;
    }

    /** The root outside of which there is none, by which a root was reached. */
    Root base(int root) {
        Root r = roots.get(root);
        while (r.kind() == Kind.ELEMENT) {
            r = roots.get((Integer) r.source());
        }
        return r;
    }

    /** Indices of the function's parameters by which the array was reached. */
    BitSet parametersOf(int value) {
        return parametersOf(of(value));
    }

    /** Whether a root is what a call gave back, or what that held. */
    boolean isGiven(int root) {
        return base(root).kind() == Kind.GIVEN;
    }

    /** Whether a root came out of a call of which it is not known what it does, alone or as one of several values. */
    boolean isOfCall(int root) {
        Kind kind = base(root).kind();
        return kind == Kind.UNKNOWN || kind == Kind.GIVEN && !isMadeByCall(root);
    }

    /** Whether a root is what a call made of which it is known what it does. */
    boolean isMadeByCall(int root) {
        return known.get(base(root).id());
    }

    /** The roots of what the function gives back, and of what that holds. */
    BitSet returned() {
        return returned;
    }

    /** The results of the calls that made what some roots are of. */
    BitSet callsOf(BitSet of) {
        BitSet out = new BitSet();
        of.stream()
                .mapToObj(this::base)
                .filter(r -> r.kind() == Kind.GIVEN)
                .forEach(r -> out.set((Integer) r.source()));
        return out;
    }

    /** Indices of the function's parameters by which the roots are reached. */
    BitSet parametersOf(BitSet of) {
        BitSet out = new BitSet();
        of.stream()
                .mapToObj(this::base)
                .filter(r -> r.kind() == Kind.PARAMETER)
                .forEach(r -> out.set(shape.function.params().indexOf((Integer) r.source())));
        return out;
    }

    /** Whether the reference comes from where nothing is known of. */
    boolean mayBeAny(int value) {
        return of(value).stream().mapToObj(roots::get).anyMatch(this::mayBeAny);
    }

    /** Whether a root is what a static field holds, or what that holds. */
    boolean isOfField(int root) {
        return base(root).kind() == Kind.FIELD;
    }

    /** Whether a root is whatever is not known otherwise, or what that holds. */
    boolean mayBeAny(Root r) {
        return base(r.id()).kind() == Kind.UNKNOWN;
    }

    /** Whether the array comes from the function's parameters and allocations alone. */
    boolean isOwn(int value) {
        return isOwn(of(value));
    }

    /** Whether all of the roots come from the function's parameters, allocations and calls. */
    boolean isOwn(BitSet of) {
        return of.stream()
                .mapToObj(this::base)
                .allMatch(r -> r.kind() == Kind.PARAMETER
                        || r.kind() == Kind.ALLOCATION
                        || r.kind() == Kind.GIVEN
                        || r.kind() == Kind.TAPE
                        || r.kind() == Kind.EMPTY);
    }

    /** Whether the array or object was made in the function, by no call. */
    boolean isMadeHere(int value) {
        return of(value).stream().allMatch(r -> roots.get(r).kind() == Kind.ALLOCATION);
    }

    private void escape(int value) {
        if (shape.function.typeOf(value).isReference()) {
            grow(escaped, of(value));
        }
    }

    /** Whether what a call does that cannot be followed may be done to the root. */
    boolean mayBeSeen(int root) {
        return roots.get(root).kind() != Kind.ALLOCATION || escaped.get(root);
    }

    /** Whether arrays of the two roots may be the same object. */
    boolean mayAlias(Root a, Root b) {
        if (a.id() == b.id()) {
            return true;
        }
        if (!mayBeOfOneClass(a.type(), b.type()) || hasNoAlias(a) || hasNoAlias(b)) {
            return false;
        }
        if (a.kind() == Kind.ALLOCATION || b.kind() == Kind.ALLOCATION) {
            Root fresh = a.kind() == Kind.ALLOCATION ? a : b;
            Root other = fresh == a ? b : a;
            return escaped.get(fresh.id()) && other.kind() != Kind.ALLOCATION && other.kind() != Kind.PARAMETER;
        }
        return !(distinct && a.kind() == Kind.PARAMETER && b.kind() == Kind.PARAMETER);
    }

    private static boolean hasNoAlias(Root r) {
        return r.kind() == Kind.TAPE || r.kind() == Kind.EMPTY;
    }

    /** The IR knows no class hierarchy: objects, and arrays of references, may be of one class whatever their types say. */
    private static boolean mayBeOfOneClass(Type a, Type b) {
        return a.equals(b)
                || a.kind() == Type.Kind.OBJECT && b.kind() == Type.Kind.OBJECT
                || a.isArray()
                        && b.isArray()
                        && a.element().isReference()
                        && b.element().isReference()
                || a.kind() == Type.Kind.OBJECT && b.isArray()
                || b.kind() == Type.Kind.OBJECT && a.isArray();
    }

    /** The roots whose objects an object of the given root may hold, now or later. */
    BitSet held(int root) {
        BitSet out = (BitSet) contents.getOrDefault(root, new BitSet()).clone();
        roots.stream()
                .filter(r -> r.kind() == Kind.ELEMENT && (Integer) r.source() == root)
                .forEach(r -> out.set(r.id()));
        return out;
    }

    boolean mayAlias(BitSet a, BitSet b) {
        return a.stream().anyMatch(x -> b.stream().anyMatch(y -> mayAlias(roots.get(x), roots.get(y))));
    }

    /** Whether an array or object of that type may hold floating-point numbers that are not constant, itself or in what it holds. */
    boolean mayHoldNumbers(Type t) {
        if (t.isArray()) {
            return t.element().isFloating() || t.element().isReference() && mayHoldNumbers(t.element());
        }
        return t.kind() == Type.Kind.OBJECT && !t.equals(Type.object("java/lang/String")) && !callees.isEnum(t);
    }

    /** Whether it is an array of floating-point numbers, or of such arrays. */
    static boolean isOfNumbers(Type t) {
        return t.isArray() && (t.element().isFloating() || isOfNumbers(t.element()));
    }

    /** Whether it is an array of numbers. */
    static boolean holdsNumbers(Type t) {
        return t.isArray() && !t.element().isReference();
    }
}
