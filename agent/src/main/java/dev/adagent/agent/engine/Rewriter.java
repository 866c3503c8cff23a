package dev.adagent.agent.engine;

import dev.adagent.transform.rewrite.HostCopy;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/**
 * Makes host copies for the agent. Apart from {@link Engine}, so that loading a class with kernels opens ASM but no device and no
 * compiler.
 */
public final class Rewriter implements BiFunction<String, Object[], Object> {
    /** Made by name by the agent. @param agent what the engine may ask of the agent */
    public Rewriter(BiFunction<String, Object[], Object> agent) {}

    /**
     * {@code "hostCopy"}: {@code byte[] class file, Set<String> methods named as kernels}; reply {@code {byte[] copy or null, String why
     * marked methods were left alone, or null}}.
     */
    @Override
    @SuppressWarnings("unchecked")
    public Object apply(String request, Object[] args) {
        if (!request.equals("hostCopy")) {
            throw new IllegalArgumentException("the rewriter does not know the request " + request);
        }
        HostCopy copy = HostCopy.make((byte[]) args[0], (Set<String>) args[1]);
        String refusals = copy.refusals().entrySet().stream()
                .map(e -> e.getKey() + " cannot be a kernel: " + e.getValue())
                .sorted()
                .collect(Collectors.joining("; "));
        return new Object[] {copy.bytes(), refusals.isEmpty() ? null : refusals};
    }
}
