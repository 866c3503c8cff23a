package dev.adagent.conformance;

import static dev.adagent.Autodiff.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.adagent.Activity;
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
