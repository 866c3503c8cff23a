package dev.adagent.agent.engine;

import java.util.function.BiFunction;

/**
 * The engine behind the door. The agent makes one, by name, at the first request, in the engine's class loader: the constructor's argument
 * is what the engine may ask of the agent ({@code dev.adagent.agent.AgentServices}: instrumentation, options, class files without a
 * resource, kernels named in manifests). Requests and replies are listed at {@code dev.adagent.spi.EngineClient}; failures are replies of
 * {@link Reply}. Whatever is thrown from here reaches the app as an {@code AdagentException} with the cause.
 */
public final class Engine implements BiFunction<String, Object[], Object> {
    private final BiFunction<String, Object[], Object> agent;

    /** @param agent what the engine may ask of the agent */
    public Engine(BiFunction<String, Object[], Object> agent) {
        this.agent = agent;
    }

    @Override
    public Object apply(String request, Object[] args) {
        throw new IllegalArgumentException("the engine does not know the request " + request + " (device="
                + agent.apply("option", new Object[] {"device"}) + ")");
    }
}
