package dev.adagent.transform.opt;

import dev.adagent.overlay.MethodKey;
import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.Exactly;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.KnownClass;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Term;
import dev.adagent.transform.ir.Type;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Gives virtual calls their methods once inlining has shown which classes the receiver can have: one direct call, or a chain of tests
 * with one for each class. The methods' code is lifted into the module when it is first needed.
 */
final class Linking {
    /** Calls with more targets stay virtual. */
    private static final int MOST = 64;

    private final Function f;
    private final Hierarchy hierarchy;
    private final ExactTypes types;
    private final By by;
    private final Made made;
    private final boolean entry;

    /** What is asked of a receiver, each only once the one before tells no more. */
    private enum By {
        /** Where its object comes from. */
        EXACT_TYPES,
        /** Its static type, which may be sealed. */
        STATIC_TYPE,
        /** Of which classes objects are at all, and what the JDK's outside do. */
        OBJECTS_MET
    }

    private Linking(Function f, Hierarchy hierarchy, boolean entry, By by, Made made) {
        this.entry = entry;
        this.by = by;
        this.made = made;
        this.f = f;
        this.hierarchy = hierarchy;
        types = new ExactTypes(f, hierarchy, entry);
    }

    /** Links what can be linked in every function; gives the names of the functions that changed. */
    static Set<String> run(Module module, Hierarchy hierarchy) {
        Set<String> changed = new LinkedHashSet<>();
        for (Function f : List.copyOf(module.functions())) {
            if (run(f, hierarchy, f == module.entry(), By.EXACT_TYPES, Made.NOTHING)) {
                changed.add(f.name());
            }
        }
        return changed.isEmpty() ? runSealed(module, hierarchy) : changed;
    }

    /**
     * Links by the receivers' static types, once nothing more is to be learnt of them: a method of a sealed type that calls itself on a
     * part of its receiver is then not taken for recursive where the parts are known.
     */
    private static Set<String> runSealed(Module module, Hierarchy hierarchy) {
        Set<String> changed = new LinkedHashSet<>();
        CallGraph graph = new CallGraph(module);
        for (String name : graph.reachable(module.entry().name())) {
            if (run(module.get(name), hierarchy, module.get(name) == module.entry(), By.STATIC_TYPE, Made.NOTHING)) {
                changed.add(name);
            }
        }
        return changed;
    }

    /**
     * Links by the objects that the code may meet: once nothing else tells more, and the methods that this brings into the module too, before they are
     * inlined, so that those which come to themselves again, by what their receiver refers to, are seen to be recursive.
     *
     * @return whether anything changed
     */
    static boolean runMet(Module module, Hierarchy hierarchy) {
        Set<String> done = new LinkedHashSet<>();
        boolean changed = false;
        boolean more = true;
        while (more) {
            more = false;
            Set<String> reachable =
                    new CallGraph(module).reachable(module.entry().name());
            Made made = Made.of(module, reachable);
            for (String name : reachable) {
                boolean entry = module.get(name) == module.entry();
                if (done.add(name) && run(module.get(name), hierarchy, entry, By.OBJECTS_MET, made)) {
                    more = true;
                }
            }
            changed |= more;
        }
        return changed;
    }

    /**
     * What the code itself makes.
     *
     * @param objects classes of objects
     * @param lambdas interfaces of lambdas
     */
    private record Made(Set<String> objects, Set<Type> lambdas) {
        static final Made NOTHING = new Made(Set.of(), Set.of());

        static Made of(Module module, Set<String> functions) {
            Made out = new Made(new LinkedHashSet<>(), new LinkedHashSet<>());
            for (String name : functions) {
                for (Block b : module.get(name).blocks()) {
                    for (Insn i : b.insns()) {
                        if (i.op() == Op.NEW) {
                            out.objects.add(i.type().name());
                        } else if (i.op() == Op.LAMBDA) {
                            out.lambdas.add(i.type());
                        }
                    }
                }
            }
            return out;
        }
    }

    /**
     * What a call selects on the objects that the code may meet. One on a parameter waits for inlining if that may be a lambda which the code
     * makes: those have no class.
     */
    private List<Hierarchy.Target> met(int receiver, MethodKey named) {
        boolean lambda = made.lambdas().stream()
                .anyMatch(t -> !Boolean.FALSE.equals(hierarchy.isSubtype(t, Type.object(named.owner()))));
        return types.lambda(receiver) != null || lambda && !entry && types.isParameter(receiver)
                ? null
                : hierarchy.met(f.typeOf(receiver), named, made.objects());
    }

    /** Whether a receiver may be an object that a caller of the function makes. */
    private boolean mayBeMade(int receiver) {
        return !entry
                && types.isParameter(receiver)
                && made.objects().stream()
                        .anyMatch(c -> !Boolean.FALSE.equals(hierarchy.isSubtype(Type.object(c), f.typeOf(receiver))));
    }

    private static boolean run(Function f, Hierarchy hierarchy, boolean entry, By by, Made made) {
        Linking linking = null;
        boolean changed = false;
        for (Block start : f.blocks()) {
            Block at = start;
            int index = firstVirtual(at, 0);
            while (index >= 0) {
                linking = linking == null ? new Linking(f, hierarchy, entry, by, made) : linking;
                Block rest = linking.link(at, index);
                changed |= Rewrite.CALL_LINKED.happened(rest != null);
                if (rest == null || rest == at) {
                    index = firstVirtual(at, index + 1);
                } else {
                    at = rest;
                    index = firstVirtual(at, 0);
                }
            }
        }
        return changed;
    }

