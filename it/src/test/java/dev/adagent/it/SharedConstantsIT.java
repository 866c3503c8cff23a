package dev.adagent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What {@code makeZero} shares between an object and its shadow has no derivative and is left as it is: enum constants and lambdas. */
class SharedConstantsIT {
    @TempDir
    Path folder;

    @Test
    @Timeout(240)
    void haveNoDerivative() {
        App app = new App(folder).source("Shares", """
                import static dev.adagent.Autodiff.*;

                import dev.adagent.*;
                import java.util.function.*;

                public class Shares {
                    enum Material implements Solid {
                        STEEL(8), WOOD(2);
                        final double density;
                        final double[] table = {3, 4};
                        Material(double d) { density = d; }
                        public double weight(double v) { return density * v * table[1]; }
                    }

                    interface Solid { double weight(double v); }

                    record Piece(double v, Material m) {}

                    static final class Bar {
                        double v = 3;
                        Material m = Material.STEEL;
                        Material none;
                        Solid solid = Material.WOOD;
                        Piece piece = new Piece(5, Material.WOOD);
                        DoubleUnaryOperator twice = x -> 2 * x;
                        Bar next, same;
                    }

                    static double number(Bar b, double x) { return b.none == null ? b.m.density * b.v * x : 0; }
                    static double table(Bar b, double x) { return b.m.table[0] * b.v * x; }
                    static double solid(Bar b, double x) { return b.solid.weight(b.v) * x; }
                    static double record(Bar b, double x) { return b.piece.m().density * b.v * x; }
                    static double power(DoubleUnaryOperator f, double v, int n) { return n == 0 ? v : f.applyAsDouble(power(f, v, n - 1)); }
                    static double lambda(Bar b, double x) { return power(b.twice, b.v, 2) * x; }
                    static double product(Bar b, double x) { return b == null ? x : b.v * b.solid.weight(1) * product(b.next, x); }
                    static double met(Bar b, double x) { return b.next.v * b.same.m.density * x; }
                    static double elements(Bar[] bars, double x) { double s = x; for (Bar b : bars) s *= b.v * b.m.density; return s; }

                    static <T> void show(String name, Fn2<T, Double, Double> f, T o, ToDoubleFunction<T> slope) {
                        T shadow = makeZero(o);
                        var x = active(7.0);
                        autodiff(REVERSE, f, duplicated(o, shadow), x);
                        double t = autodiff(FORWARD, f, duplicated(o, makeZero(o)), duplicated(7.0, 1.0)).tangent();
                        System.out.println(name + " " + x.grad() + " " + t + " " + slope.applyAsDouble(shadow));
                    }

                    public static void main(String[] args) {
                        show("number", Shares::number, new Bar(), s -> s.v);
                        show("table", Shares::table, new Bar(), s -> s.v);
                        show("solid", Shares::solid, new Bar(), s -> s.v);
                        show("record", Shares::record, new Bar(), s -> s.v);
                        show("lambda", Shares::lambda, new Bar(), s -> s.v);
                        Bar two = new Bar();
                        two.next = new Bar();
                        two.same = two.next;
                        show("product", Shares::product, two, s -> s.next.v);
                        show("met", Shares::met, two, s -> s.same.v);
                        show("elements", Shares::elements, new Bar[] {new Bar(), new Bar()}, s -> s[1].v);
                        for (Material m : Material.values()) {
                            System.out.println(m.density + " " + m.table[0] + " " + m.table[1]);
                        }
                    }
                }
                """);
        Jvm.Run run =
                new Jvm(folder).withAgent().timeout(180).args("-jar", app.jar()).run();
        assertThat(run.exit()).as(run.toString()).isZero();
        assertThat(run.out().lines())
                .containsExactly(
                        "number 24.0 24.0 56.0",
                        "table 9.0 9.0 21.0",
                        "solid 24.0 24.0 56.0",
                        "record 6.0 6.0 14.0",
                        "lambda 12.0 12.0 28.0",
                        "product 576.0 576.0 1344.0",
                        "met 24.0 24.0 56.0",
                        "elements 576.0 576.0 1344.0",
                        "8.0 3.0 4.0",
                        "2.0 3.0 4.0");
    }
}
