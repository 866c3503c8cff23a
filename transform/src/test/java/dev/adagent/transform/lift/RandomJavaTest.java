package dev.adagent.transform.lift;

import static org.assertj.core.api.Assertions.assertThat;

import dev.adagent.transform.emit.HiddenClasses;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.lift.samples.ControlFlow;
import dev.adagent.transform.opt.Hierarchy;
import dev.adagent.transform.opt.OptPipeline;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random Java programs, compiled by javac and lifted, do what they do on the JVM: in the interpreter, and optimised and emitted again as
 * bytecode.
 */
class RandomJavaTest {
    private static final int PROGRAMS = 40;

    static LongStream seeds() {
        return LongStream.range(1, 1 + PROGRAMS);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void doesWhatTheJvmDoes(long seed) throws ReflectiveOperationException {
        Map<String, byte[]> classes = Javac.compile(RandomJava.CLASS, source(seed));
        Method run = Javac.load(classes, RandomJava.CLASS, "run");
        ClassSource source = ClassSource.of(classes).orElse(ClassSource.of((ClassLoader) null));
        Module lifted = Lifts.lift(run, source);
        Module optimised = Lifts.lift(run, source);
        OptPipeline.expand(optimised, Hierarchy.JDK, true);
        MethodHandle emitted = HiddenClasses.host(MethodHandles.lookup(), optimised);
        for (Object[] args : Inputs.forTypes(40, run.getParameterTypes())) {
            Outcome expected = Outcome.onJvm(run, Inputs.copy(args));
            assertThat(Outcome.interpreted(lifted, long.class, Inputs.copy(args)))
                    .as(() -> "seed " + seed + " on " + Arrays.deepToString(args) + "\n" + source(seed))
                    .isEqualTo(expected);
            assertThat(Outcome.emitted(emitted, Inputs.copy(args)))
                    .as(() -> "emitted, seed " + seed + " on " + Arrays.deepToString(args) + "\n" + source(seed))
                    .isEqualTo(expected);
        }
    }

    private static String source(long seed) {
        return RandomJava.source(seed);
    }

    /** {@code AssertionError} has no public constructor of a String: the emitted code takes another one. */
    @Test
    void assertionsCarryTheirMessage() throws ReflectiveOperationException {
        Method m = Lifts.sample(ControlFlow.class, "asserted");
        Module module = Lifts.lift(m);
        OptPipeline.expand(module, Hierarchy.JDK, true);
        MethodHandle emitted = HiddenClasses.host(MethodHandles.lookup(), module);
        assertThat(Outcome.emitted(emitted, Integer.MIN_VALUE)).isEqualTo(Outcome.onJvm(m, Integer.MIN_VALUE));
        assertThat(Outcome.onJvm(m, Integer.MIN_VALUE).thrown()).isEqualTo("java.lang.AssertionError: too small");
    }
}
