package dev.adagent.transform.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.adagent.overlay.MethodKey;
import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Interpreter;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Term;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.opt.Inlining;
import dev.adagent.transform.opt.OptPipeline;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Derivatives of derivatives, to the fourth, in every order of modes. */
class NestingTest {
    private static final Loc LOC = new Loc("t/Nesting", "order", null, 1, null);

    /** Modes by letter, the innermost first: r reverse, f forward. */
    private static Module nest(String program, String modes, Inlining setting) {
        Module m = Derive.resolved(NestedPrograms.class, program, setting);
        for (int k = 0; k < modes.length(); k++) {
            m = derivative(m, modes.charAt(k) == 'r', "order " + (k + 1), setting);
        }
        return m;
    }

    /** A module whose first function is the derivative of the first one of another by its first parameter. */
    private static Module derivative(Module m, boolean reverse, String name, Inlining setting) {
        Function f = m.entry();
        Spec spec = Derive.spec(reverse ? DerivativeMode.REVERSE : DerivativeMode.FORWARD, reverse ? "ac" : "dc");
        Function d = new Differentiator(m).derive(f, spec, Differentiator.DERIVATIVE + name);
        d.setNoInline(setting == Inlining.NEVER);
        Function w = new Function(name, Type.F64);
        Block b = w.newBlock();
        List<Integer> args = new ArrayList<>();
        int x = w.addParam(b, Type.F64);
        int n = w.addParam(b, Type.I32);
        args.add(x);
        if (!reverse) {
            args.add(w.constant(b, 1.0, LOC));
        }
        args.add(n);
        Callee callee =
                new Callee(Callee.Kind.STATIC, new MethodKey("t/Nesting", "derivative", "(DI)V"), null, null, d.name());
        int[] operands = args.stream().mapToInt(Integer::intValue).toArray();
        int tuple = w.append(b, Op.CALL, d.result(), callee, LOC, operands);
        b.setTerm(Term.ret(LOC, w.append(b, Op.EXTRACT, Type.F64, 0, LOC, tuple)));
        Module out = new Module();
        out.add(w);
        m.functions().forEach(out::add);
        out.add(d);
        out.functions().forEach(Derive::verify);
        OptPipeline.run(out);
        return out;
    }

    private static double expected(double x, int n, int order) {
        double c = 1;
        for (int k = 0; k < order; k++) {
            c *= n - k;
        }
        return c * Math.pow(x, n - order);
    }

    @ParameterizedTest
    @CsvSource({
        "power, rr",
        "power, rf",
        "power, fr",
        "power, ff",
        "squaring, rr",
        "squaring, fr",
        "calls, rr",
        "calls, fr",
        "calls, rf",
        "inPlace, rr",
        "inPlace, rf",
        "triangle, rr",
        "triangle, fr",
        "power, rrr",
        "power, rfr",
        "power, frr",
        "power, ffff",
        "power, rfff",
        "power, ffrr",
        "power, frfr",
        "inPlace, rrr",
        "growing, rr",
        "growing, rf",
        "growing, fr",
        "growing, rrf",
        "growing, frr",
        "triangle, rrf"
    })
    void numbersOfEveryOrder(String program, String modes) {
        for (Inlining setting : new Inlining[] {Inlining.NEVER, Inlining.ALWAYS}) {
            Module m = nest(program, modes, setting);
            for (int n : new int[] {0, 1, 2, 5, 7}) {
                Interpreter in = new Interpreter(m);
                double want = expected(1.3, n, modes.length());
                assertThat((Double) in.run(1.3, n))
                        .as("%s, n = %d", setting, n)
                        .isCloseTo(want, within(1e-12 * Math.max(1, Math.abs(want))));
                assertThat(in.openTapes()).isZero();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rrrr", "rrrf", "frrr"})
    void fourthDerivativesByReverseModeAlone(String modes) {
        Module m = nest("power", modes, Inlining.ALWAYS);
        assertThat((Double) new Interpreter(m).run(1.3, 7)).isCloseTo(expected(1.3, 7, 4), within(1e-9));
    }
}
