package dev.adagent.bench.gpu;

import dev.adagent.codegen.ExceptionRecord;
import dev.adagent.codegen.NativeLibraries;
import dev.adagent.codegen.PtxKernel;
import dev.adagent.transform.device.Kernel;
import dev.adagent.transform.device.Kernel.MathMode;
import dev.adagent.transform.ir.Type;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.Array;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import jcuda.NativePointerObject;
import jcuda.Pointer;
import jcuda.driver.CUdeviceptr;

/**
 * Times each kernel compiled from Java beside its CUDA C++ twin: one process, the same buffers, the two in turn, medians by events. STRICT is
 * set against {@code nvcc -fmad=false}, CONTRACT against nvcc's default; with and without checks of array accesses. Results are
 * compared before anything is timed.
 *
 * <p>Arguments: the folder of {@code kernels-strict.cubin} and {@code kernels-default.cubin}, and the folder for {@code speed.csv}.
 */
public final class SpeedTable {
    static final List<Kernel.Options> OPTIONS = List.of(
            new Kernel.Options(MathMode.STRICT, true),
            new Kernel.Options(MathMode.STRICT, false),
            new Kernel.Options(MathMode.CONTRACT, true),
            new Kernel.Options(MathMode.CONTRACT, false));

    private static final int WARM_UP = 5;
    private static final int ROUNDS = 41;

    private SpeedTable() {}

    /** Exits with 1 if a result of the two differs. */
    public static void main(String[] args) throws IOException {
        NativeLibraries.loadCudaDriver();
        Path cubins = Path.of(args[0]);
        boolean same = true;
        try (Gpu gpu = Gpu.open();
                PrintStream csv = new PrintStream(Files.newOutputStream(
                        Files.createDirectories(Path.of(args[1])).resolve("speed.csv")))) {
            Gpu.Module strict = gpu.load(Files.readAllBytes(cubins.resolve("kernels-strict.cubin")));
            Gpu.Module fused = gpu.load(Files.readAllBytes(cubins.resolve("kernels-default.cubin")));
            csv.println(
                    "kernel,math,checks,registers,java_ms,cuda_ms,ratio,java_spread,cuda_spread,max_relative_difference");
            System.out.printf(
                    "%-20s %-22s %5s %10s %10s %7s %s%n",
                    "kernel", "options", "regs", "Java ms", "CUDA ms", "ratio", "difference");
            for (Benchmark b : Benchmark.all()) {
                for (Kernel.Options o : OPTIONS) {
                    same &= row(gpu, b, o, o.math() == MathMode.STRICT ? strict : fused, csv);
                }
            }
        }
        System.exit(same ? 0 : 1);
    }

    private static boolean row(Gpu gpu, Benchmark b, Kernel.Options options, Gpu.Module twins, PrintStream csv) {
        PtxKernel ptx = Compiled.of(b.kernel(), options, "sm_90");
        Gpu.Module module = gpu.load(ptx.cubin());
        try (Gpu.Buffers buffers = gpu.upload(b.args())) {
            Pointer ours = ours(ptx, b, buffers);
            Pointer theirs = theirs(b, buffers);
            Runnable java = gpu.launcher(module, ptx.entry(), b.grid(), ours);
            Runnable cuda = gpu.launcher(twins, b.kernel(), b.grid(), theirs);
            java.run();
            Object mine = buffers.download(b.output());
            buffers.restore();
            cuda.run();
            double difference = difference(mine, buffers.download(b.output()));
            buffers.restore();
            double[] javaMs = new double[ROUNDS];
            double[] cudaMs = new double[ROUNDS];
            for (int i = -WARM_UP; i < ROUNDS; i++) {
                double first = gpu.milliseconds(java);
                double second = gpu.milliseconds(cuda);
                if (i >= 0) {
                    javaMs[i] = first;
                    cudaMs[i] = second;
                }
            }
            Spread j = Spread.of(javaMs);
            Spread c = Spread.of(cudaMs);
            boolean agrees = difference <= (options.math() == MathMode.STRICT ? b.tolerance() : b.looseTolerance());
            System.out.printf(
                    Locale.ROOT,
                    "%-20s %-22s %5d %10.4f %10.4f %7.3f %.1e%s%n",
                    b.kernel(),
                    describe(options),
                    ptx.report().registers(),
                    j.median(),
                    c.median(),
                    j.median() / c.median(),
                    difference,
                    agrees ? "" : "  WRONG");
            csv.printf(
                    Locale.ROOT,
                    "%s,%s,%s,%d,%.5f,%.5f,%.4f,%.4f,%.4f,%.3e%n",
                    b.kernel(),
                    options.math(),
                    options.checks() ? "on" : "off",
                    ptx.report().registers(),
                    j.median(),
                    c.median(),
                    j.median() / c.median(),
                    j.spread(),
                    c.spread(),
                    difference);
            return agrees;
        }
    }

    static String describe(Kernel.Options o) {
        return o.math() + (o.checks() ? ", checked" : ", unchecked");
    }

    /** The arguments as {@link PtxKernel} states them. */
    private static Pointer ours(PtxKernel ptx, Benchmark b, Gpu.Buffers buffers) {
        List<NativePointerObject> out = new ArrayList<>();
        List<Type> parameters = ptx.parameters();
        for (int i = 0; i < parameters.size(); i++) {
            out.add(buffers.argument(i));
            if (parameters.get(i).isArray()) {
                out.add(Pointer.to(new int[] {Array.getLength(b.args()[i])}));
            }
        }
        CUdeviceptr exceptions = buffers.allocate(ExceptionRecord.empty(ptx.sites()));
        out.add(Pointer.to(exceptions));
        return Pointer.to(out.toArray(new NativePointerObject[0]));
    }

    private static Pointer theirs(Benchmark b, Gpu.Buffers buffers) {
        List<NativePointerObject> out = new ArrayList<>();
        for (int i = 0; i < b.args().length; i++) {
            out.add(buffers.argument(i));
        }
        out.add(Pointer.to(new int[] {Array.getLength(b.args()[b.output()])}));
        return Pointer.to(out.toArray(new NativePointerObject[0]));
    }

    /** Largest difference of two arrays' elements, relative to the largest element. */
    static double difference(Object a, Object b) {
        double scale = 0;
        double most = 0;
        for (int i = 0; i < Array.getLength(a); i++) {
            double x = ((Number) Array.get(a, i)).doubleValue();
            double y = ((Number) Array.get(b, i)).doubleValue();
            scale = Math.max(scale, Math.abs(y));
            double d = Math.abs(x - y);
            most = d >= 0 ? Math.max(most, d) : Double.POSITIVE_INFINITY; // not a number: wrong
        }
        return most == 0 ? 0 : most / scale;
    }
}
