package dev.adagent;

/** The agent is not running, or does not know the class that needs it. The message says how to enable it. */
public final class AgentMissingException extends AdagentException {
    private static final long serialVersionUID = 1;

    AgentMissingException(String message, Throwable cause) {
        super(message, cause);
    }

    static AgentMissingException notRunning(String what) {
        return new AgentMissingException(
                what + " needs the adagent agent, which is not running. Enable it in one of three ways:\n"
                        + "  1. java -javaagent:adagent.jar -jar app.jar\n"
                        + "  2. the environment variable JDK_JAVA_OPTIONS=-javaagent:adagent.jar\n"
                        + "  3. in an executable jar that contains or names adagent.jar on its Class-Path, the manifest lines\n"
                        + "     Launcher-Agent-Class: dev.adagent.agent.Agent\n"
                        + "     Can-Retransform-Classes: true",
                null);
    }

    static AgentMissingException notOptedIn(String className) {
        return new AgentMissingException(
                className + " did not opt in, so its kernel cannot be launched. Opt in in one of three ways:\n"
                        + "  1. add the line Adagent-Enabled: true to the manifest of its jar\n"
                        + "  2. put a file META-INF/adagent.properties with the line enabled=true beside its class directory's packages\n"
                        + "  3. start with -javaagent:adagent.jar=kernels=" + className,
                null);
    }
}
