package dev.adagent.it.overhead;

import static org.assertj.core.api.Assertions.assertThat;

import dev.adagent.it.Jvm;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * CPU time of class loading and of the start, with our agent and with {@link NoopAgent}, in turns within one run; {@code ./overhead} runs it.
 * The classes are those of the libraries that the tests use. Not part of a build: a shared machine would fail it at random.
 */
@EnabledIfSystemProperty(named = "adagent.overhead", matches = "true", disabledReason = "a measurement: run ./overhead")
class OverheadIT {
    private static final int LEAST_CLASSES = 10_000;

    @TempDir
    Path folder;

    private final StringBuilder report = new StringBuilder();

    /** One configuration's JVM arguments, and what each round took. */
    private record Setup(String name, List<String> arguments, List<long[]> rounds) {
        Setup(String name, String... arguments) {
            this(name, List.of(arguments), new ArrayList<>());
        }

        double[] column(int i) {
            return rounds.stream().mapToDouble(r -> r[i] / 1e6).toArray();
        }
    }

    @Test
    void loadingClassesAndStarting() throws IOException {
        int rounds = Integer.getInteger("adagent.overhead.rounds", 15);
        Path plain = libraries(folder.resolve("libraries.jar"), false);
        Path optedIn = libraries(folder.resolve("opted-in.jar"), true);
        Path names = folder.resolve("names.txt");
        Files.write(names, names(plain));
        Path none = Files.writeString(folder.resolve("none.txt"), "");
        String noop = "-javaagent:" + agent("noop.jar", NoopAgent.class);
        String ours = "-javaagent:" + Jvm.jar("adagent.jar");

        report.append("Java ")
                .append(Runtime.version())
                .append(", ")
                .append(rounds)
                .append(" rounds, in turns\n");
        Setup base = new Setup("no-op agent", noop, "-cp", path(plain));
        Setup[] loading = {
            new Setup("no agent", "-cp", path(plain)),
            base,
            new Setup("adagent", ours, "-cp", path(plain)),
            new Setup("adagent, opted in", ours, "-cp", path(optedIn))
        };
        measure(loading, names, rounds);
        report.append(
                "\nclass loading: CPU ms of the loading thread, median [quartiles]; ratio to the no-op agent: median of rounds"
                        + " (at 95 %)\n");
        for (Setup s : loading) {
            double[] all = ratios(s.column(1), base.column(1));
            row(s, 1, String.format(Locale.ROOT, "%.4f %s", median(all), interval(all)));
        }
        report.append(base.rounds().get(0)[0]).append(" classes\n");
        double worst = insideTheTransformer(names, plain, optedIn, rounds, median(base.column(1)));
        firstKernels(noop, ours, plain, rounds);

        Setup startBase = new Setup("no-op agent", noop, "-cp", path(plain));
        Setup[] starting = {
            new Setup("no agent", "-cp", path(plain)),
            startBase,
            new Setup("adagent", ours, "-cp", path(plain)),
            new Setup("adagent, opted in", ours, "-cp", path(optedIn))
        };
        measure(starting, none, 2 * rounds);
        report.append(
                "\nstart: CPU ms of the process until main, median [quartiles]; over the no-op agent: median of rounds\n");
        double most = 0;
        for (Setup s : starting) {
            double over = median(differences(s.column(2), startBase.column(2)));
            row(s, 2, String.format(Locale.ROOT, "%+.1f", over));
            most = s.name().startsWith("adagent") ? Math.max(most, over) : most;
        }
        report.append(String.format(
                Locale.ROOT,
                "%nclass loading, by the transformer's calls, at most %.4f (target 1.02), start at most %+.1f ms (target 20)%n",
                worst,
                most));
        Files.createDirectories(Path.of("target"));
        Files.writeString(Path.of("target/overhead.txt"), report);
        System.out.print(report);

        assertThat(base.rounds().get(0)[0]).isGreaterThanOrEqualTo(LEAST_CLASSES);
        assertThat(worst).isLessThanOrEqualTo(1.02);
        assertThat(most).isLessThanOrEqualTo(20);
    }

