package dev.adagent.codegen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.adagent.codegen.math.DeviceMath;
import dev.adagent.overlay.GlobalTable;
import dev.adagent.overlay.MethodKey;
import dev.adagent.overlay.TableView;
import dev.adagent.transform.ir.IrParser;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.lift.ClassSource;
import dev.adagent.transform.lift.Lifter;
import dev.adagent.transform.opt.Hierarchy;
import dev.adagent.transform.opt.OptPipeline;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Device math, lifted from its own class file and lowered, gives the bits that the JVM gives for the same method. */
class DeviceMathLoweringTest {
    private static final String OWNER = DeviceMath.class.getName().replace('.', '/');

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "exp", "expm1", "log", "log1p",
                "log10", "cbrt", "atan2", "pow", "hypot"
            })
    void hasTheBitsOfTheJvm(String name) throws Throwable {
        boolean binary = name.equals("atan2") || name.equals("pow") || name.equals("hypot");
        MethodType type = binary
                ? MethodType.methodType(double.class, double.class, double.class)
                : MethodType.methodType(double.class, double.class);
        MethodKey key = new MethodKey(OWNER, name, type.toMethodDescriptorString());
        Module lifted = Lifter.lift(key, ClassSource.of((ClassLoader) null), TableView.of(GlobalTable.get()));
        Module m = IrParser.parseModule(Lowered.elementwise(
                "f64",
                "f64",
                "f64",
                "%9: f64 = call static " + key + " [fn \"" + key + "\"] (%7" + (binary ? ", %8)" : ")")));
        lifted.functions().forEach(m::add);
        OptPipeline.run(m);
        OptPipeline.expand(m, Hierarchy.JDK, false);
        MethodHandle java = MethodHandles.lookup().findStatic(DeviceMath.class, name, type);
        double[] a = inputs(1, binary);
        double[] b = inputs(2, binary);
        double[] out = new double[a.length];

        PtxKernel k = PtxCompiler.compile(m, "sm_80", LlvmLowering.Options.DEFAULT);
        HostJit.run(m, Lowered.ONE_THREAD, new Object[] {a, b, out}, 0);

        for (int i = 0; i < a.length; i++) {
            double expected = binary ? (double) java.invokeExact(a[i], b[i]) : (double) java.invokeExact(a[i]);
            assertThat(Double.doubleToLongBits(out[i]))
                    .as("%s(%s, %s) = %s", name, a[i], b[i], out[i])
                    .isEqualTo(Double.doubleToLongBits(expected));
        }
        assertThat(k.ptx()).doesNotContain(".approx");
    }

    private static double[] inputs(long seed, boolean pairs) {
        double[] special = ArithmeticLoweringTest.DOUBLES;
        Random r = new Random(seed);
        int edges = special.length * special.length;
        double[] out = new double[edges + 3000];
        for (int i = 0; i < edges; i++) {
            out[i] = special[seed == 1 ? i / special.length : i % special.length];
        }
        for (int i = edges; i < out.length; i++) {
            double scale = Math.scalb(1.0, r.nextInt(i % 3 == 0 ? 80 : 8) - (i % 3 == 0 ? 40 : 4));
            out[i] = (r.nextDouble() * 2 - 1) * scale;
            if (pairs && i % 2 == 0) {
                out[i] = Math.abs(out[i]);
            }
        }
        return out;
    }
}
