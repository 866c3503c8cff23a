package dev.adagent.overlay;

import java.util.AbstractCollection;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.ConcurrentModificationException;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * In the place of the {@link TreeMap}s that a kernel makes: keys and values in arrays in the keys' order, since compiled code has arrays but no
 * nodes. Not to be made: compiled into kernels, where it is taken apart. Views of parts of a map are not there, and so refused.
 */
public final class OrderedMap implements Map<Object, Object> {
    private static final int FIRST_CAPACITY = 8;

    private final Comparator<Object> order;
    private Object[] keys = new Object[FIRST_CAPACITY];
    private Object[] values = new Object[FIRST_CAPACITY];
    private int size;
    private int changes;

    OrderedMap(Comparator<Object> order) {
        this.order = order;
    }

    /** {@code new TreeMap<>()}. */
    public static Map<Object, Object> natural() {
        return new OrderedMap(null);
    }

    /** {@code new TreeMap<>(comparator)}. */
    public static Map<Object, Object> by(Comparator<Object> order) {
        return new OrderedMap(order);
    }

    // ---- places

    @SuppressWarnings("unchecked")
    private int compare(Object a, Object b) {
        return order == null ? ((Comparable<Object>) a).compareTo(b) : order.compare(a, b);
    }

    /** How many keys come before this one. @param orEqual whether one that is equal counts too */
    private int before(Object key, boolean orEqual) {
        int from = 0;
        int to = size;
        while (from < to) {
            int middle = (from + to) >>> 1;
            int c = compare(key, keys[middle]);
            if (c > 0 || orEqual && c == 0) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from;
    }

    /** Where the key is, −1 if it is not there. */
    private int place(Object key) {
        if (order == null) {
            Objects.requireNonNull(key);
        }
        int at = before(key, false);
        return at < size && compare(key, keys[at]) == 0 ? at : -1;
    }

    private Object keyAt(int place) {
        return place < 0 || place >= size ? null : keys[place];
    }

    private Entry<Object, Object> entryAt(int place) {
        return place < 0 || place >= size ? null : new Snapshot(keys[place], values[place]);
    }

    private void insert(int at, Object key, Object value) {
        if (size == keys.length) {
            keys = Arrays.copyOf(keys, 2 * size);
            values = Arrays.copyOf(values, 2 * size);
        }
        for (int i = size; i > at; i--) {
            keys[i] = keys[i - 1];
            values[i] = values[i - 1];
        }
        keys[at] = key;
        values[at] = value;
        size++;
        changes++;
    }

    private void removeAt(int at) {
        size--;
        for (int i = at; i < size; i++) {
            keys[i] = keys[i + 1];
            values[i] = values[i + 1];
        }
        changes++;
    }

    // ---- a map

    @Override
    public Object get(Object key) {
        return getOrDefault(key, null);
    }

    @Override
    public Object getOrDefault(Object key, Object other) {
        int at = place(key);
        return at < 0 ? other : values[at];
    }

    @Override
    public boolean containsKey(Object key) {
        return place(key) >= 0;
    }

    @Override
    public boolean containsValue(Object value) {
        for (int i = 0; i < size; i++) {
            if (Objects.equals(value, values[i])) {
                return true;
            }
        }
        return false;
    }

    @Override
    public Object put(Object key, Object value) {
        if (size == 0) {
            compare(key, key); // is of a class that can be compared, and not null
        }
        int at = place(key);
        if (at < 0) {
            insert(before(key, false), key, value);
            return null;
        }
        Object old = values[at];
        values[at] = value;
        return old;
    }

    @Override
    public Object putIfAbsent(Object key, Object value) {
        Object old = get(key);
        return old == null ? put(key, value) : old;
    }

    @Override
    public Object computeIfAbsent(Object key, Function<? super Object, ?> function) {
        Object old = get(key);
        if (old != null) {
            return old;
        }
        Object made = function.apply(key);
        if (made != null) {
            put(key, made);
        }
        return made;
    }

    @Override
    public Object merge(Object key, Object value, BiFunction<? super Object, ? super Object, ?> function) {
        Objects.requireNonNull(value);
        Object old = get(key);
        Object merged = old == null ? value : function.apply(old, value);
        if (merged == null) {
            remove(key);
        } else {
            put(key, merged);
        }
        return merged;
    }

    @Override
    public void putAll(Map<?, ?> map) {
        for (Entry<?, ?> e : map.entrySet()) {
            put(e.getKey(), e.getValue());
        }
    }

    @Override
    public Object remove(Object key) {
        int at = place(key);
        if (at < 0) {
            return null;
        }
        Object old = values[at];
        removeAt(at);
        return old;
    }

    @Override
    public void clear() {
        size = 0;
        changes++;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public boolean isEmpty() {
        return size == 0;
    }

    // ---- of a map in order

    /** {@link TreeMap#comparator()}. */
    public Comparator<Object> comparator() {
        return order;
    }

    /** {@link TreeMap#firstKey()}. */
    public Object firstKey() {
        return there(0);
    }

    /** {@link TreeMap#lastKey()}. */
    public Object lastKey() {
        return there(size - 1);
    }

    private Object there(int place) {
        if (size == 0) {
            throw new NoSuchElementException();
        }
        return keys[place];
    }

    /** {@link TreeMap#lowerKey}. */
    public Object lowerKey(Object key) {
        return keyAt(before(key, false) - 1);
    }

    /** {@link TreeMap#floorKey}. */
    public Object floorKey(Object key) {
        return keyAt(before(key, true) - 1);
    }

    /** {@link TreeMap#ceilingKey}. */
    public Object ceilingKey(Object key) {
        return keyAt(before(key, false));
    }

    /** {@link TreeMap#higherKey}. */
    public Object higherKey(Object key) {
        return keyAt(before(key, true));
    }

    /** {@link TreeMap#firstEntry()}. */
    public Entry<Object, Object> firstEntry() {
        return entryAt(0);
    }

    /** {@link TreeMap#lastEntry()}. */
    public Entry<Object, Object> lastEntry() {
        return entryAt(size - 1);
    }

    /** {@link TreeMap#lowerEntry}. */
    public Entry<Object, Object> lowerEntry(Object key) {
        return entryAt(before(key, false) - 1);
    }

    /** {@link TreeMap#floorEntry}. */
    public Entry<Object, Object> floorEntry(Object key) {
        return entryAt(before(key, true) - 1);
    }

    /** {@link TreeMap#ceilingEntry}. */
    public Entry<Object, Object> ceilingEntry(Object key) {
        return entryAt(before(key, false));
    }

    /** {@link TreeMap#higherEntry}. */
    public Entry<Object, Object> higherEntry(Object key) {
        return entryAt(before(key, true));
    }

    /** {@link TreeMap#pollFirstEntry()}. */
    public Entry<Object, Object> pollFirstEntry() {
        return poll(0);
    }

    /** {@link TreeMap#pollLastEntry()}. */
    public Entry<Object, Object> pollLastEntry() {
        return poll(size - 1);
    }

    private Entry<Object, Object> poll(int place) {
        Entry<Object, Object> out = entryAt(place);
        if (out != null) {
            removeAt(place);
        }
        return out;
    }

    // ---- views

    @Override
    public Set<Object> keySet() {
        return new Keys(this);
    }

    @Override
    public Collection<Object> values() {
        return new Values(this);
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    @Override
    public Set<Entry<Object, Object>> entrySet() {
        return (Set) new Entries(this);
    }

    @Override
    public boolean equals(Object o) {
        if (!(o instanceof Map<?, ?> other) || other.size() != size) {
            return false;
        }
        for (int i = 0; i < size; i++) {
            Object value = other.get(keys[i]);
            if (values[i] == null ? value != null || !other.containsKey(keys[i]) : !values[i].equals(value)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int hashCode() {
        return entrySet().hashCode();
    }

    Iterator<Object> keyIterator() {
        return new KeyWalk(this);
    }

    private static final class Keys extends SetBody {
        private final OrderedMap map;

        Keys(OrderedMap map) {
            this.map = map;
        }

        @Override
        public int size() {
            return map.size;
        }

        @Override
        public boolean contains(Object key) {
            return map.containsKey(key);
        }

        @Override
        public Iterator<Object> iterator() {
            return new KeyWalk(map);
        }
    }

    private static final class Values extends AbstractCollection<Object> {
        private final OrderedMap map;

        Values(OrderedMap map) {
            this.map = map;
        }

        @Override
        public int size() {
            return map.size;
        }

        @Override
        public Iterator<Object> iterator() {
            return new ValueWalk(map);
        }

        @Override
        public Object[] toArray() {
            return SetBody.elements(this);
        }
    }

    private static final class Entries extends SetBody {
        private final OrderedMap map;

        Entries(OrderedMap map) {
            this.map = map;
        }

        @Override
        public int size() {
            return map.size;
        }

        @Override
        public Iterator<Object> iterator() {
            return new EntryWalk(map);
        }
    }

    private abstract static class Walk implements Iterator<Object> {
        final OrderedMap map;
        private int next;
        /** How many keys there were, less those removed on this walk: it ends there, whatever others did meanwhile. */
        private int end;

        private int changes;
        private boolean removable;

        Walk(OrderedMap map) {
            this.map = map;
            end = map.size;
            changes = map.changes;
        }

        @Override
        public boolean hasNext() {
            return next < end;
        }

        int step() {
            if (next >= end) {
                throw new NoSuchElementException();
            }
            check();
            removable = true;
            return next++;
        }

        @Override
        public void remove() {
            if (!removable) {
                throw new IllegalStateException();
            }
            check();
            removable = false;
            next--;
            end--;
            map.removeAt(next);
            changes = map.changes;
        }

        private void check() {
            if (map.changes != changes) {
                throw new ConcurrentModificationException();
            }
        }
    }

    private static final class KeyWalk extends Walk {
        KeyWalk(OrderedMap map) {
            super(map);
        }

        @Override
        public Object next() {
            return map.keys[step()];
        }
    }

    private static final class ValueWalk extends Walk {
        ValueWalk(OrderedMap map) {
            super(map);
        }

        @Override
        public Object next() {
            return map.values[step()];
        }
    }

    private static final class EntryWalk extends Walk {
        EntryWalk(OrderedMap map) {
            super(map);
        }

        @Override
        public Object next() {
            return new Place(map, step());
        }
    }

    private abstract static class Pair implements Entry<Object, Object> {
        @Override
        public boolean equals(Object o) {
            return o instanceof Entry<?, ?> e
                    && Objects.equals(getKey(), e.getKey())
                    && Objects.equals(getValue(), e.getValue());
        }

        @Override
        public int hashCode() {
            return Objects.hashCode(getKey()) ^ Objects.hashCode(getValue());
        }
    }

    /** An entry of the map itself. */
    private static final class Place extends Pair {
        private final OrderedMap map;
        private final int place;
        private final int changes;

        Place(OrderedMap map, int place) {
            this.map = map;
            this.place = place;
            changes = map.changes;
        }

        private int place() {
            if (map.changes != changes) {
                throw new UnsupportedOperationException(
                        "an entry of a TreeMap that got or lost keys since, in compiled code");
            }
            return place;
        }

        @Override
        public Object getKey() {
            return map.keys[place()];
        }

        @Override
        public Object getValue() {
            return map.values[place()];
        }

        @Override
        public Object setValue(Object value) {
            Object old = getValue();
            map.values[place()] = value;
            return old;
        }
    }

    /** What an entry was. */
    private static final class Snapshot extends Pair {
        private final Object key;
        private final Object value;

        Snapshot(Object key, Object value) {
            this.key = key;
            this.value = value;
        }

        @Override
        public Object getKey() {
            return key;
        }

        @Override
        public Object getValue() {
            return value;
        }

        @Override
        public Object setValue(Object other) {
            throw new UnsupportedOperationException();
        }
    }
}
