package dev.adagent.fuzzing.language;

import dev.adagent.transform.device.Kernel;
import dev.adagent.transform.device.KernelFailure;

/** A way of running a compiled kernel that is compared with the JVM. */
interface Way extends AutoCloseable {
    String name();

    /** Name of the table that kernels are compiled for. */
    String target();

    /** Whether each launch is cheap, so that every throwing row gets one of its own. */
    boolean launchesOften();

    /** As {@code Device.launch}. */
    void launch(Kernel kernel, int[] grid, Object... arguments) throws KernelFailure;

    /** A line for the result. */
    String describe();

    @Override
    default void close() {}
}
