package dev.adagent.transform.opt;

import dev.adagent.overlay.MethodKey;
import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Captured;
import dev.adagent.transform.ir.FieldRef;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.KnownClass;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Term;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.ir.analysis.Uses;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The classes that the object of a reference can have, where all ways by which it comes are known; null does not count. */
final class ExactTypes {
    private static final int MOST = 8;
    /** Methods looked into, one from another. */
    private static final int DEEPEST = 3;

    private final Defs defs;
    private final Map<Integer, List<Incoming>> incoming;
    private final CapturedChains chains;
    private final Hierarchy hierarchy;
    private final Map<Integer, Set<Type>> found = new HashMap<>();
    private final Function f;
    private final int depth;
    /** What the first parameter can be, if the caller tells; else null. */
    private final Set<Type> self;

    ExactTypes(Function f, Hierarchy hierarchy, boolean entry) {
        this(f, hierarchy, entry, 0, null);
    }

    private ExactTypes(Function f, Hierarchy hierarchy, boolean entry, int depth, Set<Type> self) {
        this.f = f;
        this.depth = depth;
        this.self = self;
        this.hierarchy = hierarchy;
        defs = Defs.of(f);
        incoming = Incoming.of(f);
        chains = new CapturedChains(f, defs::insn, entry);
    }

    /** The interface of the lambda that a value is, null if it is none. */
    Type lambda(int value) {
        Insn d = defs.insn(value);
        while (d != null && d.op() == Op.CHECK_CAST) {
            d = defs.insn(d.arg(0));
        }
        return d != null && d.op() == Op.LAMBDA ? d.type() : null;
    }

    /** Whether a value may be one that the function was called with. */
    boolean isParameter(int value) {
        Set<Integer> seen = new HashSet<>();
        Deque<Integer> work = new ArrayDeque<>(List.of(value));
        while (!work.isEmpty()) {
            int v = work.pop();
            Insn d = defs.insn(v);
            if (f.params().contains(v)) {
                return true;
            } else if (!seen.add(v)) {
                continue;
            } else if (d != null && (d.op() == Op.CHECK_CAST || d.op() == Op.SELECT)) {
                Arrays.stream(d.args()).skip(d.op() == Op.SELECT ? 1 : 0).forEach(work::add);
            } else if (d == null) {
                incoming.getOrDefault(v, List.of()).forEach(in -> work.add(in.value()));
            }
        }
        return false;
    }

    /** The possible classes, or null if they are not known. */
    Set<Type> of(int value) {
        int before = -1;
        while (true) { // where an object goes round a loop, its classes are those found so far: to the least fixed
            // point
            if (!collect(value, new HashSet<>())) {
                return null;
            }
            int size = found.values().stream().mapToInt(Set::size).sum();
            if (size == before) {
                Set<Type> out = found.get(value);
                return out.size() > MOST ? null : out;
            }
            before = size;
        }
    }

    private boolean collect(int value, Set<Integer> seen) {
        Set<Type> out = found.computeIfAbsent(value, v -> new LinkedHashSet<>());
        if (!seen.add(value)) {
            return true;
        }
        KnownClass known = known(value);
        if (known != null) {
            return add(known.type(), out);
        }
        Captured c = chains.of(value);
        if (c != null) {
            Type t = hierarchy.typeOf(c);
            return t == null ? hierarchy.isNull(c) : add(t, out);
        }
        Insn d = defs.insn(value);
        if (d == null && self != null && value == f.params().get(0)) {
            return out.addAll(self) || !self.isEmpty();
        }
        if (d == null) {
            List<Incoming> ways = incoming.get(value);
            return ways != null && ways.stream().allMatch(in -> from(in.value(), seen, out));
        }
        return switch (d.op()) {
            case NEW, NEWARRAY -> add(d.type(), out);
            case CHECK_CAST -> cast(d, seen, out);
            case SELECT -> from(d.arg(1), seen, out) && from(d.arg(2), seen, out);
            case CONST -> d.attr() == null || add(d.type(), out);
            case EXTRACT -> thrown(d, out);
            case ALOAD -> {
                OutsideElement e = OutsideElement.of(d.result(), defs::insn, chains);
                boolean object = e != null && e.depth(f) == e.indices().size();
                Type each = object ? e.each(e.indices().size(), hierarchy) : null;
                yield each != null ? add(each, out) : e == null && stored(d.arg(0), seen, out);
            }
            case CALL -> Facts.isBox(d) ? add(d.type(), out) : returned(d, seen, out);
            default -> false;
        };
    }

