package dev.adagent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a GPU is given is kept from run to run: all but the GPU itself, which {@code device=cuda-code} leaves out. */
class CodeCacheIT {
    @TempDir
    Path folder;

    private Path jar;

    @BeforeEach
    void pack() {
        jar = app(folder.resolve("a"), "4").jar();
    }

    /** Three kernels: of arguments alone, of statics, and of an object; the app says whether LLVM was loaded. */
    private static App app(Path folder, String factor) {
        return new App(folder).optIn().source("Kept", """
                import static dev.adagent.Kernel.*;
                import dev.adagent.*;
                import java.nio.file.*;
                import java.util.function.*;

                public class Kept {
                    private static final double[] TABLE = new double[16];
                    private static double bias = System.nanoTime();
                    record Twice(double by) implements DoubleUnaryOperator {
                        public double applyAsDouble(double x) { return by * x; }
                    }
                    record Model(DoubleUnaryOperator f) {
                        @GpuKernel void run(double[] x, double[] y) {
                            int i = globalIdX();
                            if (i < x.length) y[i] = f.applyAsDouble(x[i]);
                        }
                    }
                    @GpuKernel static void plain(double[] x, double[] y) {
                        int i = globalIdX();
                        if (i >= 1000) throw new IllegalStateException("thread " + i);
                        y[i] = Math.exp(x[i]) * FACTOR_HERE;
                    }
                    @GpuKernel static void statics(double[] y) {
                        int i = globalIdX();
                        if (i < y.length) y[i] = TABLE[i % 16] + bias;
                    }
                    public static void main(String[] args) throws Exception {
                        double[] x = new double[64], y = new double[64];
                        long start = System.nanoTime();
                        Gpu.launch(Grid.covering(64, 32), () -> plain(x, y));
                        System.out.println("first launch " + (System.nanoTime() - start) / 1000 + " us");
                        Gpu.launch(Grid.covering(64, 32), () -> statics(y));
                        Model m = new Model(new Twice(args.length));
                        Gpu.launch(Grid.covering(64, 32), () -> m.run(x, y));
                        String maps = Files.readString(Path.of("/proc/self/maps"));
                        System.out.println("libLLVM " + maps.contains("libLLVM"));
                        System.out.println("assembler " + maps.contains("NvPTXCompiler"));
                    }
                }
                """.replace("FACTOR_HERE", factor));
    }

    /** A run and the classes that it loaded. */
    private record Loaded(Jvm.Run run, List<String> bytedeco) {}

    private Loaded run(Path app, Object... options) {
        try {
            Path log = Files.createTempFile(folder, "classes", ".log");
            Jvm.Run run = new Jvm(folder)
                    .withAgent()
                    .args("-Xlog:class+load:file=" + log, "-Dadagent.device=cuda-code")
                    .args("-Dadagent.cache=" + folder.resolve("cache"))
                    .args(options)
                    .args("-jar", app)
                    .run();
            assertThat(run.exit()).as(run.toString()).isZero();
            return new Loaded(
                    run,
                    Files.readAllLines(log).stream()
                            .filter(l -> l.contains("org.bytedeco"))
                            .toList());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void assertCompiled(Loaded l) {
        assertThat(l.run().out()).contains("libLLVM true", "assembler true");
        assertThat(l.bytedeco()).isNotEmpty();
    }

    private static void assertFound(Loaded l) {
        assertThat(l.run().out()).contains("libLLVM false", "assembler false");
        assertThat(l.bytedeco()).isEmpty();
    }

    private List<Path> codes() throws IOException {
        try (Stream<Path> all = Files.list(folder.resolve("cache").resolve("code"))) {
            return all.sorted().toList();
        }
    }

    @Test
    void aHitLoadsNeitherLlvmNorTheAssembler() throws IOException {
        assertCompiled(run(jar));
        assertThat(codes()).hasSize(3);
        assertFound(run(jar));

        assertCompiled(run(jar, "-Dadagent.sm=sm_75"));
        assertThat(codes()).as("another architecture").hasSize(6);
        assertCompiled(run(app(folder.resolve("b"), "5").jar()));
        assertThat(codes()).as("another class file").hasSizeGreaterThan(6);
        assertFound(run(jar));
    }

    @Test
    void whatIsDamagedIsMadeAnew() throws IOException {
        run(jar);
        List<Path> files = codes();
        byte[] whole = Files.readAllBytes(files.get(0));
        byte[] changed = whole.clone();
        changed[changed.length / 2] ^= 1;
        Files.write(files.get(0), changed);
        Files.write(files.get(1), new byte[0]);
        Files.delete(files.get(2));

        assertCompiled(run(jar));
        assertThat(Files.readAllBytes(files.get(0))).isEqualTo(whole);
        assertThat(codes()).isEqualTo(files);
        assertFound(run(jar));
    }

    @Test
    void severalRunsAtOnceShareTheFolder() throws IOException {
        CompletableFuture<Loaded> one = CompletableFuture.supplyAsync(() -> run(jar));
        run(jar);
        one.join();
        assertThat(codes()).hasSize(3).allMatch(f -> f.toString().endsWith(".code"));
        assertFound(run(jar));
    }

    @Test
    void nothingIsKeptWhereNothingCanBe() throws IOException {
        Path file = Files.writeString(folder.resolve("cache"), "a file where the folder should be");
        assertCompiled(run(jar));
        assertThat(file).hasContent("a file where the folder should be");
        assertCompiled(run(jar, "-Dadagent.cache=none"));
    }
}
