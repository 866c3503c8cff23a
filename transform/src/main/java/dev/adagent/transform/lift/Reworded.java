package dev.adagent.transform.lift;

/** An exception with the message that the JVM would have given it, in the place of the one that compiled code raised. */
final class Reworded {
    private Reworded() {}

    /** The new exception, with the other's stack trace and suppressed exceptions. */
    static Throwable like(Throwable raised, Throwable reworded) {
        reworded.setStackTrace(raised.getStackTrace());
        for (Throwable s : raised.getSuppressed()) {
            reworded.addSuppressed(s);
        }
        return reworded;
    }
}
