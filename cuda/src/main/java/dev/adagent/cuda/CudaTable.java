package dev.adagent.cuda;

import dev.adagent.codegen.math.DeviceMath;
import dev.adagent.codegen.math.FusedMath;
import dev.adagent.overlay.KernelOverlays;
import dev.adagent.overlay.Layer;
import dev.adagent.overlay.MethodKey;
import dev.adagent.overlay.MethodTable;
import dev.adagent.overlay.Overlay;
import dev.adagent.overlay.OverlayProvider;
import java.util.List;

/**
 * The table {@code CUDA}: {@link KernelOverlays}, and the bodies of {@link FusedMath} and {@link DeviceMath} for the elementary functions of {@link Math} and
 * {@link StrictMath}, of which a GPU has none. What one instruction computes exactly ({@code sqrt}, {@code fma}, {@code floor} …)
 * stays an intrinsic of {@code GLOBAL}.
 */
public final class CudaTable implements OverlayProvider {
    static final List<String> UNARY = List.of(
            "sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "exp", "expm1", "log", "log1p",
            "log10", "cbrt");
    static final List<String> BINARY = List.of("atan2", "pow", "hypot");
    /** Functions of {@link Math} that are computed otherwise than those of {@link StrictMath}. */
    private static final List<String> FUSED = List.of("exp", "log");

    private static final String FUSED_BODIES = FusedMath.class.getName().replace('.', '/');
    private static final String BODIES = DeviceMath.class.getName().replace('.', '/');
    private static final MethodTable TABLE = make();

    /** The table {@code CUDA}. */
    public static MethodTable get() {
        return TABLE;
    }

    /**
     * The body of the elementary function of that name.
     *
     * @param intrinsic name of the operation, with or without {@code strict.} before it
     * @return the method on doubles, or null if {@code intrinsic} names no elementary function
     */
    static MethodKey body(String intrinsic) {
        boolean strict = intrinsic.startsWith("strict.");
        String name = strict ? intrinsic.substring(7) : intrinsic;
        if (!strict && FUSED.contains(name)) {
            return new MethodKey(FUSED_BODIES, name, "(D)D");
        }
        if (UNARY.contains(name)) {
            return new MethodKey(BODIES, name, "(D)D");
        }
        return BINARY.contains(name) ? new MethodKey(BODIES, name, "(DD)D") : null;
    }

    private static MethodTable make() {
        MethodTable.Builder b = KernelOverlays.addTo(MethodTable.builder("CUDA"));
        for (String owner : List.of("java/lang/Math", "java/lang/StrictMath")) {
            for (List<String> names : List.of(UNARY, BINARY)) {
                for (String name : names) {
                    MethodKey body = body(owner.endsWith("StrictMath") ? "strict." + name : name);
                    b.put(new MethodKey(owner, name, body.descriptor()), new Overlay.Body(body));
                }
            }
        }
        return b.build();
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
