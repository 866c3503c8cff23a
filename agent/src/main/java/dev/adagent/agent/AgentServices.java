package dev.adagent.agent;

import java.util.function.BiFunction;

/**
 * What the engine may ask of the agent; only JDK types cross.
 *
 * <ul>
 *   <li>{@code "instrumentation"}: the {@link java.lang.instrument.Instrumentation}
 *   <li>{@code "option" name}: value of the agent option or system property {@code adagent.name}, or null
 *   <li>{@code "bytes" Class}: the class file as it was handed to the agent, for a class without a class file resource; or null
 *   <li>{@code "named" Class}: {@code String[]} of methods that a manifest or option names as kernels
 *   <li>{@code "open" Class, Module}: opens the packages of the class's module to the other
 *   <li>{@code "lookup" Class}: a {@code MethodHandles.Lookup} with full access on that class
 *   <li>{@code "jar"}: path of adagent.jar, a String
 * </ul>
 */
final class AgentServices implements BiFunction<String, Object[], Object> {
    private final Session session;

    AgentServices(Session session) {
        this.session = session;
    }

    @Override
    public Object apply(String request, Object[] args) {
        switch (request) {
            case "instrumentation":
                return session.instrumentation();
            case "option":
                return session.options().get((String) args[0]);
            case "bytes":
                return session.transformer().handedIn((Class<?>) args[0]);
            case "named":
                return session.transformer().namedKernels((Class<?>) args[0]).toArray(new String[0]);
            case "open":
                session.opener().open((Class<?>) args[0], (Module) args[1]);
                return null;
            case "lookup":
                return session.lookups().in((Class<?>) args[0]);
            case "jar":
                return Session.ownJar().toString();
            default:
                throw new IllegalArgumentException("the agent does not know the request " + request);
        }
    }
}
