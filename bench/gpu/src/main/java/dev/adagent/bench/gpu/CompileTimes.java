package dev.adagent.bench.gpu;

import dev.adagent.codegen.PtxAssembler;
import dev.adagent.codegen.PtxKernel;
import dev.adagent.transform.device.Kernel;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.job.KernelCompiler;
import dev.adagent.transform.job.Stage;
import dev.adagent.transform.job.StageListener;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Times the parts from bytecode to machine code, the first time and warm, in milliseconds of this thread's CPU time, which other work on the
 * machine makes longer by little; prints what the assembler says; needs no GPU.
 *
 * <pre>CompileTimes [--out FOLDER] [--rounds N] [pkg.Class#kernel …]</pre>
 *
 * Without kernels: those of the speed table, with each of its options. With {@code --out}, PTX and cubins are left in the folder.
 */
public final class CompileTimes {
    private static final String ARCHITECTURE = "sm_90";
    private static final List<Stage> STAGES = List.of(Stage.values());

    private final int rounds;
    private final Path out;

    private CompileTimes(int rounds, Path out) {
        this.rounds = rounds;
        this.out = out;
    }

    public static void main(String[] args) throws IOException {
        int rounds = 31;
        Path out = null;
        List<String> kernels = new ArrayList<>();
        for (int k = 0; k < args.length; k++) {
            switch (args[k]) {
                case "--out" -> out = Files.createDirectories(Path.of(args[++k]));
                case "--rounds" -> rounds = Integer.parseInt(args[++k]);
                default -> kernels.add(args[k]);
            }
        }
        CompileTimes times = new CompileTimes(rounds, out);
        System.out.printf("%-28s %-20s %8s |", "kernel", "options", "first");
        for (String part : List.of("lift", "inline", "resolve", "expand", "optimise", "LLVM", "PTX in all", "cubin")) {
            System.out.printf(" %s", part);
        }
        System.out.println(" | warm medians; the assembler's words");
        if (!kernels.isEmpty()) {
            for (String kernel : kernels) {
                times.time(kernel, Kernel.Options.DEFAULT);
            }
            return;
        }
        for (String kernel : Benchmark.KERNELS) {
            for (Kernel.Options options : SpeedTable.OPTIONS) {
                times.time(Kernels.class.getName() + "#" + kernel, options);
            }
        }
    }

    private static double now() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() * 1e-6;
    }

    private void time(String kernel, Kernel.Options options) throws IOException {
        Map<Stage, double[]> stages = new EnumMap<>(Stage.class);
        STAGES.forEach(s -> stages.put(s, new double[rounds]));
        double[] llvm = new double[rounds];
        double[] ptxTime = new double[rounds];
        double[] cubin = new double[rounds];
        PtxKernel ptx = null;
        for (int i = 0; i < rounds; i++) {
            int round = i;
            double start = now();
            double[] last = {start};
            StageListener clock = (Stage stage, Module module) -> {
                double t = now();
                stages.get(stage)[round] = t - last[0];
                last[0] = t;
            };
            Kernel compiled = KernelCompiler.compile(Compiled.job(kernel, options), clock);
            double lowered = now();
            ptx = Compiled.ptx(compiled, ARCHITECTURE);
            double end = now();
            PtxAssembler.assemble(ptx.ptx(), ARCHITECTURE);
            cubin[i] = now() - end;
            llvm[i] = end - lowered - cubin[i]; // the compiler assembles too
            ptxTime[i] = end - start - cubin[i];
        }
        print(kernel, options, stages, llvm, ptxTime, cubin, ptx);
    }

    private void print(
            String kernel,
            Kernel.Options options,
            Map<Stage, double[]> stages,
            double[] llvm,
            double[] ptxTime,
            double[] cubin,
            PtxKernel ptx)
            throws IOException {
        String name = kernel.substring(kernel.lastIndexOf('.', kernel.indexOf('#')) + 1);
        System.out.printf(
                Locale.ROOT, "%-28s %-20s %8.0f |", name, SpeedTable.describe(options), ptxTime[0] + cubin[0]);
        for (Stage s : STAGES) {
            System.out.printf(Locale.ROOT, " %.1f", warm(stages.get(s)));
        }
        System.out.printf(Locale.ROOT, " %.1f %.1f %.1f | %s%n", warm(llvm), warm(ptxTime), warm(cubin), ptx.report());
        if (out != null) {
            Compiled.write(ptx, name.substring(name.indexOf('#') + 1), options, out);
        }
    }

    /** The median of the second half of the rounds: the JIT compiler has seen the first. */
    private static double warm(double... times) {
        return Spread.of(Arrays.copyOfRange(times, times.length / 2, times.length))
                .median();
    }
}
