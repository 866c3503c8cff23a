package dev.adagent.overlay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class MathBodiesTest {
    private static final double[] EDGES = {
        0,
        -0.0,
        1,
        -1,
        0.5,
        1.5,
        2.5,
        3,
        Double.MIN_VALUE,
        3 * Double.MIN_VALUE,
        Double.MIN_NORMAL,
        0x1p-1021,
        0x1p1023,
        Double.MAX_VALUE,
        -Double.MAX_VALUE,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        Double.NaN
    };

    private static void check(double x, double p) {
        long want = Double.doubleToLongBits(Math.IEEEremainder(x, p));
        assertThat(Double.doubleToLongBits(MathBodies.ieeeRemainder(x, p)))
                .as("IEEEremainder(%s, %s)", x, p)
                .isEqualTo(want);
    }

    @Test
    void theRemainderHasTheBitsOfTheJdks() {
        for (double x : EDGES) {
            for (double p : EDGES) {
                check(x, p);
            }
        }
        Random random = new Random(5);
        for (int i = 0; i < 20_000; i++) {
            double x = Double.longBitsToDouble(random.nextLong());
            check(x, Double.longBitsToDouble(random.nextLong()));
            double p = random.nextDouble() * 8;
            check(random.nextGaussian() * 100, p);
            check(p * (random.nextInt(9) + 0.5), p);
            check(x, x * (random.nextInt(5) + 1) / 2);
        }
    }

    private static void checkUlp(double x) {
        assertThat(Double.doubleToLongBits(MathBodies.ulp(x)))
                .as("ulp(%s)", x)
                .isEqualTo(Double.doubleToLongBits(Math.ulp(x)));
        assertThat(Float.floatToIntBits(MathBodies.ulp((float) x)))
                .as("ulp((float) %s)", x)
                .isEqualTo(Float.floatToIntBits(Math.ulp((float) x)));
    }

    @Test
    void theSpacingHasTheBitsOfTheJdks() {
        for (double x : EDGES) {
            checkUlp(x);
        }
        checkUlp(Float.MAX_VALUE);
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            checkUlp(Double.longBitsToDouble(random.nextLong()));
            checkUlp(random.nextGaussian());
        }
    }

    private static void checkScalb(double x, int n) {
        assertThat(Double.doubleToLongBits(MathBodies.scalb(x, n)))
                .as("scalb(%s, %s)", x, n)
                .isEqualTo(Double.doubleToLongBits(Math.scalb(x, n)));
        assertThat(Float.floatToIntBits(MathBodies.scalb((float) x, n)))
                .as("scalb((float) %s, %s)", x, n)
                .isEqualTo(Float.floatToIntBits(Math.scalb((float) x, n)));
    }

    @Test
    void scalingHasTheBitsOfTheJdks() {
        int[] powers = {
            0,
            1,
            -1,
            511,
            512,
            513,
            -511,
            -512,
            -513,
            1023,
            -1074,
            2098,
            -2098,
            5000,
            -5000,
            Integer.MAX_VALUE,
            Integer.MIN_VALUE
        };
        for (double x : EDGES) {
            for (int n : powers) {
                checkScalb(x, n);
            }
        }
        Random random = new Random(6);
        for (int i = 0; i < 20_000; i++) {
            checkScalb(Double.longBitsToDouble(random.nextLong()), random.nextInt(4400) - 2200);
            checkScalb(random.nextGaussian(), random.nextInt(400) - 200);
            checkScalb(random.nextGaussian(), -1074 + random.nextInt(100));
        }
    }

    private static void checkRound(double x) {
        assertThat(MathBodies.round(x)).as("round(%s)", x).isEqualTo(Math.round(x));
        float f = (float) x;
        assertThat(MathBodies.round(f)).as("round((float) %s)", x).isEqualTo(Math.round(f));
    }

    @Test
    void roundingGivesTheIntegersOfTheJdks() {
        for (double x : EDGES) {
            checkRound(x);
        }
        for (double tie :
                new double[] {0.5, 1.5, 2.5, 0x1p22 + 0.5, 0x1p23 - 0.5, 0x1p51 + 0.5, 0x1p52 - 0.5, 0x1p31, 0x1p63}) {
            for (double x : new double[] {tie, Math.nextUp(tie), Math.nextDown(tie)}) {
                checkRound(x);
                checkRound(-x);
            }
            for (float x : new float[] {Math.nextUp((float) tie), Math.nextDown((float) tie)}) {
                checkRound(x);
                checkRound(-x);
            }
        }
        Random random = new Random(11);
        for (int i = 0; i < 50_000; i++) {
            checkRound(Double.longBitsToDouble(random.nextLong()));
            checkRound(Float.intBitsToFloat(random.nextInt()));
            checkRound(random.nextGaussian() * 1e6);
            checkRound(random.nextInt(2_000_001) * 0.5 - 500_000);
        }
    }
}
