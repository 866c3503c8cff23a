package dev.adagent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Rows and fields that are one object where their shadows are two, and shadows that are another field's primal, on every way from the host to a derivative. */
class ShadowGraphsIT {
    @TempDir
    Path folder;

    @Test
    @Timeout(240)
    void areRefusedWhereDerivativesWouldBeWrong() {
        App app = new App(folder).source("Graphs", """
                import static dev.adagent.Autodiff.*;

                import dev.adagent.*;
                import java.util.*;

                public class Graphs {
                    static class Two { double[] p; double[] q; Two(double[] p, double[] q) { this.p = p; this.q = q; } }

                    static double writes(Two m) { m.p[0] = 3 * m.q[1]; return m.q[0] * m.p[1]; }
                    static double reads(Two m) { return m.q[0] * m.p[1]; }
                    static double rows(double[][] x) { x[0][0] = 3 * x[1][1]; return x[1][0] * x[1][1]; }

                    static double[] x(double... numbers) { return numbers; }

                    static void linked(String name, Two m, Two d) {
                        for (int k = 0; k < 3; k++) { // the general way, then the direct one
                            try {
                                autodiff(REVERSE, Graphs::writes, duplicated(m, d));
                                System.out.println(name + " " + Arrays.toString(d.p) + " " + Arrays.toString(d.q));
                            } catch (IllegalArgumentException e) {
                                System.out.println(name + " refused");
                            }
                        }
                    }

                    static void run(String name, Runnable r) {
                        try {
                            r.run();
                            System.out.println(name + " taken");
                        } catch (IllegalArgumentException e) {
                            System.out.println(name + " " + e.getMessage().replaceFirst(", so that.*", ""));
                        }
                    }

                    public static void main(String[] args) {
                        double[] a = x(5, 7);
                        double[] da = x(0, 0);
                        linked("one", new Two(a, a), new Two(da, da));
                        linked("two", new Two(a, a), new Two(da, x(0, 0)));
                        Two apart = new Two(x(5, 7), x(5, 7));
                        linked("apart", apart, makeZero(apart));
                        double[] y = x(1, 2);
                        run("primal", () -> autodiff(REVERSE, Graphs::reads, duplicated(new Two(a, y), new Two(y, x(0, 0)))));
                        run("tangent", () -> autodiff(FORWARD, Graphs::reads, duplicated(new Two(a, y), new Two(y, x(0, 0)))));
                        run("read", () -> autodiff(REVERSE, Graphs::reads, duplicated(new Two(a, a), new Two(x(0, 0), x(0, 0)))));
                        run("rows", () -> autodiff(REVERSE, Graphs::rows, duplicated(new double[][] {a, a}, new double[2][2])));
                        Thunk thunk = thunk(REVERSE, Graphs::rows, Activity.DUPLICATED);
                        run("thunk", () -> thunk.forward(duplicated(new double[][] {a, a}, new double[2][2])));
                    }
                }
                """);
        Jvm.Run run =
                new Jvm(folder).withAgent().timeout(180).args("-jar", app.jar()).run();
        assertThat(run.exit()).as(run.toString()).isZero();
        String rows = " array or object 1 of the arguments[0] and array or object 1 of the arguments[1]"
                + " are one double[] where their shadows are two";
        assertThat(run.out().lines())
                .containsExactly(
                        "one [0.0, 42.0] [0.0, 42.0]",
                        "one [0.0, 84.0] [0.0, 84.0]",
                        "one [0.0, 126.0] [0.0, 126.0]",
                        "two refused",
                        "two refused",
                        "two refused",
                        "apart [0.0, 5.0] [7.0, 0.0]",
                        "apart [0.0, 10.0] [14.0, 0.0]",
                        "apart [0.0, 15.0] [21.0, 0.0]",
                        "primal the shadow of array or object 1 of the arguments.p is array or object 1 of the arguments.q itself",
                        "tangent taken",
                        "read taken",
                        "rows" + rows,
                        "thunk" + rows);
    }
}
