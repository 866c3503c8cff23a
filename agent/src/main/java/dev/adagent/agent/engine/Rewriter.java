package dev.adagent.agent.engine;

import dev.adagent.transform.rewrite.HostCopy;
import dev.adagent.transform.rewrite.KernelCalls;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
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
     * marked methods were left alone, or null, String[] what compilation is certain to refuse, String[] what it refuses unless a method table
     * replaces it}}. {@code "kernelsCalled"}: {@code byte[] class file, String method, String descriptor,
     * Function from internal names to class files}; reply {@code String[]}, the classes whose kernels the method calls.
     */
    @Override
    @SuppressWarnings("unchecked")
    public Object apply(String request, Object[] args) {
        switch (request) {
            case "hostCopy":
                return hostCopy((byte[]) args[0], (Set<String>) args[1]);
            case "kernelsCalled":
                return KernelCalls.in((byte[]) args[0], (String) args[1], (String) args[2], (Function<String, byte[]>)
                                args[3])
                        .toArray(new String[0]);
            default:
                throw new IllegalArgumentException("the rewriter does not know the request " + request);
        }
    }

    private static Object[] hostCopy(byte[] classFile, Set<String> named) {
        HostCopy copy = HostCopy.make(classFile, named);
        String refusals = copy.refusals().entrySet().stream()
                .map(e -> e.getKey() + " cannot be a kernel: " + e.getValue())
                .sorted()
                .collect(Collectors.joining("; "));
        return new Object[] {
            copy.bytes(), refusals.isEmpty() ? null : refusals, findings(copy, false), findings(copy, true)
        };
    }

    private static String[] findings(HostCopy copy, boolean replaceable) {
        return copy.findings().stream()
                .filter(f -> f.replaceable() == replaceable)
                .map(HostCopy.Finding::text)
                .toArray(String[]::new);
    }
}
