package dev.adagent.transform.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.adagent.transform.device.DeviceRefusal;
import dev.adagent.transform.device.KernelFailure;
import dev.adagent.transform.ir.Interpreter;
import dev.adagent.transform.ir.IrParser;
import dev.adagent.transform.ir.Verifier;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BarrierTest {
    /** Sum of each block's values by halving: {@code for (s = ntid/2; s > 0; s /= 2) { sync; if (t < s) x[b+t] += x[b+t+s]; }}. */
    private static final String REDUCE = """
            func @t/K.reduce([D[D)V (%0: [f64, %1: [f64) -> void {
            b0(%0: [f64, %1: [f64):
              %2: i32 = intrinsic tid.x
              %3: i32 = intrinsic ntid.x
              %4: i32 = intrinsic ctaid.x
              %5: i32 = mul %3, %4
              %6: i32 = add %5, %2
              %7: i32 = const 1
              %8: i32 = const 0
              %9: i32 = shr %3, %7
              %10: f64 = const 0.5
              %11: [f64 = newarray %7
              %12: f64 = conv %6
              astore %11, %8, %12
              jump b1(%9, %10)
            b1(%13: i32, %14: f64):
              %15: i32 = cmp gt %13, %8
              br %15, b2(), b5()
            b2():
              intrinsic barrier                              !t/K.reduce(K.java:7)
              %16: i32 = cmp lt %2, %13
              br %16, b3(), b4()
            b3():
              %17: i32 = add %6, %13
              check_bounds %0, %17                           !t/K.reduce(K.java:8)
              %18: f64 = aload %0, %17
              check_bounds %0, %6
              %19: f64 = aload %0, %6
              %20: f64 = add %19, %18
              astore %0, %6, %20
              jump b4()
            b4():
              %21: i32 = shr %13, %7
              %22: f64 = add %14, %14
              jump b1(%21, %22)
            b5():
              intrinsic barrier                              !t/K.reduce(K.java:10)
              %23: f64 = aload %11, %8
              %24: f64 = add %23, %14
              check_bounds %1, %6
              astore %1, %6, %24
              intrinsic barrier
              ret
            }
            """;

    private final CpuDevice device = new CpuDevice(3);

    @Test
    void threadsSeeWhatOthersWroteBeforeTheBarrier() throws KernelFailure {
        Random r = new Random(3);
        for (int block : new int[] {1, 2, 64, 256}) {
            int[] grid = {9, 1, 1, block, 1, 1};
            double[] x = r.doubles(9L * block).toArray();
            double[] y = new double[x.length];
            double[] x2 = x.clone();
            double[] y2 = y.clone();
            device.launch(CpuDeviceTest.kernel(REDUCE), grid, new Object[] {x, y});
            new Interpreter(IrParser.parseModule(REDUCE)).runGrid("t/K.reduce([D[D)V", grid, x2, y2);
            assertThat(x).isEqualTo(x2);
            assertThat(y).isEqualTo(y2);
        }
    }

    @Test
    void theSplitKernelVerifies() {
        BarrierSplit.Split s = BarrierSplit.of(IrParser.parseModule(REDUCE));
        Verifier.verify(s.module().entry());
        assertThat(s.places()).hasSize(3);
    }

    @Test
    void aFailingThreadIsNotWaitedFor() {
        double[] x = new double[100];
        KernelFailure e = catchThrowableOfType(
                KernelFailure.class,
                () -> device.launch(
                        CpuDeviceTest.kernel(REDUCE), new int[] {4, 1, 1, 32, 1, 1}, new Object[] {x, new double[128]
                        }));
        assertThat(e.exception()).hasMessage("Index 112 out of bounds for length 100");
        assertThat(e.block()).containsExactly(3, 0, 0);
        assertThat(e.thread()).containsExactly(0, 0, 0);
        assertThat(e.stack().get(0).line()).isEqualTo(8);
    }

    /** What a loop's edge back alone needs from before the barrier. */
    @Test
    void valuesSurviveThatOnlyAnEdgePasses() throws KernelFailure {
        String text = """
                func @t/K.k([I)V (%0: [i32) -> void {
                b0(%0: [i32):
                  %1: i32 = intrinsic tid.x
                  %2: i32 = aload %0, %1
                  %3: i32 = const 0
                  %4: i32 = const 1
                  %5: i32 = const 3
                  intrinsic barrier
                  jump b1(%3, %3)
                b1(%6: i32, %7: i32):
                  %8: i32 = add %6, %4
                  %9: i32 = cmp lt %8, %5
                  br %9, b1(%8, %2), b2(%7)
                b2(%10: i32):
                  astore %0, %1, %10
                  ret
                }
                """;
        int[] x = {7, 8, 9};
        device.launch(CpuDeviceTest.kernel(text), new int[] {1, 1, 1, 3, 1, 1}, new Object[] {x});
        assertThat(x).containsExactly(7, 8, 9);
    }

    @Test
    void coordinatesSurviveInThreeDimensions() throws KernelFailure {
        String text = """
                func @t/K.k([I)V (%0: [i32) -> void {
                b0(%0: [i32):
                  %1: i32 = intrinsic tid.z
                  %2: i32 = intrinsic ntid.y
                  %3: i32 = mul %1, %2
                  %4: i32 = intrinsic tid.y
                  %5: i32 = add %3, %4
                  %6: i32 = intrinsic ntid.x
                  %7: i32 = mul %5, %6
                  %8: i32 = intrinsic tid.x
                  %9: i32 = add %7, %8
                  intrinsic barrier
                  %10: i32 = intrinsic tid.x
                  %11: i32 = const 100
                  %12: i32 = mul %10, %11
                  %13: i32 = add %12, %9
                  %14: i32 = intrinsic ctaid.y
                  %15: i32 = const 10000
                  %16: i32 = mul %14, %15
                  %17: i32 = add %13, %16
                  %18: i32 = const 60
                  %19: i32 = mul %14, %18
                  %20: i32 = add %9, %19
                  check_bounds %0, %20
                  astore %0, %20, %17
                  ret
                }
                """;
        int[] out = new int[180];
        device.launch(CpuDeviceTest.kernel(text), new int[] {1, 3, 1, 3, 4, 5}, new Object[] {out});
        for (int i = 0; i < 180; i++) {
            assertThat(out[i]).isEqualTo(i / 60 * 10000 + i % 60 % 3 * 100 + i % 60);
        }
    }

    @Test
    void threadsAtDifferentBarriersAreAnError() throws KernelFailure {
        String text = """
                func @t/K.k()V () -> void {
                b0():
                  %0: i32 = intrinsic tid.x
                  br %0, b1(), b2()
                b1():
                  intrinsic barrier                          !t/K.k(K.java:3)
                  ret
                b2():
                  intrinsic barrier                          !t/K.k(K.java:5)
                  ret
                }
                """;
        KernelFailure e = catchThrowableOfType(
                KernelFailure.class,
                () -> device.launch(CpuDeviceTest.kernel(text), new int[] {1, 1, 1, 2, 1, 1}, new Object[0]));
        assertThat(e.exception()).hasMessageContaining("K.java:3").hasMessageContaining("K.java:5");
        device.launch(CpuDeviceTest.kernel(text), new int[] {7, 1, 1, 1, 1, 1}, new Object[0]);
        device.launch(
                CpuDeviceTest.kernel(text.replace("K.java:5", "K.java:3")),
                new int[] {1, 1, 1, 2, 1, 1},
                new Object[0]);
    }

    @Test
    void aBarrierInACalledMethodIsRefusedWithItsLine() {
        String text = """
                func @t/K.k()V () -> void {
                b0():
                  call static t/K.g()V [fn "g"] ()
                  ret
                }
                func @g () -> void {
                b0():
                  intrinsic barrier                          !t/K.g(K.java:9)
                  ret
                }
                """;
        assertThatThrownBy(() -> device.launch(CpuDeviceTest.kernel(text), new int[] {1, 1, 1, 2, 1, 1}, new Object[0]))
                .isInstanceOf(DeviceRefusal.class)
                .hasMessageContaining("K.java:9");
    }
}
