package dev.adagent.transform.ir;

import java.util.Objects;

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

    /** By hand, as is said at {@link dev.adagent.overlay.MethodKey#equals}: a kernel that was kept begins with its places. */
    @Override
    public boolean equals(Object other) {
        return this == other
                || other instanceof Loc l
                        && line == l.line
                        && method.equals(l.method)
                        && className.equals(l.className)
                        && Objects.equals(file, l.file)
                        && Objects.equals(inlinedAt, l.inlinedAt);
    }

    @Override
    public int hashCode() {
        return ((className.hashCode() * 31 + method.hashCode()) * 31 + line) * 31 + Objects.hashCode(inlinedAt);
    }

    /** As the JVM prints a frame of a stack trace. */
    @Override
    public String toString() {
        return className.replace('/', '.') + "." + method + "("
                + (file == null ? "Unknown Source" : file + (line < 0 ? "" : ":" + line)) + ")";
    }
}
