package dev.adagent.transform.job;

import static dev.adagent.Autodiff.REVERSE;
import static dev.adagent.Autodiff.active;
import static dev.adagent.Autodiff.autodiff;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.adagent.Kernel;
import dev.adagent.overlay.DerivativeRule;
import dev.adagent.overlay.GlobalTable;
import dev.adagent.overlay.KernelOverlays;
import dev.adagent.overlay.MethodKey;
import dev.adagent.overlay.MethodTable;
import dev.adagent.overlay.Overlay;
import dev.adagent.overlay.TableView;
import dev.adagent.transform.autodiff.DifferentiationException;
import dev.adagent.transform.ir.Interpreter;
import dev.adagent.transform.ir.IrParser;
import dev.adagent.transform.ir.IrPrinter;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.ir.Verifier;
import dev.adagent.transform.lift.ClassSource;
import dev.adagent.transform.lift.StaticValues;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Operations that a target brings: left for its code generator, or run as the Java that says what they mean. */
class TargetIntrinsicsTest {
    private static final String HERE = TargetIntrinsicsTest.class.getName().replace('.', '/');
    private static final MethodKey FRACT = new MethodKey(HERE, "fract", "(D)D");

    static double fract(double x) {
        return x - floor(x);
    }

    /** Called by the Java body only. */
    private static double floor(double x) {
        return Math.floor(x);
    }

    static int lane() {
        return Kernel.threadIdxX() & 1;
    }

    static double slope(double x, double adjoint) {
        return 10 * adjoint;
    }

    static double inner(double x) {
        return fract(x) * x;
    }

    static void plain(double[] y) {
        y[lane()] = fract(2.75);
        fract(3); // its result is not used
    }

    static void gradient(double[] y) {
        var a = active(2.75);
        autodiff(REVERSE, TargetIntrinsicsTest::inner, a);
        y[0] = a.grad();
    }

    private static MethodTable.Builder table(Overlay.Effect effect) {
        return KernelOverlays.addTo(MethodTable.builder("TARGET"))
                .put(FRACT, new Overlay.TargetIntrinsic("fract.f64", effect))
                .put(HERE, "lane", "()I", new Overlay.TargetIntrinsic("lane", Overlay.Effect.THREAD));
    }

    private static MethodTable ruled() {
        MethodKey rule = new MethodKey(HERE, "slope", "(DD)D");
        return table(Overlay.Effect.PURE)
                .rule(FRACT, new DerivativeRule.Reverse(rule, null, false, List.of()))
                .build();
    }

    private static Job job(String kernel, MethodTable table) {
        ClassLoader loader = TargetIntrinsicsTest.class.getClassLoader();
        return new Job(
                new MethodKey(HERE, kernel, "([D)V"),
                ClassSource.of(loader),
                StaticValues.of(loader),
                TableView.of(table, GlobalTable.get()),
                true,
                dev.adagent.transform.device.Kernel.Options.DEFAULT);
    }

    private static Module compile(Job job) {
        Module m = KernelCompiler.compile(job, StageListener.NONE).module();
        Verifier.verifyExpanded(m);
        String text = IrPrinter.print(m);
        assertThat(IrPrinter.print(IrParser.parseModule(text))).isEqualTo(text);
        return m;
    }

    private static double[] run(Job job) {
        Module m = compile(job);
        double[] y = new double[2];
        new Interpreter(m).runGrid(m.entry().name(), new int[] {1, 1, 1, 1, 1, 1}, (Object) y);
        return y;
    }

    @Test
    void staysForTheCodeGeneratorOfItsTarget() {
        String text = IrPrinter.print(
                compile(job("plain", table(Overlay.Effect.PURE).build()).bindingTargetIntrinsics()));
        assertThat(text).containsOnlyOnce("[target pure fract.f64 @TARGET]").contains("[target thread lane @TARGET]");
    }

    /** One with an effect is not dropped, used or not. */
    @Test
    void anEffectKeepsIt() {
        String text = IrPrinter.print(
                compile(job("plain", table(Overlay.Effect.OTHER).build()).bindingTargetIntrinsics()));
        assertThat(text.split("target other fract.f64", -1)).hasSize(3);
    }

    @Test
    void runsAsJavaElsewhere() {
        Job job = job("plain", table(Overlay.Effect.PURE).build());
        assertThat(IrPrinter.print(compile(job))).doesNotContain("[target").contains("const 0.75");
        assertThat(run(job)[0]).isEqualTo(0.75);
    }

    @Test
    void itsRuleIsItsDerivativeOnEveryDevice() {
        assertThat(run(job("gradient", ruled()))[0]).isEqualTo(0.75 + 10 * 2.75);
        assertThat(IrPrinter.print(compile(job("gradient", ruled()).bindingTargetIntrinsics())))
                .contains("[target pure fract.f64 @TARGET]");
    }

    @Test
    void withoutARuleItHasNoDerivative() {
        assertThatThrownBy(
                        () -> compile(job("gradient", table(Overlay.Effect.PURE).build())))
                .isInstanceOf(DifferentiationException.class)
                .hasMessageContaining("fract");
    }

    @Test
    void theKeyTellsWhetherItIsBound() {
        Job job = job("plain", ruled());
        assertThat(KernelCompiler.compile(job, StageListener.NONE).contentId())
                .isNotEqualTo(KernelCompiler.compile(job.bindingTargetIntrinsics(), StageListener.NONE)
                        .contentId());
    }
}
