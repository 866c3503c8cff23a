package dev.adagent.transform.ir;

import dev.adagent.overlay.MethodKey;
import dev.adagent.transform.ir.Interpreter.Fault;
import dev.adagent.transform.ir.Interpreter.Instance;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Map;

/** What the interpreter reaches outside its module: fields of Java objects, the JDK's public methods, exception classes. */
final class JavaWorld {
    private static final Map<String, Class<?>> BOXES = Map.of(
            "Ljava/lang/Boolean;", Boolean.class,
            "Ljava/lang/Character;", Character.class,
            "Ljava/lang/Byte;", Byte.class,
            "Ljava/lang/Short;", Short.class);

    private final Map<FieldRef, Object> statics;

    JavaWorld(Map<FieldRef, Object> statics) {
        this.statics = statics;
    }

    /** The box class of a narrow type, null for any other descriptor. */
    static Class<?> boxOf(String descriptor) {
        return BOXES.get(descriptor);
    }

    static String className(Object o) {
        return o instanceof Instance i ? i.className : o.getClass().getName().replace('.', '/');
    }

    boolean isInstance(Object o, Type type) {
        if (o instanceof InterpretedThread.Closure c) {
            return type.equals(Type.object("java/lang/Object"))
                    || type.equals(Type.object(c.lambda().interfaceMethod().owner()));
        }
        if (type.isArray()) {
            Class<?> wanted = JavaValues.newArray(type, 0).getClass();
            return wanted.isInstance(o);
        }
        Class<?> target = JavaValues.find(type.name());
        if (o instanceof Instance i) {
            if (i.className.equals(type.name())) {
                return true;
            }
            Class<?> own = JavaValues.find(i.className);
            return target != null && own != null && target.isAssignableFrom(own);
        }
        return target != null && target.isInstance(o);
    }

    Object get(Object o, FieldRef ref) {
        Type type = Type.ofDescriptor(ref.descriptor()).asValue();
        if (o instanceof Instance i) {
            if (i.fields.containsKey(ref.name())) {
                return i.fields.get(ref.name());
            }
            return i.real instanceof Throwable t ? ofException(t, ref, type) : JavaValues.zero(type);
        }
        if (o instanceof Enum<?> e
                && ref.owner().equals("java/lang/Enum")
                && ref.name().equals("ordinal")) {
            return e.ordinal();
        }
        try {
            return JavaValues.toValue(field(ref).get(o), type);
        } catch (ReflectiveOperationException e) {
            throw new Fault("cannot read " + ref, e);
        }
    }

    /** A field of an exception that its own constructor made. */
    private static Object ofException(Throwable t, FieldRef ref, Type type) {
        if (ref.owner().equals("java/lang/Throwable")) {
            return switch (ref.name()) {
                case "detailMessage" -> t.getMessage();
                case "cause" -> t.getCause();
                default -> JavaValues.zero(type);
            };
        }
        try {
            return JavaValues.toValue(field(ref).get(t), type);
        } catch (ReflectiveOperationException e) {
            throw new Fault("cannot read " + ref, e);
        }
    }

    void put(Object o, FieldRef ref, Object value) {
        if (o instanceof Instance i) {
            i.fields.put(ref.name(), value);
            return;
        }
        if (o == null) {
            throw new Fault("a field of null is stored without a check", null);
        }
        try {
            Field f = field(ref);
            f.set(o, JavaValues.toJava(value, f.getType()));
        } catch (ReflectiveOperationException e) {
            throw new Fault("cannot write " + ref, e);
        }
    }

    Object getStatic(FieldRef ref) {
        if (statics.containsKey(ref)) {
            return statics.get(ref);
        }
        try {
            return JavaValues.toValue(
                    field(ref).get(null), Type.ofDescriptor(ref.descriptor()).asValue());
        } catch (ReflectiveOperationException e) {
            throw new Fault("cannot read " + ref, e);
        }
    }

    private static Field field(FieldRef ref) throws NoSuchFieldException {
        Class<?> c = JavaValues.find(ref.owner());
        if (c == null) {
            throw new Fault("no class " + ref.owner() + " for its field " + ref.name(), null);
        }
        for (Class<?> k = c; k != null; k = k.getSuperclass()) {
            for (Field f : k.getDeclaredFields()) {
                if (f.getName().equals(ref.name())) {
                    f.setAccessible(true);
                    return f;
                }
            }
        }
        throw new NoSuchFieldException(ref.toString());
    }

