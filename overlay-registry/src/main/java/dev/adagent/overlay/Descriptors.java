package dev.adagent.overlay;

import java.util.ArrayList;
import java.util.List;

/** Takes descriptors apart (JVMS §4.3). */
public final class Descriptors {
    private Descriptors() {}

    /** Types of a method descriptor's parameters. */
    public static List<String> parameters(String method) {
        List<String> out = new ArrayList<>();
        int at = 1;
        while (method.charAt(at) != ')') {
            int end = at;
            while (method.charAt(end) == '[') {
                end++;
            }
            end = method.charAt(end) == 'L' ? method.indexOf(';', end) + 1 : end + 1;
            out.add(method.substring(at, end));
            at = end;
        }
        return out;
    }

    /** Type of a method descriptor's result. */
    public static String result(String method) {
        return method.substring(method.indexOf(')') + 1);
    }

    /** Whether values of the type can carry derivatives: floating-point numbers, objects, and arrays of these. */
    public static boolean canVary(String type) {
        char c = type.charAt(type.lastIndexOf('[') + 1);
        return c == 'D' || c == 'F' || c == 'L';
    }
}
