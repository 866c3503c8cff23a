package dev.adagent.agent.engine;

import dev.adagent.overlay.MethodKey;
import dev.adagent.transform.autodiff.PassedShadows;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Checks what a derivative is called with: in all that its arguments hold, what is written has one shadow where it is one object and two where it is two,
 * and what is a shadow is nothing's primal. Derivatives of arrays of numbers check that themselves; nothing stands in front of them.
 */
final class ShadowGraphs {
    private static final MethodHandle CHECK;

    static {
        try {
            CHECK = MethodHandles.lookup()
                    .findVirtual(ShadowGraphs.class, "check", MethodType.methodType(void.class, Object[].class));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final PassedShadows plan;
    private final ClassValue<List<Member>> members;

    /** A field that holds a reference. */
    private record Member(String name, MethodHandle getter) {}

    private ShadowGraphs(PassedShadows plan, Trusted trusted) {
        this.plan = plan;
        this.members = new ClassValue<>() {
            @Override
            protected List<Member> computeValue(Class<?> c) {
                return members(c, trusted);
            }
        };
    }

    /** A derivative's handle with the check in front of it, if there is something to check. */
    static MethodHandle before(MethodHandle derivative, PassedShadows plan, Trusted trusted) {
        if (plan == null) {
            return derivative;
        }
        MethodType type = derivative.type();
        MethodHandle check = CHECK.bindTo(new ShadowGraphs(plan, trusted))
                .asCollector(Object[].class, type.parameterCount())
                .asType(type.changeReturnType(void.class));
        return MethodHandles.foldArguments(derivative, check);
    }

    private void check(Object[] args) {
        int lanes = 1;
        for (PassedShadows.Argument a : plan.arguments()) {
            lanes = Math.max(lanes, a.shadows());
        }
        for (int lane = 0; lane < lanes; lane++) {
            Walk walk = new Walk();
            int number = 1;
            for (PassedShadows.Argument a : plan.arguments()) {
                Object primal = args[a.at()];
                Object shadow = a.shadows() == 0 ? primal : args[a.at() + 1 + lane];
                walk.add(primal, shadow, -1, null, number++);
            }
            walk.run();
        }
    }

    /** One walk over all arguments and their shadows: what was met, in order, what holds it, and how that names it. */
    private final class Walk {
        /** So many are looked through one by one. */
        private static final int FEW = 12;

        private Object[] primals = new Object[FEW];
        private Object[] shadows = new Object[FEW];
        private int[] holders = new int[FEW];
        private Object[] names = new Object[FEW];
        private int[] indices = new int[FEW];
        private int count;

        /** Places in the former by what stands there, from 1, where they are more than a few. */
        private int[] byPrimal;

        private int[] byShadow;

        void add(Object primal, Object shadow, int holder, Object name, int index) {
            if (shadow == null || isLeaf(primal)) {
                return;
            }
            int first = -1;
            for (int k = next(primals, byPrimal, primal, -1); k >= 0; k = next(primals, byPrimal, primal, k)) {
                if (shadows[k] == shadow) {
                    return;
                }
                first = k;
            }
            if (first >= 0 && isWritten(primal)) {
                append(primal, shadow, holder, name, index);
                throw refusal(path(first) + " and " + path(count - 1) + " are one " + kind(primal)
                        + " where their shadows are two");
            }
            int other = shadow == primal ? -1 : next(shadows, byShadow, shadow, -1);
            append(primal, shadow, holder, name, index);
            if (other >= 0
                    && primals[other] != primal
                    && primals[other] != shadow
                    && (isWritten(primal) || isWritten(primals[other]))) {
                throw refusal(path(other) + " and " + path(count - 1) + " are two where their shadows are one "
                        + kind(shadow));
            }
        }

        private void append(Object primal, Object shadow, int holder, Object name, int index) {
            if (count == primals.length) {
                int more = 2 * count;
                primals = Arrays.copyOf(primals, more);
                shadows = Arrays.copyOf(shadows, more);
                holders = Arrays.copyOf(holders, more);
                names = Arrays.copyOf(names, more);
                indices = Arrays.copyOf(indices, more);
                byPrimal = table(primals);
                byShadow = table(shadows);
            }
            primals[count] = primal;
            shadows[count] = shadow;
            holders[count] = holder;
            names[count] = name;
            indices[count] = index;
            if (byPrimal != null) {
                put(byPrimal, primal, count);
                put(byShadow, shadow, count);
            }
            count++;
        }

        private int[] table(Object[] objects) {
            int[] table = new int[Integer.highestOneBit(4 * objects.length)];
            for (int k = 0; k < count; k++) {
                put(table, objects[k], k);
            }
            return table;
        }

        private static void put(int[] table, Object object, int place) {
            int at = slot(table, object);
            while (table[at] != 0) {
                at = at + 1 & table.length - 1;
            }
            table[at] = place + 1;
        }

        private static int slot(int[] table, Object object) {
            int hash = System.identityHashCode(object) * 0x9E3779B9;
            return hash >>> Integer.numberOfLeadingZeros(table.length - 1);
        }

        /** The next place behind another at which an object stands; −1 if there is none. */
        private int next(Object[] objects, int[] table, Object object, int after) {
            if (table == null) {
                for (int k = after + 1; k < count; k++) {
                    if (objects[k] == object) {
                        return k;
                    }
                }
                return -1;
            }
            // places of one object stand in their order
            for (int at = slot(table, object); table[at] != 0; at = at + 1 & table.length - 1) {
                int k = table[at] - 1;
                if (k > after && objects[k] == object) {
                    return k;
                }
            }
            return -1;
        }

        void run() {
            for (int k = 0; k < count; k++) {
                if (primals[k] != shadows[k]) { // else it is a constant
                    descend(primals[k], shadows[k], k);
                }
            }
            for (int k = 0; k < count; k++) {
                int other = primals[k] == shadows[k] ? -1 : next(primals, byPrimal, shadows[k], -1);
                if (other >= 0 && (plan.adds() || isWritten(shadows[k])) && hasNumbers(shadows[k])) {
                    throw refusal("the shadow of " + path(k) + " is " + path(other) + " itself");
                }
            }
        }

        private void descend(Object x, Object s, int place) {
            if (x instanceof Object[] rows) {
                if (s instanceof Object[] others) {
                    for (int k = 0; k < Math.min(rows.length, others.length); k++) {
                        add(rows[k], others[k], place, null, k);
                    }
                }
            } else if (isOfBoot(x.getClass())) {
                held(x, s, place);
            } else if (x.getClass() == s.getClass()) {
                for (Member m : members.get(x.getClass())) {
                    add(get(m, x), get(m, s), place, m, 0);
                }
            }
        }

        /** What the JDK's own hold. */
        private void held(Object x, Object s, int place) {
            if (x instanceof Map<?, ?> all && s instanceof Map<?, ?> others) {
                all.forEach((key, value) -> {
                    if (isLeaf(key)) { // no method of the app's is called
                        add(value, others.get(key), place, key, 0);
                    }
                });
            } else if (x instanceof List<?> || x instanceof Queue<?>) {
                Iterator<?> others =
                        s instanceof Collection<?> c ? c.iterator() : List.of().iterator();
                int k = 0;
                for (Object e : (Collection<?>) x) {
                    add(e, others.hasNext() ? others.next() : null, place, null, k++);
                }
            } else if (x instanceof AtomicReference<?> r && s instanceof AtomicReference<?> other) {
                add(r.get(), other.get(), place, "", 0);
            }
        }

        /** The way that leads to what stands at a place from an argument. */
        private String path(int place) {
            if (holders[place] < 0) {
                return "array or object " + indices[place] + " of the arguments";
            }
            Object name = names[place];
            boolean row = primals[holders[place]] instanceof Object[];
            return path(holders[place])
                    + (name instanceof Member m
                            ? "." + m.name()
                            : row
                                    ? "[" + indices[place] + "]"
                                    : ".get(" + (name == null ? indices[place] : name) + ")");
        }
    }

    private static IllegalArgumentException refusal(String what) {
        return new IllegalArgumentException(
                what
                        + ", so that their derivatives would be wrong: make the shadow with Autodiff.makeZero of the whole argument,"
                        + " which has one shadow for each object and shares none with it, and pass what several arguments hold in one of them");
    }

    private static String kind(Object x) {
        return x.getClass().isArray()
                ? x.getClass().getSimpleName()
                : x.getClass().getName();
    }

    /** What has no shadow of its own, or none that is written. */
    private static boolean isLeaf(Object x) {
        if (x == null) {
            return true;
        }
        Class<?> c = x.getClass();
        if (c.isArray()) {
            return x instanceof double[] d
                    ? d.length == 0
                    : x instanceof float[] f
                            ? f.length == 0
                            : c.getComponentType().isPrimitive();
        }
        return c.isHidden()
                || x instanceof Enum
                || isOfBoot(c) && !(x instanceof Map || x instanceof Collection<?> || x instanceof AtomicReference);
    }

    private static boolean isOfBoot(Class<?> c) {
        return c.getClassLoader() == null;
    }

    private boolean isWritten(Object x) {
        Class<?> c = x.getClass();
        if (c.isArray()) {
            return plan.written() == null
                    || plan.written().contains(x instanceof Object[] ? PassedShadows.ROWS : c.descriptorString());
        }
        if (isOfBoot(c)) {
            return false; // what it holds is looked at
        }
        boolean written = plan.written() == null;
        for (Class<?> k = c; k != null && !written; k = k.getSuperclass()) {
            written = plan.written().contains(MethodKey.internalName(k));
        }
        return written;
    }

    private static boolean hasNumbers(Object x) {
        if (x.getClass().isArray()) {
            return x instanceof double[] || x instanceof float[];
        }
        for (Class<?> k = x.getClass(); k != null && !isOfBoot(k); k = k.getSuperclass()) {
            for (Field f : k.getDeclaredFields()) {
                if (!Modifier.isStatic(f.getModifiers())
                        && (f.getType() == double.class || f.getType() == float.class)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static List<Member> members(Class<?> c, Trusted trusted) {
        List<Member> out = new ArrayList<>();
        for (Class<?> k = c; k != null && !isOfBoot(k); k = k.getSuperclass()) {
            for (Field f : k.getDeclaredFields()) {
                if (!Modifier.isStatic(f.getModifiers()) && !f.getType().isPrimitive()) {
                    try {
                        MethodHandle getter = trusted.lookup(k).unreflectGetter(f);
                        out.add(new Member(
                                f.getName(), getter.asType(MethodType.methodType(Object.class, Object.class))));
                    } catch (IllegalAccessException e) {
                        throw new IllegalStateException("the field " + f + " cannot be read", e);
                    }
                }
            }
        }
        return out;
    }

    private static Object get(Member m, Object x) {
        try {
            return (Object) m.getter().invokeExact(x);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("the field " + m.name() + " cannot be read", e);
        }
    }
}
