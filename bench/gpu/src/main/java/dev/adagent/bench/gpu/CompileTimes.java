package dev.adagent.bench.gpu;

import dev.adagent.codegen.PtxAssembler;
import dev.adagent.codegen.PtxKernel;
import dev.adagent.transform.device.Kernel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Times the parts from bytecode to machine code for each kernel, the first time and warm, in milliseconds, and prints what the assembler says;
 * needs no GPU. With a folder as argument, PTX and cubins are left there.
 */
public final class CompileTimes {
    private static final int ROUNDS = 21;
    private static final String ARCHITECTURE = "sm_90";

    private CompileTimes() {}

    public static void main(String[] args) throws IOException {
        System.out.printf(
                "%-20s %-20s %8s %8s %8s %8s  %s%n", "kernel", "options", "first", "IR", "PTX", "cubin", "assembler");
        for (String kernel : Benchmark.KERNELS) {
            for (Kernel.Options options : SpeedTable.OPTIONS) {
                PtxKernel ptx = time(kernel, options);
                if (args.length > 0) {
                    Compiled.write(ptx, kernel, options, Files.createDirectories(Path.of(args[0])));
                }
            }
        }
    }

    private static PtxKernel time(String kernel, Kernel.Options options) {
        double[] ir = new double[ROUNDS];
        double[] both = new double[ROUNDS];
        double[] cubin = new double[ROUNDS];
        PtxKernel ptx = null;
        for (int i = 0; i < ROUNDS; i++) {
            long start = System.nanoTime();
            Kernel compiled = Compiled.ir(kernel, options);
            ir[i] = since(start);
            start = System.nanoTime();
            ptx = Compiled.ptx(compiled, ARCHITECTURE);
            both[i] = since(start);
            start = System.nanoTime();
            PtxAssembler.assemble(ptx.ptx(), ARCHITECTURE);
            cubin[i] = since(start);
        }
        double assembling = Spread.of(cubin).median();
        System.out.printf(
                Locale.ROOT,
                "%-20s %-20s %8.1f %8.1f %8.1f %8.1f  %s%n",
                kernel,
                SpeedTable.describe(options),
                ir[0] + both[0],
                Spread.of(ir).median(),
                Spread.of(both).median() - assembling,
                assembling,
                ptx.report());
        return ptx;
    }

    private static double since(long start) {
        return (System.nanoTime() - start) * 1e-6;
    }
}
