package dev.adagent.transform.lift;

import dev.adagent.overlay.MethodKey;
import dev.adagent.overlay.TableView;
import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.IntSupplier;
import java.util.function.ToIntFunction;
import org.objectweb.asm.Opcodes;

/** Calls that select their method by the receiver's class (JVMS §5.4.6): one call where it is known, tests of it where it is one of a few. */
final class ReceiverCalls {
    private final MethodLifter method;
    private final Lifter lifter;
    private final Builder b;
    private final Checks checks;
    private final Calls calls;

    ReceiverCalls(MethodLifter method, Lifter lifter, Builder builder, Checks checks, Calls calls) {
        this.method = method;
        this.lifter = lifter;
        this.b = builder;
        this.checks = checks;
        this.calls = calls;
    }

    /** What receivers of one class run: an entry's overlay, or if that is null the method. */
    private record Target(String receiver, MethodKey method, TableView.Match match) {
        boolean sameAs(Target o) {
            return method.equals(o.method) && Objects.equals(match, o.match);
        }
    }

    /** Whether the view has something in place of a virtual call, at least for some receivers. */
    boolean isReplaced(MethodKey named, int receiver) {
        OverlayLookup overlays = lifter.overlays();
        if (named.owner().startsWith("[") || !overlays.mentioned(receiverType(named, receiver), named)) {
            return false;
        }
        try {
            List<Target> targets = targets(named, receiver);
            return targets == null
                    ? !overlays.open(receiverType(named, receiver), named, method.key())
                            .isEmpty()
                    : targets.stream().anyMatch(t -> t.match() != null);
        } catch (OverlayLookup.Ambiguous e) {
            return true;
        }
    }

    int translate(Callee.Kind kind, MethodKey named, Type result, int... args) {
        try {
            List<Target> targets = targets(named, args[0]);
            return targets == null || isOnParts(named, targets)
                    ? open(kind, named, result, args)
                    : dispatch(targets, 0, result, args);
        } catch (OverlayLookup.Ambiguous e) {
            throw method.refuse(
                    "a virtual call of " + named.owner().replace('/', '.') + "." + named.name(), e.why, e.hint);
        }
    }

    /**
     * Whether a method calls the method that it implements, on another object: as that of a tree does on its branches. The call is left
     * open until inlining shows the branch's class, so that it is not taken for recursive where the tree is known.
     */
    private boolean isOnParts(MethodKey named, List<Target> targets) {
        return targets.size() > 1
                && method.key().name().equals(named.name())
                && method.key().descriptor().equals(named.descriptor())
                && targets.stream().allMatch(t -> t.match() == null);
    }

    /** A call whose receiver may be of classes that are not known. */
    private int open(Callee.Kind kind, MethodKey named, Type result, int... args) {
        List<OverlayLookup.Case> cases = lifter.overlays().open(receiverType(named, args[0]), named, method.key());
        return cases(cases, 0, kind, named, result, args);
    }

    private int cases(
            List<OverlayLookup.Case> cases, int from, Callee.Kind kind, MethodKey named, Type result, int... args) {
        if (from == cases.size()) {
            return unknown(kind, named, result, args);
        }
        OverlayLookup.Case c = cases.get(from);
        if (c.receiver() == null) {
            return calls.replaced(Callee.Kind.SPECIAL, calls.declared(named), c.match(), args);
        }
        MethodKey key = new MethodKey(c.receiver(), named.name(), named.descriptor());
        return choose(
                c.receiver(),
                result,
                typed -> calls.replaced(Callee.Kind.SPECIAL, key, c.match(), typed),
                () -> cases(cases, from + 1, kind, named, result, args),
                args);
    }

    /** Which method it is may show after inlining: until then it stays a virtual call. */
    private int unknown(Callee.Kind kind, MethodKey named, Type result, int... args) {
        MethodKey key = calls.declared(named);
        TableView.Match exact = lifter.overlays().exact(key, method.key());
        if (exact == null) {
            if (!Jdk.isOverridden(named) && !lifter.mayStayOpen(named.owner())) {
                lifter.refuseJdk(named, named.owner(), method.path());
            }
            Callee open = new Callee(kind, named, null, null, null);
            return method.isProtected()
                    ? checks.afterCall(b.emit(Op.CALL, Checks.withException(result), open, args), result)
                    : b.emit(Op.CALL, result, open, args);
        }
        throw method.refuse(
                "a virtual call of " + named.owner().replace('/', '.') + "." + named.name(),
                "the class of its receiver is not known, and other classes may override the method",
                "write subclasses = true at the entry of table " + exact.table() + " for " + key
                        + " if it holds for overriding methods too, or make the class final");
    }

