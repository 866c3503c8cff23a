package dev.adagent.transform.job;

import static dev.adagent.Autodiff.REVERSE;
import static dev.adagent.Autodiff.active;
import static dev.adagent.Autodiff.autodiff;
import static dev.adagent.Kernel.globalIdX;
import static org.assertj.core.api.Assertions.assertThat;

import dev.adagent.overlay.MethodKey;
import dev.adagent.overlay.OverlayRegistry;
import dev.adagent.transform.cpu.CpuDevice;
import dev.adagent.transform.device.Kernel;
import dev.adagent.transform.lift.ClassSource;
import dev.adagent.transform.lift.StaticValues;
import org.junit.jupiter.api.Test;

/** Kernels that are instance methods, and derivatives of the receiver's methods in them. */
class InstanceKernelTest {
    /** Not final: what {@code this::f} calls shows with the receiver's class. */
    static class Model {
        private final double k;
        private final double[] w = {2, 3};

        Model(double k) {
            this.k = k;
        }

        double f(double v) {
            return k * v * v + w[0] * v;
        }

        private double g(double v) {
            return f(v) * v;
        }

        void ofMethod(double[] x, double[] dx) {
            int i = globalIdX();
            if (i < x.length) {
                var a = active(x[i]);
                autodiff(REVERSE, this::f, a);
                dx[i] = a.grad();
            }
        }

        void ofPrivateMethod(double[] x, double[] dx) {
            int i = globalIdX();
            if (i < x.length) {
                var a = active(x[i]);
                autodiff(REVERSE, this::g, a);
                dx[i] = a.grad();
            }
        }
    }

    static final class Cubic extends Model {
        Cubic() {
            super(1);
        }

        @Override
        double f(double v) {
            return v * v * v;
        }
    }

    private static double[] run(String kernel, Model receiver) throws Exception {
        ClassLoader loader = Model.class.getClassLoader();
        Job job = new Job(
                new MethodKey(Model.class.getName().replace('.', '/'), kernel, "([D[D)V"),
                ClassSource.of(loader),
                StaticValues.of(loader),
                OverlayRegistry.discover(loader).view(CpuTable.TARGET),
                true,
                Kernel.Options.DEFAULT);
        double[] x = {1, 2, 3};
        double[] dx = new double[3];
        Kernel k = KernelCompiler.compile(job, StageListener.NONE, receiver, x, dx);
        new CpuDevice(1).launch(k, new int[] {1, 1, 1, 32, 1, 1}, k.arguments(receiver, x, dx));
        return dx;
    }

    @Test
    void differentiatesAMethodOfTheReceiver() throws Exception {
        assertThat(run("ofMethod", new Model(5))).containsExactly(12, 22, 32);
        assertThat(run("ofMethod", new Cubic())).containsExactly(3, 12, 27);
    }

    @Test
    void differentiatesAPrivateMethodThatCallsAnother() throws Exception {
        assertThat(run("ofPrivateMethod", new Model(5))).containsExactly(19, 68, 147);
        assertThat(run("ofPrivateMethod", new Cubic())).containsExactly(4, 32, 108);
    }
}
