package dev.adagent.overlay;

/** Two entries of equal rank replace the same method by different things. */
public final class OverlayConflictException extends IllegalStateException {
    private static final long serialVersionUID = 1;

    OverlayConflictException(String message) {
        super(message);
    }
}
