package dev.adagent.transform.opt;

import dev.adagent.transform.ir.Captured;
import dev.adagent.transform.ir.FieldRef;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.ir.analysis.Uses;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Arrays of objects, and arrays of such, that do not leave the function, with every value that may refer to one of them, and the classes of what is stored in
 * them. All are classes of values: wrappers, records, and others whose fields are final or are not written once the object is stored, so that a
 * copy of an object is as good as the object itself where nobody compares references.
 */
final class ArrayWeb {
    /** Arrays of objects of more classes stay as they are. */
    private static final int MOST = 8;

    /**
     * A class of stored objects.
     *
     * @param type the class
     * @param fields its fields, those of its superclasses too
     */
    record Kind(Type type, List<FieldRef> fields) {
        boolean isBox() {
            return Boxes.valueOf(type.name()) != null;
        }
    }

    final Uses uses;
    private final Function f;
    private final Hierarchy hierarchy;
    private final Map<Integer, List<Incoming>> incoming;
    private final CapturedChains chains;
    private final Set<Integer> members = new LinkedHashSet<>();
    private final List<Kind> kinds = new ArrayList<>();
    private final Set<Integer> elements = new HashSet<>();
    /** Whether objects of a kind have fields that are not final. */
    private boolean mayChange;

    private ArrayWeb(Function f, Hierarchy hierarchy, Uses uses, Map<Integer, List<Incoming>> incoming) {
        this.f = f;
        this.hierarchy = hierarchy;
        this.uses = uses;
        this.incoming = incoming;
        chains = new CapturedChains(f, uses::insn, false);
    }

    /** The first of a function's arrays of objects that can be taken apart, with all that belongs to it; null if there is none. */
    static ArrayWeb next(Function f, Hierarchy hierarchy) {
        Uses uses = null;
        Map<Integer, List<Incoming>> incoming = null;
        Set<Integer> seen = new HashSet<>();
        for (var b : f.blocks()) {
            for (Insn i : b.insns()) {
                if (!isArray(i.type()) || i.op() != Op.NEWARRAY || seen.contains(i.result())) {
                    continue;
                }
                uses = uses == null ? Uses.of(f) : uses;
                incoming = incoming == null ? Incoming.of(f) : incoming;
                ArrayWeb web = new ArrayWeb(f, hierarchy, uses, incoming);
                boolean whole = uses.isUsed(i.result()) && web.collect(i.result());
                seen.addAll(web.members);
                if (whole && web.usesAreKnown() && web.areValues() && !web.holdsItself()) {
                    return web;
                }
            }
        }
        return null;
    }

    private static boolean isArray(Type t) {
        Type inner = t;
        while (inner.isArray()) {
            inner = inner.element();
        }
        return t.isArray() && inner.kind() == Type.Kind.OBJECT;
    }

    /** Whether the elements of one of the arrays are such arrays in turn. */
    boolean hasRows(int array) {
        return f.typeOf(array).element().isArray();
    }

    private boolean isRowOf(int row, int array) {
        return depth(f.typeOf(row)) + 1 == depth(f.typeOf(array));
    }

    static int depth(Type t) {
        return t.isArray() ? 1 + depth(t.element()) : 0;
    }

    /** Values that refer to the arrays: allocations, empty constant arrays, parameters, casts, null. */
    Set<Integer> members() {
        return members;
    }

    boolean contains(int value) {
        return members.contains(value);
    }

    List<Kind> kinds() {
        return kinds;
    }

    /** The kind of a new object or box behind casts, null if the value is none. */
    Kind kindOf(int value) {
        Insn i = origin(value);
        boolean made = i != null && (i.op() == Op.NEW || Facts.isBox(i));
        return made
                ? kinds.stream()
                        .filter(k -> k.type().equals(i.type()))
                        .findFirst()
                        .orElse(null)
                : null;
    }

    boolean isNull(int value) {
        Insn i = origin(value);
        return i != null && i.op() == Op.CONST && i.attr() == null;
    }

    /** The element of one of the arrays that a value is a cast of, −1 if it is none. */
    int loaded(int value) {
        Insn i = origin(value);
        return i != null && i.op() == Op.ALOAD && contains(i.arg(0)) && !contains(i.result()) ? i.result() : -1;
    }

    private Insn origin(int value) {
        Insn i = uses.insn(value);
        while (i != null && i.op() == Op.CHECK_CAST) {
            i = uses.insn(i.arg(0));
        }
        return i;
    }

    // ---- the arrays

