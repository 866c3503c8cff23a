package dev.adagent.overlay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Decimals of compiled code are those of the JDK. */
class DecimalTest {
    private static void check(double x, int scale, RoundingMode mode) {
        double expected = BigDecimal.valueOf(x).setScale(scale, mode).doubleValue();
        double got = Decimal.doubleValue(Decimal.setScale(Decimal.valueOf(x), scale, mode));
        assertThat(got).as("%s to %d places, %s", x, scale, mode).isEqualTo(expected);
    }

    /** Halves, too, which decide between the modes. */
    @Test
    void roundsAsBigDecimalDoes() {
        Random random = new Random(7);
        for (int k = 0; k < 3000; k++) {
            double x = k % 3 == 0
                    ? random.nextInt(20_000) / 1000.0 - 10
                    : k % 3 == 1 ? random.nextGaussian() * 1000 : random.nextInt(4000) / 8.0 - 250;
            for (RoundingMode mode : RoundingMode.values()) {
                if (mode != RoundingMode.UNNECESSARY) {
                    check(x, random.nextInt(9) - 2, mode);
                }
            }
        }
    }

    @Test
    void roundsTheLargestAndTheSmallest() {
        double[] hard = {
            Double.MIN_VALUE,
            Double.MAX_VALUE,
            Double.MIN_NORMAL,
            -0.0,
            1e22,
            1e23,
            0x1p1023,
            5e-324,
            9.995,
            1.005,
            2.5e-310
        };
        for (double x : hard) {
            for (int scale : new int[] {0, 2, 17, 340, -3, -300}) {
                check(x, scale, RoundingMode.HALF_UP);
            }
        }
    }

    /** No decimal with fewer digits is read as the same number, and none with as many is nearer. */
    @Test
    void hasTheShortestDigits() {
        Random random = new Random(11);
        for (int k = 0; k < 2000; k++) {
            double x = Math.abs(Double.longBitsToDouble(random.nextLong()));
            if (Double.isNaN(x) || Double.isInfinite(x)) {
                continue;
            }
            Decimal d = Decimal.valueOf(x);
            assertThat(Decimal.doubleValue(d)).isEqualTo(x);
            BigDecimal ours = d.toBigDecimal();
            BigDecimal jdk = BigDecimal.valueOf(x);
            assertThat(ours.stripTrailingZeros().precision())
                    .isLessThanOrEqualTo(jdk.stripTrailingZeros().precision());
            if (ours.stripTrailingZeros().precision()
                    == jdk.stripTrailingZeros().precision()) {
                BigDecimal exact = new BigDecimal(x);
                assertThat(ours.subtract(exact).abs())
                        .isLessThanOrEqualTo(jdk.subtract(exact).abs());
            }
        }
    }

    @Test
    void refusesAsBigDecimalDoes() {
        assertThatThrownBy(() -> Decimal.valueOf(Double.NaN)).isInstanceOf(NumberFormatException.class);
        assertThatThrownBy(() -> Decimal.setScale(Decimal.valueOf(1.5), 0)).hasMessage("Rounding necessary");
        assertThatThrownBy(() -> Decimal.setScale(Decimal.valueOf(1.5), 0, 9)).hasMessage("Invalid rounding mode");
        assertThatThrownBy(() -> Decimal.valueOf(Long.MAX_VALUE)).isInstanceOf(ArithmeticException.class);
    }
}
