package dev.adagent.transform.deferred;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.adagent.overlay.GlobalTable;
import dev.adagent.overlay.KernelOverlays;
import dev.adagent.overlay.MethodKey;
import dev.adagent.overlay.MethodTable;
import dev.adagent.overlay.TableView;
import dev.adagent.transform.autodiff.DifferentiationException;
import dev.adagent.transform.autodiff.rules.CustomRules;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Interpreter;
import dev.adagent.transform.ir.IrParser;
import dev.adagent.transform.ir.IrPrinter;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.ir.Verifier;
import dev.adagent.transform.lift.ClassSource;
import dev.adagent.transform.lift.Lifter;
import dev.adagent.transform.opt.Hierarchy;
import dev.adagent.transform.opt.OptPipeline;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResolverTest {
    static Module lift(String kernel) {
        return lift(Kernels.class, kernel);
    }

    private static Module lift(Class<?> kernels, String kernel) {
        Method m = Arrays.stream(kernels.getDeclaredMethods())
                .filter(x -> x.getName().equals(kernel))
                .findFirst()
                .orElseThrow();
        MethodKey key = new MethodKey(
                kernels.getName().replace('.', '/'),
                kernel,
                MethodType.methodType(m.getReturnType(), m.getParameterTypes()).toMethodDescriptorString());
        MethodTable device = KernelOverlays.addTo(MethodTable.builder("device")).build();
        Module module =
                Lifter.lift(key, ClassSource.of(kernels.getClassLoader()), TableView.of(device, GlobalTable.get()));
        OptPipeline.run(module);
        return module;
    }

    static Module resolved(String kernel) {
        return resolved(Kernels.class, kernel);
    }

    static Module resolved(Class<?> kernels, String kernel) {
        return resolved(kernels, kernel, CustomRules.NONE);
    }

    static Module resolved(Class<?> kernels, String kernel, CustomRules rules) {
        Module module = lift(kernels, kernel);
        assertThat(IrPrinter.print(module)).contains(" deferred ");
        Resolver.run(module, false, rules, "");
        module.functions().forEach(Verifier::verify);
        OptPipeline.expand(module, Hierarchy.JDK, true);
        module.functions().forEach(Verifier::verify);
        return module;
    }

    private static void run(String kernel, Object... args) {
        new Interpreter(resolved(kernel)).run(args);
    }

    @Test
    void gradientsOfScalarsAreLeftInTheirHolders() {
        double[] delta = new double[1];
        double[] vega = new double[1];
        run("greeks", new double[] {2}, .5, 3.0, delta, vega);
        assertThat(delta).containsExactly(Math.sin(.5) + 3.0 * 2 + 3.0 * 2);
        assertThat(vega).containsExactly(4);
    }

    @Test
    void arraysAccumulateInTheirShadowsAndTheResultIsGiven() {
        double[] dw = {100, 0, 0};
        double[] out = new double[1];
        run("shared", new double[] {1, 2, 3}, dw, new double[] {4, 5, 6}, out);
        assertThat(out).containsExactly(32 * 32);
        assertThat(dw).containsExactly(100 + 2 * 32 * 4, 2 * 32 * 5, 2 * 32 * 6);
    }

    @Test
    void lambdasWithCapturesBoxesFloatsAndMethodsOfMath() {
        double[] out = new double[1];
        run("lambda", new double[] {3, 5}, out);
        assertThat(out).containsExactly(30);
        run("math", new double[] {2}, out);
        assertThat(out).containsExactly(12);
        float[] floats = new float[2];
        run("floats", new float[] {3}, floats);
        assertThat(floats).containsExactly(6, 9);
    }

    @Test
    void holdersAccumulate() {
        double[] out = new double[2];
        run("twice", new double[] {3}, out);
        assertThat(out).containsExactly(12, 18);
    }

    @Test
    void oneDerivativeForEachContentUnderAnIdThatIsTheSameInEveryRun() {
        Module module = lift("twice");
        Resolver.run(module);
        List<String> ids = module.functions().stream()
                .map(Function::name)
                .filter(n -> n.startsWith("derivative."))
                .toList();
        assertThat(ids).hasSize(2).allMatch(n -> n.matches("derivative\\.[89a-f][0-9a-f]{15}"));
        Module again = lift("twice");
        Resolver.run(again);
        assertThat(again.functions().stream().map(Function::name)).containsAll(ids);
        assertThat(IrPrinter.print(again)).isEqualTo(IrPrinter.print(module));
    }

    @Test
    void derivativesOfDerivatives() {
        double[] out = new double[4];
        run("derivatives", new double[] {1.7}, out);
        assertThat(out[0]).isCloseTo(8.67, within(1e-12));
        assertThat(out[1]).isCloseTo(10.2, within(1e-12));
        assertThat(out[2]).isCloseTo(6, within(1e-12));
        assertThat(out[3]).isCloseTo(6, within(1e-12));
    }

    @Test
    void aReversePassWithATapeIsDifferentiatedForward() {
        double[] x = {.3, -.8, 1.1};
        double[] v = {.7, .2, -.5};
        double[] hv = new double[3];
        double[] dx = new double[3];
        Module module = resolved("hessianProduct");
        assertThat(IrPrinter.print(module)).contains("tape.store");
        new Interpreter(module).run(x, v, dx, hv, new double[3], new double[3], new double[3], new double[3]);
        double h = 1e-5;
        double[] up = gradient(x, v, h);
        double[] down = gradient(x, v, -h);
        double[] here = gradient(x, v, 0);
        for (int i = 0; i < 3; i++) {
            assertThat(dx[i]).isEqualTo(here[i]);
            assertThat(hv[i]).isCloseTo((up[i] - down[i]) / (2 * h), within(1e-8));
        }
    }

    private static double[] gradient(double[] x, double[] v, double h) {
        double[] at = new double[3];
        for (int i = 0; i < 3; i++) {
            at[i] = x[i] + h * v[i];
        }
        double[] dx = new double[3];
        run("gradient", at, dx, new double[3], new double[3]);
        return dx;
    }

    @Test
    void noMarkerIsLeft() {
        Module module = lift("greeks");
        assertThatThrownBy(() -> Resolver.checkNoneLeft(module))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("a marker is left");
        Resolver.run(module);
        Resolver.checkNoneLeft(module);
    }

    @Test
    void callStacksEndInTheKernel() {
        Module module = resolved("shared");
        assertThat(IrPrinter.print(IrParser.parseModule(IrPrinter.print(module))))
                .isEqualTo(IrPrinter.print(module));
        String text = IrPrinter.print(module);
        assertThat(text).contains("Kernels.dot(Kernels.java:").doesNotContain("Autodiff.autodiff(");
    }

    @Test
    void aResultThatWasNotComputedIsAnExceptionNotZero() {
        assertThatThrownBy(() -> run("wrongPrimal", new double[] {3}, new double[1]))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("WITH_PRIMAL");
    }

    @ParameterizedTest
    @CsvSource({
        "unknownMode, mode",
        "unknownFunction, function",
        "unknownHolder, activity",
        "activeInForwardMode, ACTIVE in mode FORWARD",
        "recursive, derivative of which it is a part"
    })
    void whatIsNotKnownIsRefusedWithLineAndHint(String kernel, String word) {
        Module module = lift(kernel);
        assertThatThrownBy(() -> Resolver.run(module))
                .isInstanceOf(DifferentiationException.class)
                .hasMessageContaining(word)
                .hasMessageMatching("(?s).*Kernels\\.java:\\d+.*");
    }
}
