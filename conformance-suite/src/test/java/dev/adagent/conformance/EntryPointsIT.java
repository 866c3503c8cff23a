package dev.adagent.conformance;

import static dev.adagent.Autodiff.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.adagent.Activity;
import dev.adagent.ActivityException;
import dev.adagent.CompileException;
import dev.adagent.Thunk;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Gradients, Jacobians, Hessians and shadows as values, on the host. */
@EnabledIfSystemProperty(named = "adagent.conformance.device", matches = "host")
class EntryPointsIT {
    static double sineOfProduct(double[] x) {
        return Math.sin(x[0] * x[1]);
    }

    /** f = x0²·x1 + exp(x2): in place, so that a second call on the same array would differ. */
    static double inPlace(double[] x) {
        x[0] *= x[0];
        return x[0] * x[1] + Math.exp(x[2]);
    }

    static double mixed(double[] x, double p, float[] w) {
        return p * x[0] * x[1] + w[0];
    }

    static float[] floats(float[] x) {
        return new float[] {x[0] * x[1], x[1] * x[1]};
    }

    static String text(double[] x) {
        return "" + x[0];
    }

    @Test
    void derivativeOfAScalarFunction() {
        assertThat(derivative(x -> x * x * x, 2.0)).isEqualTo(12.0);
        assertThat(derivative(Math::sin, 0.0)).isEqualTo(1.0);
        assertThat(derivative(x -> derivative(y -> y * y * y, x), 2.0)).isEqualTo(12.0);
    }

    static double roundedInTry(double x) {
        try {
            if (x < 0) {
                throw new IllegalStateException();
            }
            double around = Math.nextUp(x) * Math.nextAfter(x, 9) + StrictMath.nextDown(x);
            return around + Math.ulp(x) + Math.IEEEremainder(x, 2) + Math.scalb(x, 2);
        } catch (IllegalStateException e) {
            return -x;
        }
    }

    @Test
    void methodsOfMathHaveTheirRulesInTryBlocks() {
        assertThat(derivative(EntryPointsIT::roundedInTry, 3.0)).isCloseTo(6 + 1 + 1 + 4, within(1e-12));
        assertThat(gradient(EntryPointsIT::roundedInTry, 3.0)).isCloseTo(6 + 1 + 1 + 4, within(1e-12));
        assertThat(gradient(EntryPointsIT::roundedInTry, -3.0)).isEqualTo(-1);
    }

    @Test
    void gradientsHaveTheirArgumentsTypes() {
        double[] x = {2, 3};
        assertThat(gradient(EntryPointsIT::sineOfProduct, x)).containsExactly(3 * Math.cos(6), 2 * Math.cos(6));
        assertThat(gradient((Double v) -> v * v, 5.0)).isEqualTo(10.0);
        var g = gradient(EntryPointsIT::mixed, x, 7.0, new float[] {1});
        assertThat(g.first()).containsExactly(21, 14);
        assertThat(g.second()).isEqualTo(6.0);
        assertThat(g.third()).containsExactly(1f);
    }

    @Test
    void hessianVectorProducts() {
        double[] gradient = new double[2];
        double[] hv = hvp(EntryPointsIT::sineOfProduct, new double[] {2, 3}, new double[] {5, 2.7}, gradient);
        assertThat(gradient).containsExactly(new double[] {2.880510859951098, 1.920340573300732}, within(1e-12));
        assertThat(hv).containsExactly(new double[] {19.69268826373025, 16.201003759768006}, within(1e-12));
        assertThatThrownBy(() -> hvp(EntryPointsIT::sineOfProduct, new double[2], new double[3]))
                .isInstanceOf(ActivityException.class)
                .hasMessageContaining("3 elements at a point of 2");
    }