    /**
     * Calls a public method or constructor of the JDK, the receiver first.
     *
     * @throws Fault if the method is not one of the JDK's
     */
    Object invoke(Callee.Kind kind, MethodKey m, Object[] args) throws Throwable {
        if (m.name().equals("<init>")) {
            construct(m, args);
            return null;
        }
        if (m.owner().equals("java/lang/invoke/StringConcatFactory")) {
            return concat(m, args);
        }
        Class<?> c = m.owner().startsWith("java/") ? JavaValues.find(m.owner()) : null;
        if (c == null) {
            throw new Fault("the call has no body in the module", null);
        }
        Class<?>[] types = parameters(m);
        int first = kind == Callee.Kind.STATIC ? 0 : 1;
        Object[] passed = new Object[types.length];
        for (int i = 0; i < types.length; i++) {
            passed[i] = toJava(args[i + first], types[i]);
        }
        try {
            Method method = c.getMethod(m.name(), types);
            Object receiver = first == 0 ? null : toJava(args[0], c);
            Object r = method.invoke(receiver, passed);
            return method.getReturnType() == void.class ? null : JavaValues.toValue(r, Type.result(m.descriptor()));
        } catch (InvocationTargetException e) {
            throw e.getCause();
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            throw new Fault("cannot call " + m, e);
        }
    }

    /** String concatenation as the lift writes it: the recipe, then its operands. */
    private static String concat(MethodKey m, Object[] args) {
        Class<?>[] types = parameters(m);
        StringBuilder out = new StringBuilder();
        int next = 1;
        for (char c : ((String) args[0]).toCharArray()) {
            if (c == '\u0001') {
                out.append(toJava(args[next], types[next]));
                next++;
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    private static Object toJava(Object v, Class<?> c) {
        return v instanceof Instance i && i.real != null ? i.real : JavaValues.toJava(v, c);
    }

    private static Class<?>[] parameters(MethodKey m) {
        return MethodType.fromMethodDescriptorString(
                        m.descriptor(), Thread.currentThread().getContextClassLoader())
                .parameterArray();
    }

    private void construct(MethodKey m, Object[] args) throws Throwable {
        if (!(args[0] instanceof Instance target) || !isThrowableOrJdk(m.owner())) {
            throw new Fault("the constructor has no body in the module", null);
        }
        if (m.owner().equals("java/lang/Object") || m.owner().equals("java/lang/Record")) {
            return;
        }
        Class<?> own = JavaValues.find(target.className);
        Class<?> c = own == null ? JavaValues.find(m.owner()) : own;
        Class<?>[] types = parameters(m);
        Object[] passed = new Object[types.length];
        for (int i = 0; i < types.length; i++) {
            passed[i] = toJava(args[i + 1], types[i]);
        }
        try {
            Constructor<?> constructor = c.getDeclaredConstructor(types);
            if (!c.getName().startsWith("java.")) {
                constructor.setAccessible(true);
            }
            target.real = constructor.newInstance(passed);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        } catch (ReflectiveOperationException e) {
            throw new Fault("cannot make a " + target.className, e);
        }
    }

    private static boolean isThrowableOrJdk(String owner) {
        Class<?> c = JavaValues.find(owner);
        return owner.startsWith("java/") || (c != null && Throwable.class.isAssignableFrom(c));
    }

    Throwable throwable(Object o) {
        Object real = o instanceof Instance i ? i.real : o;
        if (real instanceof Throwable t) {
            return t;
        }
        throw new Fault("what is thrown is no Java exception: " + o, null);
    }

    /** The exception that a construction describes. */
    static Throwable construct(Construction c, Object... operands) {
        try {
            return ConstructionRun.run(c, operands, Thread.currentThread().getContextClassLoader());
        } catch (ReflectiveOperationException e) {
            throw new Fault("cannot make " + c, e);
        }
    }

    static Throwable newThrowable(String className, String message) {
        Class<?> c = JavaValues.find(className);
        if (c == null || !Throwable.class.isAssignableFrom(c)) {
            throw new Fault("no exception class " + className, null);
        }
        try {
            for (Constructor<?> k : c.getDeclaredConstructors()) {
                Class<?>[] p = k.getParameterTypes();
                boolean text = p.length == 1 && (p[0] == String.class || (p[0] == Object.class && message != null));
                boolean own = !c.getName().startsWith("java.");
                if ((own || Modifier.isPublic(k.getModifiers())) && (message == null ? p.length == 0 : text)) {
                    if (own) {
                        k.setAccessible(true);
                    }
                    return (Throwable) (message == null ? k.newInstance() : k.newInstance(message));
                }
            }
        } catch (ReflectiveOperationException e) {
            throw new Fault("cannot make a " + className, e);
        }
        throw new Fault(className + " has no constructor for " + (message == null ? "no message" : "a message"), null);
    }
}
