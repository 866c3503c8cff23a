package dev.adagent.transform.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.adagent.ActivityException;
import dev.adagent.transform.ir.Interpreter;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.opt.Hierarchy;
import dev.adagent.transform.opt.Inlining;
import dev.adagent.transform.opt.OptPipeline;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whether a reference is constant is found out when the derivative runs: it is if it is its own shadow. */
class RuntimeActivityTest {
    static final class Functions {
        private Functions() {}

        /** Which array it is only the data knows; it is read and written. */
        static double either(double[] x, double[] y, int which, double a) {
            double[] v = which > 0 ? x : y;
            double s = 0;
            for (int i = 0; i < v.length; i++) {
                v[i] = v[i] * v[i] * a;
                s += v[i] * (i + 1);
            }
            return s + x[0];
        }

        /** Goes by way of memory. */
        static double through(double x, double[] memory) {
            double s = 0;
            for (int i = 0; i < memory.length; i++) {
                memory[i] = x * x + s;
                s += memory[memory.length - 1 - i] * x;
            }
            return s;
        }
    }

    private static Module make(String name, DerivativeMode mode, String letters, Inlining setting) {
        Spec spec = Derive.spec(mode, letters).withRuntimeActivity();
        return Derive.derivative(Functions.class, name, setting, spec);
    }

    /** Optimised, on the arguments themselves: copies would not be their own shadows. */
    private static Object run(Module m, Object... args) {
        Module optimised = new Module();
        m.functions().forEach(f -> optimised.add(f.copy(f.name())));
        OptPipeline.expand(optimised, Hierarchy.JDK, true);
        return new Interpreter(optimised).run(args);
    }

    @ParameterizedTest
    @EnumSource
    void constantOnOneWayAndDuplicatedOnAnother(Inlining setting) {
        Module m = make("either", DerivativeMode.REVERSE, "dcca", setting);
        double[] x = {2, 3};
        double[] y = {5, 7};
        double[] dx = new double[2];
        assertThat(Derive.run(m, x, dx, y, 1, .5)).isEqualTo(List.of(4.0 + 2 * 9 + 4));
        assertThat(x).containsExactly(2, 4.5);
        assertThat(dx)
                .as("x[0] is read again after it was overwritten")
                .containsExactly(2 * 2 * .5 * 2, 2 * 3 * .5 * 2);

        double[] x2 = {2, 3};
        double[] dx2 = new double[2];
        assertThat(Derive.run(m, x2, dx2, y, 0, .5)).isEqualTo(List.of(25.0 + 2 * 49));
        assertThat(y).as("the constant array has what the primal wrote").containsExactly(12.5, 24.5);
        assertThat(dx2).containsExactly(1, 0);
    }

    @Test
    void aReferenceThatIsItsOwnShadowIsConstant() {
        Module m = make("either", DerivativeMode.REVERSE, "ddca", Inlining.ALWAYS);
        double[] x = {2, -0.0};
        double[] y = {5, 7};
        double[] dy = new double[2];
        assertThat(run(m, x, x, y, dy, 0, .5)).isEqualTo(List.of(25.0 + 2 * 49));
        assertThat(dy).containsExactly(5, 14);
        assertThat(x).containsExactly(2, -0.0);

        Module f = make("either", DerivativeMode.FORWARD, "ddcd", Inlining.ALWAYS);
        double[] y2 = {5, 7};
        double[] t = {1, 10};
        assertThat(run(f, x, x, y2, t, 0, .5, 0.0)).isEqualTo(List.of(5.0 + 140));
        assertThat(x).containsExactly(2, -0.0);
        assertThat(y2).containsExactly(12.5, 24.5);
        assertThat(t).containsExactly(5, 70);
    }

    @Test
    void oneArrayIsNotConstantAndDuplicatedAtOnce() {
        Module m = make("either", DerivativeMode.REVERSE, "ddca", Inlining.ALWAYS);
        double[] x = {2, 3};
        assertThatThrownBy(() -> run(m, x, new double[2], x, x, 0, .5))
                .isInstanceOf(ActivityException.class)
                .hasMessageContaining("one where their shadows are two");
        double[] dx = new double[2];
        assertThatThrownBy(() -> run(m, x, dx, dx, new double[2], 0, .5))
                .isInstanceOf(ActivityException.class)
                .hasMessageContaining("a shadow is passed as another argument");
        Module c = make("either", DerivativeMode.REVERSE, "dcca", Inlining.ALWAYS);
        assertThatThrownBy(() -> run(c, x, dx, x, 0, .5))
                .isInstanceOf(ActivityException.class)
                .hasMessageContaining("as duplicated and as constant");
        assertThat(x).containsExactly(2, 3);
        assertThat(run(c, x, x, x, 0, .5)).as("constant both times").isEqualTo(List.of(2 * 9.0 + 4));
    }

    @Test
    void whatComesOutOfConstantMemoryIsConstant() {
        double x = 1.3;
        Module m = make("through", DerivativeMode.REVERSE, "ac", Inlining.ALWAYS);
        double got = (Double) Derive.run(m, x, new double[3]).get(0);
        double[] memory = new double[3];
        double read = 0;
        double s = 0;
        for (int i = 0; i < 3; i++) {
            memory[i] = x * x + s;
            read += memory[2 - i];
            s += memory[2 - i] * x;
        }
        assertThat(got).isCloseTo(read, within(1e-12));
        Module d = make("through", DerivativeMode.REVERSE, "ad", Inlining.ALWAYS);
        double all = (Double) Derive.run(d, x, new double[3], new double[3]).get(0);
        double h = 1e-6;
        double slope = (Functions.through(x + h, new double[3]) - Functions.through(x - h, new double[3])) / (2 * h);
        assertThat(all).isCloseTo(slope, within(1e-7));
    }
}
