package dev.adagent.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.adagent.overlay.OverlayRegistry;
import dev.adagent.overlay.TableView;
import dev.adagent.transform.device.Kernel;
import dev.adagent.transform.device.KernelFailure;
import dev.adagent.transform.opt.Inlining;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Derivatives of derivatives inside kernels, on every device and at every setting of inlining. */
abstract class NestedChecks {
    abstract void launch(Kernel kernel, int[] grid, Object... args) throws KernelFailure;

    /** The target whose view the kernels are compiled with. */
    String target() {
        return CudaTarget.NAME;
    }

    final Kernel kernel(String name, Inlining setting) {
        TableView view =
                OverlayRegistry.discover(NestedChecks.class.getClassLoader()).view(target());
        return TestKernels.compile(NestedKernels.class, name, view, Kernel.Options.DEFAULT.with(setting));
    }

    final void launch(Inlining setting, String name, int threads, Object... args) throws KernelFailure {
        launch(kernel(name, setting), new int[] {1, 1, 1, threads, 1, 1}, args);
    }

    @ParameterizedTest
    @EnumSource
    void f33SecondDerivativesOfACube(Inlining setting) throws KernelFailure {
        for (String outer : new String[] {"forwardOverReverse", "forwardOverForward"}) {
            float[] g = new float[4];
            float[] dg = new float[4];
            launch(setting, outer, 4, g, dg, new float[] {1, 2, 3, 4}, new float[] {1, 1, 1, 1});
            assertThat(g).as(outer).containsExactly(3, 12, 27, 48);
            assertThat(dg).as(outer).containsExactly(6, 12, 18, 24);
        }
        for (String outer : new String[] {"reverseOverReverse", "reverseOverForward"}) {
            float[] g = new float[4];
            float[] dg = {1, 1, 1, 10};
            float[] dx = new float[4];
            launch(setting, outer, 4, g, dg, new float[] {1, 2, 3, 4}, dx);
            assertThat(dx).as(outer).containsExactly(6, 12, 18, 240);
            assertThat(dg).as(outer).containsExactly(0, 0, 0, 0);
        }
    }

    @ParameterizedTest
    @EnumSource
    void f34HessianVectorProductInEachThread(Inlining setting) throws KernelFailure {
        for (String way : new String[] {"hessianProduct", "hessianProductReverse"}) {
            double[] grad = new double[64];
            double[] hv = new double[64];
            launch(setting, way, 32, new double[] {2, 3}, new double[] {5, 2.7}, grad, hv);
            for (int i = 0; i < 64; i += 2) {
                assertThat(grad[i]).as(way).isEqualTo(2.880510859951098, within(1e-12));
                assertThat(grad[i + 1]).as(way).isEqualTo(1.920340573300732, within(1e-12));
                assertThat(hv[i]).as(way).isEqualTo(19.69268826373025, within(1e-10));
                assertThat(hv[i + 1]).as(way).isEqualTo(16.201003759768006, within(1e-10));
            }
        }
    }

    /** What made another overlay fail: a deferred call in a function that is not inlined and is itself differentiated. */
    @ParameterizedTest
    @EnumSource
    void aDerivativeHiddenInAFunction(Inlining setting) throws KernelFailure {
        double[] a = new double[40];
        Arrays.setAll(a, i -> 0.5 + i);
        double[] reverse = new double[a.length];
        double[] forward = new double[a.length];
        launch(setting, "hidden", 64, a, 1.0, reverse, forward);
        for (int i = 0; i < a.length; i++) {
            double expected = 0.25 / Math.sqrt(a[i]);
            assertThat(reverse[i]).isEqualTo(expected, within(1e-8));
            assertThat(forward[i]).isEqualTo(expected, within(1e-8));
        }
    }

    @Test
    void fourthDerivatives() throws KernelFailure {
        double[] out = new double[3];
        launch(Inlining.DEFAULT, "fourth", 3, new double[] {1.3, -0.7, 2}, 6, out);
        assertThat(out).containsExactly(new double[] {360 * 1.3 * 1.3, 360 * 0.7 * 0.7, 360 * 4}, within(1e-9));
    }
}
