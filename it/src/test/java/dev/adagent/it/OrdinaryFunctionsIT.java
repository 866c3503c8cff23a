package dev.adagent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Functions as programs have them, with collections, texts, logging and methods that call themselves, differentiated on the host. */
class OrdinaryFunctionsIT {
    @TempDir
    Path folder;

    @Test
    @Timeout(240)
    void haveTheDerivativesOfDifferences() {
        App app = new App(folder).source("Ordinary", """
                import static dev.adagent.Autodiff.*;

                import dev.adagent.*;
                import java.util.*;
                import java.util.function.Function;
                import java.util.logging.Logger;
                import java.util.stream.*;

                public class Ordinary {
                    private static final Logger LOG = Logger.getLogger("ordinary");

                    static double logs(double[] x) {
                        long start = System.nanoTime();
                        LOG.fine("x is " + Arrays.toString(x));
                        double y = x[0] * x[1];
                        if (System.nanoTime() - start > 1L << 60 || y > 1e9) {
                            System.out.println(String.format("slow or large: %g", y));
                        }
                        return y * y;
                    }

                    static double keysMadeOfTexts(double[] x) {
                        Map<String, Double> m = new HashMap<>();
                        for (int i = 0; i < 5; i++) {
                            m.merge("k" + i % 2, x[i % x.length] * i, Double::sum);
                        }
                        return m.get("k0") * m.get("k1");
                    }

                    private static double term(String s, int[] at, double[] x) {
                        double v = s.charAt(at[0]++) == 'x' ? x[0] : x[1];
                        if (at[0] < s.length() && s.charAt(at[0]) == '*') {
                            at[0]++;
                            v *= term(s, at, x);
                        }
                        return v;
                    }

                    static double parser(double[] x) {
                        return term("x*y*x", new int[1], x);
                    }

                    static double mapOfArrays(double[] x) {
                        Map<Integer, double[]> m = new TreeMap<>();
                        for (int i = 0; i < 4; i++) {
                            m.put(i, new double[] {x[0] * i, x[1]});
                        }
                        double s = 0;
                        for (var e : m.entrySet()) {
                            s += e.getKey() * e.getValue()[0] * e.getValue()[1];
                        }
                        return s;
                    }

                    static double collected(double[] x) {
                        Map<Integer, Double> m = IntStream.range(0, 3)
                                .boxed()
                                .collect(Collectors.toMap(Function.identity(), i -> x[i % x.length] * i));
                        double s = 0;
                        for (int i = 0; i < 3; i++) {
                            s += m.get(i) * m.get(i);
                        }
                        return s + Arrays.stream(x).sorted().limit(1).map(v -> v * v * v).sum();
                    }

                    static double queueOfArrays(double[] x) {
                        PriorityQueue<double[]> q = new PriorityQueue<>((a, b) -> Double.compare(a[0], b[0]));
                        q.add(new double[] {x[0], x[1]});
                        q.add(new double[] {x[1], x[0] * 2});
                        double s = 0;
                        while (!q.isEmpty()) {
                            double[] e = q.poll();
                            s = s * e[0] + e[1] * e[1];
                        }
                        return s;
                    }

                    record Num(double v) implements Ex {}
                    record Var(int i) implements Ex {}
                    record Add(Ex a, Ex b) implements Ex {}
                    record Mul(Ex a, Ex b) implements Ex {}
                    sealed interface Ex permits Num, Var, Add, Mul {}

                    private static final Ex FIXED =
                            new Add(new Mul(new Var(0), new Var(1)), new Mul(new Num(3), new Mul(new Var(0), new Var(0))));

                    private static double value(Ex e, double[] x) {
                        if (e instanceof Num n) {
                            return n.v();
                        } else if (e instanceof Var v) {
                            return x[v.i()];
                        } else if (e instanceof Add a) {
                            return value(a.a(), x) + value(a.b(), x);
                        }
                        Mul m = (Mul) e;
                        return value(m.a(), x) * value(m.b(), x);
                    }

                    private static Ex made(int d, double[] x) {
                        return d == 0
                                ? new Num(x[0] * x[1])
                                : d % 2 == 0 ? new Add(made(d - 1, x), new Var(1)) : new Mul(made(d - 1, x), new Var(0));
                    }

                    static double fixedExpression(double[] x) {
                        return value(FIXED, x);
                    }

                    static double expressionOfNumbers(double[] x) {
                        return value(made(4, x), x);
                    }

                    static final class Node {
                        final double v;
                        final Node left;
                        final Node right;

                        Node(double v, Node left, Node right) {
                            this.v = v;
                            this.left = left;
                            this.right = right;
                        }
                    }

                    private static Node tree(double[] x, int n) {
                        return n <= 0 ? null : new Node(x[n % x.length] * n, tree(x, n - 1), tree(x, n - 2));
                    }

                    private static double value(Node n) {
                        return n == null ? 1 : n.v * value(n.left) + value(n.right);
                    }

                    static double trees(double[] x) {
                        return value(tree(x, 4));
                    }

                    private static double[] merged(double[] a) {
                        if (a.length <= 1) {
                            return a;
                        }
                        double[] l = merged(Arrays.copyOfRange(a, 0, a.length / 2));
                        double[] r = merged(Arrays.copyOfRange(a, a.length / 2, a.length));
                        double[] out = new double[a.length];
                        for (int i = 0, j = 0, k = 0; k < out.length; k++) {
                            out[k] = j >= r.length || i < l.length && l[i] <= r[j] ? l[i++] : r[j++];
                        }
                        return out;
                    }

                    static double mergeSort(double[] x) {
                        double[] y = merged(new double[] {x[0], x[1], x[0] * x[1], x[1] * x[1], 0.3});
                        double s = 0;
                        for (int i = 0; i < y.length; i++) {
                            s += i * y[i] * y[i];
                        }
                        return s;
                    }

                    /** A rule that is wrong: the comparison below must say so. */
                    @DerivativeRules(Wrong.class)
                    static double twice(double v) {
                        return 2 * v;
                    }

                    static final class Wrong {
                        @ForwardRule(owner = Ordinary.class, name = "twice")
                        static double tangent(double v, double dv) {
                            return 3 * dv;
                        }

                        @ReverseRule(owner = Ordinary.class, name = "twice")
                        static double gradient(double v, double dret) {
                            return 3 * dret;
                        }
                    }

                    static double planted(double[] x) {
                        return twice(x[0]) * x[1];
                    }

                    private static double at(Fn1<double[], Double> f, double[] x, int i, double h) {
                        double[] moved = x.clone();
                        moved[i] += h;
                        return f.call(moved);
                    }

                    private static boolean close(double got, double wanted, double tolerance) {
                        return Math.abs(got - wanted) <= tolerance * (1 + Math.abs(wanted));
                    }

                    static void compare(String name, Fn1<double[], Double> f, boolean second) {
                        double[] x = {0.7, -1.3};
                        boolean right = true;
                        double[] g = gradient(f, x.clone());
                        for (int i = 0; i < 2; i++) {
                            double slope = (at(f, x, i, 1e-5) - at(f, x, i, -1e-5)) / 2e-5;
                            double[] dx = new double[2];
                            dx[i] = 1;
                            double t = autodiff(FORWARD, f, duplicated(x.clone(), dx)).tangent();
                            right &= close(g[i], slope, 1e-6) && close(t, slope, 1e-6);
                        }
                        for (int i = 0; second && i < 2; i++) {
                            double[] h = hessian(f, x.clone())[i];
                            double curve = (at(f, x, i, 1e-4) - 2 * f.call(x.clone()) + at(f, x, i, -1e-4)) / 1e-8;
                            right &= close(h[i], curve, 1e-5);
                        }
                        System.out.println(name + (right ? " right" : " wrong"));
                    }

                    public static void main(String[] args) {
                        compare("logs", Ordinary::logs, true);
                        compare("keysMadeOfTexts", Ordinary::keysMadeOfTexts, true);
                        compare("parser", Ordinary::parser, true);
                        compare("mapOfArrays", Ordinary::mapOfArrays, true);
                        compare("collected", Ordinary::collected, true);
                        compare("queueOfArrays", Ordinary::queueOfArrays, true);
                        compare("fixedExpression", Ordinary::fixedExpression, true);
                        compare("expressionOfNumbers", Ordinary::expressionOfNumbers, false);
                        compare("trees", Ordinary::trees, false);
                        compare("mergeSort", Ordinary::mergeSort, false);
                        compare("planted", Ordinary::planted, false);
                    }
                }
                """);
        Jvm.Run run =
                new Jvm(folder).withAgent().timeout(180).args("-jar", app.jar()).run();
        assertThat(run.exit()).as(run.toString()).isZero();
        assertThat(run.out().lines())
                .containsExactly(
                        "logs right",
                        "keysMadeOfTexts right",
                        "parser right",
                        "mapOfArrays right",
                        "collected right",
                        "queueOfArrays right",
                        "fixedExpression right",
                        "expressionOfNumbers right",
                        "trees right",
                        "mergeSort right",
                        "planted wrong");
    }
}
