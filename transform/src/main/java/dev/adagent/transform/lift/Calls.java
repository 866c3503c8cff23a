package dev.adagent.transform.lift;

import dev.adagent.overlay.MethodKey;
import dev.adagent.overlay.Overlay;
import dev.adagent.overlay.TableView;
import dev.adagent.transform.ir.AtomicKind;
import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Intrinsics;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.MethodInsnNode;

/** Translates method calls: looks each one up in the job's view, then finds the one method that it means. */
final class Calls {
    private static final String REQUIRE_NON_NULL =
            "java/util/Objects.requireNonNull(Ljava/lang/Object;)Ljava/lang/Object;";

    private final MethodLifter method;
    private final Lifter lifter;
    private final Builder b;
    private final Checks checks;
    private final ArrayCalls arrays;
    private final TextBuilders texts;
    /** Calls in this method that ask for shared memory, so far: each is an array of its own. */
    private int sharedArrays;

    Calls(MethodLifter method, Lifter lifter, Builder builder, Checks checks) {
        this.method = method;
        this.lifter = lifter;
        this.b = builder;
        this.checks = checks;
        arrays = new ArrayCalls(method, builder, checks);
        texts = new TextBuilders(method, builder);
    }

    void translate(MethodInsnNode n) {
        Callee.Kind kind = kind(n.getOpcode());
        int[] args = new int[Type.parameters(n.desc).size() + (kind == Callee.Kind.STATIC ? 0 : 1)];
        for (int i = args.length - 1; i >= 0; i--) {
            args[i] = b.pop();
        }
        int result = call(kind, new MethodKey(n.owner, n.name, n.desc), n.itf, args);
        if (result >= 0) {
            b.push(result);
        }
    }

    private static Callee.Kind kind(int opcode) {
        return switch (opcode) {
            case Opcodes.INVOKESTATIC -> Callee.Kind.STATIC;
            case Opcodes.INVOKESPECIAL -> Callee.Kind.SPECIAL;
            case Opcodes.INVOKEINTERFACE -> Callee.Kind.INTERFACE;
            default -> Callee.Kind.VIRTUAL;
        };
    }

    /** Emits a call and gives its result, −1 for none. */
    int call(Callee.Kind kind, MethodKey named, boolean onInterface, int... args) {
        if (named.owner().equals(Marker.OWNER)) {
            return deferred(new MethodKey(Marker.AUTODIFF, "autodiffDeferred", named.descriptor()), args);
        }
        if (kind != Callee.Kind.STATIC && !named.name().equals("<init>")) {
            checks.notNull(args[0]);
        }
        MethodKey key = declared(named);
        TableView.Match match = lifter.lookup(named);
        if (match == null && !key.equals(named)) {
            match = lifter.lookup(key);
        }
        if (match != null) {
            return replaced(kind, key, match, args);
        }
        Type result = Type.result(named.descriptor());
        String text = key.toString();
        if (text.equals(REQUIRE_NON_NULL)) {
            checks.notNull(args[0]);
            return args[0];
        }
        if (Jdk.BIT_CASTS.contains(text)) {
            return b.emit(Op.BITCAST, result, null, args);
        }
        if (texts.handles(named, args)) {
            return texts.translate(named, args);
        }
        if (arrays.handles(named)) {
            return arrays.translate(named, args);
        }
        if (Jdk.isBoxing(named.owner(), named.name(), named.descriptor())) {
            return plain(kind == Callee.Kind.VIRTUAL ? Callee.Kind.SPECIAL : kind, key, result, args);
        }
        if (named.name().equals("<init>")) {
            return construct(key, args);
        }
        return switch (kind) {
            case STATIC -> resolved(kind, key, result, args);
            case SPECIAL -> resolved(kind, superTarget(named, onInterface), result, args);
            default -> selected(kind, named, result, args);
        };
    }

    /** The method by the name of the class that declares it. */
    private MethodKey declared(MethodKey named) {
        if (named.owner().startsWith("[")) {
            return named;
        }
        ClassPool.Resolved r = method.pool().method(named.owner(), named.name(), named.descriptor());
        return r == null ? named : new MethodKey(r.owner().name, named.name(), named.descriptor());
    }

    private int replaced(Callee.Kind kind, MethodKey key, TableView.Match match, int... args) {
        Type result = Type.result(key.descriptor());
        Overlay overlay = match.overlay();
        if (overlay instanceof Overlay.Deferred) {
            return deferred(key, args);
        }
        if (overlay instanceof Overlay.Body body) {
            return withFunction(new Callee(kind, key, overlay, match.table(), null), body.method(), result, args);
        }
        String name = ((Overlay.Intrinsic) overlay).name();
        if (name.startsWith("atomic.")) {
            AtomicKind atomic = AtomicKind.valueOf(name.substring(7).toUpperCase(Locale.ROOT));
            checks.bounds(args[0], args[1]);
            return b.emit(Op.ATOMIC, result, atomic, args);
        }
        if (name.equals("shared")) {
            return b.emit(Op.SHARED, result, method.name() + "#" + sharedArrays++, args);
        }
        if (!Intrinsics.exists(name)) {
            throw method.refuse(
                    "a call of " + key,
                    "table " + match.table() + " replaces it by the intrinsic " + name
                            + ", which the compiler does not have",
                    "correct that table's entry");
        }
        return b.emit(Op.CALL, result, new Callee(kind, key, overlay, match.table(), null), args);
    }

