package dev.adagent.transform.lift;

import static org.assertj.core.api.Assertions.assertThat;

import dev.adagent.transform.ir.Module;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random Java programs, compiled by javac, do in the interpreter what they do on the JVM. */
class RandomJavaTest {
    private static final int PROGRAMS = 60;

    static LongStream seeds() {
        return LongStream.range(1, 1 + PROGRAMS);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void doesWhatTheJvmDoes(long seed) throws ReflectiveOperationException {
        String source = RandomJava.source(seed);
        Map<String, byte[]> classes = Javac.compile(RandomJava.CLASS, source);
        Method run = Javac.load(classes, RandomJava.CLASS, "run");
        Module module = Lifts.lift(run, ClassSource.of(classes).orElse(ClassSource.of((ClassLoader) null)));
        for (Object[] args : Inputs.forTypes(40, run.getParameterTypes())) {
            assertThat(Outcome.interpreted(module, long.class, Inputs.copy(args)))
                    .as(() -> "seed " + seed + " on " + Arrays.deepToString(args) + "\n" + source)
                    .isEqualTo(Outcome.onJvm(run, Inputs.copy(args)));
        }
    }
}
