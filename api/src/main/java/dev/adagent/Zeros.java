package dev.adagent;

import dev.adagent.spi.EngineClient;
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.Stack;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.Vector;
import java.util.function.BiFunction;

/**
 * Shadows: structures of the same shape with zeros in place of floating-point numbers. What is one object in the original is one
 * object in the shadow, cycles too.
 */
final class Zeros {
    /** Shadows by original; null where the original itself is cleared. */
    private final Map<Object, Object> seen = new IdentityHashMap<>();

    private Zeros() {}

    /** A new zero shadow of {@code x}. */
    @SuppressWarnings("unchecked")
    static <T> T make(T x) {
        return (T) new Zeros().copy(x);
    }

    /** Sets every floating-point number in {@code x} to zero. */
    static void clear(Object x) {
        new Zeros().wipe(x);
    }

    private static boolean isConstant(Object x) {
        return x == null
                || x instanceof Number
                || x instanceof CharSequence
                || x instanceof Boolean
                || x instanceof Character
                || x instanceof Enum
                || x instanceof Class
                || x.getClass().isHidden(); // a lambda: what it captured is constant
    }

    private Object copy(Object x) {
        if (x instanceof Double) {
            return 0.0;
        } else if (x instanceof Float) {
            return 0f;
        } else if (isConstant(x)) {
            return x;
        }
        Object known = seen.get(x);
        if (known != null) {
            return known;
        }
        if (x.getClass().isArray()) {
            return copyArray(x);
        } else if (x instanceof List<?> list) {
            List<Object> out = list(x);
            seen.put(x, out);
            list.forEach(e -> out.add(copy(e)));
            return out;
        } else if (x instanceof ArrayDeque<?> deque) {
            Deque<Object> out = new ArrayDeque<>(deque.size());
            seen.put(x, out);
            deque.forEach(e -> out.add(copy(e)));
            return out;
        } else if (isSet(x)) {
            return copySet((Set<?>) x);
        } else if (x instanceof Map<?, ?> map) {
            return copyMap(map);
        }
        return x instanceof Record ? copyRecord(x) : copyObject(x);
    }

    @SuppressWarnings("unchecked")
    private Object copyMap(Map<?, ?> map) {
        Map<Object, Object> out = map instanceof EnumMap<?, ?> e
                ? (Map<Object, Object>) (Map<?, ?>) e.clone() // which knows its keys' class also when it is empty
                : map instanceof LinkedHashMap
                        ? new LinkedHashMap<>()
                        : map instanceof SortedMap<?, ?> s
                                ? new TreeMap<>(comparator(s.comparator()))
                                : new HashMap<>();
        seen.put(map, out);
        map.forEach((k, v) -> out.put(k, copy(v)));
        return out;
    }

    private static boolean isSet(Object x) {
        return x instanceof Set && x.getClass().getClassLoader() == null;
    }

    /** Elements of a set are found by what they are, as keys of a map: numbers among them stay, and objects with numbers have no place. */
    private Object copySet(Set<?> set) {
        if (set instanceof EnumSet<?> s) {
            return s.clone();
        }
        Set<Object> out = set instanceof SortedSet<?> s
                ? new TreeSet<>(comparator(s.comparator()))
                : set instanceof LinkedHashSet ? new LinkedHashSet<>() : new HashSet<>();
        seen.put(set, out);
        for (Object e : set) {
            if (!isConstant(e)) {
                throw new ActivityException(
                        "makeZero of a set of " + e.getClass().getName()
                                + ": a shadow's elements would be others; keep what has derivatives in a list or as the values of a map");
            }
            out.add(e);
        }
        return out;
    }

    @SuppressWarnings("unchecked")
    private static Comparator<Object> comparator(Comparator<?> of) {
        return (Comparator<Object>) of;
    }

    /** An empty list of the same class where the JDK's are made for changes, else an {@code ArrayList}. */
    private static List<Object> list(Object x) {
        Class<?> c = x.getClass();
        return c == LinkedList.class
                ? new LinkedList<>()
                : c == Stack.class ? new Stack<>() : c == Vector.class ? new Vector<>() : new ArrayList<>();
    }

    private Object copyArray(Object x) {
        int n = Array.getLength(x);
        Object out = Array.newInstance(x.getClass().getComponentType(), n);
        seen.put(x, out);
        if (x instanceof Object[] elements) {
            for (int i = 0; i < n; i++) {
                Array.set(out, i, copy(elements[i]));
            }
        } else if (!isFloating(x.getClass().getComponentType())) {
            System.arraycopy(x, 0, out, 0, n);
        }
        return out;
    }

    private Object copyRecord(Object x) {
        RecordComponent[] components = x.getClass().getRecordComponents();
        Object[] values = new Object[components.length];
        try {
            for (int i = 0; i < values.length; i++) {
                Field f = accessible(x.getClass().getDeclaredField(components[i].getName()), x);
                values[i] = copy(f.get(x));
            }
            Constructor<?> canonical = x.getClass()
                    .getDeclaredConstructor(Arrays.stream(components)
                            .map(RecordComponent::getType)
                            .toArray(Class<?>[]::new));
            canonical.setAccessible(true);
            Object out = canonical.newInstance(values);
            for (int i = 0; i < values.length; i++) {
                requireZero(
                        x,
                        components[i],
                        values[i],
                        accessible(x.getClass().getDeclaredField(components[i].getName()), x)
                                .get(out));
            }
            seen.put(x, out);
            return out;
        } catch (ReflectiveOperationException e) {
            throw unknown(x, e);
        }
    }

