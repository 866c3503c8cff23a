package dev.adagent.codegen.math;

import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DeviceMathTest {
    private static final int POINTS = 1_000_000;

    private static Arguments unary(
            String name, DoubleUnaryOperator ours, DoubleUnaryOperator strict, DoubleUnaryOperator math) {
        return Arguments.of(name, ours, strict, math);
    }

    static Stream<Arguments> unaryFunctions() {
        return Stream.of(
                unary("sin", DeviceMath::sin, StrictMath::sin, Math::sin),
                unary("cos", DeviceMath::cos, StrictMath::cos, Math::cos),
                unary("tan", DeviceMath::tan, StrictMath::tan, Math::tan),
                unary("asin", DeviceMath::asin, StrictMath::asin, Math::asin),
                unary("acos", DeviceMath::acos, StrictMath::acos, Math::acos),
                unary("atan", DeviceMath::atan, StrictMath::atan, Math::atan),
                unary("sinh", DeviceMath::sinh, StrictMath::sinh, Math::sinh),
                unary("cosh", DeviceMath::cosh, StrictMath::cosh, Math::cosh),
                unary("tanh", DeviceMath::tanh, StrictMath::tanh, Math::tanh),
                unary("exp", DeviceMath::exp, StrictMath::exp, Math::exp),
                unary("expm1", DeviceMath::expm1, StrictMath::expm1, Math::expm1),
                unary("log", DeviceMath::log, StrictMath::log, Math::log),
                unary("log1p", DeviceMath::log1p, StrictMath::log1p, Math::log1p),
                unary("log10", DeviceMath::log10, StrictMath::log10, Math::log10),
                unary("cbrt", DeviceMath::cbrt, StrictMath::cbrt, Math::cbrt));
    }

    static Stream<Arguments> binaryFunctions() {
        return Stream.of(
                Arguments.of(
                        "atan2",
                        (DoubleBinaryOperator) DeviceMath::atan2,
                        (DoubleBinaryOperator) StrictMath::atan2,
                        (DoubleBinaryOperator) Math::atan2),
                Arguments.of(
                        "pow",
                        (DoubleBinaryOperator) DeviceMath::pow,
                        (DoubleBinaryOperator) StrictMath::pow,
                        (DoubleBinaryOperator) Math::pow),
                Arguments.of(
                        "hypot",
                        (DoubleBinaryOperator) DeviceMath::hypot,
                        (DoubleBinaryOperator) StrictMath::hypot,
                        (DoubleBinaryOperator) Math::hypot));
    }

    /** Any bit pattern, moderate numbers, and neighbours of 0, 1 and multiples of π/2, in turn. */
    static double argument(SplittableRandom random, int i) {
        switch (i & 7) {
            case 0:
                return Double.longBitsToDouble(random.nextLong());
            case 1:
                return random.nextDouble(-1.5, 1.5);
            case 2:
                return random.nextDouble(-10, 10);
            case 3:
                return random.nextDouble(-750, 750);
            case 4:
                return (random.nextBoolean() ? 1 : -1) * Math.scalb(1 + random.nextDouble(), random.nextInt(-80, 80));
            case 5:
                return random.nextInt(-1_000_000, 1_000_000) * (Math.PI / 2) + random.nextInt(-3, 4) * 0x1p-30;
            case 6:
                return (random.nextBoolean() ? 1 : -1) * (1 + random.nextInt(-1000, 1000) * Math.ulp(1.0));
            default:
                return (random.nextBoolean() ? 1 : -1) * Math.scalb(1 + random.nextDouble(), random.nextInt(18, 1023));
        }
    }

    static final double[] HARD = {
        0.0,
        -0.0,
        1.0,
        -1.0,
        0.5,
        -0.5,
        2.0,
        -2.0,
        3.0,
        -3.0,
        Double.MIN_VALUE,
        -Double.MIN_VALUE,
        Double.MIN_NORMAL,
        -Double.MIN_NORMAL,
        Math.nextDown(Double.MIN_NORMAL),
        Double.MAX_VALUE,
        -Double.MAX_VALUE,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        Double.NaN,
        Math.PI,
        Math.PI / 2,
        Math.PI / 4,
        3 * Math.PI / 4,
        // the double nearest to a multiple of π/2, relative to its size (Kahan; J.-M. Muller, Elementary Functions)
        0x1.6ac5b262ca1ffp849,
        -0x1.6ac5b262ca1ffp849,
        0x1p31,
        -0x1p31,
        0x1p53,
        0x1.fffffffffffffp52,
        0x1p53 + 2,
        0x1.921fb54442d18p19 * 2,
        0x1.62e42fefa39efp9,
        Math.nextUp(0x1.62e42fefa39efp9),
        0x1.633ce8fb9f87dp9,
        Math.nextUp(0x1.633ce8fb9f87dp9),
        -745.1332191019411,
        -745.2,
        22.0,
        0x1p-28,
        0x1p-54,
        0x1p-55,
        0x1p66,
        1e22,
        1e300,
        1023.5,
        -1074.5,
        0.41421356237309503,
        -0.2928932188134524,
        0.975,
        0.6744,
        709.78,
    };

    private static void same(String what, double ours, double strict) {
        if (Double.doubleToLongBits(ours) != Double.doubleToLongBits(strict)) {
            throw new AssertionError(what + ": " + Double.toHexString(ours) + " is not " + Double.toHexString(strict));
        }
    }

    /** Bounds in ulps from {@link Math}'s documentation; both sides may be off by that much. */
    private static final Map<String, Double> BOUND = Map.of("atan2", 4.0, "sinh", 5.0, "cosh", 5.0, "tanh", 5.0);

    private static void near(String name, String what, double ours, double math) {
        if (Double.isNaN(math) || Double.isInfinite(math)) {
            same(what, ours, math);
        } else {
            double ulps = Math.abs(ours - math) / Math.ulp(math);
            if (!(ulps <= BOUND.getOrDefault(name, 2.0))) {
                throw new AssertionError(what + ": " + ulps + " ulp from Math");
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unaryFunctions")
    void hasTheBitsOfStrictMath(
            String name, DoubleUnaryOperator ours, DoubleUnaryOperator strict, DoubleUnaryOperator math) {
        SplittableRandom random = new SplittableRandom(17);
        for (int i = 0; i < POINTS; i++) {
            check(name, ours, strict, math, argument(random, i));
        }
        for (double x : HARD) {
            check(name, ours, strict, math, x);
            check(name, ours, strict, math, Math.nextUp(x));
            check(name, ours, strict, math, Math.nextDown(x));
        }
    }

    private static void check(
            String name, DoubleUnaryOperator ours, DoubleUnaryOperator strict, DoubleUnaryOperator math, double x) {
        double v = ours.applyAsDouble(x);
        same(name + "(" + Double.toHexString(x) + ")", v, strict.applyAsDouble(x));
        near(name, name + "(" + x + ")", v, math.applyAsDouble(x));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("binaryFunctions")
    void hasTheBitsOfStrictMathInTwoArguments(
            String name, DoubleBinaryOperator ours, DoubleBinaryOperator strict, DoubleBinaryOperator math) {
        SplittableRandom random = new SplittableRandom(18);
        for (int i = 0; i < POINTS; i++) {
            double x = argument(random, random.nextInt());
            double y = (i & 1) == 0 ? argument(random, random.nextInt()) : random.nextInt(-2000, 2000) * 0.5;
            check(name, ours, strict, math, (i & 2) == 0 ? x : Math.abs(x), y);
        }
        for (int i = 0; i < POINTS / 4; i++) { // results throughout the range of a double, and just outside it
            double x = Math.exp(random.nextDouble(-20, 20));
            double y = random.nextDouble(-760, 760) / Math.log(x);
            check(name, ours, strict, math, x, y);
            double near1 = 1 + random.nextInt(-2000, 2000) * 0x1p-40;
            check(name, ours, strict, math, near1, random.nextDouble(-0x1p41, 0x1p41));
        }
        for (double x : HARD) {
            for (double y : HARD) {
                check(name, ours, strict, math, x, y);
            }
        }
    }

    private static void check(
            String name,
            DoubleBinaryOperator ours,
            DoubleBinaryOperator strict,
            DoubleBinaryOperator math,
            double x,
            double y) {
        double v = ours.applyAsDouble(x, y);
        same(name + "(" + Double.toHexString(x) + ", " + Double.toHexString(y) + ")", v, strict.applyAsDouble(x, y));
        near(name, name + "(" + x + ", " + y + ")", v, math.applyAsDouble(x, y));
    }

    @Test
    void hypotOfSubnormalSidesIsStrictMaths() {
        SplittableRandom random = new SplittableRandom(21);
        for (int i = 0; i < POINTS / 4; i++) {
            double x = random.nextLong(1L << random.nextInt(1, 60)) * Double.MIN_VALUE;
            double y = random.nextLong(1L << random.nextInt(1, 53)) * Double.MIN_VALUE;
            same("hypot(" + x + ", " + y + ")", DeviceMath.hypot(x, y), StrictMath.hypot(x, y));
        }
    }

    @Test
    void remainderIsJavas() {
        SplittableRandom random = new SplittableRandom(19);
        for (int i = 0; i < POINTS; i++) {
            double x = argument(random, random.nextInt());
            double y = argument(random, random.nextInt());
            same(x + " % " + y, DeviceMath.fmod(x, y), x % y);
            float f = Float.intBitsToFloat(random.nextInt());
            float g = Float.intBitsToFloat(random.nextInt());
            same(f + " % " + g, DeviceMath.fmod(f, g), f % g);
        }
        for (double x : HARD) {
            for (double y : HARD) {
                same(x + " % " + y, DeviceMath.fmod(x, y), x % y);
            }
        }
    }

    @Test
    void floatsAreTheDoubleResultRounded() {
        SplittableRandom random = new SplittableRandom(20);
        for (int i = 0; i < 10_000; i++) {
            float x = (float) random.nextDouble(-3, 3);
            float y = (float) random.nextDouble(-3, 3);
            same("sin", DeviceMath.sin(x), (float) StrictMath.sin(x));
            same("cos", DeviceMath.cos(x), (float) StrictMath.cos(x));
            same("tan", DeviceMath.tan(x), (float) StrictMath.tan(x));
            same("asin", DeviceMath.asin(x), (float) StrictMath.asin(x));
            same("acos", DeviceMath.acos(x), (float) StrictMath.acos(x));
            same("atan", DeviceMath.atan(x), (float) StrictMath.atan(x));
            same("sinh", DeviceMath.sinh(x), (float) StrictMath.sinh(x));
            same("cosh", DeviceMath.cosh(x), (float) StrictMath.cosh(x));
            same("tanh", DeviceMath.tanh(x), (float) StrictMath.tanh(x));
            same("exp", DeviceMath.exp(x), (float) StrictMath.exp(x));
            same("expm1", DeviceMath.expm1(x), (float) StrictMath.expm1(x));
            same("log", DeviceMath.log(x), (float) StrictMath.log(x));
            same("log1p", DeviceMath.log1p(x), (float) StrictMath.log1p(x));
            same("log10", DeviceMath.log10(x), (float) StrictMath.log10(x));
            same("cbrt", DeviceMath.cbrt(x), (float) StrictMath.cbrt(x));
            same("atan2", DeviceMath.atan2(x, y), (float) StrictMath.atan2(x, y));
            same("pow", DeviceMath.pow(x, y), (float) StrictMath.pow(x, y));
            same("hypot", DeviceMath.hypot(x, y), (float) StrictMath.hypot(x, y));
        }
    }
}
