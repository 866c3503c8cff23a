package dev.adagent.conformance.cases;

import static dev.adagent.Autodiff.*;

import dev.adagent.Fn1;
import dev.adagent.GpuKernel;
import dev.adagent.Kernel;
import dev.adagent.Mode;
import dev.adagent.conformance.Case;
import dev.adagent.conformance.Values;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Table C: records, objects, collections, closures. */
final class TableC {
    private TableC() {}

    /** A final class with one number. */
    static final class Foo {
        double qux;

        Foo(double qux) {
            this.qux = qux;
        }
    }

    static double c11(Foo a, Foo b) {
        return a.qux * b.qux;
    }

    @Case("C11 R")
    static void c11Reverse(Values v) {
        Foo a = new Foo(v.number("a"));
        Foo b = new Foo(v.number("b"));
        Foo da = new Foo(0);
        Foo db = new Foo(0);
        autodiff(REVERSE, TableC::c11, seed(v.number("dret")), duplicated(a, da), duplicated(b, db));
        v.put("da", da.qux);
        v.put("db", db.qux);
        v.put("value", c11(a, b));
    }

    @Case("C11 F")
    static void c11Forward(Values v) {
        Foo a = new Foo(v.number("a"));
        Foo b = new Foo(v.number("b"));
        Foo da = new Foo(v.number("da"));
        Foo db = new Foo(v.number("db"));
        v.put(
                "dret",
                autodiff(FORWARD, TableC::c11, duplicated(a, da), duplicated(b, db))
                        .tangent());
        v.put("value", c11(a, b));
    }

    /** A linked list. */
    static final class Node {
        double v;
        Node next;

        Node(double v, Node next) {
            this.v = v;
            this.next = next;
        }

        static Node list(double[] values) {
            Node head = null;
            for (int i = values.length - 1; i >= 0; i--) {
                head = new Node(values[i], head);
            }
            return head;
        }

        double[] toArray() {
            List<Double> out = new ArrayList<>();
            for (Node n = this; n != null; n = n.next) {
                out.add(n.v);
            }
            return out.stream().mapToDouble(d -> d).toArray();
        }
    }

    static double c13(Node head) {
        double s = 0;
        for (Node n = head; n != null; n = n.next) {
            s += n.v;
        }
        return s;
    }

    @Case("C13 R")
    static void c13Reverse(Values v) {
        Node head = Node.list(v.doubles("v"));
        Node shadow = Node.list(v.doubles("dv"));
        autodiff(REVERSE, TableC::c13, seed(v.number("dret")), duplicated(head, shadow));
        v.put("dv", shadow.toArray());
        v.put("value", c13(head));
    }

    @Case("C13 F")
    static void c13Forward(Values v) {
        Node head = Node.list(v.doubles("v"));
        Node shadow = Node.list(v.doubles("dv"));
        v.put("dret", autodiff(FORWARD, TableC::c13, duplicated(head, shadow)).tangent());
        v.put("value", c13(head));
    }

    private static Fn1<Double, Double> c15(double[] captured) {
        return y -> captured[0] * y;
    }

    @Case("C15a R")
    static void c15a(Values v) {
        var f = c15(v.array("V", double[].class));
        var y = active(v.number("y"));
        autodiff(REVERSE, f, seed(v.number("dret")), y);
        v.put("dy", y.grad());
        v.put("value", f.call(y.value()));
    }

    @Case("C15b R")
    static void c15b(Values v) {
        double[] shadow = v.doubles("dV");
        var y = active(v.number("y"));
        var f = c15(v.doubles("V"));
        autodiffClosure(REVERSE, duplicated(f, c15(shadow)), seed(v.number("dret")), y);
        v.put("dy", y.grad());
        v.put("dV", shadow);
        v.put("value", f.call(y.value()));
    }

    @Case("C15c F")
    static void c15c(Values v) {
        var f = c15(v.doubles("V"));
        double y = v.number("y");
        var r = autodiffClosure(FORWARD, duplicated(f, c15(v.doubles("dV"))), null, duplicated(y, v.number("dy")));
        v.put("dret", r.tangent());
        v.put("value", f.call(y));
    }

    private static Fn1<Double, Double> c17(double[] x) {
        return y -> {
            x[0] *= y;
            return y;
        };
    }

    @Case("C17a R")
    static void c17a(Values v) {
        var f = c17(v.doubles("x"));
        autodiff(REVERSE, f, seed(v.number("dret")), active(v.number("y")));
    }

    @Case("C17b R")
    static void c17b(Values v) {
        double[] x = v.doubles("x");
        var y = active(v.number("y"));
        autodiffClosure(REVERSE, constant(c17(x)), seed(v.number("dret")), y);
        v.put("x", x);
        v.put("dy", y.grad());
        v.put("value", c17(v.doubles("x")).call(y.value()));
    }

