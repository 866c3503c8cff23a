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

    ActivityException(String message) {
        this(message, null);
    }

    /** The call in the app's code. */
    private static String place() {
        return StackWalker.getInstance()
                .walk(frames -> frames.filter(f -> !isOwn(f.getClassName()))
                        .findFirst()
                        .map(f -> " (in " + f.toStackTraceElement() + ")")
                        .orElse(""));
    }

    private static boolean isOwn(String className) {
        return className.startsWith("dev.adagent.") && className.lastIndexOf('.') == "dev.adagent".length();
    }
}
