package dev.adagent.bench.gpu;

import dev.adagent.codegen.HostJit;
import dev.adagent.codegen.Libdevice;
import dev.adagent.codegen.LlvmLowering;
import dev.adagent.codegen.NativeLibraries;
import dev.adagent.codegen.PtxKernel;
import dev.adagent.cuda.CudaTarget;
import dev.adagent.transform.cpu.CpuDevice;
import dev.adagent.transform.device.Kernel;
import dev.adagent.transform.device.Kernel.MathMode;
import dev.adagent.transform.device.KernelFailure;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Measures the elementary functions in kernels against {@link Reference}, in units in the last place, over random and hard arguments
 * ({@link UlpArguments}); {@code StrictMath} and special results are held against the JVM's bits. Exits with 1 if a bound is broken.
 *
 * <p>Arguments: the devices, {@code cpu}, {@code host} (host-lowered LLVM), {@code gpu} or {@code libdevice} (NVIDIA's functions of doubles on the host, as far as
 * it has the instructions), with commas between; the number of points;
 * a file that the table is written to as well.
 */
public final class Ulps {
    private static final int BLOCK = 256;

    private final UlpFunction function;
    private final double[] x;
    private final double[] y;
    private final Reference.Value[] wanted;
    private final double[] strict;

    private Ulps(UlpFunction function, int points) {
        this.function = function;
        x = UlpArguments.of(function, points, 0);
        y = UlpArguments.of(function, points, 1);
        strict = new double[x.length];
        wanted = new Reference.Value[x.length];
        IntStream.range(0, x.length).parallel().forEach(i -> {
            strict[i] = function.strict(x[i], y[i]);
            wanted[i] = isPlain(i) ? function.exact(x[i], y[i]) : null;
        });
    }

    /** Whether argument and result are such as {@link Reference} computes; the others are special, and have to be Java's bits. */
    private boolean isPlain(int i) {
        boolean finite = Double.isFinite(x[i]) && (!function.binary() || Double.isFinite(y[i]));
        boolean zero = x[i] == 0 || (function.binary() && y[i] == 0);
        return finite
                && !zero
                && strict[i] != 0
                && Double.isFinite(strict[i])
                && Math.abs(strict[i]) != Double.MAX_VALUE;
    }

    /** Worst error, with the argument, and how many special results are not Java's. */
    private record Worst(double ulps, String argument, long special) {}

    private Worst worst(double[] got) {
        double most = 0;
        int at = 0;
        long special = 0;
        for (int i = 0; i < x.length; i++) {
            if (wanted[i] == null) {
                special += Double.compare(got[i], strict[i]) == 0 || isRounding(got[i], strict[i]) ? 0 : 1;
                continue;
            }
            double u = wanted[i].ulps(got[i]);
            if (!(u <= most)) {
                most = Double.isNaN(u) ? Double.POSITIVE_INFINITY : u;
                at = i;
            }
        }
        return new Worst(most, function.binary() ? x[at] + ", " + y[at] : String.valueOf(x[at]), special);
    }

    /** At the edge of the range, or of what is 0, the neighbour is right too. */
    private static boolean isRounding(double got, double strict) {
        return Double.isFinite(got)
                && ((Double.isInfinite(strict) && Math.abs(got) == Double.MAX_VALUE)
                        || (Math.abs(strict) == Double.MAX_VALUE && Math.abs(got) > 0x1p1023)
                        || (strict == 0 && Math.abs(got) <= Double.MIN_VALUE));
    }

    public static void main(String[] args) throws IOException, KernelFailure {
        int points = Integer.parseInt(args[1]);
        boolean right = true;
        try (PrintStream file = new PrintStream(Files.newOutputStream(Path.of(args[2])))) {
            for (String device : args[0].split(",")) {
                right &= table(device, points, file);
            }
        }
        System.exit(right ? 0 : 1);
    }

    /** What computes the functions of CONTRACT, where that is not the compiler's own code. */
    private static String library(String device) {
        Libdevice library = device.equals("cpu") || device.equals("host") ? null : Libdevice.configured();
        return library == null
                ? ""
                : ", CONTRACT by libdevice " + library.hash().substring(0, 16);
    }

    private static boolean table(String name, int points, PrintStream file) throws KernelFailure {
        List<MathMode> modes =
                name.equals("cpu") ? List.of(MathMode.STRICT) : List.of(MathMode.STRICT, MathMode.CONTRACT);
        boolean right = true;
        List<String> lines = new ArrayList<>();
        lines.add("device " + name + ", JDK " + Runtime.version() + ", " + points
                + " points and the hard ones of each function" + library(name));
        lines.add(String.format(
                "%-8s %-10s %8s %8s %8s  %s", "function", "mode", "bound", "ulps", "special", "worst argument"));
        try (Devices devices = new Devices(name)) {
            for (UlpFunction f : UlpFunction.ALL) {
                Ulps u = new Ulps(f, points);
                if (name.equals("libdevice")) {
                    right &= u.ofLibrary(devices, lines);
                    print(lines, file);
                    continue;
                }
                for (MathMode mode : modes) {
                    double[] got = u.run(devices, "math", mode);
                    right &= line(
                            lines, f.name(), mode.toString(), mode == MathMode.STRICT ? f.bound() : 2, u.worst(got));
                }
                double[] got = u.run(devices, "strict", MathMode.STRICT);
                long differ = IntStream.range(0, got.length)
                        .filter(i -> Double.compare(got[i], u.strict[i]) != 0)
                        .count();
                lines.add(String.format("%-8s %-10s %d results differ from the JVM's", f.name(), "StrictMath", differ));
                right &= differ == 0;
                for (MathMode mode : modes) {
                    right &= u.floats(devices, mode, lines);
                }
                print(lines, file);
            }
        }
        return right;
    }

