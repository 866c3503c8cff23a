package dev.adagent.overlay;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Reads derivative rules of a class by reflection; annotations by their names, as {@link AnnotatedTable} does. */
final class AnnotatedRules {
    private AnnotatedRules() {}

    static void addTo(MethodTable.Builder b, Class<?> c) {
        Map<String, Class<?>> owners = new HashMap<>();
        List<Reflected> methods = new ArrayList<>();
        for (Method m : c.getDeclaredMethods()) {
            Reflected r = new Reflected(m, owners);
            methods.add(r);
            Map<String, Object> inactive = r.annotation(RuleReader.INACTIVE);
            if (inactive != null && !inactive.isEmpty()) {
                throw new IllegalArgumentException("@Inactive on the method " + r.key()
                        + " names another one: that stands on the class, on a method it has no elements");
            }
            if (inactive != null) {
                b.rule(r.key(), new DerivativeRule.Inactive());
            }
        }
        methods.sort(Comparator.comparing(m -> m.key().toString()));
        RuleReader.read(
                        methods,
                        (owner, name, parameters, instance) -> result(owners.get(owner), name, parameters, instance))
                .forEach(e -> b.rule(e.method(), e.rule()));
        addInactive(b, c);
    }

    private static String result(Class<?> owner, String name, String parameters, boolean instance) {
        for (Method m : owner.getDeclaredMethods()) {
            String descriptor = MethodKey.of(m).descriptor();
            if (m.getName().equals(name)
                    && !m.isBridge()
                    && Modifier.isStatic(m.getModifiers()) != instance
                    && descriptor.startsWith("(" + parameters + ")")) {
                return Descriptors.result(descriptor);
            }
        }
        return null;
    }

    /** {@code @Inactive} on the class: itself, or with an owner another class or its methods. */
    private static void addInactive(MethodTable.Builder b, Class<?> c) {
        for (Annotation a : c.getAnnotations()) {
            String name = a.annotationType().getName();
            Annotation[] all = name.equals(RuleReader.INACTIVE + "$List")
                    ? (Annotation[]) AnnotationElements.value(c, a, "value")
                    : name.equals(RuleReader.INACTIVE) ? new Annotation[] {a} : new Annotation[0];
            for (Annotation one : all) {
                addInactive(b, c, one);
            }
        }
    }

    private static void addInactive(MethodTable.Builder b, Class<?> c, Annotation a) {
        Class<?> owner = (Class<?>) AnnotationElements.value(c, a, "owner");
        String method = (String) AnnotationElements.value(c, a, "method");
        if (owner.getName().equals(RuleReader.INACTIVE)) {
            b.inactiveType(MethodKey.internalName(c));
        } else if (method.isEmpty()) {
            b.inactiveType(MethodKey.internalName(owner));
        } else {
            List<Method> named = Arrays.stream(owner.getDeclaredMethods())
                    .filter(m -> m.getName().equals(method))
                    .toList();
            if (named.isEmpty()) {
                throw new IllegalArgumentException(
                        "@Inactive on " + c.getName() + ": " + owner.getName() + " has no method " + method);
            }
            named.forEach(m -> b.rule(
                    new MethodKey(
                            MethodKey.internalName(owner),
                            method,
                            MethodKey.of(m).descriptor()),
                    new DerivativeRule.Inactive()));
        }
    }

    /** A method as reflection shows it. Classes that annotations name are put into {@code owners}. */
    private record Reflected(Method method, Map<String, Class<?>> owners) implements RuleReader.Declared {
        @Override
        public MethodKey key() {
            return MethodKey.of(method);
        }

        @Override
        public boolean isStatic() {
            return Modifier.isStatic(method.getModifiers());
        }

        @Override
        public Map<String, Object> annotation(String name) {
            for (Annotation a : method.getAnnotations()) {
                if (a.annotationType().getName().equals(name)) {
                    return elements(a);
                }
            }
            return null;
        }

        private Map<String, Object> elements(Annotation a) {
            Map<String, Object> out = new HashMap<>();
            for (Method e : a.annotationType().getDeclaredMethods()) {
                Object v = AnnotationElements.value(method, a, e.getName());
                if (Objects.equals(v, e.getDefaultValue())) {
                    continue;
                }
                if (v instanceof Class<?> c) {
                    owners.put(MethodKey.internalName(c), c);
                    v = MethodKey.internalName(c);
                }
                out.put(e.getName(), v);
            }
            return out;
        }

        @Override
        public boolean isMarked(int parameter, String annotation) {
            return Arrays.stream(method.getParameterAnnotations()[parameter])
                    .anyMatch(a -> a.annotationType().getName().equals(annotation));
        }
    }
}
