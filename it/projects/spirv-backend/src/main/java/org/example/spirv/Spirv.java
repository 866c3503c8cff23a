package org.example.spirv;

import dev.adagent.Kernel;

/** Operations of OpenCL's instruction set for SPIR-V. Their bodies say what they mean; they run wherever the target is another. */
public final class Spirv {
    private Spirv() {}

    /** {@code GlobalInvocationId.x}: the thread's index in the grid. */
    public static int globalIdX() {
        return Kernel.blockIdxX() * Kernel.blockDimX() + Kernel.threadIdxX();
    }

    /** {@code rsqrt}: one over the square root, within 2 ulp. */
    public static double rsqrt(double x) {
        return 1 / Math.sqrt(x);
    }

    /** {@code mix}: the point at {@code t} of the way from {@code a} to {@code b}. */
    public static float mix(float a, float b, float t) {
        return a + (b - a) * t;
    }
}
