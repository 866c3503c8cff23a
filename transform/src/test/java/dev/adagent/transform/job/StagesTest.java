package dev.adagent.transform.job;

import static dev.adagent.Autodiff.REVERSE;
import static dev.adagent.Autodiff.active;
import static dev.adagent.Autodiff.autodiff;
import static dev.adagent.Autodiff.constant;
import static dev.adagent.Autodiff.duplicated;
import static dev.adagent.Kernel.globalIdX;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import dev.adagent.overlay.GlobalTable;
import dev.adagent.overlay.MethodKey;
import dev.adagent.overlay.TableView;
import dev.adagent.transform.device.Kernel;
import dev.adagent.transform.ir.Interpreter;
import dev.adagent.transform.ir.IrParser;
import dev.adagent.transform.ir.IrPrinter;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.ir.Verifier;
import dev.adagent.transform.lift.ClassSource;
import dev.adagent.transform.lift.StaticValues;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What each stage of a job gives: its text reads back, the verifier accepts it, and it computes the same gradient. */
class StagesTest {
    private static double loss(double[] w, double x, int steps) {
        double s = 0;
        for (int i = 0; i < steps; i++) {
            s = Math.tanh(s * w[0] + x) + w[1];
        }
        return s * s;
    }

    static void kernel(double[] w, double[] dw, double[] x, double[] dx, int steps) {
        int i = globalIdX();
        if (i >= x.length) {
            return;
        }
        var ax = active(x[i]);
        autodiff(REVERSE, StagesTest::loss, duplicated(w, dw), ax, constant(steps));
        dx[i] = ax.grad();
    }

    private static Map<Stage, String> compile() {
        return compile(Kernel.Options.DEFAULT);
    }

    private static Map<Stage, String> compile(Kernel.Options options) {
        String owner = StagesTest.class.getName().replace('.', '/');
        ClassLoader loader = StagesTest.class.getClassLoader();
        Job job = new Job(
                new MethodKey(owner, "kernel", "([D[D[D[DI)V"),
                ClassSource.of(loader),
                StaticValues.of(loader),
                TableView.of(new CpuTable().table(), GlobalTable.get()),
                true,
                options);
        Map<Stage, String> texts = new EnumMap<>(Stage.class);
        KernelCompiler.compile(job, (stage, module) -> texts.put(stage, IrPrinter.print(module)));
        return texts;
    }

    @Test
    void everyStageReadsBackAndIsVerified() {
        Map<Stage, String> texts = compile();

        assertThat(texts).containsOnlyKeys(Stage.values());
        texts.forEach((stage, text) -> {
            Module m = IrParser.parseModule(text);
            assertThat(IrPrinter.print(m)).as("%s", stage).isEqualTo(text);
            if (stage.compareTo(Stage.AFTER_RESOLVE) < 0) {
                Verifier.verify(m);
            } else {
                Verifier.verifyResolved(m);
            }
        });
        assertThat(texts.get(Stage.BEFORE_RESOLVE)).contains(" deferred ");
        Verifier.verifyExpanded(IrParser.parseModule(texts.get(Stage.OPTIMISED)));
    }

    @Test
    void everyStageAfterResolveComputesTheGradient() {
        Map<Stage, String> texts = compile();
        double[] w = {0.7, -0.2};
        double[] x = {0.3, -1.1, 0.05};
        double h = 1e-6;
        for (Stage stage : new Stage[] {Stage.AFTER_RESOLVE, Stage.EXPANDED, Stage.OPTIMISED}) {
            Module m = IrParser.parseModule(texts.get(stage));
            double[] dw = new double[2];
            double[] dx = new double[3];
            Interpreter interpreter = new Interpreter(m);
            interpreter.runGrid(m.entry().name(), new int[] {2, 1, 1, 2, 1, 1}, w, dw, x, dx, 5);

            double[] want = new double[2];
            for (int i = 0; i < x.length; i++) {
                double slope = (loss(w, x[i] + h, 5) - loss(w, x[i] - h, 5)) / (2 * h);
                assertThat(dx[i]).as("%s, dx[%d]", stage, i).isCloseTo(slope, within(1e-8));
                for (int k = 0; k < 2; k++) {
                    double[] up = w.clone();
                    double[] down = w.clone();
                    up[k] += h;
                    down[k] -= h;
                    want[k] += (loss(up, x[i], 5) - loss(down, x[i], 5)) / (2 * h);
                }
            }
            assertThat(dw[0]).as("%s", stage).isCloseTo(want[0], within(1e-8));
            assertThat(dw[1]).as("%s", stage).isCloseTo(want[1], within(1e-8));
            assertThat(interpreter.openTapes()).as("%s", stage).isZero();
        }
    }

    @Test
    void theSameJobGivesTheSameText() {
        assertThat(compile()).isEqualTo(compile());
    }

    @Test
    void aStageThatBreaksARuleIsStopped() {
        Module marker = IrParser.parseModule("""
                func @f (%0: Lx;) -> void {
                b0(%0: Lx;):
                  %1: Lr; = deferred static a/B.c(Lx;)Lr; (%0)
                  ret
                }
                """);
        assertThatCode(() -> KernelCompiler.show(Stage.BEFORE_RESOLVE, marker, StageListener.NONE))
                .doesNotThrowAnyException();
        assertThatIllegalStateException()
                .isThrownBy(() -> KernelCompiler.show(Stage.AFTER_RESOLVE, marker, StageListener.NONE))
                .withMessageContaining("left after resolve");
        assertThatIllegalStateException()
                .isThrownBy(() -> KernelCompiler.show(Stage.OPTIMISED, marker, StageListener.NONE));

        Module broken = IrParser.parseModule(
                "func @f (%0: f64) -> void {\nb0(%0: f64):\n  %1: f64 = add %2, %0\n  %2: f64 = add %0, %0\n  ret\n}");
        assertThatIllegalStateException()
                .isThrownBy(() -> KernelCompiler.show(Stage.LIFTED, broken, StageListener.NONE))
                .withMessageContaining("does not dominate");
    }

    @Test
    void leavesOutTheChecksOfArrayAccessesWhereAsked() {
        assertThat(compile().get(Stage.OPTIMISED)).contains("check_bounds").contains("check_null");

        String unchecked =
                compile(new Kernel.Options(Kernel.MathMode.STRICT, false)).get(Stage.OPTIMISED);

        assertThat(unchecked).doesNotContain("check_bounds").doesNotContain("check_null");
        Verifier.verifyExpanded(IrParser.parseModule(unchecked));
    }
}
