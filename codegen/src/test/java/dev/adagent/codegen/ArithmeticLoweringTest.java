package dev.adagent.codegen;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntBinaryOperator;
import java.util.function.LongBinaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every arithmetic operation on every pair of edge values: Java's own result, to the bit. */
class ArithmeticLoweringTest {
    static final int[] INTS = {
        0,
        1,
        -1,
        2,
        -2,
        7,
        -7,
        31,
        32,
        33,
        63,
        64,
        255,
        256,
        32767,
        32768,
        65535,
        65536,
        123456789,
        -987654321,
        Integer.MAX_VALUE,
        Integer.MIN_VALUE,
        Integer.MIN_VALUE + 1
    };
    static final long[] LONGS = {
        0,
        1,
        -1,
        2,
        -2,
        31,
        33,
        63,
        64,
        65,
        0xffffffffL,
        1L << 32,
        1L << 53,
        (1L << 53) + 1,
        1234567890123456789L,
        -987654321098765432L,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        Long.MIN_VALUE + 1
    };
    static final double[] DOUBLES = {
        0.0,
        -0.0,
        1,
        -1,
        0.5,
        -0.5,
        1.5,
        2.5,
        -2.5,
        3,
        -3,
        1e-3,
        0.1,
        1 / 3.0,
        Math.PI,
        -Math.E,
        1e10,
        1e16,
        9007199254740993.0,
        2147483647.5,
        -2147483649.0,
        4e9,
        9.3e18,
        -9.3e18,
        1e300,
        -1e308,
        Double.MAX_VALUE,
        Double.MIN_NORMAL,
        -Double.MIN_NORMAL / 3,
        Double.MIN_VALUE,
        3 * Double.MIN_VALUE,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        Double.NaN
    };
    static final float[] FLOATS = {
        0f,
        -0f,
        1f,
        -1f,
        0.5f,
        2.5f,
        -3.5f,
        0.1f,
        1e-3f,
        16777217f,
        2.2e9f,
        -1e19f,
        Float.MAX_VALUE,
        Float.MIN_NORMAL,
        Float.MIN_NORMAL / 3,
        Float.MIN_VALUE,
        -7 * Float.MIN_VALUE,
        Float.POSITIVE_INFINITY,
        Float.NEGATIVE_INFINITY,
        Float.NaN
    };

    static Stream<Arguments> ints() {
        return Stream.of(
                ints("add", (a, b) -> a + b),
                ints("sub", (a, b) -> a - b),
                ints("mul", (a, b) -> a * b),
                ints("and", (a, b) -> a & b),
                ints("or", (a, b) -> a | b),
                ints("xor", (a, b) -> a ^ b),
                ints("shl", (a, b) -> a << b),
                ints("shr", (a, b) -> a >> b),
                ints("ushr", (a, b) -> a >>> b),
                ints("div", (a, b) -> b == 0 ? 0 : a / b),
                ints("rem", (a, b) -> b == 0 ? 0 : a % b),
                ints("cmp eq", (a, b) -> a == b ? 1 : 0),
                ints("cmp ne", (a, b) -> a != b ? 1 : 0),
                ints("cmp lt", (a, b) -> a < b ? 1 : 0),
                ints("cmp le", (a, b) -> a <= b ? 1 : 0),
                ints("cmp gt", (a, b) -> a > b ? 1 : 0),
                ints("cmp ge", (a, b) -> a >= b ? 1 : 0),
                ints("intrinsic min", Math::min),
                ints("intrinsic max", Math::max));
    }

    private static Arguments ints(String op, IntBinaryOperator f) {
        return Arguments.of(op, f);
    }

    /** Division by zero is checked before, in the IR; the operation itself never sees it. */
    private static String guarded(String type, String op) {
        if (!op.equals("div") && !op.equals("rem")) {
            return "%9: " + type + " = " + op + " %7, %8";
        }
        return """
                %20: $T = const 0
                  %21: i32 = cmp ne %8, %20
                  br %21, b4(), b5(%20)
                b4():
                  %22: $T = $OP %7, %8
                  jump b5(%22)
                b5(%9: $T):""".replace("$T", type).replace("$OP", op);
    }

    @ParameterizedTest
    @MethodSource("ints")
    void intsAsInJava(String op, IntBinaryOperator f) throws Exception {
        int n = INTS.length * INTS.length;
        int[] a = new int[n];
        int[] b = new int[n];
        int[] expected = new int[n];
        for (int i = 0; i < n; i++) {
            a[i] = INTS[i / INTS.length];
            b[i] = INTS[i % INTS.length];
            expected[i] = f.applyAsInt(a[i], b[i]);
        }
        int[] out = new int[n];

        Lowered.run(Lowered.elementwise("i32", "i32", "i32", guarded("i32", op)), a, b, out);

        assertThat(out).isEqualTo(expected);
    }

    static Stream<Arguments> longs() {
        return Stream.of(
                longs("add", (a, b) -> a + b),
                longs("sub", (a, b) -> a - b),
                longs("mul", (a, b) -> a * b),
                longs("and", (a, b) -> a & b),
                longs("or", (a, b) -> a | b),
                longs("xor", (a, b) -> a ^ b),
                longs("div", (a, b) -> b == 0 ? 0 : a / b),
                longs("rem", (a, b) -> b == 0 ? 0 : a % b),
                longs("intrinsic min", Math::min),
                longs("intrinsic max", Math::max),
                longs("intrinsic multiplyHigh", Math::multiplyHigh));
    }

