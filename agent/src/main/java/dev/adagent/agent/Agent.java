package dev.adagent.agent;

import java.lang.instrument.Instrumentation;

/**
 * Entry points of the JVM: {@code -javaagent} ({@link #premain}), an attached agent and {@code Launcher-Agent-Class}
 * ({@link #agentmain}). Nothing that fails here leaves: an exception from {@code premain} would end the JVM. It is recorded, and is the
 * cause of the exception that the first launch throws.
 */
public final class Agent {
    private Agent() {}

    /** Starts the agent before the app's {@code main}. */
    public static void premain(String args, Instrumentation instrumentation) {
        start(args, instrumentation, false);
    }

    /** Starts the agent in a running app: classes that are loaded already are rewritten too. */
    public static void agentmain(String args, Instrumentation instrumentation) {
        start(args, instrumentation, true);
    }

    @SuppressWarnings("CatchAndPrintStackTrace")
    private static void start(String args, Instrumentation instrumentation, boolean running) {
        try {
            // A second agent on the command line, or a second copy of the jar, finds the first one's session and stands
            // down.
            Session session = Session.open(instrumentation);
            if (session != null) {
                session.start(args, running);
            }
        } catch (Throwable e) {
            Session.recordStartFailure(e);
        }
    }
}
