package dev.adagent.transform.lift;

import static org.assertj.core.api.Assertions.assertThat;

import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.lift.samples.Arithmetic;
import dev.adagent.transform.lift.samples.Arrays;
import dev.adagent.transform.lift.samples.ControlFlow;
import dev.adagent.transform.lift.samples.Objects;
import dev.adagent.transform.lift.samples.Protected;
import java.lang.reflect.Method;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Lifted methods, run by the interpreter, do what the JVM does with their bytecode: result, exception and arrays. */
class LiftOracleTest {
    static Stream<Method> samples() {
        return Stream.of(Arithmetic.class, ControlFlow.class, Arrays.class, Objects.class, Protected.class)
                .flatMap(c -> Lifts.samples(c).stream());
    }

    @ParameterizedTest
    @MethodSource("samples")
    void doesWhatTheJvmDoes(Method m) throws IllegalAccessException {
        compare(m, Lifts.lift(m));
    }

    private static void compare(Method m, Module module) throws IllegalAccessException {
        for (Object[] args : Inputs.forTypes(m.getParameterTypes())) {
            Outcome expected = Outcome.onJvm(m, Inputs.copy(args));
            Outcome actual = Outcome.interpreted(module, m.getReturnType(), Inputs.copy(args));
            assertThat(actual)
                    .as(() -> m.getName() + java.util.Arrays.deepToString(args))
                    .isEqualTo(expected);
        }
    }

    /** The comparison can fail: a lift with one wrong operation is noticed. */
    @Test
    void noticesAWrongOperation() throws IllegalAccessException {
        Method m = Lifts.sample(Arithmetic.class, "longShifts");
        Module module = Lifts.lift(m);
        module.entry()
                .entry()
                .insns()
                .replaceAll(i ->
                        i.op() == Op.USHR ? new Insn(Op.SHR, i.type(), i.result(), i.args(), i.attr(), i.loc()) : i);
        boolean same = true;
        for (Object[] args : Inputs.forTypes(m.getParameterTypes())) {
            same &= Outcome.onJvm(m, Inputs.copy(args))
                    .equals(Outcome.interpreted(module, m.getReturnType(), Inputs.copy(args)));
        }
        assertThat(same).isFalse();
    }
}
