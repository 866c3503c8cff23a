package dev.adagent.conformance;

import static dev.adagent.Autodiff.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.adagent.Activity;
import dev.adagent.ActivityException;
import dev.adagent.CompileException;
import dev.adagent.Fn1;
import dev.adagent.Fn2;
import dev.adagent.Thunk;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Which method a function means is decided by its receiver, as in any call. */
@EnabledIfSystemProperty(named = "adagent.conformance.device", matches = "host")
class ReceiversIT {
    interface Law {
        double at(double x);

        default double twice(double x) {
            return 2 * x;
        }
    }

    interface Steeper extends Law {
        @Override
        default double twice(double x) {
            return 4 * x;
        }
    }

    static class Linear implements Law {
        @Override
        public double at(double x) {
            return x;
        }
    }

    static class Square extends Linear implements Steeper {
        double c = 3;

        @Override
        public double at(double x) {
            return c * x * x;
        }
    }

    abstract static class Shape {
        abstract double area(double r);

        private double half(double r) {
            return r / 2;
        }

        Fn1<Double, Double> halved() {
            return this::half;
        }
    }

    static final class Disc extends Shape {
        @Override
        double area(double r) {
            return Math.PI * r * r;
        }
    }

    private static final List<Linear> BOTH = List.of(new Linear(), new Square(), new Linear(), new Square());

    private static double slope(Linear law) {
        return law instanceof Square ? 12 : 1;
    }

    @Test
    void ofAMethodReferenceThatCaptures() {
        for (int round = 0; round < 5; round++) {
            for (Linear law : BOTH) { // one call site: the direct way, too, asks for the class
                var x = active(2.0);
                autodiff(REVERSE, law::at, x);
                assertThat(x.grad()).isEqualTo(slope(law));
                assertThat(derivative(law::at, 2.0)).isEqualTo(slope(law));
            }
        }
    }

    @Test
    void ofTheFirstArgument() {
        Fn2<Linear, Double, Double> at = Linear::at;
        for (int round = 0; round < 5; round++) {
            for (Linear law : BOTH) {
                var x = active(2.0);
                Linear shadow = makeZero(law);
                autodiff(REVERSE, at, duplicated(law, shadow), x);
                assertThat(x.grad()).isEqualTo(slope(law));
                assertThat(shadow instanceof Square s ? s.c : 4).isEqualTo(4);
            }
        }
    }

    @Test
    void ofAbstractMethodsAndThoseOfInterfaces() {
        Shape disc = new Disc();
        assertThat(derivative(disc::area, 2.0)).isEqualTo(4 * Math.PI);
        assertThat(derivative(disc.halved(), 2.0)).isEqualTo(0.5);
        Law law = new Square();
        assertThat(derivative(law::at, 2.0)).isEqualTo(12);
        assertThat(derivative(law::twice, 2.0)).isEqualTo(4);
        Law plain = new Linear();
        assertThat(derivative(plain::twice, 2.0)).isEqualTo(2);
    }

    @Test
    void ofAReferenceToALambda() {
        double c = 5;
        Fn1<Double, Double> f = x -> c * x * x;
        assertThat(derivative(f::call, 2.0)).isEqualTo(20);
    }

    interface Map1<A> {
        A apply(A a);
    }

    static class Cube implements Map1<Double> {
        @Override
        public Double apply(Double a) {
            return a * a * a;
        }
    }

    static class Steep extends Cube {
        @Override
        public Double apply(Double a) {
            return 2 * super.apply(a);
        }
    }

    @Test
    void ofGenericMethods() {
        for (Map1<Double> f : List.<Map1<Double>>of(new Cube(), new Steep(), new Cube())) {
            double expected = f instanceof Steep ? 24 : 12;
            assertThat(derivative(f::apply, 2.0)).isEqualTo(expected);
            assertThat(derivative(x -> f.apply(x) + x, 2.0)).isEqualTo(expected + 1);
        }
    }

    private static double through(Linear law, double x) {
        return law.at(x) * x;
    }

    /** Final fields say which classes their objects are of. */
    private static final class Model {
        private final Law law;
        private final Linear other;

        Model(Law law, Linear other) {
            this.law = law;
            this.other = other;
        }

        double value(double x) {
            return law.at(x) * other.at(x);
        }
    }

    @Test
    void ofObjectsThatAreCapturedOrPassed() {
        for (int round = 0; round < 3; round++) {
            for (Linear law : BOTH) {
                double expected = law instanceof Square ? 36 : 4;
                assertThat(derivative(x -> law.at(x) * x, 2.0)).isEqualTo(expected);
                var x = active(2.0);
                autodiff(REVERSE, ReceiversIT::through, constant(law), x);
                assertThat(x.grad()).isEqualTo(expected);
                Linear shadow = makeZero(law);
                autodiff(REVERSE, ReceiversIT::through, duplicated(law, shadow), x);
                assertThat(shadow instanceof Square s ? s.c : 8).isEqualTo(8);
                Thunk thunk = thunk(REVERSE, ReceiversIT::through, Activity.CONSTANT, Activity.ACTIVE);
                var y = active(2.0);
                thunk.reverse(thunk.forward(constant(law), y), constant(law), y);
                assertThat(y.grad()).isEqualTo(expected);
            }
        }
    }

