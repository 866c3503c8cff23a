package dev.adagent.conformance;

import static dev.adagent.Autodiff.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.adagent.Activity;
import dev.adagent.CompileException;
import dev.adagent.Fn1;
import dev.adagent.Thunk;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Calls on elements of arrays, on fields that change, and of functions that were captured: their objects say what they do. Slopes by hand, or by differences. */
@EnabledIfSystemProperty(named = "adagent.conformance.device", matches = "host")
class MetObjectsIT {
    interface Shape {
        double area(double x);
    }

    static final class Disc implements Shape {
        double r = 2;

        @Override
        public double area(double x) {
            return r * x * x;
        }
    }

    static class Cube implements Shape {
        double k = 7;

        @Override
        public double area(double x) {
            return k * x * x * x;
        }
    }

    static class Doubled extends Cube {
        @Override
        public double area(double x) {
            return super.area(x) * 2 + Math.exp(x);
        }
    }

    /** Fields that are set after the constructor. */
    static final class Unit {
        Shape shape = new Disc();
        DoubleUnaryOperator activation = Math::tanh;
        double w = 1.5;

        double out(double x) {
            return shape.area(w * x) + activation.applyAsDouble(x);
        }
    }

    abstract static class Layer {
        double[] w;

        abstract double[] apply(double[] in);
    }

    static final class Dense extends Layer {
        private final DoubleUnaryOperator activation;

        Dense(DoubleUnaryOperator activation, double... w) {
            this.activation = activation;
            this.w = w;
        }

        @Override
        double[] apply(double[] in) {
            double[] out = new double[in.length];
            for (int i = 0; i < in.length; i++) {
                double s = 0;
                for (int j = 0; j < in.length; j++) {
                    s += w[i * in.length + j] * in[j];
                }
                out[i] = activation.applyAsDouble(s);
            }
            return out;
        }
    }

    static final class Scale extends Layer {
        Scale(double... w) {
            this.w = w;
        }

        @Override
        double[] apply(double[] in) {
            double[] out = new double[in.length];
            for (int i = 0; i < in.length; i++) {
                out[i] = in[i] * w[0];
            }
            return out;
        }
    }

    private static final double X = 0.7;

    private static double sum(Shape[] shapes, double x) {
        double s = 0;
        for (Shape shape : shapes) {
            s += shape.area(x);
        }
        return s;
    }

    private static double loss(Layer[] net, double[] in) {
        double[] x = in;
        for (Layer l : net) {
            x = l.apply(x);
        }
        double s = 0;
        for (double v : x) {
            s += v * v;
        }
        return s;
    }

    private static double twice(DoubleUnaryOperator f, double x) {
        return 2 * f.applyAsDouble(x);
    }

    private static double slope(Fn1<Double, Double> f, double x) {
        var a = active(x);
        autodiff(REVERSE, f, a);
        assertThat(derivative(f, x)).isCloseTo(a.grad(), within(1e-12 * Math.abs(a.grad())));
        return a.grad();
    }

    private static double difference(DoubleUnaryOperator f, double x) {
        double h = 1e-5;
        return (f.applyAsDouble(x + h) - f.applyAsDouble(x - h)) / (2 * h);
    }

    @Test
    void elementsOfArrays() {
        Shape[] shapes = {new Disc(), new Doubled(), new Cube(), new Disc()};
        double wanted = 8 * X + 63 * X * X + Math.exp(X);
        assertThat(slope(x -> sum(shapes, x), X)).isCloseTo(wanted, within(1e-12));
        Shape[] shadow = makeZero(shapes);
        var x = active(X);
        autodiff(REVERSE, MetObjectsIT::sum, duplicated(shapes, shadow), x);
        assertThat(x.grad()).isCloseTo(wanted, within(1e-12));
        assertThat(((Disc) shadow[3]).r).isCloseTo(X * X, within(1e-15));
        assertThat(((Doubled) shadow[1]).k).isCloseTo(2 * X * X * X, within(1e-15));
        assertThat(((Cube) shadow[2]).k).isCloseTo(X * X * X, within(1e-15));
        assertThat(slope(y -> derivative(z -> sum(shapes, z), y), X))
                .isCloseTo(8 + 126 * X + Math.exp(X), within(1e-11));
        shapes[0] =
                new Shape() { // one more class at the same call
                    @Override
                    public double area(double y) {
                        return Math.sin(y);
                    }
                };
        assertThat(slope(y -> sum(shapes, y), X)).isCloseTo(wanted - 4 * X + Math.cos(X), within(1e-12));
    }

