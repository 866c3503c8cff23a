package dev.adagent.conformance;

import static dev.adagent.Autodiff.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.adagent.Activity;
import dev.adagent.ActivityException;
import dev.adagent.CompileException;
import dev.adagent.Complex;
import dev.adagent.DerivativeRules;
import dev.adagent.ForwardRule;
import dev.adagent.ReverseRule;
import dev.adagent.RuleConfig;
import dev.adagent.Thunk;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Variants of modes, and split mode, on the host. */
@EnabledIfSystemProperty(named = "adagent.conformance.device", matches = "host")
class ModesIT {
    static double power(double x, int n) {
        double p = 1;
        for (int i = 0; i < n; i++) {
            p *= x;
        }
        return p;
    }

    static void square(double[] x) {
        for (int i = 0; i < x.length; i++) {
            x[i] *= x[i];
        }
    }

    static double logOfSquare(double[] x) {
        square(x);
        return Math.log(x[0]) * x[1];
    }

    @Test
    void aTapeOutlivesItsCallAndOthers() {
        Thunk t = thunk(REVERSE, ModesIT::power, Activity.ACTIVE, Activity.CONSTANT);
        var a = active(2.0);
        var b = active(3.0);
        Thunk.Tape first = t.forward(a, constant(3));
        Thunk.Tape second = t.forward(b, constant(200));
        assertThat(first.primal()).isEqualTo(8);
        t.reverse(first, a, constant(3));
        t.reverse(second, seed(1 / second.primal()), b, constant(200));
        assertThat(a.grad()).isEqualTo(12);
        assertThat(b.grad()).isCloseTo(200 / 3.0, within(1e-9));
    }

    @Test
    void aTapeIsUsedAgainAndKeepsItsMemory() {
        Thunk t = thunk(REVERSE, ModesIT::logOfSquare, Activity.DUPLICATED);
        Thunk.Tape tape = t.tape();
        assertThat(tape.type()).isEmpty();
        for (int k = 1; k <= 3; k++) {
            double[] x = {k, 2};
            double[] dx = new double[2];
            t.forward(tape, duplicated(x, dx));
            assertThat(tape.type()).contains(double[].class);
            t.reverse(tape, duplicated(x, dx));
            assertThat(dx[0]).isCloseTo(8.0 / k, within(1e-12));
            assertThat(dx[1]).isCloseTo(4 * Math.log(k * (double) k), within(1e-12));
        }
    }

    @Test
    void aThunkInABatch() {
        Thunk t = thunk(REVERSE, ModesIT::power, Activity.ACTIVE, Activity.CONSTANT);
        var a = activeBatch(2.0, 2);
        Thunk.Tape tape = t.forward(a, constant(3));
        t.reverse(tape, seeds(1, -2), a, constant(3));
        assertThat(a.grads()).containsExactly(12, -24);
        Thunk.Tape other = t.forward(activeBatch(2.0, 2), constant(3));
        assertThatThrownBy(() -> t.reverse(other, active(2.0), constant(3)))
                .isInstanceOf(ActivityException.class)
                .hasMessageContaining("width 1 of a forward pass of width 2");
    }

    static double ofList(List<Double> l) {
        double a = l.get(0);
        double b = l.get(1);
        l.set(1, 0.0);
        return a * a * b;
    }

    static double ofMap(Map<String, Double> m) {
        return m.get("a") * m.get("a") * m.get("b");
    }

