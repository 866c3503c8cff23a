package dev.adagent.codegen.math;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FusedMathTest {
    private static final MathContext DIGITS = new MathContext(45);

    /** eˣ by its series at x/2¹², squared twelve times. */
    private static BigDecimal exp(BigDecimal x) {
        BigDecimal t = x.divide(BigDecimal.valueOf(4096), DIGITS);
        BigDecimal sum = BigDecimal.ONE;
        BigDecimal term = BigDecimal.ONE;
        for (int i = 1; i < 40; i++) {
            term = term.multiply(t, DIGITS).divide(BigDecimal.valueOf(i), DIGITS);
            sum = sum.add(term, DIGITS);
        }
        for (int i = 0; i < 12; i++) {
            sum = sum.multiply(sum, DIGITS);
        }
        return sum;
    }

    /** ln x by one step of Halley's method from a double: its error is cubed. */
    private static BigDecimal log(double x) {
        BigDecimal guess = new BigDecimal(StrictMath.log(x));
        BigDecimal e = exp(guess);
        BigDecimal a = new BigDecimal(x);
        BigDecimal step = a.subtract(e).divide(a.add(e), DIGITS);
        return guess.add(step.add(step), DIGITS);
    }

    private static double ulps(double got, double x) {
        return ulps(got, exp(new BigDecimal(x)));
    }

    private static double ulps(double got, BigDecimal want) {
        double ulp = Math.ulp(want.doubleValue());
        return new BigDecimal(got)
                .subtract(want)
                .abs()
                .divide(new BigDecimal(ulp), DIGITS)
                .doubleValue();
    }

    @Test
    void expIsWithinOneUlp() {
        SplittableRandom random = new SplittableRandom(11);
        double worst = 0;
        for (int i = 0; i < 6000; i++) {
            double x = switch (i % 4) {
                case 0 -> random.nextDouble(-745, 709.7);
                case 1 -> random.nextDouble(-1, 1);
                case 2 -> random.nextDouble(-20, 20);
                default -> (random.nextInt(-1000, 1000) + 0.5) * Math.log(2); // where the reduction changes
            };
            worst = Math.max(worst, ulps(FusedMath.exp(x), x));
        }
        assertThat(worst).isBetween(0.5, 1.0);
        assertThat(ulps(Math.nextUp(Math.nextUp(Math.exp(3))), 3))
                .as("two doubles off")
                .isGreaterThan(1);
    }

    @Test
    void expNeverLeavesStrictMathsNeighbours() {
        SplittableRandom random = new SplittableRandom(12);
        for (int i = 0; i < 1_000_000; i++) {
            double x = DeviceMathTest.argument(random, i);
            double want = StrictMath.exp(x);
            double got = FusedMath.exp(x);
            if (Double.doubleToLongBits(got) != Double.doubleToLongBits(want)
                    && Math.abs(got - want) > 1.5 * Math.ulp(want)) { // both within 1 ulp: neighbours, or one between
                throw new AssertionError("exp(" + x + ") = " + got + ", StrictMath has " + want);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            doubles = {
                0.0,
                -0.0,
                Double.NaN,
                Double.POSITIVE_INFINITY,
                Double.NEGATIVE_INFINITY,
                709.7827128933841,
                -745.1332191019411,
                -745.1332191019412,
                -745.2,
                1e-300,
                -1e-300,
                Double.MAX_VALUE,
                -Double.MAX_VALUE,
                Double.MIN_VALUE
            })
    void expOfHardArgumentsIsStrictMaths(double x) {
        assertThat((Double) FusedMath.exp(x)).isEqualTo((Double) StrictMath.exp(x));
    }

    @Test
    void expDoesNotOverflowEarly() {
        assertThat(ulps(FusedMath.exp(709.782712893384), 709.782712893384)).isLessThan(1);
    }

    @Test
    void logIsWithinOneUlp() {
        SplittableRandom random = new SplittableRandom(13);
        double worst = 0;
        for (int i = 0; i < 6000; i++) {
            double x = switch (i % 4) {
                case 0 -> Math.scalb(1 + random.nextDouble(), random.nextInt(-1074, 1023));
                case 1 -> random.nextDouble(0.5, 2);
                case 2 -> 1 + (random.nextDouble() - 0.5) * Math.scalb(1.0, -random.nextInt(50));
                default -> Math.sqrt(2) * (1 + random.nextInt(-9, 9) * 0x1p-52) * (1 << random.nextInt(20));
            };
            if (x != 1) {
                worst = Math.max(worst, ulps(FusedMath.log(x), log(x)));
            }
        }
        assertThat(worst).isBetween(0.5, 1.0);
    }

    @Test
    void tanhIsWithinTwoUlps() {
        SplittableRandom random = new SplittableRandom(15);
        double worst = 0;
        for (int i = 0; i < 4000; i++) {
            double x = i % 2 == 0 ? random.nextDouble(-0.7, 0.7) : random.nextDouble(-23, 23);
            BigDecimal e = exp(new BigDecimal(2 * x));
            BigDecimal want = e.subtract(BigDecimal.ONE).divide(e.add(BigDecimal.ONE), DIGITS);
            worst = Math.max(worst, ulps(FusedMath.tanh(x), want));
        }
        assertThat(worst).isBetween(0.5, 1.6);
        for (double x : new double[] {
            0.0, -0.0, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 1e-300, -1e-9, 22, -22.5, 30
        }) {
            assertThat((Double) FusedMath.tanh(x)).isEqualTo((Double) StrictMath.tanh(x));
        }
    }

    @Test
    void log10IsWithinOneUlpAndExactForPowersOfTen() {
        BigDecimal ln10 = log(10);
        SplittableRandom random = new SplittableRandom(14);
        double worst = 0;
        for (int i = 0; i < 6000; i++) {
            double x = switch (i % 4) {
                case 0 -> Math.scalb(1 + random.nextDouble(), random.nextInt(-1074, 1023));
                case 1 -> random.nextDouble(0.5, 2);
                case 2 -> 1 + (random.nextDouble() - 0.5) * Math.scalb(1.0, -random.nextInt(50));
                default -> Math.sqrt(2) * (1 + random.nextInt(-9, 9) * 0x1p-52) * (1 << random.nextInt(20));
            };
            if (x != 1) {
                worst = Math.max(worst, ulps(FusedMath.log10(x), log(x).divide(ln10, DIGITS)));
            }
        }
        assertThat(worst).isBetween(0.49, 0.6);
        for (int n = -5; n <= 22; n++) {
            double power = Double.parseDouble("1e" + n);
            assertThat(FusedMath.log10(power)).isEqualTo(n);
        }
        for (double x : new double[] {0.0, -0.0, 1.0, -1.0, Double.NaN, Double.POSITIVE_INFINITY, -1e300}) {
            assertThat((Double) FusedMath.log10(x)).isEqualTo((Double) StrictMath.log10(x));
        }
    }

    @ParameterizedTest
    @ValueSource(
            doubles = {
                0.0,
                -0.0,
                1.0,
                -1.0,
                Double.NaN,
                Double.POSITIVE_INFINITY,
                Double.NEGATIVE_INFINITY,
                Double.MIN_VALUE,
                -Double.MIN_VALUE
            })
    void logOfHardArgumentsIsStrictMaths(double x) {
        assertThat((Double) FusedMath.log(x)).isEqualTo((Double) StrictMath.log(x));
    }
}
