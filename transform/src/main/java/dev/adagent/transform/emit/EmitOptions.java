package dev.adagent.transform.emit;

import java.util.HashSet;
import java.util.Set;

/**
 * How a module becomes bytecode.
 *
 * @param runtime what the class may link to
 * @param checks how checks are made
 * @param plain the entry's parameters whose arrays one thread alone adds to, so that adding needs no atomic operation
 * @param allPlain whether that holds for every array
 * @param distinct whether no two of the entry's parameters are the same array
 */
public record EmitOptions(Runtime runtime, Checks checks, Set<Integer> plain, boolean allPlain, boolean distinct) {
    /** What the class may link to. */
    public enum Runtime {
        /** JDK classes and those of the caller's Lookup only; a grid of one thread. */
        HOST,
        /** Also the engine's run-time classes; functions take the thread's coordinates; exceptions carry their place. */
        KERNEL
    }

    /** How checks are made. */
    public enum Checks {
        /** By the JVM's own checks wherever the following instruction makes the same. */
        IMPLICIT,
        /** By calls that build the exception anew each time: slower, but never an exception that HotSpot has preallocated without message. */
        EXPLICIT
    }

    public EmitOptions {
        plain = Set.copyOf(plain);
    }

    /** For a derivative or function that runs on the host, one thread for its own. */
    public static final EmitOptions HOST = new EmitOptions(Runtime.HOST, Checks.IMPLICIT, Set.of(), true, false);

    /** With more parameters whose arrays one thread alone adds to. */
    public EmitOptions withPlain(Set<Integer> more) {
        Set<Integer> all = new HashSet<>(plain);
        all.addAll(more);
        return new EmitOptions(runtime, checks, all, allPlain, distinct);
    }

    boolean kernel() {
        return runtime == Runtime.KERNEL;
    }
}
