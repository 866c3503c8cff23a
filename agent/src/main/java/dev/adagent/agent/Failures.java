package dev.adagent.agent;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/** What the agent could not do, by class and by jar; it surfaces as the cause when a kernel is launched. */
final class Failures {
    private final Map<String, Throwable> classes = new ConcurrentSkipListMap<>();
    private final Map<String, Throwable> places = new ConcurrentSkipListMap<>();

    /** Something about a class, named with dots. */
    void recordClass(String className, Throwable e) {
        classes.putIfAbsent(className, e);
    }

    /** Something about a jar or directory. */
    void recordPlace(String location, Throwable e) {
        places.putIfAbsent(location, e);
    }

    /**
     * An error reply about the named class, or about a jar, if something was recorded.
     *
     * @param className the class, or null for any
     * @return null if nothing was recorded
     */
    Object[] why(String className) {
        Throwable e = className == null ? null : classes.get(className);
        if (e != null) {
            return reply(className, e);
        }
        if (className == null && !classes.isEmpty()) {
            return reply(classes.entrySet().iterator().next());
        }
        return places.isEmpty() ? null : reply(places.entrySet().iterator().next());
    }

    private static Object[] reply(Map.Entry<String, Throwable> entry) {
        return reply(entry.getKey(), entry.getValue());
    }

    private static Object[] reply(String subject, Throwable e) {
        return Door.error("LaunchException", "the agent left " + subject + " as it is: " + message(e), e);
    }

    /** The exception's message, or its name if it has none. */
    static String message(Throwable e) {
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }
}
