package dev.adagent.transform.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.adagent.ActivityException;
import dev.adagent.overlay.GlobalTable;
import dev.adagent.overlay.MethodKey;
import dev.adagent.overlay.TableView;
import dev.adagent.transform.autodiff.Activity;
import dev.adagent.transform.autodiff.DerivativeMode;
import dev.adagent.transform.autodiff.DifferentiationException;
import dev.adagent.transform.autodiff.Spec;
import dev.adagent.transform.device.Kernel;
import dev.adagent.transform.emit.EmitException;
import dev.adagent.transform.emit.HiddenClasses;
import dev.adagent.transform.job.ObjectFunctions.Node;
import dev.adagent.transform.job.ObjectFunctions.Pair;
import dev.adagent.transform.lift.ClassSource;
import dev.adagent.transform.lift.StaticValues;
import dev.adagent.transform.opt.Inlining;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Objects come with shadow objects: fields are read and written beside each other, as elements of arrays are. */
class ObjectDerivativesTest {
    private static MethodHandle derivative(String name, DerivativeMode mode, String letters, Inlining setting) {
        Method m = Arrays.stream(ObjectFunctions.class.getDeclaredMethods())
                .filter(x -> x.getName().equals(name))
                .findFirst()
                .orElseThrow();
        String descriptor =
                MethodType.methodType(m.getReturnType(), m.getParameterTypes()).toMethodDescriptorString();
        ClassLoader loader = ObjectDerivativesTest.class.getClassLoader();
        Job job = new Job(
                new MethodKey(ObjectFunctions.class.getName().replace('.', '/'), name, descriptor),
                ClassSource.of(loader),
                StaticValues.of(loader),
                TableView.of(new HostTable().table(), GlobalTable.get()),
                false,
                Kernel.Options.DEFAULT.with(setting));
        List<Activity> activities = new ArrayList<>();
        for (char c : letters.toCharArray()) {
            activities.add(c == 'a' ? Activity.ACTIVE : c == 'd' ? Activity.DUPLICATED : Activity.CONST);
        }
        Spec spec = Spec.of(mode, activities.toArray(new Activity[0]));
        return HiddenClasses.host(
                MethodHandles.lookup(),
                HostDerivative.compile(job, spec, StageListener.NONE).module());
    }

