package dev.adagent.overlay;

import dev.adagent.spi.KeyIndex;
import java.util.AbstractCollection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.ConcurrentModificationException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;

/**
 * In the place of the {@code HashMap}s, {@code LinkedHashMap}s and {@code TreeMap}s that a differentiated function makes on the host: the JDK's
 * map of the keys stays outside of it ({@link KeyIndex}), the values lie in a list, whose numbers, arrays and objects are differentiated. Not to
 * be made: compiled into derivatives, where it is taken apart.
 */
public final class MadeMap implements Map<Object, Object> {
    private final Object index;
    private final List<Object> values = new ArrayList<>();
    private int changes;

    private MadeMap(Object index) {
        this.index = index;
    }

    /** {@code new HashMap<>()}. */
    public static Map<Object, Object> hash() {
        return new MadeMap(KeyIndex.hash());
    }

    /** {@code new HashMap<>(capacity)}. */
    public static Map<Object, Object> hash(int capacity) {
        return new MadeMap(KeyIndex.hash(capacity));
    }

    /** {@code new HashMap<>(map)}, which is as large as the JDK makes it: its order depends on that. */
    public static Map<Object, Object> hash(Map<?, ?> map) {
        MadeMap out = new MadeMap(KeyIndex.hash((int) (map.size() / 0.75f + 1)));
        out.putAll(map);
        return out;
    }

    /** {@code new LinkedHashMap<>()}. */
    public static Map<Object, Object> linked() {
        return new MadeMap(KeyIndex.linked());
    }

    /** {@code new LinkedHashMap<>(capacity)}: its order does not depend on that. */
    public static Map<Object, Object> linked(int capacity) {
        KeyIndex.hash(capacity); // which throws where the JDK's does
        return linked();
    }

    /** {@code new LinkedHashMap<>(map)}. */
    public static Map<Object, Object> linked(Map<?, ?> map) {
        Map<Object, Object> out = linked();
        out.putAll(map);
        return out;
    }

    /** {@code new TreeMap<>()}. */
    public static Map<Object, Object> sorted() {
        return new MadeMap(KeyIndex.sorted());
    }

    /** {@code new TreeMap<>(map)}. */
    public static Map<Object, Object> sorted(Map<?, ?> map) {
        Map<Object, Object> out = sorted();
        out.putAll(map);
        return out;
    }

    @Override
    public Object get(Object key) {
        int k = KeyIndex.place(index, key);
        return k < 0 ? null : values.get(k);
    }

    @Override
    public Object getOrDefault(Object key, Object other) {
        int k = KeyIndex.place(index, key);
        return k < 0 ? other : values.get(k);
    }

    @Override
    public Object put(Object key, Object value) {
        int k = KeyIndex.place(index, key);
        if (k >= 0) {
            return values.set(k, value);
        }
        KeyIndex.add(index, key, values.size());
        values.add(value);
        changes++;
        return null;
    }

    @Override
    public Object remove(Object key) {
        int k = KeyIndex.remove(index, key);
        if (k < 0) {
            return null;
        }
        changes++;
        return values.set(k, null);
    }

    @Override
    public boolean containsKey(Object key) {
        return KeyIndex.place(index, key) >= 0;
    }

    @Override
    public boolean containsValue(Object value) {
        return values().contains(value);
    }

    @Override
    public int size() {
        return KeyIndex.size(index);
    }

    @Override
    public boolean isEmpty() {
        return KeyIndex.size(index) == 0;
    }

    @Override
    public void putAll(Map<?, ?> map) {
        for (Entry<?, ?> e : map.entrySet()) {
            put(e.getKey(), e.getValue());
        }
    }

    @Override
    public void clear() {
        KeyIndex.clear(index);
        values.clear();
        changes++;
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
        final MadeMap map;

        View(MadeMap map) {
            this.map = map;
        }

        @Override
        public int size() {
            return map.size();
        }
    }

    private static final class Keys extends View implements Set<Object> {
        Keys(MadeMap map) {
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
        Values(MadeMap map) {
            super(map);
        }

        @Override
        public Iterator<Object> iterator() {
            return new ValueIterator(map);
        }
    }

    private static final class Entries extends View implements Set<Object> {
        Entries(MadeMap map) {
            super(map);
        }

        @Override
        public Iterator<Object> iterator() {
            return new EntryIterator(map);
        }
    }

    private abstract static class Walk implements Iterator<Object> {
        final MadeMap map;
        private final Object[] keys;
        private int next;
        private int changes;

        Walk(MadeMap map) {
            this.map = map;
            keys = KeyIndex.keys(map.index);
            changes = map.changes;
        }

        @Override
        public boolean hasNext() {
            return next < keys.length;
        }

        Object nextKey() {
            if (map.changes != changes) {
                throw new ConcurrentModificationException();
            }
            if (next >= keys.length) {
                throw new NoSuchElementException();
            }
            return keys[next++];
        }

        @Override
        public void remove() {
            if (next == 0) {
                throw new IllegalStateException();
            }
            map.remove(keys[next - 1]);
            changes = map.changes;
        }
    }

    private static final class KeyIterator extends Walk {
        KeyIterator(MadeMap map) {
            super(map);
        }

        @Override
        public Object next() {
            return nextKey();
        }
    }

    private static final class ValueIterator extends Walk {
        ValueIterator(MadeMap map) {
            super(map);
        }

        @Override
        public Object next() {
            return map.get(nextKey());
        }
    }

    private static final class EntryIterator extends Walk {
        EntryIterator(MadeMap map) {
            super(map);
        }

        @Override
        public Object next() {
            return new Pair(map, nextKey());
        }
    }

    private static final class Pair implements Entry<Object, Object> {
        private final MadeMap map;
        private final Object key;

        Pair(MadeMap map, Object key) {
            this.map = map;
            this.key = key;
        }

        @Override
        public Object getKey() {
            return key;
        }

        @Override
        public Object getValue() {
            return map.get(key);
        }

        @Override
        public Object setValue(Object value) {
            return map.put(key, value);
        }
    }
}
