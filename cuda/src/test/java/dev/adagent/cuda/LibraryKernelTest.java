package dev.adagent.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.adagent.codegen.HostJit;
import dev.adagent.codegen.Libdevice;
import dev.adagent.codegen.LlvmLowering;
import dev.adagent.codegen.PtxCompiler;
import dev.adagent.codegen.PtxKernel;
import dev.adagent.overlay.MethodKey;
import dev.adagent.overlay.MethodTable;
import dev.adagent.overlay.OverlayRegistry;
import dev.adagent.overlay.TableView;
import dev.adagent.transform.device.Kernel;
import dev.adagent.transform.device.Kernel.MathMode;
import dev.adagent.transform.ir.IrPrinter;
import dev.adagent.transform.job.Job;
import dev.adagent.transform.job.KernelCompiler;
import dev.adagent.transform.job.StageListener;
import dev.adagent.transform.lift.ClassSource;
import dev.adagent.transform.lift.StaticValues;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.DoubleBinaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kernels whose elementary functions are a library's: in CONTRACT and FAST, where one is configured. */
class LibraryKernelTest {
    @TempDir
    Path folder;

    private Libdevice library(String constant) throws IOException {
        Path file = folder.resolve(constant + ".bc");
        Files.writeString(file, """
                define double @__nv_sin(double %x) { %y = fmul double %x, CONSTANT ret double %y }
                define double @__nv_pow(double %x, double %y) { %z = fmul double %x, %y ret double %z }
                """.replace("CONSTANT", constant)
                .replace(" %y = ", "\n%y = ")
                .replace(" %z = ", "\n%z = ")
                .replace(" ret ", "\nret ")
                .replace(" }", "\n}"));
        String before = System.getProperty("adagent.libdevice");
        System.setProperty("adagent.libdevice", file.toString());
        try {
            return Libdevice.configured();
        } finally {
            if (before == null) {
                System.clearProperty("adagent.libdevice");
            } else {
                System.setProperty("adagent.libdevice", before);
            }
        }
    }

    private static TableView view(Libdevice library) {
        List<MethodTable> tables =
                OverlayRegistry.discover(LibraryKernelTest.class.getClassLoader())
                        .view(CudaTarget.NAME)
                        .tables()
                        .stream()
                        .map(t -> t.name().equals("CUDA") ? CudaTable.of(library) : t)
                        .toList();
        return TableView.of(tables);
    }

    private static Kernel kernel(String name, Libdevice library, MathMode mode, boolean binds) {
        Method method = Arrays.stream(TestKernels.class.getDeclaredMethods())
                .filter(m -> m.getName().equals(name))
                .findFirst()
                .orElseThrow();
        ClassLoader loader = TestKernels.class.getClassLoader();
        Job job = new Job(
                MethodKey.of(method),
                ClassSource.of(loader),
                StaticValues.of(loader),
                view(library),
                true,
                new Kernel.Options(mode, true));
        return KernelCompiler.compile(binds ? job.bindingTargetIntrinsics() : job, StageListener.NONE);
    }

    private static PtxKernel ptx(String name, Libdevice library, MathMode mode) {
        Kernel k = kernel(name, library, mode, true);
        return PtxCompiler.compile(
                k.module(), CudaTarget.lowering(library), "sm_90", LlvmLowering.Options.of(k.options(), true, 0));
    }

    @Test
    void theLibraryComputesWhereTheModeAllows() throws IOException {
        Libdevice library = library("123.0");
        String constant = "0d405EC00000000000";
        assertThat(ptx("sin", library, MathMode.CONTRACT).ptx()).contains(constant);
        assertThat(ptx("sin", library, MathMode.FAST).ptx()).contains(constant);
        assertThat(ptx("sin", library, MathMode.STRICT).ptx()).doesNotContain(constant);
        assertThat(ptx("sin", null, MathMode.CONTRACT).ptx()).doesNotContain(constant);
        assertThat(ptx("pow", library, MathMode.CONTRACT).ptx())
                .as("to an undefined power, 1 is no number in Java")
                .contains("mul.rn.f64", "0d7FF8000000000000");
    }

    /** Measured of libdevice: tan of doubles and cosh of floats have more than CONTRACT's 2 ulp, and hypot's special results are not Java's. */
    @Test
    void whatTheLibraryIsTooFarOffWithStaysOurs() throws IOException {
        Libdevice library = library("123.0");
        String contract = IrPrinter.print(
                kernel("elementary", library, MathMode.CONTRACT, true).module());
        assertThat(contract).contains("__nv_sin ", "__nv_cosh ").doesNotContain("__nv_tan ", "__nv_hypot ");
        String fast = IrPrinter.print(
                kernel("elementary", library, MathMode.FAST, true).module());
        assertThat(fast).contains("__nv_tan ").doesNotContain("__nv_hypot ");
        String contractOfFloats = IrPrinter.print(
                kernel("elementaryOfFloats", library, MathMode.CONTRACT, true).module());
        assertThat(contractOfFloats).contains("__nv_sinf ").doesNotContain("__nv_coshf ", "__nv_hypotf ");
        assertThat(IrPrinter.print(kernel("elementaryOfFloats", library, MathMode.FAST, true)
                        .module()))
                .contains("__nv_coshf ")
                .doesNotContain("__nv_hypotf ");
    }

