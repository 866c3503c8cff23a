package dev.adagent.transform.lift;

import dev.adagent.overlay.MethodKey;
import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Cond;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Term;
import dev.adagent.transform.ir.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;

/**
 * The exceptions that instructions raise by themselves. Where nothing in the method can catch one, it is a {@code CHECK_*}
 * instruction; where a handler can, the test is explicit and the exception an object that goes to the handler.
 */
final class Checks {
    static final String NULL_POINTER = "java/lang/NullPointerException";
    static final String BOUNDS = "java/lang/ArrayIndexOutOfBoundsException";
    static final String INDEX = "java/lang/IndexOutOfBoundsException";
    static final String ARITHMETIC = "java/lang/ArithmeticException";
    static final String NEGATIVE_SIZE = "java/lang/NegativeArraySizeException";
    static final String CAST = "java/lang/ClassCastException";

    private static final Type STRING = Type.object("java/lang/String");
    private static final Type THROWABLE = Type.object("java/lang/Throwable");

    private final MethodLifter method;
    private final Builder b;

    Checks(MethodLifter method, Builder builder) {
        this.method = method;
        this.b = builder;
    }

    void notNull(int reference) {
        if (b.isNotNull(reference)) {
            return;
        }
        if (!caught(NULL_POINTER)) {
            check(Op.CHECK_NULL, reference);
            return;
        }
        int isNull = b.compare(Cond.EQ, reference, b.nullOf(b.typeOf(reference)));
        String message = method.nullMessage();
        raiseIf(isNull, NULL_POINTER, message == null ? null : () -> b.constant(message));
    }

    /** A check that a null reference fails, too: its place says which instruction the JVM's message is of. */
    private void check(Op op, int... args) {
        Loc place = b.loc;
        b.loc = method.nullPlace();
        b.emit(op, Type.VOID, null, args);
        b.loc = place;
    }

    void bounds(int array, int index) {
        if (!caught(NULL_POINTER) && !caught(BOUNDS)) {
            check(Op.CHECK_BOUNDS, array, index);
            return;
        }
        notNull(array);
        if (!caught(BOUNDS)) {
            b.emit(Op.CHECK_BOUNDS, Type.VOID, null, array, index);
            return;
        }
        int length = b.emit(Op.ALEN, Type.I32, null, array);
        IntSupplier message = () -> Concat.call(b, "Index \u0001 out of bounds for length \u0001", "II", index, length);
        raiseIf(b.compare(Cond.LT, index, b.constant(0)), BOUNDS, message);
        raiseIf(b.compare(Cond.GE, index, length), BOUNDS, message);
    }

    void notZero(int divisor) {
        Insn d = b.definition(divisor);
        if (d != null && d.op() == Op.CONST && ((Number) d.attr()).longValue() != 0) {
            return;
        }
        if (!caught(ARITHMETIC)) {
            b.emit(Op.CHECK_ZERO, Type.VOID, null, divisor);
            return;
        }
        int isZero = b.compare(Cond.EQ, divisor, b.zero(b.typeOf(divisor)));
        raiseIf(isZero, ARITHMETIC, () -> b.constant("/ by zero"));
    }

    void size(int length) {
        Insn d = b.definition(length);
        if (d != null && d.op() == Op.CONST && (Integer) d.attr() >= 0) {
            return;
        }
        if (!caught(NEGATIVE_SIZE)) {
            b.emit(Op.CHECK_SIZE, Type.VOID, null, length);
            return;
        }
        int negative = b.compare(Cond.LT, length, b.constant(0));
        raiseIf(negative, NEGATIVE_SIZE, () -> Concat.call(b, "\u0001", "I", length));
    }

