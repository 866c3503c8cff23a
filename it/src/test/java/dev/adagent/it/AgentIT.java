package dev.adagent.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The agent's manners, in JVMs started as users start them. */
class AgentIT {
    private static final String CPU = "-Dadagent.device=cpu";
    private static final String SUM = "sum 500500.0";

    @TempDir
    Path folder;

    private Jvm jvm() {
        return new Jvm(folder.resolve("run"));
    }

    private static void assertSum(Jvm.Run run) {
        assertThat(run.exit()).as(run.toString()).isZero();
        assertThat(run.out()).as(run.toString()).isEqualToIgnoringNewLines(SUM);
        assertThat(run.err()).as("the agent is quiet").isEmpty();
    }

    // --- apps without kernels

    private void assertSameWithAndWithoutAgent(Path jar) {
        Jvm.Run without = jvm().args("-jar", jar, "a", "b c").run();
        Jvm.Run with = jvm().withAgent().args("-jar", jar, "a", "b c").run();
        assertThat(with.exit()).as(with.toString()).isEqualTo(without.exit());
        assertThat(with.out()).isEqualTo(without.out());
        assertThat(with.err()).isEqualTo(without.err());
    }

    private App plain(String statement) {
        return new App(folder).source("Plain", """
                        import java.util.*;
                        import java.util.stream.*;

                        public class Plain {
                            interface Shape { double area(); }
                            record Square(double side) implements Shape { public double area() { return side * side; } }

                            public static void main(String[] args) throws Exception {
                                System.out.println(Arrays.toString(args) + IntStream.range(0, 5).boxed().map(i -> i + "x").collect(Collectors.toList()));
                                System.out.println(new Square(3).area() + " " + new Square(2));
                                for (var m : new TreeSet<>(Arrays.stream(Plain.class.getDeclaredMethods()).map(Object::toString).toList())) System.out.println(m);
                                System.out.println(Thread.getAllStackTraces().keySet().stream().map(Thread::getName).filter(n -> n.toLowerCase().contains("adagent")).toList());
                                %s
                                new Throwable("trace").printStackTrace();
                                System.exit(3);
                            }
                        }
                        """.formatted(statement));
    }

    @Test
    void anAppWithoutKernelsBehavesTheSame() {
        assertSameWithAndWithoutAgent(plain("").optIn().jar());
    }

    @Test
    void aDifferenceWouldBeSeen() {
        Path jar = plain("System.out.println(ClassLoader.getSystemResource(\"dev/adagent/agent/Door.class\") != null);")
                .jar();
        assertThatThrownBy(() -> assertSameWithAndWithoutAgent(jar)).isInstanceOf(AssertionError.class);
    }

    // --- opting in

    @Test
    void aManifestOptsIn() {
        assertSum(jvm().withAgent()
                .args(CPU, "-jar", App.vectorAdd(folder).optIn().jar())
                .run());
    }

    @Test
    void aClassThatDidNotOptInIsUntouchedAndItsLaunchNamesTheLineToAdd() {
        Path dump = folder.resolve("dump");
        Jvm.Run run = jvm().withAgent()
                .args("-Dadagent.dump=" + dump, "-jar", App.vectorAdd(folder).jar())
                .run();
        assertThat(run.exit()).as(run.toString()).isEqualTo(1);
        assertThat(run.err())
                .contains("AgentMissingException")
                .contains("Add did not opt in")
                .contains("Adagent-Enabled: true");
        assertThat(dump).doesNotExist();
    }

    /** Seen before the lambda runs, so that nothing of it happens. */
    @Test
    void aKernelThatAsksNothingOfItsDeviceIsRefusedBeforeTheLambdaRuns() {
        String source = """
                import dev.adagent.*;

                public class One {
                    @GpuKernel
                    static void one(double[] y) { y[0] = 1; }

                    static double[] array() { System.out.println("lambda runs"); return new double[1]; }

                    public static void main(String[] args) {
                        Gpu.launch(Grid.of(1, 1), () -> one(array()));
                    }
                }
                """;
        Jvm.Run without = jvm().withAgent()
                .args(CPU, "-jar", new App(folder).source("One", source).jar())
                .run();
        assertThat(without.exit()).as(without.toString()).isEqualTo(1);
        assertThat(without.out()).isEmpty();
        assertThat(without.err()).contains("AgentMissingException").contains("One did not opt in");
        Jvm.Run with = jvm().withAgent()
                .args(CPU, "-jar", new App(folder).source("One", source).optIn().jar())
                .run();
        assertThat(with.out()).as(with.toString()).isEqualTo("lambda runs\n");
    }

