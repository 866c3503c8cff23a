package dev.adagent.codegen;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Arrays of every element type, private arrays, atomics, shadows. */
class ArrayLoweringTest {
    @Test
    void narrowElementsKeepTheirRange() throws Exception {
        byte[] bytes = new byte[4];
        short[] shorts = new short[4];
        char[] chars = new char[4];
        boolean[] bools = new boolean[4];
        int[] source = {-1, 65537, 128, Integer.MIN_VALUE + 1};

        Lowered.run(Lowered.elementwise("i32", "i32", "i8", "%9: i32 = or %7, %7"), source, source, bytes);
        Lowered.run(Lowered.elementwise("i32", "i32", "i16", "%9: i32 = or %7, %7"), source, source, shorts);
        Lowered.run(Lowered.elementwise("i32", "i32", "u16", "%9: i32 = or %7, %7"), source, source, chars);
        Lowered.run(Lowered.elementwise("i32", "i32", "bool", "%9: i32 = or %7, %7"), source, source, bools);

        for (int i = 0; i < 4; i++) {
            assertThat(bytes[i]).isEqualTo((byte) source[i]);
            assertThat(shorts[i]).isEqualTo((short) source[i]);
            assertThat(chars[i]).isEqualTo((char) source[i]);
            assertThat(bools[i]).isEqualTo((source[i] & 1) == 1);
        }
    }

    @Test
    void narrowElementsWidenWithTheirSign() throws Exception {
        int[] out = new int[2];
        Lowered.run(
                Lowered.elementwise("i8", "u16", "i32", "%9: i32 = add %7, %8"),
                new byte[] {-1, 127},
                new char[] {65535, 1},
                out);
        assertThat(out).containsExactly(65534, 128);
        Lowered.run(
                Lowered.elementwise("i16", "bool", "i32", "%9: i32 = add %7, %8"),
                new short[] {-32768, 7},
                new boolean[] {true, false},
                out);
        assertThat(out).containsExactly(-32767, 7);
    }

    @Test
    void aPrivateArrayIsZeroWhereverItIsMade() throws Exception {
        // each round makes a new array, adds to one element and reads it back
        String text = Lowered.elementwise("f64", "f64", "f64", """
                %20: i32 = const 3
                  %21: [f64 = newarray %20
                  %22: i32 = const 1
                  %23: f64 = aload %21, %22
                  %24: f64 = add %23, %7
                  astore %21, %22, %24
                  accum %21, %22, %8
                  %9: f64 = aload %21, %22""");
        double[] out = new double[3];

        PtxKernel k = Lowered.run(text, new double[] {1, 2, 3}, new double[] {10, 20, 30}, out);

        assertThat(out).containsExactly(11, 22, 33);
        assertThat(k.ptx()).doesNotContain("atom.").doesNotContain("red.");
    }

    @Test
    void aLargePrivateArrayIsZeroWhereverItIsMade() throws Exception {
        String text = Lowered.elementwise("i32", "i8", "i32", """
                %20: i32 = const 1003
                  %21: [i8 = newarray %20
                  %22: i32 = aload %21, %7
                  astore %21, %7, %8
                  %23: i32 = aload %21, %7
                  %24: i32 = const 1000
                  %25: i32 = mul %22, %24
                  %9: i32 = add %25, %23""");
        int[] out = new int[3];

        PtxKernel k = Lowered.run(text, new int[] {1002, 1002, 7}, new byte[] {1, 2, 3}, out);

        assertThat(out).containsExactly(1, 2, 3);
        assertThat(k.ptx()).containsPattern("st\\.local\\.(v2\\.)?[ub]64");
        assertThat(k.report().stackBytes()).isBetween(1003, 1100);
    }

    private static final String HISTOGRAM = """
            func @t/K.k([I[D)V (%0: [i32, %1: [f64) -> void {
            b0(%0: [i32, %1: [f64):
              %2: i32 = intrinsic tid.x
              %3: i32 = aload %0, %2
              %4: f64 = const 0.5
              accum %1, %3, %4
              ret
            }
            """;