    @Test
    void hessiansOfFunctionsThatOverwriteTheirArgument() {
        double[] x = {3, 5, 0.5};
        double[][] h = hessian(EntryPointsIT::inPlace, x);
        assertThat(x).containsExactly(3, 5, 0.5);
        assertThat(h[0]).containsExactly(new double[] {10, 6, 0}, within(1e-12));
        assertThat(h[1]).containsExactly(new double[] {6, 0, 0}, within(1e-12));
        assertThat(h[2]).containsExactly(new double[] {0, 0, Math.exp(0.5)}, within(1e-12));
    }

    @Test
    void jacobiansByRowsAndByColumns() {
        float[] x = {2, 3};
        for (var mode : List.of(REVERSE, FORWARD)) {
            float[][] j = jacobian(mode, EntryPointsIT::floats, x, 3);
            assertThat(j[0]).containsExactly(3, 2);
            assertThat(j[1]).containsExactly(0, 6);
        }
        assertThatThrownBy(() -> jacobian(REVERSE, EntryPointsIT::floats, x, 0)).hasMessageContaining("chunk of 0");
        assertThatThrownBy(() -> jacobian(REVERSE, EntryPointsIT::text, new double[1], 1))
                .isInstanceOf(ActivityException.class)
                .hasMessageContaining("returns String");
    }

    static double[] curve(double t) {
        return new double[] {Math.cos(t), t * t, 7, Math.exp(t)};
    }

    @Test
    void jacobiansOfFunctionsOfANumber() {
        for (var mode : List.of(REVERSE, FORWARD)) {
            for (int chunk = 1; chunk <= 5; chunk++) {
                assertThat(jacobian(mode, EntryPointsIT::curve, 0.5, chunk))
                        .containsExactly(-Math.sin(0.5), 1.0, 0.0, Math.exp(0.5));
                assertThat(jacobian(mode, (Float t) -> new float[] {3 * t, t * t}, 0.5f, chunk))
                        .containsExactly(3f, 1f);
            }
            assertThat(jacobian(mode, (Double t) -> new double[0], 0.5, 2)).isEmpty();
        }
    }

    @Test
    void aGradientOfAFunctionThatReturnsAnArrayIsRefused() {
        assertThatThrownBy(() -> autodiff(REVERSE, EntryPointsIT::floats, duplicated(new float[] {1, 2}, new float[2])))
                .isInstanceOf(CompileException.class)
                .hasMessageContaining("returns float[]")
                .hasMessageContaining("in " + EntryPointsIT.class.getName() + ".floats(EntryPointsIT.java:")
                .hasMessageContaining("jacobian");
    }

    /** A tree with a shared leaf and a cycle. */
    static final class Tree {
        private double weight;
        private final int id;
        private Tree left;
        private Tree right;
        final double[] data;

        Tree(double weight, int id, double[] data) {
            this.weight = weight;
            this.id = id;
            this.data = data;
        }
    }

    /** A record with an array. */
    record Sample(double x, String name, float[] values) {}

    @Test
    void shadowsKeepAliasing() {
        double[] shared = {1, 2};
        Tree leaf = new Tree(3, 8, shared);
        Tree root = new Tree(4, 9, shared);
        root.left = leaf;
        root.right = leaf;
        leaf.left = root;
        Tree shadow = makeZero(root);
        assertThat(shadow).isNotSameAs(root);
        assertThat(shadow.left).isSameAs(shadow.right).isNotSameAs(leaf);
        assertThat(shadow.left.left).isSameAs(shadow);
        assertThat(shadow.data).isSameAs(shadow.left.data).containsExactly(0, 0);
        assertThat(shadow.weight).isZero();
        assertThat(shadow.id).isEqualTo(9);
        assertThat(root.weight).isEqualTo(4);

        shadow.weight = 7;
        shadow.data[1] = 5;
        shadow.left.weight = 6;
        remakeZero(shadow);
        assertThat(shadow.weight + shadow.left.weight + shadow.data[1]).isZero();
    }