    private int dispatch(List<Target> targets, int from, Type result, int... args) {
        Target t = targets.get(from);
        boolean last = targets.stream().skip(from).allMatch(t::sameAs);
        if (last) {
            int[] typed = args.clone();
            typed[0] = refined(
                    args[0],
                    targets.size() == from + 1 ? t.receiver() : t.method().owner());
            return run(t, result, typed);
        }
        return choose(
                t.receiver(),
                result,
                typed -> run(t, result, typed),
                () -> dispatch(targets, from + 1, result, args),
                args);
    }

    private int run(Target t, Type result, int... args) {
        return t.match() == null
                ? calls.resolved(Callee.Kind.SPECIAL, t.method(), result, args)
                : calls.replaced(Callee.Kind.SPECIAL, t.method(), t.match(), args);
    }

    /** Tests the receiver's class and runs one of two calls. */
    private int choose(
            String receiver, Type result, ToIntFunction<int[]> matching, IntSupplier otherwise, int... args) {
        Block matches = b.function.newBlock();
        Block others = b.function.newBlock();
        Block join = b.function.newBlock();
        int joined = result.equals(Type.VOID) ? -1 : b.function.addParam(join, result);
        b.branch(b.emit(Op.INSTANCEOF, Type.I32, Type.object(receiver), args[0]), matches, others);
        b.block = matches;
        int[] typed = args.clone();
        typed[0] = refined(args[0], receiver);
        jump(join, matching.applyAsInt(typed));
        b.block = others;
        jump(join, otherwise.getAsInt());
        b.block = join;
        return joined;
    }

    private void jump(Block join, int value) {
        if (value < 0) {
            b.jump(join);
        } else {
            b.jump(join, value);
        }
    }

    private int refined(int receiver, String type) {
        Type t = Type.object(type);
        return method.pool().isSubtype(b.typeOf(receiver), t) ? receiver : b.emit(Op.CHECK_CAST, t, null, receiver);
    }

    /** The methods that a virtual call may run, by class of the receiver, or null if that is open. */
    private List<Target> targets(MethodKey named, int receiver) {
        ClassPool pool = method.pool();
        String owner = receiverType(named, receiver);
        ClassPool.Resolved r = pool.select(owner, named);
        if (r == null) {
            lifter.refuseJdk(named, owner, method.path()); // a method handle's: its descriptor is the call's
            throw method.refuse("a call of " + named, "the class has no such method", "compile the class again");
        }
        MethodKey key = new MethodKey(r.owner().name, named.name(), named.descriptor());
        Insn made = b.definition(receiver);
        boolean exact = made != null && made.op() == Op.NEW;
        if (exact || r.is(Opcodes.ACC_PRIVATE | Opcodes.ACC_FINAL) || pool.isFinal(owner)) {
            return r.is(Opcodes.ACC_ABSTRACT) ? null : List.of(target(owner, key));
        }
        List<String> leaves = pool.leaves(owner);
        if (leaves == null || leaves.isEmpty()) {
            return null;
        }
        List<Target> out = new ArrayList<>();
        for (String leaf : leaves) {
            ClassPool.Resolved m = pool.select(leaf, named);
            out.add(target(leaf, new MethodKey(m.owner().name, named.name(), named.descriptor())));
        }
        return out;
    }

    private Target target(String receiver, MethodKey selected) {
        return new Target(receiver, selected, lifter.overlays().selected(receiver, selected, method.key()));
    }

    /** The most special class that the receiver is known to have. */
    private String receiverType(MethodKey named, int receiver) {
        Type type = b.typeOf(receiver);
        return type.isArray() || !method.pool().isSubclass(type.name(), named.owner()) ? named.owner() : type.name();
    }
}
