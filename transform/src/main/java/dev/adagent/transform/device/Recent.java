package dev.adagent.transform.device;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What was used last, up to a number of entries: a device keeps its kernels' code so, since an application may make kernels without end (a lambda with other
 * captured constants, a class that is loaded anew) and code holds memory outside the heap. Not synchronised.
 */
public final class Recent<K, V> {
    private final int most;
    private final Consumer<? super V> dropped;
    /** In the order of use, longest ago first. */
    private final Map<K, V> entries = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * @param most entries that are kept
     * @param dropped is given each value that leaves
     * @throws IllegalArgumentException if {@code most} is below 1
     */
    public Recent(int most, Consumer<? super V> dropped) {
        if (most < 1) {
            throw new IllegalArgumentException("cannot keep " + most + " entries");
        }
        this.most = most;
        this.dropped = dropped;
    }

    /**
     * The value of a key, made if it is not kept. Nothing is kept if making it throws.
     *
     * @throws RuntimeException that {@code make} throws
     */
    public V get(K key, Function<? super K, ? extends V> make) {
        V known = entries.get(key);
        if (known != null) {
            return known;
        }
        V made = make.apply(key);
        entries.put(key, made);
        while (entries.size() > most) {
            K eldest = entries.keySet().iterator().next();
            dropped.accept(entries.remove(eldest));
        }
        return made;
    }

    /** The values, that used longest ago first. */
    public List<V> values() {
        return new ArrayList<>(entries.values());
    }
}
