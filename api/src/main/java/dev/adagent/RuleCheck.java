package dev.adagent;

import java.lang.annotation.Annotation;
import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Assertions that derivative rules agree with finite differences of the methods that they are for. Rules are run as the Java methods
 * that they are, so this needs no agent.
 *
 * <pre>{@code
 * RuleCheck.check(ShapeRules.class, Shapes.class, "area", 2.5);
 * }</pre>
 */
public final class RuleCheck {
    private RuleCheck() {}

    /**
     * Checks every rule of one method that a class declares, those that take a {@link RuleConfig} with and without
     * {@link RuleConfig#needsPrimal}.
     *
     * @param rules the class with the rules
     * @param owner the class of the method
     * @param method its name
     * @param arguments arguments of the method, the receiver first if it has one: numbers, arrays of {@code double} or {@code float}, and
     *     any constants. Not changed
     * @throws AssertionError if a rule is wrong. The message says which rule, by which argument or element, and how far off it is
     * @throws IllegalArgumentException if the class has no rule for the method that takes these arguments
     */
    public static void check(Class<?> rules, Class<?> owner, String method, Object... arguments) {
        boolean floats = Arrays.stream(arguments).anyMatch(a -> a instanceof Float || a instanceof float[]);
        check(floats ? 1e-2 : GradCheck.TOLERANCE, rules, owner, method, arguments);
    }

    /** {@link #check(Class, Class, String, Object...)} with a tolerance, relative to the larger of 1 and the difference. */
    public static void check(double tolerance, Class<?> rules, Class<?> owner, String method, Object... arguments) {
        int checked = 0;
        for (Method m : rules.getDeclaredMethods()) {
            ForwardRule f = m.getAnnotation(ForwardRule.class);
            ReverseRule r = m.getAnnotation(ReverseRule.class);
            if (f != null && named(f.owner(), f.name(), m, owner, method)) {
                checked += forward(new RuleCall(m, true, owner, method, arguments), tolerance);
            }
            if (r != null && named(r.owner(), r.name(), m, owner, method)) {
                checked += reverse(new RuleCall(m, false, owner, method, arguments), rules, tolerance);
            }
        }
        if (checked == 0) {
            throw new IllegalArgumentException(rules.getName() + " has no rule for " + owner.getName() + "." + method
                    + " that takes " + Arrays.deepToString(arguments));
        }
    }

    private static boolean named(Class<?> ruleOwner, String name, Method rule, Class<?> owner, String method) {
        return ruleOwner == owner && (name.isEmpty() ? rule.getName() : name).equals(method);
    }

    /** What {@link RuleConfig#needsPrimal} is in turn: only rules that are told can differ by it. */
    private static boolean[] variants(Method... rules) {
        boolean told = Arrays.stream(rules)
                .anyMatch(m -> List.of(m.getParameterTypes()).contains(RuleConfig.class));
        return told ? new boolean[] {false, true} : new boolean[] {false};
    }

    private static int forward(RuleCall call, double tolerance) {
        if (!call.fits()) {
            return 0;
        }
        Differences d = call.differences(tolerance);
        for (boolean primal : variants(call.rule)) {
            Object[] args = call.arguments();
            Object[] tangents = call.weights(args, 3);
            Object[] shadows = RuleCall.copies(tangents);
            Object got = RuleCall.invoke(call.rule, null, call.rulePoint(primal, null, args, shadows, null));
            if (got instanceof Record pair) {
                Object[] both = components(pair);
                d.same("the result that it returns", number(both[0]), number(call.run(call.arguments())));
                got = both[1];
            }
            if (got != null) {
                d.compare("the tangent", "", number(got), h -> number(call.run(call.moved(tangents, h))), 1);
            }
            for (int k = 0; k < args.length; k++) {
                for (int i = 0; call.varies(k) && args[k].getClass().isArray() && i < Array.getLength(args[k]); i++) {
                    int argument = k;
                    int index = i;
                    d.compare(
                            call.name(k) + "'s shadow[" + i + "]",
                            "",
                            number(Array.get(shadows[k], i)),
                            h -> {
                                Object[] moved = call.moved(tangents, h);
                                call.run(moved);
                                return number(Array.get(moved[argument], index));
                            },
                            1);
                }
            }
        }
        d.report("forward rule " + call);
        return 1;
    }

