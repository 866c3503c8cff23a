package dev.adagent.overlay;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes derivative rules of annotated methods. How annotations are read, by reflection or from a class file, is the caller's: it hands in
 * what a method declares.
 */
public final class RuleReader {
    /** The annotations that rules are made of, by binary name. */
    public static final String FORWARD = "dev.adagent.ForwardRule";

    public static final String AUGMENTED = "dev.adagent.AugmentedPrimal";
    public static final String REVERSE = "dev.adagent.ReverseRule";
    public static final String INACTIVE = "dev.adagent.Inactive";
    private static final String CONSTANT = "dev.adagent.Constant";
    private static final String TAPE = "dev.adagent.Tape";

    /** A method as it is declared. */
    public interface Declared {
        MethodKey key();

        boolean isStatic();

        /**
         * The elements of an annotation that have other values than their defaults; classes are internal names. Null if the method does not
         * have it.
         */
        Map<String, Object> annotation(String name);

        /** Whether a parameter has the annotation. */
        boolean isMarked(int parameter, String annotation);
    }

    /** Finds methods. */
    @FunctionalInterface
    public interface Methods {
        /**
         * Type of the result of a method.
         *
         * @param parameters concatenated types of its parameters
         * @return null if the class has no such method
         */
        String result(String owner, String name, String parameters, boolean instance);
    }

    /** A rule and the method that it is for. */
    public record Entry(MethodKey method, DerivativeRule rule) {}

    private record Part(Declared declared, MethodKey target, List<Integer> constants, boolean tape) {}

    private RuleReader() {}

    /**
     * The rules that a class declares.
     *
     * @param declared its methods
     * @throws IllegalArgumentException if a marked method is no rule; the message says what is wrong
     */
    public static List<Entry> read(Iterable<? extends Declared> declared, Methods methods) {
        List<Entry> out = new ArrayList<>();
        Map<List<Object>, Part> augmented = new LinkedHashMap<>();
        List<Part> reverse = new ArrayList<>();
        for (Declared d : declared) {
            if (d.annotation(FORWARD) != null) {
                Part p = part(d, FORWARD, true, methods);
                out.add(new Entry(p.target, new DerivativeRule.Forward(d.key(), p.constants)));
            }
            if (d.annotation(AUGMENTED) != null) {
                Part p = part(d, AUGMENTED, false, methods);
                if (augmented.put(List.of(p.target, p.constants), p) != null) {
                    throw new IllegalArgumentException(
                            d.key() + " is a second augmented primal of " + p.target + " in its class");
                }
            }
            if (d.annotation(REVERSE) != null) {
                reverse.add(part(d, REVERSE, false, methods));
            }
        }
        for (Part p : reverse) {
            Part first = augmented.remove(List.of(p.target, p.constants));
            MethodKey key = first == null ? null : first.declared.key();
            out.add(new Entry(p.target, new DerivativeRule.Reverse(p.declared.key(), key, p.tape, p.constants)));
        }
        augmented.values().stream().findFirst().ifPresent(p -> {
            throw new IllegalArgumentException(p.declared.key() + " is an augmented primal without the reverse rule of "
                    + p.target + " for the same constant arguments, which belongs into the same class");
        });
        return out;
    }

    private static Part part(Declared d, String annotation, boolean forward, Methods methods) {
        String simple = "@" + annotation.substring(annotation.lastIndexOf('.') + 1);
        if (!d.isStatic()) {
            throw new IllegalArgumentException(simple + " on " + d.key() + ": only a static method can be a rule");
        }
        Map<String, Object> elements = d.annotation(annotation);
        boolean instance = (Boolean) elements.getOrDefault("instance", false);
        String owner = (String) elements.get("owner");
        String name = (String) elements.getOrDefault("name", d.key().name());
        List<String> have = Descriptors.parameters(d.key().descriptor());
        int next = !have.isEmpty() && have.get(0).equals("Ldev/adagent/RuleConfig;") ? 1 : 0;
        boolean tape = annotation.equals(REVERSE) && next < have.size() && d.isMarked(next, TAPE);
        next += tape ? 1 : 0;
        List<String> arguments = new ArrayList<>();
        List<Integer> constants = new ArrayList<>();
        // the last parameter of a reverse rule may be the adjoint: both readings are tried, the method that exists
        // decides
        int end = have.size();
        while (next < end) {
            String type = have.get(next);
            boolean constant = d.isMarked(next, CONSTANT);
            if (constant && Descriptors.canVary(type)) {
                constants.add(arguments.size());
            }
            boolean shadowed = !constant && Descriptors.canVary(type) && (forward || type.length() > 1);
            if (shadowed && (next + 1 == end || !have.get(next + 1).equals(type))) {
                throw new IllegalArgumentException(simple + " on " + d.key() + ": parameter " + (next + 1)
                        + " is not followed by its " + (type.length() > 1 ? "shadow" : "tangent")
                        + " of the same type; mark it @Constant if it has none");
            }
            arguments.add(type);
            next += shadowed ? 2 : 1;
        }
        MethodKey target = target(owner, name, arguments, instance, annotation.equals(REVERSE), methods);
        if (target == null) {
            throw new IllegalArgumentException(simple + " on " + d.key() + ": " + owner.replace('/', '.') + " has no "
                    + (instance ? "instance" : "static") + " method " + name + " with the arguments "
                    + String.join("", arguments)
                    + (annotation.equals(REVERSE) ? ", with or without an adjoint after them" : ""));
        }
        return new Part(d, target, constants, tape);
    }

    private static MethodKey target(
            String owner, String name, List<String> arguments, boolean instance, boolean reverse, Methods methods) {
        MethodKey with = null;
        if (reverse && !arguments.isEmpty()) {
            String last = arguments.get(arguments.size() - 1);
            MethodKey k = find(owner, name, arguments.subList(0, arguments.size() - 1), instance, methods);
            with = k != null && Descriptors.result(k.descriptor()).equals(last) && RuleSignature.isFloating(last)
                    ? k
                    : null;
        }
        if (with != null) {
            return with;
        }
        MethodKey k = find(owner, name, arguments, instance, methods);
        return k != null && reverse && RuleSignature.isFloating(Descriptors.result(k.descriptor())) ? null : k;
    }

    private static MethodKey find(
            String owner, String name, List<String> arguments, boolean instance, Methods methods) {
        if (instance && (arguments.isEmpty() || !arguments.get(0).startsWith("L"))) {
            return null;
        }
        String parameters = String.join("", instance ? arguments.subList(1, arguments.size()) : arguments);
        String result = methods.result(owner, name, parameters, instance);
        return result == null ? null : new MethodKey(owner, name, "(" + parameters + ")" + result);
    }
}
