package dev.adagent;

import static dev.adagent.Autodiff.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.adagent.agent.Door;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HostAutodiffTest {
    @AfterEach
    void close() {
        Door.open(null);
    }

    /** An engine that knows the derivative of the product of an active double and an active float. */
    private static Object product(String request, Object[] a) {
        assertThat(request).isEqualTo("autodiff");
        Object[] v = (Object[]) a[3];
        double x = (Double) v[0];
        float y = (Float) v[1];
        return new Object[] {
            a[0].equals("REVERSE_WITH_PRIMAL") ? x * y : null, null, new Object[] {(double) y, (float) x}
        };
    }

    @Test
    void gradientsAccumulateInTheirHolders() {
        Door.open(HostAutodiffTest::product);
        var x = active(3.0);
        var y = active(4f);
        Result r = autodiff(REVERSE_WITH_PRIMAL, (a, b) -> a * b, x, y);
        autodiff(REVERSE, (a, b) -> a * b, x, y);
        assertThat(x.grad()).isEqualTo(8.0);
        assertThat(y.grad()).isEqualTo(6f);
        assertThat(r.primal()).isEqualTo(12.0);
        assertThatThrownBy(r::tangent).isInstanceOf(IllegalStateException.class).hasMessageContaining("FORWARD");
    }

    @Test
    void primalIsRefusedWhereItWasNotComputed() {
        Door.open(HostAutodiffTest::product);
        Result r = autodiff(REVERSE, (a, b) -> a * b, active(3.0), active(4f));
        assertThatThrownBy(r::primal).isInstanceOf(IllegalStateException.class).hasMessageContaining("WITH_PRIMAL");
    }

    @Test
    void gradientOfAnArray() {
        Door.open((request, a) -> {
            double[] x = (double[]) ((Object[]) a[3])[0];
            double[] dx = (double[]) ((Object[]) a[4])[0];
            for (int i = 0; i < x.length; i++) {
                dx[i] += 2 * x[i];
            }
            return new Object[] {null, null, new Object[1]};
        });
        assertThat(gradient(x -> x[0] * x[0] + x[1] * x[1], new double[] {1, 5}))
                .containsExactly(2, 10);
    }

    @Test
    void missingAgentNamesTheWaysToEnableIt() {
        Door.open(null);
        assertThatThrownBy(() -> autodiff(REVERSE, Math::sin, active(1.0)))
                .isInstanceOf(AgentMissingException.class)
                .hasMessageContaining("-javaagent:adagent.jar")
                .hasMessageContaining("JDK_JAVA_OPTIONS")
                .hasMessageContaining("Launcher-Agent-Class");
    }

    @Test
    void nullArgumentIsNamed() {
        Door.open(HostAutodiffTest::product);
        assertThatThrownBy(() -> autodiff(REVERSE, Math::pow, active(1.0), null))
                .isInstanceOf(NullPointerException.class)
                .hasMessageContaining("argument 2");
    }

    @Test
    void errorRepliesBecomeThisLoadersExceptions() {
        Door.open((r, a) -> new Object[] {
            "error",
            "CompileException",
            "A.f, line 7: monitors",
            null,
            new Object[] {"A", "f", 7, "monitors", "use atomicAdd"}
        });
        assertThatThrownBy(() -> autodiff(REVERSE, Math::sin, active(1.0)))
                .isInstanceOfSatisfying(CompileException.class, e -> {
                    assertThat(e.className()).isEqualTo("A");
                    assertThat(e.method()).isEqualTo("f");
                    assertThat(e.line()).isEqualTo(7);
                    assertThat(e.construct()).isEqualTo("monitors");
                    assertThat(e.hint()).isEqualTo("use atomicAdd");
                });
        Door.open((r, a) -> new Object[] {"error", "throw", null, new IOException("own"), null});
        assertThatThrownBy(() -> autodiff(REVERSE, Math::sin, active(1.0)))
                .isInstanceOf(IOException.class)
                .hasMessage("own");
        for (Class<?> c : new Class<?>[] {
            LaunchException.class,
            TapeOverflowException.class,
            DeviceUnavailableException.class,
            AgentMissingException.class
        }) {
            Door.open((r, a) -> new Object[] {"error", c.getSimpleName(), "why", null, null});
            assertThatThrownBy(() -> autodiff(REVERSE, Math::sin, active(1.0)))
                    .isInstanceOf(c)
                    .hasMessage("why");
        }
        Door.open((r, a) -> new Object[] {"error", "SomethingNew", "why", null, null});
        assertThatThrownBy(() -> autodiff(REVERSE, Math::sin, active(1.0)))
                .isExactlyInstanceOf(AdagentException.class)
                .hasMessage("SomethingNew: why");
    }

    @Test
    void callSiteLinksWithoutTheAgentAndRunsWithIt() throws Throwable {
        Door.open(null);
        MethodType type = MethodType.methodType(Result.class, Mode.class, Fn2.class, Arg.class, Arg.class);
        var site = CallSites.autodiff(MethodHandles.lookup(), "autodiff", type);
        Fn2<Double, Float, Double> f = (a, b) -> a * b;
        Arg<Double> x = active(3.0);
        Arg<Float> y = active(4f);
        var invoker = site.dynamicInvoker();
        assertThatThrownBy(() -> {
                    Result unused =
                            (Result) invoker.invokeExact(Mode.REVERSE, (Fn2<?, ?, ?>) f, (Arg<?>) x, (Arg<?>) y);
                })
                .isInstanceOf(AgentMissingException.class);
        Door.open(HostAutodiffTest::product);
        Result r = (Result) invoker.invokeExact(Mode.REVERSE_WITH_PRIMAL, (Fn2<?, ?, ?>) f, (Arg<?>) x, (Arg<?>) y);
        assertThat(r.primal()).isEqualTo(12.0);
    }
}
