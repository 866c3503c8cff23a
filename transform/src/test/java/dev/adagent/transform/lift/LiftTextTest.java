package dev.adagent.transform.lift;

import static org.assertj.core.api.Assertions.assertThat;

import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.IrParser;
import dev.adagent.transform.ir.IrPrinter;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.lift.samples.Arithmetic;
import dev.adagent.transform.lift.samples.Arrays;
import dev.adagent.transform.lift.samples.ControlFlow;
import dev.adagent.transform.lift.samples.Kernels;
import dev.adagent.transform.lift.samples.Objects;
import dev.adagent.transform.lift.samples.Protected;
import java.lang.reflect.Method;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the lift writes: verified, the same each time, readable by the parser, and for a few methods exactly the golden text. */
class LiftTextTest {
    static Stream<Method> samples() {
        return Stream.of(Arithmetic.class, ControlFlow.class, Arrays.class, Objects.class, Protected.class)
                .flatMap(c -> Lifts.samples(c).stream());
    }

    @ParameterizedTest
    @MethodSource("samples")
    void verifiesAndRoundTrips(Method m) {
        String text = IrPrinter.print(Lifts.lift(m));
        assertThat(IrPrinter.print(IrParser.parseModule(text))).isEqualTo(text);
        assertThat(IrPrinter.print(Lifts.lift(m))).as("the same each time").isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "ControlFlow, collatz",
        "ControlFlow, swap",
        "Arithmetic, doubleComparisons",
        "Arrays, orderOfChecks",
        "Objects, shapes",
        "Protected, bounds",
        "Protected, voidCallee",
        "Kernels, slope",
        "Kernels, sum"
    })
    void writesTheGoldenText(String owner, String name) throws ClassNotFoundException {
        Class<?> c = Class.forName("dev.adagent.transform.lift.samples." + owner);
        Lifts.assertGolden(
                owner + "." + name + ".ir", withoutOthersLines(IrPrinter.print(Lifts.lift(Lifts.sample(c, name)))));
    }

    /** Line numbers are those of the samples alone: those of the api and the JDK are not this test's. */
    private static String withoutOthersLines(String text) {
        return text.lines()
                .map(l -> l.contains("!dev/adagent/transform/lift/samples/") ? l : l.replaceAll(" *!.*", ""))
                .map(l -> l + "\n")
                .collect(Collectors.joining());
    }

    @ParameterizedTest
    @CsvSource({"slope, 1", "deferredSlope, 1", "inCallee, 1", "sum, 0"})
    void redirectsAutodiffThroughTheView(String name, int markers) {
        Module m = Lifts.lift(Lifts.sample(Kernels.class, name));
        assertThat(count(m, Op.DEFERRED)).isEqualTo(markers);
        assertThat(count(m, Op.ATOMIC)).isEqualTo(1 - markers);
    }

    private static long count(Module m, Op op) {
        return m.functions().stream()
                .map(Function::blocks)
                .flatMap(b -> b.stream().flatMap(x -> x.insns().stream()))
                .filter(i -> i.op() == op)
                .count();
    }
}