    @Test
    void thunksOfRecordsListsAndMaps() {
        Thunk t = thunk(REVERSE, ModesIT::ofMixed, Activity.ACTIVE, Activity.ACTIVE);
        var m = active(new Mixed(2, new Complex(3, 5), new float[] {7, 11}, 4));
        var x = active(13.0);
        Thunk.Tape tape = t.forward(m, x);
        assertThat(tape.primal()).isEqualTo(26 + 60 + 77);
        t.reverse(tape, seed(10), m, x);
        assertThat(x.grad()).isEqualTo(20);
        assertThat(m.grad().a()).isEqualTo(130);
        assertThat(m.grad().z()).isEqualTo(new Complex(200, 120));
        assertThat(m.grad().w()).containsExactly(110f, 70f);

        List<Double> l = new ArrayList<>(List.of(2.0, 3.0));
        List<Double> dl = makeZero(l);
        Thunk lists = thunk(REVERSE, ModesIT::ofList, Activity.DUPLICATED);
        Thunk.Tape ofLists = lists.forward(duplicated(l, dl));
        assertThat(l).containsExactly(2.0, 0.0);
        l.set(0, 77.0); // the tape has what it was
        lists.reverse(ofLists, duplicated(l, dl));
        assertThat(dl).containsExactly(12.0, 4.0);
        assertThat(l).containsExactly(77.0, 0.0);

        Map<String, Double> map = new HashMap<>(Map.of("a", 2.0, "b", 3.0));
        Map<String, Double> dmap = makeZero(map);
        Thunk maps = thunk(REVERSE, ModesIT::ofMap, Activity.DUPLICATED);
        maps.reverse(maps.forward(duplicated(map, dmap)), duplicated(map, dmap));
        assertThat(dmap).isEqualTo(Map.of("a", 12.0, "b", 4.0));

        Point[] p = {new Point(2, 1), new Point(3, 5), new Point(7, 11)};
        Point[] dp = makeZero(p);
        Thunk paths = thunk(REVERSE, ModesIT::path, Activity.DUPLICATED);
        paths.reverse(paths.forward(duplicated(p, dp)), duplicated(p, dp));
        assertThat(p[2]).isEqualTo(new Point(42, 11));
        assertThat(dp)
                .containsExactly(
                        new Point(3 * 5 + 3 * 7 * 11, 0), new Point(2 * 5 + 2 * 7 * 11, 6), new Point(6 * 11, 42));
    }

    /** Split mode inside a function that is differentiated: the slope of xⁿ. */
    static double splitSlope(double x, int n) {
        var a = active(x);
        Thunk t = thunk(REVERSE, ModesIT::power, Activity.ACTIVE, Activity.CONSTANT);
        Thunk.Tape tape = t.forward(a, constant(n));
        t.reverse(tape, a, constant(n));
        return a.grad();
    }

    @Test
    void thunksInDifferentiatedFunctions() {
        assertThat(splitSlope(1.5, 5)).isCloseTo(5 * Math.pow(1.5, 4), within(1e-12));
        assertThat(derivative(x -> splitSlope(x, 5), 1.5)).isCloseTo(20 * Math.pow(1.5, 3), within(1e-12));
        assertThat(gradient((Double x) -> splitSlope(x, 5), 1.5)).isCloseTo(20 * Math.pow(1.5, 3), within(1e-12));
    }

