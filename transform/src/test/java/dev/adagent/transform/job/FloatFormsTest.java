package dev.adagent.transform.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.adagent.overlay.GlobalTable;
import dev.adagent.overlay.MethodKey;
import dev.adagent.overlay.TableView;
import dev.adagent.transform.device.Kernel;
import dev.adagent.transform.ir.Interpreter;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.lift.ClassSource;
import dev.adagent.transform.lift.StaticValues;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Functions of doubles whose operands and result are floats, which Math has of floats too: the bits are those that Java says. */
class FloatFormsTest {
    private static final String HERE = FloatFormsTest.class.getName().replace('.', '/');

    static void forms(float[] x, float[] y) {
        double a = x[0];
        double b = x[1];
        double c = x[2];
        int n = 0;
        y[n++] = (float) Math.nextUp(a);
        y[n++] = (float) Math.nextDown(a);
        y[n++] = (float) Math.nextAfter(a, b);
        y[n++] = (float) Math.ulp(a);
        y[n++] = (float) Math.fma(a, b, c);
        y[n++] = (float) Math.scalb(a, 3);
        y[n++] = (float) Math.signum(a);
        y[n++] = (float) Math.abs(a);
        y[n++] = (float) Math.min(a, b);
        y[n++] = (float) Math.max(a, b);
        y[n++] = (float) Math.copySign(a, b);
        y[n++] = (float) Math.nextUp(9007199254740992.0);
        y[n++] = (float) StrictMath.nextUp(a);
    }

    /** {@code StrictMath} takes a NaN's sign to be positive. */
    static void signs(float[] x, float[] y) {
        y[0] = StrictMath.copySign(2f, x[0]);
        y[1] = (float) StrictMath.copySign(3.0, (double) x[0]);
    }

    private static Module compile(String kernel) {
        ClassLoader loader = FloatFormsTest.class.getClassLoader();
        Job job = new Job(
                new MethodKey(HERE, kernel, "([F[F)V"),
                ClassSource.of(loader),
                StaticValues.of(loader),
                TableView.of(new CpuTable().table(), GlobalTable.get()),
                true,
                Kernel.Options.DEFAULT);
        return KernelCompiler.compile(job, StageListener.NONE).module();
    }

    private static float[] run(Module m, float... x) {
        float[] y = new float[13];
        new Interpreter(m).runGrid(m.entry().name(), new int[] {1, 1, 1, 1, 1, 1}, x, y);
        return y;
    }

    @Test
    void keepTheBitsOfTheDoubles() {
        Module m = compile("forms");
        float[][] points = {
            {1f, 2f, 3f},
            {0x1p53f, -1f, 0.5f},
            {0f, -0f, 1f},
            {-0.1f, 0.1f, 1e-30f},
            {Float.MAX_VALUE, 1.5f, -1f},
            {Float.MIN_VALUE, 1f, 1f},
            // the sum is half way between two floats but for 2^-60, which a double drops
            {1 + 0x1p-12f, 1 + 0x1p-12f, 0x1p-60f},
            {0x1.000002p0f, 0x1p-24f, 1f}
        };
        for (float[] x : points) {
            float[] expected = new float[13];
            forms(x, expected);
            assertThat(run(m, x)).as(Arrays.toString(x)).isEqualTo(expected);
        }
    }

    /** Every method that Math has of doubles and of floats is in the kernel above; a JDK's new ones have no form in a table. */
    @Test
    void areAllLookedAt() {
        Set<String> both = new TreeSet<>();
        for (String method : GlobalTable.get().methods()) {
            MethodKey key = MethodKey.parse(method);
            if (key.owner().equals("java/lang/Math") && key.descriptor().endsWith(")F")) {
                both.add(key.name());
            }
        }
        assertThat(both)
                .containsExactlyInAnyOrder(
                        "abs",
                        "copySign",
                        "fma",
                        "max",
                        "min",
                        "nextAfter",
                        "nextDown",
                        "nextUp",
                        "scalb",
                        "signum",
                        "ulp");
    }

    @Test
    void aNanHasNoSignThatStrictMathSees() {
        Module m = compile("signs");
        for (int bits : new int[] {0x7fc00000, 0xffc00000}) {
            float[] y = run(m, Float.intBitsToFloat(bits));
            assertThat(y[0]).isEqualTo(2f);
            assertThat(y[1]).isEqualTo(3f);
        }
    }
}
