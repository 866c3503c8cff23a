package dev.adagent.conformance.cases;

import static dev.adagent.Autodiff.*;

import dev.adagent.Activity;
import dev.adagent.GpuKernel;
import dev.adagent.Kernel;
import dev.adagent.Thunk;
import dev.adagent.conformance.Case;
import dev.adagent.conformance.Scratch;

/** Split reverse mode: a forward pass that leaves a tape, and a reverse pass that takes it. */
final class Split {
    private Split() {}

    @Case("B31 Rs")
    @GpuKernel
    static void b31(double[][] x, double[][] dx, @Scratch("x") double[][] again, @Scratch("x") double[][] shadow) {
        int i = Kernel.globalIdX();
        for (int k = 0; k < x[i].length; k++) {
            again[i][k] = x[i][k];
            shadow[i][k] = dx[i][k];
        }
        Thunk thunk = thunk(REVERSE, TableBArrays::b31, Activity.DUPLICATED);
        Thunk.Tape tape = thunk.tape(); // allocated by the caller
        pass(thunk, tape, again[i], shadow[i]);
        pass(thunk, tape, x[i], dx[i]);
    }

    private static void pass(Thunk thunk, Thunk.Tape tape, double[] x, double[] dx) {
        thunk.forward(tape, duplicated(x, dx));
        double kept = x[1];
        x[1] = Double.NaN; // what the reverse pass needs is on the tape
        thunk.reverse(tape, duplicated(x, dx));
        x[1] = kept;
    }

    @Case("C39 Rs")
    @GpuKernel
    static void c39(double[][] A, double[][] dA, double[] v, double[] dret, double[] dv, double[] value) {
        int i = Kernel.globalIdX();
        var x = active(v[i]);
        Thunk thunk = thunk(REVERSE_WITH_PRIMAL, TableCArrays::c39, Activity.DUPLICATED, Activity.ACTIVE);
        Thunk.Tape tape = thunk.forward(duplicated(A[i], dA[i]), x);
        value[i] = tape.primal();
        thunk.reverse(tape, seed(dret[i]), duplicated(A[i], dA[i]), x);
        dv[i] = x.grad();
    }

    @Case("C41c Rp")
    @GpuKernel
    static void c41c(double[][] A, double[][] dA, double[] dret, double[] value) {
        int i = Kernel.globalIdX();
        Thunk thunk = thunk(REVERSE_WITH_PRIMAL, TableCArrays::c41, Activity.DUPLICATED);
        Thunk.Tape tape = thunk.forward(duplicated(A[i], dA[i]));
        value[i] = tape.primal();
        thunk.reverse(tape, seed(dret[i]), duplicated(A[i], dA[i]));
    }
}
