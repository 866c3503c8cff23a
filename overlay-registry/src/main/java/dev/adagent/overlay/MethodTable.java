package dev.adagent.overlay;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A named, immutable set of replacements for methods and of rules for their derivatives. Made with {@link #builder}. */
public final class MethodTable {
    private final String name;
    private final Map<String, Overlay> entries;
    private final Set<String> inherited;
    private final Map<String, List<DerivativeRule>> rules;
    private final Set<String> inactiveTypes;
    private final Map<String, Overlay.HostCall> hostCalls;
    /** Made when it is first asked for, as the version is: many tables of a registry are never used. */
    private volatile Map<String, List<MethodKey>> bySignature;

    private volatile String version;

    private MethodTable(Builder b) {
        name = b.name;
        entries = new TreeMap<>(b.entries);
        inherited = Set.copyOf(b.inherited);
        rules = new TreeMap<>();
        b.rules.forEach((method, list) -> rules.put(method, List.copyOf(list)));
        inactiveTypes = new TreeSet<>(b.inactiveTypes);
        hostCalls = new TreeMap<>(b.hostCalls);
    }

    private String hash() {
        ContentHash hash = new ContentHash().add(name);
        entries.forEach((key, overlay) -> {
            hash.add(key).add(overlay.toString()).add(inherited.contains(key) ? "subclasses" : "");
        });
        rules.forEach((key, list) -> hash.add(key).add(list.toString()));
        inactiveTypes.forEach(t -> hash.add("inactive type").add(t));
        hostCalls.forEach((key, call) -> hash.add(key).add(call.toString()));
        return hash.hex();
    }

    private Map<String, List<MethodKey>> signatures() {
        Map<String, List<MethodKey>> out = new TreeMap<>();
        Set<String> all = new TreeSet<>(entries.keySet());
        all.addAll(rules.keySet());
        for (String key : all) {
            MethodKey method = MethodKey.parse(key);
            out.computeIfAbsent(method.name() + method.descriptor(), s -> new ArrayList<>())
                    .add(method);
        }
        return out;
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

    /** Whether the entry for exactly this method also replaces the methods that override it and have no entry of their own. */
    public boolean holdsForSubclasses(MethodKey method) {
        return inherited.contains(method.toString());
    }

    /** The methods of that name and descriptor, whatever class declares them, that are replaced or have derivative rules; sorted. */
    public List<MethodKey> withSignature(String method, String descriptor) {
        Map<String, List<MethodKey>> known = bySignature;
        if (known == null) {
            known = signatures();
            bySignature = known;
        }
        return known.getOrDefault(method + descriptor, List.of());
    }

    /**
     * What jobs on the host take of the table: its derivative rules, but nothing that replaces a method, since a derivative there is that of
     * what the host runs.
     */
    public MethodTable forHost() {
        Builder b = new Builder(name);
        rules.forEach((method, list) -> b.rules.put(method, new ArrayList<>(list)));
        b.inactiveTypes.addAll(inactiveTypes);
        return b.build();
    }

    /** The replaced methods, as {@link MethodKey#toString} prints them, sorted. */
    public Set<String> methods() {
        return entries.keySet();
    }

    /** The rules for the derivatives of exactly this method, in an order that depends on their content alone; perhaps none. */
    public List<DerivativeRule> rules(MethodKey method) {
        return rules.getOrDefault(method.toString(), List.of());
    }

    /** The methods that have rules, as {@link MethodKey#toString} prints them, sorted. */
    public Set<String> ruledMethods() {
        return rules.keySet();
    }

    /** How the JVM that the job runs in may call the method where nothing else is known of the call; null if it may not. */
    public Overlay.HostCall hostCall(MethodKey method) {
        return hostCalls.get(method.toString());
    }

    /** Whether there is any method that the JVM may call. */
    public boolean hasHostCalls() {
        return !hostCalls.isEmpty();
    }

    /** Whether the JVM may call some method of the class. @param owner its internal name */
    public boolean hasHostCalls(String owner) {
        return hostCalls.keySet().stream().anyMatch(k -> k.startsWith(owner + "."));
    }

    /** Internal names of the types whose values carry no derivatives. */
    public Set<String> inactiveTypes() {
        return inactiveTypes;
    }

    /** Hash of name and entries: equal in every run, different when an entry is. */
    public String version() {
        String known = version;
        if (known == null) {
            known = hash();
            version = known;
        }
        return known;
    }

    @Override
    public String toString() {
        return name + " (" + entries.size() + " methods, " + rules.size() + " with rules, "
                + version().substring(0, 12) + ")";
    }

    /** Collects the entries of a table. */
    public static final class Builder {
        private static final Set<String> WRAPPERS = Stream.of(
                        Boolean.class,
                        Byte.class,
                        Character.class,
                        Short.class,
                        Integer.class,
                        Long.class,
                        Float.class,
                        Double.class,
                        Number.class)
                .map(MethodKey::internalName)
                .collect(Collectors.toUnmodifiableSet());
        private static final Pattern BOXING = Pattern.compile("valueOf\\([A-Z]\\)L.*|[a-z]+Value\\(\\)[A-Z]");

        private final String name;
        private final Map<String, Overlay> entries = new TreeMap<>();
        private final Set<String> inherited = new TreeSet<>();
        private final Map<String, List<DerivativeRule>> rules = new TreeMap<>();
        private final Set<String> inactiveTypes = new TreeSet<>();
        private final Map<String, Overlay.HostCall> hostCalls = new TreeMap<>();

        private Builder(String name) {
            if (name.isEmpty()) {
                throw new IllegalArgumentException("a method table needs a name");
            }
            this.name = name;
        }

        /**
         * Puts {@code overlay} in place of a method.
         *
         * @param named the method, by the class that declares it; operations that {@code Kernel} inherits, by {@code Kernel} too
         * @throws OverlayConflictException if the table has something else in its place already
         * @throws OverlayDeclarationException if a body's descriptor cannot stand for the method's, or the method boxes or unboxes
         */
        public Builder put(MethodKey named, Overlay overlay) {
            MethodKey method = KernelOverlays.declared(named);
            if (WRAPPERS.contains(method.owner())
                    && BOXING.matcher(method.name() + method.descriptor()).matches()) {
                throw new OverlayDeclarationException(overlay + " cannot stand in place of " + method
                        + ": javac calls it wherever a number becomes an object or is taken out of one (JLS §5.1.7, §5.1.8),"
                        + " and compiled code has no such objects; replace the method that uses the number");
            }
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

        /**
         * {@link #put}, also in place of the methods that override {@code method} and have no entry of their own.
         *
         * @throws OverlayConflictException as there
         * @throws OverlayDeclarationException as there
         */
        public Builder putForSubclasses(MethodKey method, Overlay overlay) {
            put(method, overlay);
            inherited.add(method.toString());
            return this;
        }

        /** Whether the table has something in the place of the method already. */
        boolean replaces(MethodKey method) {
            return entries.containsKey(method.toString());
        }

        /**
         * {@link #put}, and {@link #putForSubclasses} for an instance method, of a body that takes and gives another class in place of the
         * method's own: the class's other methods and constructors are then not to be called on such an object.
         *
         * @throws OverlayConflictException as there
         */
        Builder putStandIn(MethodKey method, MethodKey body, boolean instance) {
            Overlay before = entries.putIfAbsent(method.toString(), new Overlay.Body(body));
            if (before != null) {
                throw new OverlayConflictException("table " + name + " replaces " + method + " twice");
            }
            if (instance) {
                inherited.add(method.toString());
            }
            return this;
        }

        /** {@link #put} with the method's parts. */
        public Builder put(String owner, String method, String descriptor, Overlay overlay) {
            return put(new MethodKey(owner, method, descriptor), overlay);
        }

        /**
         * Gives a method a rule for its derivative. A method may have several for one mode, for other constant arguments.
         *
         * @throws OverlayConflictException if the table has another rule for that mode and those constant arguments
         * @throws IllegalArgumentException if the rule's method has other parameters or another result than {@link RuleSignature} gives
         */
        public Builder rule(MethodKey method, DerivativeRule rule) {
            checkRule(method, rule);
            List<DerivativeRule> list = rules.computeIfAbsent(method.toString(), k -> new ArrayList<>());
            for (DerivativeRule before : list) {
                if (before.equals(rule)) {
                    return this;
                }
                if (conflict(before, rule)) {
                    throw new OverlayConflictException("table " + name + " has two rules for the derivative of "
                            + method + ": " + before + " and " + rule);
                }
            }
            list.add(rule);
            // the rule that asks for the most constants comes first: it is the most special one
            list.sort(
                    Comparator.comparingInt((DerivativeRule r) -> -r.constants().size())
                            .thenComparing(DerivativeRule::toString));
            return this;
        }

        /** Says that values of a type carry no derivatives. @param type its internal name */
        public Builder inactiveType(String type) {
            inactiveTypes.add(type);
            return this;
        }

        /**
         * Puts an object of another class in the place of what a constructor makes, where that never leaves compiled code.
         *
         * @param factory takes the constructor's parameters
         */
        public Builder standIn(MethodKey constructor, MethodKey factory) {
            entries.put(constructor.toString(), new Overlay.Body(factory));
            return this;
        }

        /**
         * Lets the JVM call a method that is not compiled: for tables of targets that are the JVM. A call of it whose receiver's class shows is
         * compiled all the same.
         *
         * @param inactive as {@link Overlay.HostCall#inactive}
         */
        public Builder hostCall(MethodKey method, boolean inactive) {
            hostCalls.put(method.toString(), new Overlay.HostCall(inactive));
            return this;
        }

        /** The table. The builder can be used further. */
        public MethodTable build() {
            return new MethodTable(this);
        }

        /** Whether a call could be given either rule. */
        static boolean conflict(DerivativeRule a, DerivativeRule b) {
            for (DerivativeRule.Mode m : DerivativeRule.Mode.values()) {
                if (a.isFor(m) && b.isFor(m) && !a.equals(b)) {
                    boolean inactive = a instanceof DerivativeRule.Inactive || b instanceof DerivativeRule.Inactive;
                    return inactive || a.constants().equals(b.constants());
                }
            }
            return false;
        }

        /** The arguments of the method are its parameters, perhaps with a receiver before them. */
        private static void checkRule(MethodKey method, DerivativeRule rule) {
            List<String> parameters = Descriptors.parameters(method.descriptor());
            try {
                RuleSignature.check(parameters, Descriptors.result(method.descriptor()), rule);
            } catch (IllegalArgumentException e) {
                List<String> withReceiver = new ArrayList<>(parameters);
                withReceiver.add(0, "L" + method.owner() + ";");
                try {
                    RuleSignature.check(withReceiver, Descriptors.result(method.descriptor()), rule);
                } catch (IllegalArgumentException other) {
                    throw new IllegalArgumentException("for " + method + ": " + e.getMessage(), other);
                }
            }
        }

        /**
         * The body's parameters are the method's, perhaps with a receiver before them; the results are equal. A factory in place of a
         * constructor has its parameters and gives the object.
         */
        private static void checkShape(MethodKey method, MethodKey body) {
            String want = method.descriptor();
            String have = body.descriptor();
            String withReceiver = "(L" + method.owner() + ";" + want.substring(1);
            boolean constructor = method.name().equals("<init>");
            String other = constructor ? want.substring(0, want.length() - 1) + "L" + method.owner() + ";" : want;
            if (!have.equals(other) && !have.equals(withReceiver)) {
                throw new OverlayDeclarationException(body + " cannot stand in place of " + method
                        + ": its descriptor is neither " + other + " nor " + withReceiver);
            }
        }
    }
}
