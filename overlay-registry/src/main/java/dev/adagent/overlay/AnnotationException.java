package dev.adagent.overlay;

/** An annotation of an app cannot be read, or says what cannot be. The message says which, on what it stands, and why. */
public final class AnnotationException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    private final String annotated;
    private final String element;

    /**
     * @param annotated what is annotated
     * @param element the annotation's element
     */
    public AnnotationException(String annotated, String element, String message, Throwable cause) {
        super(message, cause);
        this.annotated = annotated;
        this.element = element;
    }

    /** What is annotated. */
    public String annotated() {
        return annotated;
    }

    /** The annotation's element that cannot be read. */
    public String element() {
        return element;
    }
}
