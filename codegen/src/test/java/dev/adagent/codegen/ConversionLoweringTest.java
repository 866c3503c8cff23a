package dev.adagent.codegen;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Conversions, comparisons and bit work on edge values, against Java itself. */
class ConversionLoweringTest {
    private static final double[] D = ArithmeticLoweringTest.DOUBLES;
    private static final float[] F = ArithmeticLoweringTest.FLOATS;
    private static final int[] I = ArithmeticLoweringTest.INTS;
    private static final long[] J = ArithmeticLoweringTest.LONGS;

    private static String conv(String from, String to) {
        return Lowered.elementwise(from, from, to, "%9: " + to + " = conv %7");
    }

    @Test
    void doublesSaturateToIntegers() throws Exception {
        int[] ints = new int[D.length];
        long[] longs = new long[D.length];
        float[] floats = new float[D.length];

        Lowered.run(conv("f64", "i32"), D.clone(), D.clone(), ints);
        Lowered.run(conv("f64", "i64"), D.clone(), D.clone(), longs);
        Lowered.run(conv("f64", "f32"), D.clone(), D.clone(), floats);

        for (int i = 0; i < D.length; i++) {
            assertThat(ints[i]).as("%s", D[i]).isEqualTo((int) D[i]);
            assertThat(longs[i]).as("%s", D[i]).isEqualTo((long) D[i]);
            assertThat(floats[i]).as("%s", D[i]).isEqualTo(Float.valueOf((float) D[i]));
        }
    }

    @Test
    void floatsSaturateToIntegers() throws Exception {
        int[] ints = new int[F.length];
        long[] longs = new long[F.length];
        double[] doubles = new double[F.length];

        Lowered.run(conv("f32", "i32"), F.clone(), F.clone(), ints);
        Lowered.run(conv("f32", "i64"), F.clone(), F.clone(), longs);
        Lowered.run(conv("f32", "f64"), F.clone(), F.clone(), doubles);

        for (int i = 0; i < F.length; i++) {
            assertThat(ints[i]).as("%s", F[i]).isEqualTo((int) F[i]);
            assertThat(longs[i]).as("%s", F[i]).isEqualTo((long) F[i]);
            assertThat(doubles[i]).as("%s", F[i]).isEqualTo(Double.valueOf(F[i]));
        }
    }

    @Test
    void integersConvert() throws Exception {
        long[] longs = new long[I.length];
        double[] doubles = new double[J.length];
        float[] floats = new float[J.length];
        float[] fromInts = new float[I.length];
        int[] ints = new int[J.length];

        Lowered.run(conv("i32", "i64"), I.clone(), I.clone(), longs);
        Lowered.run(conv("i32", "f32"), I.clone(), I.clone(), fromInts);
        Lowered.run(conv("i64", "f64"), J.clone(), J.clone(), doubles);
        Lowered.run(conv("i64", "f32"), J.clone(), J.clone(), floats);
        Lowered.run(conv("i64", "i32"), J.clone(), J.clone(), ints);

        for (int i = 0; i < I.length; i++) {
            assertThat(longs[i]).isEqualTo((long) I[i]);
            assertThat(fromInts[i]).isEqualTo((float) I[i]);
        }
        for (int i = 0; i < J.length; i++) {
            assertThat(doubles[i]).isEqualTo((double) J[i]);
            assertThat(floats[i]).isEqualTo((float) J[i]);
            assertThat(ints[i]).isEqualTo((int) J[i]);
        }
    }

    @Test
    void narrowingKeepsTheLowBits() throws Exception {
        int[] bytes = new int[I.length];
        int[] shorts = new int[I.length];
        int[] chars = new int[I.length];
        int[] bools = new int[I.length];

        Lowered.run(Lowered.elementwise("i32", "i32", "i32", "%9: i32 = narrow i8 %7"), I.clone(), I.clone(), bytes);
        Lowered.run(Lowered.elementwise("i32", "i32", "i32", "%9: i32 = narrow i16 %7"), I.clone(), I.clone(), shorts);
        Lowered.run(Lowered.elementwise("i32", "i32", "i32", "%9: i32 = narrow u16 %7"), I.clone(), I.clone(), chars);
        Lowered.run(Lowered.elementwise("i32", "i32", "i32", "%9: i32 = narrow bool %7"), I.clone(), I.clone(), bools);

        for (int i = 0; i < I.length; i++) {
            assertThat(bytes[i]).isEqualTo((byte) I[i]);
            assertThat(shorts[i]).isEqualTo((short) I[i]);
            assertThat(chars[i]).isEqualTo((char) I[i]);
            assertThat(bools[i]).isEqualTo(I[i] & 1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"eq", "ne", "lt", "le", "gt", "ge", "ult", "ule", "ugt", "uge"})
    void doublesCompareAsInJava(String cond) throws Exception {
        int n = D.length * D.length;
        double[] a = new double[n];
        double[] b = new double[n];
        int[] out = new int[n];
        for (int i = 0; i < n; i++) {
            a[i] = D[i / D.length];
            b[i] = D[i % D.length];
        }

        Lowered.run(Lowered.elementwise("f64", "f64", "i32", "%9: i32 = cmp " + cond + " %7, %8"), a, b, out);

        for (int i = 0; i < n; i++) {
            assertThat(out[i] == 1).as("%s %s %s", a[i], cond, b[i]).isEqualTo(holds(cond, a[i], b[i]));
        }
    }

    private static boolean holds(String cond, double a, double b) {
        return switch (cond) {
            case "eq" -> a == b;
            case "ne" -> a != b;
            case "lt" -> a < b;
            case "le" -> a <= b;
            case "gt" -> a > b;
            case "ge" -> a >= b;
            case "ult" -> !(a >= b);
            case "ule" -> !(a > b);
            case "ugt" -> !(a <= b);
            default -> !(a < b);
        };
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 1})
    void threeWayComparison(int unordered) throws Exception {
        int n = D.length * D.length;
        double[] a = new double[n];
        double[] b = new double[n];
        int[] out = new int[n];
        for (int i = 0; i < n; i++) {
            a[i] = D[i / D.length];
            b[i] = D[i % D.length];
        }

        Lowered.run(Lowered.elementwise("f64", "f64", "i32", "%9: i32 = cmp3 " + unordered + " %7, %8"), a, b, out);

        for (int i = 0; i < n; i++) {
            int expected = a[i] > b[i] ? 1 : a[i] < b[i] ? -1 : a[i] == b[i] ? 0 : unordered;
            assertThat(out[i]).as("%s ? %s", a[i], b[i]).isEqualTo(expected);
        }
    }

