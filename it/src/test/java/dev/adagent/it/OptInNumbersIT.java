package dev.adagent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code autodiff} and {@code autodiffDeferred} on the host, of many functions: to the bit the same in a class that opted in, whose calls
 * are linked call sites, and in one that the agent did not touch.
 */
class OptInNumbersIT {
    private static final List<String> BODIES = List.of(
            "return x;",
            "return 3.5;",
            "return x * x - 1 / x;",
            "return ((2 * x - 3) * x + 0.5) * x - 7;",
            "return x % 0.7 + x;",
            "return -x / (1 + x * x);",
            "return Math.sin(x) * Math.cos(2 * x);",
            "return Math.tan(x / 3);",
            "return Math.asin(x / 4) + Math.acos(x / 5);",
            "return Math.atan(x) * Math.atan2(x, 2);",
            "return Math.sinh(x) - Math.cosh(x) * Math.tanh(x);",
            "return Math.exp(-x * x) + Math.expm1(x);",
            "return Math.log(x) * Math.log1p(x) + Math.log10(x);",
            "return Math.sqrt(x) + Math.cbrt(x) + Math.hypot(x, 3);",
            "return Math.pow(x, 2.5) + Math.pow(2, x);",
            "return Math.abs(x - 2) + Math.max(x, 1) * Math.min(x, 2);",
            "return Math.fma(x, x, x) + Math.floor(x) * x + Math.signum(x) * x;",
            "return StrictMath.sin(x) * StrictMath.exp(x);",
            "return x > 1 ? x * x : 1 / x;",
            "double p = 1; for (int i = 1; i <= 5; i++) p *= i * x; return p;",
            "double p = x; while (Math.abs(p) < 50) p = p * p + 0.5; return p;",
            "double s = 0; for (int i = 0; i < 10; i++) { if (s > 20) break; if (i % 2 == 0) continue; s += i * x; } return s;",
            "double s = 0; int i = 0; do { s += x / (i + 1); i++; } while (i < 4); return s * s;",
            "double[] a = new double[4]; a[0] = x; for (int i = 1; i < 4; i++) a[i] = a[i - 1] * x + i; return a[3];",
            "double[] a = {x, 2 * x, 3}; double t = a[0]; a[0] = a[1] * t; a[1] = a[0] * a[2]; return a[1] - t;",
            "float f = (float) x; return f * f * 0.5f;",
            "return (int) x * x + (long) (2 * x) * x;",
            "switch ((int) x) { case 0: return x; case 1: return x * x; default: return x * x * x; }",
            "return power(x, 5) + power(x, 2);",
            "return new Pair(x, x * x).product();",
            "Pair a = new Pair(x, 2); a = new Pair(a.right() * a.left(), a.left()); return a.product();",
            "java.util.function.DoubleUnaryOperator f = t -> t * x + 1; return f.applyAsDouble(x) * f.applyAsDouble(2);",
            "try { return x * new double[] {2, 3}[(int) x]; } catch (ArrayIndexOutOfBoundsException e) { return 7 * x; }",
            "double m = x; for (double v : new double[] {0.5, 2 * x, 1.5}) m = Math.max(m, v); return m * m;",
            "double best = 0; for (int i = 0; i < 6; i++) { double d = Math.sin(i * x); if (d > best) best = d; } return best;",
            "double s = 0; for (int i = 0; i < 3; i++) for (int j = i; j < 3; j++) s += Math.cos(i * x) * Math.exp(-j * x); return s;");

    private static final String HEAD = """
            import static dev.adagent.Autodiff.*;
            import dev.adagent.*;

            public class Many {
                record Pair(double left, double right) {
                    double product() { return left * right; }
                }

                static double power(double x, int n) { return n == 0 ? 1 : x * power(x, n - 1); }

                static void line(String name, double x, double plain, Active a, Active b, Result r, Result s, Result t) {
                    System.out.print(name + " " + plain);
                    for (double d : new double[] {a.grad(), b.grad(), r.primal(), s.tangent(), t.tangent(), t.primal()}) {
                        System.out.print(" " + Long.toHexString(Double.doubleToRawLongBits(d)));
                    }
                    System.out.println();
                }
            """;

    @TempDir
    Path folder;

    private static String source() {
        StringBuilder b = new StringBuilder(HEAD);
        StringBuilder main = new StringBuilder(
                "public static void main(String[] args) { for (double x : new double[] {0.6, 2.3}) {\n");
        for (int i = 0; i < BODIES.size(); i++) {
            String f = "f" + i;
            b.append("static double ")
                    .append(f)
                    .append("(double x) { ")
                    .append(BODIES.get(i))
                    .append(" }\n");
            b.append("""
                    static void row$F(double x) {
                        var a = active(x);
                        Result r = autodiff(REVERSE_WITH_PRIMAL, Many::$F, a);
                        var b = active(x);
                        autodiffDeferred(REVERSE, Many::$F, b);
                        Result s = autodiff(FORWARD, Many::$F, duplicated(x, 1.0));
                        Result t = autodiffDeferred(FORWARD_WITH_PRIMAL, Many::$F, duplicated(x, 1.0));
                        double h = 1e-5;
                        line("$F", x, (f$N(x + h) - f$N(x - h)) / (2 * h), a, b, r, s, t);
                    }
                    """.replace("f$N", f).replace("$F", f));
            main.append("row").append(f).append("(x);\n");
        }
        return b.append(main).append("} } }\n").toString();
    }

    private List<String> run(String name, boolean optIn) {
        App app = new App(folder.resolve(name)).source("Many", source());
        Jvm.Run run = new Jvm(folder)
                .withAgent()
                .args("-jar", (optIn ? app.optIn() : app).jar())
                .run();
        assertThat(run.exit()).as(run.toString()).isZero();
        return run.out().lines().toList();
    }

    @Test
    void manyFunctionsGiveTheSameNumbersEitherWay() {
        List<String> in = run("in", true);
        assertThat(run("out", false)).isEqualTo(in);
        assertThat(in).hasSize(2 * BODIES.size()).hasSizeGreaterThan(60);
        Map<String, Integer> right = new TreeMap<>();
        for (String line : in) {
            String[] words = line.split(" ");
            assertThat(words[3]).as("deferred, %s", line).isEqualTo(words[2]);
            assertThat(words[7]).as("both give the value, %s", line).isEqualTo(words[4]);
            double reverse = number(words[2]);
            double difference = Double.parseDouble(words[1]);
            for (int k : new int[] {2, 5, 6}) {
                assertThat(number(words[k]))
                        .as(line)
                        .isCloseTo(reverse, org.assertj.core.data.Percentage.withPercentage(1e-9));
            }
            if (Math.abs(reverse - difference) <= 1e-5 * Math.max(1, Math.abs(difference))) {
                right.merge(words[0], 1, Integer::sum);
            }
        }
        // a float's difference is its rounding
        assertThat(right).hasSizeGreaterThanOrEqualTo(BODIES.size() - 1);
    }

    private static double number(String bits) {
        return Double.longBitsToDouble(Long.parseUnsignedLong(bits, 16));
    }
}