    /** What the code is made for. */
    KnownClass known(int value) {
        Insn d = defs.insn(value);
        if (d == null) {
            return null;
        } else if (d.op() == Op.GETFIELD) {
            KnownClass base = known(d.arg(0));
            return base == null ? null : base.fields().get((FieldRef) d.attr());
        } else if (d.op() == Op.CHECK_CAST) {
            return d.attr() instanceof KnownClass k ? k : known(d.arg(0));
        }
        return null;
    }

    /** What the function stores in an array of its own. */
    private boolean stored(int array, Set<Integer> seen, Set<Type> out) {
        // as the function is now: linking splits blocks between two questions
        Set<Integer> values = ArrayContents.of(f, Uses.of(f), Incoming.of(f), array);
        return values != null && values.stream().allMatch(v -> from(v, seen, out));
    }

    private boolean from(int value, Set<Integer> seen, Set<Type> out) {
        if (!collect(value, seen)) {
            return false;
        }
        out.addAll(found.get(value));
        return true;
    }

    private boolean thrown(Insn d, Set<Type> out) {
        Set<Type> types = ThrownTypes.isException(d, defs) ? new ThrownTypes(hierarchy).of(f, d) : null;
        out.addAll(types == null ? Set.of() : types);
        return types != null;
    }

    /** Those that do not fail. */
    private boolean cast(Insn d, Set<Integer> seen, Set<Type> out) {
        if (!collect(d.arg(0), seen)) {
            return false;
        }
        found.get(d.arg(0)).stream()
                .filter(t -> !Boolean.FALSE.equals(hierarchy.isSubtype(t, d.type())))
                .forEach(out::add);
        return true;
    }

    /** The classes that the functions give back which a call can run. */
    private boolean returned(Insn call, Set<Integer> seen, Set<Type> out) {
        Callee callee = (Callee) call.attr();
        if (!call.type().isReference() || depth > DEEPEST) {
            return false;
        }
        if (callee.function() != null) {
            boolean receiver =
                    callee.kind() != Callee.Kind.STATIC && callee.overlay() == null && call.args().length > 0;
            boolean known = receiver && collect(call.arg(0), seen);
            Set<Type> types = known ? Set.copyOf(found.get(call.arg(0))) : Set.of();
            // of a receiver that goes round a loop nothing may be known yet
            return known && types.isEmpty() || returned(callee.function(), known ? types : null, out);
        }
        if (!Linking.isOpen(call) || !collect(call.arg(0), seen)) {
            return false;
        }
        for (Type t : List.copyOf(found.get(call.arg(0)))) {
            MethodKey m = t.isArray() ? null : hierarchy.select(t.name(), callee.original());
            Callee target =
                    m == null ? null : hierarchy.link(new Hierarchy.Target(t.name(), m), false, f.name(), call.loc());
            if (target == null || target.function() == null || !returned(target.function(), Set.of(t), out)) {
                return false;
            }
        }
        return true;
    }

    private boolean returned(String function, Set<Type> receiver, Set<Type> out) {
        Function g = hierarchy.function(function);
        if (g == null || g == f) {
            return false;
        }
        ExactTypes inner = new ExactTypes(g, hierarchy, false, depth + 1, receiver);
        for (Block b : g.blocks()) {
            Set<Type> types =
                    b.term().kind() == Term.Kind.RET ? inner.of(b.term().args()[0]) : Set.of();
            if (types == null) {
                return false;
            }
            out.addAll(types);
        }
        return true;
    }

    private static boolean add(Type t, Set<Type> out) {
        out.add(t);
        return true;
    }
}