    /**
     * The transformer's calls alone, in further runs: all that an agent does while a class loads. Whole runs differ by several percent from
     * each other, so that their ratios cannot tell one percent from none; they stand above, with what they leave open.
     *
     * @return class loading with our agent over that with the no-op agent, the larger of both setups
     */
    private double insideTheTransformer(Path names, Path plain, Path optedIn, int rounds, double loading)
            throws IOException {
        Path sum = folder.resolve("sum.txt");
        String own = "=" + sum + "," + NoopAgent.class.getName();
        String ours = "=" + sum + ",dev.adagent.agent.Agent";
        String timed = "-javaagent:" + agent("timed.jar", TimedAgent.class, NoopAgent.class);
        String with = File.pathSeparator + Jvm.jar("adagent.jar");
        Setup base = new Setup("no-op agent", timed + own, "-cp", path(plain) + with);
        Setup[] setups = {
            base,
            new Setup("adagent", timed + ours, "-cp", path(plain) + with),
            new Setup("adagent, opted in", timed + ours, "-cp", path(optedIn) + with)
        };
        for (int i = -1; i < rounds; i++) {
            for (Setup s : setups) {
                load(s, names);
                if (i >= 0) {
                    s.rounds().add(new long[] {Long.parseLong(Files.readString(sum))});
                }
            }
        }
        report.append("\ninside the transformer: CPU ms over all classes, the clocks included, median [quartiles];"
                + " over the no-op agent as a share of its class loading: median of rounds\n");
        double worst = 1;
        for (Setup s : setups) {
            double over = median(differences(s.column(0), base.column(0)));
            row(s, 0, String.format(Locale.ROOT, "%+.4f", over / loading));
            worst = Math.max(worst, 1 + over / loading);
        }
        return worst;
    }

    /** What an app pays once, when the first of its classes that have kernels gets its host copy: the engine is opened for it. */
    private void firstKernels(String noop, String ours, Path plain, int rounds) throws IOException {
        String kernels = "dev.adagent.examples.greeks.Greeks";
        Path name = Files.writeString(folder.resolve("kernels.txt"), kernels);
        String path = Jvm.jar("greeks.jar") + File.pathSeparator + path(plain);
        Setup base = new Setup("no-op agent", noop, "-cp", path);
        Setup[] setups = {base, new Setup("adagent", ours, "-cp", path)};
        measure(setups, name, rounds);
        report.append(
                "\nthe first class with kernels: CPU ms of the loading thread, median [quartiles]; over the no-op agent: median of"
                        + " rounds\n");
        for (Setup s : setups) {
            row(s, 1, String.format(Locale.ROOT, "%+.1f", median(differences(s.column(1), base.column(1)))));
        }
    }

    private Jvm.Run load(Setup s, Path names) {
        Jvm.Run run = new Jvm(folder.resolve("run"))
                .args("-Xmx512m", "-XX:+UseSerialGC")
                .args(s.arguments().toArray())
                .args(Load.class.getName(), names)
                .timeout(600)
                .run();
        assertThat(run.exit()).as(run.toString()).isZero();
        return run;
    }

    private void measure(Setup[] setups, Path names, int rounds) {
        for (int i = -1; i < rounds; i++) {
            List<Setup> order = new ArrayList<>(Arrays.asList(setups));
            Collections.rotate(order, i);
            for (Setup s : order) {
                Jvm.Run run = load(s, names);
                if (i >= 0) {
                    s.rounds()
                            .add(Arrays.stream(run.out().strip().split(" ", -1))
                                    .mapToLong(Long::parseLong)
                                    .toArray());
                }
            }
        }
    }

    private void row(Setup s, int column, String relation) {
        double[] sorted = s.column(column);
        Arrays.sort(sorted);
        report.append(String.format(
                Locale.ROOT,
                "%-20s %8.1f [%.1f, %.1f]  %s%n",
                s.name(),
                median(sorted),
                sorted[sorted.length / 4],
                sorted[3 * sorted.length / 4],
                relation));
    }

