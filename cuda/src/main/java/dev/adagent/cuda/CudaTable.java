package dev.adagent.cuda;

import dev.adagent.codegen.Libdevice;
import dev.adagent.overlay.KernelOverlays;
import dev.adagent.overlay.Layer;
import dev.adagent.overlay.MathOverlays;
import dev.adagent.overlay.MethodTable;
import dev.adagent.overlay.Overlay;
import dev.adagent.overlay.OverlayProvider;
import java.util.Map;
import java.util.TreeMap;

/** The table {@code CUDA}: {@link KernelOverlays}, and {@link MathOverlays}, since a GPU has no elementary functions; in some modes those of a {@link Libdevice}. */
public final class CudaTable implements OverlayProvider {
    /** Instructions that are not exact, in the place of methods of {@code Approximation}. */
    private static final Map<String, String> APPROXIMATIONS = Map.of(
            "reciprocal", "rcp.approx.ftz.f",
            "exp2", "ex2.approx.ftz.f",
            "log2", "lg2.approx.ftz.f",
            "sin", "sin.approx.ftz.f",
            "cos", "cos.approx.ftz.f");

    private static final String LIBRARY = "libdevice.";

    /** Made at the first use of the table itself: its name is asked for first, by jobs for other devices too. */
    private static MethodTable configured;

    /**
     * The table {@code CUDA}.
     *
     * @throws IllegalArgumentException if {@code adagent.libdevice} names no library
     */
    public static synchronized MethodTable get() {
        if (configured == null) {
            configured = of(Libdevice.configured());
        }
        return configured;
    }

    /** The table of launches whose kernels may use a library; null for none. Its hash is in the names, so another library is another table. */
    static MethodTable of(Libdevice library) {
        MethodTable.Builder table = MathOverlays.addTo(KernelOverlays.addTo(MethodTable.builder("CUDA")));
        new TreeMap<>(APPROXIMATIONS)
                .forEach((method, operation) -> table.put(
                        "dev/adagent/codegen/math/Approximation",
                        method,
                        "(F)F",
                        new Overlay.TargetIntrinsic(operation, Overlay.Effect.PURE)));
        if (library != null) {
            String prefix = LIBRARY + library.hash().substring(0, 16) + ".";
            MathOverlays.addLibrary(table, operation -> prefix + function(operation));
        }
        return table.build();
    }

    /** libdevice's name of the function {@code sin.f64} or the like. */
    private static String function(String operation) {
        String name = operation.substring(0, operation.indexOf('.'));
        return Libdevice.PREFIX + name + (operation.endsWith(".f32") ? "f" : "");
    }

    /** The function of libdevice that an operation is, or null. */
    static String libraryFunction(String operation) {
        return operation.startsWith(LIBRARY) ? operation.substring(operation.lastIndexOf('.') + 1) : null;
    }

    /** The LLVM intrinsic of such an instruction, or null. */
    static String approximation(String operation) {
        return APPROXIMATIONS.containsValue(operation) ? "llvm.nvvm." + operation : null;
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
        return get();
    }
}
