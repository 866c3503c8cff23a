package dev.adagent.transform.lift;

import dev.adagent.overlay.KernelOverlays;
import dev.adagent.overlay.MethodKey;
import dev.adagent.overlay.Overlay;
import dev.adagent.overlay.TableView;
import dev.adagent.transform.ir.AtomicKind;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Intrinsics;
import dev.adagent.transform.ir.LaunchCall;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.opt.Facts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.MethodInsnNode;

/** Translates method calls: looks each one up in the job's view, then finds the one method that it means. */
final class Calls {
    private static final String KERNEL = "Ldev/adagent/GpuKernel;";
    private static final String REQUIRE_NON_NULL =
            "java/util/Objects.requireNonNull(Ljava/lang/Object;)Ljava/lang/Object;";

    private static final MethodKey DECIMAL_OF_TEXT =
            new MethodKey("java/math/BigDecimal", "<init>", "(Ljava/lang/String;)V");
    private static final MethodKey DECIMAL_OF_DOUBLE =
            new MethodKey("java/math/BigDecimal", "valueOf", "(D)Ljava/math/BigDecimal;");
    private static final String VALUE_OF = "java/lang/String.valueOf(Ljava/lang/Object;)Ljava/lang/String;";

    private final MethodLifter method;
    private final Lifter lifter;
    private final Builder b;
    private final Checks checks;
    private final ArrayCalls arrays;
    private final TextBuilders texts;
    private final StringCalls strings;
    private final ReceiverCalls receivers;
    private final ExceptionCalls exceptions;
    /** Calls in this method that ask for shared memory, so far: each is an array of its own. */
    private int sharedArrays;

    Calls(MethodLifter method, Lifter lifter, Builder builder, Checks checks) {
        this.method = method;
        this.lifter = lifter;
        this.b = builder;
        this.checks = checks;
        arrays = new ArrayCalls(method, builder, checks);
        texts = new TextBuilders(method, builder, this);
        strings = new StringCalls(method, builder, checks, this);
        receivers = new ReceiverCalls(method, lifter, builder, checks, this);
        exceptions = new ExceptionCalls(method, builder, checks);
    }

