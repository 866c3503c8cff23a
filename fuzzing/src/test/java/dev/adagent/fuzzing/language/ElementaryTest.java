package dev.adagent.fuzzing.language;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What counts as the same result of an elementary function. */
class ElementaryTest {
    private static final double INFINITY = Double.POSITIVE_INFINITY;

    @Test
    void eachFunctionHasItsOwnBound() {
        double two = 1 + 2 * Math.ulp(1.0);
        double three = 1 + 3 * Math.ulp(1.0);
        assertThat(Elementary.agree(0, 1, two)).isTrue();
        assertThat(Elementary.agree(0, 1, three)).isFalse();
        assertThat(Elementary.agree(1, 1, three)).isTrue();
        assertThat(Elementary.agree(2, 1, 1 + 5 * Math.ulp(1.0))).isTrue();
        assertThat(Elementary.agree(2, 1, 1 + 6 * Math.ulp(1.0))).isFalse();
        assertThat(Elementary.agree(0, 0, Double.MIN_VALUE)).isTrue();
    }

    /** The ulp of an infinity is infinite: no number is further away than that. */
    @Test
    void onlyAnInfinityIsThatInfinity() {
        assertThat(Elementary.agree(2, INFINITY, INFINITY)).isTrue();
        assertThat(Elementary.agree(2, INFINITY, 1)).isFalse();
        assertThat(Elementary.agree(2, 1, INFINITY)).isFalse();
        assertThat(Elementary.agree(2, -INFINITY, INFINITY)).isFalse();
    }

    @Test
    void zerosHaveTheirSignAndNaNIsNothingElse() {
        assertThat(Elementary.agree(2, 0.0, -0.0)).isFalse();
        assertThat(Elementary.agree(2, Double.NaN, Double.longBitsToDouble(0x7ff8000000000001L)))
                .isTrue();
        assertThat(Elementary.agree(2, Double.NaN, 1)).isFalse();
        assertThat(Elementary.agree(2, 1, Double.NaN)).isFalse();
    }
}
