package dev.adagent.transform.opt;

import dev.adagent.overlay.MethodKey;
import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Captured;
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
 * Allocations with every value that may refer to them: casts, and block parameters that receive nothing else but null. None of these
 * references leaves the function, so each can be taken apart into fields.
 *
 * <p>A field is named by its {@link FieldRef}, also the one of a wrapper object; an element of an array of constant length by
 * {@link Element}; what an exception's message shows by {@link Shown}; which allocation, or null, a reference denotes by {@link #TAG},
 * where that can differ.
 */
final class Aggregate {
    /** The number of a reference's kind: 0 for null. */
    static final String TAG = "kind";

    /** The number of an object among those that are made: two references with the same one denote the same object; 0 for null. */
    static final String ID = "identity";

    /** What {@code getMessage()} reads of an exception. */
    static final FieldRef MESSAGE = new FieldRef("java/lang/Throwable", "detailMessage", "Ljava/lang/String;");

    /** Longest array that is taken apart. */
    private static final int MAX_LENGTH = 64;

    /** An element of an array of this type. */
    record Element(Type array, int index) {}

    /** A value in the message of the exception that an allocation makes. */
    record Shown(int exception, int index) {}

    /**
     * What a reference can denote.
     *
     * @param type class of the object
     * @param site the allocation if it is an exception, whose message belongs to it, else −1
     */
    record Kind(Type type, int site) {}

    final Function function;
    final Uses uses;
    final Cfg cfg;
    final Hierarchy hierarchy;
    private final boolean entry;
    /** Whether exceptions of which something is lost are taken apart too: no pass will show more of them. */
    final boolean last;

    final Map<Integer, List<Incoming>> incoming;
    private final Set<Integer> members = new LinkedHashSet<>();
    private final Map<Integer, Integer> roots = new HashMap<>();
    private final Map<Object, Type> fields = new LinkedHashMap<>();
    private final List<Kind> kinds = new ArrayList<>();
    private final Map<Type, Integer> lengths = new HashMap<>();
    private final CapturedChains chains;
    private final int first;
    private boolean nullable;
    private boolean outside;
    private ChosenObjects choice;

    private Aggregate(Function function, Hierarchy hierarchy, boolean entry, boolean last, int first) {
        this.last = last;
        this.function = function;
        this.hierarchy = hierarchy;
        this.entry = entry;
        this.first = first;
        uses = Uses.of(function);
        cfg = Cfg.of(function);
        incoming = Incoming.of(function);
        chains = new CapturedChains(function, uses::insn, entry);
    }

    private Aggregate(Aggregate of, int first) {
        function = of.function;
        entry = of.entry;
        last = of.last;
        chains = of.chains;
        hierarchy = of.hierarchy;
        this.first = first;
        uses = of.uses;
        cfg = of.cfg;
        incoming = of.incoming;
    }

    static boolean isAllocation(Insn i) {
        return i.op() == Op.NEW || i.op() == Op.NEWARRAY || Facts.isBox(i);
    }

    /** The first allocation of a function, in block order, that can be taken apart, with all that refers to it; or null. */
    static Aggregate next(Function f, Hierarchy hierarchy, boolean entry, boolean last) {
        Aggregate snapshot = new Aggregate(f, hierarchy, entry, last, -1);
        Set<Integer> seen = new HashSet<>();
        for (Block b : f.blocks()) {
            for (int start : snapshot.starts(b)) {
                if (!snapshot.uses.isUsed(start) || seen.contains(start)) {
                    continue;
                }
                Aggregate a = new Aggregate(snapshot, start);
                boolean closed = a.collect();
                seen.addAll(a.members);
                if (closed && a.isKnown()) {
                    return a;
                }
            }
        }
        return null;
    }

    /** The allocations of a block, and its parameters that only get objects from outside. */
    private List<Integer> starts(Block b) {
        List<Integer> out = new ArrayList<>();
        for (int p : b.params()) {
            List<Incoming> ways = function.typeOf(p).kind() == Type.Kind.OBJECT ? incoming.get(p) : null;
            if (ways != null && ways.stream().allMatch(in -> isOutside(in.value()) || isNull(in.value()))) {
                out.add(p);
            }
        }
        for (Insn i : b.insns()) {
            if (isAllocation(i)) {
                out.add(i.result());
            }
        }
        return out;
    }

