package dev.adagent.transform.job;

import static dev.adagent.Kernel.globalIdX;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.adagent.overlay.MethodKey;
import dev.adagent.overlay.OverlayRegistry;
import dev.adagent.transform.cpu.CpuDevice;
import dev.adagent.transform.device.Kernel;
import dev.adagent.transform.device.KernelFailure;
import dev.adagent.transform.lift.ClassSource;
import dev.adagent.transform.lift.StaticValues;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Elements of arrays of objects in static fields: what they hold is read at each launch, and code is made for their class. */
class OutsideElementsTest {
    static class Term {
        double[] factors;
        int power;

        Term(int power, double... factors) {
            this.power = power;
            this.factors = factors;
        }

        double of(double x) {
            return factors[0] * Math.pow(x, power);
        }
    }

    static final class Doubled extends Term {
        Doubled(int power, double... factors) {
            super(power, factors);
        }

        @Override
        double of(double x) {
            return 2 * super.of(x);
        }
    }

    static final Term[] TERMS = new Term[3];

    static void sums(double[] x) {
        double s = 0;
        for (Term t : TERMS) {
            s += t.of(x[globalIdX()]);
        }
        x[globalIdX()] = s;
    }

    static void beyond(double[] x) {
        x[0] = TERMS[(int) x[0]].of(1);
    }

    static void writes(double[] x) {
        TERMS[(int) x[0]].power++;
    }

    OutsideElementsTest() {
        fill();
    }

    @AfterEach
    void fill() {
        for (int k = 0; k < TERMS.length; k++) {
            TERMS[k] = new Term(k, k + 1);
        }
    }

    private static Kernel compile(String name) {
        ClassLoader loader = Term.class.getClassLoader();
        Job job = new Job(
                new MethodKey(OutsideElementsTest.class.getName().replace('.', '/'), name, "([D)V"),
                ClassSource.of(loader),
                StaticValues.of(loader),
                OverlayRegistry.discover(loader).view(CpuTable.TARGET),
                true,
                Kernel.Options.DEFAULT);
        return KernelCompiler.compile(job, StageListener.NONE, (Object) new double[1]);
    }

    private static double run(Kernel k, double x) throws Exception {
        double[] a = {x};
        new CpuDevice(1).launch(k, new int[] {1, 1, 1, 1, 1, 1}, k.arguments((Object) a));
        return a[0];
    }

    @Test
    void whatElementsHoldIsReadAtEachLaunch() throws Exception {
        Kernel k = compile("sums");
        assertThat(run(k, 2)).isEqualTo(1 + 2 * 2 + 3 * 4);
        TERMS[1] = new Term(3, 10);
        TERMS[2].factors = new double[] {0};
        assertThat(k.inputs().fit(new Object[] {new double[1]})).isTrue();
        assertThat(run(k, 2)).isEqualTo(1 + 10 * 8);
    }

    @Test
    void codeIsMadeForTheirClass() throws Exception {
        Kernel k = compile("sums");
        for (int i = 0; i < TERMS.length; i++) {
            TERMS[i] = new Doubled(i, i + 1);
        }
        assertThat(k.inputs().fit(new Object[] {new double[1]})).isFalse();
        assertThat(run(compile("sums"), 2)).isEqualTo(2 * (1 + 2 * 2 + 3 * 4));
    }

    @Test
    void theirBoundsAreThoseOfTheArray() {
        assertThatThrownBy(() -> run(compile("beyond"), 3))
                .isInstanceOfSatisfying(
                        KernelFailure.class,
                        e -> assertThat(e.exception().toString())
                                .contains("ArrayIndexOutOfBoundsException: Index 3 out of bounds for length 3"));
    }

    @Test
    void severalClassesNullsAndWritesAreRefused() {
        assertThatThrownBy(() -> run(compile("writes"), 1)).isInstanceOf(RuntimeException.class);
        TERMS[1] = new Doubled(1, 2);
        assertThatThrownBy(() -> run(compile("sums"), 1)).isInstanceOf(RuntimeException.class);
        TERMS[1] = null;
        assertThatThrownBy(() -> run(compile("sums"), 1)).isInstanceOf(RuntimeException.class);
    }
}