    @Test
    void shadowsOfArgumentsAreAddedToAtomically() throws Exception {
        double[] sums = new double[3];

        PtxKernel k = Lowered.runGrid(HISTOGRAM, new int[] {1, 1, 1, 5, 1, 1}, new int[] {0, 1, 1, 2, 1}, sums);

        assertThat(sums).containsExactly(0.5, 1.5, 0.5);
        assertThat(k.ptx()).containsPattern("(atom|red)\\.global\\.add\\.f64");
    }

    /** An element, what is added, and the old value. */
    private static String addFloat(String kind) {
        return """
                func @t/K.k([F[F)V (%0: [f32, %1: [f32) -> void {
                b0(%0: [f32, %1: [f32):
                  %2: i32 = intrinsic tid.x
                  %3: f32 = aload %1, %2
                  $K
                  ret
                }
                """.replace("$K", kind);
    }

    @Test
    void sumsOfFloatsKeepSubnormalNumbers() throws Exception {
        float tiny = Float.MIN_VALUE;
        float[][] pairs = {
            {tiny, tiny},
            {3 * tiny, -tiny},
            {tiny, 0f},
            {Float.MIN_NORMAL, -tiny},
            {-0f, 0f},
            {-0f, -0f},
            {1f, 0x1p-101f},
            {-0x1p-101f, Math.nextUp(0x1p-101f)},
            {1f, Float.NaN},
            {Float.POSITIVE_INFINITY, tiny},
        };
        for (float[] p : pairs) {
            float[] x = {p[0]};
            float[] old = {p[1]};
            Lowered.run(addFloat("%4: f32 = atomic add %0, %2, %3\n  astore %1, %2, %4"), x, old);
            assertThat(Float.floatToIntBits(x[0]))
                    .as("%s + %s", p[0], p[1])
                    .isEqualTo(Float.floatToIntBits(p[0] + p[1]));
            assertThat(Float.floatToIntBits(old[0])).isEqualTo(Float.floatToIntBits(p[0]));
        }
    }

    /** NVIDIA's instruction takes subnormal numbers of global memory for zero: it is used for large addends, or where that is asked for. */
    @Test
    void smallAddendsAreAddedByCompareAndSwap() {
        for (String kind : new String[] {"accum %0, %2, %3", "%4: f32 = atomic add %0, %2, %3"}) {
            String strict = Lowered.ptx(addFloat(kind)).ptx();
            assertThat(strict)
                    .containsPattern("(atom|red)\\.global\\.add\\.f32")
                    .contains("atom.global.cas.b32");
            assertThat(strict).contains("2147483647", Integer.toString((26 << 23) - 1));
            String fast = PtxCompiler.compile(
                            Lowered.module(addFloat(kind)),
                            "sm_80",
                            new LlvmLowering.Options(false, 0, true, true, true))
                    .ptx();
            assertThat(fast).containsPattern("(atom|red)\\.global\\.add\\.f32").doesNotContain("cas.b32");
        }
        String shared = Lowered.ptx("""
                func @t/K.k([F)V (%0: [f32) -> void {
                b0(%0: [f32):
                  %1: i32 = const 32
                  %2: [f32 = shared s %1
                  %3: i32 = intrinsic tid.x
                  %4: f32 = aload %0, %3
                  %5: f32 = atomic add %2, %3, %4
                  astore %0, %3, %5
                  ret
                }
                """).ptx();
        assertThat(shared).contains("atom.shared.add.f32").doesNotContain("cas.b32");
    }

