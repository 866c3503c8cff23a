package dev.adagent;

import static dev.adagent.Autodiff.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.adagent.agent.Door;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What must compile without casts or explicit type arguments, and what it means: the engine sees it. */
class ShapesTest {
    private final List<Object[]> seen = new ArrayList<>();

    @BeforeEach
    void open() {
        Door.open((request, args) -> {
            seen.add(args);
            return new Object[] {null, null, new Object[((Object[]) args[3]).length]};
        });
    }

    @AfterEach
    void close() {
        Door.open(null);
    }

    static double weighted(double x, double[] w, int n, float scale, boolean square) {
        return square ? x * x * w[n] * scale : x * w[n] * scale;
    }

    static void fill(double x, double[] out) {
        out[0] = x;
    }

    static float half(float x) {
        return x / 2;
    }

    static double sixteen(
            double a,
            double b,
            double c,
            double d,
            double e,
            double f,
            double g,
            double h,
            double i,
            double j,
            double k,
            double l,
            double m,
            double n,
            double o,
            double p) {
        return a + b + c + d + e + f + g + h + i + j + k + l + m + n + o + p;
    }

    double instance(double x) {
        return x;
    }

    @Test
    void methodReferences() {
        autodiff(REVERSE, Math::pow, active(2.0), constant(3.0));
        autodiff(REVERSE, Math::sin, active(2.0));
        autodiff(REVERSE, Math::max, active(2.0), active(3.0)); // overloaded
        autodiff(REVERSE, ShapesTest::half, active(1f));
        autodiff(REVERSE, this::instance, active(1.0));
        autodiff(
                REVERSE_WITH_PRIMAL,
                ShapesTest::weighted,
                active(1.0),
                duplicated(new double[2], new double[2]),
                constant(1),
                constant(2f),
                constant(true));
        autodiff(FORWARD, ShapesTest::fill, duplicated(1.0, 1.0), duplicated(new double[1], new double[1]));
        var z = active(0.0);
        autodiff(REVERSE, ShapesTest::sixteen, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z);
        assertThat(seen).hasSize(8);
        assertThat(seen.get(0)[1]).isInstanceOf(Fn2.class);
        assertThat(seen.get(2)[1]).isInstanceOf(Fn2.class);
        assertThat(seen.get(6)[1]).isInstanceOf(Proc2.class).isNotInstanceOf(Fn2.class);
        assertThat((String[]) seen.get(5)[2])
                .containsExactly("active", "duplicated", "constant", "constant", "constant");
        assertThat((Object[]) seen.get(5)[3]).hasSize(5).endsWith(1, 2f, true);
        assertThat((Object[]) seen.get(6)[4]).hasSize(2).startsWith(1.0);
        assertThat((Object[]) seen.get(7)[3]).hasSize(16);
    }

    @Test
    void lambdas() {
        double c = 3;
        autodiff(REVERSE, (x, y) -> x * y * c, active(1.0), active(2.0));
        autodiff(REVERSE, (x, y) -> Math.pow(x, y), active(1.0), active(2.0));
        autodiff(
                REVERSE,
                (x, w) -> {
                    double s = 0;
                    for (double v : w) {
                        s += v * x;
                    }
                    return s;
                },
                active(1.0),
                duplicated(new double[2], new double[2]));
        autodiff(
                FORWARD,
                (Double x, double[] out) -> {
                    fill(x, out);
                },
                duplicated(1.0, 1.0),
                duplicated(new double[1], new double[1]));
        autodiffDeferred(REVERSE, x -> x * x, active(1.0));
        autodiffDeferred(REVERSE, (x, n) -> x * n, active(1f), constant(4L));
        assertThat(seen).hasSize(6);
        assertThat(seen.get(3)[1]).isInstanceOf(Proc2.class).isNotInstanceOf(Fn2.class);
        assertThat(seen.get(5)[0]).isEqualTo("REVERSE");
    }

    @Test
    void functionsAreSerializableForTheEngine() throws Exception {
        Fn2<Double, Double, Double> f = Math::pow;
        var m = f.getClass().getDeclaredMethod("writeReplace");
        m.setAccessible(true);
        var form = (java.lang.invoke.SerializedLambda) m.invoke(f);
        assertThat(form.getImplClass()).isEqualTo("java/lang/Math");
        assertThat(form.getImplMethodName()).isEqualTo("pow");
        assertThat(form.getFunctionalInterfaceMethodName()).isEqualTo("call");
    }
}