    private static void print(List<String> lines, PrintStream file) {
        lines.forEach(l -> {
            System.out.println(l);
            file.println(l);
        });
        lines.clear();
    }

    /** The library's function of doubles alone. */
    private boolean ofLibrary(Devices devices, List<String> lines) throws KernelFailure {
        try {
            return line(lines, function.name(), "CONTRACT", 2, worst(run(devices, "math", MathMode.CONTRACT)));
        } catch (IllegalStateException e) {
            lines.add(String.format("%-8s needs a GPU: %s", function.name(), e.getMessage()));
            return true;
        }
    }

    private static boolean line(List<String> lines, String name, String mode, double bound, Worst w) {
        boolean right = w.ulps <= bound && w.special == 0;
        lines.add(String.format(
                Locale.ROOT,
                "%-8s %-10s %8.1f %8.3f %8d  %s%s",
                name,
                mode,
                bound,
                w.ulps,
                w.special,
                w.argument,
                right ? "" : "  WRONG"));
        return right;
    }

    private double[] run(Devices devices, String prefix, MathMode mode) throws KernelFailure {
        double[] out = new double[x.length];
        devices.run(
                function.kernel(prefix), mode, function.binary() ? new Object[] {x, y, out} : new Object[] {x, out});
        return out;
    }

    /** The form for floats, {@code (float) Math.f(x)}: half an ulp of the float and what the double may be off, or 2 ulp in CONTRACT. */
    private boolean floats(Devices devices, MathMode mode, List<String> lines) throws KernelFailure {
        float[] a = new float[x.length];
        float[] b = new float[x.length];
        for (int i = 0; i < a.length; i++) {
            a[i] = (float) x[i];
            b[i] = (float) y[i];
        }
        float[] out = new float[a.length];
        devices.run(
                function.kernel("float"), mode, function.binary() ? new Object[] {a, b, out} : new Object[] {a, out});
        double bound = mode == MathMode.STRICT ? 0.5 + 0x1p-20 : 2;
        double most = 0;
        int at = 0;
        long special = 0;
        for (int i = 0; i < a.length; i++) {
            double s = function.strict(a[i], b[i]);
            float rounded = (float) s;
            if (Float.isNaN(rounded) || Float.isInfinite(rounded) || rounded == 0) {
                special += Float.compare(out[i], rounded) == 0 || Math.abs(out[i]) <= Float.MIN_VALUE && rounded == 0
                        ? 0
                        : 1;
                continue;
            }
            double u = Math.abs(out[i] - s) / Math.ulp(rounded);
            if (!(u <= most)) {
                most = Double.isNaN(u) ? Double.POSITIVE_INFINITY : u;
                at = i;
            }
        }
        String worst = function.binary() ? a[at] + ", " + b[at] : String.valueOf(a[at]);
        return line(lines, function.name() + "f", mode.toString(), bound, new Worst(most, worst, special));
    }

    /** A device by name. */
    private static final class Devices implements AutoCloseable {
        private final String name;
        private final CpuDevice cpu;
        private final Gpu gpu;

        Devices(String name) {
            this.name = name;
            cpu = name.equals("cpu") ? new CpuDevice() : null;
            if (name.equals("gpu")) {
                NativeLibraries.loadCudaDriver();
                gpu = Gpu.open();
            } else {
                gpu = null;
            }
        }

        void run(String kernel, MathMode mode, Object[] args) throws KernelFailure {
            Kernel.Options options = new Kernel.Options(mode, true);
            int n = java.lang.reflect.Array.getLength(args[0]);
            int[] grid = {(n + BLOCK - 1) / BLOCK, 1, 1, BLOCK, 1, 1};
            if (cpu != null) {
                cpu.launch(Compiled.ir(UlpKernels.class, kernel, cpu.target(), false, options), grid, args);
                return;
            }
            boolean library = name.equals("libdevice");
            Kernel ir = Compiled.ir(UlpKernels.class, kernel, CudaTarget.NAME, gpu != null || library, options);
            if (library) {
                HostJit.runWithLibrary(
                        ir.module(),
                        grid,
                        args,
                        LlvmLowering.Options.of(options, true, 0),
                        new CudaTarget()::symbol,
                        Libdevice.configured());
                return;
            }
            if (gpu == null) {
                HostJit.run(ir.module(), grid, args, 0, LlvmLowering.Options.of(options, true, 0));
                return;
            }
            PtxKernel ptx = Compiled.ptx(ir, "sm_90");
            try (Gpu.Buffers buffers = gpu.upload(args)) {
                gpu.launcher(gpu.load(ptx.cubin()), ptx.entry(), grid, SpeedTable.ours(ptx, args, buffers))
                        .run();
                Object out = buffers.download(args.length - 1);
                System.arraycopy(out, 0, args[args.length - 1], 0, n);
            }
        }

        @Override
        public void close() {
            if (gpu != null) {
                gpu.close();
            }
        }
    }
}