    /** What the choice above rests on: with addends of 2^-101 and more, flushing subnormal numbers cannot be seen. */
    @Test
    void flushingCannotBeSeenWithLargeAddends() {
        SplittableRandom random = new SplittableRandom(3);
        int seen = 0;
        for (int k = 0; k < 4_000_000; k++) {
            float v = Float.intBitsToFloat(((26 << 23) + random.nextInt(3 << 23)) | random.nextInt() << 31);
            float old = switch (k % 4) {
                case 0 -> Float.intBitsToFloat(random.nextInt(1 << 23) | random.nextInt() << 31); // subnormal
                case 1 -> -v + random.nextInt(-3, 4) * Math.ulp(v);
                case 2 -> -Float.intBitsToFloat(Float.floatToRawIntBits(v) - random.nextInt(1 << 23));
                default -> Float.intBitsToFloat(random.nextInt());
            };
            float exact = old + v;
            float flushed = flush(flush(old) + flush(v));
            assertThat(Float.floatToIntBits(flushed)).as("%s + %s", old, v).isEqualTo(Float.floatToIntBits(exact));
            float small = Float.intBitsToFloat(random.nextInt(26 << 23));
            seen += Float.floatToIntBits(flush(flush(old) + flush(small))) == Float.floatToIntBits(old + small) ? 0 : 1;
        }
        assertThat(seen).as("sums with smaller addends where it is seen").isGreaterThan(1_000);
    }

    private static float flush(float x) {
        return Math.abs(x) < Float.MIN_NORMAL ? Math.copySign(0f, x) : x;
    }

    @Test
    void atomicsGiveTheOldValue() throws Exception {
        String[] kinds = {"add", "min", "max", "and", "or", "xor", "exch"};
        int[] expected = {12 + 10, 10, 12, 12 & 10, 12 | 10, 12 ^ 10, 10};
        for (int i = 0; i < kinds.length; i++) {
            String text = """
                    func @t/K.k([I)V (%0: [i32) -> void {
                    b0(%0: [i32):
                      %1: i32 = const 0
                      %2: i32 = const 10
                      %3: i32 = atomic $K %0, %1, %2
                      %4: i32 = const 1
                      astore %0, %4, %3
                      ret
                    }
                    """.replace("$K", kinds[i]);
            int[] a = {12, 0};

            Lowered.run(text, a);

            assertThat(a).as(kinds[i]).containsExactly(expected[i], 12);
        }
    }

    @Test
    void compareAndSwap() throws Exception {
        String text = """
                func @t/K.k([JJ)V (%0: [i64, %1: i64) -> void {
                b0(%0: [i64, %1: i64):
                  %2: i32 = const 0
                  %3: i64 = const 99
                  %4: i64 = atomic cas %0, %2, %1, %3
                  %5: i32 = const 1
                  astore %0, %5, %4
                  ret
                }
                """;
        long[] hit = {7, 0};
        long[] miss = {8, 0};

        Lowered.run(text, hit, 7L);
        Lowered.run(text, miss, 7L);

        assertThat(hit).containsExactly(99, 7);
        assertThat(miss).containsExactly(8, 8);
    }

    @Test
    void anArrayOfUnknownOriginIsToldByItsAddress() throws Exception {
        String text = """
                func @t/K.k([F[II)V (%0: [f32, %1: [i32, %2: i32) -> void {
                b0(%0: [f32, %1: [i32, %2: i32):
                  %3: i32 = const 4
                  %4: [f32 = newarray %3
                  br %2, b1(%0), b1(%4)
                b1(%5: [f32):
                  %6: i32 = const 1
                  %7: f32 = const 2.0
                  %8: i32 = aload %1, %6
                  accum %5, %8, %7
                  %9: f32 = atomic add %5, %8, %7
                  %10: i32 = const 0
                  %11: f32 = aload %5, %8
                  astore %0, %10, %11
                  ret
                }
                """;
        float[] shared = {0, 10};
        float[] own = {0, 10};

        Lowered.run(text, shared, new int[] {0, 1}, 1);
        PtxKernel k = Lowered.run(text, own, new int[] {0, 1}, 0);

        assertThat(shared).containsExactly(14, 14);
        assertThat(own).containsExactly(4, 10);
        assertThat(k.ptx()).contains("isspacep.local").containsPattern("atom\\.(global\\.)?add\\.f32");
    }

