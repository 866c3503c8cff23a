package dev.adagent.overlay;

import java.util.Locale;
import java.util.Objects;

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

    /**
     * An operation of one target, which code generation binds by {@link Target#symbol}. Its meaning is the body of the method that it
     * replaces: that runs on devices that have no such operation, the CPU device among them. It has no derivative but by a rule for that
     * method.
     *
     * @param name what {@link Target#symbol} is asked for, for example {@code amdgcn.fmed3}
     * @param effect what it does besides giving its result
     */
    record TargetIntrinsic(String name, Effect effect) implements Overlay {
        public TargetIntrinsic {
            Objects.requireNonNull(effect);
            if (!name.matches("[A-Za-z0-9._-]+")) {
                throw new OverlayDeclarationException("not a name of an operation: " + name);
            }
        }

        @Override
        public String toString() {
            return "target " + effect.name().toLowerCase(Locale.ROOT) + " " + name;
        }
    }

    /**
     * The method itself, called on the JVM that the job runs in. It stands on calls of which nothing else is known when derivatives are made,
     * see {@link MethodTable.Builder#hostCall}.
     *
     * @param inactive whether no derivative flows through it even where its arguments have one, as through what only prints them
     */
    record HostCall(boolean inactive) implements Overlay {
        @Override
        public String toString() {
            return inactive ? "host call, inactive" : "host call";
        }
    }

    /** What an operation of a target does besides giving its result. */
    enum Effect {
        /** Nothing, and the result depends on the operands alone. */
        PURE,
        /** Nothing, and the result depends on the operands and on the thread's place in the grid. */
        THREAD,
        /** It reads or writes memory, or threads take part in it together: it is neither moved nor left out. */
        OTHER
    }

    /** The launch of a kernel, in code that runs on the host: a grid, and a lambda that calls the kernel. */
    record Launch() implements Overlay {
        @Override
        public String toString() {
            return "launch";
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
