package dev.adagent.transform.sums;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Exact sums against decimal arithmetic, which knows neither digits nor words. */
class AccumulatorTest {
    private static double sum(double first, double... addends) {
        double[] a = {7, first};
        long[] sums = new long[2 * Accumulator.F64_WORDS];
        for (double v : addends) {
            Accumulator.add(a, sums, 1, v);
        }
        assertThat(a).containsExactly(7, first);
        assertThat(Accumulator.get(a, sums, 0)).isEqualTo(7);
        return Accumulator.get(a, sums, 1);
    }

    private static float sum(float first, float... addends) {
        float[] a = {7, first};
        long[] sums = new long[2 * Accumulator.F32_WORDS];
        for (float v : addends) {
            Accumulator.add(a, sums, 1, v);
        }
        assertThat(Accumulator.get(a, sums, 0)).isEqualTo(7);
        return Accumulator.get(a, sums, 1);
    }

    private static BigDecimal exact(double first, double... addends) {
        BigDecimal sum = new BigDecimal(first);
        for (double v : addends) {
            sum = sum.add(new BigDecimal(v));
        }
        return sum;
    }

    private static double number(SplittableRandom r, int exponents) {
        int e = r.nextInt(-exponents, exponents + 1);
        double v = Math.scalb(r.nextDouble(1, 2), e);
        return r.nextBoolean() ? v : -v;
    }

    @Test
    void doubles() {
        SplittableRandom r = new SplittableRandom(11);
        for (int exponents : new int[] {0, 3, 60, 300, 1022, 1074}) {
            for (int round = 0; round < 200; round++) {
                double[] v = new double[r.nextInt(1, 12)];
                Arrays.setAll(v, k -> number(r, Math.min(exponents, 1020)));
                if (exponents == 1074) {
                    Arrays.setAll(v, k -> Math.scalb((double) r.nextInt(-40, 40), -1074));
                }
                if (v.length > 4) {
                    v[1] = -v[0]; // what cancels leaves the small ones
                    v[3] = -v[2];
                }
                double first = number(r, exponents / 2);
                double found = sum(first, v);
                assertThat(Double.doubleToRawLongBits(found))
                        .as("%s + %s", first, Arrays.toString(v))
                        .isEqualTo(Double.doubleToRawLongBits(exact(first, v).doubleValue()));
            }
        }
    }

    @Test
    void floats() {
        SplittableRandom r = new SplittableRandom(12);
        for (int exponents : new int[] {0, 3, 30, 120, 149}) {
            for (int round = 0; round < 200; round++) {
                float[] v = new float[r.nextInt(1, 12)];
                for (int k = 0; k < v.length; k++) {
                    v[k] = exponents == 149
                            ? Math.scalb((float) r.nextInt(-40, 40), -149)
                            : (float) number(r, exponents);
                }
                if (v.length > 4) {
                    v[1] = -v[0];
                }
                float first = (float) number(r, exponents / 2);
                double[] wide = new double[v.length];
                Arrays.setAll(wide, k -> v[k]);
                // decimal arithmetic rounds once, to a float
                assertThat(Float.floatToRawIntBits(sum(first, v)))
                        .as("%s + %s", first, Arrays.toString(v))
                        .isEqualTo(Float.floatToRawIntBits(exact(first, wide).floatValue()));
            }
        }
    }

    @Test
    void theOrderDoesNotMatterWhereItWouldForDoubles() {
        assertThat(1e16 + 1 + 1 - 1e16).isNotEqualTo(1 + 1 + 1e16 - 1e16);
        assertThat(sum(0, 1e16, 1, 1, -1e16)).isEqualTo(2).isEqualTo(sum(0, 1, -1e16, 1, 1e16));
    }

    @Test
    void ties() {
        double ulp = Math.ulp(1.0);
        assertThat(sum(1, ulp / 2)).isEqualTo(1);
        assertThat(sum(1 + ulp, ulp / 2)).isEqualTo(1 + 2 * ulp);
        assertThat(sum(1, ulp / 2, Double.MIN_VALUE)).isEqualTo(1 + ulp);
        assertThat(sum(1, ulp / 2, -Double.MIN_VALUE)).isEqualTo(1);
        assertThat(sum(-1, -ulp / 2, -Double.MIN_VALUE)).isEqualTo(-1 - ulp);
    }

