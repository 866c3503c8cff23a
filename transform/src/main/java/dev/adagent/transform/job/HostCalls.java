package dev.adagent.transform.job;

import dev.adagent.overlay.CharacterBodies;
import dev.adagent.overlay.MadeGenerators;
import dev.adagent.overlay.MadeLinkedList;
import dev.adagent.overlay.MadeMap;
import dev.adagent.overlay.MadeSet;
import dev.adagent.overlay.MethodKey;
import dev.adagent.overlay.MethodTable;
import dev.adagent.spi.Generators;
import dev.adagent.spi.KeyIndex;
import java.io.PrintStream;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a function on the host may do that is no computation: print, log, look at the clock, and read maps and lists that it was given. */
final class HostCalls {
    private static final List<Class<?>> READ = List.of(
            Collection.class,
            List.class,
            Map.class,
            Map.Entry.class,
            Set.class,
            ArrayList.class,
            HashMap.class,
            LinkedHashMap.class,
            TreeMap.class);
    private static final Set<String> READING = Set.of(
            "get",
            "getOrDefault",
            "size",
            "isEmpty",
            "contains",
            "containsKey",
            "containsValue",
            "indexOf",
            "keySet",
            "values",
            "entrySet",
            "getKey",
            "getValue");
    private static final Set<String> PRINTING = Set.of("print", "println", "printf", "format", "flush");

    private static final List<String> TEXTS = List.of("", "Ljava/lang/Object;", "Ljava/lang/Object;Ljava/lang/Object;");

    private HostCalls() {}

    static MethodTable.Builder addTo(MethodTable.Builder table) {
        for (Method m : PrintStream.class.getMethods()) {
            if (PRINTING.contains(m.getName())) {
                table.hostCall(MethodKey.of(m), true);
            }
        }
        addLogging(table);
        inactive(table, "java/lang/System", "nanoTime", "()J");
        inactive(table, "java/lang/System", "currentTimeMillis", "()J");
        for (Class<?> c : READ) {
            for (Method m : c.getMethods()) {
                if (READING.contains(m.getName()) && !Modifier.isStatic(m.getModifiers())) {
                    MethodKey key = MethodKey.of(m);
                    table.hostCall(key, false);
                    table.hostCall(new MethodKey(MethodKey.internalName(c), key.name(), key.descriptor()), false);
                }
            }
        }
        for (Method m : CharacterBodies.class.getMethods()) {
            if (m.getDeclaringClass() == CharacterBodies.class) {
                table.hostCall(
                        new MethodKey(
                                "java/lang/Character",
                                m.getName(),
                                MethodKey.of(m).descriptor()),
                        true);
            }
        }
        for (Class<?> c : READ) {
            if (Collection.class.isAssignableFrom(c)) {
                table.hostCall(new MethodKey(MethodKey.internalName(c), "toArray", "()[Ljava/lang/Object;"), false);
            }
        }
        for (Class<?> c : List.of(KeyIndex.class, Generators.class)) {
            for (Method m : c.getMethods()) {
                if (m.getDeclaringClass() == c) {
                    table.hostCall(MethodKey.of(m), true);
                }
            }
        }
        MadeGenerators.addTo(table);
        standIn(table, HashMap.class, "hash");
        standIn(table, HashMap.class, "hash", int.class);
        standIn(table, HashMap.class, "hash", Map.class);
        standIn(table, LinkedHashMap.class, "linked");
        standIn(table, LinkedHashMap.class, "linked", int.class);
        standIn(table, LinkedHashMap.class, "linked", Map.class);
        standIn(table, TreeMap.class, "sorted");
        standIn(table, TreeMap.class, "sorted", Map.class);
        standIn(table, HashSet.class, "hash");
        standIn(table, HashSet.class, "hash", int.class);
        standIn(table, HashSet.class, "hash", Collection.class);
        standIn(table, LinkedHashSet.class, "linked");
        standIn(table, LinkedHashSet.class, "linked", int.class);
        standIn(table, LinkedHashSet.class, "linked", Collection.class);
        standIn(table, TreeSet.class, "sorted");
        standIn(table, TreeSet.class, "sorted", Collection.class);
        standIn(table, LinkedList.class, "empty");
        standIn(table, LinkedList.class, "of", Collection.class);
        return table;
    }

    /** The loggers of the JDK, and, by name, those that other libraries call. */
    private static void addLogging(MethodTable.Builder table) {
        String level = "java/util/logging/Level";
        String logger = "java/util/logging/Logger";
        for (String name : List.of("severe", "warning", "info", "config", "fine", "finer", "finest")) {
            inactive(table, logger, name, "(Ljava/lang/String;)V");
        }
        for (String more : List.of("", "Ljava/lang/Object;")) {
            inactive(table, logger, "log", "(L" + level + ";Ljava/lang/String;" + more + ")V");
        }
        inactive(table, logger, "isLoggable", "(L" + level + ";)Z");
        inactive(table, "java/lang/System$Logger", "log", "(Ljava/lang/System$Logger$Level;Ljava/lang/String;)V");
        inactive(table, "java/lang/System$Logger", "isLoggable", "(Ljava/lang/System$Logger$Level;)Z");
        for (String owner : List.of("org/slf4j/Logger", "org/apache/logging/log4j/Logger")) {
            for (String name : List.of("trace", "debug", "info", "warn", "error")) {
                for (String more : TEXTS) {
                    inactive(table, owner, name, "(Ljava/lang/String;" + more + ")V");
                }
                inactive(
                        table,
                        owner,
                        "is" + Character.toUpperCase(name.charAt(0)) + name.substring(1) + "Enabled",
                        "()Z");
            }
        }
    }

    private static void inactive(MethodTable.Builder table, String owner, String name, String descriptor) {
        table.hostCall(new MethodKey(owner, name, descriptor), true);
    }

    /** Maps, sets and lists that the function makes. */
    private static void standIn(MethodTable.Builder table, Class<?> made, String factory, Class<?>... parameters) {
        boolean map = Map.class.isAssignableFrom(made);
        boolean list = List.class.isAssignableFrom(made);
        Class<?> type = map ? Map.class : list ? List.class : Set.class;
        Class<?> stand = map ? MadeMap.class : list ? MadeLinkedList.class : MadeSet.class;
        table.standIn(
                new MethodKey(
                        MethodKey.internalName(made),
                        "<init>",
                        MethodType.methodType(void.class, parameters).toMethodDescriptorString()),
                new MethodKey(
                        MethodKey.internalName(stand),
                        factory,
                        MethodType.methodType(type, parameters).toMethodDescriptorString()));
    }
}
