package dev.adagent;

/** A reverse pass in a kernel needed more memory for intermediate values than the launch had set aside. No result of the launch is valid. */
public final class TapeOverflowException extends AdagentException {
    private static final long serialVersionUID = 1;

    TapeOverflowException(String message, Throwable cause) {
        super(message, cause);
    }
}