    @Test
    void aClassDirectoryOptsIn() throws IOException {
        Path classes = App.vectorAdd(folder).classes();
        Files.createDirectories(classes.resolve("META-INF"));
        Files.writeString(classes.resolve("META-INF/adagent.properties"), "enabled=true\n");
        assertSum(jvm().withAgent()
                .args(CPU, "-cp", classes + ":" + Jvm.jar("api.jar"), "Add")
                .run());
    }

    @Test
    void anAgentOptionOptsIn() {
        assertSum(jvm().args("-javaagent:" + Jvm.jar("adagent.jar") + "=device=cpu,kernels=Add")
                .args("-jar", App.vectorAdd(folder).jar())
                .run());
    }

    @Test
    void aManifestCanNameAKernelThatCarriesNoAnnotation() {
        App app = App.vectorAdd(folder);
        app.source("Add", app.text("Add").replace("@GpuKernel", ""));
        assertSum(jvm().withAgent()
                .args(CPU, "-jar", app.manifest("Adagent-Kernels", "Add#add").jar())
                .run());
    }

    @Test
    void anExecutableJarCanBringTheAgent() {
        Path jar = App.vectorAdd(folder)
                .optIn()
                .manifest("Launcher-Agent-Class", "dev.adagent.agent.Agent")
                .manifest("Can-Retransform-Classes", "true")
                .manifest(
                        "Class-Path",
                        Jvm.jar("api.jar").toUri() + " "
                                + Jvm.jar("adagent.jar").toUri())
                .jar();
        assertSum(jvm().args(CPU, "-jar", jar).run());
    }

    @Test
    void anAgentAttachedLaterRewritesWhatIsLoaded() {
        App app = App.vectorAdd(folder).optIn();
        String attach = """
                public static void main(String[] args) throws Exception {
                    add(new double[0], new double[0]); // loaded, and run, before the agent comes
                    var vm = Class.forName("com.sun.tools.attach.VirtualMachine");
                    Object self = vm.getMethod("attach", String.class).invoke(null, "" + ProcessHandle.current().pid());
                    vm.getMethod("loadAgent", String.class).invoke(self, args[0]);
                """;
        app.source("Add", app.text("Add").replace("public static void main(String[] args) {", attach));
        assertSum(jvm().args(CPU, "-Djdk.attach.allowAttachSelf=true", "-XX:+EnableDynamicAgentLoading")
                .args("-jar", app.jar(), Jvm.jar("adagent.jar"))
                .run());
    }

    // --- other copies

    @Test
    void aSecondAgentStandsDown() throws IOException {
        Path copy = Files.copy(Jvm.jar("adagent.jar"), folder.resolve("copy of adagent.jar"));
        Path jar = App.vectorAdd(folder).optIn().jar();
        assertSum(jvm().withAgent().args("-javaagent:" + copy, CPU, "-jar", jar).run());
    }

    @Test
    void anAppsLoaderMayHaveItsOwnCopyOfTheApi() {
        Path jar = App.vectorAdd(folder).optIn().jar();
        Path host = new App(folder.resolve("host")).source("Host", """
                        import java.net.*;
                        import java.nio.file.*;

                        public class Host {
                            static final class ChildFirst extends URLClassLoader {
                                ChildFirst(URL... urls) { super("child-first", urls, Host.class.getClassLoader()); }
                                @Override protected Class<?> loadClass(String n, boolean r) throws ClassNotFoundException {
                                    synchronized (getClassLoadingLock(n)) {
                                        Class<?> c = findLoadedClass(n);
                                        if (c == null) {
                                            try { c = findClass(n); } catch (ClassNotFoundException e) { return super.loadClass(n, r); }
                                        }
                                        return c;
                                    }
                                }
                            }

                            public static void main(String[] args) throws Exception {
                                var loader = new ChildFirst(Path.of(args[0]).toUri().toURL(), Path.of(args[1]).toUri().toURL());
                                Class<?> app = loader.loadClass("Add");
                                if (loader.loadClass("dev.adagent.Gpu") == Class.forName("dev.adagent.Gpu")) throw new AssertionError("one copy");
                                app.getMethod("main", String[].class).invoke(null, (Object) new String[0]);
                            }
                        }
                        """).jar();
        assertSum(jvm().withAgent()
                .args(CPU, "-jar", host, jar, Jvm.jar("api.jar"))
                .run());
    }

