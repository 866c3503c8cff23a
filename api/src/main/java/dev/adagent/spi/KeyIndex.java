package dev.adagent.spi;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * The keys of a map that a differentiated function makes on the host, each with the place of its value: a JDK map, so that keys are
 * compared, hashed and ordered as they are in the app. Called by derivatives only; nothing flows through it that has a derivative.
 */
public final class KeyIndex {
    private KeyIndex() {}

    /** For {@code new HashMap<>()}. */
    public static Object hash() {
        return new HashMap<Object, Integer>();
    }

    /** For {@code new HashMap<>(capacity)}. */
    public static Object hash(int capacity) {
        return new HashMap<Object, Integer>(capacity);
    }

    /** For {@code new LinkedHashMap<>()}. */
    public static Object linked() {
        return new LinkedHashMap<Object, Integer>();
    }

    /** For {@code new TreeMap<>()}. */
    public static Object sorted() {
        return new TreeMap<Object, Integer>();
    }

    @SuppressWarnings("unchecked")
    private static Map<Object, Integer> map(Object index) {
        return (Map<Object, Integer>) index;
    }

    /** The place of a key's value, −1 if the key is not there. */
    public static int place(Object index, Object key) {
        Integer place = map(index).get(key);
        return place == null ? -1 : place;
    }

    /** Gives a new key its place. */
    public static void add(Object index, Object key, int place) {
        map(index).put(key, place);
    }

    /** Forgets a key; gives its place, −1 if it was not there. */
    public static int remove(Object index, Object key) {
        Integer place = map(index).remove(key);
        return place == null ? -1 : place;
    }

    /** Forgets all keys. */
    public static void clear(Object index) {
        map(index).clear();
    }

    /** The number of keys. */
    public static int size(Object index) {
        return map(index).size();
    }

    /** The keys in the map's order. */
    public static Object[] keys(Object index) {
        return map(index).keySet().toArray();
    }
}
