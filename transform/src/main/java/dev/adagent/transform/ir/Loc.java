package dev.adagent.transform.ir;

/**
 * A place in the user's source.
 *
 * @param className internal name
 * @param method method name
 * @param file source file name, or null if the class file does not say
 * @param line line number, or −1
 * @param inlinedAt where the method was inlined, or null
 */
public record Loc(String className, String method, String file, int line, Loc inlinedAt) {
    public static final Loc NONE = new Loc("", "", null, -1, null);

    /** This place with {@code caller} below it on the stack; {@link #NONE} adds no frame. */
    public Loc inlinedInto(Loc caller) {
        if (equals(NONE) || caller.equals(NONE)) {
            return equals(NONE) ? caller : this;
        }
        return new Loc(className, method, file, line, inlinedAt == null ? caller : inlinedAt.inlinedInto(caller));
    }

    /** As the JVM prints a frame of a stack trace. */
    @Override
    public String toString() {
        return className.replace('/', '.') + "." + method + "("
                + (file == null ? "Unknown Source" : file + (line < 0 ? "" : ":" + line)) + ")";
    }
}
