package dev.adagent.transform.ir;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A place in the user's source.
 *
 * @param className internal name
 * @param method method name
 * @param file source file name, or null if the class file does not say
 * @param line line number, or −1
 * @param insn number of the instruction among those of the method's bytecode, where it raises a NullPointerException whose message the
 *     JVM computes from it; else −1
 * @param inlinedAt where the method was inlined, or null
 */
public record Loc(String className, String method, String file, int line, int insn, Loc inlinedAt) {
    public static final Loc NONE = new Loc("", "", null, -1, null);

    /** A place of which the instruction does not matter. */
    public Loc(String className, String method, String file, int line, Loc inlinedAt) {
        this(className, method, file, line, -1, inlinedAt);
    }

    /** The same place, at one instruction. */
    public Loc at(int instruction) {
        return new Loc(className, method, file, line, instruction, inlinedAt);
    }

    /** This place with {@code caller} below it on the stack; {@link #NONE} adds no frame. */
    public Loc inlinedInto(Loc caller) {
        if (equals(NONE) || caller.equals(NONE)) {
            return equals(NONE) ? caller : this;
        }
        return new Loc(className, method, file, line, insn, inlinedAt == null ? caller : inlinedAt.inlinedInto(caller));
    }

    /** The frames of this place and those that it was inlined at, innermost first. */
    public StackTraceElement[] stack() {
        List<StackTraceElement> out = new ArrayList<>();
        for (Loc l = this; l != null && !l.equals(NONE); l = l.inlinedAt()) {
            out.add(new StackTraceElement(l.className().replace('/', '.'), l.method(), l.file(), l.line()));
        }
        return out.toArray(StackTraceElement[]::new);
    }

    /** By hand, as is said at {@link dev.adagent.overlay.MethodKey#equals}: a kernel that was kept begins with its places. */
    @Override
    public boolean equals(Object other) {
        return this == other
                || other instanceof Loc l
                        && line == l.line
                        && insn == l.insn
                        && method.equals(l.method)
                        && className.equals(l.className)
                        && Objects.equals(file, l.file)
                        && Objects.equals(inlinedAt, l.inlinedAt);
    }

    @Override
    public int hashCode() {
        return (((className.hashCode() * 31 + method.hashCode()) * 31 + line) * 31 + insn) * 31
                + Objects.hashCode(inlinedAt);
    }

    /** As the JVM prints a frame of a stack trace. */
    @Override
    public String toString() {
        return className.replace('/', '.') + "." + method + "("
                + (file == null ? "Unknown Source" : file + (line < 0 ? "" : ":" + line)) + ")";
    }
}
