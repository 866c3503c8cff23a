package dev.adagent.agent.engine;

import dev.adagent.overlay.MethodKey;
import dev.adagent.transform.ir.Type;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A duplicated object of which the derivative takes the numbers: a map or list of {@code Double}s, or an object with wrappers among its
 * fields. What the function leaves in the numbers goes back to the object, and from their shadows to its shadow.
 */
abstract class Flattened {
    private static final Set<String> LISTS =
            Set.of("java/util/List", "java/util/ArrayList", "java/util/Collection", "java/lang/Iterable");

    private final List<String> kinds = new ArrayList<>();
    private final List<Object> values = new ArrayList<>();
    private final List<Object> shadows = new ArrayList<>();

    private Flattened() {}

    List<String> kinds() {
        return kinds;
    }

    List<Object> values() {
        return values;
    }

    List<Object> shadows() {
        return shadows;
    }

    /** Writes back what the call left in the numbers. */
    abstract void finishValue();

    /** Writes back what the call left in the shadows. */
    abstract void finishShadow();

    void add(String kind, Object value, Object shadow) {
        kinds.add(kind);
        values.add(value);
        shadows.add(shadow);
    }

    /** The type that a method declares for argument {@code i} of {@code n}, captured values coming before. */
    static Type declared(MethodKey method, int i, int n) {
        List<Type> types = Type.parameters(method.descriptor());
        int at = types.size() - n + i;
        return at < 0 || at >= types.size() ? Type.VOID : types.get(at);
    }

    /** Whether an argument of that declared type is one of these. */
    static boolean is(Object value, Type declared) {
        if (value == null || declared.kind() != Type.Kind.OBJECT) {
            return false;
        }
        if (value instanceof Map) {
            return declared.name().equals("java/util/Map");
        } else if (value instanceof List) {
            return LISTS.contains(declared.name());
        }
        return declared.name().equals(value.getClass().getName().replace('.', '/')) && hasWrappers(value.getClass());
    }

    /** Whether all fields of a class are numbers or wrappers, some of them wrappers of floating-point numbers. */
    private static boolean hasWrappers(Class<?> c) {
        if (c.isRecord() || c.getClassLoader() == null) {
            return false;
        }
        boolean some = false;
        for (Field f : fields(c)) {
            boolean wrapper = wrapped(f.getType()) != null;
            if (!f.getType().isPrimitive() && !wrapper) {
                return false;
            }
            some |= f.getType() == Double.class || f.getType() == Float.class;
        }
        return some;
    }

    private static Class<?> wrapped(Class<?> c) {
        Class<?> primitive = java.lang.invoke.MethodType.methodType(c).unwrap().returnType();
        return primitive == c || primitive == void.class ? null : primitive;
    }

    private static List<Field> fields(Class<?> type) {
        List<Field> out = new ArrayList<>();
        for (Class<?> c = type; c != Object.class; c = c.getSuperclass()) {
            List<Field> own = new ArrayList<>();
            for (Field f : c.getDeclaredFields()) {
                if (!Modifier.isStatic(f.getModifiers())) {
                    own.add(f);
                }
            }
            out.addAll(0, own);
        }
        return out;
    }

    /** @throws CallRefusal if the shadow does not fit, or something in it is no {@code Double} */
    static Flattened of(Object value, Object shadow, int argument, Trusted trusted) {
        if (shadow == null || shadow == value) {
            throw new CallRefusal(
                    "argument " + (argument + 1) + " of autodiff has no shadow of its own: makeZero gives one");
        }
        requireOwnBehaviour(value, argument);
        if (value instanceof Map<?, ?> map && shadow instanceof Map<?, ?> other) {
            return new OfMap(map, other, argument);
        } else if (value instanceof List<?> list && shadow instanceof List<?> other && list.size() == other.size()) {
            return new OfList(list, other, argument);
        } else if (value.getClass() == shadow.getClass() && !(value instanceof List)) {
            return new OfObject(value, shadow, trusted);
        }
        throw new CallRefusal("argument " + (argument + 1)
                + " of autodiff: the shadow must have its primal's type and size: makeZero gives one");
    }

    /** The derivative reads keys and numbers as the JDK's maps and lists do, and calls no method of the object itself. */
    private static void requireOwnBehaviour(Object value, int argument) {
        Class<?> itf = value instanceof Map ? Map.class : value instanceof List ? List.class : null;
        Class<?> jdk = value.getClass();
        while (jdk.getClassLoader() != null) {
            jdk = jdk.getSuperclass();
        }
        if (value instanceof IdentityHashMap) {
            throw notAsMaps(argument, "an IdentityHashMap, which finds keys by identity");
        }
        if (itf == null || Modifier.isAbstract(jdk.getModifiers()) || jdk == Object.class) {
            return; // an object; or it has all of its methods from the app, which keep to what an interface says
        }
        for (Class<?> c = value.getClass(); c != jdk; c = c.getSuperclass()) {
            for (Method m : c.getDeclaredMethods()) {
                boolean replaces = Arrays.stream(itf.getMethods())
                        .anyMatch(o -> o.getName().equals(m.getName())
                                && Arrays.equals(o.getParameterTypes(), m.getParameterTypes()));
                if (replaces && !Modifier.isStatic(m.getModifiers())) {
                    throw notAsMaps(
                            argument, "a " + c.getName() + ", which overrides " + m.getName() + " of " + jdk.getName());
                }
            }
        }
    }

    private static CallRefusal notAsMaps(int argument, String what) {
        return new CallRefusal("argument " + (argument + 1) + " of autodiff is " + what
                + ": the derivative takes its numbers and calls none of its methods; pass a HashMap, a TreeMap or an ArrayList of the same, as"
                + " duplicated(new HashMap<>(map), shadow)");
    }

