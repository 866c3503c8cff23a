package dev.adagent.it.safety;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Runs in a JVM with the classes to be checked, without the agent: {@code load}, {@code reflect}, {@code call} or {@code main}, then class
 * names, for {@code call} methods. Prints a line for each: {@code @ name: ok} or what was thrown.
 */
public final class Probe {
    private Probe() {}

    /** Runs. */
    public static void main(String[] args) {
        for (String name : Arrays.asList(args).subList(1, args.length)) {
            String answer = "ok";
            try {
                int hash = name.indexOf('#');
                Class<?> c =
                        Class.forName(hash < 0 ? name : name.substring(0, hash), false, Probe.class.getClassLoader());
                switch (args[0]) {
                    case "load" -> {}
                    case "reflect" -> reflect(c);
                    case "call" -> answer = call(c, name.substring(hash + 1));
                    case "main" -> c.getMethod("main", String[].class).invoke(null, (Object) new String[0]);
                    default -> throw new IllegalArgumentException(args[0]);
                }
            } catch (Throwable e) {
                answer = text(e);
            }
            System.out.println("@ " + name + ": " + answer);
        }
    }

    private static String text(Throwable e) {
        Throwable t = e instanceof InvocationTargetException ? e.getCause() : e;
        StringBuilder s = new StringBuilder();
        for (; t != null; t = t.getCause()) {
            s.append(s.length() == 0 ? "" : " <- ")
                    .append(t.toString().lines().findFirst().orElse(""));
        }
        return s.toString();
    }

    private static void reflect(Class<?> c) {
        List<Object> seen = new ArrayList<>(List.of(c.getNestHost(), c.getModifiers(), c.toGenericString()));
        seen.add(c.getGenericSuperclass());
        seen.addAll(Arrays.asList(c.getGenericInterfaces()));
        seen.addAll(Arrays.asList(c.getNestMembers()));
        seen.addAll(Arrays.asList(c.getDeclaredClasses()));
        seen.add(c.getEnclosingMethod());
        seen.addAll(Arrays.asList(c.getDeclaredFields()));
        if (c.isRecord()) {
            seen.addAll(Arrays.asList(c.getRecordComponents()));
        }
        List<AnnotatedElement> annotated = new ArrayList<>(List.of(c));
        annotated.addAll(Arrays.asList(c.getDeclaredFields()));
        List<Executable> code = new ArrayList<>(Arrays.asList(c.getDeclaredMethods()));
        code.addAll(Arrays.asList(c.getDeclaredConstructors()));
        for (Executable e : code) {
            annotated.add(e);
            annotated.addAll(Arrays.asList(e.getParameters()));
            seen.add(e.toGenericString());
        }
        annotated.forEach(a -> seen.addAll(Arrays.asList(a.getAnnotations())));
        if (seen.toString().isEmpty()) {
            throw new AssertionError();
        }
    }

    /** Calls {@code name descriptor} with made-up arguments; an exception of the app's own is an answer, too, that links. */
    private static String call(Class<?> c, String method) throws Exception {
        for (Method m : c.getDeclaredMethods()) {
            if (method.equals(m.getName() + " " + descriptor(m.getParameterTypes(), m.getReturnType()))) {
                m.setAccessible(true);
                return invoke(() -> m.invoke(Modifier.isStatic(m.getModifiers()) ? null : instance(c), arguments(m)));
            }
        }
        for (Constructor<?> k : c.getDeclaredConstructors()) {
            if (method.equals("<init> " + descriptor(k.getParameterTypes(), void.class))) {
                k.setAccessible(true);
                return invoke(() -> k.newInstance(arguments(k)));
            }
        }
        if (method.startsWith("<clinit>")) {
            return invoke(() -> Class.forName(c.getName()));
        }
        throw new NoSuchMethodException(method);
    }

    private static String invoke(java.util.concurrent.Callable<Object> action) throws Exception {
        try {
            Object result = action.call();
            return result == Probe.class ? "" : "ok";
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof LinkageError) {
                return text(e);
            }
            return "ok, threw " + e.getCause().getClass().getName();
        }
    }

    private static Object instance(Class<?> c) throws ReflectiveOperationException {
        Constructor<?> k = c.getDeclaredConstructors()[0];
        k.setAccessible(true);
        return k.newInstance(arguments(k));
    }

    private static Object[] arguments(Executable e) {
        return Arrays.stream(e.getParameterTypes()).map(Probe::argument).toArray();
    }

    private static Object argument(Class<?> t) {
        if (t.isArray()) {
            Object array = Array.newInstance(t.getComponentType(), 64);
            for (int i = 0; i < 64 && t.getComponentType().isArray(); i++) {
                Array.set(array, i, argument(t.getComponentType()));
            }
            return array;
        }
        if (!t.isPrimitive()) {
            return t == String.class ? "1" : null;
        }
        Object zero = Array.get(Array.newInstance(t, 1), 0);
        return t == int.class ? (Object) 1 : t == double.class ? (Object) 0.5 : zero;
    }

    private static String descriptor(Class<?>[] parameters, Class<?> result) {
        StringBuilder s = new StringBuilder("(");
        Arrays.stream(parameters).map(Class::descriptorString).forEach(s::append);
        return s.append(")").append(result.descriptorString()).toString();
    }
}
