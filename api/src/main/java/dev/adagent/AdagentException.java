package dev.adagent;

/** The parent of all that adagent throws of its own. */
public class AdagentException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** An exception with a message and a cause, which may be null. */
    public AdagentException(String message, Throwable cause) {
        super(message, cause);
    }
}
