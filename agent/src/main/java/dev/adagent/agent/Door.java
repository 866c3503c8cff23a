package dev.adagent.agent;

import java.util.function.BiFunction;

/**
 * Where the api, in whatever class loader its copy is, finds the engine: this class is in the system class loader. Only JDK types cross
 * it. See {@code dev.adagent.spi.EngineClient} for the requests.
 */
public final class Door {
    private static final BiFunction<String, Object[], Object> DISPATCH = Door::dispatch;

    private Door() {}

    /** The engine, or null if this jar is on the class path but was not started as an agent. */
    public static BiFunction<String, Object[], Object> engine() {
        return Session.current() == null ? null : DISPATCH;
    }

    private static Object dispatch(String request, Object[] args) {
        Session session = Session.current();
        try {
            Throwable failure = Session.startFailure();
            if (failure != null) {
                return error(
                        "LaunchException", "the adagent agent did not start: " + Failures.message(failure), failure);
            }
            return switch (request) {
                case "ready" -> session.preflight().check(args[0]);
                case "why" -> session.failures().why((String) args[0]);
                default -> session.engine().apply(request, args);
            };
        } catch (Throwable e) {
            return error("AdagentException", Failures.message(e), e);
        }
    }

    /** An error reply: see {@code dev.adagent.Replies}. */
    static Object[] error(String name, String message, Throwable cause) {
        return new Object[] {"error", name, message, cause, null};
    }
}