    private static final String TAPE = """
            func @t/K.k([D[DI)V (%0: [f64, %1: [f64, %2: i32) -> void {
            b0(%0: [f64, %1: [f64, %2: i32):
              %3: [f64 = intrinsic tape.open
              %4: [i32 = intrinsic tape.open
              %5: [f64 = intrinsic tape.ensure %3, %2                    !t/K.k(K.java:7)
              %6: i32 = const 0
              %7: i32 = intrinsic tid.x
              %8: f64 = aload %0, %7
              jump b1(%6)
            b1(%9: i32):
              %10: f64 = conv %9
              %11: f64 = add %10, %8
              intrinsic tape.store %5, %9, %11
              %12: i32 = const 1
              %13: i32 = add %9, %12
              intrinsic tape.store %4, %6, %13
              %14: i32 = cmp lt %13, %2
              br %14, b1(%13), b2()
            b2():
              %15: i32 = intrinsic tape.load %4, %6
              %16: i32 = sub %15, %12
              %17: f64 = intrinsic tape.load %5, %16
              %18: f64 = intrinsic tape.load %5, %6
              %19: f64 = mul %17, %18
              astore %1, %7, %19
              intrinsic tape.close %4, %2
              intrinsic tape.close %5, %2
              ret
            }
            """;

    @Test
    void tapesHoldWhatWasStored() throws Exception {
        double[] x = {1, 2, 3};
        double[] out = new double[3];

        PtxKernel k = Lowered.runGrid(TAPE, new int[] {1, 1, 1, 3, 1, 1}, x, out, 32);

        assertThat(out).containsExactly((31 + 1) * 1, (31 + 2) * 2, (31 + 3) * 3);
        assertThat(k.tapes()).isEqualTo(2);
    }

    /** In each round another array, whose place the thread's heap gives: {@code y[i] = sum of 10·k + x[i]}, read backwards. */
    private static final String TAPE_OF_REFERENCES = """
            func @t/K.k([D[DI)V (%0: [f64, %1: [f64, %2: i32) -> void {
            b0(%0: [f64, %1: [f64, %2: i32):
              %3: [Ljava/lang/Object; = intrinsic tape.open
              %4: [Ljava/lang/Object; = intrinsic tape.ensure %3, %2                    !t/K.k(K.java:7)
              %6: i32 = const 0
              %7: i32 = intrinsic tid.x
              %8: f64 = aload %0, %7
              %12: i32 = const 1
              jump b1(%6)
            b1(%9: i32):
              %10: f64 = conv %9
              %11: f64 = add %10, %8
              %20: [f64 = newarray %12
              astore %20, %6, %11
              intrinsic tape.store %4, %9, %20
              %13: i32 = add %9, %12
              %14: i32 = cmp lt %13, %2
              br %14, b1(%13), b2(%2)
            b2(%15: i32):
              %16: i32 = sub %15, %12
              %21: Ljava/lang/Object; = intrinsic tape.load %4, %16
              %22: [f64 = check_cast %21
              %17: f64 = aload %22, %6
              accum %1, %7, %17
              accum %22, %6, %17
              %18: i32 = cmp gt %16, %6
              br %18, b2(%16), b3()
            b3():
              intrinsic tape.close %4, %2
              ret
            }
            """;

    @Test
    void aTapeOfReferencesHoldsTheArraysOfItsRounds() throws Exception {
        double[] x = {1, 2, 3};
        double[] out = new double[3];

        PtxKernel k = Lowered.runGrid(TAPE_OF_REFERENCES, new int[] {1, 1, 1, 3, 1, 1}, x, out, 5);

        assertThat(out).containsExactly(10 + 5 * 1, 10 + 5 * 2, 10 + 5 * 3);
        assertThat(k.tapes()).as("regions: of addresses, of lengths").isEqualTo(2);
    }

    @Test
    void aFullTapeIsAnException() {
        double[] out = new double[3];
        var e = org.assertj.core.api.Assertions.catchThrowableOfType(
                dev.adagent.transform.device.KernelFailure.class,
                () -> Lowered.runGrid(TAPE, new int[] {1, 1, 1, 3, 1, 1}, new double[3], out, 33));

        assertThat(e.exception().toString()).contains("TapeOverflowException").contains("33 tape slots");
        assertThat(e.stack().get(0).line()).isEqualTo(7);
        assertThat(out).containsOnly(0);
    }
}
