package dev.adagent;

/**
 * A derivative that cannot be asked for in this way: an activity that does not fit the mode, the argument's type or the function's
 * result, or a shadow of another type or shape than its primal. Thrown at the call, before the function runs. The message says where the
 * call is and what to write instead.
 */
public final class ActivityException extends AdagentException {
    private static final long serialVersionUID = 1;

    ActivityException(String message, Throwable cause) {
        super(message + place(), cause);
    }

    /** An exception whose message says what is wrong and what to write. Thrown by compiled derivatives too, of shadows that do not fit. */
    public ActivityException(String message) {
        this(message, null);
    }

    /** The call in the app's code. */
    private static String place() {
        return StackWalker.getInstance()
                .walk(frames -> frames.map(StackWalker.StackFrame::toStackTraceElement)
                        .filter(f -> !isOwn(f))
                        .findFirst()
                        .map(f -> " (in " + f + ")")
                        .orElse(""));
    }

    /** Whether it is code of the api, the engine or the JDK. */
    private static boolean isOwn(StackTraceElement f) {
        String name = f.getClassName();
        boolean api = name.startsWith("dev.adagent.") && name.lastIndexOf('.') == "dev.adagent".length();
        boolean engine = "adagent-engine".equals(f.getClassLoaderName()) || name.startsWith("dev.adagent.agent.");
        return api || engine || name.startsWith("java.");
    }
}
