package dev.adagent.transform.lift;

import dev.adagent.overlay.MethodKey;
import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Cond;
import dev.adagent.transform.ir.FieldRef;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Type;
import java.util.List;

/**
 * What the constructors of the JDK's exceptions do, where an exception of the app calls one by {@code super(...)}: they keep a message
 * and a cause. There is no stack trace in compiled code; the host makes it.
 */
final class ExceptionCalls {
    private static final Type STRING = Type.object("java/lang/String");
    private static final Type THROWABLE = Type.object("java/lang/Throwable");
    private static final FieldRef MESSAGE = new FieldRef("java/lang/Throwable", "detailMessage", STRING.descriptor());
    private static final FieldRef CAUSE = new FieldRef("java/lang/Throwable", "cause", THROWABLE.descriptor());
    private static final MethodKey VALUE_OF =
            new MethodKey("java/lang/String", "valueOf", "(Ljava/lang/Object;)Ljava/lang/String;");

    private static final MethodKey ADD_SUPPRESSED =
            new MethodKey("java/lang/Throwable", "addSuppressed", "(Ljava/lang/Throwable;)V");

    private static final MethodKey INIT_CAUSE =
            new MethodKey("java/lang/Throwable", "initCause", "(Ljava/lang/Throwable;)Ljava/lang/Throwable;");

    /** Stored to in the place of a call that is passed another exception, until a pass knows which. */
    private static final String PENDING = "$pending ";

    private static final FieldRef MARK = new FieldRef("java/lang/Throwable", "$mark", "I");

    private final MethodLifter method;
    private final Builder b;
    private final Checks checks;

    ExceptionCalls(MethodLifter method, Builder builder, Checks checks) {
        this.method = method;
        this.b = builder;
        this.checks = checks;
    }

    boolean handles(MethodKey declared) {
        return declared.equals(ADD_SUPPRESSED) || declared.equals(INIT_CAUSE);
    }

    int translate(MethodKey declared, int exception, int other) {
        return declared.equals(INIT_CAUSE) ? initCause(exception, other) : suppress(exception, other);
    }

    /** {@code initCause}: whether there is a cause already, the host finds. */
    private int initCause(int exception, int cause) {
        Block some = b.function.newBlock();
        Block join = b.function.newBlock();
        b.branch(b.compare(Cond.EQ, cause, b.nullOf(b.typeOf(cause))), join, some);
        b.block = some;
        refuseItself(exception, cause, "Self-causation not permitted");
        b.jump(join);
        b.block = join;
        pending(INIT_CAUSE, exception, cause);
        return exception;
    }

    private void pending(MethodKey call, int exception, int other) {
        put(new FieldRef("java/lang/Throwable", PENDING + call.name(), THROWABLE.descriptor()), exception, other);
    }

    /** {@code addSuppressed}, as javac writes it for {@code try} with resources. */
    private int suppress(int exception, int other) {
        if (!b.isNotNull(other)) {
            checks.raiseIf(
                    b.compare(Cond.EQ, other, b.nullOf(b.typeOf(other))),
                    "java/lang/NullPointerException",
                    () -> b.constant("Cannot suppress a null exception."));
        }
        refuseItself(exception, other, "Self-suppression not permitted");
        pending(ADD_SUPPRESSED, exception, other);
        return -1;
    }

    /** Whether two exceptions are the same object, asked so that neither has to be an object. */
    private void refuseItself(int exception, int other, String message) {
        put(MARK, exception, b.constant(0));
        put(MARK, other, b.constant(1));
        int same = b.emit(Op.GETFIELD, Type.I32, MARK, exception);
        checks.raiseIf(
                b.compare(Cond.NE, same, b.constant(0)),
                "java/lang/IllegalArgumentException",
                () -> b.constant(message));
    }

    /** The rest of a constructor of the JDK: the first argument is the exception that is being made. */
    void construct(MethodKey key, int... args) {
        List<Type> types = Type.parameters(key.descriptor());
        if (types.isEmpty()) {
            return;
        }
        if (types.get(0).equals(STRING) && (types.size() == 1 || types.get(1).equals(THROWABLE))) {
            put(MESSAGE, args[0], args[1]);
            if (types.size() > 1) {
                put(CAUSE, args[0], args[2]);
            }
        } else if (types.equals(List.of(THROWABLE))) {
            put(CAUSE, args[0], args[1]);
            ofCause(args[0], args[1]);
        } else {
            throw method.refuse(
                    "the fields of an exception whose constructor calls super" + text(types),
                    "what that constructor of " + key.owner().replace('/', '.') + " keeps is not known",
                    "pass a message, a cause, or both to super(...)");
        }
    }

    /** The message is the cause's text, null for a null cause. */
    private void ofCause(int exception, int cause) {
        Block some = b.function.newBlock();
        Block join = b.function.newBlock();
        b.branch(b.compare(Cond.EQ, cause, b.nullOf(b.typeOf(cause))), join, some);
        b.block = some;
        Callee valueOf = new Callee(Callee.Kind.STATIC, VALUE_OF, null, null, null);
        put(MESSAGE, exception, b.emit(Op.CALL, STRING, valueOf, cause));
        b.jump(join);
        b.block = join;
    }

    private void put(FieldRef field, int exception, int value) {
        b.emit(Op.PUTFIELD, Type.VOID, field, exception, value);
    }

    private static String text(List<Type> types) {
        return types.stream()
                .map(t -> org.objectweb.asm.Type.getType(t.descriptor()).getClassName())
                .collect(java.util.stream.Collectors.joining(", ", "(", ")"));
    }
}
