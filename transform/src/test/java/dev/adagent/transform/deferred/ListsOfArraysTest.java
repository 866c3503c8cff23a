package dev.adagent.transform.deferred;

import static dev.adagent.Autodiff.FORWARD;
import static dev.adagent.Autodiff.REVERSE;
import static dev.adagent.Autodiff.active;
import static dev.adagent.Autodiff.autodiff;
import static dev.adagent.Autodiff.constant;
import static dev.adagent.Autodiff.duplicated;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.adagent.transform.device.KernelFailure;
import dev.adagent.transform.lift.LiftException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists of arrays in kernels: taken apart where their length shows, else refused before anything runs. */
class ListsOfArraysTest {
    static double fixed(double a, double b) {
        List<double[]> l = new ArrayList<>();
        l.add(new double[] {a, b});
        l.add(new double[] {b, a * b});
        return l.get(0)[0] * l.get(1)[1];
    }

    static double growing(double a, double b, int n) {
        List<double[]> l = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            l.add(new double[] {a * i, b});
        }
        double s = 0;
        for (double[] r : l) {
            s += r[0] * r[1];
        }
        return s;
    }

    static void value(double[] x, int n) {
        x[2] = fixed(x[0], x[1]);
    }

    static void reverse(double[] x, int n) {
        var a = active(x[0]);
        var b = active(x[1]);
        autodiff(REVERSE, ListsOfArraysTest::fixed, a, b);
        x[2] = a.grad();
        x[3] = b.grad();
    }

    static void forward(double[] x, int n) {
        x[2] = autodiff(FORWARD, ListsOfArraysTest::fixed, duplicated(x[0], 1.0), duplicated(x[1], 0.0))
                .tangent();
    }

    static void growingValue(double[] x, int n) {
        x[2] = growing(x[0], x[1], n);
    }

    static void growingReverse(double[] x, int n) {
        var a = active(x[0]);
        autodiff(REVERSE, ListsOfArraysTest::growing, a, constant(x[1]), constant(n));
        x[2] = a.grad();
    }

    static void growingForward(double[] x, int n) {
        x[2] = autodiff(FORWARD, ListsOfArraysTest::growing, duplicated(x[0], 1.0), duplicated(x[1], 0.0), constant(n))
                .tangent();
    }

    @Test
    void ofKnownLengthAreTakenApart() throws KernelFailure {
        double[] x = {3, 5, 0, 0};
        OnCpu.run(ListsOfArraysTest.class, "value", x, 4);
        assertThat(x[2]).isEqualTo(45);
        OnCpu.run(ListsOfArraysTest.class, "reverse", x, 4);
        assertThat(x).containsExactly(3, 5, 30, 9);
        OnCpu.run(ListsOfArraysTest.class, "forward", x, 4);
        assertThat(x[2]).isEqualTo(30);
    }

    @ParameterizedTest
    @ValueSource(strings = {"growingValue", "growingReverse", "growingForward"})
    void thatGrowAreRefused(String kernel) {
        assertThatThrownBy(() -> OnCpu.compile(ListsOfArraysTest.class, kernel))
                .isInstanceOf(LiftException.class)
                .hasMessageContaining("ListsOfArraysTest.java:30")
                .hasMessageContaining("a collection of the JDK that grows and holds arrays or objects")
                .hasMessageContaining("instead: use an array of them");
    }
}
