package dev.adagent.codegen.math;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Functions of floats: all floats in steps, and what lies at the edges. */
class FloatMathTest {
    private static final int STEP = Integer.getInteger("adagent.test.floats.step", 2003);

    private interface FloatFunction {
        float of(float x);
    }

    private interface DoubleFunction {
        double of(double x);
    }

    /** @param bound in ulps of the float, 0 for the same bits as the double result rounded once */
    private static double worst(FloatFunction f, DoubleFunction want, double bound) {
        double worst = 0;
        for (long bits = Integer.MIN_VALUE; bits <= Integer.MAX_VALUE; bits += STEP) {
            worst = Math.max(worst, check(f, want, bound, Float.intBitsToFloat((int) bits)));
        }
        for (float x : EDGES) {
            for (float y : new float[] {x, Math.nextUp(x), Math.nextDown(x)}) {
                worst = Math.max(worst, check(f, want, bound, y));
            }
        }
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < 500_000; i++) {
            worst = Math.max(worst, check(f, want, bound, (float) random.nextDouble(-110, 110)));
            worst = Math.max(worst, check(f, want, bound, (float) random.nextDouble(0.7, 1.5)));
        }
        return worst;
    }

    private static final float[] EDGES = {
        0.0f,
        -0.0f,
        1.0f,
        -1.0f,
        Float.MIN_VALUE,
        -Float.MIN_VALUE,
        Float.MIN_NORMAL,
        Float.MAX_VALUE,
        -Float.MAX_VALUE,
        Float.POSITIVE_INFINITY,
        Float.NEGATIVE_INFINITY,
        Float.NaN,
        87.0f,
        -87.0f,
        -87.33655f,
        88.72284f,
        -103.27893f,
        -103.97208f,
        -104.0f,
        -120.0f,
        120.0f,
        0.70710677f,
        1.4142135f,
        2.0f
    };

    private static double check(FloatFunction f, DoubleFunction want, double bound, float x) {
        float got = f.of(x);
        double exact = want.of(x);
        float rounded = (float) exact;
        if (bound == 0 || Float.isNaN(rounded) || Float.isInfinite(rounded)) {
            if (Float.floatToIntBits(got) != Float.floatToIntBits(rounded)) {
                throw new AssertionError(x + " gives " + got + ", not " + rounded);
            }
            return 0;
        }
        double ulps = Math.abs(got - exact) / Math.ulp(rounded);
        if (!(ulps <= bound)) {
            throw new AssertionError(x + " gives " + got + ", " + ulps + " ulp from " + exact);
        }
        return ulps;
    }

    @Test
    void expAndLogRoundTheDoubleOnce() {
        // StrictMath is within 1 ulp of a double: where that shows in a float both roundings are right; none is known
        worst(FloatMath::exp, StrictMath::exp, 0);
        worst(FloatMath::log, StrictMath::log, 0);
    }

    @Test
    void contractedOnesAreWithinTwoUlps() {
        assertThat(worst(FloatMath::contractExp, StrictMath::exp, 2)).isBetween(0.6, 1.0);
        assertThat(worst(FloatMath::contractLog, StrictMath::log, 2)).isBetween(0.6, 1.0);
    }

    @Test
    void whatRoundsOtherwiseWithinTheErrorIsNotSafe() {
        int error = 1 << 16;
        for (double binade : new double[] {0.75, 1, -1.5, 0x1p-100, 0x1p100}) {
            double step = Math.ulp(binade);
            double tie = binade + Math.ulp((float) binade) / 2;
            for (double sign : new double[] {-1, 1}) {
                assertThat(FloatMath.isSafe(tie + sign * error * step, error)).isFalse();
                assertThat(FloatMath.isSafe(tie + sign * (error + 1) * step, error))
                        .isTrue();
            }
            assertThat(FloatMath.isSafe(tie, error)).isFalse();
            assertThat(FloatMath.isSafe(binade, error)).isTrue();
        }
    }

    @Test
    void aWrongLastDigitIsFound() {
        assertThat(org.assertj.core.api.Assertions.catchThrowable(
                        () -> worst(x -> (float) StrictMath.exp(x * 1.0000002f), StrictMath::exp, 2)))
                .isInstanceOf(AssertionError.class);
    }
}
