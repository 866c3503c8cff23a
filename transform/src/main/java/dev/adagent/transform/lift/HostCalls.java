package dev.adagent.transform.lift;

import dev.adagent.overlay.MethodKey;
import dev.adagent.overlay.TableView;
import dev.adagent.transform.ir.Captured;
import dev.adagent.transform.ir.FieldRef;
import dev.adagent.transform.ir.Loc;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.objectweb.asm.tree.MethodNode;

/**
 * Calls with constant arguments whose results are looked up outside like the values of fields: the host makes them before a launch. One is
 * written as a field: the owner has a prefix, the name holds method, descriptor and arguments; of an instance method it is a field of the
 * receiver, of a static method or a constructor a static one.
 */
public final class HostCalls {
    private static final String TEXT = "t";
    private static final String CONSTRUCTOR = "<init>";

    private HostCalls() {}

    /** The call as a field; null if an argument has no text. @param arguments as the IR has them */
    public static FieldRef field(MethodKey method, List<Object> arguments) {
        StringBuilder name = new StringBuilder(method.name()).append('~').append(method.descriptor());
        MethodType type = MethodType.fromMethodDescriptorString(
                method.descriptor().replaceAll("L[^;]*;", "Ljava/lang/Object;"), HostCalls.class.getClassLoader());
        for (int k = 0; k < arguments.size(); k++) {
            if (type.parameterType(k).isPrimitive() && arguments.get(k) instanceof Number n) {
                name.append('~').append(Long.toHexString(bits(n)));
            } else if (arguments.get(k) instanceof String s) {
                name.append('~').append(TEXT).append(HexFormat.of().formatHex(s.getBytes(StandardCharsets.UTF_16BE)));
            } else {
                return null;
            }
        }
        boolean constructs = method.name().equals(CONSTRUCTOR);
        String result = constructs
                ? "L" + method.owner() + ";"
                : method.descriptor().substring(method.descriptor().indexOf(')') + 1);
        return new FieldRef(Captured.CALLED + method.owner(), name.toString(), result);
    }

    private static long bits(Number n) {
        if (n instanceof Double d) {
            return Double.doubleToRawLongBits(d);
        }
        return n instanceof Float f ? Float.floatToRawIntBits(f) : n.longValue();
    }

    private static Object argument(Class<?> type, String text) {
        if (text.startsWith(TEXT)) {
            return new String(HexFormat.of().parseHex(text.substring(TEXT.length())), StandardCharsets.UTF_16BE);
        }
        long bits = Long.parseUnsignedLong(text, 16);
        if (type == double.class) {
            return Double.longBitsToDouble(bits);
        } else if (type == float.class) {
            return Float.intBitsToFloat((int) bits);
        } else if (type == long.class) {
            return bits;
        } else if (type == boolean.class) {
            return bits != 0;
        } else if (type == char.class) {
            return (char) bits;
        } else if (type == byte.class) {
            return (byte) bits;
        } else if (type == short.class) {
            return (short) bits;
        }
        return (int) bits;
    }

    /** The method that is called. */
    static MethodKey method(FieldRef call) {
        String[] words = call.name().split("~");
        return new MethodKey(call.owner().substring(Captured.CALLED.length()), words[0], words[1]);
    }

    /**
     * Makes the call.
     *
     * @param receiver null for static methods and constructors
     * @param loader finds the class
     * @return the result; null also if the method is not found, or throws
     */
    public static Object make(FieldRef call, Object receiver, ClassLoader loader) {
        MethodKey m = method(call);
        String[] words = call.name().split("~", -1);
        try {
            Class<?> owner = Class.forName(m.owner().replace('/', '.'), true, loader);
            MethodType type = MethodType.fromMethodDescriptorString(m.descriptor(), owner.getClassLoader());
            List<Object> arguments = new ArrayList<>();
            for (int k = 2; k < words.length; k++) {
                arguments.add(argument(type.parameterType(k - 2), words[k]));
            }
            if (m.name().equals(CONSTRUCTOR)) {
                Constructor<?> c = owner.getDeclaredConstructor(type.parameterArray());
                return c.trySetAccessible() ? c.newInstance(arguments.toArray()) : null;
            }
            Method found = owner.getDeclaredMethod(m.name(), type.parameterArray());
            return found.trySetAccessible() ? found.invoke(receiver, arguments.toArray()) : null;
        } catch (InvocationTargetException e) {
            return null; // the kernel's own call is to throw
        } catch (ReflectiveOperationException | LinkageError | TypeNotPresentException e) {
            return null;
        }
    }

    /** The methods with the name of the one that a place is in, that take only numbers and texts, give something, and may be called at any time. */
    public static Set<MethodKey> repeatable(Loc place, ClassSource source, TableView view) {
        Set<MethodKey> out = new LinkedHashSet<>();
        String owner = place.className();
        if (owner == null || Jdk.isJdk(owner) || owner.startsWith("dev/adagent/overlay/")) {
            return out;
        }
        ClassPool pool = new ClassPool(source);
        if (!pool.exists(owner)) {
            return out;
        }
        for (MethodNode m : pool.node(owner).methods) {
            MethodKey key = new MethodKey(owner, m.name, m.desc);
            boolean gives = !m.desc.endsWith(")V") || m.name.equals(CONSTRUCTOR);
            if (m.name.equals(place.method())
                    && gives
                    && m.desc.matches("\\((?:[A-Z&&[^L]]|Ljava/lang/String;)*\\).*")
                    && RepeatableCalls.statics(pool, view, key, null) != null) {
                out.add(key);
            }
        }
        return out;
    }
}