    /** The reference as a value of the type, after the check that it is one. */
    int cast(int reference, Type type) {
        Type from = b.typeOf(reference);
        if (b.isNull(reference)) {
            return b.nullOf(type);
        }
        if (method.pool().isSubtype(from, type) || b.isAlso(reference, type)) {
            return reference;
        }
        if (caught(CAST)) {
            Block some = b.function.newBlock();
            Block fits = b.function.newBlock();
            Block fails = b.function.newBlock();
            b.branch(b.compare(Cond.EQ, reference, b.nullOf(from)), fits, some);
            b.block = some;
            b.branch(b.emit(Op.INSTANCEOF, Type.I32, type, reference), fits, fails);
            b.block = fails;
            raise(exception(CAST, null), true);
            b.block = fits;
        }
        return b.emit(Op.CHECK_CAST, type, null, reference);
    }

    /** Whether something in this method, or the caller through its protocol, may catch an exception of exactly this class. */
    boolean caught(String exception) {
        return method.returnsExceptions()
                || method.handlers().stream()
                        .anyMatch(h -> h.type() == null || method.pool().isSubclass(exception, h.type()));
    }

    /** Raises the exception where the condition holds, to the handler that takes it or out of the method. */
    void raiseIf(int condition, String exception, IntSupplier message) {
        Block fails = b.function.newBlock();
        Block goesOn = b.function.newBlock();
        b.branch(condition, fails, goesOn);
        b.block = fails;
        raise(exception(exception, message), true);
        b.block = goesOn;
    }

    private int exception(String name, IntSupplier message) {
        int object = b.emit(Op.NEW, Type.object(name), null);
        if (message == null) {
            b.emit(Op.CALL, Type.VOID, constructor(name, "()V"), object);
        } else {
            int text = message.getAsInt();
            b.emit(Op.CALL, Type.VOID, constructor(name, "(" + STRING.descriptor() + ")V"), object, text);
        }
        return object;
    }

    private static Callee constructor(String name, String descriptor) {
        return new Callee(Callee.Kind.SPECIAL, new MethodKey(name, "<init>", descriptor), null, null, null);
    }

    /**
     * Ends the block: the exception goes to the first handler that takes it, else out of the method.
     *
     * @param exact whether its class is the value's static type and no subclass of it
     */
    void raise(int exception, boolean exact) {
        Type type = b.typeOf(exception);
        List<Integer> stack = b.stack();
        for (FrameLayout.Region h : method.handlers()) {
            if (h.type() == null || method.pool().isSubclass(type.name(), h.type())) {
                enter(h, exception);
                b.setStack(stack);
                return;
            }
            if (!exact && method.pool().isSubclass(h.type(), type.name())) {
                Type caught = Type.object(h.type());
                Block takes = b.function.newBlock();
                Block goesOn = b.function.newBlock();
                b.branch(b.emit(Op.INSTANCEOF, Type.I32, caught, exception), takes, goesOn);
                b.block = takes;
                enter(h, b.emit(Op.CHECK_CAST, caught, null, exception));
                b.setStack(stack);
                b.block = goesOn;
            }
        }
        if (method.returnsExceptions()) {
            method.returnTuple(-1, exception);
        } else {
            b.block.setTerm(Term.throwing(exception, b.loc));
        }
    }

    private void enter(FrameLayout.Region handler, int exception) {
        b.setStack(new ArrayList<>(List.of(exception)));
        Edge edge = method.edgeTo(handler.handler());
        b.block.setTerm(Term.jump(edge, b.loc));
    }

    /** After a call that returns its exception: takes the tuple apart, and goes on only where there was none. */
    int afterCall(int tuple, Type result) {
        boolean isVoid = result.equals(Type.VOID);
        int exception = b.emit(Op.EXTRACT, THROWABLE, isVoid ? 0 : 1, tuple);
        Block fails = b.function.newBlock();
        Block goesOn = b.function.newBlock();
        b.branch(b.compare(Cond.NE, exception, b.nullOf(THROWABLE)), fails, goesOn);
        b.block = fails;
        b.markNotNull(exception);
        raise(exception, false);
        b.block = goesOn;
        return isVoid ? -1 : b.emit(Op.EXTRACT, result, 0, tuple);
    }

    /** The result type of a function that returns its exception instead of throwing it. */
    static Type withException(Type result) {
        return result.equals(Type.VOID) ? Type.tuple(THROWABLE) : Type.tuple(result, THROWABLE);
    }
}
