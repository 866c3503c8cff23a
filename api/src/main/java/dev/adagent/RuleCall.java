package dev.adagent;

import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** One rule's method with the arguments at which it is checked: calls it, and the method that it is for. */
final class RuleCall {
    final Method rule;
    final Class<?> owner;
    final String method;
    private final boolean forward;
    private final Object[] values;
    /** The rule's parameters that are arguments of the method, by position. */
    private final List<Integer> positions = new ArrayList<>();

    private final List<Class<?>> types = new ArrayList<>();
    private final List<Boolean> constants = new ArrayList<>();
    private Method target;

    RuleCall(Method rule, boolean forward, Class<?> owner, String method, Object... values) {
        this.rule = rule;
        this.owner = owner;
        this.method = method;
        this.forward = forward;
        this.values = values;
        rule.setAccessible(true);
        read();
    }

    /** Walks over the rule's parameters as {@link ForwardRule} and {@link ReverseRule} describe them. */
    private void read() {
        Class<?>[] parameters = rule.getParameterTypes();
        int next = prefix(rule);
        for (int k = 0; k < values.length && next < parameters.length; k++) {
            Class<?> type = parameters[next];
            boolean constant = RuleCheck.marked(rule.getParameterAnnotations()[next], Constant.class) || !canVary(type);
            positions.add(next);
            types.add(type);
            constants.add(constant);
            next += !constant && (forward || !type.isPrimitive()) ? 2 : 1;
        }
        for (Method m : owner.getDeclaredMethods()) {
            List<Class<?>> all = new ArrayList<>(Arrays.asList(m.getParameterTypes()));
            if (!Modifier.isStatic(m.getModifiers())) {
                all.add(0, owner);
            }
            if (m.getName().equals(method) && all.equals(types)) {
                target = m;
                m.setAccessible(true);
            }
        }
    }

    private static int prefix(Method m) {
        int next = 0;
        Class<?>[] parameters = m.getParameterTypes();
        if (parameters.length > next && parameters[next] == RuleConfig.class) {
            next++;
        }
        if (parameters.length > next && RuleCheck.marked(m.getParameterAnnotations()[next], Tape.class)) {
            next++;
        }
        return next;
    }

    private static boolean canVary(Class<?> c) {
        Class<?> t = c;
        while (t.isArray()) {
            t = t.getComponentType();
        }
        return !t.isPrimitive() || t == double.class || t == float.class;
    }

    /** Whether the rule is for the method that takes these arguments. */
    boolean fits() {
        return target != null && types.size() == values.length;
    }

    /** Whether the augmented primal has the same constant parameters. */
    boolean belongs(Method augmented) {
        Class<?>[] parameters = augmented.getParameterTypes();
        int next = prefix(augmented);
        for (int k = 0; k < types.size(); k++) {
            if (next >= parameters.length || parameters[next] != types.get(k)) {
                return false;
            }
            boolean constant = RuleCheck.marked(augmented.getParameterAnnotations()[next], Constant.class)
                    || !canVary(parameters[next]);
            if (constant != constants.get(k)) {
                return false;
            }
            next += !constant && !parameters[next].isPrimitive() ? 2 : 1;
        }
        return next == parameters.length;
    }

    boolean varies(int k) {
        return !constants.get(k);
    }

    String name(int k) {
        return "argument " + (k + 1) + " (" + rule.getParameters()[positions.get(k)].getName() + ")";
    }

    Differences differences(double tolerance) {
        boolean floats = types.contains(float.class) || types.contains(float[].class);
        return floats ? Differences.ofFloats(tolerance) : Differences.ofDoubles(tolerance);
    }

    /** Fresh copies of the arguments. */
    Object[] arguments() {
        return copies(values);
    }

    static Object[] copies(Object[] values) {
        return Arrays.stream(values).map(RuleCall::copy).toArray();
    }

    private static Object copy(Object v) {
        if (v == null || !v.getClass().isArray()) {
            return v;
        }
        int n = Array.getLength(v);
        Object out = Array.newInstance(v.getClass().getComponentType(), n);
        System.arraycopy(v, 0, out, 0, n);
        return out;
    }

