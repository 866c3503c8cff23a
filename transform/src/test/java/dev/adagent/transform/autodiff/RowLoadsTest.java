package dev.adagent.transform.autodiff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.adagent.transform.autodiff.rules.CustomRules;
import dev.adagent.transform.golden.Golden;
import dev.adagent.transform.ir.Interpreter;
import dev.adagent.transform.ir.IrParser;
import dev.adagent.transform.ir.IrPrinter;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.ir.Verifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RowLoadsTest {
    private static final String TAPE = "[Ljava/lang/Object;";

    @TestFactory
    Stream<DynamicTest> golden() {
        return Golden.tests("row-loads", m -> {
            Callees callees = new Callees(m, CustomRules.NONE);
            m.functions().forEach(f -> Normalizer.run(f, callees, false));
        });
    }

    /** With {@code d(x, m, dm, n)} beside the function: arrays of arrays are duplicated. */
    private static Module derivative(String input) throws IOException {
        Path file = Path.of("src", "test", "resources", "golden", "row-loads", input + ".in.ir");
        Module m = IrParser.parseModule(Files.readString(file));
        List<Activity> activities = m.entry().paramTypes().stream()
                .map((Type t) -> t.isArray() ? Activity.DUPLICATED : t.isFloating() ? Activity.ACTIVE : Activity.CONST)
                .toList();
        Spec spec = new Spec(DerivativeMode.REVERSE_WITH_PRIMAL, activities, true, false);
        m.add(Differentiator.differentiate(m.entry(), spec, "d"));
        Verifier.verify(m);
        return m;
    }

    @ParameterizedTest
    @ValueSource(strings = {"joined", "carried", "after-loop", "made-beside", "given-beside-replaced"})
    void aRowOfAFixedArrayNeedsNoTapeOfReferences(String input) throws IOException {
        assertThat(IrPrinter.print(derivative(input))).doesNotContain(TAPE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"stored", "made-replaced", "two-arrays"})
    void aRowThatAnIndexDoesNotGiveIsKept(String input) throws IOException {
        assertThat(IrPrinter.print(derivative(input))).contains(TAPE);
    }

    /** The rounds take m[0], m[1], m[0]; m[0], m[0], m[1]; and m[0], m[0]. x = 2. */
    @ParameterizedTest
    @CsvSource({
        "joined, 3, 11, 4, 2",
        "carried, 3, 11, 4, 2",
        "after-loop, 2, 6, 4, 0",
        "made-beside, 3, 11, 4, 2",
        "given-beside-replaced, 3, 11, 4, 2"
    })
    void theGradientGoesToTheRowsThatWereTaken(String input, int n, double dx, double dm0, double dm1)
            throws IOException {
        double[][] m = {{3}, {5}, {7}};
        double[][] dm = {{0}, {0}, {0}};
        Object out = new Interpreter(derivative(input)).call("d", 2.0, m, dm, n);
        assertThat(out).isEqualTo(List.of(2 * dx, dx));
        assertThat(dm).isDeepEqualTo(new double[][] {{dm0}, {dm1}, {0}});
    }
}
