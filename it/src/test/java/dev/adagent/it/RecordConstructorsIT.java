package dev.adagent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Gradients come as records, made by their constructors: one that changes what it is given is refused where it would change a gradient. */
class RecordConstructorsIT {
    @TempDir
    Path folder;

    @Test
    void keepWhatTheyAreGiven() {
        App app = new App(folder).source("Main", """
                import static dev.adagent.Autodiff.*;

                import dev.adagent.*;
                import java.util.*;

                public class Main {
                    record Size(double x) {
                        Size {
                            x = Math.abs(x);
                        }
                    }

                    record Floor(double x) {
                        Floor {
                            x = Math.max(x, 1);
                        }
                    }

                    record Copied(double[] x, double y) {
                        Copied {
                            x = x.clone();
                        }
                    }

                    static double up(Size s) {
                        return 3 * s.x() * s.x();
                    }

                    static double down(Size s) {
                        return -up(s);
                    }

                    static double all(Size[] a) {
                        return down(a[0]) + up(a[1]);
                    }

                    static double floor(Floor f) {
                        return 3 * f.x();
                    }

                    static double copied(Copied c) {
                        return c.y() * c.y();
                    }

                    static <T extends Record> void print(String name, Fn1<T, Double> f, T x) {
                        try {
                            var a = active(x);
                            autodiff(REVERSE, f, a);
                            System.out.println(name + " " + a.grad());
                        } catch (ActivityException e) {
                            System.out.println(name + " " + e.getMessage());
                        }
                    }

                    public static void main(String[] args) {
                        print("up", Main::up, new Size(2));
                        print("down", Main::down, new Size(2));
                        print("floor", Main::floor, new Floor(2));
                        var c = active(new Copied(new double[1], 3));
                        autodiff(REVERSE, Main::copied, c);
                        System.out.println("copied " + c.grad().y());
                        Size[] a = {new Size(2), new Size(3)};
                        Size[] d = {new Size(0), new Size(0)};
                        try {
                            autodiff(REVERSE, Main::all, duplicated(a, d));
                            System.out.println("all " + Arrays.toString(d));
                        } catch (ActivityException e) {
                            System.out.println("all " + e.getMessage());
                        }
                    }
                }
                """);
        Jvm.Run run = new Jvm(folder).withAgent().args("-jar", app.jar()).run();
        assertThat(run.exit()).as(run.toString()).isZero();
        assertThat(run.out().lines())
                .satisfiesExactly(
                        l -> assertThat(l).isEqualTo("up Size[x=12.0]"),
                        l -> assertThat(l)
                                .contains(
                                        "the constructor of Main$Size makes [12.0] of the components [-12.0]",
                                        "in a method"),
                        l -> assertThat(l).contains("Main$Floor, whose constructor makes 1.0 of 0 in its component x"),
                        l -> assertThat(l).isEqualTo("copied 6.0"),
                        l -> assertThat(l).contains("makes [12.0] of the components [-12.0]"));
    }

    /** Fields of shadows hold what the originals' types take. */
    @Test
    void shadowsFitTheirFields() {
        App app = new App(folder).source("Held", """
                import static dev.adagent.Autodiff.*;

                import dev.adagent.*;
                import java.util.*;
                import java.util.concurrent.*;

                public class Held {
                    enum Key { A, B }

                    static class Enums {
                        EnumMap<Key, Double> map = new EnumMap<>(Key.class);
                        double x = 2;
                    }

                    static class Concurrent {
                        ConcurrentHashMap<Key, Double> map = new ConcurrentHashMap<>();
                    }

                    static double square(Enums e) {
                        return e.x * e.x;
                    }

                    public static void main(String[] args) {
                        Enums e = new Enums();
                        e.map.put(Key.B, 3.0);
                        Enums d = makeZero(e);
                        autodiff(REVERSE, Held::square, duplicated(e, d));
                        System.out.println(d.map + " " + d.x + " " + makeZero(new EnumMap<Key, Double>(Key.class)));
                        try {
                            System.out.println(makeZero(new Concurrent()));
                        } catch (ActivityException x) {
                            System.out.println(x.getMessage());
                        }
                    }
                }
                """);
        Jvm.Run run = new Jvm(folder).withAgent().args("-jar", app.jar()).run();
        assertThat(run.exit()).as(run.toString()).isZero();
        assertThat(run.out().lines())
                .satisfiesExactly(
                        l -> assertThat(l).isEqualTo("{B=0.0} 4.0 {}"),
                        l -> assertThat(l)
                                .contains(
                                        "makeZero of Held$Concurrent, whose field map is a java.util.concurrent.ConcurrentHashMap"));
    }
}