    /** A record's constructor may change what it is given; a shadow that does not begin at zero gives wrong gradients. */
    private static void requireZero(Object record, RecordComponent c, Object given, Object held) {
        if ((given instanceof Double || given instanceof Float)
                && !(held instanceof Number n && n.doubleValue() == 0)) {
            throw new ActivityException(
                    "makeZero of the record " + record.getClass().getName() + ", whose constructor makes " + held
                            + " of 0 in its component " + c.getName()
                            + ": take components as they are, and change numbers in a method that makes the record");
        }
    }

    private Object copyObject(Object x) {
        List<Field> fields = fields(x);
        BiFunction<String, Object[], Object> engine = EngineClient.find();
        if (engine == null) {
            throw AgentMissingException.notRunning("Autodiff.makeZero of an object");
        }
        Object out = Replies.check(engine.apply("allocate", new Object[] {x.getClass()}));
        seen.put(x, out);
        try {
            for (Field f : fields) {
                Object shadow = copy(f.get(x));
                if (shadow != null && !f.getType().isPrimitive() && !f.getType().isInstance(shadow)) {
                    throw new ActivityException(
                            "makeZero of " + x.getClass().getName() + ", whose field " + f.getName() + " is a "
                                    + f.getType().getName()
                                    + ", for which there is no shadow: declare it as List or Map, or pass it as an argument"
                                    + " of its own");
                }
                f.set(out, shadow);
            }
        } catch (IllegalAccessException e) {
            throw unknown(x, e);
        }
        return out;
    }

    private void wipe(Object x) {
        if (isConstant(x) || seen.put(x, x) != null) {
            return;
        }
        if (x instanceof double[] d) {
            Arrays.fill(d, 0);
        } else if (x instanceof float[] f) {
            Arrays.fill(f, 0);
        } else if (x instanceof Object[] elements) {
            for (int i = 0; i < elements.length; i++) {
                elements[i] = wiped(elements[i]);
            }
        } else if (x instanceof List<?>) {
            @SuppressWarnings("unchecked")
            List<Object> list = (List<Object>) x;
            list.replaceAll(this::wiped);
        } else if (x instanceof ArrayDeque<?>) {
            @SuppressWarnings("unchecked")
            Deque<Object> deque = (Deque<Object>) x;
            for (int n = deque.size(); n > 0; n--) {
                deque.addLast(wiped(deque.removeFirst()));
            }
        } else if (isSet(x)) {
            copySet((Set<?>) x); // nothing of it changes, if it is one that has a shadow
        } else if (x instanceof Map<?, ?>) {
            @SuppressWarnings("unchecked")
            Map<Object, Object> map = (Map<Object, Object>) x;
            map.replaceAll((k, v) -> wiped(v));
        } else if (!x.getClass().isArray()) {
            wipeFields(x);
        }
    }

    /** What takes the place of an element: a boxed number is another one, a structure itself. */
    private Object wiped(Object element) {
        if (element instanceof Double || element instanceof Float || element instanceof Record) {
            return copy(element);
        }
        wipe(element);
        return element;
    }

    private void wipeFields(Object x) {
        if (x instanceof Record) {
            throw new ActivityException("remakeZero of the record "
                    + x.getClass().getName() + ": records do not change; make a new shadow with makeZero");
        }
        try {
            for (Field f : fields(x)) {
                f.set(x, isFloating(f.getType()) ? copy(f.get(x)) : wiped(f.get(x)));
            }
        } catch (IllegalAccessException e) {
            throw unknown(x, e);
        }
    }

    private static boolean isFloating(Class<?> c) {
        return c == double.class || c == float.class;
    }

    /** The instance fields of an object of the app, those of its superclasses too. */
    private static List<Field> fields(Object x) {
        List<Field> out = new ArrayList<>();
        for (Class<?> c = x.getClass(); c != null && c != Object.class; c = c.getSuperclass()) {
            if (c.getClassLoader() == null || c.isHidden()) {
                throw unknown(x, null);
            }
            for (Field f : c.getDeclaredFields()) {
                if (!Modifier.isStatic(f.getModifiers())) {
                    out.add(accessible(f, x));
                }
            }
        }
        return out;
    }

    private static Field accessible(Field f, Object x) {
        try {
            f.setAccessible(true);
            return f;
        } catch (InaccessibleObjectException | SecurityException e) {
            throw unknown(x, e);
        }
    }

    private static ActivityException unknown(Object x, Exception cause) {
        return new ActivityException(
                "makeZero of " + x.getClass().getName()
                        + ", whose fields cannot be read: pass arrays, lists, maps, records or objects of your own classes",
                cause);
    }
}
