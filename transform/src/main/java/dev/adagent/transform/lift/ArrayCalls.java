package dev.adagent.transform.lift;

import dev.adagent.overlay.MethodKey;
import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Cond;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Type;
import java.util.function.IntSupplier;

/**
 * The methods of arrays that the JVM itself implements, as loops: {@code clone()} (JLS §10.7) and {@code System.arraycopy}, with its
 * checks and messages in HotSpot's order.
 */
final class ArrayCalls {
    private static final String COPY = "java/lang/System.arraycopy(Ljava/lang/Object;ILjava/lang/Object;II)V";
    private static final String CHECK_INDEX = "java/util/Objects.checkIndex(II)I";
    private static final String COPY_OF = "java/util/Arrays.copyOf([Ljava/lang/Object;I)[Ljava/lang/Object;";

    private final MethodLifter method;
    private final Builder b;
    private final Checks checks;

    ArrayCalls(MethodLifter method, Builder builder, Checks checks) {
        this.method = method;
        this.b = builder;
        this.checks = checks;
    }

    boolean handles(MethodKey key) {
        return key.owner().startsWith("[")
                || key.toString().equals(COPY)
                || key.toString().equals(COPY_OF)
                || key.toString().equals(CHECK_INDEX);
    }

    int translate(MethodKey key, int... args) {
        if (key.toString().equals(CHECK_INDEX)) {
            return checked(args[0], args[1]);
        }
        if (key.toString().equals(COPY_OF)) {
            return copyOf(args[0], args[1]);
        }
        if (!key.owner().startsWith("[")) {
            copy(args[0], args[1], args[2], args[3], args[4]);
            return -1;
        }
        if (!key.name().equals("clone")) {
            throw method.refuse(
                    "a call of " + key.name() + "() on an array",
                    "arrays have no identity on a device",
                    "compare the arrays' contents, or pass an int that tells them apart");
        }
        int array = args[0];
        checks.notNull(array);
        Type type = b.typeOf(array);
        int length = b.emit(Op.ALEN, Type.I32, null, array);
        int copy = b.emit(Op.NEWARRAY, type, null, length);
        b.loop(length, i -> move(array, i, copy, i));
        return copy;
    }

    /** What the JDK says by formatting and by functions that make the exception. */
    private int checked(int index, int length) {
        IntSupplier message = () -> Concat.call(b, "Index \u0001 out of bounds for length \u0001", "II", index, length);
        checks.raiseIf(b.compare(Cond.LT, index, b.constant(0)), Checks.INDEX, message);
        checks.raiseIf(b.compare(Cond.GE, index, length), Checks.INDEX, message);
        return index;
    }

    /** The array, of the same class as the original, which the JDK's own code asks the JVM for. */
    private int copyOf(int array, int length) {
        checks.notNull(array);
        Type type = b.typeOf(array);
        if (!method.isExact(array, type)) {
            throw method.refuse(
                    "Arrays.copyOf of an array of " + type.element().descriptor(),
                    "the array may be one of a subclass, and so its copy",
                    "make the element class final, or a record");
        }
        checks.size(length);
        int copy = b.emit(Op.NEWARRAY, type, null, length);
        int old = b.emit(Op.ALEN, Type.I32, null, array);
        int count = b.emit(Op.SELECT, Type.I32, null, b.compare(Cond.LT, old, length), old, length);
        b.loop(count, i -> move(array, i, copy, i));
        return copy;
    }

    private void copy(int from, int fromStart, int to, int toStart, int count) {
        checks.notNull(from);
        checks.notNull(to);
        Type type = b.typeOf(from);
        if (!fits(type, b.typeOf(to))) {
            throw method.refuse(
                    "System.arraycopy from " + type + " to " + b.typeOf(to),
                    "only arrays of one type of numbers, or of objects, are known to fit",
                    "give both arrays their types, or write the loop");
        }
        int fromLength = b.emit(Op.ALEN, Type.I32, null, from);
        int toLength = b.emit(Op.ALEN, Type.I32, null, to);
        String what = describe(type);
        notNegative(fromStart, "arraycopy: source index \u0001 out of bounds for " + what, fromLength);
        notNegative(toStart, "arraycopy: destination index \u0001 out of bounds for " + what, toLength);
        checks.raiseIf(
                b.compare(Cond.LT, count, b.constant(0)),
                Checks.BOUNDS,
                () -> Concat.call(b, "arraycopy: length \u0001 is negative", "I", count));
        within(fromStart, count, fromLength, "arraycopy: last source index \u0001 out of bounds for " + what);
        within(toStart, count, toLength, "arraycopy: last destination index \u0001 out of bounds for " + what);

        Block backward = b.function.newBlock();
        Block forward = b.function.newBlock();
        Block after = b.function.newBlock();
        Block overlapping = b.function.newBlock();
        b.branch(b.compare(Cond.EQ, from, to), overlapping, forward);
        b.block = overlapping;
        b.branch(b.compare(Cond.LT, fromStart, toStart), backward, forward);
        b.block = backward;
        int last = b.emit(Op.SUB, Type.I32, null, count, b.constant(1));
        b.loop(count, i -> moveAt(from, fromStart, to, toStart, b.emit(Op.SUB, Type.I32, null, last, i)));
        b.jump(after);
        b.block = forward;
        b.loop(count, i -> moveAt(from, fromStart, to, toStart, i));
        b.jump(after);
        b.block = after;
    }

    private static boolean fits(Type from, Type to) {
        boolean references = from.isArray()
                && to.isArray()
                && from.element().isReference()
                && to.element().isReference();
        return references || (from.isArray() && from.equals(to));
    }

    private static String describe(Type type) {
        if (type.element().isReference()) {
            return "object array[\u0001]";
        }
        return switch (type.element().kind()) {
            case BOOL -> "boolean[\u0001]";
            case I8 -> "byte[\u0001]";
            case U16 -> "char[\u0001]";
            case I16 -> "short[\u0001]";
            case I32 -> "int[\u0001]";
            case I64 -> "long[\u0001]";
            case F32 -> "float[\u0001]";
            default -> "double[\u0001]";
        };
    }

    private void notNegative(int start, String recipe, int length) {
        checks.raiseIf(
                b.compare(Cond.LT, start, b.constant(0)),
                Checks.BOUNDS,
                () -> Concat.call(b, recipe, "II", start, length));
    }

    /** {@code start + count <= length} without overflow; the message has the sum as an unsigned number. */
    private void within(int start, int count, int length, String recipe) {
        int room = b.emit(Op.SUB, Type.I32, null, length, count);
        checks.raiseIf(b.compare(Cond.GT, start, room), Checks.BOUNDS, () -> {
            int end = b.emit(Op.ADD, Type.I64, null, wide(start), wide(count));
            return Concat.call(b, recipe, "JI", end, length);
        });
    }

    private int wide(int value) {
        return b.emit(Op.CONV, Type.I64, null, value);
    }

    private void moveAt(int from, int fromStart, int to, int toStart, int i) {
        int source = b.emit(Op.ADD, Type.I32, null, fromStart, i);
        int target = b.emit(Op.ADD, Type.I32, null, toStart, i);
        move(from, source, to, target);
    }

    private void move(int from, int source, int to, int target) {
        Type element = b.typeOf(from).element().asValue();
        int value = b.emit(Op.ALOAD, element, null, from, source);
        Type held = b.typeOf(to).element();
        boolean same = held.asValue().equals(element) && method.isExact(to, b.typeOf(to));
        if (!same) {
            Operations.checkStore(b, to, value);
        }
        b.emit(Op.ASTORE, Type.VOID, null, to, target, value);
    }
}
