package dev.adagent;

/** A reverse pass in a kernel needed more memory for intermediate values than the launch had set aside. No result of the launch is valid. */
public final class TapeOverflowException extends AdagentException {
    private static final long serialVersionUID = 1;

    /** As a device describes it: by class and message. */
    TapeOverflowException(String message) {
        super(message, null);
    }

    TapeOverflowException(String message, Throwable cause) {
        super(message, cause);
    }
}