    @Test
    void fieldsThatChange() {
        Unit u = new Unit();
        double th = 1 - Math.tanh(X) * Math.tanh(X);
        assertThat(slope(u::out, X)).isCloseTo(9 * X + th, within(1e-12));
        u.shape = new Cube();
        assertThat(slope(u::out, X)).isCloseTo(21 * 1.5 * 1.5 * 1.5 * X * X + th, within(1e-12));
        u.activation = x -> 3 * x * u.w;
        assertThat(slope(u::out, X)).isCloseTo(21 * 1.5 * 1.5 * 1.5 * X * X + 4.5, within(1e-12));
        assertThat(slope(y -> derivative(u::out, y), X)).isCloseTo(42 * 1.5 * 1.5 * 1.5 * X, within(1e-11));
        Unit shadow = makeZero(u);
        autodiff(REVERSE, (Unit v, Double x) -> v.out(x), duplicated(u, shadow), constant(X));
        // what the activation captured is constant
        assertThat(shadow.w).isCloseTo(3 * 7 * Math.pow(1.5 * X, 2) * X, within(1e-12));
    }

    @Test
    void layersOfANetwork() {
        double low = -0.25;
        Layer[] net = {
            new Dense(Math::tanh, .1, .2, .3, .4), new Scale(3), new Dense(s -> Math.max(low, s), .5, -.6, .7, .8)
        };
        double[] in = {1, 2};
        Layer[] shadow = makeZero(net);
        double[] slopes = new double[2];
        autodiff(REVERSE, MetObjectsIT::loss, duplicated(net, shadow), duplicated(in, slopes));
        for (int k = 0; k < 2; k++) {
            int at = k;
            double wanted = difference(
                    v -> {
                        double[] moved = in.clone();
                        moved[at] = v;
                        return loss(net, moved);
                    },
                    in[k]);
            assertThat(slopes[k]).isCloseTo(wanted, within(1e-8));
        }
        assertThat(gradient((double[] v) -> loss(net, v), in)).containsExactly(slopes);
        for (int l = 0; l < net.length; l++) {
            for (int k = 0; k < net[l].w.length; k++) {
                double[] w = net[l].w;
                int at = k;
                double was = w[k];
                double wanted = difference(
                        v -> {
                            w[at] = v;
                            return loss(net, in);
                        },
                        was);
                w[k] = was;
                assertThat(shadow[l].w[k]).isCloseTo(wanted, within(1e-8));
            }
        }
        double[][] h = hessian((double[] v) -> loss(net, v), in);
        assertThat(h[0][1]).isCloseTo(h[1][0], within(1e-12));
        assertThat(h[0][1])
                .isCloseTo(
                        difference(u -> gradient((double[] v) -> loss(net, v), new double[] {u, in[1]})[1], in[0]),
                        within(1e-6));
    }

    /** A model that holds its parts in the JDK's collections. */
    static final class Model {
        final List<Shape> shapes = new ArrayList<>(List.of(new Disc(), new Doubled(), y -> Math.sin(y)));
        final Map<String, Shape> named = new LinkedHashMap<>(Map.of("ab", new Disc()));

        double chained(double x) {
            double y = x;
            for (Shape s : shapes) {
                y = s.area(y);
            }
            return y;
        }

        double summed(double x) {
            double[] sum = new double[1];
            shapes.forEach(s -> sum[0] += s.area(x));
            named.forEach((name, s) -> sum[0] += name.length() * s.area(x));
            for (Map.Entry<String, Shape> e : named.entrySet()) {
                sum[0] += e.getKey().length() * e.getValue().area(x);
            }
            for (Shape s : named.values()) {
                sum[0] += s.area(x);
            }
            return sum[0] + shapes.stream().mapToDouble(s -> s.area(x)).sum();
        }
    }

    @Test
    void elementsOfCollections() {
        Model m = new Model();
        assertThat(slope(m::chained, 0.3)).isCloseTo(difference(m::chained, 0.3), within(1e-6));
        assertThat(slope(y -> derivative(m::chained, y), 0.3))
                .isCloseTo(difference(y -> derivative(m::chained, y), 0.3), within(1e-5));
        double each = 4 * X + 42 * X * X + Math.exp(X) + Math.cos(X);
        assertThat(slope(m::summed, X)).isCloseTo(2 * each + 5 * 4 * X, within(1e-10));
        List<Double> coefficients = List.of(1.0, 2.0, 3.0);
        Fn1<Double, Double> horner = x -> {
            double s = 0;
            for (double c : coefficients) {
                s = s * x + c;
            }
            return s;
        };
        assertThat(slope(horner, X)).isCloseTo(2 * X + 2, within(1e-14));
    }

    abstract static class Tree {
        abstract double eval(double x);
    }

    static final class Leaf extends Tree {
        double c = 2;

        @Override
        double eval(double x) {
            return c * x;
        }
    }

    static final class Product extends Tree {
        Tree left;
        Tree right;

        Product(Tree left, Tree right) {
            this.left = left;
            this.right = right;
        }

        @Override
        double eval(double x) {
            return left.eval(x) * right.eval(x);
        }
    }

