package dev.adagent.transform.lift;

import dev.adagent.transform.ir.Captured;
import dev.adagent.transform.ir.FieldRef;
import java.lang.invoke.MethodType;
import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;

/** What the elements of an array of objects outside hold: an array for each field, as compiled code takes them. */
final class OutsideElements {
    private OutsideElements() {}

    /** @param read reads a field of one element */
    static Object read(Object[] array, FieldRef step, BiFunction<Object, FieldRef, Object> read) {
        if (step.equals(Captured.AS_LONG)) {
            return new int[array.length];
        }
        if (step.equals(Captured.EACH)) {
            return each(array);
        }
        FieldRef field = Captured.ofEach(step);
        Object out = Array.newInstance(
                typeOf(field, array.getClass().getComponentType().getClassLoader()), array.length);
        for (int k = 0; k < array.length; k++) {
            if (array[k] != null) {
                Array.set(out, k, read.apply(array[k], field));
            }
        }
        return out;
    }

    private static Object each(Object... array) {
        boolean same = array.length > 0
                && array[0] != null
                && Arrays.stream(array).allMatch(e -> e != null && e.getClass() == array[0].getClass());
        return same ? array[0] : null;
    }

    private static Class<?> typeOf(FieldRef field, ClassLoader loader) {
        return MethodType.fromMethodDescriptorString("()" + field.descriptor(), loader)
                .returnType();
    }

    /** @param isReadable whether a field of one element can be read */
    static boolean areReadable(Object[] array, FieldRef step, BiPredicate<Object, FieldRef> isReadable) {
        return step.equals(Captured.AS_LONG)
                || step.equals(Captured.EACH)
                || Arrays.stream(array).allMatch(e -> e == null || isReadable.test(e, Captured.ofEach(step)));
    }
}
