package dev.adagent.transform.job;

import static dev.adagent.Autodiff.FORWARD;
import static dev.adagent.Autodiff.REVERSE;
import static dev.adagent.Autodiff.active;
import static dev.adagent.Autodiff.autodiff;
import static dev.adagent.Autodiff.duplicated;
import static org.assertj.core.api.Assertions.assertThat;

import dev.adagent.ForwardRule;
import dev.adagent.Overlay;
import dev.adagent.ReverseRule;
import dev.adagent.overlay.AnnotatedTable;
import dev.adagent.overlay.GlobalTable;
import dev.adagent.overlay.MethodKey;
import dev.adagent.overlay.TableView;
import dev.adagent.transform.device.Kernel;
import dev.adagent.transform.ir.Interpreter;
import dev.adagent.transform.lift.ClassSource;
import dev.adagent.transform.lift.StaticValues;
import org.junit.jupiter.api.Test;

/** Which derivative an overlay has: each way gives a number of its own, in both modes. */
class OverlayDerivativesTest {
    static double library(double x) {
        return x * x;
    }

    static double callsMath(double x) {
        return Math.exp(x);
    }

    static double callsLibrary(double x) {
        return library(x);
    }

    static void math(double[] y) {
        var a = active(3.0);
        autodiff(REVERSE, OverlayDerivativesTest::callsMath, a);
        y[0] = a.grad();
        y[1] = autodiff(FORWARD, OverlayDerivativesTest::callsMath, duplicated(3.0, 1.0))
                .tangent();
        var b = active(3.0);
        autodiff(REVERSE, Math::exp, b);
        y[2] = b.grad();
    }

    static void own(double[] y) {
        var a = active(3.0);
        autodiff(REVERSE, OverlayDerivativesTest::callsLibrary, a);
        y[0] = a.grad();
        y[1] = autodiff(FORWARD, OverlayDerivativesTest::callsLibrary, duplicated(3.0, 1.0))
                .tangent();
        var b = active(3.0);
        autodiff(REVERSE, OverlayDerivativesTest::library, b);
        y[2] = b.grad();
    }

    static final class Replacing {
        /** Its slope is 5; the original's rule says: its value, 1 + 5·3 = 16. */
        @Overlay(owner = Math.class)
        static double exp(double x) {
            return 1 + 5 * x;
        }

        /** Its slope is 7; that of the method without a rule that it replaces would be 6. */
        @Overlay(owner = OverlayDerivativesTest.class)
        static double library(double x) {
            return 7 * x;
        }
    }

    static final class WithOwnRule {
        @Overlay(owner = OverlayDerivativesTest.class)
        static double library(double x) {
            return 7 * x;
        }

        @ReverseRule(owner = WithOwnRule.class, name = "library")
        static double reverse(double x, double adjoint) {
            return 11 * adjoint;
        }

        @ForwardRule(owner = WithOwnRule.class, name = "library")
        static double forward(double x, double tangent) {
            return 11 * tangent;
        }
    }

    static final class OfTheOriginal {
        @ReverseRule(owner = OverlayDerivativesTest.class, name = "library")
        static double reverse(double x, double adjoint) {
            return 13 * adjoint;
        }

        @ForwardRule(owner = OverlayDerivativesTest.class, name = "library")
        static double forward(double x, double tangent) {
            return 13 * tangent;
        }
    }

    static double[] run(String kernel, Class<?>... tables) {
        ClassLoader loader = OverlayDerivativesTest.class.getClassLoader();
        Job job = new Job(
                new MethodKey(OverlayDerivativesTest.class.getName().replace('.', '/'), kernel, "([D)V"),
                ClassSource.of(loader),
                StaticValues.of(loader),
                TableView.of(AnnotatedTable.of("APP", tables), new CpuTable().table(), GlobalTable.get()),
                true,
                Kernel.Options.DEFAULT);
        Kernel k = KernelCompiler.compile(job, StageListener.NONE);
        double[] y = new double[3];
        new Interpreter(k.module()).runGrid(k.module().entry().name(), new int[] {1, 1, 1, 1, 1, 1}, (Object) y);
        return y;
    }

    @Test
    void theOriginalsRuleStands() {
        assertThat(run("math")).containsExactly(Math.exp(3), Math.exp(3), Math.exp(3));
        assertThat(run("math", Replacing.class)).containsExactly(16, 16, 16);
    }

    @Test
    void withoutARuleOfEitherTheBodyIsDifferentiated() {
        assertThat(run("own")).containsExactly(6, 6, 6);
        assertThat(run("own", Replacing.class)).containsExactly(7, 7, 7);
    }

    @Test
    void itsOwnRuleComesFirstThenTheOriginals() {
        assertThat(run("own", WithOwnRule.class)).containsExactly(11, 11, 11);
        assertThat(run("own", WithOwnRule.class, OfTheOriginal.class)).containsExactly(11, 11, 11);
        assertThat(run("own", Replacing.class, OfTheOriginal.class)).containsExactly(13, 13, 13);
        assertThat(run("own", OfTheOriginal.class)).containsExactly(13, 13, 13);
    }
}
