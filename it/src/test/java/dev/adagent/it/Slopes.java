package dev.adagent.it;

/** A class of an app that compares the derivatives of functions with slopes, in both modes, at one point. */
final class Slopes {
    /** Its name, of which an app imports the static method {@code compare}. */
    static final String NAME = "harness.Slopes";

    static final String SOURCE = """
            package harness;

            import static dev.adagent.Autodiff.*;

            import dev.adagent.*;
            import java.util.*;

            public class Slopes {
                private static final double[] POINT = {0.7, -1.3};

                private static double at(Fn1<double[], Double> f, int i, double h) {
                    double[] x = POINT.clone();
                    x[i] += h;
                    return f.call(x);
                }

                private static String judge(double[] got, double[] wanted) {
                    for (int i = 0; i < 2; i++) {
                        if (!(Math.abs(got[i] - wanted[i]) <= 1e-6 * (1 + Math.abs(wanted[i])))) {
                            return "wrong: " + Arrays.toString(got) + " for " + Arrays.toString(wanted);
                        }
                    }
                    return "right";
                }

                private interface Gradient {
                    double[] get();
                }

                private static String judge(Gradient gradient, double[] wanted) {
                    try {
                        return judge(gradient.get(), wanted);
                    } catch (CompileException e) {
                        return "refused";
                    }
                }

                /** Prints whether derivatives are right. */
                public static void compare(String name, Fn1<double[], Double> f) {
                    compare(name, f, () -> {});
                }

                /** Prints whether derivatives are right. @param reset puts things back that the function changes */
                public static void compare(String name, Fn1<double[], Double> f, Runnable reset) {
                    double[] slopes = new double[2];
                    for (int i = 0; i < 2; i++) {
                        reset.run();
                        double right = at(f, i, 1e-5);
                        reset.run();
                        slopes[i] = (right - at(f, i, -1e-5)) / 2e-5;
                    }
                    reset.run();
                    String reverse = judge(() -> gradient(f, POINT.clone()), slopes);
                    String forward = judge(() -> {
                        double[] out = new double[2];
                        for (int i = 0; i < 2; i++) {
                            double[] dx = new double[2];
                            dx[i] = 1;
                            reset.run();
                            out[i] = autodiff(FORWARD, f, duplicated(POINT.clone(), dx)).tangent();
                        }
                        return out;
                    }, slopes);
                    System.out.println(name + " " + (reverse.equals(forward) ? reverse : reverse + " and " + forward));
                }
            }
            """;

    private Slopes() {}
}
