package dev.adagent.codegen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.adagent.transform.device.KernelFailure;
import dev.adagent.transform.ir.Loc;
import org.junit.jupiter.api.Test;

/** Failed checks become Java exceptions with their place; the thread with the lowest id is the one reported. */
class CheckLoweringTest {
    /** Each thread doubles the element that its index array names. */
    private static final String GATHER = """
            func @t/K.gather([D[I)V (%0: [f64, %1: [i32) -> void {
            b0(%0: [f64, %1: [i32):
              %2: i32 = intrinsic ctaid.x
              %3: i32 = intrinsic ntid.x
              %4: i32 = intrinsic tid.x
              %5: i32 = mul %2, %3
              %6: i32 = add %5, %4
              check_bounds %1, %6                        !t/K.gather(K.java:10)
              %7: i32 = aload %1, %6
              check_bounds %0, %7                        !t/K.at(K.java:20) <- t/K.gather(K.java:11)
              %8: f64 = aload %0, %7
              %9: f64 = add %8, %8
              astore %0, %7, %9
              ret
            }
            """;

    @Test
    void noFailureNoException() throws Exception {
        double[] x = {1, 2, 3, 4};

        Lowered.runGrid(GATHER, new int[] {2, 1, 1, 2, 1, 1}, x, new int[] {3, 2, 1, 0});

        assertThat(x).containsExactly(2, 4, 6, 8);
    }

    @Test
    void theLowestThreadIsReportedAndTheOthersRun() {
        double[] x = {1, 2, 3, 4};

        KernelFailure e = catchThrowableOfType(
                KernelFailure.class,
                () -> Lowered.runGrid(GATHER, new int[] {2, 1, 1, 3, 1, 1}, x, new int[] {0, 1, 2, 3, -5, 4}));

        assertThat(e.exception())
                .isInstanceOf(ArrayIndexOutOfBoundsException.class)
                .hasMessage("Index -5 out of bounds for length 4");
        assertThat(e.block()).containsExactly(1, 0, 0);
        assertThat(e.thread()).containsExactly(1, 0, 0);
        assertThat(e.stack()).extracting(Loc::line).containsExactly(20, 11);
        assertThat(e.exception().getStackTrace()[0].toString()).isEqualTo("t.K.at(K.java:20)");
        assertThat(x).containsExactly(2, 4, 6, 8);
    }

    @Test
    void aNullArrayIsANullPointer() {
        KernelFailure e = catchThrowableOfType(
                KernelFailure.class, () -> Lowered.runGrid(GATHER, Lowered.ONE_THREAD, null, new int[] {0}));

        assertThat(e.exception()).isInstanceOf(NullPointerException.class);
        assertThat(e.stack()).extracting(Loc::line).containsExactly(20, 11);
    }

    @Test
    void anEmptyArrayIsNotNull() {
        KernelFailure e = catchThrowableOfType(
                KernelFailure.class, () -> Lowered.runGrid(GATHER, Lowered.ONE_THREAD, new double[0], new int[] {0}));

        assertThat(e.exception()).hasMessage("Index 0 out of bounds for length 0");
    }

    @Test
    void aFailureInACalledFunctionEndsTheThread() {
        String text = """
                func @t/K.k([I)V (%0: [i32) -> void {
                b0(%0: [i32):
                  %1: i32 = const 0
                  %2: i32 = aload %0, %1
                  %3: i32 = call static t/K.inverse(I)I [fn "t/K.inverse(I)I"] (%2)   !t/K.k(K.java:3)
                  astore %0, %1, %3
                  ret
                }

                func @t/K.inverse(I)I (%0: i32) -> i32 {
                b0(%0: i32):
                  check_zero %0                               !t/K.inverse(K.java:7)
                  %1: i32 = const 1000
                  %2: i32 = div %1, %0
                  ret %2
                }
                """;
        int[] good = {4};
        assertThat(catchThrowableOfType(KernelFailure.class, () -> Lowered.run(text, good)))
                .isNull();
        assertThat(good).containsExactly(250);
        int[] bad = {0};

        KernelFailure e = catchThrowableOfType(KernelFailure.class, () -> Lowered.run(text, bad));

        assertThat(e.exception()).isInstanceOf(ArithmeticException.class).hasMessage("/ by zero");
        assertThat(e.stack()).extracting(Loc::line).containsExactly(7);
        assertThat(bad).containsExactly(0);
    }

    @Test
    void aRaisedExceptionHasItsMessage() {
        String text = """
                func @t/K.k(IJFD)V (%0: i32, %1: i64, %2: f32, %3: f64) -> void {
                b0(%0: i32, %1: i64, %2: f32, %3: f64):
                  raise java/lang/IllegalArgumentException "i \\u0001 l \\u0001 f \\u0001 d \\u0001" %0, %1, %2, %3   !t/K.k(K.java:5)
                }
                """;

        KernelFailure e = catchThrowableOfType(KernelFailure.class, () -> Lowered.run(text, -1, 1L << 40, 0.1f, -0.0));

        assertThat(e.exception())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("i -1 l 1099511627776 f 0.1 d -0.0");
        assertThat(e.exception().getStackTrace()[0].getLineNumber()).isEqualTo(5);
    }

    @Test
    void aNegativeSizeIsRaised() {
        String text = """
                func @t/K.k(I)V (%0: i32) -> void {
                b0(%0: i32):
                  check_size %0
                  ret
                }
                """;

        KernelFailure e = catchThrowableOfType(KernelFailure.class, () -> Lowered.run(text, -3));

        assertThat(e.exception()).isInstanceOf(NegativeArraySizeException.class).hasMessage("-3");
    }
}
