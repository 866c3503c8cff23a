package dev.adagent.overlay;

/** What a method table puts in place of a method. */
public interface Overlay {

    /** A Java method with the same parameters (the receiver first, if the original has one) and result. */
    record Body(MethodKey method) implements Overlay {
        @Override
        public String toString() {
            return "body " + method;
        }
    }

    /**
     * An operation that the compiler's back ends know by name, for example {@code sqrt} or {@code tid.x}; the list is in the
     * documentation of the {@code ir} package.
     */
    record Intrinsic(String name) implements Overlay {
        @Override
        public String toString() {
            return "intrinsic " + name;
        }
    }

    /** The compiler's marker for a derivative that is compiled together with its caller. */
    record Deferred() implements Overlay {
        @Override
        public String toString() {
            return "deferred";
        }
    }
}