    @Test
    void shadowsOfCollectionsRecordsAndNumbers() {
        Map<String, Object> m = new HashMap<>();
        double[][] rows = {{1}, {2, 3}};
        m.put("list", new ArrayList<>(List.of(1.5, 2.5)));
        m.put("rows", rows);
        m.put("sample", new Sample(1, "n", new float[] {4}));
        m.put("count", 3);
        Map<String, Object> shadow = makeZero(m);
        assertThat(shadow.get("list")).isEqualTo(List.of(0.0, 0.0));
        assertThat(Arrays.deepToString((double[][]) shadow.get("rows"))).isEqualTo("[[0.0], [0.0, 0.0]]");
        assertThat(((Sample) shadow.get("sample")).values()).containsExactly(0f);
        assertThat(((Sample) shadow.get("sample")).name()).isEqualTo("n");
        assertThat(shadow.get("count")).isEqualTo(3);
        assertThat(makeZero(2.0)).isZero();
        assertThat(makeZero(new java.util.LinkedList<>(List.of(1.5))))
                .isExactlyInstanceOf(java.util.LinkedList.class)
                .containsExactly(0.0);
        assertThatThrownBy(() -> makeZero(new Thread())).isInstanceOf(ActivityException.class);
        assertThatThrownBy(() -> remakeZero(new Sample(1, "", null))).hasMessageContaining("makeZero");
    }

    static double[] products(double[] x) {
        double[] y = new double[4];
        for (int k = 0; k < y.length; k++) {
            double p = k + 1;
            for (int i = 0; i < x.length; i++) {
                p *= i % (k + 1) == 0 ? x[i] : Math.sin(x[i]);
            }
            y[k] = p;
        }
        x[0] = 0; // on its own copy
        return y;
    }

    @Test
    void jacobiansByChunksAreTheSame() {
        double[] x = {1.1, 0.7, -0.4, 2, 1.3};
        double[][] one = jacobian(REVERSE, EntryPointsIT::products, x, 1);
        for (int chunk = 1; chunk <= 7; chunk++) {
            assertThat(jacobian(REVERSE, EntryPointsIT::products, x, chunk)).isDeepEqualTo(one);
            double[][] columns = jacobian(FORWARD, EntryPointsIT::products, x, chunk);
            for (int k = 0; k < one.length; k++) {
                for (int i = 0; i < x.length; i++) {
                    assertThat(columns[k][i]).isCloseTo(one[k][i], within(1e-12));
                }
            }
        }
        assertThat(x).containsExactly(1.1, 0.7, -0.4, 2, 1.3);
    }

    static double recursivePower(double x, int n) {
        return n == 0 ? 1 : x * recursivePower(x, n - 1);
    }

    static double wave(double[] x) {
        return Math.sin(x[0]) * Math.exp(x[1]);
    }

    /** The n-th derivative of exp 2x is 2ⁿ exp 2x. */
    @Test
    void entryPointsNestInEveryMix() {
        double want = 16 * Math.exp(1);
        assertThat(derivative(a -> derivative(b -> derivative(c -> derivative(d -> Math.exp(2 * d), c), b), a), 0.5))
                .isCloseTo(want, within(1e-12));
        assertThat(gradient(
                        (Double a) -> gradient(
                                (Double b) -> gradient((Double c) -> gradient((Double d) -> Math.exp(2 * d), c), b), a),
                        0.5))
                .isCloseTo(want, within(1e-12));
        assertThat(derivative(
                        a -> gradient((Double b) -> derivative(c -> gradient((Double d) -> Math.exp(2 * d), c), b), a),
                        0.5))
                .isCloseTo(want, within(1e-12));
        double[] x = {0.3, -0.2};
        // Σ of the Hessian's rows: sin′′ + sin′, sin′ + sin, times exp
        double[] third = gradient(
                (double[] y) -> {
                    double[] hv = hvp(EntryPointsIT::wave, y, new double[] {1, 1});
                    return hv[0] + hv[1];
                },
                x);
        double s = Math.sin(0.3);
        double c = Math.cos(0.3);
        assertThat(third[0]).isCloseTo((-c - s - s + c) * Math.exp(-0.2), within(1e-14));
        assertThat(third[1]).isCloseTo((-s + c + c + s) * Math.exp(-0.2), within(1e-14));
        double[] ofHessian = gradient((double[] y) -> hessian(EntryPointsIT::wave, y)[0][1], x);
        assertThat(ofHessian[0]).isCloseTo(-s * Math.exp(-0.2), within(1e-14));
        double[] ofJacobian = gradient(
                (double[] y) -> jacobian(FORWARD, (double[] z) -> new double[] {z[0] * z[1] * z[1]}, y, 1)[0][1], x);
        assertThat(ofJacobian[0]).isCloseTo(2 * x[1], within(1e-15));
        assertThat(ofJacobian[1]).isCloseTo(2 * x[0], within(1e-15));
    }