    /** Methods that come to themselves by what their receiver refers to stay calls, however deep the objects are. */
    @Test
    void treesOfObjects() {
        Product tree = new Product(new Leaf(), new Product(new Leaf(), new Leaf()));
        assertThat(slope(tree::eval, X)).isCloseTo(24 * X * X, within(1e-12));
        assertThat(slope(y -> derivative(tree::eval, y), X)).isCloseTo(48 * X, within(1e-12));
        Product shadow = makeZero(tree);
        var x = active(X);
        autodiff(REVERSE, Product::eval, duplicated(tree, shadow), x);
        assertThat(x.grad()).isCloseTo(24 * X * X, within(1e-12));
        assertThat(((Leaf) shadow.left).c).isCloseTo(4 * X * X * X, within(1e-12));
        assertThat(((Leaf) ((Product) shadow.right).right).c).isCloseTo(4 * X * X * X, within(1e-12));
    }

    /** One of each kind of reference, with values captured and without. */
    @Test
    void functionsThatWereCaptured() {
        double c = 4;
        DoubleUnaryOperator cubed = x -> x * x * x;
        DoubleUnaryOperator sine = x -> c * Math.sin(x);
        Disc disc = new Disc();
        assertThat(slope(x -> 2 * cubed.applyAsDouble(x), X)).isCloseTo(6 * X * X, within(1e-12));
        assertThat(slope(x -> twice(sine, x), X)).isCloseTo(8 * Math.cos(X), within(1e-12));
        assertThat(slope(cubed::applyAsDouble, X)).isCloseTo(3 * X * X, within(1e-12));
        assertThat(slope(cubed.andThen(sine)::applyAsDouble, X))
                .isCloseTo(c * Math.cos(X * X * X) * 3 * X * X, within(1e-12));
        assertThat(slope(x -> twice(disc::area, x), X)).isCloseTo(8 * X, within(1e-12));
        DoubleUnaryOperator bound = disc::area;
        assertThat(slope(x -> bound.applyAsDouble(x), X)).isCloseTo(4 * X, within(1e-12));
        Function<Double, Double> boxed = Math::sin;
        assertThat(slope(x -> boxed.apply(x) * x, X)).isCloseTo(Math.cos(X) * X + Math.sin(X), within(1e-12));
        BinaryOperator<Double> product = (p, q) -> p * q;
        assertThat(slope(x -> product.apply(x, x * x), X)).isCloseTo(3 * X * X, within(1e-12));
        DoubleBinaryOperator power = Math::pow;
        assertThat(slope(x -> power.applyAsDouble(x, 3), X)).isCloseTo(3 * X * X, within(1e-12));
        ToDoubleFunction<Shape> atTwo = s -> s.area(2);
        assertThat(slope(x -> x * atTwo.applyAsDouble(disc), X)).isEqualTo(8);
        Shape[] own = {x -> x * x, sine::applyAsDouble, cubed::applyAsDouble};
        assertThat(slope(x -> sum(own, x), X)).isCloseTo(2 * X + c * Math.cos(X) + 3 * X * X, within(1e-12));
        Map<String, DoubleUnaryOperator> named = Map.of("cubed", cubed, "sine", sine);
        assertThat(slope(x -> named.get("sine").applyAsDouble(x), X)).isCloseTo(c * Math.cos(X), within(1e-12));
        assertThat(slope(y -> derivative(x -> twice(cubed, x), y), X)).isCloseTo(12 * X, within(1e-12));
        var x = active(X);
        autodiff(REVERSE, MetObjectsIT::twice, constant(sine), x);
        assertThat(x.grad()).isCloseTo(8 * Math.cos(X), within(1e-12));
    }

    @Test
    void inSplitModeTheFormOfTheForwardPassHolds() {
        Shape[] shapes = {new Disc(), new Cube()};
        Fn1<Double, Double> first = v -> shapes[0].area(v);
        Thunk thunk = thunk(REVERSE, first, Activity.ACTIVE);
        var x = active(X);
        var tape = thunk.forward(x);
        shapes[1] = new Doubled(); // so that a forward pass now would be compiled for other classes, with another tape
        thunk.reverse(tape, x);
        assertThat(x.grad()).isCloseTo(4 * X, within(1e-12));
    }

    /** Such an object is not reached from the arguments: what it does is not known, and another class's method would be wrong. */
    static Shape elsewhere = new Cube();

    @Test
    void anObjectThatIsNotReachedFromTheArgumentsIsRefused() {
        Shape[] shapes = {new Disc(), new Cube()};
        Fn1<Double, Double> f = x -> (x > 0 ? shapes[0] : elsewhere).area(x);
        assertThat(slope(f, X)).isCloseTo(4 * X, within(1e-12));
        assertThat(slope(f, -X)).isCloseTo(21 * X * X, within(1e-12)); // a class that is known
        elsewhere = new Doubled(); // a class below one that is known
        assertThatThrownBy(() -> derivative(f, -X))
                .isInstanceOf(CompileException.class)
                .hasMessageContaining("a virtual call of dev.adagent.conformance.MetObjectsIT$Shape.area")
                .hasMessageContaining("not among those of the objects that this call of autodiff passes")
                .hasMessageContaining("MetObjectsIT.java:");
    }
}
