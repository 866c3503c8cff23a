package dev.adagent.overlay;

import java.util.List;
import java.util.Objects;

/**
 * The one view of a job on all method tables: a stack of which the first table that has exactly the method wins. Entry, callees,
 * derivative rules, runtime helpers and the job's key all use the same view.
 */
public final class TableView {
    private final List<MethodTable> tables;
    private final String version;

    private TableView(List<MethodTable> tables) {
        this.tables = tables;
        ContentHash hash = new ContentHash();
        tables.forEach(t -> hash.add(t.version()));
        this.version = hash.hex();
    }

    /** A view on the given tables, the first on top. */
    public static TableView of(MethodTable... tables) {
        return new TableView(List.of(tables));
    }

    /** A view on the given tables, the first on top. */
    public static TableView of(List<MethodTable> tables) {
        return new TableView(List.copyOf(tables));
    }

    /**
     * What a lookup found.
     *
     * @param overlay what stands in place of the method
     * @param table name of the table that says so
     */
    public record Match(Overlay overlay, String table) {}

    /**
     * The topmost replacement of exactly this method, or null if no table has one. A method that is not replaced but has rules for
     * its derivative stands for itself, by the topmost table that has some: so a call of it stays one until derivatives are made.
     */
    public Match lookup(MethodKey method) {
        return lookup(method, null);
    }

    /**
     * The topmost replacement of exactly this method for a call in {@code caller}, or null if no table has one. An entry does not hold in
     * its own body, so that a body can call what it replaces.
     *
     * @param caller the method that the call stands in, or null
     */
    public Match lookup(MethodKey method, MethodKey caller) {
        for (MethodTable t : tables) {
            Match m = in(t, method, caller);
            if (m != null) {
                return m;
            }
        }
        for (MethodTable t : tables) {
            if (!t.rules(method).isEmpty()) {
                return new Match(new Overlay.Body(method), t.name());
            }
        }
        return null;
    }

    /** As {@link #lookup(MethodKey, MethodKey)}, in one table of the view and without rules. */
    public static Match in(MethodTable table, MethodKey method, MethodKey caller) {
        Overlay o = table.lookup(method);
        boolean own = o instanceof Overlay.Body body && body.method().equals(caller);
        return o == null || own ? null : new Match(o, table.name());
    }

    /**
     * The rules for the derivative of exactly this method in one mode: those of the topmost table that has any for the mode. The most special
     * one comes first. Empty if no table has one.
     */
    public List<DerivativeRule> rules(MethodKey method, DerivativeRule.Mode mode) {
        for (MethodTable t : tables) {
            List<DerivativeRule> found =
                    t.rules(method).stream().filter(r -> r.isFor(mode)).toList();
            if (!found.isEmpty()) {
                return found;
            }
        }
        return List.of();
    }

    /** How the JVM that the job runs in may call the method where nothing else is known of the call; null if it may not. */
    public Overlay.HostCall hostCall(MethodKey method) {
        return tables.stream()
                .map(t -> t.hostCall(method))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    /** Whether there is any method that the JVM that the job runs in may call. */
    public boolean hasHostCalls() {
        return tables.stream().anyMatch(MethodTable::hasHostCalls);
    }

    /** Whether the JVM that the job runs in may call some method of the class. @param owner its internal name */
    public boolean hasHostCalls(String owner) {
        return tables.stream().anyMatch(t -> t.hasHostCalls(owner));
    }

    /** Whether a table says that values of the type carry no derivatives. @param type internal name */
    public boolean isInactiveType(String type) {
        return tables.stream().anyMatch(t -> t.inactiveTypes().contains(type));
    }

    /** The tables, the topmost first. */
    public List<MethodTable> tables() {
        return tables;
    }

    /** Hash of the tables' contents in their order. */
    public String version() {
        return version;
    }

    @Override
    public String toString() {
        return tables.toString();
    }
}
