package dev.adagent.bench.gpu;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Times first launches, each in a JVM of its own: with an empty cache and with a full one, beside what the driver takes to start
 * ({@link DriverStart}). Prints every run and the medians, in milliseconds, and with a GPU whether they keep to their bounds.
 *
 * <pre>FirstLaunches AGENT_JAR DEVICE RUNS [JVM option …]</pre>
 *
 * The device is {@code cuda}, or without a GPU {@code cuda-code}: then kernels are made and do not run, and no bound is judged.
 */
public final class FirstLaunches {
    /** What a first launch may take beyond the driver's own start, in milliseconds. */
    private static final double MOST_COMPILED = 1000;

    private static final double MOST_FROM_CACHE = 250;

    private final String agent;
    private final String device;
    private final List<String> options;

    private FirstLaunches(String agent, String device, List<String> options) {
        this.agent = agent;
        this.device = device;
        this.options = options;
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        if (args.length < 3) {
            System.err.println("FirstLaunches AGENT_JAR cuda|cuda-code RUNS [JVM option ...]");
            System.exit(2);
        }
        FirstLaunches all = new FirstLaunches(args[0], args[1], List.of(args).subList(3, args.length));
        System.exit(all.run(Integer.parseInt(args[2])) ? 0 : 1);
    }

    private boolean run(int runs) throws IOException, InterruptedException {
        boolean gpu = device.equals("cuda");
        Map<String, List<Double>> times = new TreeMap<>();
        for (int k = 0; k < runs; k++) {
            if (gpu) {
                add(times, "", java(List.of("-cp", classPath(), DriverStart.class.getName())), gpu);
            }
            Path cache = Files.createTempDirectory("first-launch");
            add(times, "compiled ", app(cache), gpu);
            add(times, "cached ", app(cache), gpu);
            delete(cache);
        }
        Map<String, Double> medians = new TreeMap<>();
        times.forEach((what, list) -> {
            double[] t = list.stream().mapToDouble(d -> d).toArray();
            medians.put(what, Spread.of(t).median());
            System.out.printf(Locale.ROOT, "median of %d: %s %.1f ms%n", t.length, what, medians.get(what));
        });
        return !gpu
                || (judge(medians, "compiled first", MOST_COMPILED) & judge(medians, "cached first", MOST_FROM_CACHE));
    }

    private static boolean judge(Map<String, Double> medians, String what, double most) {
        double beyond = medians.get(what) - medians.get("driver");
        System.out.printf(
                Locale.ROOT,
                "%s: %.1f ms beyond the driver's start, at most %.0f: %s%n",
                what,
                beyond,
                most,
                beyond <= most ? "kept" : "NOT kept");
        return beyond <= most;
    }

    private List<String> app(Path cache) throws IOException, InterruptedException {
        // the app's own class path: the agent's jar holds the api
        String own = Path.of(FirstLaunch.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .getPath())
                .toString();
        return java(List.of(
                "-javaagent:" + agent + "=device=" + device + ",cache=" + cache + ",kernels="
                        + FirstLaunch.class.getName(),
                "-cp",
                own,
                FirstLaunch.class.getName()));
    }

    private static String classPath() {
        return System.getProperty("java.class.path");
    }

    private List<String> java(List<String> args) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(args);
        File out = File.createTempFile("first-launch", ".txt");
        Process p = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(out)
                .start();
        int status = p.waitFor();
        List<String> lines = Files.readAllLines(out.toPath());
        Files.delete(out.toPath());
        if (status != 0) {
            throw new IllegalStateException("exit status " + status + " of " + command + ": " + lines);
        }
        return lines;
    }

    private static void add(Map<String, List<Double>> times, String prefix, List<String> lines, boolean gpu) {
        for (String line : lines) {
            System.out.println(prefix + line);
            String[] words = line.split(" ");
            if (List.of("first", "again", "second", "driver").contains(words[0])) {
                times.computeIfAbsent(prefix + words[0], w -> new ArrayList<>()).add(Double.valueOf(words[1]));
            } else if (gpu && line.equals("ran false")) {
                throw new IllegalStateException("a kernel computed something else: " + lines);
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            all.sorted(Comparator.reverseOrder()).forEach(f -> {
                try {
                    Files.delete(f);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