    @Test
    void longsCompareThreeWays() throws Exception {
        int n = J.length * J.length;
        long[] a = new long[n];
        long[] b = new long[n];
        int[] out = new int[n];
        for (int i = 0; i < n; i++) {
            a[i] = J[i / J.length];
            b[i] = J[i % J.length];
        }

        Lowered.run(Lowered.elementwise("i64", "i64", "i32", "%9: i32 = cmp3 0 %7, %8"), a, b, out);

        for (int i = 0; i < n; i++) {
            assertThat(out[i]).isEqualTo(Long.compare(a[i], b[i]));
        }
    }

    @Test
    void bitsPassUnchanged() throws Exception {
        long[] bits = new long[D.length];
        float[] floats = new float[I.length];

        Lowered.run(Lowered.elementwise("f64", "f64", "i64", "%9: i64 = bitcast %7"), D.clone(), D.clone(), bits);
        Lowered.run(Lowered.elementwise("i32", "i32", "f32", "%9: f32 = bitcast %7"), I.clone(), I.clone(), floats);

        for (int i = 0; i < D.length; i++) {
            assertThat(bits[i]).isEqualTo(Double.doubleToRawLongBits(D[i]));
        }
        for (int i = 0; i < I.length; i++) {
            assertThat(Float.floatToRawIntBits(floats[i])).isEqualTo(I[i]);
        }
    }

    @Test
    void longsShiftByTheLowSixBits() throws Exception {
        int n = J.length * I.length;
        long[] a = new long[n];
        int[] b = new int[n];
        for (int i = 0; i < n; i++) {
            a[i] = J[i / I.length];
            b[i] = I[i % I.length];
        }
        long[] left = new long[n];
        long[] right = new long[n];
        long[] unsigned = new long[n];

        Lowered.run(Lowered.elementwise("i64", "i32", "i64", "%9: i64 = shl %7, %8"), a, b, left);
        Lowered.run(Lowered.elementwise("i64", "i32", "i64", "%9: i64 = shr %7, %8"), a, b, right);
        Lowered.run(Lowered.elementwise("i64", "i32", "i64", "%9: i64 = ushr %7, %8"), a, b, unsigned);

        for (int i = 0; i < n; i++) {
            assertThat(left[i]).isEqualTo(a[i] << b[i]);
            assertThat(right[i]).isEqualTo(a[i] >> b[i]);
            assertThat(unsigned[i]).isEqualTo(a[i] >>> b[i]);
        }
    }

    @Test
    void bitsAreCounted() throws Exception {
        int[] counts = new int[J.length];
        int[] leading = new int[J.length];
        int[] trailing = new int[I.length];

        Lowered.run(
                Lowered.elementwise("i64", "i64", "i32", "%9: i32 = intrinsic bitCount %7"),
                J.clone(),
                J.clone(),
                counts);
        Lowered.run(
                Lowered.elementwise("i64", "i64", "i32", "%9: i32 = intrinsic numberOfLeadingZeros %7"),
                J.clone(),
                J.clone(),
                leading);
        Lowered.run(
                Lowered.elementwise("i32", "i32", "i32", "%9: i32 = intrinsic numberOfTrailingZeros %7"),
                I.clone(),
                I.clone(),
                trailing);

        for (int i = 0; i < J.length; i++) {
            assertThat(counts[i]).isEqualTo(Long.bitCount(J[i]));
            assertThat(leading[i]).isEqualTo(Long.numberOfLeadingZeros(J[i]));
        }
        for (int i = 0; i < I.length; i++) {
            assertThat(trailing[i]).isEqualTo(Integer.numberOfTrailingZeros(I[i]));
        }
    }

    @Test
    void fusedMultiplyAddRoundsOnce() throws Exception {
        double[] a = {1 + 0x1p-52, 1e308, 0.1, Double.MIN_VALUE};
        double[] b = {1 - 0x1p-52, 10, 10, 0.5};
        double[] out = new double[4];

        Lowered.run(Lowered.elementwise("f64", "f64", "f64", """
                %20: f64 = const -1.0
                  %9: f64 = intrinsic fma %7, %8, %20"""), a, b, out);

        for (int i = 0; i < a.length; i++) {
            assertThat(out[i]).isEqualTo(Math.fma(a[i], b[i], -1.0));
        }
    }

    @Test
    void absoluteValues() throws Exception {
        int[] ints = new int[I.length];
        Lowered.run(Lowered.elementwise("i32", "i32", "i32", "%9: i32 = intrinsic abs %7"), I.clone(), I.clone(), ints);

        for (int i = 0; i < I.length; i++) {
            assertThat(ints[i]).isEqualTo(Math.abs(I[i]));
        }
    }
}