    @Test
    void whatAThunkIsNotGiven() {
        Thunk t = thunk(REVERSE, ModesIT::power, Activity.ACTIVE, Activity.CONSTANT);
        assertThatThrownBy(() -> t.forward(active(1.0)))
                .isInstanceOf(ActivityException.class)
                .hasMessageContaining("called with [ACTIVE], which declares [ACTIVE, CONSTANT]")
                .hasMessageContaining("ModesIT.java:");
        assertThatThrownBy(() -> t.forward(constant(1.0), constant(2)))
                .isInstanceOf(ActivityException.class)
                .hasMessageContaining("called with [CONSTANT, CONSTANT], which declares [ACTIVE, CONSTANT]");
        Thunk u = thunk(REVERSE, ModesIT::power, Activity.ACTIVE, Activity.CONSTANT);
        assertThatThrownBy(() -> u.reverse(t.tape(), active(1.0), constant(2)))
                .isInstanceOf(ActivityException.class)
                .hasMessageContaining("a tape of another thunk");
        Thunk.Tape tape = t.tape();
        assertThatThrownBy(() -> t.reverse(tape, active(1.0), constant(2)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("has no forward pass");
        t.forward(tape, active(1.0), constant(2));
        assertThatThrownBy(() -> t.forward(tape, active(1.0), constant(2)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("waits for its reverse pass");
        assertThatThrownBy(() -> thunk(FORWARD, ModesIT::power, Activity.ACTIVE, Activity.CONSTANT))
                .isInstanceOf(ActivityException.class)
                .hasMessageContaining("split mode is a form of reverse mode");
    }

    /** √x is infinitely steep at 0, but does not count there. */
    static double guarded(double x, double y) {
        return Math.sqrt(x) * y;
    }

    @Test
    void strongZerosStayZero() {
        for (var mode : List.of(REVERSE, withStrongZero(REVERSE))) {
            var x = active(0.0);
            var y = active(0.0);
            for (int k = 0; k < 4; k++) { // the linked way too
                autodiff(mode, ModesIT::guarded, x, y);
            }
            assertThat(Double.isNaN(x.grad())).isEqualTo(mode == REVERSE);
        }
        assertThat(autodiff(FORWARD, ModesIT::guarded, duplicated(0.0, 0.0), constant(1.0))
                        .tangent())
                .isNaN();
        assertThat(autodiff(withStrongZero(FORWARD), ModesIT::guarded, duplicated(0.0, 0.0), constant(1.0))
                        .tangent())
                .isZero();
    }

    /** Rules that say in their derivative what they were told. */
    static final class ToldRules {
        private ToldRules() {}

        @ForwardRule(owner = ModesIT.class, name = "told")
        static double tangent(RuleConfig config, double x, double dx) {
            return (config.strongZero() ? 100 : 0) + (config.runtimeActivity() ? 10 : 0) + dx;
        }

        @ReverseRule(owner = ModesIT.class, name = "told")
        static double gradient(RuleConfig config, double x, double dret) {
            return (config.strongZero() ? 100 : 0) + (config.runtimeActivity() ? 10 : 0) + dret;
        }
    }

    @DerivativeRules(ToldRules.class)
    static double told(double x) {
        return x;
    }

    @Test
    void rulesAreToldTheVariant() {
        assertThat(toldReverse(REVERSE)).isEqualTo(1);
        assertThat(toldReverse(withStrongZero(REVERSE))).isEqualTo(101);
        assertThat(toldReverse(withRuntimeActivity(REVERSE))).isEqualTo(11);
        assertThat(autodiff(withStrongZero(withRuntimeActivity(FORWARD)), ModesIT::told, duplicated(2.0, 1.0))
                        .tangent())
                .isEqualTo(111);
    }

    private static double toldReverse(dev.adagent.Mode mode) {
        var x = active(2.0);
        autodiff(mode, ModesIT::told, x);
        return x.grad();
    }

    static double throughMemory(double[] memory, int to, int from, double x) {
        memory[to] = x * x;
        return memory[from] * 2 + x;
    }

    static double either(double[] a, double[] b, boolean first) {
        double[] one = first ? a : b;
        return one[0] * one[0];
    }

    @Test
    void constantMemoryAtRunTime() {
        double[] memory = {0};
        assertThatThrownBy(() -> autodiff(
                        REVERSE, ModesIT::throughMemory, constant(memory), constant(0), constant(0), active(3.0)))
                .isInstanceOf(CompileException.class);
        var x = active(3.0);
        autodiff(
                withRuntimeActivity(REVERSE),
                ModesIT::throughMemory,
                duplicated(memory, memory),
                constant(0),
                constant(0),
                x);
        assertThat(x.grad()).isEqualTo(1);
        var y = active(3.0);
        double[] shadow = {0};
        autodiff(
                withRuntimeActivity(REVERSE),
                ModesIT::throughMemory,
                duplicated(memory, shadow),
                constant(0),
                constant(0),
                y);
        assertThat(y.grad()).isEqualTo(13);
        double[] a = {5};
        double[] da = {0};
        autodiff(
                withRuntimeActivity(REVERSE),
                ModesIT::either,
                duplicated(a, da),
                duplicated(memory, memory),
                constant(true));
        autodiff(
                withRuntimeActivity(REVERSE),
                ModesIT::either,
                duplicated(a, da),
                duplicated(memory, memory),
                constant(false));
        assertThat(da[0]).isEqualTo(10);
        assertThat(memory[0]).isEqualTo(9);
    }

    /** A record of numbers, another record, an array and a name. */
    record Mixed(double a, Complex z, float[] w, int n) {}

    static double ofMixed(Mixed m, double x) {
        return m.a() * x + m.z().re() * m.z().im() * m.n() + m.w()[0] * m.w()[1];
    }

    record Point(double x, float y) {}

    static double path(Point[] p) {
        double s = 0;
        for (int k = 1; k < p.length; k++) {
            p[k] = new Point(p[k].x() * p[k - 1].x(), p[k].y());
            s += p[k].x() * p[k].y();
        }
        return s;
    }

    @Test
    void recordsHaveRecordsAsGradients() {
        var m = active(new Mixed(2, new Complex(3, 5), new float[] {7, 11}, 4));
        for (int k = 1; k <= 5; k++) {
            var x = active(13.0);
            autodiff(REVERSE, ModesIT::ofMixed, m, x);
            assertThat(x.grad()).isEqualTo(2);
            assertThat(m.grad().a()).isEqualTo(13.0 * k);
            assertThat(m.grad().z()).isEqualTo(new Complex(20 * k, 12 * k));
            assertThat(m.grad().w()).containsExactly(11f * k, 7f * k);
            assertThat(m.grad().n()).isEqualTo(4);
        }
        Point[] p = {new Point(2, 1), new Point(3, 5), new Point(7, 11)};
        Point[] dp = makeZero(p);
        autodiff(REVERSE, ModesIT::path, duplicated(p, dp));
        // s = 5·6 + 11·42
        assertThat(p).containsExactly(new Point(2, 1), new Point(6, 5), new Point(42, 11));
        assertThat(dp)
                .containsExactly(
                        new Point(3 * 5 + 3 * 7 * 11, 0), new Point(2 * 5 + 2 * 7 * 11, 6), new Point(6 * 11, 42));
        var g = gradient((Mixed q) -> ofMixed(q, 1.0), m.value());
        assertThat(g.a()).isEqualTo(1);
        assertThat(g.z()).isEqualTo(new Complex(20, 12));
    }

    static double tripled(List<Double> l, Map<String, Double> m) {
        l.set(0, l.get(0) * l.get(1));
        return l.get(0) * m.get("a") * 3;
    }

    @Test
    void recordsListsAndMapsInBatches() {
        Point[] p = {new Point(2, 1), new Point(3, 5), new Point(7, 11)};
        Point[] one = makeZero(p);
        Point[] ten = makeZero(p);
        autodiff(REVERSE, ModesIT::path, seeds(1, 10), duplicatedBatch(p, one, ten));
        assertThat(p).containsExactly(new Point(2, 1), new Point(6, 5), new Point(42, 11));
        assertThat(one)
                .containsExactly(
                        new Point(3 * 5 + 3 * 7 * 11, 0), new Point(2 * 5 + 2 * 7 * 11, 6), new Point(6 * 11, 42));
        for (int k = 0; k < 3; k++) {
            assertThat(ten[k]).isEqualTo(new Point(10 * one[k].x(), 10 * one[k].y()));
        }
        List<Double> l = new ArrayList<>(List.of(2.0, 5.0));
        List<Double> dl = makeZero(l);
        List<Double> el = makeZero(l);
        Map<String, Double> m = new HashMap<>(Map.of("a", 7.0));
        Map<String, Double> dm = makeZero(m);
        Map<String, Double> em = makeZero(m);
        autodiff(REVERSE, ModesIT::tripled, seeds(1, 10), duplicatedBatch(l, dl, el), duplicatedBatch(m, dm, em));
        assertThat(l).containsExactly(10.0, 5.0);
        assertThat(dl).containsExactly(105.0, 42.0);
        assertThat(el).containsExactly(1050.0, 420.0);
        assertThat(dm.get("a")).isEqualTo(30);
        assertThat(em.get("a")).isEqualTo(300);
        Point[] q = {new Point(2, 1), new Point(3, 5)};
        Point[] dq = {new Point(1, 0), new Point(0, 0)};
        Point[] eq = {new Point(0, 0), new Point(0, 1)};
        assertThat(autodiff(FORWARD, ModesIT::path, duplicatedBatch(q, dq, eq)).tangents())
                .containsExactly(15, 6);
        assertThatThrownBy(() -> autodiff(REVERSE, ModesIT::path, seeds(1, 10), duplicatedBatch(p, one, one)))
                .isInstanceOf(ActivityException.class)
                .hasMessageContaining("one shadow for two derivatives");
    }

    static Complex entire(Complex z, double real) {
        return z.times(z).times(z).exp().times(real);
    }

    static Complex squares(Complex[] z) {
        for (int k = 1; k < z.length; k++) {
            z[k] = z[k].times(z[k - 1]);
        }
        return z[z.length - 1];
    }

    static double modulus(Complex z) {
        return z.abs();
    }

    static void doubled(Complex[] z) {
        z[0] = z[0].times(new Complex(1, 2));
    }

    @Test
    void holomorphicDerivatives() {
        Complex z = new Complex(0.3, -0.4);
        var a = active(z);
        autodiff(REVERSE_HOLOMORPHIC, ModesIT::entire, seed(2), a, constant(0.5));
        Complex want = z.times(z).times(3).times(z.times(z).times(z).exp());
        assertThat(a.grad().minus(want).abs()).isLessThan(1e-15);

        Complex[] x = {new Complex(1, 2), new Complex(-0.5, 1), new Complex(3, 0.25)};
        Complex[] dx = makeZero(x);
        Complex[] before = x.clone();
        autodiff(REVERSE_HOLOMORPHIC, ModesIT::squares, duplicated(x, dx));
        assertThat(dx[0].minus(before[1].times(before[2])).abs()).isLessThan(1e-14);
        assertThat(dx[1].minus(before[0].times(before[2])).abs()).isLessThan(1e-14);
        assertThat(dx[2].minus(before[0].times(before[1])).abs()).isLessThan(1e-14);

        var b = active(new Complex(3, 4));
        autodiff(REVERSE_HOLOMORPHIC, ModesIT::modulus, b);
        assertThat(b.grad().minus(new Complex(0.6, 0.8)).abs()).isLessThan(1e-15);

        Complex[] y = {new Complex(5, 6)};
        Complex[] dy = {new Complex(0.5, -3)};
        autodiff(REVERSE_HOLOMORPHIC, ModesIT::doubled, duplicated(y, dy));
        assertThat(dy[0]).isEqualTo(new Complex(0.5, -3).times(new Complex(1, 2)));
        assertThat(y[0]).isEqualTo(new Complex(5, 6).times(new Complex(1, 2)));
    }

    static double real(double x) {
        return x;
    }

    @Test
    void whatIsNotComplex() {
        assertThatThrownBy(() -> autodiff(REVERSE, ModesIT::entire, active(Complex.I), constant(1.0)))
                .isInstanceOf(ActivityException.class)
                .hasMessageContaining("argument 1 of autodiff in mode REVERSE is an active complex number")
                .hasMessageContaining("use REVERSE_HOLOMORPHIC")
                .hasMessageContaining("ModesIT.java:");
        assertThatThrownBy(() -> autodiff(REVERSE_HOLOMORPHIC, ModesIT::real, active(1.0)))
                .isInstanceOf(ActivityException.class)
                .hasMessageContaining("argument 1 of autodiff in mode REVERSE_HOLOMORPHIC is no complex number");
        assertThatThrownBy(() -> autodiff(REVERSE_HOLOMORPHIC, ModesIT::entire, active(Complex.I), active(1.0)))
                .isInstanceOf(ActivityException.class);
        Complex[] z = {Complex.I, null};
        assertThatThrownBy(() -> autodiff(
                        REVERSE_HOLOMORPHIC, ModesIT::squares, duplicated(z, new Complex[] {Complex.I, Complex.I})))
                .isInstanceOf(ActivityException.class)
                .hasMessageContaining("has null at index 1");
        assertThatThrownBy(() ->
                        autodiff(REVERSE_HOLOMORPHIC, ModesIT::squares, duplicated(new Complex[2], new Complex[3])))
                .isInstanceOf(ActivityException.class)
                .hasMessageContaining("its primal's type and length, 2");
        assertThatThrownBy(() -> autodiff(FORWARD, ModesIT::entire, active(Complex.I), constant(1.0)))
                .isInstanceOf(ActivityException.class)
                .hasMessageContaining("is for reverse mode");
    }
}
