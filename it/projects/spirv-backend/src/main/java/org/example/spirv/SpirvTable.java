package org.example.spirv;

import dev.adagent.overlay.AnnotatedTable;
import dev.adagent.overlay.DerivativeRule;
import dev.adagent.overlay.KernelOverlays;
import dev.adagent.overlay.Layer;
import dev.adagent.overlay.MathOverlays;
import dev.adagent.overlay.MethodKey;
import dev.adagent.overlay.MethodTable;
import dev.adagent.overlay.Overlay;
import dev.adagent.overlay.OverlayProvider;

/** What kernels in SPIR-V run in place of other methods. */
public final class SpirvTable implements OverlayProvider {
    static final MethodTable TABLE = make();

    private static MethodTable make() {
        MethodTable.Builder b = MethodTable.builder("SPIRV");
        KernelOverlays.addKernel(b);
        KernelOverlays.addDeferral(b);
        MathOverlays.addTo(b);
        String owner = "org/example/spirv/Spirv";
        b.put(owner, "globalIdX", "()I", new Overlay.TargetIntrinsic("global.id.x", Overlay.Effect.THREAD));
        b.put(owner, "rsqrt", "(D)D", new Overlay.TargetIntrinsic("rsqrt.f64", Overlay.Effect.PURE));
        b.put(owner, "mix", "(FFF)F", new Overlay.TargetIntrinsic("mix.f32", Overlay.Effect.PURE));
        MethodKey rsqrt = new MethodKey(owner, "rsqrt", "(D)D");
        for (DerivativeRule rule : AnnotatedTable.of("rules", Rules.class).rules(rsqrt)) {
            b.rule(rsqrt, rule);
        }
        return b.build();
    }

    @Override
    public Layer layer() {
        return Layer.BACKEND;
    }

    @Override
    public String target() {
        return SpirvTarget.NAME;
    }

    @Override
    public MethodTable table() {
        return TABLE;
    }
}