    @Test
    void reverseOverReverseOfARecursion() {
        double slope = gradient((Double x) -> gradient((Double y) -> recursivePower(y, 5), x), 1.5);
        assertThat(slope).isCloseTo(20 * Math.pow(1.5, 3), within(1e-12));
    }

    /** Reverse mode three times over a recursion: a typed refusal; forward mode over it is there. */
    @Test
    void fourthDerivativesOfARecursion() {
        assertThat(derivative(
                        a -> derivative(b -> derivative(c -> derivative(d -> recursivePower(d, 6), c), b), a), 0.7))
                .isCloseTo(360 * 0.7 * 0.7, within(1e-10));
        assertThatThrownBy(() -> gradient(
                        (Double a) -> gradient(
                                (Double b) ->
                                        gradient((Double c) -> gradient((Double d) -> recursivePower(d, 6), c), b),
                                a),
                        0.7))
                .isInstanceOf(CompileException.class)
                .hasMessageContaining("a gradient of a recursive function, in reverse mode");
    }

    static double otherActivity(double x) {
        Thunk t = thunk(REVERSE, (Double y) -> y * y, Activity.ACTIVE);
        return t.forward(constant(x)).primal();
    }

    /** What is one object in the original is one in the shadow; order and comparators are the original's. */
    @Test
    void zerosOfCollections() {
        double[] row = {1, 2};
        ArrayDeque<double[]> deque = new ArrayDeque<>(Arrays.asList(row, new double[] {3}, row));
        ArrayDeque<double[]> zero = makeZero(deque);
        assertThat(zero).containsExactly(new double[2], new double[1], new double[2]);
        assertThat(zero.peekLast()).isSameAs(zero.peekFirst()).isNotSameAs(row);
        zero.peekFirst()[1] = 5;
        remakeZero(zero);
        assertThat(zero.peekLast()).containsExactly(0, 0);
        ArrayDeque<Double> numbers = makeZero(new ArrayDeque<>(Arrays.asList(1.0, 2.0)));
        assertThat(numbers).containsExactly(0.0, 0.0);
        TreeMap<String, Double> map = new TreeMap<>(Comparator.reverseOrder());
        map.put("a", 1.0);
        map.put("b", 2.0);
        assertThat(new ArrayList<>(makeZero(map).keySet())).isEqualTo(Arrays.asList("b", "a"));
        assertThat(makeZero(new LinkedHashSet<>(Arrays.asList("b", "a")))).containsExactly("b", "a");
        assertThatThrownBy(() -> makeZero(new HashSet<>(Arrays.asList(row, new double[1]))))
                .isInstanceOf(ActivityException.class)
                .hasMessageContaining("a shadow's elements would be others");
    }

    /** The line is the app's, not that of the api's method which asks for the derivative. */
    @Test
    void aRefusalInsideAnEntryPointNamesTheAppsLine() {
        assertThatThrownBy(() -> derivative(EntryPointsIT::otherActivity, 1.0))
                .isInstanceOfSatisfying(CompileException.class, e -> {
                    assertThat(e.className()).isEqualTo(EntryPointsIT.class.getName());
                    assertThat(e.method()).isEqualTo("otherActivity");
                    assertThat(e.line()).isPositive();
                })
                .hasMessageStartingWith("EntryPointsIT.java:");
    }
}