    @Test
    void anAppMayBeANamedModule() {
        Path jar = new App(folder)
                .source("p.Main", """
                        package p;

                        import static dev.adagent.Autodiff.*;
                        import dev.adagent.*;

                        public class Main {
                            @GpuKernel
                            static void add(double[] y) {
                                int i = Kernel.globalIdX();
                                if (i < y.length) y[i] += i;
                            }

                            private static double square(double x) { return x * x; }

                            public static void main(String[] args) {
                                double[] y = new double[1001];
                                Gpu.launch(Grid.covering(y.length, 128), () -> add(y));
                                double s = 0;
                                for (double v : y) s += v;
                                var x = active(s);
                                autodiff(REVERSE, Main::square, x);
                                if (x.grad() != 2 * s) throw new AssertionError(x.grad());
                                System.out.println("sum " + s);
                            }
                        }
                        """)
                .source("module-info", "module app { requires dev.adagent; }")
                .optIn()
                .jar();
        assertSum(jvm().withAgent()
                .args(CPU, "-p", jar + ":" + Jvm.jar("api.jar"), "-m", "app/p.Main")
                .run());
    }

    @Test
    void threadsLaunchAndDifferentiateAtOnce() {
        Path jar = new App(folder).source("Many", """
                        import static dev.adagent.Autodiff.*;
                        import dev.adagent.*;
                        import java.util.stream.*;

                        public class Many {
                            @GpuKernel
                            static void scale(double a, double[] y) {
                                int i = Kernel.globalIdX();
                                if (i < y.length) y[i] = a * i;
                            }

                            static double f(double x) { return x * x * x; }

                            public static void main(String[] args) throws Exception {
                                var threads = IntStream.range(0, 8).mapToObj(t -> new Thread(() -> {
                                    for (int r = 0; r < 20; r++) {
                                        double[] y = new double[1001];
                                        int a = t + 1;
                                        Gpu.launch(Grid.covering(y.length, 64), () -> scale(a, y));
                                        if (DoubleStream.of(y).sum() != 500500.0 * a) throw new AssertionError(t);
                                        var x = active((double) t);
                                        autodiff(REVERSE, Many::f, x);
                                        if (x.grad() != 3.0 * t * t) throw new AssertionError(x.grad());
                                    }
                                })).toList();
                                int[] failed = new int[1];
                                threads.forEach(t -> t.setUncaughtExceptionHandler((u, e) -> { e.printStackTrace(); failed[0]++; }));
                                threads.forEach(Thread::start);
                                for (Thread t : threads) t.join();
                                System.out.println("sum " + (500500.0 + failed[0]));
                            }
                        }
                        """).optIn().jar();
        assertSum(jvm().withAgent().args(CPU, "-jar", jar).run());
    }

    @Test
    void withoutTheAgentNothingRunsAndTheWaysToEnableItAreNamed() {
        Jvm.Run run = jvm().args("-jar", App.vectorAdd(folder).optIn().jar()).run();
        assertThat(run.exit()).as(run.toString()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("AgentMissingException", "-javaagent:adagent.jar", "JDK_JAVA_OPTIONS");
    }

    // --- faults

    private void assertHarmless(String agent, Object... args) {
        Path plain = plain("").optIn().jar();
        Jvm.Run without = jvm().args("-jar", plain).run();
        Jvm.Run with = jvm().args(agent).args(args).args("-jar", plain).run();
        assertThat(with.exit()).as(with.toString()).isEqualTo(without.exit());
        assertThat(with.out()).isEqualTo(without.out());
        assertThat(with.err()).isEqualTo(without.err());
    }

    private void assertCause(String cause, String agent, Object... args) {
        Jvm.Run run = jvm().args(agent)
                .args(args)
                .args("-jar", App.vectorAdd(folder.resolve("kernel")).optIn().jar())
                .run();
        assertThat(run.exit()).as(run.toString()).isEqualTo(1);
        assertThat(run.err()).contains("LaunchException").contains(cause);
        assertThat(run.out()).isEmpty();
    }

    @Test
    void aBrokenOptionDoesNotEndTheJvmButIsTheCauseOfTheLaunchThatFails() {
        String agent = "-javaagent:" + Jvm.jar("adagent.jar");
        for (String broken : List.of("=colour=blue", "=device=abacus")) {
            assertHarmless(agent + broken);
            assertCause(broken.substring(1).replace("device", "adagent.device"), agent + broken);
        }
    }

    @Test
    void noInjectedFaultLeavesTheAgent() {
        String agent = "-javaagent:" + Jvm.jar("adagent.jar");
        for (String place : List.of("premain", "manifest", "transform")) {
            assertHarmless(agent, "-Dadagent.test.fault=" + place);
            assertCause("injected fault: " + place, agent, "-Dadagent.test.fault=" + place);
        }
    }

    @Test
    void anExceptionThatLeftPremainWouldBeSeen() {
        Path agent = new App(folder.resolve("agent"))
                .source(
                        "Bad",
                        "public class Bad { public static void premain(String a) { throw new IllegalStateException(a); } }")
                .manifest("Premain-Class", "Bad")
                .jar();
        assertThatThrownBy(() -> assertHarmless("-javaagent:" + agent)).isInstanceOf(AssertionError.class);
    }
}
