package dev.adagent.overlay;

import java.util.Collection;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Set;

/**
 * In the place of the {@code HashSet}s, {@code LinkedHashSet}s and {@code TreeSet}s that a differentiated function makes on the host: the keys of a
 * {@link MadeMap}. What is in it has no derivative. Not to be made: compiled into derivatives, where it is taken apart.
 */
public final class MadeSet extends SetBody {
    private final MadeMap map;

    private MadeSet(MadeMap map) {
        this.map = map;
    }

    /** {@code new HashSet<>()}. */
    public static Set<Object> hash() {
        return new MadeSet((MadeMap) MadeMap.hash());
    }

    /** {@code new HashSet<>(capacity)}. */
    public static Set<Object> hash(int capacity) {
        return new MadeSet((MadeMap) MadeMap.hash(capacity));
    }

    /** {@code new HashSet<>(elements)}, which is as large as the JDK makes it: its order depends on that. */
    public static Set<Object> hash(Collection<?> elements) {
        Set<Object> out = hash(Math.max((int) (elements.size() / .75f) + 1, 16));
        out.addAll(elements);
        return out;
    }

    /** {@code new LinkedHashSet<>()}. */
    public static Set<Object> linked() {
        return new MadeSet((MadeMap) MadeMap.linked());
    }

    /** {@code new LinkedHashSet<>(capacity)}. */
    public static Set<Object> linked(int capacity) {
        return new MadeSet((MadeMap) MadeMap.linked(capacity));
    }

    /** {@code new LinkedHashSet<>(elements)}. */
    public static Set<Object> linked(Collection<?> elements) {
        Set<Object> out = linked();
        out.addAll(elements);
        return out;
    }

    /** {@code new TreeSet<>()}. */
    public static Set<Object> sorted() {
        return new MadeSet((MadeMap) MadeMap.sorted());
    }

    /** {@code new TreeSet<>(elements)}. */
    public static Set<Object> sorted(Collection<?> elements) {
        Set<Object> out = sorted();
        out.addAll(elements);
        return out;
    }

    @Override
    public boolean add(Object element) {
        if (map.containsKey(element)) {
            return false;
        }
        map.put(element, null);
        return true;
    }

    @Override
    public boolean remove(Object element) {
        if (!map.containsKey(element)) {
            return false;
        }
        map.remove(element);
        return true;
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
        return map.keySet().iterator();
    }

    /** The first element of a {@code TreeSet}. */
    public Object first() {
        return iterator().next();
    }

    /** The last element of a {@code TreeSet}. */
    public Object last() {
        Object out = null;
        Iterator<Object> it = iterator();
        if (!it.hasNext()) {
            throw new NoSuchElementException();
        }
        while (it.hasNext()) {
            out = it.next();
        }
        return out;
    }
}