    /** Whether a value is an object outside of known class, whose fields can be read where it comes in. */
    boolean isOutside(int value) {
        if (function.typeOf(value).kind() != Type.Kind.OBJECT) {
            return false;
        }
        Captured c = chains.of(value);
        Type t = c == null ? null : hierarchy.typeOf(c);
        return t != null && t.kind() == Type.Kind.OBJECT && !t.name().startsWith("java/");
    }

    /** Whether some of the references are to objects outside: these may be the same, and are not to be written. */
    boolean hasOutside() {
        return outside;
    }

    /** The class of an object outside. */
    Type outsideType(int value) {
        return hierarchy.typeOf(chains.of(value));
    }

    int outsideTag(int value) {
        return kinds.indexOf(new Kind(outsideType(value), -1)) + 1;
    }

    /** The same again, after a change to the function; null if it can no longer be taken apart. */
    Aggregate again() {
        Aggregate a = new Aggregate(function, hierarchy, entry, last, first);
        return a.collect() && a.isKnown() ? a : null;
    }

    private boolean isKnown() {
        if (!new AggregateUses(this).areKnown()) {
            return false;
        }
        boolean distinct = new AggregateNames(this).areDistinct();
        choice = distinct ? null : ChosenObjects.of(this);
        return distinct || choice != null;
    }