    @Test
    void theEndsOfTheRange() {
        double max = Double.MAX_VALUE;
        assertThat(sum(max, Math.ulp(max) / 2)).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(sum(max, Math.ulp(max) / 4)).isEqualTo(max);
        assertThat(sum(max, max, -max)).as("no overflow in between").isEqualTo(max);
        assertThat(sum(-max, -max)).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(sum(Double.MIN_VALUE, -Double.MIN_NORMAL)).isEqualTo(Double.MIN_VALUE - Double.MIN_NORMAL);
        float most = Float.MAX_VALUE;
        assertThat(sum(most, most, -most)).isEqualTo(most);
        assertThat(sum(most, Math.ulp(most) / 2)).isEqualTo(Float.POSITIVE_INFINITY);
        assertThat(sum(Float.MIN_VALUE, -Float.MIN_NORMAL)).isEqualTo(Float.MIN_VALUE - Float.MIN_NORMAL);
    }

    @Test
    void whatIsNoNumber() {
        double infinity = Double.POSITIVE_INFINITY;
        assertThat(sum(0, infinity, 1e300)).isEqualTo(infinity);
        assertThat(sum(-infinity, 5)).isEqualTo(-infinity);
        assertThat(sum(infinity, -infinity)).isNaN();
        assertThat(sum(0, Double.NaN, infinity)).isNaN();
        assertThat(sum(Double.NaN, 1)).isNaN();
        assertThat(sum(0f, Float.NEGATIVE_INFINITY)).isEqualTo(Float.NEGATIVE_INFINITY);
        assertThat(sum(0f, Float.NaN)).isNaN();
        assertThat(Double.doubleToRawLongBits(sum(-0.0, 0.0))).isEqualTo(Double.doubleToRawLongBits(-0.0));
        assertThat(Double.doubleToRawLongBits(sum(1, -1))).isZero();
    }

    /** As if 2²⁹ additions had been made before: the digit hands on, and back when the sum turns. */
    @Test
    void digitsHandOn() {
        double[] a = new double[1];
        long[] sums = new long[Accumulator.F64_WORDS];
        int digit = 1074 / 32;
        sums[digit] = (1L << 61) - 1;
        BigDecimal unit = new BigDecimal(Math.scalb(1.0, 32 * digit - 1074));
        BigDecimal expected = unit.multiply(BigDecimal.valueOf((1L << 61) - 1));
        for (double v : new double[] {1, 3, -5, 2, -1e6, 4e9, 1e20, -3e20, 2e20, 0.5}) {
            Accumulator.add(a, sums, 0, v);
            expected = expected.add(new BigDecimal(v));
            assertThat(Accumulator.get(a, sums, 0)).isEqualTo(expected.doubleValue());
            assertThat(sums[digit]).isBetween(-(1L << 61), (1L << 61) - 1);
        }
        assertThat(sums[digit + 1]).isNotZero();
    }

    @Test
    void writing() {
        double[] a = new double[2];
        long[] sums = new long[2 * Accumulator.F64_WORDS];
        Accumulator.add(a, sums, 0, 3);
        Accumulator.add(a, sums, 1, Double.NaN);
        Accumulator.set(a, sums, 1, 4);
        Accumulator.add(a, sums, 1, 0.25);
        assertThat(Accumulator.get(a, sums, 0)).isEqualTo(3);
        assertThat(Accumulator.get(a, sums, 1)).isEqualTo(4.25);
    }

    @Test
    void withoutSumsPlainly() {
        double[] a = {1};
        Accumulator.add(a, null, 0, 2);
        assertThat(Accumulator.get(a, null, 0)).isEqualTo(3);
        Accumulator.set(a, null, 0, 5);
        float[] b = {1};
        Accumulator.add(b, null, 0, 2);
        assertThat(Accumulator.get(b, null, 0)).isEqualTo(3);
        assertThat(a).containsExactly(5);
    }
}
