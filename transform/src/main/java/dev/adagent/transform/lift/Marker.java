package dev.adagent.transform.lift;

/**
 * The call that stands in a kernel copy for a derivative not yet compiled. Its class exists nowhere: a kernel copy is never defined
 * as a class, and nothing else may name it.
 */
public final class Marker {
    /** Internal name of the marker's class. */
    public static final String OWNER = "dev/adagent/compiler/Marker";

    /** Name of the marker's method; its descriptor is that of the entry point replaced. */
    public static final String NAME = "deferred";

    /** Internal name of the class whose entry points the marker replaces. */
    public static final String AUTODIFF = "dev/adagent/Autodiff";

    private Marker() {}
}