    /** Which object each parameter denotes, where several names of an object are in use; null where one is. */
    ChosenObjects choice() {
        return choice;
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

    boolean isParam(int root) {
        return uses.insn(root) == null;
    }

    /** Every field that is read or written, with the type of its value. */
    Map<Object, Type> fields() {
        return fields;
    }

    /** What the references denote; the number of a kind is its index plus one. */
    List<Kind> kinds() {
        return kinds;
    }

    /** Whether a parameter among the references may be null. */
    boolean isNullable() {
        return nullable;
    }

    /** Whether it must be kept which kind a parameter denotes. */
    boolean isTagged() {
        return nullable || kinds.size() > 1;
    }

    int tag(Insn allocation) {
        return kinds.indexOf(kind(allocation)) + 1;
    }

    /** Length of the arrays of a type. */
    int length(Type array) {
        return lengths.get(array);
    }

    /** Whether the value is the null constant or a cast of it. */
    boolean isNull(int value) {
        Insn i = uses.insn(value);
        while (i != null && i.op() == Op.CHECK_CAST) {
            i = uses.insn(i.arg(0));
        }
        return i != null && i.op() == Op.CONST && i.attr() == null;
    }

    Object constant(int value) {
        Insn i = uses.insn(value);
        return i != null && i.op() == Op.CONST ? i.attr() : null;
    }

    /** The one field of a wrapper object. */
    static FieldRef boxField(Type wrapper) {
        return new FieldRef(
                wrapper.name(), "value", Boxes.valueOf(wrapper.name()).descriptor());
    }

    private boolean collect() {
        Deque<Integer> work = new ArrayDeque<>();
        if (uses.insn(first) != null && !addKind(uses.insn(first))) {
            return false;
        }
        add(first, first, work);
        while (!work.isEmpty()) {
            int v = work.pop();
            if (uses.insn(v) == null && !collectIncoming(v, work)) {
                return false;
            }
            for (Uses.Use u : uses.of(v)) {
                if (u.insn() != null && u.insn().op() == Op.CHECK_CAST) {
                    add(u.insn().result(), roots.get(v), work);
                } else if (u.edge() >= 0) {
                    Edge e = function.block(u.block()).term().edges().get(u.edge());
                    int param = function.block(e.target()).params().get(u.operand());
                    add(param, param, work);
                }
            }
        }
        if (isTagged()) {
            fields.put(TAG, Type.I32);
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
            int base = in.value();
            while (uses.insn(base) != null && uses.insn(base).op() == Op.CHECK_CAST) {
                base = uses.insn(base).arg(0);
            }
            Insn def = uses.insn(base);
            if (isNull(base)) {
                nullable = true;
            } else if (isOutside(in.value())) {
                outside = true;
                Kind k = new Kind(outsideType(in.value()), -1);
                if (!kinds.contains(k)) {
                    kinds.add(k);
                }
            } else if (def == null || addKind(def)) {
                add(base, base, work);
            } else {
                return false;
            }
        }
        return true;
    }

    /** Takes an allocation in; false if it is none, or one of unknown or great length. */
    private boolean addKind(Insn allocation) {
        if (!isAllocation(allocation)) {
            return false;
        }
        if (allocation.op() == Op.NEWARRAY) {
            if (!(constant(allocation.arg(0)) instanceof Integer n) || n < 0 || n > MAX_LENGTH) {
                return false;
            }
            Integer other = lengths.putIfAbsent(allocation.type(), n);
            if (other != null && !other.equals(n)) {
                return false;
            }
        }
        Kind k = kind(allocation);
        if (!kinds.contains(k)) {
            kinds.add(k);
        }
        return true;
    }

    Kind kind(Insn allocation) {
        boolean exception = allocation.op() == Op.NEW && constructor(allocation) != null;
        return new Kind(allocation.type(), exception ? allocation.result() : -1);
    }

    /** The call of a constructor of the JDK's exceptions on an allocation, or null. */
    Insn constructor(Insn allocation) {
        for (Uses.Use u : uses.of(allocation.result())) {
            if (u.insn() != null && u.operand() == 0 && Throwables.isConstructor(u.insn())) {
                return u.insn();
            }
        }
        return null;
    }

    /**
     * Which operand of the constructor call is the message or the cause of a kind of exception: 0 if it has none.
     *
     * @param field {@link #MESSAGE} or {@link ExceptionFields#CAUSE}
     * @return −1 if that is not known
     */
    int operandOf(Kind k, Object field) {
        Insn call = k.site() < 0 ? null : constructor(uses.insn(k.site()));
        MethodKey m = call == null ? null : ((Callee) call.attr()).original();
        if (m == null || !m.owner().startsWith("java/")) {
            return -1;
        }
        boolean text = m.descriptor().startsWith("(Ljava/lang/String;");
        if (field.equals(MESSAGE)) {
            return m.descriptor().equals("()V") ? 0 : text ? 1 : -1;
        }
        int cause = LambdaFolding.descriptorTypes(m.descriptor()).indexOf(Type.object(ExceptionFields.THROWABLE));
        // an error's constructor takes any object, and keeps an exception as its cause
        return m.descriptor().startsWith("(Ljava/lang/Object;") ? -1 : cause + 1;
    }

    /** Whether the constructor of an exception stores the field in the function. */
    boolean isStored(Kind k, FieldRef field) {
        return k.site() >= 0 && ExceptionFields.isStored(uses, k.site(), field, hierarchy);
    }

    /** Whether a field of an object of a kind can be read: exceptions whose constructor only the host runs have none. */
    boolean hasField(Kind k, FieldRef field) {
        boolean kept = field.equals(MESSAGE) || field.equals(ExceptionFields.CAUSE);
        return k.site() < 0
                || ExceptionFields.isOwn(field)
                || isStored(k, field)
                || Boolean.FALSE.equals(hierarchy.isSubclass(k.type().name(), field.owner()))
                || (kept && operandOf(k, field) >= 0);
    }

    /** Whether objects of a kind are told apart by where they were made alone: no wrapper object, no constant of an enum. */
    boolean hasIdentity(Kind k) {
        return Boxes.valueOf(k.type().name()) == null
                && (k.type().isArray()
                        || Boolean.FALSE.equals(hierarchy.isSubclass(k.type().name(), "java/lang/Enum")));
    }

    /** Whether the objects of a kind are constants of an enum. */
    boolean isEnum(Kind k) {
        return k.type().name() != null
                && Boolean.TRUE.equals(hierarchy.isSubclass(k.type().name(), "java/lang/Enum"));
    }

    /** Whether the object of a kind is one of a type; null if that is not known. */
    Boolean is(Kind kind, Type type) {
        return hierarchy.isSubtype(kind.type(), type);
    }

    /** The wrapper classes among the references' kinds that a class, one of them or {@code Number}, takes in. */
    List<Kind> boxes(String owner) {
        return kinds.stream()
                .filter(k -> Boxes.valueOf(k.type().name()) != null
                        && (owner.equals("java/lang/Number")
                                || owner.equals(k.type().name())))
                .toList();
    }

    static boolean isEmptyConstructor(Insn call) {
        return call.args().length == 1 && Facts.isEmptyConstructor(((Callee) call.attr()).original());
    }
}
