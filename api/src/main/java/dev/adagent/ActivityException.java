package dev.adagent;

/**
 * A derivative that cannot be asked for in this way: an activity that does not fit the mode, the argument's type or the function's
 * result, or a shadow of another type or shape than its primal. Thrown at the call, before the function runs. The message says what to write instead.
 */
public final class ActivityException extends AdagentException {
    private static final long serialVersionUID = 1;

    ActivityException(String message, Throwable cause) {
        super(message, cause);
    }

    ActivityException(String message) {
        super(message, null);
    }
}
