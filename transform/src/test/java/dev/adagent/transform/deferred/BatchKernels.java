package dev.adagent.transform.deferred;

import static dev.adagent.Autodiff.FORWARD;
import static dev.adagent.Autodiff.FORWARD_WITH_PRIMAL;
import static dev.adagent.Autodiff.REVERSE;
import static dev.adagent.Autodiff.active;
import static dev.adagent.Autodiff.activeBatch;
import static dev.adagent.Autodiff.autodiff;
import static dev.adagent.Autodiff.constant;
import static dev.adagent.Autodiff.duplicatedBatch;
import static dev.adagent.Autodiff.seed;
import static dev.adagent.Autodiff.seeds;

import dev.adagent.Result;

/** Kernels that ask for batches of derivatives. */
final class BatchKernels {
    private BatchKernels() {}

    static double product(double x, double y) {
        return x * y * y;
    }

    static float scaled(float x, float c) {
        return x * x * c;
    }

    static double dot(double[] w, double[] x) {
        double s = 0;
        for (int i = 0; i < w.length; i++) {
            s += w[i] * w[i] * x[i];
        }
        return s;
    }

    /** dx: (2, 3) times y², dy: (2, 3) times 2xy. */
    static void reverse(double x, double y, double[] dx, double[] dy) {
        var a = activeBatch(x, 2);
        var b = activeBatch(y, 2);
        autodiff(REVERSE, BatchKernels::product, seeds(2, 3), a, b);
        dx[0] = a.grad(0);
        dx[1] = a.grad(1);
        double[] all = b.grads();
        dy[0] = all[0];
        dy[1] = all[1];
    }

    static void ofFloats(float[] x, float[] dx, float[] tangents) {
        var a = activeBatch(x[0], 3);
        autodiff(REVERSE, BatchKernels::scaled, seeds(1, 2, 3), a, constant(.5f));
        for (int k = 0; k < 3; k++) {
            dx[k] = a.grad(k);
        }
        var r = autodiff(FORWARD, BatchKernels::scaled, duplicatedBatch(x[0], new float[] {1, 10}), constant(.5f));
        tangents[0] = (float) r.tangent(0);
        tangents[1] = (float) r.tangent(1);
    }

    static void arrays(double[] w, double[] x, double[] dw0, double[] dw1, double[] out) {
        Result r = autodiff(FORWARD_WITH_PRIMAL, BatchKernels::dot, duplicatedBatch(w, dw0, dw1), constant(x));
        out[0] = r.primal();
        out[1] = r.tangents()[0];
        out[2] = r.tangents()[1];
    }

    static void rows(double[] w, double[] x, double[][] dw, double[] adjoints) {
        autodiff(REVERSE, BatchKernels::dot, seeds(adjoints), duplicatedBatch(w, dw[0], dw[1]), constant(x));
    }

    /** The number of rows is taken from the seeds. */
    static void unknownRows(double[] w, double[] x, double[][] dw) {
        autodiff(REVERSE, BatchKernels::dot, seeds(1, 10), duplicatedBatch(w, dw), constant(x));
    }

    static double slope(double x, double y) {
        var a = active(x);
        autodiff(REVERSE, BatchKernels::product, a, constant(y));
        return a.grad();
    }

    /** Second derivatives of x·y²: by x and y of y². */
    static void nested(double x, double y, double[] out) {
        var r = autodiff(
                FORWARD, BatchKernels::slope, duplicatedBatch(x, new double[] {1, 0}), duplicatedBatch(y, new double[] {
                    0, 1
                }));
        out[0] = r.tangent(0);
        out[1] = r.tangent(1);
        var b = activeBatch(y, 2);
        autodiff(REVERSE, BatchKernels::batchSum, b);
        out[2] = b.grad(0);
    }

    /** A batch inside a differentiated function: 3y². */
    static double batchSum(double y) {
        var a = activeBatch(1.5, 2);
        autodiff(REVERSE, BatchKernels::product, seeds(1, 2), a, constant(y));
        return a.grad(0) + a.grad(1);
    }

    static void unknownWidth(double x, int n) {
        autodiff(REVERSE, BatchKernels::product, activeBatch(x, n), constant(1.0));
    }

    static void differentWidths(double x) {
        autodiff(REVERSE, BatchKernels::product, activeBatch(x, 2), activeBatch(x, 3));
    }

    static void withoutLanes(double x) {
        autodiff(REVERSE, BatchKernels::product, activeBatch(x, 2), active(x));
    }

    static void oneSeed(double x) {
        autodiff(REVERSE, BatchKernels::product, seed(2), activeBatch(x, 2), constant(1.0));
    }

    static void noLanes(double x) {
        autodiff(REVERSE, BatchKernels::product, activeBatch(x, 0), constant(1.0));
    }

    static void boxed(double x, double[] out) {
        out[0] = autodiff(FORWARD, BatchKernels::product, duplicatedBatch(x, 1.0, 2.0), constant(1.0))
                .tangent(0);
    }
}
