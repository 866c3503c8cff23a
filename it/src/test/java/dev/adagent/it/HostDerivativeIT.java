package dev.adagent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Derivatives on the host: what they may touch, and what happens when many ask at once. */
class HostDerivativeIT {
    @TempDir
    Path folder;

    private String run(App app, String... args) {
        return run(app, new Jvm(folder).withAgent(), args);
    }

    private static String run(App app, Jvm jvm, String... args) {
        Jvm.Run run =
                jvm.timeout(180).args("-jar", app.jar()).args((Object[]) args).run();
        assertThat(run.exit()).as(run.toString()).isZero();
        return run.out();
    }

    @Test
    void reachesPrivateMembersOfItsOwnClassAndOfOthers() {
        App app = new App(folder).source("Reach", """
                        import static dev.adagent.Autodiff.*;
                        import other.Library;

                        public class Reach {
                            private static double scale = 3;
                            private double factor = 5;

                            private record Pair(double a, double b) {
                                private double product() { return a * b; }
                            }

                            private static double helper(double x) { return x * x * scale; }
                            private static double viaHelper(double x) { return helper(x) + 1; }
                            private double viaField(double x) { return factor * x * x; }
                            private static double viaRecord(double x) { return new Pair(x, x * x).product(); }
                            private static double recursive(double x, int n) { return n == 0 ? x : x * recursive(x, n - 1); }

                            static final class Nested {
                                private static double offset = 2;
                                private static double power(double x) { return (x + offset) * x; }
                            }
                            private static double viaNested(double x) { return Nested.power(x) * Nested.offset; }

                            static double slope(dev.adagent.Fn1<Double, Double> f, double x) {
                                var a = active(x);
                                autodiff(REVERSE, f, a);
                                return a.grad();
                            }

                            public static void main(String[] args) {
                                System.out.println("helper " + slope(Reach::viaHelper, 2));
                                System.out.println("field " + slope(new Reach()::viaField, 2));
                                System.out.println("record " + slope(Reach::viaRecord, 2));
                                System.out.println("nested " + slope(Reach::viaNested, 2));
                                Library lib = new Library(7);
                                System.out.println("library " + slope(x -> lib.value(x), 2) + " used " + lib.used());
                                System.out.println("library itself " + slope(lib::value, 2) + " used " + lib.used());
                                System.out.println("static of another " + slope(Library::table, 2));
                                System.out.println("JDK " + slope(Math::sqrt, 4));
                                Library.set(10);
                                System.out.println("static changed " + slope(Library::table, 2));
                            }
                        }
                        """).source("other.Library", """
                        package other;

                        public final class Library {
                            private final double[] weights;
                            private int used;
                            private static double factor = 4;

                            public Library(double w) { weights = new double[] {w}; }
                            public double value(double x) { used++; return weights[0] * x * x; }
                            public int used() { return used; }
                            public static double table(double x) { return hidden(x); }
                            private static double hidden(double x) { return factor * x * x * x; }
                            public static void set(double f) { factor = f; }
                        }
                        """);
        assertThat(run(app).lines())
                .containsExactly(
                        "helper 12.0",
                        "field 20.0",
                        "record 12.0",
                        "nested 12.0",
                        "library 28.0 used 1",
                        "library itself 28.0 used 2",
                        "static of another 48.0",
                        "JDK 0.25",
                        "static changed 120.0");
    }

    @Test
    @Timeout(100)
    void manyThreadsCompileOnceWhileAClassInitialiserDifferentiates() {
        App app = new App(folder).source("Crossing", """
                import static dev.adagent.Autodiff.*;
                import java.util.*;
                import java.util.concurrent.*;

                public class Crossing {
                    /** Its initialiser waits for threads that differentiate what reads its constant. */
                    static class Table {
                        static final double K;
                        static final double INSIDE;
                        static {
                            started.countDown();
                            try {
                                Thread.sleep(300);
                            } catch (InterruptedException e) {
                                throw new IllegalStateException(e);
                            }
                            INSIDE = slope(2);
                            K = Double.parseDouble("3");
                        }
                    }

                    static final CountDownLatch started = new CountDownLatch(1);

                    static double f(double x) { return Table.K * x * x; }

                    static double slope(double x) {
                        var a = active(x);
                        autodiff(REVERSE, Crossing::f, a);
                        return a.grad();
                    }

                    /** A primal that differentiates. */
                    static double outer(double x) { return slope(x) * x; }

                    public static void main(String[] args) throws Exception {
                        Set<Double> results = ConcurrentHashMap.newKeySet();
                        List<Thread> threads = new ArrayList<>();
                        CyclicBarrier together = new CyclicBarrier(64);
                        for (int i = 0; i < 64; i++) {
                            Thread t = new Thread(() -> {
                                try {
                                    together.await();
                                } catch (Exception e) {
                                    throw new IllegalStateException(e);
                                }
                                results.add(slope(5));
                            });
                            t.start();
                            threads.add(t);
                        }
                        for (Thread t : threads) t.join();
                        System.out.println("slopes " + results + " inside " + Table.INSIDE);
                        var a = active(2.0);
                        autodiff(REVERSE, Crossing::outer, a);
                        System.out.println("nested " + a.grad());
                    }
                }
                """);
        Jvm jvm = new Jvm(folder).withAgent().args("-Xlog:class+load:file=classes.txt");
        assertThat(run(app, jvm).lines()).containsExactly("slopes [30.0] inside 0.0", "nested 24.0");
        assertThat(hiddenClasses("Crossing"))
                .as("f's derivative, that of f inside the initialiser, that of outer with f's in it")
                .hasSize(3);
    }

