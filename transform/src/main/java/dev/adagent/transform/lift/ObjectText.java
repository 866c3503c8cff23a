package dev.adagent.transform.lift;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.math.MathContext;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** All that objects hold, as text: equal for graphs of objects of which no program that does not ask for identities can tell one from the other. */
final class ObjectText {
    private static final int MOST = 200_000;

    /** What cannot be looked into. */
    static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1L;

        Unreadable(Object o) {
            super("an object of class " + o.getClass().getName(), null, false, false);
        }
    }

    private final StringBuilder out = new StringBuilder();
    private final Map<Object, Integer> seen = new IdentityHashMap<>();

    private ObjectText() {}

    /** @throws Unreadable if a part cannot be read, or there are too many */
    static String of(Object... roots) throws Unreadable {
        ObjectText t = new ObjectText();
        for (Object r : roots) {
            t.write(r);
        }
        return t.out.toString();
    }

    private void write(Object o) throws Unreadable {
        if (o == null) {
            out.append("null ");
        } else if (o instanceof Double d) {
            out.append(Long.toHexString(Double.doubleToRawLongBits(d))).append("d ");
        } else if (o instanceof Float f) {
            out.append(Integer.toHexString(Float.floatToRawIntBits(f))).append("f ");
        } else if (o instanceof String || o instanceof Character || o instanceof Boolean || isWhole(o)) {
            out.append(o.getClass().getSimpleName()).append('"').append(o).append('"');
        } else if (o instanceof Class<?> || o instanceof Enum<?>) {
            out.append(o).append(' ');
        } else if (seen.containsKey(o)) {
            out.append('#').append(seen.get(o)).append(' ');
        } else {
            seen.put(o, seen.size());
            if (seen.size() > MOST) {
                throw new Unreadable(o);
            }
            out.append(o.getClass().getName()).append('{');
            parts(o);
            out.append('}');
        }
    }

    private static boolean isWhole(Object o) {
        return (o instanceof Number || o instanceof MathContext)
                && o.getClass().getName().matches("java\\.(lang|math)\\..*");
    }

    private void parts(Object o) throws Unreadable {
        if (o.getClass().isArray()) {
            for (int k = 0; k < Array.getLength(o); k++) {
                write(Array.get(o, k));
            }
        } else if (o.getClass().getName().startsWith("java.")) {
            ofJdk(o);
        } else {
            fields(o);
        }
    }

    private void ofJdk(Object o) throws Unreadable {
        if (o instanceof Collection<?> c) {
            for (Object e : c) {
                write(e);
            }
        } else if (o instanceof Map<?, ?> m) {
            for (Map.Entry<?, ?> e : m.entrySet()) {
                write(e.getKey());
                write(e.getValue());
            }
        } else if (o instanceof AtomicReference<?> r) {
            write(r.get());
        } else if (o instanceof AtomicInteger || o instanceof AtomicLong || o instanceof AtomicBoolean) {
            write(o.toString());
        } else if (o.getClass() != Object.class) {
            throw new Unreadable(o);
        }
    }

    private void fields(Object o) throws Unreadable {
        for (Class<?> c = o.getClass(); c != null && !c.getName().startsWith("java."); c = c.getSuperclass()) {
            for (Field f : c.getDeclaredFields()) {
                if (Modifier.isStatic(f.getModifiers())) {
                    continue;
                }
                if (!f.trySetAccessible()) {
                    throw new Unreadable(o);
                }
                try {
                    write(f.get(o));
                } catch (IllegalAccessException e) {
                    throw new Unreadable(o);
                }
            }
        }
    }
}