    /** A number for each number that varies, of the same shape as the arguments; the same at each call. */
    Object[] weights(Object[] args, int salt) {
        Object[] out = new Object[args.length];
        int count = salt;
        for (int k = 0; k < args.length; k++) {
            if (!varies(k)) {
                continue;
            }
            if (args[k].getClass().isArray()) {
                out[k] = copy(args[k]);
                for (int i = 0; i < Array.getLength(out[k]); i++) {
                    set(out[k], i, weight(count++));
                }
            } else {
                out[k] = typed(types.get(k), weight(count++));
            }
        }
        return out;
    }

    private static double weight(int n) {
        return (n % 2 == 0 ? 1 : -1) * (0.5 + ((n * 0.6180339887498949) % 1));
    }

    private static void set(Object array, int i, double v) {
        Array.set(array, i, typed(array.getClass().getComponentType(), v));
    }

    private static Object typed(Class<?> type, double v) {
        return type == float.class ? (Object) (float) v : (Object) v;
    }

    /** The arguments moved along the directions. */
    Object[] moved(Object[] directions, double h) {
        Object[] out = arguments();
        for (int k = 0; k < out.length; k++) {
            if (directions[k] == null) {
                continue;
            }
            if (out[k].getClass().isArray()) {
                for (int i = 0; i < Array.getLength(out[k]); i++) {
                    set(out[k], i, number(Array.get(out[k], i)) + h * number(Array.get(directions[k], i)));
                }
            } else {
                out[k] = typed(types.get(k), number(out[k]) + h * number(directions[k]));
            }
        }
        return out;
    }

    /** What the reverse rule differentiates: the seeds times all that comes out, with one number moved. */
    double objective(int argument, int index, double h, Object[] seeds, double seed) {
        Object[] args = arguments();
        if (index < 0) {
            args[argument] = typed(types.get(argument), number(args[argument]) + h);
        } else {
            set(args[argument], index, number(Array.get(args[argument], index)) + h);
        }
        Object result = run(args);
        double sum = result instanceof Double || result instanceof Float ? seed * number(result) : 0;
        for (int k = 0; k < args.length; k++) {
            for (int i = 0; varies(k) && args[k].getClass().isArray() && i < Array.getLength(args[k]); i++) {
                sum += number(Array.get(seeds[k], i)) * number(Array.get(args[k], i));
            }
        }
        return sum;
    }

    private static double number(Object o) {
        return ((Number) o).doubleValue();
    }

    /** Runs the method itself; arrays change. */
    Object run(Object[] args) {
        boolean isStatic = Modifier.isStatic(target.getModifiers());
        return isStatic
                ? invoke(target, null, args)
                : invoke(target, args[0], Arrays.copyOfRange(args, 1, args.length));
    }

    /** Arguments of the rule. @param seed adjoint of the result, null in forward mode */
    Object[] rulePoint(boolean primal, Object tape, Object[] args, Object[] shadows, Double seed) {
        return point(rule, primal, tape, args, shadows, seed, forward);
    }

    Object[] augmentedPoint(Method augmented, boolean primal, Object[] args, Object[] shadows) {
        augmented.setAccessible(true);
        return point(augmented, primal, null, args, shadows, null, false);
    }

    private Object[] point(
            Method m, boolean primal, Object tape, Object[] args, Object[] shadows, Double seed, boolean tangents) {
        List<Object> out = new ArrayList<>();
        Class<?>[] parameters = m.getParameterTypes();
        if (parameters.length > 0 && parameters[0] == RuleConfig.class) {
            out.add(new RuleConfig(primal, 1, 0, false, false));
        }
        if (prefix(m) > out.size()) {
            out.add(tape);
        }
        for (int k = 0; k < args.length; k++) {
            out.add(args[k]);
            if (varies(k) && (tangents || args[k].getClass().isArray())) {
                out.add(shadows[k]);
            }
        }
        if (seed != null && out.size() < parameters.length) {
            out.add(typed(parameters[out.size()], seed));
        }
        return out.toArray();
    }

    static Object invoke(Method m, Object receiver, Object... args) {
        try {
            return m.invoke(receiver, args);
        } catch (InvocationTargetException e) {
            throw RuleCheck.thrown(e);
        } catch (IllegalAccessException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @Override
    public String toString() {
        return rule.getDeclaringClass().getSimpleName() + "." + rule.getName() + " of " + owner.getSimpleName() + "."
                + method;
    }
}