    @Case("C17c R")
    static void c17c(Values v) {
        double[] x = v.doubles("x");
        double[] shadow = v.doubles("dx");
        var y = active(v.number("y"));
        autodiffClosure(REVERSE, duplicated(c17(x), c17(shadow)), seed(v.number("dret")), y);
        v.put("x", x);
        v.put("dx", shadow);
        v.put("dy", y.grad());
        v.put("value", c17(v.doubles("x")).call(y.value()));
    }

    static double c19(Map<String, Double> m, double x) {
        return m.get("var") * x;
    }

    @Case("C19a R")
    static void c19a(Values v) {
        var x = active(v.number("x"));
        autodiff(REVERSE, TableC::c19, seed(v.number("dret")), constant(v.map("m")), x);
        v.put("dx", x.grad());
        v.put("value", c19(v.map("m"), x.value()));
    }

    @Case("C19b R")
    static void c19b(Values v) {
        Map<String, Double> dm = v.map("dm");
        var x = active(v.number("x"));
        autodiff(REVERSE, TableC::c19, seed(v.number("dret")), duplicated(v.map("m"), dm), x);
        v.put("dx", x.grad());
        v.put("dm", dm);
        v.put("value", c19(v.map("m"), x.value()));
    }

    static void c21(double[] k) {
        double last = k[0];
        for (int i = 1; i < k.length; i++) {
            if (k[i] == last) {
                k[i] *= k[i];
                System.out.println(i);
            } else {
                last = k[i];
            }
        }
        k[0] = 0;
    }

    @Case(value = "C21 R", hostOnly = true)
    static void c21Reverse(double[][] k, double[][] dk) {
        autodiff(REVERSE, TableC::c21, duplicated(k[0], dk[0]));
    }

    /** As c21; a kernel does not print. */
    static void c21Silent(double[] k) {
        double last = k[0];
        for (int i = 1; i < k.length; i++) {
            if (k[i] == last) {
                k[i] *= k[i];
            } else {
                last = k[i];
            }
        }
        k[0] = 0;
    }

    @Case(value = "C21 R", kernelOnly = true)
    @GpuKernel
    static void c21InKernel(double[][] k, double[][] dk) {
        int i = Kernel.globalIdX();
        autodiff(REVERSE, TableC::c21Silent, duplicated(k[i], dk[i]));
    }

    /** An object with one number. */
    static final class O {
        double x;
    }

    static double c23a(O o) {
        return 2 * o.x;
    }

    static double c23b(O o) {
        return o.x + o.x;
    }

    private static void c23(Values v, Fn1<O, Double> f) {
        O o = new O();
        o.x = v.number("x");
        O shadow = new O();
        autodiff(REVERSE, f, seed(v.number("dret")), duplicated(o, shadow));
        v.put("dx", shadow.x);
        v.put("value", f.call(o));
    }

    @Case("C23a R")
    static void c23aReverse(Values v) {
        c23(v, TableC::c23a);
    }

    @Case("C23b R")
    static void c23bReverse(Values v) {
        c23(v, TableC::c23b);
    }

    /** A pair of a number and an array. */
    record P(double a, double[] b) {}

    static double c25(double x) {
        P p = new P(x, new double[] {x});
        return p.a() * p.b()[0];
    }

    @Case("C25 R")
    static void c25Reverse(Values v) {
        var x = active(v.number("x"));
        autodiff(REVERSE, TableC::c25, seed(v.number("dret")), x);
        v.put("dx", x.grad());
        v.put("value", c25(x.value()));
    }

    /** A box that may be empty. */
    static final class Box {
        Double v;
    }

    static double c29(Box out, double a, boolean cond) {
        out.v = cond ? (Double) a : null;
        return a;
    }

    @Case("C29 R")
    static void c29Reverse(Values v) {
        Box shadow = new Box();
        shadow.v = v.number("dout");
        var a = active(v.number("a"));
        boolean cond = v.bool("cond");
        autodiff(REVERSE, TableC::c29, seed(v.number("dret")), duplicated(new Box(), shadow), a, constant(cond));
        v.put("da", a.grad());
        v.put("value", c29(new Box(), a.value(), cond));
    }

    /** Something with a σ. */
    interface Sigma {
        double sigma();
    }

    /** σ = 1. */
    record N1() implements Sigma {
        @Override
        public double sigma() {
            return 1;
        }
    }

    /** σ = x. */
    record N2(double x) implements Sigma {
        @Override
        public double sigma() {
            return x;
        }
    }