    private static Arguments longs(String op, LongBinaryOperator f) {
        return Arguments.of(op, f);
    }

    @ParameterizedTest
    @MethodSource("longs")
    void longsAsInJava(String op, LongBinaryOperator f) throws Exception {
        int n = LONGS.length * LONGS.length;
        long[] a = new long[n];
        long[] b = new long[n];
        long[] expected = new long[n];
        for (int i = 0; i < n; i++) {
            a[i] = LONGS[i / LONGS.length];
            b[i] = LONGS[i % LONGS.length];
            expected[i] = f.applyAsLong(a[i], b[i]);
        }
        long[] out = new long[n];

        Lowered.run(Lowered.elementwise("i64", "i64", "i64", guarded("i64", op)), a, b, out);

        assertThat(out).isEqualTo(expected);
    }

    static Stream<Arguments> doubles() {
        return Stream.of(
                doubles("add", (a, b) -> a + b),
                doubles("sub", (a, b) -> a - b),
                doubles("mul", (a, b) -> a * b),
                doubles("div", (a, b) -> a / b),
                doubles("rem", (a, b) -> a % b),
                doubles("intrinsic min", Math::min),
                doubles("intrinsic max", Math::max),
                doubles("intrinsic strict.copySign", StrictMath::copySign));
    }

    private static Arguments doubles(String op, DoubleBinaryOperator f) {
        return Arguments.of(op, f);
    }

    @ParameterizedTest
    @MethodSource("doubles")
    void doublesAsInJava(String op, DoubleBinaryOperator f) throws Exception {
        int n = DOUBLES.length * DOUBLES.length;
        double[] a = new double[n];
        double[] b = new double[n];
        double[] out = new double[n];
        for (int i = 0; i < n; i++) {
            a[i] = DOUBLES[i / DOUBLES.length];
            b[i] = DOUBLES[i % DOUBLES.length];
        }

        Lowered.run(Lowered.elementwise("f64", "f64", "f64", "%9: f64 = " + op + " %7, %8"), a, b, out);

        for (int i = 0; i < n; i++) {
            assertThat(Double.doubleToLongBits(out[i]))
                    .as("%s %s %s: %s", a[i], op, b[i], out[i])
                    .isEqualTo(Double.doubleToLongBits(f.applyAsDouble(a[i], b[i])));
        }
    }

    static Stream<Arguments> floats() {
        return Stream.of(
                doubles("add", (a, b) -> (float) a + (float) b),
                doubles("sub", (a, b) -> (float) a - (float) b),
                doubles("mul", (a, b) -> (float) a * (float) b),
                doubles("div", (a, b) -> (float) a / (float) b),
                doubles("rem", (a, b) -> (float) a % (float) b),
                doubles("intrinsic min", (a, b) -> Math.min((float) a, (float) b)),
                doubles("intrinsic max", (a, b) -> Math.max((float) a, (float) b)));
    }

    @ParameterizedTest
    @MethodSource("floats")
    void floatsAsInJava(String op, DoubleBinaryOperator f) throws Exception {
        int n = FLOATS.length * FLOATS.length;
        float[] a = new float[n];
        float[] b = new float[n];
        float[] out = new float[n];
        for (int i = 0; i < n; i++) {
            a[i] = FLOATS[i / FLOATS.length];
            b[i] = FLOATS[i % FLOATS.length];
        }

        Lowered.run(Lowered.elementwise("f32", "f32", "f32", "%9: f32 = " + op + " %7, %8"), a, b, out);

        for (int i = 0; i < n; i++) {
            assertThat(Float.floatToIntBits(out[i]))
                    .as("%s %s %s: %s", a[i], op, b[i], out[i])
                    .isEqualTo(Float.floatToIntBits((float) f.applyAsDouble(a[i], b[i])));
        }
    }

    static Stream<Arguments> unary() {
        return Stream.of(
                unary("neg", x -> -x),
                unary("intrinsic abs", Math::abs),
                unary("intrinsic sqrt", Math::sqrt),
                unary("intrinsic floor", Math::floor),
                unary("intrinsic ceil", Math::ceil),
                unary("intrinsic rint", Math::rint));
    }

    private static Arguments unary(String op, DoubleUnaryOperator f) {
        return Arguments.of(op, f);
    }

    @ParameterizedTest
    @MethodSource("unary")
    void unaryAsInJava(String op, DoubleUnaryOperator f) throws Exception {
        double[] out = new double[DOUBLES.length];

        Lowered.run(
                Lowered.elementwise("f64", "f64", "f64", "%9: f64 = " + op + " %7"),
                DOUBLES.clone(),
                DOUBLES.clone(),
                out);

        for (int i = 0; i < out.length; i++) {
            assertThat(Double.doubleToLongBits(out[i]))
                    .as("%s %s: %s", op, DOUBLES[i], out[i])
                    .isEqualTo(Double.doubleToLongBits(f.applyAsDouble(DOUBLES[i])));
        }
    }
}
