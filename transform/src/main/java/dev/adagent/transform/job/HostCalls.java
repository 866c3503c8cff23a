package dev.adagent.transform.job;

import dev.adagent.overlay.MethodKey;
import dev.adagent.overlay.MethodTable;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What a function on the host may do that is no computation: print, and read maps and lists that it was given. */
final class HostCalls {
    private static final List<Class<?>> READ = List.of(
            Collection.class,
            List.class,
            Map.class,
            Set.class,
            ArrayList.class,
            HashMap.class,
            LinkedHashMap.class,
            TreeMap.class);
    private static final Set<String> READING =
            Set.of("get", "getOrDefault", "size", "isEmpty", "contains", "containsKey", "containsValue", "indexOf");
    private static final Set<String> PRINTING = Set.of("print", "println", "flush");

    private HostCalls() {}

    static MethodTable.Builder addTo(MethodTable.Builder table) {
        for (Method m : PrintStream.class.getMethods()) {
            if (PRINTING.contains(m.getName())) {
                table.hostCall(MethodKey.of(m), true);
            }
        }
        for (Class<?> c : READ) {
            for (Method m : c.getMethods()) {
                if (READING.contains(m.getName()) && !Modifier.isStatic(m.getModifiers())) {
                    MethodKey key = MethodKey.of(m);
                    table.hostCall(key, false);
                    table.hostCall(new MethodKey(MethodKey.internalName(c), key.name(), key.descriptor()), false);
                }
            }
        }
        return table;
    }
}