    private static double number(Object x, int argument) {
        if (x instanceof Double d) {
            return d;
        }
        throw new CallRefusal("argument " + (argument + 1) + " of autodiff, or its shadow, holds "
                + (x == null ? "null" : "a " + x.getClass().getName())
                + ": the values of a map or list that is differentiated are Doubles; pass arrays and objects in an array, as duplicated(array, makeZero(array)), and find"
                + " places in it by a map that is constant(index)");
    }

    /** {@code dev.adagent.overlay.MapOfNumbers}: an index, what is there, the numbers. */
    private static final class OfMap extends Flattened {
        private final Map<Object, Object> map;
        private final Map<Object, Object> shadow;
        /** Finds keys as the map does: by its comparator if it has one. */
        private final Map<Object, Integer> index;

        private final int[] present;
        private final double[] numbers;
        private final double[] derivatives;

        @SuppressWarnings("unchecked")
        OfMap(Map<?, ?> map, Map<?, ?> shadow, int argument) {
            this.map = (Map<Object, Object>) map;
            this.shadow = (Map<Object, Object>) shadow;
            index = map instanceof SortedMap<?, ?> sorted
                    ? new TreeMap<>((Comparator<Object>) sorted.comparator())
                    : new LinkedHashMap<>();
            int n = map.size();
            present = new int[n];
            numbers = new double[n];
            derivatives = new double[n];
            for (Map.Entry<?, ?> e : map.entrySet()) {
                int k = index.size();
                index.put(e.getKey(), k);
                present[k] = e.getValue() == null ? 0 : 1;
                numbers[k] = e.getValue() == null ? 0 : number(e.getValue(), argument);
                Object d = shadow.get(e.getKey());
                derivatives[k] = d == null ? 0 : number(d, argument);
            }
            add("constant", index, null);
            add("constant", present, null);
            add("duplicated", numbers, derivatives);
        }

        @Override
        void finishValue() {
            index.forEach((key, k) -> put(map, key, present[k] == 0 ? null : (Object) numbers[k]));
        }

        @Override
        void finishShadow() {
            index.forEach((key, k) -> put(shadow, key, derivatives[k]));
        }

        private static void put(Map<Object, Object> to, Object key, Object value) {
            if (!java.util.Objects.equals(to.get(key), value)) {
                to.put(key, value);
            }
        }
    }

    private static final class OfList extends Flattened {
        private final List<Object> list;
        private final List<Object> shadow;
        private final double[] numbers;
        private final double[] derivatives;

        @SuppressWarnings("unchecked")
        OfList(List<?> list, List<?> shadow, int argument) {
            this.list = (List<Object>) list;
            this.shadow = (List<Object>) shadow;
            numbers = list.stream().mapToDouble(x -> number(x, argument)).toArray();
            derivatives = shadow.stream().mapToDouble(x -> number(x, argument)).toArray();
            add("duplicated", numbers, derivatives);
        }

        @Override
        void finishValue() {
            for (int k = 0; k < numbers.length; k++) {
                set(list, k, numbers[k]);
            }
        }

        @Override
        void finishShadow() {
            for (int k = 0; k < derivatives.length; k++) {
                set(shadow, k, derivatives[k]);
            }
        }

        private static void set(List<Object> to, int k, Object value) {
            if (!to.get(k).equals(value)) {
                to.set(k, value);
            }
        }
    }

    private static final class OfObject extends Flattened {
        private final Object object;
        private final Object shadow;
        private final Trusted trusted;

        OfObject(Object object, Object shadow, Trusted trusted) {
            this.object = object;
            this.shadow = shadow;
            this.trusted = trusted;
            for (Field f : fields(object.getClass())) {
                Class<?> number = wrapped(f.getType());
                Object v = get(f, object);
                Object d = get(f, shadow);
                if (number != null) {
                    add("constant", new int[] {v == null ? 0 : 1}, null);
                }
                Class<?> type = number != null ? number : f.getType();
                boolean active = type == double.class || type == float.class;
                add(active ? "duplicated" : "constant", one(type, v), active ? one(type, d) : null);
            }
        }

        private static Object one(Class<?> type, Object value) {
            Object out = Array.newInstance(type, 1);
            if (value != null) {
                Array.set(out, 0, value);
            }
            return out;
        }

        @Override
        void finishValue() {
            int next = 0;
            for (Field f : fields(object.getClass())) {
                boolean wrapper = wrapped(f.getType()) != null;
                boolean there = !wrapper || Array.getInt(values().get(next++), 0) == 1;
                Object number = values().get(next++);
                set(f, object, there ? Array.get(number, 0) : null);
            }
        }

        @Override
        void finishShadow() {
            int next = 0;
            for (Field f : fields(object.getClass())) {
                next += wrapped(f.getType()) != null ? 1 : 0;
                Object d = shadows().get(next++);
                if (d != null) {
                    set(f, shadow, Array.get(d, 0));
                }
            }
        }

        private Object get(Field f, Object from) {
            try {
                MethodHandles.Lookup lookup = trusted.lookup(f.getDeclaringClass());
                return lookup.unreflectGetter(f).invoke(from);
            } catch (Throwable e) {
                throw new IllegalStateException("the field " + f + " cannot be read", e);
            }
        }

        private void set(Field f, Object to, Object value) {
            if (java.util.Objects.equals(get(f, to), value)) {
                return;
            }
            try {
                f.setAccessible(true);
                f.set(to, value);
            } catch (ReflectiveOperationException | RuntimeException e) {
                throw new CallRefusal(
                        "the field " + f + " of an argument of autodiff cannot be written: make it not final", e);
            }
        }
    }
}
