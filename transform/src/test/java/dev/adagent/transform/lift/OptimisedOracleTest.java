package dev.adagent.transform.lift;

import static org.assertj.core.api.Assertions.assertThat;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.IrPrinter;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Term;
import dev.adagent.transform.ir.Verifier;
import dev.adagent.transform.lift.samples.Objects;
import dev.adagent.transform.lift.samples.Protected;
import dev.adagent.transform.lift.samples.Selection;
import dev.adagent.transform.opt.Inliner;
import dev.adagent.transform.opt.OptPipeline;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Lifted and optimised methods do what the JVM does with their bytecode, and make no object any more. */
class OptimisedOracleTest {
    private static Module optimised(Method m) {
        StaticValues statics = StaticValues.of(m.getDeclaringClass().getClassLoader());
        ClassSource source = ClassSource.of((ClassLoader) null);
        Lifter lifter = Lifter.open(Lifts.key(m), source, Lifts.deviceView(), statics);
        Module module = lifter.module();
        OutsideObjects outside = new OutsideObjects(statics, (Object[]) null);
        OptPipeline.run(module, new JobClasses(source, lifter, module, outside));
        Inliner.removeUnused(module, List.of(module.entry().name()));
        Verifier.verify(module);
        return module;
    }

    static Stream<Method> samples() {
        return Stream.concat(LiftOracleTest.samples(), Lifts.samples(Selection.class).stream());
    }

    @ParameterizedTest
    @MethodSource("samples")
    void doesWhatTheJvmDoes(Method m) throws IllegalAccessException {
        Module module = optimised(m);
        for (Object[] args : Inputs.forTypes(m.getParameterTypes())) {
            assertThat(Outcome.interpreted(module, m.getReturnType(), Inputs.copy(args)))
                    .as(() -> m.getName() + java.util.Arrays.deepToString(args) + "\n" + IrPrinter.print(module))
                    .isEqualTo(Outcome.onJvm(m, Inputs.copy(args)));
        }
    }

    static Stream<Method> objects() {
        return Stream.of(Objects.class, Protected.class).flatMap(c -> Lifts.samples(c).stream());
    }

    @ParameterizedTest
    @MethodSource("objects")
    void makesNoObject(Method m) {
        Module module = optimised(m);
        Set<String> left = new TreeSet<>();
        for (Function f : module.functions()) {
            for (Block b : f.blocks()) {
                for (Insn i : b.insns()) {
                    boolean open = i.op() == Op.CALL && ((Callee) i.attr()).function() == null;
                    if (i.op() == Op.NEW || i.op() == Op.LAMBDA || open || i.op() == Op.INSTANCEOF) {
                        left.add(i.toString());
                    }
                }
                if (b.term().kind() == Term.Kind.THROW) {
                    left.add("throw");
                }
            }
        }
        left.removeIf(s -> s.contains("java/lang/Math."));
        assertThat(left).as(() -> IrPrinter.print(module)).isEmpty();
    }
}
