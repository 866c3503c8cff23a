package dev.adagent.overlay;

import java.util.AbstractList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.stream.StreamSupport;

/**
 * A list of the JDK's that static fields or arguments lead to, as compiled code has it: its elements are read when the job is launched. What changes
 * it stays a call that is refused where it is reached. Not to be called: compiled into jobs.
 */
public final class OutsideList extends AbstractList<Object> {
    /** Not final: the list may hold others at the next launch. */
    private Object[] elements;

    /** The list itself, as far as it is known. */
    public OutsideList(Object... elements) {
        this.elements = elements.clone();
    }

    @Override
    public Object get(int index) {
        if (index < 0 || index >= elements.length) {
            throw new IndexOutOfBoundsException("Index " + index + " out of bounds for length " + elements.length);
        }
        return elements[index];
    }

    @Override
    public int size() {
        return elements.length;
    }

    @Override
    public boolean isEmpty() {
        return elements.length == 0;
    }

    @Override
    public Iterator<Object> iterator() {
        return new Elements(elements);
    }

    /** Goes through an array. */
    static final class Elements implements Iterator<Object> {
        private final Object[] of;
        private int next;

        Elements(Object... of) {
            this.of = of;
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

    // ---- what changes the list

    private static boolean refused() {
        return StreamSupport.intStream(null, false).isParallel();
    }

    @Override
    public boolean add(Object e) {
        return refused();
    }

    @Override
    public void add(int index, Object e) {
        refused();
    }

    @Override
    public Object set(int index, Object e) {
        return refused();
    }

    @Override
    public Object remove(int index) {
        return refused();
    }

    @Override
    public boolean remove(Object e) {
        return refused();
    }

    @Override
    public void clear() {
        refused();
    }

    @Override
    public boolean addAll(Collection<?> c) {
        return refused();
    }

    @Override
    public void sort(Comparator<? super Object> order) {
        refused();
    }
}
