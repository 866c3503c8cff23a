package dev.adagent.overlay;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The collections that stand for the JDK's where a kernel makes one: the JDK's are of nodes, these of arrays. */
public final class MadeInKernels {
    private static final String OWN = "dev/adagent/overlay/";

    /** As what the program knows them. */
    private static final Map<String, String> KNOWN_AS = Map.of(
            OWN + "OrderedMap", "java/util/TreeMap",
            OWN + "OrderedMap$Keys", "java/util/TreeMap$KeySet",
            OWN + "OrderedMap$Values", "java/util/TreeMap$Values",
            OWN + "OrderedMap$Entries", "java/util/TreeMap$EntrySet",
            OWN + "OrderedSet", "java/util/TreeSet");

    private static final Set<String> TYPES = Set.of(
            "java/util/Map",
            "java/util/Map$Entry",
            "java/util/SortedMap",
            "java/util/NavigableMap",
            "java/util/TreeMap",
            "java/util/Set",
            "java/util/SortedSet",
            "java/util/NavigableSet",
            "java/util/TreeSet");

    private MadeInKernels() {}

    /** Puts them in the place of the JDK's. */
    static void addTo(MethodTable.Builder table) {
        put(table, TreeMap.class, "()", OrderedMap.class, "natural");
        put(table, TreeMap.class, "(Ljava/util/Comparator;)", OrderedMap.class, "by");
        put(table, TreeSet.class, "()", OrderedSet.class, "natural");
        put(table, TreeSet.class, "(Ljava/util/Comparator;)", OrderedSet.class, "by");
        put(table, TreeSet.class, "(Ljava/util/Collection;)", OrderedSet.class, "of");
    }

    private static void put(MethodTable.Builder table, Class<?> made, String parameters, Class<?> own, String factory) {
        Class<?> type = Map.class.isAssignableFrom(made) ? Map.class : Set.class;
        table.standIn(
                new MethodKey(MethodKey.internalName(made), "<init>", parameters + "V"),
                new MethodKey(MethodKey.internalName(own), factory, parameters + type.descriptorString()));
    }

    /** As what the program knows a class: another one of the JDK's where this stands for it. @param internalName of any class */
    public static String knownAs(String internalName) {
        return KNOWN_AS.getOrDefault(internalName, internalName);
    }

    /** Whether a value of that class may be one of these: then calls wait for the receiver's class to show. */
    public static boolean mayBe(String internalName) {
        return TYPES.contains(internalName);
    }
}
