package dev.adagent;

/**
 * A method table that cannot be used: it is named but not there, an entry replaces a method that does not exist or in a way that cannot
 * be, or two entries of equal rank replace one method differently. The message names the entries.
 */
public final class OverlayException extends AdagentException {
    private static final long serialVersionUID = 1;

    OverlayException(String message, Throwable cause) {
        super(message, cause);
    }
}
