package dev.adagent.agent.engine;

import java.util.Map;

/**
 * What a functional object captured, and its activity: captured values are the method's first arguments.
 *
 * @param bare how many values a function captured that was given without an activity
 */
record Closure(String[] kinds, Object[] values, Object[] shadows, int bare) {

    /**
     * Reads the options {@code "function"}, {@code "constant"} or {@code "duplicated"}, and {@code "functionShadow"}.
     *
     * @throws CallRefusal if the shadow is another function, or captures what has no shadow in that mode
     */
    static Closure of(FunctionalMethod method, boolean reverse, Map<?, ?> options) {
        Object[] captured = method.captured();
        int n = captured.length;
        String[] kinds = new String[n];
        java.util.Arrays.fill(kinds, "constant");
        Object[] shadows = new Object[n];
        Object activity = options.get("function");
        if ("duplicated".equals(activity)) {
            FunctionalMethod shadow = FunctionalMethod.of(options.get("functionShadow"), method.lambdas());
            if (!shadow.key().equals(method.key())) {
                throw new CallRefusal("the shadow of the function " + method.key()
                        + " is another function: make it by the same lambda, with shadows of what that captures");
            }
            for (int k = 0; k < n; k++) {
                boolean number = captured[k] instanceof Double || captured[k] instanceof Float;
                if (number && reverse) {
                    throw new CallRefusal("a duplicated function captures a number, which cannot receive a gradient:"
                            + " pass the number as an argument, active(x)");
                }
                if (number || captured[k] != null && !isImmutable(captured[k])) {
                    kinds[k] = "duplicated";
                    shadows[k] = shadow.captured()[k];
                }
            }
        }
        return new Closure(kinds, captured, shadows, activity == null ? n : 0);
    }

    private static boolean isImmutable(Object x) {
        return x instanceof Number || x instanceof Boolean || x instanceof Character || x instanceof String;
    }

    String[] kinds(String[] more) {
        String[] out = java.util.Arrays.copyOf(kinds, kinds.length + more.length);
        System.arraycopy(more, 0, out, kinds.length, more.length);
        return out;
    }

    Object[] values(Object[] more) {
        return concat(values, more);
    }

    Object[] shadows(Object[] more) {
        return concat(shadows, more);
    }

    private static Object[] concat(Object[] a, Object[] b) {
        Object[] out = new Object[a.length + b.length];
        System.arraycopy(a, 0, out, 0, a.length);
        System.arraycopy(b, 0, out, a.length, b.length);
        return out;
    }
}