    static double c35(double x, int[] kinds) {
        List<Sigma> nodes = new ArrayList<>();
        for (int kind : kinds) {
            nodes.add(kind == 1 ? new N1() : new N2(x));
        }
        double s = 0;
        for (Sigma n : nodes) {
            s += n.sigma();
        }
        return s;
    }

    @Case("C35 F")
    static void c35Forward(Values v) {
        v.put(
                "dret",
                autodiff(FORWARD, TableC::c35, duplicated(v.number("x"), v.number("dx")), constant(v.ints("kinds")))
                        .tangent());
        v.put("value", c35(v.number("x"), v.ints("kinds")));
    }

    static double c43a(double[] x, double[] y) {
        double s = 0;
        for (int i = 0; i < x.length; i++) {
            s += x[i] * y[i];
        }
        return s;
    }

    static double c43b(double[] x, double p) {
        double s = 0;
        for (int i = 0; i < x.length; i++) {
            s += Math.pow(x[i], p);
        }
        return s;
    }

    @Case(value = "C43a R", hostOnly = true)
    static void c43aGradient(Values v) {
        double[] x = v.doubles("x");
        double[] y = v.doubles("y");
        var g = gradient(TableC::c43a, x, y);
        double dret = v.number("dret");
        v.put("dx", sum(v.doubles("dx"), dret, g.first()));
        v.put("dy", sum(v.doubles("dy"), dret, g.second()));
        v.put("value", c43a(x, y));
    }

    /** The gradient entry has the seed 1 and no shadow of its caller's: what {@code autodiff} leaves in the shadow that the row gives. */
    private static double[] sum(double[] shadow, double dret, double[] gradient) {
        Arrays.setAll(shadow, i -> shadow[i] + dret * gradient[i]);
        return shadow;
    }

    @Case(value = "C43a R", kernelOnly = true)
    @GpuKernel
    static void c43aInKernel(double[][] x, double[][] y, double[][] dx, double[][] dy, double[] dret, double[] value) {
        int i = Kernel.globalIdX();
        value[i] = c43a(x[i], y[i]);
        autodiff(REVERSE, TableC::c43a, seed(dret[i]), duplicated(x[i], dx[i]), duplicated(y[i], dy[i]));
    }

    @Case(value = "C43b R", hostOnly = true)
    static void c43bGradient(Values v) {
        double[] x = v.doubles("x");
        double p = v.number("p");
        var g = gradient(TableC::c43b, x, p);
        double dret = v.number("dret");
        v.put("dx", sum(v.doubles("dx"), dret, g.first()));
        v.put("dp", dret * g.second());
        v.put("value", c43b(x, p));
    }

    @Case(value = "C43b R", kernelOnly = true)
    @GpuKernel
    static void c43bInKernel(double[][] x, double[] p, double[][] dx, double[] dp, double[] dret, double[] value) {
        int i = Kernel.globalIdX();
        value[i] = c43b(x[i], p[i]);
        var a = active(p[i]);
        autodiff(REVERSE, TableC::c43b, seed(dret[i]), duplicated(x[i], dx[i]), a);
        dp[i] = a.grad();
    }

    static double[] c45(double[][] x, int count) {
        double[] y = new double[count];
        double scale = 1;
        for (int k = 0; k < count; k++) {
            double s = 0;
            for (int i = 0; i < x.length; i++) {
                for (int j = 0; j < x[i].length; j++) {
                    s += x[i][j] * x[i][j];
                }
            }
            y[k] = scale * s;
            scale *= 10;
        }
        return y;
    }

    private static void c45(Values v, Mode mode) {
        double[][] x = v.array("x", double[][].class);
        int count = v.integer("K");
        v.put("jac", jacobian(mode, m -> c45(m, count), x, v.integer("chunk")));
        v.put("value", c45(x, count));
    }

    @Case("C45 JR")
    static void c45ByRows(Values v) {
        c45(v, REVERSE);
    }

    @Case("C45 JF")
    static void c45ByColumns(Values v) {
        c45(v, FORWARD);
    }

    static void c51(double[] y) {
        Thread[] threads = new Thread[y.length];
        for (int i = 0; i < y.length; i++) {
            int k = i;
            threads[i] = new Thread(() -> y[k] *= 2);
            threads[i].start();
        }
        for (Thread t : threads) {
            try {
                t.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Case("C51 R")
    static void c51Reverse(Values v) {
        double[] y = v.doubles("y");
        double[] dy = v.doubles("dy");
        autodiff(REVERSE, TableC::c51, duplicated(y, dy));
        v.put("y", y);
        v.put("dy", dy);
    }

    @Case("C51 F")
    static void c51Forward(Values v) {
        double[] y = v.doubles("y");
        double[] dy = v.doubles("dy");
        autodiff(FORWARD, TableC::c51, duplicated(y, dy));
        v.put("y", y);
        v.put("dy", dy);
    }
}
