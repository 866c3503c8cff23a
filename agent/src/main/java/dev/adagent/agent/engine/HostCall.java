package dev.adagent.agent.engine;

import java.util.Map;

/**
 * A call of {@code autodiff} on the host, as it comes through {@code dev.adagent.spi.EngineClient}.
 *
 * @param mode its name
 * @param functional says which method is meant
 * @param kinds of the arguments
 * @param values of the arguments
 * @param shadows of the arguments, null for those that have none
 * @param options what else was asked for, by name
 */
record HostCall(String mode, Object functional, String[] kinds, Object[] values, Object[] shadows, Map<?, ?> options) {

    /** Reads the arguments of a request, of which the sixth is the options if there are any. */
    static HostCall of(Object[] request) {
        return new HostCall(
                (String) request[0],
                request[1],
                (String[]) request[2],
                (Object[]) request[3],
                (Object[]) request[4],
                request.length > 5 && request[5] instanceof Map<?, ?> options ? options : Map.of());
    }

    /** The call with other arguments. */
    HostCall with(String[] otherKinds, Object[] otherValues, Object[] otherShadows, Map<?, ?> otherOptions) {
        return new HostCall(mode, functional, otherKinds, otherValues, otherShadows, otherOptions);
    }

    /** Whether a batch of derivatives is asked for. */
    boolean isBatch() {
        return options.containsKey("width");
    }

    /** How many derivatives are made at once. */
    int width() {
        return options.get("width") instanceof Integer w ? w : 1;
    }

    /** The shadows of each derivative. */
    Object[][] lanes() {
        return HostDerivatives.lanes(kinds, shadows, isBatch());
    }
}
