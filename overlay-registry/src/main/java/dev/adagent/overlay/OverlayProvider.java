package dev.adagent.overlay;

/** Brings a method table; found with {@link java.util.ServiceLoader}. See {@link OverlayRegistry}. */
public interface OverlayProvider {
    /** Where the table stands. */
    Layer layer();

    /** Name of the one target that the table is for ({@link Target#name}), or null for every target. */
    String target();

    /** The table; equal in content at each call. */
    MethodTable table();
}
