package dev.adagent.transform.ir;

import java.lang.invoke.MethodType;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Makes an exception as a {@link Construction} says, and calls what it says on it, by reflection. */
public final class ConstructionRun {
    private final Object[] operands;
    private final ClassLoader loader;
    private final List<String> lost = new ArrayList<>();
    private int next;

    private ConstructionRun(Object[] operands, ClassLoader loader) {
        this.operands = operands;
        this.loader = loader;
    }

    /**
     * Runs the constructor.
     *
     * @param operands the slots' numbers as the IR has them, in order
     * @param loader finds the app's classes
     * @return the exception; one whose constructor got null for an object that only the device knew has a suppressed exception that says so.
     *     If the constructor or a call on the exception itself throws, what it throws
     * @throws ReflectiveOperationException if a class, constructor or field is not there or not accessible
     */
    public static Throwable run(Construction c, Object[] operands, ClassLoader loader)
            throws ReflectiveOperationException {
        ConstructionRun run = new ConstructionRun(operands, loader);
        try {
            Throwable made = (Throwable) run.make(c.root());
            run.call(made, c.steps());
            if (c.suppresses()) {
                made.addSuppressed(
                        new IllegalStateException(
                                "the exception was thrown in a kernel, and suppresses one that the"
                                        + " kernel threw while it closed a resource: that one cannot be carried out of a kernel"));
            }
            if (!run.lost.isEmpty()) {
                made.addSuppressed(new IllegalStateException(
                        "the exception was thrown in a kernel, and null stands for what its constructor was passed as "
                                + String.join(", ", run.lost)
                                + ": an object cannot be carried out of a kernel"));
            }
            return made;
        } catch (InvocationTargetException e) {
            if (run.lost.isEmpty()) {
                return e.getCause();
            }
            throw e;
        }
    }

    /**
     * The arguments of the constructor, which is not called.
     *
     * @param operands the slots' numbers as the IR has them, in order
     * @param loader finds the app's classes
     * @throws ReflectiveOperationException if a class or field is not there or not accessible
     */
    static Object[] arguments(Construction c, Object[] operands, ClassLoader loader)
            throws ReflectiveOperationException {
        return new ConstructionRun(operands, loader).values(c.root().parts());
    }

    private Object value(Construction.Part p) throws ReflectiveOperationException {
        if (p instanceof Construction.Slot s) {
            return number(s.descriptor());
        } else if (p instanceof Construction.Box b) {
            return number(b.slot().descriptor());
        } else if (p instanceof Construction.Text t) {
            return text(t);
        } else if (p instanceof Construction.Static s) {
            return field(s.field());
        } else if (p instanceof Construction.ArrayOf a) {
            Object array = Array.newInstance(type(a.element()), a.parts().size());
            for (int k = 0; k < a.parts().size(); k++) {
                Array.set(array, k, value(a.parts().get(k)));
            }
            return array;
        } else if (p instanceof Construction.New n) {
            return make(n);
        } else if (p instanceof Construction.Call c) {
            Method m = find(c.owner()).getMethod(c.name(), types(c.descriptor()));
            return m.invoke(null, values(c.parts()));
        } else if (p instanceof Construction.Lost l) {
            lost.add("a " + type(l.descriptor()).getTypeName());
        }
        return null;
    }

    private Object[] values(List<Construction.Part> parts) throws ReflectiveOperationException {
        Object[] out = new Object[parts.size()];
        for (int k = 0; k < out.length; k++) {
            out[k] = value(parts.get(k));
        }
        return out;
    }

    private Object make(Construction.New n) throws ReflectiveOperationException {
        Constructor<?> c = find(n.className()).getDeclaredConstructor(types(n.descriptor()));
        require(c, c.canAccess(null));
        Object made = c.newInstance(values(n.parts()));
        if (made instanceof Throwable t && !n.at().equals(Loc.NONE)) {
            t.setStackTrace(n.at().stack());
        }
        return made;
    }

    private void call(Throwable made, List<Construction.Step> steps) throws ReflectiveOperationException {
        List<Object> results = new ArrayList<>();
        for (Construction.Step s : steps) {
            Object on = s.on() < 0 ? made : results.get(s.on());
            Method m = method(find(s.owner()), s.name(), types(s.descriptor()));
            require(m, m.canAccess(on));
            results.add(m.invoke(on, values(s.parts())));
        }
    }

    /** The method that a class has or inherits. */
    private static Method method(Class<?> owner, String name, Class<?>... types) throws NoSuchMethodException {
        for (Class<?> c = owner; c != null; c = c.getSuperclass()) {
            for (Method m : c.getDeclaredMethods()) {
                if (m.getName().equals(name) && Arrays.equals(m.getParameterTypes(), types) && !m.isBridge()) {
                    return m;
                }
            }
        }
        return owner.getMethod(name, types);
    }

    private Object field(FieldRef ref) throws ReflectiveOperationException {
        Field f = find(ref.owner()).getDeclaredField(ref.name());
        require(f, f.canAccess(null));
        return f.get(null);
    }

    private static void require(AccessibleObject o, boolean accessible) throws IllegalAccessException {
        if (!accessible && !o.trySetAccessible()) {
            throw new IllegalAccessException(o + " is not accessible");
        }
    }

    private String text(Construction.Text t) {
        if (t.descriptors().isEmpty()) {
            return t.recipe();
        }
        StringBuilder out = new StringBuilder();
        int slot = 0;
        for (char c : t.recipe().toCharArray()) {
            if (c == '\u0001') {
                out.append(number(t.descriptors().charAt(slot++)));
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    /** The next operand, as Java's reflection takes a value of that type. */
    private Object number(char descriptor) {
        Object v = operands[next++];
        if (!(v instanceof Integer i)) {
            return v;
        }
        return switch (descriptor) {
            case 'Z' -> (i & 1) != 0;
            case 'C' -> (char) (int) i;
            case 'B' -> (byte) (int) i;
            case 'S' -> (short) (int) i;
            default -> i;
        };
    }

    private Class<?> find(String internalName) throws ClassNotFoundException {
        return Class.forName(internalName.replace('/', '.'), true, loader);
    }

    private Class<?> type(String descriptor) throws ClassNotFoundException {
        return MethodType.fromMethodDescriptorString("()" + descriptor, loader).returnType();
    }

    private Class<?>[] types(String descriptor) {
        return MethodType.fromMethodDescriptorString(descriptor, loader).parameterArray();
    }
}
