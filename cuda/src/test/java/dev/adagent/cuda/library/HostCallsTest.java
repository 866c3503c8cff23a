package dev.adagent.cuda.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.adagent.transform.cpu.CpuDevice;
import dev.adagent.transform.device.Kernel;
import dev.adagent.transform.job.CpuTable;
import dev.adagent.transform.lift.LiftException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the host calls before a launch, and what it must not: each method here cannot be compiled, and differs in what it does besides. */
class HostCallsTest {
    @SuppressWarnings("unused") // found by reflection
    private static final class Samples {
        private static final AtomicReference<double[]> KEPT = new AtomicReference<>();
        private static final AtomicInteger COUNT = new AtomicInteger();
        private static final List<Integer> LOG = new ArrayList<>();
        private static int calls;
        private static double scale = 2;

        private static double[] kept(int n) {
            KEPT.compareAndSet(null, new double[] {1, 2, 3});
            return new double[] {KEPT.get()[0] * scale, n};
        }

        static double table(double x, double y) {
            return kept(7)[0] * x + kept(7)[1];
        }

        static double written(double x, double y) {
            double[] t = kept(7);
            t[0] = x;
            return t[0];
        }

        static double compared(double x, double y) {
            double[] one = kept(7);
            double[] other = kept(7);
            return one == other ? 1 : 0;
        }

        static double notConstant(double x, double y) {
            return kept((int) x)[0];
        }

        private static double[] counted(int n) {
            return new double[] {COUNT.incrementAndGet(), n};
        }

        static double givesOtherNumbers(double x, double y) {
            return counted(3)[0];
        }

        private static double[] logged(int n) {
            KEPT.compareAndSet(null, new double[0]);
            LOG.add(n);
            return new double[] {n};
        }

        static double growsAList(double x, double y) {
            return logged(3)[0];
        }

        private static double[] noted(int n) {
            KEPT.compareAndSet(null, new double[0]);
            calls++;
            return new double[] {n};
        }

        static double writesAStaticField(double x, double y) {
            return noted(3)[0];
        }

        private static double[] random(int n) {
            return new double[] {n * Math.random()};
        }

        static double usesAGenerator(double x, double y) {
            return random(3)[0];
        }

        private static double[] ofThread(int n) {
            KEPT.compareAndSet(null, new double[0]);
            return new double[] {dev.adagent.Kernel.globalIdX(), n};
        }

        static double asksForItsPlace(double x, double y) {
            return ofThread(3)[0];
        }

        private static double[] failing(int n) {
            KEPT.compareAndSet(null, new double[0]);
            throw new IllegalStateException();
        }

        static double throwsAlways(double x, double y) {
            return x > 100 ? failing(3)[0] : x;
        }
    }

    private static Kernel compile(String name) throws ReflectiveOperationException {
        Method f = Samples.class.getDeclaredMethod(name, double.class, double.class);
        return LibraryKernels.compile(f, CpuTable.TARGET);
    }

    @Test
    void aTableIsMadeAnewForEachLaunch() throws Exception {
        Kernel kernel = compile("table");
        double[] x = {1, 2};
        for (double scale : new double[] {2, 5}) {
            Samples.scale = scale;
            double[] out = new double[2];
            new CpuDevice(1).launch(kernel, new int[] {1, 1, 1, 2, 1, 1}, kernel.arguments(x, x, out));
            assertThat(out).containsExactly(scale + 7, 2 * scale + 7);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "written",
                "compared",
                "notConstant",
                "givesOtherNumbers",
                "growsAList",
                "writesAStaticField",
                "usesAGenerator",
                "asksForItsPlace",
                "throwsAlways"
            })
    void whatOneCallForAllThreadsWouldShowIsRefused(String name) {
        assertThatThrownBy(() -> compile(name)).isInstanceOf(LiftException.class);
        assertThat(Samples.calls).isZero();
    }
}
