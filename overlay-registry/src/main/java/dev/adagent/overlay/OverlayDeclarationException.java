package dev.adagent.overlay;

/** An entry, or a table, that an app declares cannot be: there is no such method or class, or it cannot be replaced so. */
public final class OverlayDeclarationException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public OverlayDeclarationException(String message) {
        super(message);
    }
}
