package dev.adagent.agent;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;

/** {@code java -jar adagent.jar}: hands its arguments to the engine's command line. */
public final class Main {
    private Main() {}

    /** Runs a command and exits with its status. */
    public static void main(String[] args) throws IOException, ReflectiveOperationException {
        EngineLoader loader = EngineLoader.open(Session.ownJar());
        try {
            Object status = loader.loadClass("dev.adagent.agent.engine.CommandLine")
                    .getMethod("run", String[].class)
                    .invoke(null, (Object) args);
            System.exit((Integer) status);
        } catch (InvocationTargetException e) {
            throw new IllegalStateException("the command failed: " + e.getCause(), e.getCause());
        }
    }
}
