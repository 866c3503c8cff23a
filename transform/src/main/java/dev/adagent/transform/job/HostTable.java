package dev.adagent.transform.job;

import dev.adagent.Gpu;
import dev.adagent.Grid;
import dev.adagent.KernelCall;
import dev.adagent.overlay.KernelOverlays;
import dev.adagent.overlay.Layer;
import dev.adagent.overlay.MethodKey;
import dev.adagent.overlay.MethodTable;
import dev.adagent.overlay.Overlay;
import dev.adagent.overlay.OverlayProvider;
import java.lang.invoke.MethodType;

/**
 * The table of derivatives called on the host: {@code Kernel}'s methods keep their plain Java bodies, so that a kernel called as a method is one
 * thread; nested derivatives are linked in.
 */
public final class HostTable implements OverlayProvider {
    /** Name of the target that host derivatives are compiled for. */
    public static final String TARGET = "host";

    /** Made at the first use of the table itself: its name is asked for first, by jobs for other devices too. */
    private static final class Made {
        static final MethodTable TABLE = HostTable.table(MethodTable.builder("HOST"));
    }

    private static MethodTable table(MethodTable.Builder b) {
        KernelOverlays.addPlain(b);
        KernelOverlays.addDeferral(b);
        HostCalls.addTo(b);
        return b.put(launch(), new Overlay.Launch()).build();
    }

    private static MethodKey launch() {
        return new MethodKey(
                MethodKey.internalName(Gpu.class),
                "launch",
                MethodType.methodType(void.class, Grid.class, KernelCall.class).toMethodDescriptorString());
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
