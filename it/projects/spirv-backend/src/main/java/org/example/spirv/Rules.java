package org.example.spirv;

import dev.adagent.ForwardRule;
import dev.adagent.ReverseRule;

/** Derivatives of the operations. */
final class Rules {
    private Rules() {}

    @ReverseRule(owner = Spirv.class, name = "rsqrt")
    static double rsqrtReverse(double x, double adjoint) {
        double y = Spirv.rsqrt(x);
        return -0.5 * y * y * y * adjoint;
    }

    @ForwardRule(owner = Spirv.class, name = "rsqrt")
    static double rsqrtForward(double x, double tangent) {
        double y = Spirv.rsqrt(x);
        return -0.5 * y * y * y * tangent;
    }
}