    private boolean collect(int first) {
        Deque<Integer> work = new ArrayDeque<>();
        add(first, work);
        while (!work.isEmpty()) {
            int v = work.pop();
            if (!comesIn(v, work)) {
                return false;
            }
            for (Uses.Use u : uses.of(v)) {
                if (u.insn() != null && u.insn().op() == Op.CHECK_CAST) {
                    add(u.insn().result(), work);
                } else if (u.insn() != null && u.insn().op() == Op.CMP) {
                    // the same constant may have been read twice
                    Arrays.stream(u.insn().args()).filter(this::isEmptyConstant).forEach(a -> add(a, work));
                } else if (u.insn() != null && u.insn().op() == Op.ALOAD && u.operand() == 0 && hasRows(v)) {
                    add(u.insn().result(), work);
                } else if (u.insn() != null && u.insn().op() == Op.ASTORE && u.operand() == 2) {
                    add(u.insn().arg(0), work);
                } else if (u.insn() != null && u.insn().op() == Op.ASTORE && u.operand() == 0 && hasRows(v)) {
                    add(u.insn().arg(2), work);
                } else if (u.insn() != null && u.insn().op() == Op.ASTORE && u.operand() == 0) {
                    addSources(u.insn().arg(2), new HashSet<>(), work);
                } else if (u.insn() == null && u.edge() >= 0) {
                    var e = f.block(u.block()).term().edges().get(u.edge());
                    add(f.block(e.target()).params().get(u.operand()), work);
                }
            }
        }
        return true;
    }

    /** Adds the arrays that a stored value was loaded from: what is copied stays in the web. */
    private void addSources(int stored, Set<Integer> seen, Deque<Integer> work) {
        Insn i = origin(stored);
        if (i != null && i.op() == Op.ALOAD) {
            add(i.arg(0), work);
        } else if (i == null && seen.add(stored) && !f.params().contains(stored)) {
            incoming.getOrDefault(stored, List.of()).forEach(in -> addSources(in.value(), seen, work));
        }
    }

    private void add(int value, Deque<Integer> work) {
        if (members.add(value)) {
            work.push(value);
        }
    }

    private boolean comesIn(int value, Deque<Integer> work) {
        Insn i = uses.insn(value);
        if (!isArray(f.typeOf(value))) {
            return false;
        }
        if (i == null) {
            List<Incoming> ways = incoming.get(value);
            if (ways == null || f.params().contains(value)) {
                return false;
            }
            ways.forEach(in -> add(in.value(), work));
            return ways.stream().allMatch(in -> depth(f.typeOf(in.value())) == depth(f.typeOf(value)));
        }
        return switch (i.op()) {
            case NEWARRAY -> true;
            case CONST -> i.attr() == null;
            case GETSTATIC -> isEmptyConstant(value);
            case CHECK_CAST -> {
                add(i.arg(0), work);
                yield depth(f.typeOf(i.arg(0))) == depth(i.type());
            }
            case ALOAD -> {
                add(i.arg(0), work);
                yield isRowOf(value, i.arg(0));
            }
            default -> false;
        };
    }

    private boolean isEmptyConstant(int value) {
        Insn i = uses.insn(value);
        return i != null
                && i.op() == Op.GETSTATIC
                && i.type().isArray()
                && hierarchy.length(Captured.ofStatic((FieldRef) i.attr())) == 0;
    }

