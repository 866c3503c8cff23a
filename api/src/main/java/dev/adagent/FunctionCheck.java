package dev.adagent;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** {@link GradCheck} of what {@link Autodiff#autodiff} computes for one function at one point. */
final class FunctionCheck {
    /** With {@code float} among the arguments. */
    private static final double FLOAT_TOLERANCE = 1e-2;

    /**
     * A floating-point number among the arguments.
     *
     * @param index its number among all of them
     * @param path indices to it from its argument on, none if it is the argument
     */
    private record Entry(int index, int argument, List<Integer> path) {
        @Override
        public String toString() {
            StringBuilder s = new StringBuilder("argument " + (argument + 1));
            path.forEach(i -> s.append('[').append(i).append(']'));
            return s.toString();
        }
    }

    private final Object function;
    private final Function<Object[], Object> plain;
    private final Object[] point;
    private final List<Entry> entries = new ArrayList<>();
    private final Differences differences;
    private boolean hasValue;

    private FunctionCheck(double tolerance, Object function, Function<Object[], Object> plain, Object... point) {
        this.function = function;
        this.plain = plain;
        this.point = point;
        differences = hasFloats(point) ? Differences.ofFloats(tolerance) : Differences.ofDoubles(tolerance);
        for (int k = 0; k < point.length; k++) {
            Objects.requireNonNull(point[k], "argument " + (k + 1));
            collect(k, point[k], List.of());
        }
        if (entries.isEmpty()) {
            throw new IllegalArgumentException(
                    "GradCheck without a number to differentiate by: none of the arguments is a floating-point number, or an array of such");
        }
    }

    /** The tolerance if none is given. */
    static double tolerance(Object... args) {
        return hasFloats(args) ? FLOAT_TOLERANCE : GradCheck.TOLERANCE;
    }

    private static boolean hasFloats(Object... args) {
        return Arrays.stream(args)
                .anyMatch(a -> a instanceof Float || a != null && element(a.getClass()) == float.class);
    }

    private static Class<?> element(Class<?> type) {
        return type.isArray() ? element(type.getComponentType()) : type;
    }

    private static boolean varies(Object arg) {
        return arg instanceof Double || arg instanceof Float || isArrayOfNumbers(arg);
    }

    private static boolean isArrayOfNumbers(Object arg) {
        Class<?> e = element(arg.getClass());
        return arg.getClass().isArray() && (e == double.class || e == float.class);
    }

    private void collect(int argument, Object value, List<Integer> path) {
        if (value instanceof Double || value instanceof Float) {
            entries.add(new Entry(entries.size(), argument, path));
        } else if (isArrayOfNumbers(value)) {
            for (int i = 0; i < Array.getLength(value); i++) {
                List<Integer> inner = new ArrayList<>(path);
                inner.add(i);
                Object e = Array.get(value, i);
                if (e != null) {
                    collect(argument, e, inner);
                }
            }
        }
    }

    /**
     * Compares both modes with differences.
     *
     * @param plain calls the function with arguments that it may change
     */
    static void run(double tolerance, Object function, Function<Object[], Object> plain, Object... point) {
        new FunctionCheck(tolerance, function, plain, point).run();
    }

    private void run() {
        Object[] after = copies();
        Object result = plain.apply(after);
        hasValue = result instanceof Double || result instanceof Float;
        Set<Integer> changed = new HashSet<>();
        entries.stream()
                .filter(e -> !e.path().isEmpty() && get(after, e) != get(point, e))
                .forEach(e -> changed.add(e.argument()));
        if (!hasValue && changed.isEmpty()) {
            throw new IllegalArgumentException(
                    "GradCheck of a function that returns no floating-point number and changes no array:"
                            + " it has no derivative to check");
        }
        if (hasValue) {
            Object[] zeros = shadows(e -> 0);
            compare("gradient", 1, zeros);
        }
        if (!changed.isEmpty()) {
            Object[] weights = shadows(e -> changed.contains(e.argument()) ? weight(e.index() + 1) : 0);
            compare("gradient of what it leaves in its arrays, weighted,", 0, weights);
        }
        differences.report("GradCheck");
    }

    /** The function as a number: its result times the seed and all that its arrays hold afterwards times the weights. */
    private double objective(Object[] args, double seed, Object[] weights) {
        Object result = plain.apply(args);
        double sum = seed == 0 ? 0 : seed * ((Number) result).doubleValue();
        for (Entry e : entries) {
            double w = e.path().isEmpty() ? 0 : get(weights, e);
            sum += w == 0 ? 0 : w * get(args, e);
        }
        return sum;
    }

    private void compare(String name, double seed, Object[] weights) {
        double[] reverse = reverse(seed, weights);
        for (int k = 0; k < reverse.length; k++) {
            Entry e = entries.get(k);
            double x = get(point, e);
            differences.compare(
                    name + " by " + e,
                    Double.toString(x),
                    reverse[k],
                    h -> {
                        Object[] args = copies();
                        set(args, e, x + h);
                        return objective(args, seed, weights);
                    },
                    x);
        }
        Object[] direction = shadows(e -> direction(e.index()));
        differences.compare(
                (seed == 0 ? "tangent of what it leaves in its arrays, weighted," : "tangent") + " in forward mode",
                "",
                forward(direction, seed, weights),
                h -> {
                    Object[] args = copies();
                    entries.forEach(e -> set(args, e, get(point, e) + h * get(direction, e)));
                    return objective(args, seed, weights);
                },
                1);
    }

    private double[] reverse(double seed, Object[] weights) {
        Object[] args = copies();
        Object[] shadows = copies(weights);
        Arg<?>[] holders = new Arg<?>[args.length];
        for (int k = 0; k < args.length; k++) {
            if (args[k] instanceof Double d) {
                holders[k] = new Active(d);
            } else if (args[k] instanceof Float f) {
                holders[k] = new ActiveFloat(f);
            } else {
                holders[k] = varies(args[k]) ? new Duplicated<>(args[k], shadows[k]) : new Const<>(args[k]);
            }
        }
        HostAutodiff.run(Mode.REVERSE, function, hasValue ? new Seed(seed) : null, holders);
        return entries.stream()
                .mapToDouble(e -> {
                    Arg<?> a = holders[e.argument()];
                    return a instanceof Active d ? d.grad : a instanceof ActiveFloat f ? f.grad : get(shadows, e);
                })
                .toArray();
    }

    private double forward(Object[] direction, double seed, Object[] weights) {
        Object[] args = copies();
        Object[] tangents = copies(direction);
        Arg<?>[] holders = new Arg<?>[args.length];
        for (int k = 0; k < args.length; k++) {
            if (args[k] instanceof Double d) {
                holders[k] = new DuplicatedDouble(d, (Double) tangents[k]);
            } else if (args[k] instanceof Float f) {
                holders[k] = new DuplicatedFloat(f, (Float) tangents[k]);
            } else {
                holders[k] = varies(args[k]) ? new Duplicated<>(args[k], tangents[k]) : new Const<>(args[k]);
            }
        }
        Result r = HostAutodiff.general(Mode.FORWARD, function, holders);
        double sum = seed == 0 ? 0 : seed * r.tangent();
        for (Entry e : entries) {
            sum += e.path().isEmpty() ? 0 : get(weights, e) * get(tangents, e);
        }
        return sum;
    }

    // ---- arguments as structures of numbers

    private Object[] copies() {
        return copies(point);
    }

    private static Object[] copies(Object[] values) {
        return Arrays.stream(values).map(FunctionCheck::copy).toArray();
    }

    private static Object copy(Object v) {
        if (v == null || !v.getClass().isArray()) {
            return v;
        }
        int n = Array.getLength(v);
        Object out = Array.newInstance(v.getClass().getComponentType(), n);
        for (int i = 0; i < n; i++) {
            Array.set(out, i, v instanceof Object[] elements ? copy(elements[i]) : Array.get(v, i));
        }
        return out;
    }

    /** The structure of the arguments with other numbers. */
    private Object[] shadows(ToDoubleFunction<Entry> number) {
        Object[] out = copies();
        entries.forEach(e -> set(out, e, number.applyAsDouble(e)));
        return out;
    }

    private static Object holder(Object[] args, Entry e) {
        Object at = args[e.argument()];
        for (int i : e.path().subList(0, e.path().size() - 1)) {
            at = Array.get(at, i);
        }
        return at;
    }

    private static double get(Object[] args, Entry e) {
        Object number = e.path().isEmpty()
                ? args[e.argument()]
                : Array.get(holder(args, e), e.path().get(e.path().size() - 1));
        return ((Number) number).doubleValue();
    }

    private static void set(Object[] args, Entry e, double value) {
        if (e.path().isEmpty()) {
            boolean single = args[e.argument()] instanceof Float;
            args[e.argument()] = single ? (Object) (float) value : (Object) value;
            return;
        }
        Object array = holder(args, e);
        int i = e.path().get(e.path().size() - 1);
        if (array instanceof float[] f) {
            f[i] = (float) value;
        } else {
            ((double[]) array)[i] = value;
        }
    }

    /** The same at every call; none is small, and no two are equal. */
    private static double weight(int n) {
        return (n % 2 == 0 ? 1 : -1) * (0.5 + ((n * 0.6180339887498949) % 1));
    }

    private double direction(int n) {
        return weight(n) / Math.sqrt(entries.size());
    }
}
