package dev.adagent.overlay;

import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * In the place of the {@link TreeSet}s that a kernel makes: the keys of an {@link OrderedMap}. Not to be made: compiled into kernels, where it is
 * taken apart.
 */
public final class OrderedSet extends SetBody {
    private final OrderedMap map;

    OrderedSet(OrderedMap map) {
        this.map = map;
    }

    /** {@code new TreeSet<>()}. */
    public static Set<Object> natural() {
        return new OrderedSet(new OrderedMap(null));
    }

    /** {@code new TreeSet<>(comparator)}. */
    public static Set<Object> by(Comparator<Object> order) {
        return new OrderedSet(new OrderedMap(order));
    }

    /** {@code new TreeSet<>(elements)}. */
    public static Set<Object> of(Collection<?> elements) {
        Set<Object> out = natural();
        out.addAll(elements);
        return out;
    }

    @Override
    public boolean add(Object element) {
        int before = map.size();
        map.put(element, null);
        return map.size() > before;
    }

    @Override
    public boolean remove(Object element) {
        int before = map.size();
        map.remove(element);
        return map.size() < before;
    }

    @Override
    public boolean contains(Object element) {
        return map.containsKey(element);
    }

    @Override
    public int size() {
        return map.size();
    }

    @Override
    public boolean isEmpty() {
        return map.isEmpty();
    }

    @Override
    public void clear() {
        map.clear();
    }

    @Override
    public Iterator<Object> iterator() {
        return map.keyIterator();
    }

    /** {@link TreeSet#comparator()}. */
    public Comparator<Object> comparator() {
        return map.comparator();
    }

    /** {@link TreeSet#first()}. */
    public Object first() {
        return map.firstKey();
    }

    /** {@link TreeSet#last()}. */
    public Object last() {
        return map.lastKey();
    }

    /** {@link TreeSet#lower}. */
    public Object lower(Object element) {
        return map.lowerKey(element);
    }

    /** {@link TreeSet#floor}. */
    public Object floor(Object element) {
        return map.floorKey(element);
    }

    /** {@link TreeSet#ceiling}. */
    public Object ceiling(Object element) {
        return map.ceilingKey(element);
    }

    /** {@link TreeSet#higher}. */
    public Object higher(Object element) {
        return map.higherKey(element);
    }

    /** {@link TreeSet#pollFirst()}. */
    public Object pollFirst() {
        return keyOf(map.pollFirstEntry());
    }

    /** {@link TreeSet#pollLast()}. */
    public Object pollLast() {
        return keyOf(map.pollLastEntry());
    }

    private static Object keyOf(Map.Entry<Object, Object> e) {
        return e == null ? null : e.getKey();
    }
}
