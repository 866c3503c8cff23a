package dev.adagent.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.adagent.overlay.MethodKey;
import dev.adagent.overlay.OverlayRegistry;
import dev.adagent.transform.device.Kernel;
import dev.adagent.transform.device.KernelFailure;
import dev.adagent.transform.ir.Interpreter;
import dev.adagent.transform.job.Job;
import dev.adagent.transform.job.KernelCompiler;
import dev.adagent.transform.job.StageListener;
import dev.adagent.transform.lift.ClassSource;
import dev.adagent.transform.lift.StaticValues;
import dev.adagent.transform.opt.Inlining;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The gradients of {@link ShadowKernels} are what the interpreter computes, on every device and in grids of every shape. */
abstract class ShadowChecks {
    /** Grids with one axis and with more; those with one axis are what most kernels are written for. */
    private static final List<int[]> GRIDS = List.of(
            new int[] {3, 1, 1, 5, 1, 1},
            new int[] {1, 1, 1, 24, 1, 1},
            new int[] {2, 1, 1, 96, 1, 1},
            new int[] {2, 2, 1, 3, 2, 1},
            new int[] {2, 1, 1, 4, 1, 3},
            new int[] {2, 1, 3, 4, 1, 1});

    abstract String target();

    abstract void launch(Kernel kernel, int[] grid, Object... args) throws KernelFailure;

    static Stream<String> kernels() {
        return Arrays.stream(ShadowKernels.class.getDeclaredMethods())
                .filter(m -> m.getName().startsWith("plain") || m.getName().startsWith("atomic"))
                .map(Method::getName)
                .sorted();
    }

    /** @param distinct whether no two arguments are the same array */
    static Kernel compile(String name, String target, boolean distinct) {
        return compile(name, target, distinct, Kernel.Options.DEFAULT);
    }

    private static Kernel compile(String name, String target, boolean distinct, Kernel.Options options) {
        Method method = Arrays.stream(ShadowKernels.class.getDeclaredMethods())
                .filter(m -> m.getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no kernel " + name));
        ClassLoader loader = ShadowKernels.class.getClassLoader();
        Job job = new Job(
                MethodKey.of(method),
                ClassSource.of(loader),
                StaticValues.of(loader),
                OverlayRegistry.discover(loader).view(target),
                distinct,
                options);
        return KernelCompiler.compile(job, StageListener.NONE);
    }

    private static double[] numbers(int n) {
        double[] x = new double[n];
        Arrays.setAll(x, i -> i + 1);
        return x;
    }

    private static double[] interpreted(Kernel kernel, int[] grid, int n) {
        double[] dx = new double[n];
        new Interpreter(kernel.module())
                .runGrid(kernel.module().entry().name(), grid, new Object[] {numbers(n), dx, n, 4});
        return dx;
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void sums(String name) throws KernelFailure {
        Kernel kernel = compile(name, target(), true);
        for (int[] grid : GRIDS) {
            int n = 16;
            double[] expected = interpreted(kernel, grid, n);
            double[] dx = new double[n];

            launch(kernel, grid, numbers(n), dx, n, 4);

            assertThat(dx).as("%s in %s", name, Arrays.toString(grid)).isEqualTo(expected);
            assertThat(Arrays.stream(dx).sum()).as("something was added").isPositive();
        }
    }

    /** Functions do not know which space an address is in, and ask. */
    @ParameterizedTest
    @MethodSource("kernelsWithRounding")
    void sumsOfFunctionsOfTheirOwn(String name) throws KernelFailure {
        Kernel kernel = compile(name, target(), true, Kernel.Options.DEFAULT.with(Inlining.NEVER));
        int[] grid = {2, 1, 1, 4, 1, 1};
        int n = 16;
        double[] expected = interpreted(kernel, grid, n);
        double[] dx = new double[n];

        launch(kernel, grid, numbers(n), dx, n, 4);

        assertThat(dx).as(name).containsExactly(expected, within(1e-9));
        assertThat(Arrays.stream(dx).map(Math::abs).sum())
                .as("something was added")
                .isPositive();
    }

    static Stream<String> kernelsWithRounding() {
        return Stream.concat(
                kernels(),
                Arrays.stream(ShadowKernels.class.getDeclaredMethods())
                        .map(Method::getName)
                        .filter(m -> m.startsWith("rounded"))
                        .sorted());
    }

    static Stream<String> kernelsOfRows() {
        return Arrays.stream(ShadowKernels.class.getDeclaredMethods())
                .filter(m -> m.getName().startsWith("rows"))
                .map(Method::getName)
                .sorted();
    }

    private static double[][] rowsOf(double... x) {
        double[][] rows = new double[4][4];
        for (int i = 0; i < x.length; i++) {
            rows[i / 4][i % 4] = x[i];
        }
        return rows;
    }

    @ParameterizedTest
    @MethodSource("kernelsOfRows")
    void sumsOfRows(String name) throws KernelFailure {
        Kernel kernel = compile(name, target(), true);
        for (int[] grid : GRIDS) {
            double[][] expected = new double[4][4];
            new Interpreter(kernel.module())
                    .runGrid(kernel.module().entry().name(), grid, new Object[] {rowsOf(numbers(16)), expected, 16, 4});
            double[][] dx = new double[4][4];

            launch(kernel, grid, rowsOf(numbers(16)), dx, 16, 4);

            assertThat(dx).as("%s in %s", name, Arrays.toString(grid)).isDeepEqualTo(expected);
            assertThat(Arrays.stream(dx).flatMapToDouble(Arrays::stream).sum()).isPositive();
        }
    }
}
