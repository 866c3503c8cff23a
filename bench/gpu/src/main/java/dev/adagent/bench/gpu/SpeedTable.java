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
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import jcuda.NativePointerObject;
import jcuda.Pointer;
import jcuda.driver.CUdeviceptr;

/**
 * Times each kernel compiled from Java beside its CUDA C++ twin: one process, the same buffers, the two in turn, medians by events. STRICT is
 * set against {@code nvcc -fmad=false}, CONTRACT against nvcc's default, FAST against {@code -use_fast_math}; with and without checks of array accesses. Results are
 * compared before anything is timed.
 *
 * <p>Arguments: the folder of {@code kernels-strict.cubin}, {@code kernels-default.cubin} and {@code kernels-fast.cubin}, and the folder for {@code speed.csv} and {@code code},
 * which gets every kernel's PTX and machine code.
 */
public final class SpeedTable {
    static final List<Kernel.Options> OPTIONS = List.of(
            new Kernel.Options(MathMode.STRICT, true),
            new Kernel.Options(MathMode.STRICT, false),
            new Kernel.Options(MathMode.CONTRACT, true),
            new Kernel.Options(MathMode.CONTRACT, false),
            new Kernel.Options(MathMode.FAST, true),
            new Kernel.Options(MathMode.FAST, false));

    private static final int WARM_UP = 5;
    private static final int ROUNDS = 41;

    private SpeedTable() {}

    /** Exits with 1 if a result of the two differs. */
    public static void main(String[] args) throws IOException {
        NativeLibraries.loadCudaDriver();
        Path cubins = Path.of(args[0]);
        Path code = Files.createDirectories(Path.of(args[1]).resolve("code"));
        boolean same = true;
        try (Gpu gpu = Gpu.open();
                PrintStream csv = new PrintStream(Files.newOutputStream(
                        Files.createDirectories(Path.of(args[1])).resolve("speed.csv")))) {
            Map<MathMode, Gpu.Module> twins = new EnumMap<>(MathMode.class);
            twins.put(MathMode.STRICT, gpu.load(Files.readAllBytes(cubins.resolve("kernels-strict.cubin"))));
            twins.put(MathMode.CONTRACT, gpu.load(Files.readAllBytes(cubins.resolve("kernels-default.cubin"))));
            twins.put(MathMode.FAST, gpu.load(Files.readAllBytes(cubins.resolve("kernels-fast.cubin"))));
            csv.println(
                    "kernel,math,checks,registers,java_ms,cuda_ms,ratio,java_spread,cuda_spread,max_relative_difference");
            System.out.printf(
                    "%-20s %-22s %5s %10s %10s %7s %s%n",
                    "kernel", "options", "regs", "Java ms", "CUDA ms", "ratio", "difference");
            for (String kernel : Benchmark.KERNELS) {
                Benchmark b = Benchmark.of(kernel);
                try (Gpu.Buffers buffers = gpu.upload(b.args())) {
                    for (Kernel.Options o : OPTIONS) {
                        PtxKernel ptx = Compiled.of(kernel, o, "sm_90");
                        Compiled.write(ptx, kernel, o, code);
                        same &= row(gpu, b, buffers, ptx, o, twins.get(o.math()), csv);
                    }
                }
            }
        }
        System.exit(same ? 0 : 1);
    }

    private static boolean row(
            Gpu gpu,
            Benchmark b,
            Gpu.Buffers buffers,
            PtxKernel ptx,
            Kernel.Options options,
            Gpu.Module twins,
            PrintStream csv) {
        Gpu.Module module = gpu.load(ptx.cubin());
        Pointer ours = ours(ptx, b.args(), buffers);
        Pointer theirs = theirs(b, buffers);
        Runnable java = gpu.launcher(module, ptx.entry(), b.grid(), ours);
        String twin = fastest(gpu, b, twins, theirs);
        Runnable cuda = gpu.launcher(twins, twin, b.grid(), theirs);
        buffers.restore();
        java.run();
        Object mine = buffers.download(b.output());
        buffers.restore();
        cuda.run();
        double difference = difference(mine, buffers.download(b.output()));
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
        boolean agrees = difference <= b.tolerance(options.math());
        System.out.printf(
                Locale.ROOT,
                "%-20s %-22s %5d %10.4f %10.4f %7.3f %.1e %s%s%n",
                b.kernel(),
                describe(options),
                ptx.report().registers(),
                j.median(),
                c.median(),
                j.median() / c.median(),
                difference,
                twin.equals(b.kernel()) ? "" : "beside " + twin,
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

    /** The twin, or where there are others that differ in how a loop is unrolled, the one that takes the least time. */
    private static String fastest(Gpu gpu, Benchmark b, Gpu.Module twins, Pointer arguments) {
        String best = b.kernel();
        double least = Double.POSITIVE_INFINITY;
        for (String suffix : List.of("", "_8", "_32", "_128", "_256")) {
            String name = b.kernel() + suffix;
            if (!suffix.isEmpty() && !gpu.has(twins, name)) {
                continue;
            }
            Runnable cuda = gpu.launcher(twins, name, b.grid(), arguments);
            double[] ms = new double[9];
            cuda.run();
            for (int k = 0; k < ms.length; k++) {
                ms[k] = gpu.milliseconds(cuda);
            }
            if (Spread.of(ms).median() < least) {
                least = Spread.of(ms).median();
                best = name;
            }
        }
        return best;
    }

    static String describe(Kernel.Options o) {
        return o.math() + (o.checks() ? ", checked" : ", unchecked");
    }

    /** The arguments as {@link PtxKernel} states them. */
    static Pointer ours(PtxKernel ptx, Object[] args, Gpu.Buffers buffers) {
        List<NativePointerObject> out = new ArrayList<>();
        List<Type> parameters = ptx.parameters();
        for (int i = 0; i < parameters.size(); i++) {
            out.add(buffers.argument(i));
            if (parameters.get(i).isArray()) {
                out.add(Pointer.to(new int[] {Array.getLength(args[i])}));
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
        out.add(Pointer.to(new int[] {Array.getLength(b.args()[b.sized()])}));
        return Pointer.to(out.toArray(new NativePointerObject[0]));
    }

    /** Largest difference of two arrays' elements, relative to the largest element. */
    static double difference(Object a, Object b) {
        double scale = 0;
        double most = 0;
        for (int i = 0; i < Array.getLength(a); i++) {
            double x = element(a, i);
            double y = element(b, i);
            scale = Math.max(scale, Math.abs(y));
            double d = Math.abs(x - y);
            most = d >= 0 ? Math.max(most, d) : Double.POSITIVE_INFINITY; // not a number: wrong
        }
        return most == 0 ? 0 : most / scale;
    }

    private static double element(Object array, int i) {
        if (array instanceof float[] a) {
            return a[i];
        }
        return array instanceof double[] a ? a[i] : ((int[]) array)[i];
    }
}
