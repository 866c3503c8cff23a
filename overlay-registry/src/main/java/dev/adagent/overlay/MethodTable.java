package dev.adagent.overlay;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** A named, immutable set of replacements for methods. Made with {@link #builder}. */
public final class MethodTable {
    private final String name;
    private final Map<String, Overlay> entries;
    private final String version;

    private MethodTable(String name, Map<String, Overlay> entries) {
        this.name = name;
        this.entries = entries;
        ContentHash hash = new ContentHash().add(name);
        entries.forEach((key, overlay) -> hash.add(key).add(overlay.toString()));
        this.version = hash.hex();
    }

    /** A table under construction. */
    public static Builder builder(String name) {
        return new Builder(name);
    }

    /** The table's name, for example {@code GLOBAL}. */
    public String name() {
        return name;
    }

    /** What stands in place of exactly this method (owner, name and descriptor), or null. */
    public Overlay lookup(MethodKey method) {
        return entries.get(method.toString());
    }

    /** The replaced methods, as {@link MethodKey#toString} prints them, sorted. */
    public Set<String> methods() {
        return entries.keySet();
    }

    /** Hash of name and entries: equal in every run, different when an entry is. */
    public String version() {
        return version;
    }

    @Override
    public String toString() {
        return name + " (" + entries.size() + " methods, " + version.substring(0, 12) + ")";
    }

    /** Collects the entries of a table. */
    public static final class Builder {
        private final String name;
        private final Map<String, Overlay> entries = new TreeMap<>();

        private Builder(String name) {
            if (name.isEmpty()) {
                throw new IllegalArgumentException("a method table needs a name");
            }
            this.name = name;
        }

        /**
         * Puts {@code overlay} in place of {@code method}.
         *
         * @throws OverlayConflictException if the table has something else in its place already
         * @throws IllegalArgumentException if a body's descriptor cannot stand for the method's
         */
        public Builder put(MethodKey method, Overlay overlay) {
            if (overlay instanceof Overlay.Body body) {
                checkShape(method, body.method());
            }
            Overlay before = entries.putIfAbsent(method.toString(), overlay);
            if (before != null && !before.equals(overlay)) {
                throw new OverlayConflictException(
                        "table " + name + " replaces " + method + " twice: by " + before + " and by " + overlay);
            }
            return this;
        }

        /** {@link #put} with the method's parts. */
        public Builder put(String owner, String method, String descriptor, Overlay overlay) {
            return put(new MethodKey(owner, method, descriptor), overlay);
        }

        /** The table. The builder can be used further. */
        public MethodTable build() {
            return new MethodTable(name, new TreeMap<>(entries));
        }

        /** The body's parameters are the method's, perhaps with a receiver before them; the results are equal. */
        private static void checkShape(MethodKey method, MethodKey body) {
            String want = method.descriptor();
            String have = body.descriptor();
            String withReceiver = "(L" + method.owner() + ";" + want.substring(1);
            if (!have.equals(want) && !have.equals(withReceiver)) {
                throw new IllegalArgumentException(body + " cannot stand in place of " + method
                        + ": its descriptor is neither " + want + " nor " + withReceiver);
            }
        }
    }
}
