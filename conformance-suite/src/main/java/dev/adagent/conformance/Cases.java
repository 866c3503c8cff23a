package dev.adagent.conformance;

import dev.adagent.conformance.cases.Tables;
import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The methods that compute cases, by id, mode and type. */
final class Cases {
    private static final String HOST = " on the host";
    private static final String KERNEL = " in kernels";

    private final Map<String, Method> methods = new HashMap<>();

    /** @throws IllegalArgumentException if two methods compute the same */
    Cases(List<Class<?>> tables) {
        for (Class<?> table : tables) {
            for (Method m : table.getDeclaredMethods()) {
                Case c = m.getAnnotation(Case.class);
                for (String name : c == null ? new String[0] : c.value()) {
                    String key = name.split(" ").length == 2 ? name + " double" : name;
                    m.setAccessible(true);
                    if (!c.kernelOnly()) {
                        put(key + HOST, m);
                    }
                    if (!c.hostOnly()) {
                        put(key + KERNEL, m);
                    }
                }
            }
        }
    }

    private void put(String key, Method m) {
        if (methods.put(key, m) != null) {
            throw new IllegalArgumentException(key + " is computed twice, by " + m + " too");
        }
    }

    static Cases all() {
        return new Cases(Tables.CLASSES);
    }

    /** The method for a row on a device, or null. */
    Method find(CaseRow row, Where where) {
        return methods.get(row.key() + (where == Where.HOST ? HOST : KERNEL));
    }

    /** Ids of the methods that the rows do not have: a file without them is not whole. */
    Set<String> missing(List<CaseRow> rows) {
        Set<String> out = new TreeSet<>();
        methods.keySet().forEach(k -> out.add(k.substring(0, k.indexOf(' '))));
        rows.forEach(r -> out.remove(r.id()));
        return out;
    }
}
