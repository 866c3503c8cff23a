package dev.adagent.transform.lift;

import dev.adagent.transform.ir.Interpreter;
import dev.adagent.transform.ir.Module;
import java.lang.invoke.MethodHandle;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;

/** What a run did: its result by bits, the exception's class and message, and the arrays afterwards. */
record Outcome(String result, String thrown, String arrays) {

    static Outcome onJvm(Method m, Object... args) throws IllegalAccessException {
        try {
            return of(m.invoke(null, args), null, args);
        } catch (InvocationTargetException e) {
            return of(null, e.getCause(), args);
        }
    }

    static Outcome interpreted(Module module, Class<?> result, Object... args) {
        try {
            return of(asJava(new Interpreter(module).run(args), result), null, args);
        } catch (Interpreter.Fault e) {
            throw e;
        } catch (RuntimeException | Error e) {
            return of(null, e, args);
        }
    }

    static Outcome emitted(MethodHandle handle, Object... args) {
        try {
            return of(handle.invokeWithArguments(args), null, args);
        } catch (Throwable t) {
            return of(null, t, args);
        }
    }

    private static Object asJava(Object value, Class<?> type) {
        if (value instanceof Integer i) {
            return type == boolean.class
                    ? (Object) (i != 0)
                    : type == byte.class
                            ? (Object) (byte) (int) i
                            : type == short.class
                                    ? (Object) (short) (int) i
                                    : type == char.class ? (char) (int) i : value;
        }
        return value;
    }

    private static Outcome of(Object result, Throwable thrown, Object... args) {
        return new Outcome(
                text(result),
                thrown == null ? "" : thrown.getClass().getName() + message(thrown),
                Arrays.deepToString(Arrays.stream(args).map(Outcome::text).toArray()));
    }

    /** The JVM computes the text of its own NullPointerException and ClassCastException from the bytecode: left out. */
    private static String message(Throwable t) {
        return t instanceof NullPointerException || t instanceof ClassCastException ? "" : ": " + t.getMessage();
    }

    /** Decimal text of a double or float tells all bits but those of a NaN, which Java leaves open. */
    private static String text(Object o) {
        return o != null && o.getClass().isArray() ? Arrays.deepToString(new Object[] {o}) : String.valueOf(o);
    }
}
