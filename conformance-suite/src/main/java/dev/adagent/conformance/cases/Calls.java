package dev.adagent.conformance.cases;

import static dev.adagent.Autodiff.*;

import dev.adagent.Fn1;

/** Derivatives of thread i's numbers, for functions of one scalar. */
final class Calls {
    private Calls() {}

    static void reverse(Fn1<Double, Double> f, double[] x, double[] dret, double[] dx, int i) {
        var a = active(x[i]);
        autodiff(REVERSE, f, seed(dret[i]), a);
        dx[i] = a.grad();
    }

    static void forward(Fn1<Double, Double> f, double[] x, double[] dx, double[] dret, int i) {
        dret[i] = autodiff(FORWARD, f, duplicated(x[i], dx[i])).tangent();
    }
}
