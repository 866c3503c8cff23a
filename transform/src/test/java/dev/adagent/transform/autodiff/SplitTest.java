package dev.adagent.transform.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Interpreter;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.opt.Hierarchy;
import dev.adagent.transform.opt.Inlining;
import dev.adagent.transform.opt.OptPipeline;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Split mode: the augmented primal leaves a tape, the adjoint takes it, other calls come in between. */
class SplitTest {
    /** Cases B31 and C39 of the conformance list, and one whose local array the adjoint needs. */
    static final class Functions {
        private Functions() {}

        static void b31(double[] x) {
            x[0] += x[1] * x[1];
            x[1] = -x[1];
        }

        static double c39(double[] a, double v) {
            double r = a[0] * v;
            a[0] = 0;
            return r;
        }

        static double local(double[] x, int steps) {
            double[] now = x;
            for (int k = 0; k < steps; k++) {
                double[] next = new double[2];
                next[0] = now[0] * now[1];
                next[1] = Math.sin(now[0]);
                now = next;
            }
            return now[0] + now[1];
        }
    }

    /** Nothing here overwrites what it reads; whoever calls the two passes may, in between. */
    static final class Readers {
        private Readers() {}

        static double horner(double[] x, double[] c, double[][] rows) {
            double s = 1;
            for (int i = 0; i < x.length; i++) {
                s = s * x[i] * c[i] + rows[i][0] * rows[i][0];
            }
            return s;
        }
    }

    /** The two functions, each with all that it calls. */
    private record Halves(Module augmented, Module adjoint, List<Type> tape) {
        /** What lies on a tape of references is one object here and there, so a call runs once. */
        private static Object run(Module m, Object... args) {
            Module optimised = new Module();
            m.functions().forEach(f -> optimised.add(f.copy(f.name())));
            OptPipeline.expand(optimised, Hierarchy.JDK, true);
            return new Interpreter(optimised).run(args);
        }

        List<?> forward(Object... args) {
            List<Object> all = new ArrayList<>(List.of(args));
            tape.stream().filter(Type::isArray).forEach(t -> all.add(empty(t.element())));
            return run(augmented, all.toArray()) instanceof List<?> l ? l : List.of();
        }

        private static Object empty(Type slot) {
            return switch (slot.kind()) {
                case F64 -> new double[1];
                case I64 -> new long[1];
                case I32 -> new int[1];
                default -> new Object[1];
            };
        }

        List<?> reverse(List<?> forward, boolean result, Object... args) {
            List<Object> all = new ArrayList<>(List.of(args));
            all.addAll(forward.subList(result ? 1 : 0, forward.size()));
            return run(adjoint, all.toArray()) instanceof List<?> l ? l : List.of();
        }
    }

    private static Halves split(Class<?> owner, String name, String letters, Inlining setting) {
        Module m = Derive.resolved(owner, name, setting);
        SplitDerivative s =
                new Differentiator(m).split(m.entry(), Derive.spec(DerivativeMode.REVERSE, letters), "thunk");
        return new Halves(with(s.augmented(), m), with(s.adjoint(), m), s.tape());
    }

    private static Module with(Function first, Module m) {
        Module out = new Module();
        out.add(first);
        m.functions().forEach(f -> out.add(f.copy(f.name())));
        out.functions().forEach(Derive::verify);
        return out;
    }

    @ParameterizedTest
    @EnumSource
    void inPlace(Inlining setting) {
        Halves h = split(Functions.class, "b31", "d", setting);
        double[] x = {1.2, 3.4};
        double[] dx = {5.6, 7.8};
        List<?> tape = h.forward(x, dx);
        assertThat(x).containsExactly(1.2 + 3.4 * 3.4, -3.4);
        x[1] = Double.NaN; // the adjoint has what it needs on the tape
        h.reverse(tape, false, x, dx);
        assertThat(dx[0]).isEqualTo(5.6);
        assertThat(dx[1]).isCloseTo(30.28, within(1e-12));
    }

    @ParameterizedTest
    @EnumSource
    void whatIsOnlyReadMayChangeBetweenThePasses(Inlining setting) {
        Halves h = split(Readers.class, "horner", "dcd", setting);
        double[] x = {1.5, 2.5};
        double[] dx = new double[2];
        double[] c = {2, 3};
        double[][] rows = {{5}, {7}};
        double[][] drows = {{0}, {0}};
        List<?> tape = h.forward(x, dx, c, rows, drows);
        x[1] = c[1] = rows[0][0] = rows[1][0] = 1e30;
        h.reverse(tape, true, x, dx, c, rows, drows, 1.0);
        assertThat(dx).containsExactly(new double[] {2 * 2.5 * 3, (1.5 * 2 + 25) * 3}, within(1e-12));
        assertThat(drows[0][0]).isCloseTo(10 * 2.5 * 3, within(1e-12));
        assertThat(drows[1][0]).isEqualTo(14);
    }

    @ParameterizedTest
    @EnumSource
    void resultAndGradients(Inlining setting) {
        Halves h = split(Functions.class, "c39", "da", setting);
        double[] a = {2.2};
        double[] da = {0};
        List<?> tape = h.forward(a, da, 3.3);
        assertThat((Double) tape.get(0)).isCloseTo(7.26, within(1e-12));
        assertThat(h.reverse(tape, true, a, da, 1.0)).isEqualTo(List.of(2.2));
        assertThat(da[0]).isEqualTo(3.3);
    }

    @ParameterizedTest
    @EnumSource
    void severalTapesAtOnce(Inlining setting) {
        Halves h = split(CallPrograms.class, "roots", "ac", setting);
        List<?> one = h.forward(2.5, 4);
        List<?> two = h.forward(1.5, 3);
        double first = (Double) h.reverse(one, true, 1.0).get(0);
        double second = (Double) h.reverse(two, true, 2.0).get(0);
        Module primal = Derive.module(CallPrograms.class, "roots", Inlining.ALWAYS);
        assertThat(first).isCloseTo(Derive.differences(primal, "ac", 2.5, 4)[0], within(1e-6));
        assertThat(second).isCloseTo(2 * Derive.differences(primal, "ac", 1.5, 3)[0], within(1e-6));
    }

    @ParameterizedTest
    @EnumSource
    void arraysMadeOnTheWayAreKept(Inlining setting) {
        Halves h = split(Functions.class, "local", "dc", setting);
        double[] x = {1.3, 0.7};
        double[] dx = new double[2];
        List<?> tape = h.forward(x, dx, 3);
        h.reverse(tape, true, x, dx, 1.0);
        Module primal = Derive.module(Functions.class, "local", Inlining.ALWAYS);
        ReverseTest.assertClose(dx, Derive.differences(primal, "dc", new double[] {1.3, 0.7}, 3), 1e-7);
    }
}
