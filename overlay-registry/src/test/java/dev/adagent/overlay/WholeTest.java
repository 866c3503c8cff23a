package dev.adagent.overlay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BinaryOperator;
import org.junit.jupiter.api.Test;

/** Against {@link BigInteger}, wherever the result has at most 127 bits; where it has more, there is none. */
class WholeTest {
    private static List<BigInteger> numbers() {
        List<BigInteger> out = new ArrayList<>();
        for (int bits : new int[] {0, 1, 31, 32, 52, 53, 54, 62, 63, 64, 65, 95, 126, 127}) {
            BigInteger power = BigInteger.ONE.shiftLeft(bits);
            for (int d = -2; d <= 2; d++) {
                BigInteger n = power.add(BigInteger.valueOf(d));
                if (n.bitLength() <= 127) {
                    out.add(n);
                    out.add(n.negate());
                }
            }
        }
        SplittableRandom r = new SplittableRandom(3);
        for (int k = 0; k < 60; k++) {
            BigInteger n = BigInteger.valueOf(r.nextLong()).shiftLeft(63).xor(BigInteger.valueOf(r.nextLong()));
            out.add(n.shiftRight(r.nextInt(120)));
        }
        out.removeIf(n ->
                n.bitLength() > 127 || n.equals(BigInteger.ONE.shiftLeft(127).negate()));
        return out;
    }

    private static void check(BigInteger expected, BinaryOperator<Whole> f, BigInteger a, BigInteger b) {
        if (expected.bitLength() > 127
                || expected.equals(BigInteger.ONE.shiftLeft(127).negate())) {
            assertThatThrownBy(() -> f.apply(Whole.of(a), Whole.of(b))).isInstanceOf(ArithmeticException.class);
        } else {
            assertThat(f.apply(Whole.of(a), Whole.of(b)).toBigInteger())
                    .as(a + " and " + b)
                    .isEqualTo(expected);
        }
    }

    @Test
    void arithmeticIsBigIntegers() {
        for (BigInteger a : numbers()) {
            for (BigInteger b : numbers()) {
                check(a.add(b), Whole::add, a, b);
                check(a.subtract(b), Whole::subtract, a, b);
                check(a.multiply(b), Whole::multiply, a, b);
                assertThat(Whole.compareTo(Whole.of(a), Whole.of(b))).isEqualTo(a.compareTo(b));
                assertThat(Whole.equals(Whole.of(a), Whole.of(b))).isEqualTo(a.equals(b));
                if (b.signum() != 0) {
                    check(a.divide(b), Whole::divide, a, b);
                    check(a.remainder(b), Whole::remainder, a, b);
                    check(a.gcd(b), Whole::gcd, a, b);
                }
                if (b.signum() > 0) {
                    check(a.mod(b), Whole::mod, a, b);
                }
            }
        }
    }

    @Test
    void oneNumberAsOthers() {
        for (BigInteger a : numbers()) {
            Whole w = Whole.of(a);
            assertThat(w.toBigInteger()).isEqualTo(a);
            assertThat(Whole.doubleValue(w)).as("%s", a).isEqualTo(a.doubleValue());
            assertThat(Whole.longValue(w)).isEqualTo(a.longValue());
            assertThat(Whole.intValue(w)).isEqualTo(a.intValue());
            assertThat(Whole.signum(w)).isEqualTo(a.signum());
            assertThat(Whole.bitLength(w)).isEqualTo(a.bitLength());
            for (int n : new int[] {0, 1, 31, 63, 64, 65, 126, 127, 200}) {
                assertThat(Whole.testBit(w, n)).isEqualTo(a.testBit(n));
                assertThat(Whole.shiftRight(w, n).toBigInteger()).isEqualTo(a.shiftRight(n));
                check(a.shiftLeft(n), (x, y) -> Whole.shiftLeft(x, n), a, a);
                check(a.flipBit(n), (x, y) -> Whole.flipBit(x, n), a, a);
            }
        }
    }

    @Test
    void powers() {
        BigInteger m = BigInteger.valueOf(2_147_483_647);
        for (BigInteger a : numbers()) {
            check(a.pow(3), (x, y) -> Whole.pow(x, 3), a, a);
            BigInteger e = a.abs();
            assertThat(Whole.modPow(Whole.of(a), Whole.of(e), Whole.of(m)).toBigInteger())
                    .isEqualTo(a.modPow(e, m));
        }
        assertThatThrownBy(() -> Whole.flipBit(Whole.valueOf(1), -1)).hasMessage("Negative bit address");
        assertThatThrownBy(() -> Whole.divide(Whole.valueOf(1), Whole.valueOf(0)))
                .isInstanceOf(ArithmeticException.class)
                .hasMessage("BigInteger divide by zero");
    }
}
