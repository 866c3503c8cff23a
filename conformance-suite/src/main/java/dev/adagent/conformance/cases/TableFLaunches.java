package dev.adagent.conformance.cases;

import static dev.adagent.Autodiff.*;
import static dev.adagent.Kernel.*;

import dev.adagent.Gpu;
import dev.adagent.GpuKernel;
import dev.adagent.Grid;
import dev.adagent.conformance.Case;
import dev.adagent.conformance.Values;

/** Rows of table F in which a function of the host is differentiated that launches a kernel. */
final class TableFLaunches {
    private TableFLaunches() {}

    @GpuKernel
    static void square(float[] x) {
        int i = globalIdX();
        if (i >= x.length) {
            return;
        }
        x[i] *= x[i];
        syncThreads();
    }

    static void f4(float[] x) {
        Gpu.launch(Grid.of(1, x.length), () -> square(x));
    }

    @Case("F4 R float")
    static void f4Reverse(Values v) {
        float[] x = v.floats("A");
        float[] dx = v.floats("dA");
        autodiff(REVERSE, TableFLaunches::f4, duplicated(x, dx));
        v.put("A", x);
        v.put("dA", dx);
    }

    @Case("F4 F float")
    static void f4Forward(Values v) {
        float[] x = v.floats("A");
        float[] dx = v.floats("dA");
        autodiff(FORWARD, TableFLaunches::f4, duplicated(x, dx));
        v.put("A", x);
        v.put("dA", dx);
    }

    @Case("F5 RB float")
    static void f5Reverse(Values v) {
        float[] x = v.floats("A");
        float[][] dx = v.array("dA", float[][].class);
        autodiff(REVERSE, TableFLaunches::f4, duplicatedBatch(x, dx));
        v.put("A", x);
        v.put("dA", dx);
    }

    @Case("F5 FB float")
    static void f5Forward(Values v) {
        float[] x = v.floats("A");
        float[][] dx = v.array("dA", float[][].class);
        autodiff(FORWARD, TableFLaunches::f4, duplicatedBatch(x, dx));
        v.put("A", x);
        v.put("dA", dx);
    }

    @GpuKernel
    static void copy(float[] x, float[] y) {
        int i = globalIdX();
        if (i < x.length) {
            y[i] = x[i];
        }
    }

    /**
     * There and back: the launch takes x to the device, the kernel copies it there, and the launch brings the copy back. What memory that is,
     * the device decides: a Java array lies in the heap, and there are no others to choose for unified or pinned memory.
     */
    static float f11(float[] x) {
        float[] y = new float[x.length];
        Gpu.launch(Grid.covering(x.length, 32), () -> copy(x, y));
        float sum = 0;
        for (int i = 0; i < y.length; i++) {
            sum += y[i] * y[i];
        }
        return sum;
    }

    @Case({"F11a R float", "F11b R float", "F11c R float"})
    static void f11Reverse(Values v) {
        float[] x = v.floats("x");
        float[] dx = v.floats("dx");
        autodiff(REVERSE, TableFLaunches::f11, seed(v.number("dret")), duplicated(x, dx));
        v.put("dx", dx);
        v.put("value", (double) f11(x));
    }
}
