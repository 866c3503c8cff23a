package dev.adagent.transform.opt;

import dev.adagent.overlay.MethodKey;
import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.FieldRef;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Term;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.ir.analysis.Uses;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Runs the constructors of the app's exceptions in compiled code too, where a handler reads a field of one. Otherwise such a constructor
 * is run by the host alone, with the numbers that the thread recorded; the call that says so stays where it is, and the constructor's
 * own code follows it.
 */
final class ExceptionFields {
    static final String THROWABLE = "java/lang/Throwable";

    /**
     * Name of a field that is stored to once an exception's constructor is done: what is stored afterwards, the host does not know of. The
     * class follows whose fields, with those of the classes below, the constructor has stored.
     */
    private static final String CONSTRUCTED = "$constructed ";

    /** 1 once the exception suppresses another. */
    static final FieldRef SUPPRESSES = new FieldRef(THROWABLE, "$suppresses", "I");

    static final FieldRef CAUSE = new FieldRef(THROWABLE, "cause", "Ljava/lang/Throwable;");

    private final Function f;
    private final Hierarchy hierarchy;
    private final Uses uses;
    private final Map<Integer, List<Incoming>> incoming;

    private ExceptionFields(Function f, Hierarchy hierarchy) {
        this.f = f;
        this.hierarchy = hierarchy;
        uses = Uses.of(f);
        incoming = Incoming.of(f);
    }

    /** Adds the constructors' code in every function; gives the names of the functions that changed. */
    static Set<String> run(Module module, Hierarchy hierarchy) {
        Set<String> changed = new LinkedHashSet<>();
        for (Function f : List.copyOf(module.functions())) {
            if (readsFields(f, hierarchy) && new ExceptionFields(f, hierarchy).run()) {
                changed.add(f.name());
            }
        }
        return changed;
    }

    private static boolean readsFields(Function f, Hierarchy hierarchy) {
        return f.blocks().stream().anyMatch(b -> b.insns().stream().anyMatch(i -> readsField(i, hierarchy)));
    }

    private static boolean readsField(Insn i, Hierarchy hierarchy) {
        return i.op() == Op.GETFIELD
                && !isOwn((FieldRef) i.attr())
                && Boolean.TRUE.equals(hierarchy.isSubclass(((FieldRef) i.attr()).owner(), THROWABLE));
    }

    private boolean run() {
        Set<Insn> allocations = new LinkedHashSet<>();
        for (Block b : f.blocks()) {
            for (Insn i : b.insns()) {
                if (readsField(i, hierarchy)) {
                    collect(i.arg(0), ((FieldRef) i.attr()).owner(), allocations);
                }
            }
        }
        boolean changed = false;
        for (Insn made : allocations) {
            changed |= Rewrite.CALL_LINKED.happened(addConstructor(made));
        }
        return changed;
    }

    /**
     * The exceptions of the app that have the field that is read, of those that flow together with the one that it is read of: they are taken
     * apart at once, into the same fields ({@link Aggregate}).
     */
    private void collect(int value, String fieldOwner, Set<Insn> out) {
        Set<Integer> seen = new HashSet<>();
        Deque<Integer> work = new ArrayDeque<>(List.of(value));
        while (!work.isEmpty()) {
            int v = work.pop();
            if (!seen.add(v)) {
                continue;
            }
            for (Uses.Use u : uses.of(v)) {
                if (u.edge() >= 0) {
                    int target = f.block(u.block()).term().edges().get(u.edge()).target();
                    work.add(f.block(target).params().get(u.operand()));
                } else if (u.insn() != null && u.insn().op() == Op.CHECK_CAST) {
                    work.add(u.insn().result());
                }
            }
            Insn d = uses.insn(v);
            if (d == null) {
                incoming.getOrDefault(v, List.of()).forEach(in -> work.add(in.value()));
            } else if (d.op() == Op.CHECK_CAST) {
                work.add(d.arg(0));
            } else if (d.op() == Op.NEW
                    && !d.type().name().startsWith("java/")
                    && Boolean.TRUE.equals(hierarchy.isSubclass(d.type().name(), fieldOwner))) {
                out.add(d);
            }
        }
    }