    private static int firstVirtual(Block b, int from) {
        for (int k = from; k < b.insns().size(); k++) {
            if (isOpen(b.insns().get(k))) {
                return k;
            }
        }
        return -1;
    }

    /** Whether an instruction is a virtual call of which it is still open what it calls. */
    static boolean isOpen(Insn i) {
        return i.op() == Op.CALL
                && i.attr() instanceof Callee c
                && (c.kind() == Callee.Kind.VIRTUAL || c.kind() == Callee.Kind.INTERFACE)
                && c.function() == null
                && c.overlay() == null;
    }

    /** Links the call; gives the block in which what follows it stands, null if it stays open. */
    private Block link(Block b, int index) {
        Insn call = b.insns().get(index);
        MethodKey named = ((Callee) call.attr()).original();
        boolean met = by == By.OBJECTS_MET;
        List<Hierarchy.Target> targets = met ? met(call.arg(0), named) : targets(call.arg(0), named);
        boolean caught = !call.type().equals(Type.result(named.descriptor()));
        if (targets == null || targets.isEmpty() || targets.size() > MOST) {
            Callee outside =
                    met && !mayBeMade(call.arg(0)) ? hierarchy.ofOutside(named, caught, f.name(), call.loc()) : null;
            if (outside != null) {
                b.insns().set(index, call.withAttr(outside));
            }
            return outside == null ? null : b;
        }
        List<Callee> callees = new ArrayList<>();
        for (Hierarchy.Target t : targets) {
            Callee c = hierarchy.link(t, caught, f.name(), call.loc());
            if (c == null) {
                return null;
            }
            callees.add(c);
        }
        if (met) {
            return dispatch(b, index, targets, callees, true);
        }
        boolean one = callees.stream().allMatch(callees.get(0)::equals);
        if (one) {
            direct(b, index, call.withAttr(callees.get(0)), targets.get(0));
            return b;
        }
        return dispatch(b, index, targets, callees, false);
    }

    /** Puts the call there, its receiver cast where its class is known by what the code is made for and its static type says less. */
    private void direct(Block b, int index, Insn call, Hierarchy.Target target) {
        Type type = Type.object(target.receiver());
        if (types.known(call.arg(0)) == null || f.typeOf(call.arg(0)).equals(type)) {
            b.insns().set(index, call);
            return;
        }
        int[] args = call.args().clone();
        args[0] = f.newValue(type);
        b.insns().set(index, new Insn(Op.CHECK_CAST, type, args[0], new int[] {call.arg(0)}, null, call.loc()));
        b.insns().add(index + 1, call.withArgs(args));
    }

    private List<Hierarchy.Target> targets(int receiver, MethodKey named) {
        Type lambda = types.lambda(receiver);
        if (lambda != null) { // a default method; the abstract one is folded
            MethodKey m = hierarchy.select(lambda.name(), named);
            return m == null ? null : List.of(new Hierarchy.Target(lambda.name(), m));
        }
        Set<Type> exact = types.of(receiver);
        if (exact == null || exact.isEmpty()) {
            return by == By.STATIC_TYPE ? hierarchy.targets(f.typeOf(receiver), named) : null;
        }
        List<Hierarchy.Target> out = new ArrayList<>();
        for (Type t : exact) {
            MethodKey m = t.isArray() ? null : hierarchy.select(t.name(), named);
            if (m == null) {
                return null;
            }
            out.add(new Hierarchy.Target(t.name(), m));
        }
        // a test for a class holds for its subclasses too: those come first
        out.sort((a, c) -> a.receiver().equals(c.receiver())
                ? 0
                : Boolean.TRUE.equals(hierarchy.isSubclass(a.receiver(), c.receiver()))
                        ? -1
                        : Boolean.TRUE.equals(hierarchy.isSubclass(c.receiver(), a.receiver())) ? 1 : 0);
        return out;
    }

    /** @param exact whether the targets are for objects of exactly their classes, and there may be others */
    private Block dispatch(Block b, int index, List<Hierarchy.Target> targets, List<Callee> callees, boolean exact) {
        Insn call = b.insns().get(index);
        Loc loc = call.loc();
        Block rest = f.splitInPlaceOf(b, index);
        if (call.result() >= 0) {
            rest.params().add(call.result());
        }
        Block at = b;
        for (int k = 0; k < targets.size(); k++) {
            Type type = Type.object(targets.get(k).receiver());
            Block here = at;
            if (exact || k < targets.size() - 1) {
                here = f.newBlock();
                Block next = f.newBlock();
                Object asked = exact ? new Exactly(type) : type;
                int is = f.append(at, Op.INSTANCEOF, Type.I32, asked, loc, call.arg(0));
                at.setTerm(Term.br(is, Edge.to(here.id()), Edge.to(next.id()), loc));
                at = next;
            }
            int[] args = call.args().clone();
            KnownClass known = exact ? new KnownClass(type, Map.of()) : null;
            args[0] = f.append(here, Op.CHECK_CAST, type, known, loc, args[0]);
            int result = f.append(here, Op.CALL, call.type(), callees.get(k), loc, args);
            here.setTerm(Term.jump(result < 0 ? Edge.to(rest.id()) : Edge.to(rest.id(), result), loc));
        }
        if (exact) {
            hierarchy.refuseOther(f, at, ((Callee) call.attr()).original(), loc);
        }
        return rest;
    }
}
