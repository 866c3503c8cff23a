package dev.adagent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
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
        return run(new Jvm(folder), "cache", jar, args);
    }

    private Jvm.Run run(Jvm jvm, String cache, Path jar, Object... args) {
        return jvm.withAgent()
                .args("-Dadagent.cache=" + folder.resolve(cache), "-jar", jar)
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

    /** Of the packaged jar, each JDK with a cache of its own: nothing is found that the other left. */
    @Test
    void idsAreTheSameOnAnotherJdk() {
        Path other = Jdks.find(25).orElse(null);
        Assumptions.assumeTrue(other != null, Jdks.missing(25));
        Path jar = app(folder.resolve("a"), "5").jar();
        Jvm.Run here = run(new Jvm(folder), "here", jar, "make");
        Jvm.Run there = run(new Jvm(folder, other), "there", jar, "make");
        assertThat(here.out().lines()).as(here.toString()).hasSize(3);
        assertThat(there.out()).as(there.toString()).isEqualTo(here.out());
        Jvm.Run found = run(
                new Jvm(folder, other),
                "here",
                jar,
                "find",
                here.out().lines().toArray()[0],
                here.out().lines().toArray()[1]);
        assertThat(found.out().lines()).as(found.toString()).containsExactly("[60.0, 60.0, 20.0]", "9.0 6.0");
    }

    /** A kernel with a gradient and elementary functions in it; its PTX too. */
    @Test
    void kernelsHaveTheSameIdAndCodeOnAnotherJdk() throws IOException {
        Path other = Jdks.find(25).orElse(null);
        Assumptions.assumeTrue(other != null, Jdks.missing(25));
        String here = compiled(new Jvm(folder), folder.resolve("here"));
        assertThat(here).contains(".visible .entry");
        assertThat(compiled(new Jvm(folder, other), folder.resolve("there"))).isEqualTo(here);
    }

    private static String compiled(Jvm jvm, Path out) throws IOException {
        Jvm.Run run = jvm.args(
                        "-jar", Jvm.jar("adagent.jar"), "compile", "--target", "cuda", "-cp", Jvm.jar("greeks.jar"))
                .args("--out", out, "dev.adagent.examples.greeks.Greeks#greeks")
                .run();
        assertThat(run.exit()).as(run.toString()).isZero();
        assertThat(run.out()).containsPattern("id [0-9a-f]{64}");
        return run.out() + Files.readString(out.resolve("kernel.s"));
    }

    /** Two copies of one class have one id, and each its own fields. */
    @Test
    void anIdMeansTheClassThatTheLoaderFinds() {
        Path jar = new App(folder.resolve("two")).source("Two", """
                import static dev.adagent.Autodiff.*;
                import dev.adagent.*;
                import java.net.*;
                import java.util.Arrays;

                public class Two {
                    public static double scale = 1;
                    static double f(double x) { return scale * x * x; }

                    static double at3(long id, ClassLoader loader) throws Throwable {
                        return ((double[]) DeferredCode.find(id, loader).invoke(3.0))[0];
                    }

                    public static void main(String[] args) throws Throwable {
                        long id = DeferredCode.id(REVERSE, (Fn1<Double, Double>) Two::f, active(1.0));
                        URL[] path = {
                            Two.class.getProtectionDomain().getCodeSource().getLocation(),
                            Autodiff.class.getProtectionDomain().getCodeSource().getLocation()
                        };
                        try (URLClassLoader other = new URLClassLoader(path, ClassLoader.getPlatformClassLoader())) {
                            other.loadClass("Two").getField("scale").setDouble(null, 10);
                            System.out.println(at3(id, Two.class.getClassLoader()) + " " + at3(id, other));
                        }
                        long jdk = DeferredCode.id(REVERSE, (Fn1<Double, Double>) Math::sqrt, active(1.0));
                        double[] slope = (double[]) DeferredCode.find(jdk, Two.class.getClassLoader()).invoke(4.0);
                        System.out.println(slope[0]);
                    }
                }
                """).jar();
        Jvm.Run run = run(new Jvm(folder), "none", jar);
        assertThat(run.out().lines()).as(run.toString()).containsExactly("6.0 60.0", "0.25");
    }
}
