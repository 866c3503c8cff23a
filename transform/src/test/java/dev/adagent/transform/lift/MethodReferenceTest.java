package dev.adagent.transform.lift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.adagent.transform.ir.Interpreter;
import dev.adagent.transform.ir.Module;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MethodReferenceTest {
    /** The stack of an exception is the JVM's: the line of the call through the interface, not that of the reference. */
    @Test
    void aReferenceHasNoFrameOfItsOwn() throws ReflectiveOperationException {
        Map<String, byte[]> classes = Javac.compile("A", """
                class A {
                    static int f(int a, int b) {
                        java.util.function.IntBinaryOperator g = Math::floorMod;
                        return g.applyAsInt(a, b);
                    }
                }
                """);
        Method f = Javac.load(classes, "A", "f");
        Module module = Lifts.lift(f, ClassSource.of(classes).orElse(ClassSource.of((ClassLoader) null)));
        assertThat(new Interpreter(module).run(-1, 5)).isEqualTo(4);
        Throwable thrown = catchThrowable(() -> new Interpreter(module).run(1, 0));
        assertThat(thrown).isInstanceOf(ArithmeticException.class);
        assertThat(Arrays.stream(thrown.getStackTrace())
                        .filter(e -> e.getClassName().equals("A"))
                        .map(StackTraceElement::getLineNumber))
                .containsExactly(4);
    }
}