    private boolean addConstructor(Insn made) {
        List<Uses.Use> calls = uses.of(made.result()).stream()
                .filter(u -> u.insn() != null && u.operand() == 0 && Throwables.isConstructor(u.insn()))
                .toList();
        if (calls.isEmpty() || isConstructed(uses, made.result())) {
            return false;
        }
        MethodKey constructor = ((Callee) calls.get(0).insn().attr()).original();
        Loc loc = calls.get(0).insn().loc();
        List<String> levels = new ArrayList<>(hierarchy.superclasses(constructor.owner()));
        Collections.reverse(levels);
        levels.removeIf(l -> l.startsWith("java/") && !l.equals(THROWABLE));
        Callee callee = null;
        String level = null;
        for (int k = 0; callee == null && k < levels.size(); k++) {
            level = levels.get(k);
            callee = hierarchy.linkFields(constructor, level, f.name(), loc);
            if (callee != null) {
                ConstructorCalls.leaveOut(callee.function(), hierarchy, level);
            }
            callee = callee == null || mayRaise(callee.function(), new HashSet<>()) ? null : callee;
        }
        if (callee == null || !constructor.owner().equals(made.type().name())) {
            return false;
        }
        FieldRef mark = new FieldRef(THROWABLE, CONSTRUCTED + level, "Z");
        for (Uses.Use u : calls) {
            Block b = f.block(u.block());
            List<Insn> insns = new ArrayList<>(b.insns());
            int at = insns.indexOf(u.insn());
            List<Insn> rest = new ArrayList<>(insns.subList(at + 1, insns.size()));
            b.insns().subList(at + 1, insns.size()).clear();
            f.append(b, Op.CALL, Type.VOID, callee, loc, u.insn().args().clone());
            int one = f.append(b, Op.CONST, Type.I32, 1, loc);
            f.append(b, Op.PUTFIELD, Type.VOID, mark, loc, made.result(), one);
            b.insns().addAll(rest);
        }
        return true;
    }

    /** Whether the constructor's code of an exception is in the function. */
    static boolean isConstructed(Uses uses, int exception) {
        return uses.of(exception).stream().anyMatch(u -> u.insn() != null && u.operand() == 0 && isMark(u.insn()));
    }

    /** Whether the constructor's code that stores a field of an exception is in the function. */
    static boolean isStored(Uses uses, int exception, FieldRef field, Hierarchy hierarchy) {
        return uses.of(exception).stream()
                .map(Uses.Use::insn)
                .anyMatch(i -> i != null
                        && i.op() == Op.PUTFIELD
                        && isMark(i)
                        && Boolean.TRUE.equals(hierarchy.isSubclass(
                                field.owner(), ((FieldRef) i.attr()).name().substring(CONSTRUCTED.length()))));
    }

    /** Whether a field is one that the passes add to exceptions. */
    static boolean isOwn(FieldRef field) {
        return field.owner().equals(THROWABLE) && field.name().startsWith("$");
    }

    private static boolean isMark(Insn i) {
        return i.op() == Op.PUTFIELD && isConstructed((FieldRef) i.attr());
    }

    /** Whether a field says that an exception's constructor is done. */
    static boolean isConstructed(FieldRef field) {
        return isOwn(field) && field.name().startsWith(CONSTRUCTED);
    }

    /** A constructor that may itself throw would throw past the handler that protects it. */
    private boolean mayRaise(String function, Set<String> seen) {
        Function lifted = hierarchy.function(function);
        if (lifted == null || !seen.add(function)) {
            return lifted == null;
        }
        Function g = lifted.copy(function);
        OptPipeline.optimise(g, hierarchy); // without the checks that cannot fail
        for (Block b : g.blocks()) {
            Term.Kind end = b.term().kind();
            boolean raises = end == Term.Kind.THROW
                    || end == Term.Kind.RAISE
                    || b.insns().stream().anyMatch(i -> !isCheckOfNew(g, i) && mayRaise(i, seen));
            if (raises) {
                return true;
            }
        }
        return false;
    }

