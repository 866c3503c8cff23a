package dev.adagent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Constant objects and arrays in objects and arrays that have shadows: what a call finds there is constant, in both modes and to second order, and no
 * derivative is added to it. What is stored in a caller's object has a shadow that the caller reads.
 */
class HeldConstantsIT {
    @TempDir
    Path folder;

    @Test
    @Timeout(240)
    void haveNoDerivatives() {
        App app = new App(folder).source("Held", """
                import static dev.adagent.Autodiff.*;
                import static harness.Slopes.compare;

                import dev.adagent.*;
                import java.util.*;

                public class Held {
                    static final double[] TABLE = {3, 5};
                    static final double[] OTHER = {2, 7};

                    record Branch(double weight, Branch left, Branch right) {}
                    record Leaf(String name, double[] a, Leaf next) {}
                    static class Box { double v; double[] a = {1, 2}; Box next; }

                    static double sum(Branch b) { return b == null ? 0 : b.weight + sum(b.left) / 2 + sum(b.right); }
                    static double squares(Branch b, double s) { return b == null ? s : squares(b.right, s * b.weight * b.weight + squares(b.left, s)); }
                    static Branch right(Branch b, int n) { return n == 0 ? b : right(b.right, n - 1); }
                    static double rows(double[][] m, int n) { return n < 0 ? 1 : m[n][0] * m[n][0] * m[n][1] + rows(m, n - 1); }
                    static double leaves(Leaf l) { return l == null ? 1 : l.name.length() * l.a[0] * l.a[1] + leaves(l.next) * l.a[0]; }
                    static double scaled(double[][] m, int n) { if (n < 0) { return 1; } m[n][1] *= m[n][0]; return m[n][1] * scaled(m, n - 1) + m[n][0]; }
                    static double deep(double[][][] t, int n) { return n == 0 ? t[0][1][0] * t[1][0][0] * t[1][1][1] + t[0][0][0] : deep(t, n - 1) * t[0][0][1]; }
                    static double[] row(double[][] m, int n) { return n == 0 ? m[1] : row(m, n - 1); }

                    static double linear(double[] x) { return sum(new Branch(x[0], new Branch(x[1], null, null), new Branch(1, null, new Branch(2, null, null)))); }
                    static double nonlinear(double[] x) { return squares(new Branch(x[0], new Branch(3, null, null), new Branch(2, new Branch(x[1], null, new Branch(1.5, null, null)), null)), x[1]); }
                    static double rowsOfNumbers(double[] x) { return rows(new double[][] {{x[0], 2}, {3, 4}, x}, 2) * x[1]; }
                    static double rowsOfStaticFields(double[] x) { return rows(new double[][] {TABLE, x, OTHER}, 2); }
                    static double overwritten(double[] x) { double[][] m = {x.clone(), {3, 4}}; double y = scaled(m, 1); return y * x[0]; }
                    static double rowsThreeDeep(double[] x) { return deep(new double[][][] {{{x[0], 2}, {3, 4}}, {{5, x[1]}, {7, 8}}}, 2) * x[1]; }
                    static double namesAndTables(double[] x) { return leaves(new Leaf("a", TABLE, new Leaf("bcd", x, new Leaf("ef", OTHER, null)))); }
                    static double chosen(double[] x) { Branch b = x[0] > 0 ? new Branch(4, null, null) : new Branch(x[1], null, null); return sum(new Branch(x[0], b, x[1] > 0 ? new Branch(x[0], null, null) : new Branch(6, null, null))) * x[1]; }
                    static double loop(double[] x) { Branch b = null; for (int i = 0; i < 4; i++) { b = i % 2 == 0 ? new Branch(i + 1, b, null) : new Branch(x[0] * i, null, b); } return squares(b, x[1]); }
                    static double givenBack(double[] x) { Branch b = new Branch(x[0], null, new Branch(3, null, new Branch(2, null, null))); Branch r = right(b, 1); return r.weight * sum(b) * x[1] + r.right.weight * sum(r); }
                    static double rowGivenBack(double[] x) { double[][] m = {{x[0], x[1]}, {3, 4}}; double[] r = row(m, 2); return r[0] * rows(m, 1) * x[0] + r[1]; }
                    static double shared(double[] x) { Branch c = new Branch(3, null, null); return squares(new Branch(x[0], c, new Branch(x[1], c, c)), 2) + sum(c) * x[0]; }
                    static double reverseAgain(double[] x) { double[] g = gradient(Held::nonlinear, x.clone()); return g[0] * x[1] + g[1]; }
                    static double reverseAgainOfRows(double[] x) { double[] g = gradient(Held::rowsOfNumbers, x.clone()); return g[0] * x[1] + g[1]; }
                    static double forwardAgain(double[] x) { return autodiff(FORWARD, Held::nonlinear, duplicated(x.clone(), new double[] {1, 0.5})).tangent(); }
                    static double forwardAgainOfRows(double[] x) { return autodiff(FORWARD, Held::rowsOfStaticFields, duplicated(x.clone(), new double[] {1, 0.5})).tangent(); }

                    static void fill(double[][] out, double x) { out[0] = new double[] {x, 5 * x}; out[1] = new double[] {3, 4}; }
                    static void link(Box b, double x) { b.next = new Box(); b.next.v = x * x; b.next.a[0] = 3 * x; b.next.next = new Box(); b.next.next.v = 7; }
                    static void put(double[][] out, double x) { out[0] = TABLE; }
                    static void hold(Box b, double x) { b.a = TABLE; b.v = x; }

                    static void refused(String name, Runnable derivative) {
                        try {
                            derivative.run();
                            System.out.println(name + " taken");
                        } catch (CompileException e) {
                            System.out.println(name + " " + e.getMessage().lines().findFirst().orElse("").replaceFirst(".*cannot compile ", "refused: "));
                        }
                    }

                    public static void main(String[] args) {
                        compare("linear", Held::linear);
                        compare("nonlinear", Held::nonlinear);
                        compare("rowsOfNumbers", Held::rowsOfNumbers);
                        compare("rowsOfStaticFields", Held::rowsOfStaticFields);
                        compare("overwritten", Held::overwritten);
                        compare("rowsThreeDeep", Held::rowsThreeDeep);
                        compare("namesAndTables", Held::namesAndTables);
                        compare("chosen", Held::chosen);
                        compare("loop", Held::loop);
                        compare("givenBack", Held::givenBack);
                        compare("rowGivenBack", Held::rowGivenBack);
                        compare("shared", Held::shared);
                        compare("reverseAgain", Held::reverseAgain);
                        compare("reverseAgainOfRows", Held::reverseAgainOfRows);
                        compare("forwardAgain", Held::forwardAgain);
                        compare("forwardAgainOfRows", Held::forwardAgainOfRows);
                        System.out.println("constants " + Arrays.toString(TABLE) + " " + Arrays.toString(OTHER));
                        double[][] out = new double[2][2];
                        double[][] tangent = new double[2][2];
                        autodiff(FORWARD, Held::fill, duplicated(out, tangent), duplicated(2.0, 1.0));
                        System.out.println("fill " + Arrays.deepToString(out) + " " + Arrays.deepToString(tangent));
                        Box box = new Box();
                        Box d = makeZero(box);
                        autodiff(FORWARD, Held::link, duplicated(box, d), duplicated(2.0, 1.0));
                        System.out.println("link " + d.next.v + " " + Arrays.toString(d.next.a) + " " + d.next.next.v + " " + Arrays.toString(d.next.next.a));
                        refused("put", () -> autodiff(FORWARD, Held::put, duplicated(new double[2][2], new double[2][2]), duplicated(2.0, 1.0)));
                        refused("hold", () -> autodiff(FORWARD, Held::hold, duplicated(new Box(), makeZero(new Box())), duplicated(2.0, 1.0)));
                    }
                }
                """).source(Slopes.NAME, Slopes.SOURCE);
        Jvm.Run run =
                new Jvm(folder).withAgent().timeout(180).args("-jar", app.jar()).run();
        assertThat(run.exit()).as(run.toString()).isZero();
        String stored = " refused: a constant array is stored in an array or object that is passed with a shadow";
        assertThat(run.out().lines())
                .containsExactly(
                        "linear right",
                        "nonlinear right",
                        "rowsOfNumbers right",
                        "rowsOfStaticFields right",
                        "overwritten right",
                        "rowsThreeDeep right",
                        "namesAndTables right",
                        "chosen right",
                        "loop right",
                        "givenBack right",
                        "rowGivenBack right",
                        "shared right",
                        "reverseAgain right",
                        "reverseAgainOfRows right",
                        "forwardAgain right",
                        "forwardAgainOfRows right",
                        "constants [3.0, 5.0] [2.0, 7.0]",
                        "fill [[2.0, 10.0], [3.0, 4.0]] [[1.0, 5.0], [0.0, 0.0]]",
                        "link 4.0 [3.0, 0.0] 0.0 [0.0, 0.0]",
                        "put" + stored,
                        "hold" + stored);
    }
}