    @Test
    void anotherLibraryIsAnotherJob() throws IOException {
        String none = kernel("sin", null, MathMode.CONTRACT, true).contentId();
        String one = kernel("sin", library("123.0"), MathMode.CONTRACT, true).contentId();
        String other = kernel("sin", library("124.0"), MathMode.CONTRACT, true).contentId();
        assertThat(List.of(none, one, other)).doesNotHaveDuplicates();
        assertThat(kernel("sin", library("123.0"), MathMode.CONTRACT, true).contentId())
                .isEqualTo(one);
    }

    @Test
    void elsewhereTheBodiesRun() throws Exception {
        double[] x = {0.5, -1, 1, 3};
        double[] y = {2, Double.NEGATIVE_INFINITY, Double.NaN, 0.5};
        double[] out = new double[4];
        Kernel pow = kernel("pow", library("123.0"), MathMode.CONTRACT, false);
        HostJit.run(pow.module(), LaunchChecks.grid(1, 4), new Object[] {x, y, out}, 0);
        assertThat(out).containsExactly(0.25, Double.NaN, Double.NaN, Math.pow(3, 0.5));
        Kernel sin = kernel("sin", library("123.0"), MathMode.CONTRACT, false);
        HostJit.run(sin.module(), LaunchChecks.grid(1, 4), new Object[] {x, y, out}, 0);
        assertThat(out[0]).isEqualTo(Math.sin(0.5));
    }

    /** NVIDIA's own functions, linked and run: on the host, which lacks what some need. */
    @Test
    void theToolkitsFunctionsComputeTheirResults() throws Exception {
        Libdevice library = Libdevice.ofToolkit().orElse(null);
        assumeTrue(library != null, "no CUDA toolkit here: set CUDA_HOME");
        double[] x = new SplittableRandom(11).doubles(500, -1, 1).toArray();
        double[] y = new SplittableRandom(12).doubles(500, -30, 30).toArray();
        Map<String, DoubleBinaryOperator> functions = Map.of(
                "cosh",
                (a, b) -> StrictMath.cosh(a),
                "pow",
                StrictMath::pow,
                "exp",
                (a, b) -> StrictMath.exp(a),
                "atan2",
                StrictMath::atan2);
        for (Map.Entry<String, DoubleBinaryOperator> f : functions.entrySet()) {
            Kernel k = kernel(f.getKey(), library, MathMode.CONTRACT, true);
            assertThat(IrPrinter.print(k.module())).contains("__nv_" + f.getKey());
            double[] out = new double[x.length];
            HostJit.runWithLibrary(
                    k.module(),
                    LaunchChecks.grid(1, x.length),
                    new Object[] {x, y, out},
                    LlvmLowering.Options.of(k.options(), true, 0),
                    new CudaTarget()::symbol,
                    library);
            for (int i = 0; i < x.length; i++) {
                double wanted = f.getValue().applyAsDouble(x[i], y[i]);
                assertThat(Double.compare(out[i], wanted) == 0 || Math.abs(out[i] - wanted) <= 3 * Math.ulp(wanted))
                        .as("%s(%s, %s) is %s, not %s", f.getKey(), x[i], y[i], out[i], wanted)
                        .isTrue();
            }
        }
        for (Map.Entry<String, String> missing : Map.of(
                        "tanh", "survived into LLVM: nvvm.", "sin", "nvvm.inline.assembly")
                .entrySet()) {
            Kernel k = kernel(missing.getKey(), library, MathMode.CONTRACT, true);
            assertThatThrownBy(() -> HostJit.runWithLibrary(
                            k.module(),
                            LaunchChecks.grid(1, 1),
                            new Object[] {x, y, new double[1]},
                            LlvmLowering.Options.DEFAULT,
                            new CudaTarget()::symbol,
                            library))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(missing.getValue());
        }
    }

    @Test
    void theToolkitsLibraryHasEveryFunction() {
        Libdevice library = Libdevice.ofToolkit().orElse(null);
        assumeTrue(library != null, "no CUDA toolkit here: set CUDA_HOME");
        for (String name : List.of("elementary", "elementaryOfFloats")) {
            for (MathMode mode : List.of(MathMode.CONTRACT, MathMode.FAST)) {
                PtxKernel ptx = ptx(name, library, mode);
                assertThat(ptx.llvmBefore()).contains("@__nv_atan");
                assertThat(ptx.ptx()).doesNotContain("__nv_", ".extern", "__nvvm");
                assertThat(ptx.cubin()).isNotEmpty();
            }
        }
    }
}
