package dev.adagent.overlay;

import java.util.Collection;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Walks through collections of the JDK's that a function on the host did not make: over what is in them at the beginning. Not to be called:
 * compiled into jobs.
 */
public final class OutsideCursor implements Iterator<Object> {
    private final Object[] of;
    private int next;

    private OutsideCursor(Object... of) {
        this.of = of;
    }

    /** {@link Collection#iterator()}. */
    public static Iterator<Object> over(Collection<?> elements) {
        return new OutsideCursor(elements.toArray());
    }

    /** {@link Collection#forEach}. */
    public static void each(Collection<?> elements, Consumer<Object> action) {
        for (Object e : elements.toArray()) {
            action.accept(e);
        }
    }

    /** {@link Map#forEach}. */
    public static void each(Map<?, ?> map, BiConsumer<Object, Object> action) {
        for (Object e : map.entrySet().toArray()) {
            Map.Entry<?, ?> entry = (Map.Entry<?, ?>) e;
            action.accept(entry.getKey(), entry.getValue());
        }
    }

    @Override
    public boolean hasNext() {
        return next < of.length;
    }

    @Override
    public Object next() {
        if (next >= of.length) {
            throw new NoSuchElementException();
        }
        return of[next++];
    }
}