    private static int reverse(RuleCall call, Class<?> rules, double tolerance) {
        if (!call.fits()) {
            return 0;
        }
        Method augmented = augmented(call, rules);
        Differences d = call.differences(tolerance);
        for (boolean primal : augmented == null ? variants(call.rule) : variants(call.rule, augmented)) {
            Object[] args = call.arguments();
            Object[] scalars = args.clone();
            Object[] seeds = call.weights(args, 5);
            Object[] shadows = RuleCall.copies(seeds);
            double seed = 0.75;
            Object tape = null;
            if (augmented == null) {
                call.run(args);
            } else {
                tape = RuleCall.invoke(augmented, null, call.augmentedPoint(augmented, primal, args, shadows));
                checkAugmented(call, tape, args, d);
            }
            Object[] point = call.rulePoint(primal, tape, scalars, shadows, seed);
            Object got = RuleCall.invoke(call.rule, null, point);
            Object[] gradients =
                    got == null ? new Object[0] : got instanceof Record r ? components(r) : new Object[] {got};
            compareGradients(call, d, gradients, shadows, seeds, seed);
        }
        d.report("reverse rule " + call);
        return 1;
    }

    private static void compareGradients(
            RuleCall call, Differences d, Object[] gradients, Object[] shadows, Object[] seeds, double seed) {
        Object[] at = call.arguments();
        int next = 0;
        for (int k = 0; k < at.length; k++) {
            int argument = k;
            if (!call.varies(k)) {
                continue;
            }
            if (at[k].getClass().isArray()) {
                for (int i = 0; i < Array.getLength(at[k]); i++) {
                    int index = i;
                    double x = number(Array.get(at[k], i));
                    d.compare(
                            call.name(k) + "'s shadow[" + i + "]",
                            call.name(k) + "[" + i + "] = " + x,
                            number(Array.get(shadows[k], i)),
                            h -> call.objective(argument, index, h, seeds, seed),
                            x);
                }
            } else {
                double x = number(at[k]);
                d.compare(
                        "the gradient by " + call.name(k),
                        call.name(k) + " = " + x,
                        number(gradients[next++]),
                        h -> call.objective(argument, -1, h, seeds, seed),
                        x);
            }
        }
        if (next != gradients.length) {
            throw new AssertionError(
                    "reverse rule " + call + " returns " + gradients.length + " gradients, for " + next + " arguments");
        }
    }

    /** The augmented primal has to do what the method does. */
    private static void checkAugmented(RuleCall call, Object tape, Object[] after, Differences d) {
        Object[] want = call.arguments();
        Object result = call.run(want);
        if (result instanceof Number) {
            Object got = tape instanceof Record r ? components(r)[0] : tape;
            d.same("the result of its augmented primal", number(got), number(result));
        }
        for (int k = 0; k < want.length; k++) {
            for (int i = 0; call.varies(k) && want[k].getClass().isArray() && i < Array.getLength(want[k]); i++) {
                d.same(
                        call.name(k) + "[" + i + "] after its augmented primal",
                        number(Array.get(after[k], i)),
                        number(Array.get(want[k], i)));
            }
        }
    }

    private static Method augmented(RuleCall call, Class<?> rules) {
        for (Method m : rules.getDeclaredMethods()) {
            AugmentedPrimal a = m.getAnnotation(AugmentedPrimal.class);
            if (a != null && named(a.owner(), a.name(), m, call.owner, call.method) && call.belongs(m)) {
                return m;
            }
        }
        return null;
    }

    private static Object[] components(Record r) {
        List<Object> out = new ArrayList<>();
        for (RecordComponent c : r.getClass().getRecordComponents()) {
            Method get = c.getAccessor();
            get.setAccessible(true);
            out.add(RuleCall.invoke(get, r));
        }
        return out.toArray();
    }

    private static double number(Object o) {
        return ((Number) o).doubleValue();
    }

    static boolean marked(Annotation[] annotations, Class<? extends Annotation> type) {
        return Arrays.stream(annotations).anyMatch(type::isInstance);
    }

    static RuntimeException thrown(InvocationTargetException e) {
        if (e.getCause() instanceof Error error) {
            throw error;
        }
        return e.getCause() instanceof RuntimeException r ? r : new IllegalArgumentException(e.getCause());
    }
}