    private boolean usesAreKnown() {
        for (int v : members) {
            for (Uses.Use u : uses.of(v)) {
                if (u.insn() == null ? u.edge() < 0 : !isKnown(u.insn(), u.operand())) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean isKnown(Insn i, int operand) {
        return switch (i.op()) {
            case ALEN, CHECK_NULL -> true;
            case ALOAD, CHECK_BOUNDS -> operand == 0;
            case ASTORE ->
                hasRows(i.arg(0))
                        ? contains(i.arg(0)) && contains(i.arg(2)) && isRowOf(i.arg(2), i.arg(0))
                        : operand == 0
                                && collectKinds(i.arg(2), f.typeOf(i.arg(0)).element(), new HashSet<>());
            case CHECK_CAST -> contains(i.result()) && depth(i.type()) == depth(f.typeOf(i.arg(0)));
            case CMP -> (isComparable(i.arg(0)) && isComparable(i.arg(1))) || isNeverEqual(i);
            default -> false;
        };
    }

    private boolean isComparable(int value) {
        return contains(value) || isNull(value);
    }

    /** Whether it compares one of the arrays with one that is certainly none of them: what is made here equals nothing from outside. */
    boolean isNeverEqual(Insn cmp) {
        boolean one = contains(cmp.arg(0)) != contains(cmp.arg(1));
        return one
                && !isNull(cmp.arg(0))
                && !isNull(cmp.arg(1))
                && members.stream()
                        .map(uses::insn)
                        .allMatch(i -> i == null || i.op() == Op.NEWARRAY || i.op() == Op.CHECK_CAST);
    }

    // ---- what is stored in them

    /** Adds the classes of a stored value; false if they are not known, or not certainly fit the array. */
    private boolean collectKinds(int value, Type element, Set<Integer> seen) {
        elements.add(value);
        if (!seen.add(value)) {
            return true;
        }
        Captured outside = chains.of(value);
        if (outside != null) {
            Type t = hierarchy.typeOf(outside);
            return t == null ? hierarchy.isNull(outside) : addKind(t, element);
        }
        Insn i = uses.insn(value);
        if (i == null) {
            List<Incoming> ways = f.params().contains(value) ? null : incoming.get(value);
            return ways != null && ways.stream().allMatch(in -> collectKinds(in.value(), element, seen));
        }
        return switch (i.op()) {
            case CONST -> i.attr() == null;
            case CHECK_CAST -> collectKinds(i.arg(0), element, seen);
            case ALOAD -> contains(i.arg(0));
            case NEW -> addKind(i.type(), element);
            case CALL -> Facts.isBox(i) && addKind(i.type(), element);
            default -> false;
        };
    }

    private boolean addKind(Type type, Type element) {
        if (kinds.stream().anyMatch(k -> k.type().equals(type))) {
            return true;
        }
        List<FieldRef> fields = Boxes.valueOf(type.name()) != null
                ? List.of(Aggregate.boxField(type))
                : hierarchy.instanceFields(type.name());
        if (fields == null || kinds.size() == MOST || !Boolean.TRUE.equals(hierarchy.isSubtype(type, element))) {
            return false;
        }
        Kind kind = new Kind(type, fields);
        kinds.add(kind);
        mayChange |= !kind.isBox() && !fields.stream().allMatch(hierarchy::isFinal);
        return true;
    }

    /** Whether a stored object holds an element of the arrays, as the nodes of a list do: taken apart, the arrays of such fields would be like these again. */
    private boolean holdsItself() {
        Set<Integer> seen = new HashSet<>();
        return elements.stream().anyMatch(e -> isObjectWithElement(e, seen));
    }

    private boolean isObjectWithElement(int value, Set<Integer> seen) {
        Insn made = origin(value);
        return made != null
                && made.op() == Op.NEW
                && seen.add(made.result())
                && uses.of(made.result()).stream()
                        .filter(u -> u.insn() != null && u.insn().op() == Op.PUTFIELD && u.operand() == 0)
                        .anyMatch(u -> holdsElement(u.insn().arg(1), seen));
    }

    private boolean holdsElement(int value, Set<Integer> seen) {
        Insn i = origin(value);
        if (i == null) {
            return seen.add(value)
                    && incoming.getOrDefault(value, List.of()).stream().anyMatch(in -> holdsElement(in.value(), seen));
        }
        return loaded(value) >= 0 || isObjectWithElement(value, seen);
    }

    /** Whether no element is compared with another reference, or written to once it is stored. */
    private boolean areValues() {
        for (int a : members) {
            Type element = f.typeOf(a).element();
            if (!hasRows(a)
                    && !kinds.stream().allMatch(k -> Boolean.TRUE.equals(hierarchy.isSubtype(k.type(), element)))) {
                return false;
            }
        }
        Deque<Integer> work = new ArrayDeque<>(elements);
        for (int a : members) {
            for (Uses.Use u : uses.of(a)) {
                if (u.insn() != null
                        && u.insn().op() == Op.ALOAD
                        && !contains(u.insn().result())
                        && elements.add(u.insn().result())) {
                    work.add(u.insn().result());
                }
            }
        }
        if (kinds.isEmpty()) {
            return true; // all it holds is null; its length and its checks are left
        }
        while (!work.isEmpty()) {
            int v = work.pop();
            for (Uses.Use u : uses.of(v)) {
                Insn i = u.insn();
                if (i == null && u.edge() >= 0) {
                    var e = f.block(u.block()).term().edges().get(u.edge());
                    int p = f.block(e.target()).params().get(u.operand());
                    if (elements.add(p)) {
                        work.add(p);
                    }
                } else if (i != null && i.op() == Op.CHECK_CAST && elements.add(i.result())) {
                    work.add(i.result());
                } else if (i != null && !isUseOfValue(v, u)) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean isUseOfValue(int value, Uses.Use u) {
        Insn i = u.insn();
        if (i.op() == Op.CMP) {
            return isNull(i.arg(0)) || isNull(i.arg(1));
        }
        if (mayChange && !isSeenHere(i, u.operand())) {
            return false;
        }
        // a final field is written by the constructor, to the new object itself and before that is stored
        return i.op() != Op.PUTFIELD || u.operand() != 0 || new ObjectWrites(f, uses).isBeforeStores(value, u);
    }

    /** Whether an object is only read, written or stored where this web sees it, so that no other name of it can be used to change it. */
    private boolean isSeenHere(Insn i, int operand) {
        return switch (i.op()) {
            case GETFIELD, CHECK_NULL, INSTANCEOF -> true;
            case PUTFIELD -> operand == 0;
            case ASTORE -> contains(i.arg(0));
            case CALL -> operand == 0 && Aggregate.isEmptyConstructor(i);
            default -> false;
        };
    }
}