    private java.util.List<String> hiddenClasses(String host) {
        try (java.util.stream.Stream<String> lines = java.nio.file.Files.lines(folder.resolve("classes.txt"))) {
            return lines.filter(l -> l.contains(" " + host + "$$adagent")).toList();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void refusesForEveryCallerInTheSameWords() {
        App app = new App(folder).source("Refused", """
                import static dev.adagent.Autodiff.*;
                import java.util.*;
                import java.util.concurrent.*;

                public class Refused {
                    static double f(double x) { return x * new Random().nextDouble(); }

                    public static void main(String[] args) throws Exception {
                        Set<String> messages = ConcurrentHashMap.newKeySet();
                        List<Thread> threads = new ArrayList<>();
                        for (int i = 0; i < 16; i++) {
                            Thread t = new Thread(() -> {
                                try {
                                    autodiff(REVERSE, Refused::f, active(1.0));
                                } catch (dev.adagent.CompileException e) {
                                    messages.add(e.getMessage());
                                }
                            });
                            t.start();
                            threads.add(t);
                        }
                        for (Thread t : threads) t.join();
                        System.out.println(messages.size() + " " + messages.iterator().next().contains("Refused.java:6"));
                    }
                }
                """);
        assertThat(run(app).lines()).containsExactly("1 true");
    }

    /**
     * What made the overlay of autodiff fail elsewhere: a deferred call in a function that is not inlined, itself differentiated on the host.
     * Inner derivatives of recursive functions, and of functions that differentiate others while they run, beside it.
     */
    @Test
    void aDeferredCallHiddenInAFunctionIsRightAtEveryInliningSetting() {
        App app = new App(folder).source("Hidden", """
                        import static dev.adagent.Autodiff.*;

                        public class Hidden {
                            static double cube(double x) { return x * x * x; }

                            /** 3x². */
                            static double slope(double x) {
                                var a = active(x);
                                autodiffDeferred(REVERSE, Hidden::cube, a);
                                return a.grad();
                            }

                            /** x·3x², whose derivative is 9x² and second one 18x. */
                            static double outer(double x) { return x * slope(x); }

                            static double power(double x, int n) { return n == 0 ? 1 : x * power(x, n - 1); }

                            /** 5x⁴. */
                            static double slopeOfPower(double x) {
                                var a = active(x);
                                autodiffDeferred(REVERSE, Hidden::power, a, constant(5));
                                return a.grad();
                            }

                            /** 9x². */
                            static double slopeOfOuter(double x) {
                                return autodiff(FORWARD, Hidden::outer, duplicated(x, 1.0)).tangent();
                            }

                            interface Slope { double at(double x); }

                            static double reenter(int depth, Slope s, double x) {
                                return depth == 0 ? s.at(x) : reenter(depth - 1, t -> s.at(t) + 0 * slope(t), x);
                            }

                            static double of(dev.adagent.Fn1<Double, Double> f, double x) {
                                var a = active(x);
                                autodiff(REVERSE, f, a);
                                return a.grad();
                            }

                            public static void main(String[] args) {
                                System.out.println("value " + outer(4));
                                System.out.println("first " + of(Hidden::outer, 4));
                                System.out.println("forward " + autodiff(FORWARD, Hidden::outer, duplicated(4.0, 1.0)).tangent());
                                System.out.println("second " + of(Hidden::slopeOfOuter, 4));
                                System.out.println("recursive " + slopeOfPower(2));
                                System.out.println("within each other " + reenter(3, Hidden::slopeOfOuter, 4));
                            }
                        }
                        """).optIn();
        for (String setting : new String[] {"never", "default", "always"}) {
            assertThat(run(app, new Jvm(folder).withAgent().args("-Dadagent.inline=" + setting))
                            .lines())
                    .as(setting)
                    .containsExactly(
                            "value 192.0",
                            "first 144.0",
                            "forward 144.0",
                            "second 72.0",
                            "recursive 80.0",
                            "within each other 144.0");
        }
    }

    @Test
    void unloadsWithTheClassesThatItDifferentiates() {
        assertThat(run(reloading()).lines()).containsExactly("sum 3200.0 left []");
    }

    /** A map of the app keeps functions, as a cache that leaks does: of a loader that shares the app's api, and of one with its own. */
    @Test
    void loadersThatAnythingHoldsAreFound() {
        assertThat(run(reloading(), "6", "101").lines()).containsExactly("sum 3200.0 left [6, 101]");
    }

    private App reloading() {
        return new App(folder).source("Reload", """
                import java.lang.ref.WeakReference;
                import java.lang.reflect.Method;
                import java.net.*;
                import java.nio.file.*;
                import java.util.*;

                public class Reload {
                    public static void main(String[] args) throws Exception {
                        URL jar = Reload.class.getProtectionDomain().getCodeSource().getLocation();
                        URL api = dev.adagent.Autodiff.class.getProtectionDomain().getCodeSource().getLocation();
                        List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
                        Map<String, Object> held = new HashMap<>();
                        double sum = 0;
                        for (int i = 0; i < 200; i++) {
                            // Every other loader has its own copy of the api.
                            URL[] path = i % 2 == 0 ? new URL[] {jar} : new URL[] {jar, api};
                            URLClassLoader l = new URLClassLoader(path, new ChildFirst(i % 2 == 1));
                            Method m = l.loadClass("Plugin").getMethod("slope", double.class);
                            for (int k = 0; k < 4; k++) {
                                sum += (Double) m.invoke(null, 2.0);
                            }
                            loaders.add(new WeakReference<>(l));
                            if (Arrays.asList(args).contains("" + i)) {
                                held.put("" + i, l.loadClass("Plugin").getMethod("function").invoke(null));
                            }
                            l.close();
                        }
                        for (int k = 0; k < 50 && loaders.stream().filter(r -> r.get() != null).count() > held.size(); k++) {
                            System.gc();
                            Thread.sleep(20);
                        }
                        List<Integer> left = new ArrayList<>();
                        for (int i = 0; i < loaders.size(); i++) {
                            if (loaders.get(i).get() != null) {
                                left.add(i);
                            }
                        }
                        System.out.println("sum " + sum + " left " + left);
                        java.lang.ref.Reference.reachabilityFence(held);
                    }

                    /** A call site that outlives the functions it is given. */
                    public static double slope(dev.adagent.Fn1<Double, Double> f, double x) {
                        var a = dev.adagent.Autodiff.active(x);
                        dev.adagent.Autodiff.autodiff(dev.adagent.Autodiff.REVERSE, f, a);
                        return a.grad();
                    }

                    /** Hides the app's own classes, and the api too, from the loaders below it. */
                    static class ChildFirst extends ClassLoader {
                        private final boolean ownApi;

                        ChildFirst(boolean ownApi) {
                            super(ClassLoader.getSystemClassLoader());
                            this.ownApi = ownApi;
                        }

                        @Override
                        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
                            if (name.startsWith("Plugin") || (ownApi && name.matches("dev\\\\.adagent\\\\.[A-Z].*|dev\\\\.adagent\\\\.spi.*"))) {
                                throw new ClassNotFoundException(name);
                            }
                            return super.loadClass(name, resolve);
                        }
                    }
                }
                """).source("Plugin", """
                import static dev.adagent.Autodiff.*;

                public class Plugin {
                    private static double scale = 1;
                    public static Object function() { return (dev.adagent.Fn2<Double, Double, Double>) Plugin::f; }
                    static double f(double x, double k) { return k * x * x * scale; }

                    public static double slope(double x) {
                        var a = active(x);
                        autodiff(REVERSE, Plugin::f, a, constant(0.5));
                        double local = x;
                        var b = active(x);
                        autodiff(REVERSE, t -> t * local, b);
                        double sum = a.grad() + b.grad();
                        if (Plugin.class.getClassLoader().getParent() != null
                                && dev.adagent.Autodiff.class.getClassLoader() == ClassLoader.getSystemClassLoader()) {
                            sum += Reload.slope(t -> t * t, x) - 4;
                        }
                        return sum;
                    }
                }
                """).optIn();
    }
}