    void translate(MethodInsnNode n) {
        Callee.Kind kind = kind(n.getOpcode());
        List<Type> parameters = Type.parameters(n.desc);
        int first = kind == Callee.Kind.STATIC ? 0 : 1;
        int[] args = new int[parameters.size() + first];
        for (int i = args.length - 1; i >= 0; i--) {
            args[i] = i < first ? b.pop() : b.typedNull(b.pop(), parameters.get(i - first));
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
        Type result = Type.result(named.descriptor());
        boolean selects = kind == Callee.Kind.VIRTUAL || kind == Callee.Kind.INTERFACE;
        if (selects && receivers.isReplaced(named, args[0])) {
            return receivers.translate(kind, named, result, args);
        }
        if (named.equals(DECIMAL_OF_TEXT) && strings.isTextOfDouble(args[1])) {
            int decimal = call(
                    Callee.Kind.STATIC,
                    DECIMAL_OF_DOUBLE,
                    false,
                    b.definition(args[1]).arg(0));
            b.replace(args[0], decimal);
            return -1;
        }
        TableView.Match match = selects ? null : lifter.overlays().exact(key, method.key());
        if (match != null) {
            return replaced(kind, key, match, args);
        }
        if (lifter.isOfLaunch(method.name()) && isKernel(key)) {
            return launched(kind, key, args);
        }
        String text = key.toString();
        if (text.equals(REQUIRE_NON_NULL)) {
            checks.notNull(args[0]);
            return args[0];
        }
        if (Jdk.BIT_CASTS.contains(text)) {
            return b.emit(Op.BITCAST, result, null, args);
        }
        Object parsed = strings.parsed(text, args);
        if (parsed != null) {
            return b.constant(parsed);
        }
        if (texts.handles(named)) {
            return texts.translate(named, args);
        }
        if (named.owner().equals("java/lang/String")
                && kind != Callee.Kind.STATIC
                && !named.name().equals("<init>")) {
            return strings.translate(named, result, args);
        }
        if (arrays.handles(named)) {
            return arrays.translate(named, args);
        }
        if (exceptions.handles(key)) {
            return exceptions.translate(key, args[0], args[1]);
        }
        if (text.equals(VALUE_OF)) {
            int shown = strings.shown(args[0], b.typeOf(args[0]).descriptor());
            return shown != args[0] ? shown : plain(kind, key, result, args);
        }
        if (named.owner().equals("java/lang/Enum") && named.name().equals("compareTo")
                || (named.name().equals("compareTo") && key.owner().equals("java/lang/Enum"))) {
            return ordinals(args[0], args[1]);
        }
        if (key.equals(Jdk.SET_LONG) && lifter.isForKernel()) {
            return b.emit(Op.PUTFIELD, Type.VOID, Jdk.LONG, args);
        }
        if (key.equals(Facts.GET_CLASS) && !method.isEntry()) {
            return plain(Callee.Kind.SPECIAL, key, result, args); // a comparison with another class may be decided
        }
        if (kind == Callee.Kind.STATIC && Jdk.isText(named)) {
            return plain(kind, key, result, args);
        }
        if (Jdk.isBoxing(named.owner(), named.name(), named.descriptor())) {
            return plain(kind == Callee.Kind.VIRTUAL ? Callee.Kind.SPECIAL : kind, key, result, args);
        }
        if (named.name().equals("<init>")) {
            return construct(key, args);
        }
        int values = kind == Callee.Kind.STATIC && args.length == 0 ? method.enumValues(named) : -1;
        if (values >= 0) {
            return values;
        }
        if (key.owner().equals("java/lang/Throwable") && key.name().equals("toString")) {
            return plain(
                    Callee.Kind.SPECIAL, key, result, args); // asks for its class: left to code that is never reached
        }
        return switch (kind) {
            case STATIC -> resolved(kind, key, result, args);
            case SPECIAL -> resolved(kind, superTarget(named, onInterface), result, args);
            default -> receivers.translate(kind, named, result, args);
        };
    }

    private boolean isKernel(MethodKey key) {
        ClassPool.Resolved r =
                key.owner().startsWith("[") ? null : method.pool().method(key.owner(), key.name(), key.descriptor());
        return r != null
                && r.method().visibleAnnotations != null
                && r.method().visibleAnnotations.stream().anyMatch(a -> a.desc.equals(KERNEL));
    }

    /** The call of a kernel in the lambda of a launch on the host: what the device runs, so that its body is not code of the host. */
    private int launched(Callee.Kind kind, MethodKey kernel, int... args) {
        List<Type> types = Arrays.stream(args).mapToObj(b::typeOf).collect(Collectors.toCollection(ArrayList::new));
        if (kind != Callee.Kind.STATIC) {
            types.set(0, Type.object(kernel.owner()));
        }
        return b.emit(Op.CALL, Type.VOID, LaunchCall.of(kernel).callee(types, Type.VOID), args);
    }

    /** What a value shows in a text. */
    int shown(int value, String descriptor) {
        return strings.shown(value, descriptor);
    }

    /** A constant of {@code BigInteger}, made on the spot. */
    int wholeNumber(long value) {
        return call(Callee.Kind.STATIC, Jdk.WHOLE_NUMBER, false, b.constant(value));
    }

    /** The method by the name of the class that declares it. */
    MethodKey declared(MethodKey named) {
        if (named.owner().startsWith("[")) {
            return named;
        }
        ClassPool.Resolved r = method.pool().method(named.owner(), named.name(), named.descriptor());
        return r == null ? named : new MethodKey(r.owner().name, named.name(), named.descriptor());
    }

    int replaced(Callee.Kind kind, MethodKey key, TableView.Match match, int... args) {
        Type result = Type.result(key.descriptor());
        Overlay overlay = match.overlay();
        if (overlay instanceof Overlay.Deferred) {
            return deferred(key, args);
        }
        if (overlay instanceof Overlay.Body body) {
            if (key.name().equals("<init>") && !body.method().descriptor().endsWith(")V")) {
                return made(key, match, body.method(), args);
            }
            return withFunction(new Callee(kind, key, overlay, match.table(), null), body.method(), result, args);
        }
        if (overlay instanceof Overlay.Launch) {
            return b.emit(Op.CALL, result, new Callee(kind, key, overlay, match.table(), null), args);
        }
        if (overlay instanceof Overlay.TargetIntrinsic t) {
            if (kind != Callee.Kind.STATIC) {
                throw method.refuse(
                        "a call of " + key,
                        "table " + match.table() + " replaces it by the operation " + t.name()
                                + " of its target, which takes no receiver",
                        "replace a static method");
            }
            return b.emit(Op.CALL, result, new Callee(kind, key, overlay, match.table(), null), args);
        }
        String name = ((Overlay.Intrinsic) overlay).name();
        if (name.startsWith("atomic.")) {
            AtomicKind atomic = AtomicKind.valueOf(name.substring(7).toUpperCase(Locale.ROOT));
            checks.bounds(args[0], args[1]);
            return b.emit(Op.ATOMIC, result, atomic, args);
        }
        if (name.equals("printf")) {
            return plain(kind, key, result, args); // a pass reads what it prints
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

    /** A factory in place of a constructor: what it gives stands for the new object. */
    private int made(MethodKey key, TableView.Match match, MethodKey factory, int... args) {
        Insn fresh = b.definition(args[0]);
        if (fresh == null || fresh.op() != Op.NEW) {
            if (Jdk.isGenerator(key.owner())) {
                lifter.refuseJdk(key, key.owner(), method.path());
            }
            throw method.refuse(
                    "a call of the constructor of " + key.owner().replace('/', '.') + " that is not a plain new",
                    "table " + match.table() + " replaces it by the factory " + factory
                            + ", which makes an object of its own",
                    "compute the arguments before new; for super(...) replace the constructor by an initialiser,"
                            + " with instance = true");
        }
        Callee callee = new Callee(Callee.Kind.STATIC, key, match.overlay(), match.table(), null);
        int[] parameters = Arrays.copyOfRange(args, 1, args.length);
        b.replace(args[0], withFunction(callee, factory, Type.object(key.owner()), parameters));
        return -1;
    }

    private int deferred(MethodKey key, int... args) {
        boolean split = key.owner().equals(KernelOverlays.THUNK);
        MethodKey entry = split ? key : new MethodKey(key.owner(), "autodiffDeferred", key.descriptor());
        TableView.Match match = lifter.overlays().exact(entry, null);
        if (match == null || !(match.overlay() instanceof Overlay.Deferred)) {
            throw method.refuse(
                    "the marker of a deferred derivative",
                    "no method table of this job has an entry for " + entry,
                    "call autodiff in a kernel, or on the host from outside compiled code");
        }
        Callee callee = new Callee(Callee.Kind.STATIC, entry, match.overlay(), match.table(), null);
        Type result = Type.result(key.descriptor());
        return method.isProtected()
                ? checks.afterCall(b.emit(Op.DEFERRED, Checks.withException(result), callee, args), result)
                : b.emit(Op.DEFERRED, result, callee, args);
    }

    private int construct(MethodKey key, int... args) {
        String owner = key.owner();
        if (owner.equals("java/lang/Object")) {
            return -1;
        }
        if (Jdk.isUnseeded(key)) {
            return plain(Callee.Kind.SPECIAL, key, Type.VOID, args); // refused, unless it is never reached
        }
        if (owner.equals(DECIMAL_OF_TEXT.owner())) {
            throw method.refuse(
                    "new java.math.BigDecimal",
                    "compiled code has decimals of at most 18 digits",
                    "use BigDecimal.valueOf(...), or new BigDecimal(Double.toString(x))");
        }
        if (method.pool().isSubclass(owner, "java/lang/Throwable")) {
            if (!continues(owner, args[0])) {
                return plain(Callee.Kind.SPECIAL, key, Type.VOID, args);
            }
            if (method.isTopmost(owner)) {
                return -1;
            }
            if (Jdk.isJdk(owner)) {
                exceptions.construct(key, args);
                return -1;
            }
            String function = method.requestFields(key);
            if (function != null) {
                return b.emit(Op.CALL, Type.VOID, new Callee(Callee.Kind.SPECIAL, key, null, null, function), args);
            }
        }
        return resolved(Callee.Kind.SPECIAL, key, Type.VOID, args);
    }

    /** Whether a constructor's call is {@code this(...)} or {@code super(...)}, which goes on with the object that is being made. */
    private boolean continues(String owner, int object) {
        Insn made = b.definition(object);
        return method.key().name().equals("<init>")
                && (made == null || made.op() != Op.NEW)
                && (owner.equals(method.owner().name) || owner.equals(method.owner().superName));
    }

    int plain(Callee.Kind kind, MethodKey key, Type result, int... args) {
        return b.emit(Op.CALL, result, new Callee(kind, key, null, null, null), args);
    }

    /** {@code Enum.compareTo}: constants of one enum by their ordinals. */
    private int ordinals(int left, int right) {
        checks.notNull(right);
        int l = b.emit(Op.GETFIELD, Type.I32, Enums.ORDINAL, left);
        int r = b.emit(Op.GETFIELD, Type.I32, Enums.ORDINAL, right);
        return b.emit(Op.SUB, Type.I32, null, l, r);
    }

    int resolved(Callee.Kind kind, MethodKey key, Type result, int... args) {
        return withFunction(new Callee(kind, key, null, null, null), Jdk.compiled(key), result, args);
    }

    private int withFunction(Callee callee, MethodKey body, Type result, int... args) {
        String function = method.request(body, true);
        Callee c = callee.withFunction(function);
        if (function == null || !method.isProtected() || Jdk.neverThrows(body)) {
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
}
