package dev.adagent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One run makes derivatives by their methods, the next finds them by their ids alone. */
class DeferredIdIT {
    @TempDir
    Path folder;

    private static App app(Path folder, String factor) {
        return new App(folder).source("Ids", """
                import static dev.adagent.Autodiff.*;
                import dev.adagent.*;
                import java.util.Arrays;

                public class Ids {
                    private static final double FACTOR = Double.parseDouble("FACTOR_HERE");

                    private static double f(double x, double y) { return FACTOR * x * x * y; }
                    static void scale(double[] x) { for (int i = 0; i < x.length; i++) x[i] *= x[i]; }

                    public static void main(String[] args) throws Throwable {
                        if (args[0].equals("make")) {
                            long id = DeferredCode.id(REVERSE_WITH_PRIMAL, (Fn2<Double, Double, Double>) Ids::f, active(1.0), active(1.0));
                            System.out.println(id);
                            System.out.println(DeferredCode.id(REVERSE, (Proc1<double[]>) Ids::scale, duplicated(new double[1], new double[1])));
                            var h = DeferredCode.find(id, Ids.class.getClassLoader());
                            System.out.println(Arrays.toString((double[]) h.invoke(2.0, 3.0)));
                        } else {
                            var h = DeferredCode.find(Long.parseLong(args[1]), Ids.class.getClassLoader());
                            System.out.println(Arrays.toString((double[]) h.invoke(2.0, 3.0)));
                            double[] x = {3};
                            double[] dx = {1};
                            DeferredCode.find(Long.parseLong(args[2]), Ids.class.getClassLoader()).invoke(x, dx);
                            System.out.println(x[0] + " " + dx[0]);
                        }
                    }
                }
                """.replace("FACTOR_HERE", factor));
    }

    private Jvm.Run run(Path jar, Object... args) {
        return new Jvm(folder)
                .withAgent()
                .args("-Dadagent.cache=" + folder.resolve("cache"), "-jar", jar)
                .args(args)
                .run();
    }

    @Test
    void aLaterRunFindsDerivativesByIdAlone() {
        Path jar = app(folder.resolve("a"), "5").jar();
        Jvm.Run made = run(jar, "make");
        List<String> lines = made.out().lines().toList();
        assertThat(lines).as(made.toString()).hasSize(3);
        assertThat(lines.get(0)).startsWith("-");
        assertThat(lines.get(2)).isEqualTo("[60.0, 60.0, 20.0]");

        Jvm.Run found = run(jar, "find", lines.get(0), lines.get(1));
        assertThat(found.out().lines()).as(found.toString()).containsExactly("[60.0, 60.0, 20.0]", "9.0 6.0");

        assertThat(run(jar, "make").out().lines().toList())
                .as("ids are the same in every run")
                .isEqualTo(lines);

        Path changed = app(folder.resolve("b"), "7").jar();
        Jvm.Run stale = run(changed, "find", lines.get(0), lines.get(1));
        assertThat(stale.exit()).isNotZero();
        assertThat(stale.err()).contains("LaunchException", "has changed since the id", "Ids.f");

        Jvm.Run unknown = run(jar, "find", "-1", "-1");
        assertThat(unknown.err()).contains("no derivative has the id ffffffffffffffff");
    }
}
