package dev.adagent.conformance.cases;

import static dev.adagent.Autodiff.*;

import dev.adagent.DerivativeRules;
import dev.adagent.Fn1;
import dev.adagent.ReverseRule;
import dev.adagent.RuleConfig;
import dev.adagent.conformance.Case;
import dev.adagent.conformance.Values;
import java.util.Arrays;

/** Batches of derivatives over one run of the function, on the host; {@link BatchedKernels} asks for the same in kernels. */
final class Batched {
    private Batched() {}

    static double b37(double a1, double a2, int rows, int cols, double[] out) {
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < cols; j++) {
                double prev = i == 0 ? 0 : out[(i - 1) * cols + j];
                out[i * cols + j] = prev * a1 + a2;
            }
        }
        double s = 0;
        for (int j = 0; j < cols; j++) {
            s += out[(rows - 1) * cols + j];
        }
        return s;
    }

    @Case(value = "B37 RB", hostOnly = true)
    static void b37Batch(Values v) {
        int rows = v.integer("rows");
        int cols = v.integer("cols");
        int n = rows * cols;
        var a1 = activeBatch(v.number("a1"), v.width());
        var a2 = activeBatch(v.number("a2"), v.width());
        autodiff(
                REVERSE,
                Batched::b37,
                seeds(v.doubles("dret")),
                a1,
                a2,
                constant(rows),
                constant(cols),
                duplicatedBatch(new double[n], new double[v.width()][n]));
        v.put("da1", a1.grads());
        v.put("da2", a2.grads());
        v.put("value", b37(a1.value(), a2.value(), rows, cols, new double[n]));
    }

    private static void c23(Values v, Fn1<TableC.O, Double> f) {
        TableC.O o = new TableC.O();
        o.x = v.number("x");
        TableC.O[] shadows = new TableC.O[v.width()];
        Arrays.setAll(shadows, k -> new TableC.O());
        autodiff(REVERSE, f, seeds(v.doubles("dret")), duplicatedBatch(o, shadows));
        v.put("dx", Arrays.stream(shadows).mapToDouble(s -> s.x).toArray());
        v.put("value", f.call(o));
    }

    @Case("C23a RB")
    static void c23aBatch(Values v) {
        c23(v, TableC::c23a);
    }

    @Case("C23b RB")
    static void c23bBatch(Values v) {
        c23(v, TableC::c23b);
    }

    @Case("C25 RB")
    static void c25Batch(Values v) {
        var x = activeBatch(v.number("x"), v.width());
        autodiff(REVERSE, TableC::c25, seeds(v.doubles("dret")), x);
        v.put("dx", x.grads());
        v.put("value", TableC.c25(x.value()));
    }

    static void c27(double v, double[] out) {
        out[0] = v;
        out[1] = v * v;
        out[2] = v * v * v;
    }

    @Case(value = "C27 RB", hostOnly = true)
    static void c27Batch(Values v) {
        double[] out = v.doubles("out");
        double[][] dout = v.array("dout", double[][].class);
        var x = activeBatch(v.number("v"), v.width());
        autodiff(REVERSE, Batched::c27, x, duplicatedBatch(out, dout));
        v.put("dv", x.grads());
        v.put("out", out);
        v.put("dout", dout);
    }

    static double d3b(double x) {
        double y = TableD.sq(x);
        return y * y;
    }

    private static void d3(Values v, Fn1<Double, Double> f) {
        var r = autodiff(FORWARD, f, duplicatedBatch(v.number("x"), v.doubles("dx")));
        v.put("dret", r.tangents());
        v.put("value", f.call(v.number("x")));
    }

    @Case(value = "D3a FB", hostOnly = true)
    static void d3aBatch(Values v) {
        d3(v, TableD::sq);
    }

    @Case(value = "D3b FB", hostOnly = true)
    static void d3bBatch(Values v) {
        d3(v, Batched::d3b);
    }

    /** The reverse rule of D7. */
    static final class Sq7Rules {
        private Sq7Rules() {}

        @ReverseRule(owner = Batched.class, name = "sq7")
        static double gradient(RuleConfig config, double x, double dret) {
            double first = 10;
            for (int k = 0; k < config.lane(); k++) {
                first *= 10;
            }
            return first + 2 * x * dret;
        }
    }

    @DerivativeRules(Sq7Rules.class)
    static double sq7(double x) {
        return x * x;
    }

    static void d7(double x, double[] out) {
        out[0] = sq7(x);
    }

    @Case(value = "D7 RB", hostOnly = true)
    static void d7Batch(Values v) {
        double[] out = v.doubles("out");
        double[][] dout = v.array("dout", double[][].class);
        var x = activeBatch(v.number("x"), v.width());
        autodiff(REVERSE, Batched::d7, x, duplicatedBatch(out, dout));
        v.put("dx", x.grads());
        v.put("out", out);
        v.put("dout", dout);
    }
}
