package dev.adagent.transform.job;

import static dev.adagent.transform.autodiff.DerivativeMode.FORWARD;
import static dev.adagent.transform.autodiff.DerivativeMode.FORWARD_WITH_PRIMAL;
import static dev.adagent.transform.autodiff.DerivativeMode.REVERSE;
import static dev.adagent.transform.autodiff.DerivativeMode.REVERSE_WITH_PRIMAL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.adagent.RuleException;
import dev.adagent.overlay.AnnotatedTable;
import dev.adagent.overlay.GlobalTable;
import dev.adagent.overlay.MethodKey;
import dev.adagent.overlay.TableView;
import dev.adagent.transform.autodiff.Activity;
import dev.adagent.transform.autodiff.DerivativeMode;
import dev.adagent.transform.autodiff.Spec;
import dev.adagent.transform.device.Kernel;
import dev.adagent.transform.emit.HiddenClasses;
import dev.adagent.transform.ir.Interpreter;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.lift.ClassSource;
import dev.adagent.transform.lift.StaticValues;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rules of users in derivatives called on the host: which is taken, what it is asked for, and where none fits. */
class JobRulesTest {
    private static final TableView VIEW = TableView.of(
            AnnotatedTable.of("RULES", RuledFunctions.Table.class), new HostTable().table(), GlobalTable.get());