    private static Object call(MethodHandle h, Object... args) {
        try {
            return h.invokeWithArguments(args);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    private static double[] numbers(Object result) {
        return (double[]) result;
    }

    private static Object[] reverse(String name, String letters, Object... args) {
        call(derivative(name, DerivativeMode.REVERSE, letters, Inlining.ALWAYS), args);
        return args;
    }

    private static Node list(double... v) {
        Node head = null;
        for (int i = v.length - 1; i >= 0; i--) {
            head = new Node(v[i], head);
        }
        return head;
    }

    private static double[] values(Node head) {
        List<Double> out = new ArrayList<>();
        for (Node n = head; n != null; n = n.next) {
            out.add(n.v);
        }
        return out.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static Pair pair(double qux, double... data) {
        Pair p = new Pair();
        p.qux = qux;
        p.data = data;
        p.single = 3;
        return p;
    }

    private static double[] differences(ToDoubleFunction<double[]> f, double... x) {
        double[] out = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            double h = 1e-4;
            double[] up = x.clone();
            double[] down = x.clone();
            up[i] += h;
            down[i] -= h;
            double[] up2 = x.clone();
            double[] down2 = x.clone();
            up2[i] += h / 2;
            down2[i] -= h / 2;
            double wide = (f.applyAsDouble(up) - f.applyAsDouble(down)) / (2 * h);
            double narrow = (f.applyAsDouble(up2) - f.applyAsDouble(down2)) / h;
            out[i] = (4 * narrow - wide) / 3;
        }
        return out;
    }

    private static void close(double[] got, double[] expected) {
        assertThat(got).containsExactly(expected, within(1e-7));
    }

    @Test
    void fieldsReadAndTheSameObjectTwice() {
        Pair da = pair(0);
        Pair db = pair(0);
        reverse("product", "dd", pair(1.2), da, pair(3.4), db);
        assertThat(new double[] {da.qux, db.qux}).containsExactly(3.4, 1.2);
        Pair dx = pair(0);
        dx.single = 0;
        reverse("sumOfReads", "d", pair(3), dx);
        assertThat(dx.qux).isEqualTo(4);
        assertThat(dx.single).isEqualTo(3f);
        Pair both = pair(1.5);
        Pair dBoth = pair(0);
        reverse("alias", "dd", both, dBoth, both, dBoth);
        close(
                new double[] {dBoth.qux},
                differences(
                        x -> {
                            Pair p = pair(x[0]);
                            return ObjectFunctions.alias(p, p);
                        },
                        1.5));
    }

    @Test
    void linkedListsByLoop() {
        Node shadow = list(0, 0, 0);
        reverse("list", "d", list(2, 1, .5), shadow);
        close(values(shadow), differences(x -> ObjectFunctions.list(list(x)), 2, 1, .5));
        Node empty = null;
        assertThat(reverse("list", "d", empty, empty)).containsOnlyNulls();
    }

    @ParameterizedTest
    @EnumSource
    void linkedListsByRecursion(Inlining setting) {
        Node shadow = list(0, 0, 0, 0);
        call(derivative("recursive", DerivativeMode.REVERSE, "d", setting), list(2, 1, .5, 3), shadow);
        close(values(shadow), differences(x -> ObjectFunctions.recursive(list(x)), 2, 1, .5, 3));
        double t = numbers(call(
                derivative("recursive", DerivativeMode.FORWARD, "d", setting), list(2, 1, .5, 3), list(1, 2, 3, 4)))[0];
        double[] g = values(shadow);
        assertThat(t).isCloseTo(g[0] + 2 * g[1] + 3 * g[2] + 4 * g[3], within(1e-10));
    }

    @ParameterizedTest
    @EnumSource
    void whatAShadowLacksIsNamed(Inlining setting) {
        for (DerivativeMode mode : new DerivativeMode[] {DerivativeMode.REVERSE, DerivativeMode.FORWARD}) {
            for (String name : new String[] {"recursive", "list"}) {
                assertThatThrownBy(() -> call(derivative(name, mode, "d", setting), list(2, 1, .5), list(0, 0)))
                        .as("%s %s", mode, name)
                        .isInstanceOf(ActivityException.class)
                        .hasMessageContaining("field next of the shadow of a ")
                        .hasMessageContaining("ObjectFunctions$Node is null")
                        .hasMessageContaining("makeZero(object)");
            }
        }
        Pair without = pair(0);
        without.data = null;
        assertThatThrownBy(() -> reverse("arrayInAnObject", "da", pair(2, 3, 4), without, 1.5))
                .isInstanceOf(ActivityException.class)
                .hasMessageContaining("field data of the shadow");
        assertThatThrownBy(() -> reverse("arrayInAnObject", "da", pair(2, 3, 4), pair(0, 0), 1.5))
                .isInstanceOf(ActivityException.class)
                .hasMessageContaining("has length 1, that of the object 2");
    }

    @Test
    void fieldsOverwrittenOnTheWay() {
        Node x = list(.4, 1.1, -.6);
        Node shadow = list(0, 0, 0);
        double[] dx =
                numbers(call(derivative("inPlace", DerivativeMode.REVERSE, "da", Inlining.ALWAYS), x, shadow, .7));
        double[] expected = differences(v -> ObjectFunctions.inPlace(list(v[0], v[1], v[2]), v[3]), .4, 1.1, -.6, .7);
        close(values(shadow), Arrays.copyOf(expected, 3));
        close(dx, new double[] {expected[3]});
        Node after = list(.4, 1.1, -.6);
        ObjectFunctions.inPlace(after, .7);
        assertThat(values(x)).as("the primal's effect is there").containsExactly(values(after));
    }

    @Test
    void arraysInObjectsAndObjectsInArrays() {
        Pair p = pair(1.3, .4, .9, -1.2);
        Pair dp = pair(0, 0, 0, 0);
        double[] dx =
                numbers(call(derivative("arrayInAnObject", DerivativeMode.REVERSE, "da", Inlining.ALWAYS), p, dp, .8));
        double[] expected = differences(
                v -> ObjectFunctions.arrayInAnObject(pair(v[0], v[1], v[2], v[3]), v[4]), 1.3, .4, .9, -1.2, .8);
        close(new double[] {dp.qux, dp.data[0], dp.data[1], dp.data[2], dx[0]}, expected);

        Pair[] all = {pair(.3), pair(1.7), pair(-.4)};
        Pair[] shadows = {pair(0), pair(0), pair(0)};
        reverse("arrayOfObjects", "dc", all, shadows, .5);
        double[] want = differences(
                v -> ObjectFunctions.arrayOfObjects(new Pair[] {pair(v[0]), pair(v[1]), pair(v[2])}, .5), .3, 1.7, -.4);
        close(new double[] {shadows[0].qux, shadows[1].qux, shadows[2].qux}, want);
    }

    /** The IR can follow them, but bytecode has no object whose constructor did not run. */
    @Test
    void objectsMadeOnTheWayAreRefused() {
        assertThatThrownBy(() -> derivative("built", DerivativeMode.REVERSE, "d", Inlining.ALWAYS))
                .isInstanceOf(EmitException.class)
                .hasMessageContaining("not scalar-replaced")
                .hasMessageMatching("(?s).*ObjectFunctions\\.java:\\d+.*");
    }

    @Test
    void whatHasNoDerivativeIsRefused() {
        assertThatThrownBy(() -> derivative("constantAndBack", DerivativeMode.REVERSE, "ca", Inlining.ALWAYS))
                .isInstanceOf(DifferentiationException.class)
                .hasMessageContaining("passed as a constant, and read back")
                .hasMessageMatching("(?s).*ObjectFunctions\\.java:\\d+.*");
        Pair p = pair(1);
        assertThatThrownBy(() -> reverse("sumOfReads", "d", p, p))
                .isInstanceOf(ActivityException.class)
                .hasMessageContaining("its own shadow");
        assertThatThrownBy(() -> reverse("sumOfReads", "d", p, null))
                .isInstanceOf(ActivityException.class)
                .hasMessageContaining("has no shadow");
    }
}
