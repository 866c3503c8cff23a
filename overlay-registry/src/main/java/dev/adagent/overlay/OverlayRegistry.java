package dev.adagent.overlay;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.function.Supplier;

/** All known method tables; makes the view of a job. */
public final class OverlayRegistry {
    /** A table, made when a view for its target is first asked for. */
    private static final class Entry {
        final Layer layer;
        final String target;
        private final Supplier<MethodTable> source;
        private MethodTable made;

        Entry(Layer layer, String target, Supplier<MethodTable> source) {
            this.layer = layer;
            this.target = target;
            this.source = source;
        }

        String target() {
            return target;
        }

        MethodTable table() {
            if (made == null) {
                made = source.get();
            }
            return made;
        }
    }

    private final List<Entry> entries = new ArrayList<>();

    /**
     * A registry of the tables of all {@link OverlayProvider}s and {@link Target}s that {@code loader} sees. A target whose table a
     * provider brings too counts once. The tables are made now.
     */
    public static OverlayRegistry discover(ClassLoader loader) {
        OverlayRegistry r = discoverNames(loader);
        r.entries.forEach(Entry::table);
        return r;
    }

    /**
     * As {@link #discover}, but a table is made only when a view for its target is first asked for: what is wrong with one shows then. For
     * providers that are known to work.
     */
    public static OverlayRegistry discoverNames(ClassLoader loader) {
        OverlayRegistry r = new OverlayRegistry();
        for (OverlayProvider p : ServiceLoader.load(OverlayProvider.class, loader)) {
            r.entries.add(new Entry(p.layer(), p.target(), p::table));
        }
        for (Target t : ServiceLoader.load(Target.class, loader)) {
            r.entries.add(new Entry(Layer.BACKEND, t.name(), t::table));
        }
        return r;
    }

    /** Names of the targets that have a table of their own, sorted. */
    public synchronized List<String> targets() {
        return entries.stream()
                .map(Entry::target)
                .filter(Objects::nonNull)
                .distinct()
                .sorted()
                .toList();
    }

    /** Adds a table; {@code target} null is every target. */
    public synchronized OverlayRegistry add(Layer layer, String target, MethodTable table) {
        entries.add(new Entry(layer, target, () -> table));
        return this;
    }

    /**
     * {@link #view(String, List)} with app tables of equal rank.
     *
     * @throws OverlayConflictException as there
     */
    public TableView view(String target, MethodTable... appTables) {
        return view(target, List.of(List.of(appTables)));
    }

    /**
     * The view of a job for the named target: the app's tables, then the back end's, then the global ones; by name within a layer.
     *
     * @param appSteps tables of the app that launches, above all others: the first step on top; the tables of one step are of equal rank
     * @throws OverlayConflictException if two tables of equal rank replace the same method by different things
     */
    public synchronized TableView view(String target, List<List<MethodTable>> appSteps) {
        List<List<MethodTable>> steps = new ArrayList<>(appSteps);
        for (Layer layer : Layer.values()) {
            steps.add(tables(layer, target));
        }
        List<MethodTable> stack = new ArrayList<>();
        for (List<MethodTable> step : steps) {
            List<MethodTable> sorted = step.stream()
                    .sorted(Comparator.comparing(MethodTable::name))
                    .toList();
            checkDisjoint(sorted);
            stack.addAll(sorted);
        }
        return TableView.of(stack);
    }

    /** The tables of a layer, each once. */
    private List<MethodTable> tables(Layer layer, String target) {
        List<MethodTable> out = new ArrayList<>();
        for (Entry e : entries) {
            if (e.layer == layer && (e.target == null || e.target.equals(target))) {
                MethodTable table = e.table();
                if (out.stream().noneMatch(t -> t == table || t.version().equals(table.version()))) {
                    out.add(table);
                }
            }
        }
        return out;
    }

    private static void checkDisjoint(List<MethodTable> tables) {
        checkRules(tables);
        Map<String, MethodTable> owner = new HashMap<>();
        for (MethodTable t : tables) {
            for (String method : t.methods()) {
                MethodTable other = owner.putIfAbsent(method, t);
                if (other == null) {
                    continue;
                }
                MethodKey key = MethodKey.parse(method);
                Overlay a = other.lookup(key);
                Overlay b = t.lookup(key);
                if (!a.equals(b)) {
                    throw new OverlayConflictException("tables " + other.name() + " and " + t.name()
                            + " are of equal rank and replace " + method + " differently: by " + a + " and by " + b);
                }
            }
        }
    }

    /** Rules of one method may stand in several tables of a layer if they are for other modes, or are equal. */
    private static void checkRules(List<MethodTable> tables) {
        for (int a = 0; a < tables.size(); a++) {
            for (MethodTable other : tables.subList(a + 1, tables.size())) {
                for (String method : other.ruledMethods()) {
                    checkRules(tables.get(a), other, MethodKey.parse(method));
                }
            }
        }
    }

    private static void checkRules(MethodTable a, MethodTable b, MethodKey method) {
        for (DerivativeRule.Mode mode : DerivativeRule.Mode.values()) {
            List<DerivativeRule> first =
                    a.rules(method).stream().filter(r -> r.isFor(mode)).toList();
            List<DerivativeRule> second =
                    b.rules(method).stream().filter(r -> r.isFor(mode)).toList();
            if (!first.isEmpty() && !second.isEmpty() && !first.equals(second)) {
                throw new OverlayConflictException("tables " + a.name() + " and " + b.name()
                        + " of one layer have different rules for the derivative of " + method + ": " + first + " and "
                        + second);
            }
        }
    }
}
