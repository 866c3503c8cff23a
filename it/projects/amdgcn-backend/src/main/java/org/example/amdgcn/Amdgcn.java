package org.example.amdgcn;

import dev.adagent.Kernel;

/** Operations of AMD GPUs. Their bodies say what they mean; they run wherever there is no such GPU. */
public final class Amdgcn {
    private Amdgcn() {}

    /** The thread's index in its block, read from a register ({@code v_and}-ed out of v0 on gfx90a). */
    public static int workitemIdX() {
        return Kernel.threadIdxX();
    }

    /** {@code v_fract_f64}: the fractional part, x − ⌊x⌋, below 1. */
    public static double fract(double x) {
        return Math.min(x - Math.floor(x), 0x1.fffffffffffffp-1);
    }

    /** {@code v_med3_f32}: the middle one of three numbers. */
    public static float med3(float a, float b, float c) {
        return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
    }
}