    private static double[] ratios(double[] a, double[] b) {
        double[] r = new double[a.length];
        Arrays.setAll(r, i -> a[i] / b[i]);
        return r;
    }

    private static double[] differences(double[] a, double[] b) {
        double[] r = new double[a.length];
        Arrays.setAll(r, i -> a[i] - b[i]);
        return r;
    }

    private static double median(double[] values) {
        double[] v = values.clone();
        Arrays.sort(v);
        return (v[(v.length - 1) / 2] + v[v.length / 2]) / 2;
    }

    /** Between which values the median of the rounds' population lies, from order statistics (the sign test), at 95 %. */
    private static String interval(double[] values) {
        double[] v = values.clone();
        Arrays.sort(v);
        double below = 0;
        double probability = Math.pow(0.5, v.length);
        int k = 0;
        while (k < v.length / 2 && below + probability <= 0.025) {
            below += probability;
            probability *= (double) (v.length - k) / (k + 1);
            k++;
        }
        return k == 0 ? "" : String.format(Locale.ROOT, "(%.4f to %.4f)", v[k - 1], v[v.length - k]);
    }

    private static String path(Path jar) {
        return jar.toString();
    }

    /** One jar of all libraries on the tests' class path, and the program that loads them. */
    private static Path libraries(Path jar, boolean optIn) throws IOException {
        Map<String, byte[]> classes = new TreeMap<>();
        String path = System.getProperty("tools.class.path", System.getProperty("java.class.path"));
        for (String p : path.split(File.pathSeparator, -1)) {
            if (p.endsWith(".jar") && !p.contains("adagent") && Files.isRegularFile(Path.of(p))) {
                read(Path.of(p), classes);
            }
        }
        String own = Load.class.getName().replace('.', '/') + ".class";
        try (var in = Load.class.getResourceAsStream("/" + own)) {
            classes.put(own, in.readAllBytes());
        }
        Manifest m = new Manifest();
        m.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        if (optIn) {
            m.getMainAttributes().putValue("Adagent-Enabled", "true");
        }
        return write(jar, m, classes);
    }

    private static void read(Path jar, Map<String, byte[]> classes) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            for (JarEntry e : Collections.list(file.entries())) {
                if (e.getName().endsWith(".class")
                        && !e.getName().startsWith("dev/adagent/") // the examples' kernels: see firstKernels
                        && !e.getName().startsWith("META-INF/")
                        && !e.getName().endsWith("module-info.class")) {
                    classes.putIfAbsent(e.getName(), file.getInputStream(e).readAllBytes());
                }
            }
        }
    }

    private static Path write(Path jar, Manifest m, Map<String, byte[]> classes) throws IOException {
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream zip = new JarOutputStream(out, m)) {
            for (Map.Entry<String, byte[]> e : classes.entrySet()) {
                zip.putNextEntry(new JarEntry(e.getKey()));
                zip.write(e.getValue());
            }
        }
        return jar;
    }

    private static TreeSet<String> names(Path jar) throws IOException {
        TreeSet<String> names = new TreeSet<>();
        try (JarFile file = new JarFile(jar.toFile())) {
            file.stream()
                    .map(JarEntry::getName)
                    .filter(n -> n.endsWith(".class"))
                    .forEach(n -> names.add(n.substring(0, n.length() - 6).replace('/', '.')));
        }
        return names;
    }

    /** Packs classes, of which the first is an agent. */
    private Path agent(String name, Class<?>... classes) throws IOException {
        Manifest m = new Manifest();
        m.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        m.getMainAttributes().putValue("Premain-Class", classes[0].getName());
        m.getMainAttributes().putValue("Can-Retransform-Classes", "true");
        Map<String, byte[]> files = new TreeMap<>();
        for (Class<?> top : classes) {
            List<Class<?>> all = new ArrayList<>(List.of(top.getDeclaredClasses()));
            all.add(top);
            for (Class<?> c : all) {
                String own = c.getName().replace('.', '/') + ".class";
                try (var in = c.getResourceAsStream("/" + own)) {
                    files.put(own, in.readAllBytes());
                }
            }
        }
        return write(folder.resolve(name), m, files);
    }
}
