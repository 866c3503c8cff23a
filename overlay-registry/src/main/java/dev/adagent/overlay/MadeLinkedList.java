package dev.adagent.overlay;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * In the place of the {@code LinkedList}s that a differentiated function makes on the host: a list, whose nodes are no objects, so that the numbers in
 * it are differentiated. Not to be made: compiled into derivatives, where it is taken apart.
 */
public final class MadeLinkedList extends AbstractList<Object> implements Deque<Object> {
    private final List<Object> list = new ArrayList<>();

    private MadeLinkedList() {}

    /** {@code new LinkedList<>()}. */
    public static List<Object> empty() {
        return new MadeLinkedList();
    }

    /** {@code new LinkedList<>(elements)}. */
    public static List<Object> of(Collection<?> elements) {
        List<Object> out = new MadeLinkedList();
        out.addAll(elements);
        return out;
    }

    @Override
    public Object get(int index) {
        return list.get(index);
    }

    @Override
    public int size() {
        return list.size();
    }

    @Override
    public boolean isEmpty() {
        return list.isEmpty();
    }

    @Override
    public Object set(int index, Object element) {
        return list.set(index, element);
    }

    @Override
    public boolean add(Object element) {
        return list.add(element);
    }

    @Override
    public void add(int index, Object element) {
        list.add(index, element);
    }

    @Override
    public Object remove(int index) {
        return list.remove(index);
    }

    @Override
    public boolean remove(Object element) {
        return removeFirstOccurrence(element);
    }

    @Override
    public void clear() {
        list.clear();
    }

    @Override
    public Iterator<Object> iterator() {
        return list.iterator();
    }

    @Override
    public void addFirst(Object element) {
        list.add(0, element);
    }

    @Override
    public void addLast(Object element) {
        list.add(element);
    }

    @Override
    public boolean offerFirst(Object element) {
        list.add(0, element);
        return true;
    }

    @Override
    public boolean offerLast(Object element) {
        return list.add(element);
    }

    @Override
    public Object removeFirst() {
        requireElement();
        return list.remove(0);
    }

    @Override
    public Object removeLast() {
        requireElement();
        return list.remove(list.size() - 1);
    }

    @Override
    public Object pollFirst() {
        return list.isEmpty() ? null : list.remove(0);
    }

    @Override
    public Object pollLast() {
        return list.isEmpty() ? null : list.remove(list.size() - 1);
    }

    @Override
    public Object getFirst() {
        requireElement();
        return list.get(0);
    }

    @Override
    public Object getLast() {
        requireElement();
        return list.get(list.size() - 1);
    }

    @Override
    public Object peekFirst() {
        return list.isEmpty() ? null : list.get(0);
    }

    @Override
    public Object peekLast() {
        return list.isEmpty() ? null : list.get(list.size() - 1);
    }

    private void requireElement() {
        if (list.isEmpty()) {
            throw new NoSuchElementException();
        }
    }

    @Override
    public boolean removeFirstOccurrence(Object element) {
        int at = indexOf(element);
        if (at >= 0) {
            list.remove(at);
        }
        return at >= 0;
    }

    @Override
    public boolean removeLastOccurrence(Object element) {
        int at = lastIndexOf(element);
        if (at >= 0) {
            list.remove(at);
        }
        return at >= 0;
    }

    @Override
    public boolean offer(Object element) {
        return list.add(element);
    }

    @Override
    public Object remove() {
        return removeFirst();
    }

    @Override
    public Object poll() {
        return pollFirst();
    }

    @Override
    public Object element() {
        return getFirst();
    }

    @Override
    public Object peek() {
        return peekFirst();
    }

    @Override
    public void push(Object element) {
        list.add(0, element);
    }

    @Override
    public Object pop() {
        return removeFirst();
    }

    @Override
    public Iterator<Object> descendingIterator() {
        return new Backwards(list);
    }

    private static final class Backwards implements Iterator<Object> {
        private final List<Object> list;
        private int next;

        Backwards(List<Object> list) {
            this.list = list;
            next = list.size();
        }

        @Override
        public boolean hasNext() {
            return next > 0;
        }

        @Override
        public Object next() {
            if (next == 0) {
                throw new NoSuchElementException();
            }
            return list.get(--next);
        }

        @Override
        public void remove() {
            list.remove(next);
        }
    }
}
