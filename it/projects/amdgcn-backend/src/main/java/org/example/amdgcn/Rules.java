package org.example.amdgcn;

import dev.adagent.ForwardRule;
import dev.adagent.ReverseRule;

/** Derivatives of the operations. */
final class Rules {
    private Rules() {}

    @ReverseRule(owner = Amdgcn.class, name = "fract")
    static double fractReverse(double x, double adjoint) {
        return adjoint;
    }

    @ForwardRule(owner = Amdgcn.class, name = "fract")
    static double fractForward(double x, double tangent) {
        return tangent;
    }
}