    private int deferred(MethodKey key, int... args) {
        MethodKey entry = new MethodKey(key.owner(), "autodiffDeferred", key.descriptor());
        TableView.Match match = lifter.lookup(entry);
        if (method.isProtected()) {
            throw method.refuse(
                    "a derivative inside a try block",
                    "what it throws cannot be led to the handler yet",
                    "call autodiff outside the try block");
        }
        if (match == null || !(match.overlay() instanceof Overlay.Deferred)) {
            throw method.refuse(
                    "the marker of a deferred derivative",
                    "no method table of this job has an entry for " + entry,
                    "call autodiff in a kernel, or on the host from outside compiled code");
        }
        Callee callee = new Callee(Callee.Kind.STATIC, entry, match.overlay(), match.table(), null);
        return b.emit(Op.DEFERRED, Type.result(key.descriptor()), callee, args);
    }

    private int construct(MethodKey key, int... args) {
        String owner = key.owner();
        if (owner.equals("java/lang/Object")) {
            return -1;
        }
        if (Jdk.isJdk(owner) && method.pool().isSubclass(owner, "java/lang/Throwable")) {
            return plain(Callee.Kind.SPECIAL, key, Type.VOID, args);
        }
        return resolved(Callee.Kind.SPECIAL, key, Type.VOID, args);
    }

    private int plain(Callee.Kind kind, MethodKey key, Type result, int... args) {
        return b.emit(Op.CALL, result, new Callee(kind, key, null, null, null), args);
    }

    private int resolved(Callee.Kind kind, MethodKey key, Type result, int... args) {
        return withFunction(new Callee(kind, key, null, null, null), key, result, args);
    }

    private int withFunction(Callee callee, MethodKey body, Type result, int... args) {
        String function = method.request(body, true);
        Callee c = callee.withFunction(function);
        if (function == null || !method.isProtected()) {
            return b.emit(Op.CALL, result, c, args);
        }
        return checks.afterCall(b.emit(Op.CALL, Checks.withException(result), c, args), result);
    }

    private MethodKey superTarget(MethodKey named, boolean onInterface) {
        ClassPool.Resolved r = method.pool().method(named.owner(), named.name(), named.descriptor());
        if (r == null || (r.is(Opcodes.ACC_ABSTRACT) && onInterface)) {
            throw method.refuse("a call of " + named, "the class has no such method", "compile the class again");
        }
        return new MethodKey(r.owner().name, named.name(), named.descriptor());
    }

    // ---- calls that select their method by the receiver's class

    private record Target(String receiver, MethodKey method) {}

    private int selected(Callee.Kind kind, MethodKey named, Type result, int... args) {
        List<Target> targets = targets(named, args[0]);
        if (targets == null) {
            if (kind == Callee.Kind.INTERFACE && isFunctional(named)) {
                if (method.isProtected()) {
                    throw method.refuse(
                            "a call of a lambda inside a try block",
                            "which lambda it is shows only after inlining, and what it throws cannot be led to the handler",
                            "call it outside the try block, or call the method directly");
                }
                return plain(kind, named, result, args);
            }
            lifter.refuseJdk(named, named.owner(), method.path());
            throw method.refuse(
                    "a virtual call of " + named.owner().replace('/', '.') + "." + named.name(),
                    "the class of its receiver is not known, and other classes may override the method",
                    "make the class or the method final, use a record, or seal the type");
        }
        return dispatch(targets, 0, result, args);
    }

    private int dispatch(List<Target> targets, int from, Type result, int... args) {
        Target t = targets.get(from);
        MethodKey key = t.method();
        boolean last = targets.stream().skip(from).allMatch(o -> o.method().equals(key));
        if (last) {
            int[] typed = args.clone();
            typed[0] = refined(args[0], targets.size() == from + 1 ? t.receiver() : key.owner());
            return resolved(Callee.Kind.SPECIAL, key, result, typed);
        }
        Type type = Type.object(t.receiver());
        Block matches = b.function.newBlock();
        Block others = b.function.newBlock();
        Block join = b.function.newBlock();
        int joined = result.equals(Type.VOID) ? -1 : b.function.addParam(join, result);
        b.branch(b.emit(Op.INSTANCEOF, Type.I32, type, args[0]), matches, others);
        b.block = matches;
        int[] typed = args.clone();
        typed[0] = refined(args[0], t.receiver());
        jump(join, resolved(Callee.Kind.SPECIAL, key, result, typed));
        b.block = others;
        jump(join, dispatch(targets, from + 1, result, args));
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
        Type type = b.typeOf(receiver);
        String owner = type.isArray() || !pool.isSubclass(type.name(), named.owner()) ? named.owner() : type.name();
        ClassPool.Resolved r = pool.method(owner, named.name(), named.descriptor());
        if (r == null) {
            throw method.refuse("a call of " + named, "the class has no such method", "compile the class again");
        }
        MethodKey key = new MethodKey(r.owner().name, named.name(), named.descriptor());
        Insn made = b.definition(receiver);
        boolean exact = made != null && made.op() == Op.NEW;
        if (exact || r.is(Opcodes.ACC_PRIVATE | Opcodes.ACC_FINAL) || pool.isFinal(owner)) {
            return r.is(Opcodes.ACC_ABSTRACT) ? null : List.of(new Target(owner, key));
        }
        List<String> leaves = pool.leaves(owner);
        if (leaves == null || leaves.isEmpty()) {
            return null;
        }
        List<Target> out = new ArrayList<>();
        for (String leaf : leaves) {
            ClassPool.Resolved m = pool.method(leaf, named.name(), named.descriptor());
            out.add(new Target(leaf, new MethodKey(m.owner().name, named.name(), named.descriptor())));
        }
        return out;
    }

    private boolean isFunctional(MethodKey named) {
        var m = method.pool().functionalMethod(named.owner());
        return m != null && m.name.equals(named.name());
    }
}
