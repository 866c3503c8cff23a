package dev.adagent.transform.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.adagent.transform.device.DeviceRefusal;
import dev.adagent.transform.device.KernelFailure;
import dev.adagent.transform.ir.Interpreter;
import dev.adagent.transform.ir.IrParser;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Warp operations and shared arrays on the CPU device, against the interpreter; and their misuse. */
class WarpTest {
    private final CpuDevice device = new CpuDevice(2);

    /** Each lane shuffles in a loop, with an operand and a group of its own choosing. */
    private static String shuffle(String name) {
        return """
                func @t/K.k([D[I[I)V (%0: [f64, %1: [i32, %2: [i32) -> void {
                b0(%0: [f64, %1: [i32, %2: [i32):
                  %3: i32 = intrinsic tid.x
                  %4: i32 = const -1
                  %5: i32 = aload %1, %3
                  %6: i32 = aload %2, %3
                  %7: f64 = aload %0, %3
                  %8: i32 = const 0
                  %9: i32 = const 3
                  %10: i32 = const 1
                  jump b1(%8, %7)
                b1(%11: i32, %12: f64):
                  %13: f64 = intrinsic NAME %4, %12, %5, %6          !t/K.k(K.java:5)
                  %14: f64 = add %12, %13
                  %15: i32 = add %11, %10
                  %16: i32 = cmp lt %15, %9
                  br %16, b1(%15, %14), b2(%14)
                b2(%17: f64):
                  astore %0, %3, %17
                  ret
                }
                """.replace("NAME", name);
    }

    @ParameterizedTest
    @CsvSource({"shfl.idx, 1", "shfl.up, 2", "shfl.down, 3", "shfl.bfly, 4"})
    void shufflesAsTheInterpreterDoes(String name, int seed) throws KernelFailure {
        SplittableRandom r = new SplittableRandom(seed);
        int n = 77;
        for (int round = 0; round < 8; round++) {
            double[] x = r.doubles(n).toArray();
            int[] lane = r.ints(n, -40, 40).toArray();
            int[] width = new int[n];
            for (int i = 0; i < n; i++) {
                width[i] = 1 << r.nextInt(6);
            }
            double[] expected = x.clone();
            int[] grid = {1, 1, 1, n, 1, 1};
            device.launch(CpuDeviceTest.kernel(shuffle(name)), grid, new Object[] {x, lane, width});
            new Interpreter(IrParser.parseModule(shuffle(name))).runGrid("t/K.k([D[I[I)V", grid, expected, lane, width);
            assertThat(x).isEqualTo(expected);
        }
    }

    @Test
    void aWidthThatIsNoneIsNamed() {
        int[] width = {32, 32, 12, 32};
        KernelFailure e = catchThrowableOfType(
                KernelFailure.class,
                () -> device.launch(
                        CpuDeviceTest.kernel(shuffle("shfl.idx")),
                        new int[] {1, 1, 1, 4, 1, 1},
                        new Object[] {new double[4], new int[4], width}));
        assertThat(e.exception()).hasMessageContaining("width 12").hasMessageContaining("K.java:5");
        assertThat(e.thread()).containsExactly(2, 0, 0);
    }

    private KernelFailure failureOf(String body, int threads) {
        String text = "func @t/K.k()V () -> void {\n" + body + "}\n";
        return catchThrowableOfType(
                KernelFailure.class,
                () -> device.launch(CpuDeviceTest.kernel(text), new int[] {1, 1, 1, threads, 1, 1}, new Object[0]));
    }

    @Test
    void lanesThatDoNotComeAreNamed() {
        String body = """
                b0():
                  %0: i32 = intrinsic tid.x
                  %1: i32 = const 7
                  %2: i32 = const -1
                  %3: i32 = cmp lt %0, %1
                  br %3, b1(), b2()
                b1():
                  %4: i32 = intrinsic vote.any %2, %3          !t/K.k(K.java:3)
                  ret
                b2():
                  intrinsic barrier                            !t/K.k(K.java:5)
                  ret
                """;
        KernelFailure e = failureOf(body, 32);
        assertThat(e.exception())
                .hasMessageContaining("anySync() at t.K.k(K.java:3)")
                .hasMessageContaining("syncThreads() at t.K.k(K.java:5)");
        assertThat(failureOf(body, 5)).as("nobody is missing").isNull();
    }

    @Test
    void aMaskWithoutTheOwnLaneIsNamed() {
        KernelFailure e = failureOf("""
                b0():
                  %0: i32 = const 6
                  intrinsic warp.sync %0                       !t/K.k(K.java:3)
                  ret
                """, 4);
        assertThat(e.exception()).hasMessageContaining("does not name its own lane, 0");
    }

    @Test
    void lanesThatHaveEndedAreNotWaitedFor() {
        assertThat(failureOf("""
                        b0():
                          %0: i32 = intrinsic tid.x
                          %1: i32 = const 1
                          %2: i32 = and %0, %1
                          %3: i32 = const -1
                          br %2, b1(), b2()
                        b1():
                          ret
                        b2():
                          intrinsic warp.sync %3
                          intrinsic barrier
                          ret
                        """, 40)).isNull();
    }

    /** A function that is not inlined reaches the same array as the kernel; every block finds it zeroed. */
    @Test
    void functionsShareTheBlocksArrays() throws KernelFailure {
        String text = """
                func @t/K.k([I)V (%0: [i32) -> void {
                b0(%0: [i32):
                  %1: i32 = intrinsic tid.x
                  %2: i32 = intrinsic ctaid.x
                  %3: i32 = const 4
                  %4: [i32 = shared t/K.k([I)V#0 %3
                  call static t/K.add(I)V [fn "t/K.add(I)V"] (%1)
                  intrinsic barrier
                  %5: i32 = mul %2, %3
                  %6: i32 = add %5, %1
                  %7: i32 = aload %4, %1
                  check_bounds %0, %6
                  astore %0, %6, %7
                  ret
                }
                func @t/K.add(I)V (%0: i32) -> void {
                b0(%0: i32):
                  %1: i32 = const 4
                  %2: [i32 = shared t/K.k([I)V#0 %1
                  %3: i32 = const 0
                  %4: i32 = const 10
                  %5: i32 = atomic add %2, %3, %4
                  ret
                }
                """;
        int[] x = new int[12];
        device.launch(CpuDeviceTest.kernel(text), new int[] {3, 1, 1, 4, 1, 1}, new Object[] {x});
        assertThat(x).containsExactly(40, 0, 0, 0, 40, 0, 0, 0, 40, 0, 0, 0);
    }

    @Test
    void sharedArraysOfUnknownOrTooLargeSizeAreRefused() {
        String text = """
                func @t/K.k(I)V (%0: i32) -> void {
                b0(%0: i32):
                  %1: i32 = const 6145
                  %2: [f64 = shared s SIZE                     !t/K.k(K.java:3)
                  ret
                }
                """;
        for (String size : new String[] {"%0", "%1"}) {
            DeviceRefusal e = catchThrowableOfType(
                    DeviceRefusal.class,
                    () -> device.launch(
                            CpuDeviceTest.kernel(text.replace("SIZE", size)),
                            new int[] {1, 1, 1, 1, 1, 1},
                            new Object[] {3}));
            assertThat(e.loc().line()).isEqualTo(3);
            assertThat(e).hasMessageContaining(size.equals("%0") ? "not known" : "49160 bytes");
        }
    }
}
