package dev.adagent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code Gpu.explain} of the examples' kernels and of one with shared memory and tapes, without a GPU. The text is compared with files
 * beside this test, numbers of registers, bytes and occupancy left out: they are the assembler's. {@code -Dadagent.golden.update=true}
 * writes the files anew.
 */
class ExplainIT {
    private static final Path GOLDEN = Path.of("src/test/resources/explain");
    private static final Pattern NUMBERS =
            Pattern.compile("^  (\\d+ registers|\\d+ bytes of shared|occupancy).*$", Pattern.MULTILINE);

    @TempDir
    Path folder;

    private Jvm.Run run(App app, String main, Path... libraries) {
        StringBuilder path = new StringBuilder(app.jar().toString());
        for (Path p : libraries) {
            path.append(File.pathSeparator).append(p);
        }
        path.append(File.pathSeparator).append(Jvm.jar("api.jar"));
        Jvm.Run run = new Jvm(folder)
                .withAgent()
                .args("-Dadagent.device=cpu", "-Dadagent.cache=none", "-cp", path, main)
                .run();
        assertThat(run.exit()).as(run.toString()).isZero();
        return run;
    }

    private static void assertGolden(String name, Jvm.Run run) throws IOException {
        String out = run.out();
        Matcher registers =
                Pattern.compile("^  (\\d+) registers", Pattern.MULTILINE).matcher(out);
        assertThat(registers.find()).as(out).isTrue();
        assertThat(Integer.parseInt(registers.group(1))).isBetween(8, 255);
        Matcher occupancy = Pattern.compile("^  occupancy (\\d+) %: [1-9]", Pattern.MULTILINE)
                .matcher(out);
        assertThat(occupancy.find()).as(out).isTrue();
        assertThat(Integer.parseInt(occupancy.group(1))).isBetween(1, 100);
        String text = NUMBERS.matcher(out).replaceAll("  …");
        if (Boolean.getBoolean("adagent.golden.update")) {
            Files.createDirectories(GOLDEN);
            Files.writeString(GOLDEN.resolve(name), text);
        }
        try (InputStream in = ExplainIT.class.getResourceAsStream("/explain/" + name)) {
            assertThat(text).isEqualTo(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void greeks() throws IOException {
        Path greeks = Jvm.jar("greeks.jar");
        App app = new App(folder).with(greeks).source("dev.adagent.examples.greeks.Why", """
                package dev.adagent.examples.greeks;
                import dev.adagent.*;
                public class Why {
                    public static void main(String[] args) {
                        double[] a = new double[9], b = new double[9], c = new double[9], d = new double[9];
                        System.out.print(Gpu.explain("sm_90", Grid.covering(9, 256), () -> Greeks.greeks(a, 1, 2, 3, 4, b, c, d)));
                    }
                }
                """);
        assertGolden("greeks.txt", run(app, "dev.adagent.examples.greeks.Why", greeks));
    }

    @Test
    void digits() throws IOException {
        Path digits = Jvm.jar("digits.jar");
        App app = new App(folder).with(digits).source("dev.adagent.examples.digits.Why", """
                package dev.adagent.examples.digits;
                import dev.adagent.*;
                public class Why {
                    static double[] a() { return new double[10]; }
                    public static void main(String[] args) {
                        int[] labels = new int[10];
                        System.out.print(Gpu.explain(Grid.covering(10, 128), () ->
                                Kernels.gradient(a(), a(), a(), a(), a(), a(), a(), a(), a(), labels, 10, a())));
                    }
                }
                """);
        assertGolden("digits.txt", run(app, "dev.adagent.examples.digits.Why", digits));
    }

    @Test
    void sharedMemoryStaticsAndTapes() throws IOException {
        App app = new App(folder).optIn().source("app.Why", """
                package app;
                import static dev.adagent.Autodiff.*;
                import static dev.adagent.Kernel.*;
                import dev.adagent.*;

                public class Why {
                    private static final float[] SCALE = {1, 2, 4};

                    static double chain(double[] w, int[] order, double x, int rounds) {
                        double s = x;
                        for (int k = 0; k < rounds; k++) {
                            s = Math.sin(s) * w[order[k & 15]];
                        }
                        double t = 0;
                        while (t * t < Math.abs(s)) {
                            t += 0.25 * w[0];
                        }
                        return s * t;
                    }

                    @GpuKernel
                    static void kernel(double[] w, double[] dw, int[] order, double[] x, int rounds, double[] out) {
                        double[] tile = sharedDouble(128);
                        int t = threadIdxX();
                        int i = globalIdX();
                        tile[t] = i < x.length ? x[i] : 0;
                        syncThreads();
                        if (i < x.length) {
                            autodiff(REVERSE, Why::chain, duplicated(w, dw), constant(order), active(tile[127 - t]), constant(rounds));
                            out[i] = tile[t] * SCALE[i % 3];
                            printf("%d: %f%n", i, out[i]);
                        }
                    }

                    public static void main(String[] args) {
                        double[] w = new double[16], dw = new double[16], x = new double[10], out = new double[10];
                        KernelReport r = Gpu.explain("sm_80", Grid.covering(10, 128), () -> kernel(w, dw, new int[16], x, 5, out));
                        System.out.print(r);
                        if (r.sharedBytes() < 1024 || !r.kernel().equals("app.Why.kernel") || !r.architecture().equals("sm_80")
                                || !r.ir().contains("func @") || !r.llvm().contains("ptx_kernel") || !r.ptx().contains(".entry")
                                || r.shadows().stream().noneMatch(s -> s.how().equals("atomic"))
                                || r.loops().stream().noneMatch(v -> v.bytes() == 8)) {
                            throw new AssertionError(r.sharedBytes());
                        }
                    }
                }
                """);
        assertGolden("blocks.txt", run(app, "app.Why"));
    }

    @Test
    void shadows() throws IOException {
        App app = new App(folder).optIn().source("app.Adds", """
                package app;
                import static dev.adagent.Autodiff.*;
                import static dev.adagent.Kernel.*;
                import dev.adagent.*;

                public class Adds {
                    static double term(double[] x, double[] y, double[] w, int i, int k) {
                        double s = 0;
                        for (int j = 0; j < k; j++) {
                            s += x[i * k + j] * w[j];
                        }
                        double[] t = {s, s};
                        t[k & 1] *= y[i] - y[i + 1];
                        return t[0] * t[1];
                    }

                    @GpuKernel
                    static void kernel(double[] x, double[] dx, double[] y, double[] dy, double[] w, double[] dw, int k) {
                        int i = globalIdX();
                        if (i < y.length - 1) {
                            autodiff(REVERSE, Adds::term, duplicated(x, dx), duplicated(y, dy), duplicated(w, dw),
                                    constant(i), constant(k));
                        }
                    }

                    static double[] a(int n) {
                        return new double[n];
                    }

                    static String how(KernelReport r, String array) {
                        return r.shadows().stream().filter(s -> s.array().equals(array)).findFirst().orElseThrow().how();
                    }

                    public static void main(String[] args) {
                        KernelReport r = Gpu.explain("sm_80", Grid.covering(10, 128), () -> kernel(a(30), a(30), a(11), a(11), a(3), a(3), 3));
                        System.out.print(r);
                        KernelReport two = Gpu.explain("sm_80", new Grid(1, 2, 1, 128, 1, 1), () -> kernel(a(30), a(30), a(11), a(11), a(3), a(3), 3));
                        double[] same = a(11);
                        KernelReport one = Gpu.explain("sm_80", Grid.covering(10, 128), () -> kernel(a(11), same, a(11), same, a(3), a(3), 3));
                        System.out.println(how(r, "dx") + " " + how(two, "dx") + " " + one.shadows().stream()
                                .filter(s -> s.array().contains("dx")).findFirst().orElseThrow().how());
                    }
                }
                """);
        Jvm.Run run = run(app, "app.Adds");
        assertThat(run.out()).endsWith("plain atomic atomic\n");
        assertGolden("adds.txt", run);
    }
}
