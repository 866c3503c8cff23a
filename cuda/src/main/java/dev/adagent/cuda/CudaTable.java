package dev.adagent.cuda;

import dev.adagent.overlay.KernelOverlays;
import dev.adagent.overlay.Layer;
import dev.adagent.overlay.MathOverlays;
import dev.adagent.overlay.MethodTable;
import dev.adagent.overlay.OverlayProvider;

/** The table {@code CUDA}: {@link KernelOverlays}, and {@link MathOverlays}, since a GPU has no elementary functions. */
public final class CudaTable implements OverlayProvider {
    private static final MethodTable TABLE = make();

    /** The table {@code CUDA}. */
    public static MethodTable get() {
        return TABLE;
    }

    private static MethodTable make() {
        return MathOverlays.addTo(KernelOverlays.addTo(MethodTable.builder("CUDA")))
                .build();
    }

    @Override
    public Layer layer() {
        return Layer.BACKEND;
    }

    @Override
    public String target() {
        return CudaTarget.NAME;
    }

    @Override
    public MethodTable table() {
        return TABLE;
    }
}
