package org.example.amdgcn;

import dev.adagent.Autodiff;
import dev.adagent.overlay.AnnotatedTable;
import dev.adagent.overlay.DerivativeRule;
import dev.adagent.overlay.KernelOverlays;
import dev.adagent.overlay.Layer;
import dev.adagent.overlay.MathOverlays;
import dev.adagent.overlay.MethodKey;
import dev.adagent.overlay.MethodTable;
import dev.adagent.overlay.Overlay;
import dev.adagent.overlay.OverlayProvider;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;

/** What kernels for AMD GPUs run in place of other methods. */
public final class AmdgcnTable implements OverlayProvider {
    static final MethodTable TABLE = make();

    private static MethodTable make() {
        MethodTable.Builder b = MethodTable.builder("AMDGCN");
        KernelOverlays.addKernel(b);
        MathOverlays.addTo(b);
        redirectAutodiff(b);
        String owner = "org/example/amdgcn/Amdgcn";
        b.put(owner, "workitemIdX", "()I", new Overlay.TargetIntrinsic("workitem.id.x", Overlay.Effect.THREAD));
        b.put(owner, "fract", "(D)D", new Overlay.TargetIntrinsic("fract.f64", Overlay.Effect.PURE));
        b.put(owner, "med3", "(FFF)F", new Overlay.TargetIntrinsic("fmed3.f32", Overlay.Effect.PURE));
        MethodTable rules = AnnotatedTable.of("rules", Rules.class);
        MethodKey fract = new MethodKey(owner, "fract", "(D)D");
        for (DerivativeRule rule : rules.rules(fract)) {
            b.rule(fract, rule);
        }
        return b.build();
    }

    /** {@code autodiff} in a kernel is its deferred form, whose derivative is compiled with the kernel. */
    private static void redirectAutodiff(MethodTable.Builder b) {
        for (Method m : Autodiff.class.getMethods()) {
            String descriptor =
                    MethodType.methodType(m.getReturnType(), m.getParameterTypes()).toMethodDescriptorString();
            MethodKey deferred = new MethodKey("dev/adagent/Autodiff", "autodiffDeferred", descriptor);
            if (m.getName().equals("autodiff")) {
                b.put(new MethodKey("dev/adagent/Autodiff", "autodiff", descriptor), new Overlay.Body(deferred));
            } else if (m.getName().equals("autodiffDeferred")) {
                b.put(deferred, new Overlay.Deferred());
            }
        }
    }

    @Override
    public Layer layer() {
        return Layer.BACKEND;
    }

    @Override
    public String target() {
        return AmdgcnTarget.NAME;
    }

    @Override
    public MethodTable table() {
        return TABLE;
    }
}
