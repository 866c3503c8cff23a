package dev.adagent.overlay;

import java.util.AbstractList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.Objects;
import java.util.RandomAccess;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * What {@link java.util.List#of} gives, as compiled code makes it: no element is null, nothing changes the list. Its exceptions are those of the JDK's
 * two classes: that of one or two elements checks the index itself, the other leaves it to its array. Not to be called: compiled into jobs.
 */
public final class FixedList extends AbstractList<Object> implements RandomAccess {
    private final Object[] elements;

    /** @throws NullPointerException if an element is null */
    public FixedList(Object... elements) {
        for (Object e : elements) {
            Objects.requireNonNull(e);
        }
        this.elements = elements.clone();
    }

    @Override
    public Object get(int index) {
        int n = elements.length;
        if ((n == 1 || n == 2) && (index < 0 || index >= n)) {
            throw new IndexOutOfBoundsException("Index: " + index + " Size: " + n);
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
        return new OutsideList.Elements(elements);
    }

    @Override
    public Object[] toArray() {
        Object[] out = new Object[elements.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = elements[i];
        }
        return out;
    }

    @Override
    public int indexOf(Object o) {
        Objects.requireNonNull(o);
        for (int i = 0; i < elements.length; i++) {
            if (o.equals(elements[i])) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public boolean contains(Object o) {
        return indexOf(o) >= 0;
    }

    // ---- what would change the list

    @Override
    public boolean add(Object e) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean remove(Object o) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean addAll(Collection<?> c) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean removeIf(Predicate<? super Object> filter) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void replaceAll(UnaryOperator<Object> operator) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void sort(Comparator<? super Object> order) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void clear() {
        throw new UnsupportedOperationException();
    }
}
