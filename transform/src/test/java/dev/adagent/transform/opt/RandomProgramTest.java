package dev.adagent.transform.opt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Interpreter;
import dev.adagent.transform.ir.IrPrinter;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Verifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Every pass leaves what random programs compute, store and throw as it was. */
class RandomProgramTest {
    private static final int PROGRAMS = Integer.getInteger("adagent.test.programs", 200);

    /** The classes of random programs extend Object alone. */
    private static final Hierarchy CLASSES = (sub, sup) -> sub.equals(sup);

    private static final Map<String, OptPipeline.Pass> PASSES = new LinkedHashMap<>();

    static {
        PASSES.put("Simplify", Simplify::run);
        PASSES.put("DeadCode", DeadCode::run);
        PASSES.put("ScalarReplacement", f -> ScalarReplacement.run(f, CLASSES));
        PASSES.put("ValueNumbering", ValueNumbering::run);
        PASSES.put("LoopInvariant", LoopInvariant::run);
        PASSES.put("TypeChecks", f -> TypeChecks.run(f, CLASSES));
        PASSES.put("Throwables", Throwables::run);
        PASSES.put("ShadowAdds", ShadowAdds::run);
        PASSES.put("CheckGroups", CheckGroups::run);
        PASSES.put("LoopVersioning", LoopVersioning::run);
        PASSES.put("OptPipeline", f -> {
            OptPipeline.optimise(f, CLASSES);
            return true;
        });
    }

    private static final Object[][] SCALARS = {
        {0, 0L, 0f, 0.0, -0.0},
        {3, -7L, 1.5f, 2.5, -3.25},
        {Integer.MIN_VALUE, Long.MIN_VALUE, Float.NaN, Double.NaN, Double.NEGATIVE_INFINITY},
        {-1, Long.MAX_VALUE, -0f, 1e300, 1e-300},
    };

    /** What a run leaves behind: its result or exception, and its arrays, as text with every bit. */
    private static String outcome(Module m, Object[] scalars, boolean aliased) {
        double[] a = {1.5, -0.0, Double.NaN, 4.0};
        double[] b = aliased ? a : new double[] {0.0, 2.0, 1e-308};
        int[] c = {1, Integer.MIN_VALUE, 0, 5};
        Object[] args = Arrays.copyOf(scalars, 8);
        args[5] = a;
        args[6] = b;
        args[7] = c;
        String result;
        try {
            result = String.valueOf(new Interpreter(m).maxSteps(2_000_000).run(args));
        } catch (Interpreter.Fault e) {
            throw e;
        } catch (RuntimeException e) {
            // the JVM makes up the texts of these two
            boolean own = !(e instanceof NullPointerException || e instanceof ClassCastException);
            result = e.getClass().getName() + (own ? ": " + e.getMessage() : "");
        }
        return result + " " + Arrays.toString(a) + Arrays.toString(b) + Arrays.toString(c);
    }

    private static List<String> outcomes(Function f) {
        Module m = new Module();
        m.add(f);
        return outcomes(m);
    }

    private static List<String> outcomes(Module m) {
        List<String> out = new ArrayList<>();
        for (Object[] s : SCALARS) {
            out.add(outcome(m, s, false));
            out.add(outcome(m, s, true));
        }
        return out;
    }

    /** The property notices a broken pass at the first program that shows it. */
    private static void assertCaught(OptPipeline.Pass broken) {
        assertThatThrownBy(() -> check(broken, "a broken pass", 3000)).isInstanceOf(AssertionError.class);
    }

    private static void check(OptPipeline.Pass pass, String name, int programs) {
        int first = Integer.getInteger("adagent.test.seed", 0);
        for (int seed = first; seed < first + programs; seed++) {
            Function f = RandomProgram.make(seed, 10 + seed % 50);
            Verifier.verify(f);
            List<String> before = outcomes(f);
            String text = IrPrinter.print(f);
            Function g = f.copy(f.name());
            try {
                pass.run(g);
                Verifier.verify(g);
                if (!outcomes(g).equals(before)) {
                    fail("different");
                }
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError(
                        name + " breaks program " + seed + ":\n" + text + "\nbefore " + before + "\n"
                                + IrPrinter.print(g) + "\n" + e,
                        e);
            }
        }
    }

    @Test
    void passesKeepWhatProgramsDo() {
        PASSES.forEach((name, pass) -> check(pass, name, PROGRAMS));
    }

    @Test
    void inliningKeepsWhatModulesDo() {
        for (int seed = 0; seed < PROGRAMS / 2; seed++) {
            Module m = RandomProgram.module(seed, 30);
            Verifier.verify(m);
            List<String> before = outcomes(m);
            String text = IrPrinter.print(m);
            Inliner.run(m);
            Inliner.removeUnused(m, List.of(m.entry().name()));
            Verifier.verify(m);
            assertThat(m.functions()).hasSize(1);
            assertThat(outcomes(m)).as("inlined %s", text).isEqualTo(before);
            OptPipeline.run(m, CLASSES);
            Verifier.verify(m);
            assertThat(outcomes(m)).as("optimised %s", text).isEqualTo(before);
        }
    }

    @Test
    void passesAreDeterministicAndSettle() {
        for (int seed = 0; seed < 60; seed++) {
            Function f = RandomProgram.make(seed, 40);
            Function g = RandomProgram.make(seed, 40);
            OptPipeline.optimise(f, CLASSES);
            OptPipeline.optimise(g, CLASSES);
            assertThat(IrPrinter.print(f)).isEqualTo(IrPrinter.print(g));
        }
    }

    /** Programs that raise nothing, or always raise, would test little. */
    @Test
    void programsAreVaried() {
        int raised = 0;
        int total = 0;
        for (int seed = 0; seed < 100; seed++) {
            for (String o : outcomes(RandomProgram.make(seed, 10 + seed % 50))) {
                raised += o.contains("Exception") ? 1 : 0;
                total++;
            }
        }
        assertThat(raised).isBetween(total / 20, total * 19 / 20);
    }

    @Test
    void aPassThatDropsChecksIsCaught() {
        OptPipeline.Pass broken = f -> {
            f.blocks().forEach(b -> b.insns().removeIf(i -> i.op() == Op.CHECK_BOUNDS));
            return true;
        };
        assertCaught(broken);
    }

    @Test
    void aPassThatFoldsMinusZeroAwayIsCaught() {
        OptPipeline.Pass broken = f -> {
            Defs defs = Defs.of(f);
            Subst subst = new Subst();
            for (Block b : f.blocks()) {
                b.insns().removeIf(i -> {
                    boolean zero = i.op() == Op.ADD && i.type().isFloating() && defs.isConstant(i.arg(1), 0.0);
                    if (zero) {
                        subst.replace(i.result(), i.arg(0));
                    }
                    return zero;
                });
            }
            subst.apply(f);
            return true;
        };
        assertCaught(broken);
    }

    @Test
    void aPassThatReusesStaleLoadsIsCaught() {
        OptPipeline.Pass broken = f -> {
            for (Block b : f.blocks()) {
                b.insns().removeIf(i -> i.op() == Op.ASTORE || i.op() == Op.ACCUM);
            }
            return true;
        };
        assertCaught(broken);
    }
}