    private static boolean isCheckOfNew(Function constructor, Insn i) {
        return i.op() == Op.CHECK_NULL
                && constructor.name().contains(".<init>(")
                && i.arg(0) == constructor.params().get(0);
    }

    private boolean mayRaise(Insn i, Set<String> seen) {
        if (i.op() != Op.CALL) {
            return i.op().isCheck() || i.op() == Op.DEFERRED;
        }
        Callee c = (Callee) i.attr();
        return c.function() != null ? mayRaise(c.function(), seen) : Linking.isOpen(i);
    }

    /**
     * Whether no field of exceptions is stored to but by their constructors, which the host runs again, nor what they hold in fields.
     *
     * @param exceptions values that refer to the exceptions
     */
    static boolean areAsConstructed(Function f, Uses uses, Set<Integer> exceptions) {
        Set<Insn> stores = new LinkedHashSet<>();
        for (int v : exceptions) {
            for (Uses.Use u : uses.of(v)) {
                if (u.insn() != null && u.operand() == 0 && isStore(u.insn())) {
                    Insn made = allocation(uses, v);
                    if (made == null || !isConstructed(uses, made.result())) {
                        return false;
                    }
                    stores.add(u.insn());
                }
            }
        }
        return laterStores(f, uses, exceptions, stores).isEmpty();
    }

    private static boolean isStore(Insn i) {
        return i.op() == Op.PUTFIELD && !isOwn((FieldRef) i.attr());
    }

    /** Those of the stores that can come after the constructor of the exception that they are to. */
    private static Set<Insn> laterStores(Function f, Uses uses, Set<Integer> exceptions, Set<Insn> stores) {
        Set<Insn> later = new LinkedHashSet<>();
        for (Block b : f.blocks()) {
            for (Insn i : b.insns()) {
                if (isMark(i) && exceptions.contains(i.arg(0))) {
                    Insn made = allocation(uses, i.arg(0));
                    Set<Insn> own = new LinkedHashSet<>(stores);
                    own.removeIf(s -> allocation(uses, s.arg(0)) != made);
                    own.addAll(KeptObjects.writes(f, uses, made, exceptions));
                    afterMark(f, b, i, made, own, later);
                }
            }
        }
        return later;
    }

    static Insn allocation(Uses uses, int value) {
        Insn d = uses.insn(value);
        while (d != null && d.op() == Op.CHECK_CAST) {
            d = uses.insn(d.arg(0));
        }
        return d;
    }

    /** Adds the stores that are reached from a mark before its exception is made anew. */
    private static void afterMark(Function f, Block start, Insn mark, Insn made, Set<Insn> stores, Set<Insn> later) {
        Set<Integer> seen = new HashSet<>();
        Deque<Integer> work = new ArrayDeque<>();
        int at = indexOf(start.insns(), mark);
        if (scan(start.insns().subList(at + 1, start.insns().size()), made, stores, later)) {
            start.term().edges().forEach(e -> work.add(e.target()));
        }
        while (!work.isEmpty()) {
            int b = work.pop();
            if (seen.add(b) && scan(f.block(b).insns(), made, stores, later)) {
                f.block(b).term().edges().forEach(e -> work.add(e.target()));
            }
        }
    }

    /** Whether what follows is still after the mark. */
    private static boolean scan(List<Insn> insns, Insn made, Set<Insn> stores, Set<Insn> later) {
        for (Insn i : insns) {
            if (i == made) {
                return false;
            }
            if (stores.contains(i)) {
                later.add(i);
            }
        }
        return true;
    }

    private static int indexOf(List<Insn> insns, Insn i) {
        for (int k = 0; k < insns.size(); k++) {
            if (insns.get(k) == i) {
                return k;
            }
        }
        return -1;
    }
}
