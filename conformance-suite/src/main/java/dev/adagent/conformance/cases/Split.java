package dev.adagent.conformance.cases;

import static dev.adagent.Autodiff.*;

import dev.adagent.Activity;
import dev.adagent.Thunk;
import dev.adagent.conformance.Case;
import dev.adagent.conformance.Values;

/** Split reverse mode: a forward pass that leaves a tape, and a reverse pass that takes it. */
final class Split {
    private Split() {}

    @Case("B31 Rs")
    static void b31(Values v) {
        Thunk thunk = thunk(REVERSE, TableBArrays::b31, Activity.DUPLICATED);
        Thunk.Tape tape = thunk.tape(); // allocated by the caller
        for (int use = 0; use < 2; use++) {
            double[] x = v.doubles("x");
            double[] dx = v.doubles("dx");
            thunk.forward(tape, duplicated(x, dx));
            v.put("x", x.clone());
            x[1] = Double.NaN; // what the reverse pass needs is on the tape
            thunk.reverse(tape, duplicated(x, dx));
            v.put("dx", dx);
        }
    }

    @Case("C39 Rs")
    static void c39(Values v) {
        double[] a = v.doubles("A");
        double[] da = v.doubles("dA");
        var x = active(v.number("v"));
        Thunk thunk = thunk(REVERSE_WITH_PRIMAL, TableCArrays::c39, Activity.DUPLICATED, Activity.ACTIVE);
        Thunk.Tape tape = thunk.forward(duplicated(a, da), x);
        v.put("value", tape.primal());
        v.put("A", a.clone());
        thunk.reverse(tape, seed(v.number("dret")), duplicated(a, da), x);
        v.put("dA", da);
        v.put("dv", x.grad());
    }

    @Case("C41c Rp")
    static void c41c(Values v) {
        double[] a = v.doubles("A");
        double[] da = v.doubles("dA");
        Thunk thunk = thunk(REVERSE_WITH_PRIMAL, TableCArrays::c41, Activity.DUPLICATED);
        Thunk.Tape tape = thunk.forward(duplicated(a, da));
        v.put("value", tape.primal());
        thunk.reverse(tape, seed(v.number("dret")), duplicated(a, da));
        v.put("dA", da);
    }
}
