package dev.adagent.transform.cpu;

import dev.adagent.overlay.MethodKey;
import dev.adagent.transform.device.Kernel;
import dev.adagent.transform.device.KernelFailure;
import dev.adagent.transform.ir.IrParser;
import java.util.Random;

/**
 * Times a dense layer's forward pass and weight gradient, one thread a sample, as emitted from IR against the same loops in Java.
 * Run it as a program; it prints nanoseconds a sample and the ratio.
 */
final class DenseBench {
    static final int IN = 784;
    static final int OUT = 64;
    static final int BATCH = 64;

    /** {@code z = W x; d = z - 1; loss += d d; dW += 2 d x} for sample tid. */
    static final String KERNEL = """
            func @t/K.dense([D[D[D[D)V (%0: [f64, %1: [f64, %2: [f64, %3: [f64) -> void {
            b0(%0: [f64, %1: [f64, %2: [f64, %3: [f64):
              %4: i32 = intrinsic tid.x
              %5: i32 = const 784
              %6: i32 = const 64
              %7: i32 = const 0
              %8: i32 = const 1
              %9: f64 = const 0.0
              %10: f64 = const 1.0
              %11: i32 = mul %4, %5
              jump b1(%7, %9)
            b1(%12: i32, %13: f64):
              %14: i32 = cmp lt %12, %6
              br %14, b2(), b8()
            b2():
              %15: i32 = mul %12, %5
              jump b3(%7, %9)
            b3(%16: i32, %17: f64):
              %18: i32 = cmp lt %16, %5
              br %18, b4(), b5()
            b4():
              %19: i32 = add %15, %16
              check_bounds %0, %19
              %20: f64 = aload %0, %19
              %21: i32 = add %11, %16
              check_bounds %1, %21
              %22: f64 = aload %1, %21
              %23: f64 = mul %20, %22
              %24: f64 = add %17, %23
              %25: i32 = add %16, %8
              jump b3(%25, %24)
            b5():
              %26: f64 = sub %17, %10
              %27: f64 = mul %26, %26
              %28: f64 = add %13, %27
              %29: f64 = add %26, %26
              jump b6(%7)
            b6(%30: i32):
              %31: i32 = cmp lt %30, %5
              br %31, b7(), b9()
            b7():
              %32: i32 = add %15, %30
              %33: i32 = add %11, %30
              check_bounds %1, %33
              %34: f64 = aload %1, %33
              %35: f64 = mul %29, %34
              check_bounds %2, %32
              accum %2, %32, %35
              %36: i32 = add %30, %8
              jump b6(%36)
            b9():
              %37: i32 = add %12, %8
              jump b1(%37, %28)
            b8():
              check_bounds %3, %4
              astore %3, %4, %13
              ret
            }
            """;

    private DenseBench() {}

    static void dense(double[] w, double[] x, double[] dw, double[] loss, int tid) {
        int s = tid * IN;
        double sum = 0;
        for (int j = 0; j < OUT; j++) {
            int row = j * IN;
            double z = 0;
            for (int k = 0; k < IN; k++) {
                z += w[row + k] * x[s + k];
            }
            double d = z - 1.0;
            sum += d * d;
            double g = d + d;
            for (int k = 0; k < IN; k++) {
                dw[row + k] += g * x[s + k];
            }
        }
        loss[tid] = sum;
    }

    public static void main(String[] args) throws KernelFailure {
        Random r = new Random(1);
        double[] w = r.doubles(IN * OUT).toArray();
        double[] x = r.doubles(IN * BATCH).toArray();
        double[] dw = new double[IN * OUT];
        double[] dw2 = new double[IN * OUT];
        double[] loss = new double[BATCH];
        double[] loss2 = new double[BATCH];
        Kernel kernel =
                new Kernel(MethodKey.parse("t/K.k()V"), IrParser.parseModule(KERNEL), "dense", Kernel.Options.DEFAULT);
        CpuDevice one = new CpuDevice(1);
        CpuDevice all = new CpuDevice();
        for (int round = 0; round < 6; round++) {
            double java = time(() -> {
                for (int t = 0; t < BATCH; t++) {
                    dense(w, x, dw, loss, t);
                }
            });
            double emitted =
                    time(() -> one.launch(kernel, new int[] {1, 1, 1, BATCH, 1, 1}, new Object[] {w, x, dw2, loss2}));
            double parallel =
                    time(() -> all.launch(kernel, new int[] {1, 1, 1, BATCH, 1, 1}, new Object[] {w, x, dw2, loss2}));
            System.out.printf(
                    "java %.0f ns, emitted %.0f ns (%.2f), %s %.0f ns a sample%n",
                    java, emitted, emitted / java, all.describe(), parallel);
        }
        System.out.println(java.util.Arrays.equals(loss, loss2) ? "same losses" : "LOSSES DIFFER");
    }

    private interface Run {
        void run() throws KernelFailure;
    }

    private static double time(Run run) throws KernelFailure {
        long best = Long.MAX_VALUE;
        for (int i = 0; i < 40; i++) {
            long start = System.nanoTime();
            run.run();
            best = Math.min(best, System.nanoTime() - start);
        }
        return best / (double) BATCH;
    }
}
