package dev.adagent.cuda.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.adagent.codegen.HostJit;
import dev.adagent.codegen.LlvmLowering;
import dev.adagent.codegen.PtxAssembler;
import dev.adagent.codegen.PtxCompiler;
import dev.adagent.cuda.CudaTarget;
import dev.adagent.overlay.MethodKey;
import dev.adagent.overlay.OverlayRegistry;
import dev.adagent.transform.autodiff.Activity;
import dev.adagent.transform.autodiff.DerivativeMode;
import dev.adagent.transform.cpu.CpuDevice;
import dev.adagent.transform.device.Kernel;
import dev.adagent.transform.job.CpuTable;
import dev.adagent.transform.job.Job;
import dev.adagent.transform.job.KernelCompiler;
import dev.adagent.transform.job.StageListener;
import dev.adagent.transform.lift.StaticValues;
import java.lang.reflect.Method;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every construct of the language in differentiated code: gradient, tangents and second derivatives on the host, in a kernel on the CPU
 * device, through the lowering for GPUs run on the host's processor, against slopes derived by hand.
 */
class LanguageDerivativesTest {
    private static final double[] X = {1.3, -0.6, 2.4, 0.35, -1.7, 3.2, 5.5};
    private static final double[] Y = {0.7, 1.9, -1.1, 2.2, -0.4, 1.05, 0.8};

    static Stream<Method> functions() {
        return Stream.of(DifferentiatedLanguage.class, DifferentiatedControlFlow.class)
                .flatMap(LibraryKernels::functions)
                .filter(f -> Stream.of(DifferentiatedByHand.class.getDeclaredMethods())
                        .anyMatch(h -> h.getName().equals(f.getName())));
    }

    private static double[] byHand(Method f, double x, double y) throws ReflectiveOperationException {
        Method m = DifferentiatedByHand.class.getDeclaredMethod(f.getName(), double.class, double.class);
        return (double[]) m.invoke(null, x, y);
    }

    private static void check(Method f, String where, int point, double[] actual) throws ReflectiveOperationException {
        double x = X[point];
        double y = Y[point];
        double[] slopes = byHand(f, x, y);
        double h = 1e-5;
        double byX = (byHand(f, x + h, y)[0] - byHand(f, x - h, y)[0]) / (2 * h);
        double byY = (byHand(f, x, y + h)[0] - byHand(f, x, y - h)[0]) / (2 * h);
        double[] wanted = {slopes[0], slopes[1], slopes[0], slopes[1], byX, byY};
        for (int k = 0; k < wanted.length; k++) {
            double exact = k < 4 ? 1e-6 : 2e-5; // floats have 24 bits; differences of slopes have fewer than slopes
            assertThat(actual[k])
                    .as("%s of %s(%s, %s) %s", NAMES[k], f.getName(), x, y, where)
                    .isCloseTo(wanted[k], within(exact * (1 + Math.abs(wanted[k]))));
        }
    }

    private static final String[] NAMES = {
        "gradient by x", "gradient by y", "tangent by x", "tangent by y", "second by x, x", "second by x, y"
    };

    private static Kernel kernel(Method f, String target) {
        ClassLoader loader = f.getDeclaringClass().getClassLoader();
        Job job = new Job(
                new MethodKey(DerivativeKernels.CLASS, "all", "([D[D[D)V"),
                OnHost.source(f),
                StaticValues.of(loader),
                OverlayRegistry.discover(loader).view(target),
                true,
                Kernel.Options.DEFAULT);
        return KernelCompiler.compile(job, StageListener.NONE);
    }

    private static void check(Method f, String where, double[] out) throws ReflectiveOperationException {
        for (int i = 0; i < X.length; i++) {
            double[] at = new double[DerivativeKernels.NUMBERS];
            System.arraycopy(out, i * at.length, at, 0, at.length);
            check(f, where, i, at);
        }
    }

    @ParameterizedTest
    @MethodSource("functions")
    void onTheCpuDevice(Method f) throws Exception {
        Kernel k = kernel(f, CpuTable.TARGET);
        double[] out = new double[X.length * DerivativeKernels.NUMBERS];
        new CpuDevice(1).launch(k, new int[] {1, 1, 1, X.length, 1, 1}, k.arguments(X, Y, out));
        check(f, "on the CPU device", out);
    }

    @ParameterizedTest
    @MethodSource("functions")
    void loweredAndAssembled(Method f) throws Exception {
        Kernel k = kernel(f, CudaTarget.NAME);
        double[] out = new double[X.length * DerivativeKernels.NUMBERS];
        HostJit.run(k.module(), new int[] {1, 1, 1, X.length, 1, 1}, k.arguments(X, Y, out), 2000);
        check(f, "lowered for the host", out);
        var ptx = PtxCompiler.compile(k.module(), "sm_80", LlvmLowering.Options.DEFAULT);
        assertThat(PtxAssembler.assemble(ptx.ptx(), "sm_80").cubin()).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("functions")
    void onTheHost(Method f) throws Throwable {
        OnHost reverse = new OnHost(f, MethodKey.of(f), DerivativeMode.REVERSE, Activity.ACTIVE);
        OnHost forward = new OnHost(f, MethodKey.of(f), DerivativeMode.FORWARD, Activity.DUPLICATED);
        MethodKey slope = new MethodKey(DerivativeKernels.CLASS, "slope", "(DD)D");
        OnHost second = new OnHost(f, slope, DerivativeMode.FORWARD, Activity.DUPLICATED);
        for (int i = 0; i < X.length; i++) {
            double[] g = reverse.numbers(X[i], Y[i]);
            double[] out = {
                g[0],
                g[1],
                forward.numbers(X[i], 1.0, Y[i], 0.0)[0],
                forward.numbers(X[i], 0.0, Y[i], 1.0)[0],
                second.numbers(X[i], 1.0, Y[i], 0.0)[0],
                second.numbers(X[i], 0.0, Y[i], 1.0)[0]
            };
            check(f, "on the host", i, out);
        }
    }

    /** That a slope is compared at all: a wrong one is found. */
    @Test
    void eachFunctionHasItsSlopes() throws Exception {
        assertThat(functions().count()).isEqualTo(DifferentiatedByHand.class.getDeclaredMethods().length - 1L);
        Method f = functions().findFirst().orElseThrow();
        double[] slopes = byHand(f, X[0], Y[0]);
        double[] wrong = {slopes[0] + 1e-4, slopes[1], slopes[0], slopes[1], 0, 0};
        assertThatThrownBy(() -> check(f, "planted", 0, wrong))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("gradient by x");
    }
}
