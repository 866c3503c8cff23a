package dev.adagent.transform.autodiff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.IrPrinter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Integers that the reverse sweep computes backwards, and those that it cannot; the golden pairs show the code. */
class InversionsTest {
    private static final double[] X = {.5, 1.1, 2, .3, -.7, 1.3, .9, .2, 1.7, -.4, .8, .6};

    private static String reverse(String name, Object... args) {
        Function f = Derive.lift(MorePrograms.class, name);
        ReverseTest.assertClose(Derive.gradient(f, "dcc", args), Derive.differences(f, "dcc", args), 1e-7);
        return IrPrinter.print(Derive.reverse(f, "dcc"));
    }

    @ParameterizedTest
    @ValueSource(doubles = {-2, -.5, 0, .5, 2})
    void sumsThroughInnerLoopsAndExitsAreTakenBack(double limit) {
        assertThat(reverse("ragged", X, new int[] {2, 0, 3, -1, 1}, limit))
                .contains("[f64 = intrinsic tape.open")
                .doesNotContain("[i32 = intrinsic tape.open", "[i64 = intrinsic tape.open");
    }

    @Test
    void whatDependsOnItselfIsKept() {
        assertThat(reverse("followed", X, new int[] {2, 9, 3, 0, 0, 1, 3, 0, 0, 0, 0, 0}, 5))
                .contains("[i32 = intrinsic tape.open");
    }

    @Test
    void whatIsOverwrittenIsKept() {
        assertThat(reverse("overwritten", X, new int[] {2, 1, 3, 1, 2}, 5)).contains("[i32 = intrinsic tape.open");
    }
}
