package dev.adagent.codegen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.adagent.transform.device.KernelFailure;
import org.junit.jupiter.api.Test;

/** Arrays that have no place of their own on the stack: assembled for a GPU and run on the host. */
class ThreadHeapTest {
    /** Makes an array of %1 elements in each of %2 rounds, fills its end and adds that to the result; $KEPT is carried into the next round. */
    private static final String ROUNDS = """
            func @t/K.k([DII)V (%0: [f64, %1: i32, %2: i32) -> void {
            b0(%0: [f64, %1: i32, %2: i32):
              %3: i32 = const 0
              %4: i32 = const 1
              %5: i32 = sub %1, %4
              jump b1(%3, %0)
            b1(%6: i32, %7: [f64):
              %8: i32 = cmp lt %6, %2
              br %8, b2(), b3()
            b2():
              check_size %1
              %9: [f64 = newarray %1            !t/K.k(K.java:9)
              %10: f64 = aload %9, %5
              %11: f64 = conv %6
              %12: f64 = add %10, %11
              astore %9, %5, %12
              %13: f64 = aload %9, %5
              %14: f64 = aload %0, %3
              %15: f64 = add %13, %14
              astore %0, %3, %15
              %16: i32 = add %6, %4
              jump b1(%16, $KEPT)
            b3():
              %17: f64 = aload %7, %3
              astore %0, %4, %17
              ret
            }
            """;

    private static final int MOST = LlvmLowering.HEAP / 8;

    @Test
    void aLengthThatShowsAtRunTimeIsGivenBackAfterEachRound() throws KernelFailure {
        double[] sum = {0, 0};
        Lowered.run(ROUNDS.replace("$KEPT", "%7"), sum, MOST, 100);
        assertThat(sum).containsExactly(4950, 4950);
    }

    @Test
    void whatIsKeptFromRoundToRoundStaysAsItIs() throws KernelFailure {
        double[] sum = {0, 0};
        Lowered.run(ROUNDS.replace("$KEPT", "%9").replace("%5: i32 = sub %1, %4", "%5: i32 = const 0"), sum, 10, 20);
        assertThat(sum).containsExactly(190, 19);
    }

    @Test
    void whatIsKeptTakesRoomUntilThereIsNoneLeft() {
        KernelFailure e = catchThrowableOfType(
                KernelFailure.class, () -> Lowered.run(ROUNDS.replace("$KEPT", "%9"), new double[2], MOST / 2, 3));

        assertThat(e.exception()).isInstanceOf(OutOfMemoryError.class);
        assertThat(e.exception().getMessage())
                .contains("an array of " + MOST / 2 + " elements")
                .contains(LlvmLowering.HEAP + " bytes");
    }

    @Test
    void anArrayThatIsTooLongIsAnErrorAlsoWhereItsSizeOverflows() {
        for (int n : new int[] {MOST + 1, Integer.MAX_VALUE, 1 << 29}) {
            KernelFailure e = catchThrowableOfType(
                    KernelFailure.class, () -> Lowered.run(ROUNDS.replace("$KEPT", "%7"), new double[2], n, 1));
            assertThat(e.exception()).isInstanceOf(OutOfMemoryError.class);
        }
    }

    @Test
    void rowsThatALoopMakesAreNotTheSameOne() throws KernelFailure {
        double[] out = new double[1];
        Lowered.run("""
                func @t/K.k([DI)V (%0: [f64, %1: i32) -> void {
                b0(%0: [f64, %1: i32):
                  %2: i32 = const 0
                  %3: i32 = const 1
                  %4: [[f64 = newarray %1
                  jump b1(%2)
                b1(%5: i32):
                  %6: i32 = cmp lt %5, %1
                  br %6, b2(), b3(%2)
                b2():
                  %7: i32 = add %5, %3
                  %8: [f64 = newarray %7
                  %9: f64 = conv %7
                  astore %8, %5, %9
                  astore %4, %5, %8
                  jump b1(%7)
                b3(%10: i32):
                  %11: i32 = cmp lt %10, %1
                  br %11, b4(), b5()
                b4():
                  %12: [f64 = aload %4, %10
                  check_bounds %12, %10
                  %13: f64 = aload %12, %10
                  %14: f64 = aload %0, %2
                  %15: f64 = add %13, %14
                  %16: f64 = add %15, %15
                  astore %0, %2, %16
                  %17: i32 = add %10, %3
                  jump b3(%17)
                b5():
                  ret
                }
                """, out, 3);
        assertThat(out[0]).isEqualTo(((2 * 1 + 2) * 2 + 3) * 2);
    }

    /** A method gives an array back; what another makes is given back when it returns. */
    private static final String CALLS = """
            func @t/K.k([DI)V (%0: [f64, %1: i32) -> void {
            b0(%0: [f64, %1: i32):
              %2: i32 = const 0
              %3: [f64 = call static t/K.make(I)[D [fn "t/K.make"] (%1)
              jump b1(%2)
            b1(%4: i32):
              %5: i32 = const 50
              %6: i32 = cmp lt %4, %5
              br %6, b2(), b3()
            b2():
              %7: f64 = call static t/K.use(I)D [fn "t/K.use"] (%1)
              %8: f64 = aload %0, %2
              %9: f64 = add %7, %8
              astore %0, %2, %9
              %10: i32 = const 1
              %11: i32 = add %4, %10
              jump b1(%11)
            b3():
              %12: f64 = aload %3, %2
              %13: i32 = const 1
              astore %0, %13, %12
              ret
            }

            func @t/K.make (%0: i32) -> [f64 noinline {
            b0(%0: i32):
              %1: [f64 = newarray %0
              %2: i32 = const 0
              %3: f64 = const 7.0
              astore %1, %2, %3
              ret %1
            }

            func @t/K.use (%0: i32) -> f64 noinline {
            b0(%0: i32):
              %1: [f64 = call static t/K.make(I)[D [fn "t/K.make"] (%0)
              %2: i32 = const 0
              %3: f64 = aload %1, %2
              %4: f64 = const 1.0
              %5: f64 = add %3, %4
              astore %1, %2, %5
              %6: f64 = aload %1, %2
              ret %6
            }
            """;

    @Test
    void methodsGiveArraysBackAndLeaveNoneBehind() throws KernelFailure {
        double[] out = {0, 0};
        Lowered.run(CALLS, out, MOST / 2);
        assertThat(out).containsExactly(400, 7);
    }
}