    @Test
    void ofObjectsInFinalFields() {
        Model squares = new Model(new Square(), new Square());
        Model mixed = new Model(new Square(), new Linear());
        for (int round = 0; round < 3; round++) {
            assertThat(derivative(squares::value, 2.0)).isEqualTo(9 * 4 * 8);
            assertThat(derivative(mixed::value, 2.0)).isEqualTo(3 * 3 * 4);
            assertThat(derivative(x -> mixed.value(x) + x, 2.0)).isEqualTo(3 * 3 * 4 + 1);
        }
    }

    @Test
    void ofFunctionsWithAnActivityOfTheirOwn() {
        Square square = new Square();
        Square shadow = makeZero(square);
        Model model = new Model(square, new Linear());
        Model dmodel = new Model(shadow, new Linear());
        Fn1<Double, Double> f = model::value;
        Fn1<Double, Double> df = dmodel::value;
        var x = active(2.0);
        autodiffClosure(REVERSE, duplicated(f, df), null, x);
        assertThat(x.grad()).isEqualTo(3 * 3 * 4);
        assertThat(shadow.c).isEqualTo(8);
    }

    private static double twiceDerived(Fn1<Double, Double> f, double x) {
        return derivative(y -> derivative(f, y), x);
    }

    @Test
    void ofFunctionsThatAreCaptured() {
        for (double c : new double[] {3, 5}) {
            Fn1<Double, Double> f = x -> c * x * x * x;
            Fn1<Double, Double> g = Math::sin;
            Fn1<Double, Double> both = x -> g.call(f.call(x));
            assertThat(derivative(both, 0.5)).isCloseTo(3 * c * 0.25 * Math.cos(c * 0.125), within(1e-14));
            Fn1<Double, Double> first = x -> derivative(f, x);
            Fn1<Double, Double> second = x -> {
                var a = active((double) x);
                autodiff(REVERSE, first, a);
                return a.grad();
            };
            assertThat(derivative(first, 2.0)).isEqualTo(12 * c);
            assertThat(derivative(second, 2.0)).isEqualTo(6 * c);
            assertThat(twiceDerived(f, 2.0)).isEqualTo(12 * c);
        }
    }

    private static double horner(String digits, double x) {
        double s = 0;
        for (int i = 0; i < digits.length(); i++) {
            s = s * x + digits.charAt(i) - '0';
        }
        return s;
    }

    private static double named(String power, double x) {
        return switch (power) {
            case "square" -> x * x;
            case "cube" -> x * x * x;
            default -> power.isEmpty() ? 0 : x;
        };
    }

    @Test
    void ofStringsThatArePassed() {
        assertThat(derivative(x -> horner("123", x), 2.0)).isEqualTo(6);
        assertThat(derivative(x -> horner("1000", x), 2.0)).isEqualTo(12);
        var x = active(2.0);
        autodiff(REVERSE, ReceiversIT::named, constant("cube"), x);
        autodiff(REVERSE, ReceiversIT::named, constant("square"), x);
        autodiff(REVERSE, ReceiversIT::named, constant("other"), x);
        autodiff(REVERSE, ReceiversIT::named, constant(""), x);
        assertThat(x.grad()).isEqualTo(12 + 4 + 1);
    }

    private record Tagged(String name, double weight, double[] x) {}

    private sealed interface Term permits Leaf, Product {}

    private record Leaf(double v) implements Term {}

    private record Product(Term left, Term right) implements Term {}

    private static double value(Term t) {
        return t instanceof Product p ? value(p.left) * value(p.right) : ((Leaf) t).v;
    }

    @Test
    void gradientsOfRecordsThatHoldOtherObjects() {
        Tagged g = gradient((Tagged t) -> t.name.length() * t.weight * t.x[0], new Tagged("abc", 2, new double[] {5}));
        assertThat(g.weight()).isEqualTo(15);
        assertThat(g.x()).containsExactly(6);
        Term product = new Product(new Leaf(2), new Product(new Leaf(3), new Leaf(5)));
        Term d = gradient(ReceiversIT::value, product);
        assertThat(d).isEqualTo(new Product(new Leaf(15), new Product(new Leaf(10), new Leaf(6))));
        assertThatThrownBy(() -> autodiff(REVERSE, ReceiversIT::value, active(new Leaf(2))))
                .isInstanceOf(ActivityException.class)
                .hasMessageContaining("active(Leaf), is declared as")
                .hasMessageContaining("duplicated(x, makeZero(x))");
    }

    private static Law law;

    @Test
    void whatIsNotKnownIsRefused() {
        law = new Square(); // nothing that the call passes leads there
        assertThatThrownBy(() -> derivative(x -> law.at(x), 2.0))
                .isInstanceOf(CompileException.class)
                .hasMessageContaining("a virtual call of dev.adagent.conformance.ReceiversIT$Law.at")
                .hasMessageContaining("pass the receiver as an argument or capture it");
    }

    @Test
    void inSplitMode() {
        for (Linear law : BOTH) {
            Thunk thunk = thunk(REVERSE, law::at, Activity.ACTIVE);
            var x = active(2.0);
            thunk.reverse(thunk.forward(x), x);
            assertThat(x.grad()).isEqualTo(slope(law));
        }
    }
}