    private static Method method(String name) {
        return Arrays.stream(RuledFunctions.class.getDeclaredMethods())
                .filter(m -> m.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static HostDerivative compile(TableView view, String name, DerivativeMode mode, String letters, int width) {
        Method m = method(name);
        ClassLoader loader = JobRulesTest.class.getClassLoader();
        Job job = new Job(
                new MethodKey(
                        RuledFunctions.class.getName().replace('.', '/'),
                        name,
                        MethodType.methodType(m.getReturnType(), m.getParameterTypes())
                                .toMethodDescriptorString()),
                ClassSource.of(loader),
                StaticValues.of(loader),
                view,
                false,
                Kernel.Options.DEFAULT);
        List<Activity> activities = new ArrayList<>();
        for (char c : letters.toCharArray()) {
            activities.add(c == 'a' ? Activity.ACTIVE : c == 'd' ? Activity.DUPLICATED : Activity.CONST);
        }
        Spec spec = Spec.of(mode, activities.toArray(new Activity[0])).withWidth(width);
        return HostDerivative.compile(job, mode.isReverse() ? spec.withSeed() : spec, StageListener.NONE);
    }

    /** Runs the derivative in the interpreter and as bytecode; both give the same. */
    private static double[] run(TableView view, String name, DerivativeMode mode, String letters, Object... args) {
        return run(compile(view, name, mode, letters, 1).module(), args);
    }

    private static double[] run(Module module, Object... args) {
        Object[] copies = Arrays.stream(args)
                .map(a -> a instanceof double[] d ? d.clone() : a)
                .toArray();
        List<?> interpreted = new Interpreter(module).run(copies) instanceof List<?> l ? l : List.of();
        MethodHandle handle = HiddenClasses.host(MethodHandles.lookup(), module);
        Object[] carrier = new Object[1];
        try {
            carrier[0] = handle.asType(handle.type().generic())
                    .asSpreader(Object[].class, handle.type().parameterCount())
                    .invoke(args);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
        double[] out = interpreted.stream()
                .mapToDouble(v -> ((Number) v).doubleValue())
                .toArray();
        assertThat(numbers(carrier[0], module.entry().result())).containsExactly(out);
        assertThat(Arrays.deepEquals(args, copies)).isTrue();
        return out;
    }

    private static double[] numbers(Object carrier, Type result) {
        double[] out = new double[result.isTuple() ? result.parts().size() : 0];
        for (int i = 0; i < out.length; i++) {
            out[i] = carrier instanceof long[] bits
                    ? result.parts().get(i).equals(Type.F64)
                            ? Double.longBitsToDouble(bits[i])
                            : Float.intBitsToFloat((int) bits[i])
                    : ((Number) java.lang.reflect.Array.get(carrier, i)).doubleValue();
        }
        return out;
    }

    private static double[] run(String name, DerivativeMode mode, String letters, Object... args) {
        return run(VIEW, name, mode, letters, args);
    }

    @Test
    void aForwardRuleIsToldWhetherTheResultIsNeeded() {
        assertThat(run("d1", FORWARD, "d", 3.0, 2.0)).containsExactly(10 + 12);
        assertThat(run("d1", FORWARD_WITH_PRIMAL, "d", 3.0, 2.0)).containsExactly(9, 100 + 12);
        // dy = 2·y·(100 + 2·x·dx)
        assertThat(run("d3b", FORWARD, "d", 3.0, 2.0)).containsExactly(2 * 9 * 112);
        assertThat(run("sq", FORWARD, "d", 3.0, 2.0))
                .as("the differentiated function itself has the rule")
                .containsExactly(22);
    }

    @Test
    void aReverseRuleIsToldWhetherTheResultIsNeeded() {
        assertThat(run("d5a", REVERSE, "a", 3.0, 1.0)).containsExactly(106);
        assertThat(run("d5a", REVERSE_WITH_PRIMAL, "a", 3.0, 2.0)).containsExactly(9, 22);
        assertThat(run("d5b", REVERSE, "a", 3.0, 1.0)).containsExactly(10 + 6 * 18);
    }

    @Test
    void whereNoRuleFitsItIsAnErrorOnlyWhenReached() {
        assertThat(run("d9", FORWARD, "dc", 3.0, 2.0, 0)).containsExactly(2);
        assertThatThrownBy(() -> run("d9", FORWARD, "dc", 3.0, 2.0, 1))
                .satisfies(e -> assertThat(e.toString()).contains(RuleException.class.getName()))
                .hasMessageContaining("RuledFunctions.g(D)D")
                .hasMessageContaining("RuledFunctions.java:")
                .hasMessageContaining("[active]")
                .hasMessageContaining("for constant arguments [0]");
        assertThat(run("d9", FORWARD, "cc", 3.0, 1)).as("a constant argument").containsExactly(0);
        assertThat(run("d9", REVERSE, "ac", 3.0, 1, 1.0))
                .as("no reverse rule at all: through the body")
                .containsExactly(6);
    }

    @Test
    void whatTheAugmentedPrimalKeepsReachesTheReverseRule() {
        double x = .3;
        double k = 2;
        assertThat(run("tapedByBoth", REVERSE, "aa", x, k, 1.0))
                .containsExactly(k * Math.sin(x) + x * (k * Math.cos(x)), Math.sin(x) * x);
        assertThat(run("tapedByBoth", REVERSE, "ac", x, k, 1.0))
                .as("the more special rule is taken")
                .containsExactly(k * Math.sin(x) + 1000 * (k * Math.cos(x) * x));
        assertThat(run("tapedByBoth", FORWARD_WITH_PRIMAL, "dd", x, 1.0, k, 3.0)[1])
                .isCloseTo(k * Math.sin(x) + x * (k * Math.cos(x) + 3 * Math.sin(x)), within(1e-15));
    }

    @Test
    void tapesAreKeptForEachIteration() {
        double s = .7;
        double slope = 1;
        for (int i = 0; i < 5; i++) {
            slope *= 1000 * .5 * Math.cos(s) + 1;
            s = .5 * Math.sin(s) + s;
        }
        assertThat(run("tapedLoop", REVERSE_WITH_PRIMAL, "ac", .7, 5, 1.0)[0]).isCloseTo(s, within(1e-15));
        assertThat(run("tapedLoop", REVERSE, "ac", .7, 5, 1.0)[0] / slope).isCloseTo(1, within(1e-13));
    }

    @Test
    void aRecordHoldsSeveralGradients() {
        assertThat(run("two", REVERSE, "aa", 2.0, 5.0, 1.0)).containsExactly(15 + 1000 + 1, 6 + 2000);
        assertThat(run("two", REVERSE, "ac", 2.0, 5.0, 1.0)).containsExactly(1016);
    }

    @Test
    void arraysComeWithTheirShadows() {
        double[] in = {1, 2, 3};
        double[] din = new double[3];
        run("arrays", REVERSE, "d", in, din, 1.0);
        assertThat(din).containsExactly(4, 32, 108);
        assertThat(run("arrays", FORWARD, "d", in, new double[] {1, 0, 2})).containsExactly(4 + 216);

        double[] a = {1, 2};
        double[] b = {3, 4};
        double[] da = new double[2];
        assertThat(run("mixed", REVERSE, "dca", a, da, b, 2.0, 1.0)).containsExactly(11);
        assertThat(da).containsExactly(600, 800);
        assertThatThrownBy(() -> run("mixed", REVERSE, "dda", a, da, b, new double[2], 2.0, 1.0))
                .satisfies(e -> assertThat(e.toString()).contains(RuleException.class.getName()))
                .hasMessageContaining("[active, active]");
    }

    @Test
    void anAugmentedPrimalRunsInPlaceOfTheMethod() {
        double[] x = {.1, .2};
        double[] dx = new double[2];
        run("expInPlace", REVERSE, "d", x, dx, 1.0);
        double product = Math.exp(.1) * Math.exp(.2);
        assertThat(x).containsExactly(Math.exp(.1), Math.exp(.2));
        assertThat(dx[0]).isCloseTo(product, within(1e-15));
        assertThat(dx[1]).isCloseTo(product, within(1e-15));
    }

    @Test
    void aRuleMayCallTheMethodThatItIsFor() {
        double y = RuledFunctions.rsqrtBits(4f);
        // d/dx of rsqrt(x·x) by the rule
        assertThat(run("quick", REVERSE, "a", 2.0, 1.0)[0]).isCloseTo(-y / 8 * 4, within(1e-7));
    }

    @Test
    void nothingFlowsThroughWhatIsInactive() {
        assertThat(run("stops", REVERSE_WITH_PRIMAL, "a", 3.0, 1.0)).containsExactly(9 + 9 + 15, 3);
        assertThat(run("stops", FORWARD, "d", 3.0, 1.0)).containsExactly(3);
        assertThat(run("settings", REVERSE_WITH_PRIMAL, "a", 3.0, 1.0)).containsExactly(63, 21);
        assertThat(run("settings", FORWARD, "d", 3.0, 1.0)).containsExactly(21);
    }

    @Test
    void aMethodNamesItsRulesItself() {
        assertThat(run("viaAnnotation", FORWARD, "d", 3.0, 1.0)).containsExactly(3 + 3 * 70);
        assertThat(run("viaAnnotation", REVERSE, "a", 3.0, 1.0)).containsExactly(3 + 3 * 80);
    }

    @Test
    void withoutARuleForTheModeTheBodyIsDifferentiated() {
        assertThat(run("throughBody", REVERSE, "a", 2.0, 1.0)).containsExactly(12);
        assertThat(run("throughBody", FORWARD, "d", 2.0, 1.0)).containsExactly(1234);
    }

    @Test
    void instanceMethodsHaveRules() {
        assertThat(run("instance", REVERSE, "ca", new RuledFunctions(3), 2.0, 1.0))
                .containsExactly(33);
    }

    @Test
    void anObjectThatHoldsActiveNumbersFitsNoRule() {
        assertThat(run("instanceMade", REVERSE, "ca", 3.0, 2.0, 1.0)).containsExactly(33);
        for (String activities : List.of("aa", "ac")) {
            assertThatThrownBy(() -> run("instanceMade", REVERSE, activities, 3.0, 2.0, 1.0))
                    .satisfies(e -> assertThat(e.toString())
                            .contains(RuleException.class.getName())
                            .contains("pass the numbers themselves"));
        }
    }

    @Test
    void anOverlaysOwnRuleComesFirstThenTheOriginalsThenTheBody() {
        TableView view = TableView.of(
                AnnotatedTable.of("OVERLAYS", RuledFunctions.Overlays.class),
                new HostTable().table(),
                GlobalTable.get());
        assertThat(run(view, "overlays", FORWARD_WITH_PRIMAL, "dc", 2.0, 1.0, 0))
                .containsExactly(5, 200);
        assertThat(run(view, "overlays", FORWARD_WITH_PRIMAL, "dc", 2.0, 1.0, 1))
                .containsExactly(7, 300);
        assertThat(run(view, "overlays", FORWARD_WITH_PRIMAL, "dc", 2.0, 1.0, 2))
                .containsExactly(81, 40);
        assertThat(run(view, "sine", FORWARD_WITH_PRIMAL, "d", 2.0, 1.0)).containsExactly(Math.sin(2), 500);
        assertThat(run("sine", FORWARD_WITH_PRIMAL, "d", 2.0, 1.0)).containsExactly(Math.sin(2), Math.cos(2));
    }

    @Test
    void aRuleIsDifferentiatedByTheDerivativeAroundIt() {
        double x = 1.5;
        assertThat(run("slopeOfBentTwice", FORWARD_WITH_PRIMAL, "d", x, 1.0))
                .containsExactly(7 * x * x + 2 * 7 * (2 * x) * (2 * x), 14 * x + 8 * 14 * x);
        assertThat(run("slopeOfBentTwice", REVERSE, "a", x, 1.0)).containsExactly(14 * x + 8 * 14 * x);
    }

    @Test
    void inABatchARuleIsCalledForEachLane() {
        assertThat(run(compile(VIEW, "d1", FORWARD, "d", 3).module(), 3.0, 1.0, 2.0, 3.0))
                .containsExactly(1006, 1012, 1018);
        assertThat(run(compile(VIEW, "d3b", FORWARD, "d", 3).module(), 3.0, 1.0, 2.0, 3.0))
                .containsExactly(18 * 10006, 18 * 10012, 18 * 10018);
        double[] out = {0};
        double[] first = {1};
        double[] second = {2};
        assertThat(run(compile(VIEW, "d7", REVERSE, "ad", 2).module(), 3.0, out, first, second))
                .containsExactly(10 + 6, 100 + 12);
        assertThat(out).containsExactly(9);
        assertThat(first).containsExactly(0);
        assertThat(second).containsExactly(0);
        double[] in = {1, 2};
        double[] one = {1, 0};
        double[] two = {0, 1};
        assertThat(run(compile(VIEW, "arrays", FORWARD, "d", 2).module(), in, one, two))
                .as("a rule of arrays runs for each lane before the method")
                .containsExactly(4, 32);
    }

    @Test
    void rulesInARow() {
        // the rule of cubed reads its argument, so sq5 is asked for its value
        assertThat(run("nestedRule", REVERSE, "a", 2.0, 1.0)).containsExactly(10 + 4 * (3 * 16));
    }
}
