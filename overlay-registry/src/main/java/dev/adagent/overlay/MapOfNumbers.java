package dev.adagent.overlay;

import dev.adagent.spi.KeyIndex;
import java.util.AbstractCollection;
import java.util.Collection;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;

/**
 * A map whose numbers lie in an array, which can have a shadow: in the place of a map that is differentiated. The keys are those of the
 * map that was given. Not to be made: compiled into derivatives, where it is taken apart.
 */
public final class MapOfNumbers implements Map<Object, Object> {
    /** Where each key's number is: in the order in which the map has its keys. */
    private final Map<Object, Integer> index;
    /** 1 where a number is, 0 where null is. */
    private final int[] present;

    private final double[] values;

    private MapOfNumbers(Map<Object, Integer> index, int[] present, double[] values) {
        this.index = index;
        this.present = present;
        this.values = values;
    }

    private static UnsupportedOperationException unsupported() {
        return new UnsupportedOperationException(
                "a map that is differentiated keeps its keys: put of another key, putAll, remove and clear are for maps that the function makes");
    }

    private Object at(Object place) {
        if (place == null) {
            return null;
        }
        return at((int) (Integer) place);
    }

    private Object at(int k) {
        return present[k] == 0 ? null : (Object) Double.valueOf(values[k]);
    }

    @Override
    public Object get(Object key) {
        return at(index.get(key));
    }

    @Override
    public Object getOrDefault(Object key, Object other) {
        return index.containsKey(key) ? at(index.get(key)) : other;
    }

    @Override
    public Object put(Object key, Object value) {
        Object place = index.get(key);
        if (place == null) {
            throw unsupported();
        }
        return set((Integer) place, value);
    }

    private Object set(int k, Object value) {
        Object before = at(k);
        if (value == null) {
            present[k] = 0;
            values[k] = 0;
        } else {
            present[k] = 1;
            values[k] = (Double) value;
        }
        return before;
    }

    @Override
    public int size() {
        return index.size();
    }

    @Override
    public boolean isEmpty() {
        return index.size() == 0;
    }

    @Override
    public boolean containsKey(Object key) {
        return index.containsKey(key);
    }

    @Override
    public boolean containsValue(Object value) {
        return values().contains(value);
    }

    @Override
    public Object remove(Object key) {
        throw unsupported();
    }

    @Override
    public void putAll(Map<?, ?> m) {
        throw unsupported();
    }

    @Override
    public void clear() {
        throw unsupported();
    }

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

    private abstract static class View extends AbstractCollection<Object> {
        final MapOfNumbers map;

        View(MapOfNumbers map) {
            this.map = map;
        }

        @Override
        public int size() {
            return map.size();
        }
    }

    private static final class Keys extends View implements Set<Object> {
        Keys(MapOfNumbers map) {
            super(map);
        }

        @Override
        public boolean contains(Object key) {
            return map.containsKey(key);
        }

        @Override
        public Iterator<Object> iterator() {
            return new KeyIterator(map);
        }
    }

    private static final class Values extends View {
        Values(MapOfNumbers map) {
            super(map);
        }

        @Override
        public Iterator<Object> iterator() {
            return new ValueIterator(map);
        }
    }

    private static final class Entries extends View implements Set<Object> {
        Entries(MapOfNumbers map) {
            super(map);
        }

        @Override
        public Iterator<Object> iterator() {
            return new EntryIterator(map);
        }
    }

    private abstract static class Walk implements Iterator<Object> {
        final MapOfNumbers map;
        private int next;

        Walk(MapOfNumbers map) {
            this.map = map;
        }

        @Override
        public boolean hasNext() {
            return next < map.size();
        }

        int nextPlace() {
            if (next >= map.size()) {
                throw new NoSuchElementException();
            }
            return next++;
        }

        @Override
        public void remove() {
            throw unsupported();
        }
    }

    private static final class KeyIterator extends Walk {
        private final Object[] keys;

        KeyIterator(MapOfNumbers map) {
            super(map);
            keys = KeyIndex.keys(map.index);
        }

        @Override
        public Object next() {
            return keys[nextPlace()];
        }
    }

    private static final class ValueIterator extends Walk {
        ValueIterator(MapOfNumbers map) {
            super(map);
        }

        @Override
        public Object next() {
            return map.at(nextPlace());
        }
    }

    private static final class EntryIterator extends Walk {
        private final Object[] keys;

        EntryIterator(MapOfNumbers map) {
            super(map);
            keys = KeyIndex.keys(map.index);
        }

        @Override
        public Object next() {
            int k = nextPlace();
            return new Pair(map, keys[k], k);
        }
    }

    private static final class Pair implements Entry<Object, Object> {
        private final MapOfNumbers map;
        private final Object key;
        private final int place;

        Pair(MapOfNumbers map, Object key, int place) {
            this.map = map;
            this.key = key;
            this.place = place;
        }

        @Override
        public Object getKey() {
            return key;
        }

        @Override
        public Object getValue() {
            return map.at(place);
        }

        @Override
        public Object setValue(Object value) {
            return map.set(place, value);
        }
    }
}
