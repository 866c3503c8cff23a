package dev.adagent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Method references of the JDK's interfaces whose boxed arguments are widened on the way: a lambda's class does not say so by its method's type. */
class WidenedLambdasIT {
    @TempDir
    Path folder;

    @Test
    void takeNumbersOutOfTheRightWrappers() {
        App app = new App(folder).source("Main", """
                import static dev.adagent.Autodiff.*;

                import dev.adagent.*;
                import java.util.function.*;

                public class Main {
                    static double mixed(double a, long b) {
                        return a * 10 + b;
                    }

                    static double same(double a, double b) {
                        return a * 10 + b;
                    }

                    static Double boxed(double a) {
                        return a;
                    }

                    static double ofLong(long k) {
                        return k;
                    }

                    static double ofInt(int k) {
                        return k;
                    }

                    static double twice(Function<Integer, Double> f, double x) {
                        return f.apply(4) * x * x;
                    }

                    static void print(String name, Fn1<Double, Double> f) {
                        double d;
                        try {
                            Active a = active(3.0);
                            autodiff(REVERSE, f, a);
                            d = a.grad();
                        } catch (CompileException e) {
                            System.out.println(name + " refused");
                            return;
                        }
                        double slope = (f.call(3 + 1e-5) - f.call(3 - 1e-5)) / 2e-5;
                        System.out.println(name + (Math.abs(d - slope) < 1e-6 * Math.abs(slope) ? " right" : " wrong " + d));
                    }

                    public static void main(String[] args) {
                        Function<Integer, Double> root = Math::sqrt;
                        Function<Double, Double> own = Math::sqrt;
                        Function<Short, Double> ofShort = Main::ofLong;
                        ToDoubleFunction<Character> ofChar = Main::ofInt;
                        ToDoubleFunction<Integer> both = Main::boxed;
                        BiFunction<Integer, Integer, Double> ints = Main::mixed;
                        BiFunction<Double, Long, Double> wide = Main::mixed;
                        BiFunction<Double, Double, Double> doubles = Main::same;
                        BiFunction<Double, Integer, Double> open = Main::same;
                        print("root", x -> root.apply(4) * x * x);
                        print("own", x -> own.apply(x) * x);
                        print("short", x -> ofShort.apply((short) 4) * x * x);
                        print("char", x -> ofChar.applyAsDouble('a') * x * x);
                        print("both", x -> both.applyAsDouble(5) * x * x);
                        print("ints", x -> ints.apply(5, 4) * x * x);
                        print("wide", x -> wide.apply(x, 4L) * x);
                        print("doubles", x -> doubles.apply(x, 4.0) * x);
                        print("open", x -> open.apply(x, 4) * x);
                        Active a = active(3.0);
                        autodiff(REVERSE, Main::twice, constant(root), a);
                        System.out.println("passed " + a.grad());
                    }
                }
                """);
        Jvm.Run run = new Jvm(folder).withAgent().args("-jar", app.jar()).run();
        assertThat(run.exit()).as(run.toString()).isZero();
        assertThat(run.out().lines())
                .containsExactly(
                        "root right",
                        "own right",
                        "short right",
                        "char right",
                        "both refused", // of Integer and Double one is the result's: which is not told apart
                        "ints right",
                        "wide right",
                        "doubles right",
                        "open refused", // nor which of the two parameters is the Double
                        "passed 12.0");
    }
}
