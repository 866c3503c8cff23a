package dev.adagent.transform.job;

import dev.adagent.overlay.KernelOverlays;
import dev.adagent.overlay.Layer;
import dev.adagent.overlay.MethodTable;
import dev.adagent.overlay.OverlayProvider;

/** The table of kernels on the CPU device: thread indices, barriers and atomics are the device's, {@code Math} is the JVM's own. */
public final class CpuTable implements OverlayProvider {
    /** Name of the target that the CPU device's kernels are compiled for. */
    public static final String TARGET = "cpu";

    /** Made at the first use of the table itself: its name is asked for first, by jobs for other devices too. */
    private static final class Made {
        static final MethodTable TABLE =
                KernelOverlays.addTo(MethodTable.builder("CPU")).build();
    }

    @Override
    public Layer layer() {
        return Layer.BACKEND;
    }

    @Override
    public String target() {
        return TARGET;
    }

    @Override
    public MethodTable table() {
        return Made.TABLE;
    }
}
