package dev.adagent.bench.gpu;

import dev.adagent.transform.device.Kernel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/**
 * Times bytecode → cubin for each kernel, first and warm, and prints what the assembler says; needs no GPU. With a folder as argument,
 * PTX and cubins are left there.
 */
public final class CompileTimes {
    private static final int ROUNDS = 31;

    private CompileTimes() {}

    public static void main(String[] args) throws IOException {
        System.out.printf("%-20s %-24s %9s %9s  %s%n", "kernel", "options", "first ms", "warm ms", "assembler");
        for (String kernel : Benchmark.KERNELS) {
            for (Kernel.Options options : SpeedTable.OPTIONS) {
                double[] ms = new double[ROUNDS];
                dev.adagent.codegen.PtxKernel ptx = null;
                for (int i = 0; i < ROUNDS; i++) {
                    long start = System.nanoTime();
                    ptx = Compiled.of(kernel, options, "sm_90");
                    ms[i] = (System.nanoTime() - start) * 1e-6;
                }
                double first = ms[0];
                Arrays.sort(ms);
                System.out.printf(
                        Locale.ROOT,
                        "%-20s %-24s %9.1f %9.1f  %s%n",
                        kernel,
                        SpeedTable.describe(options),
                        first,
                        ms[ROUNDS / 2],
                        ptx.report());
                if (args.length > 0) {
                    Path folder = Files.createDirectories(Path.of(args[0]));
                    String name = kernel + "-" + options.math() + (options.checks() ? "" : "-unchecked");
                    Files.writeString(folder.resolve(name + ".ptx"), ptx.ptx());
                    Files.write(folder.resolve(name + ".cubin"), ptx.cubin());
                }
            }
        }
    }
}
