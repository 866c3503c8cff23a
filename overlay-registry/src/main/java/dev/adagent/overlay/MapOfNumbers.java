package dev.adagent.overlay;

import java.util.Collection;
import java.util.Map;
import java.util.Set;

/**
 * A map whose numbers lie in an array, which can have a shadow: in the place of a map that is differentiated. The keys are those of the
 * map that was given. Not to be made: compiled into derivatives, where it is taken apart.
 */
public final class MapOfNumbers implements Map<Object, Object> {
    /** Where each key's number is. */
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
                "of a map that is differentiated only get, getOrDefault, containsKey, size, isEmpty, and put of a key that is there");
    }

    private Object at(Object place) {
        if (place == null) {
            return null;
        }
        int k = (Integer) place;
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
        int k = (Integer) place;
        Object before = at(place);
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
        throw unsupported();
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
        throw unsupported();
    }

    @Override
    public Collection<Object> values() {
        throw unsupported();
    }

    @Override
    public Set<Entry<Object, Object>> entrySet() {
        throw unsupported();
    }
}
