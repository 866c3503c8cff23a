package dev.adagent.transform.autodiff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Interpreter;
import dev.adagent.transform.ir.IrParser;
import dev.adagent.transform.ir.IrPrinter;
import dev.adagent.transform.ir.Verifier;
import java.util.List;
import org.junit.jupiter.api.Test;

class TakenAdjointsTest {
    /** Takes {@code d[i]}, clears it, and adds to it; BETWEEN and SUM differ. */
    private static String taken(String between, String sum) {
        return """
                func @t/T.f([D[DI)V (%0: [f64, %1: [f64, %2: i32) -> void {
                b0(%0: [f64, %1: [f64, %2: i32):
                  %3: f64 = const 0.0
                  %4: i32 = const 1
                  %5: f64 = aload %0, %2
                  astore %0, %2, %3
                  %6: f64 = add %5, %5
                  BETWEEN
                  accum %0, %2, SUM
                  ret
                }
                """.replace("BETWEEN", between).replace("SUM", sum);
    }

    private static String run(String text, boolean distinct) {
        Function f = IrParser.parseFunction(text);
        TakenAdjoints.run(f, distinct);
        Verifier.verify(f);
        double[] d = {2, 3};
        double[] expected = {2, 3};
        Interpreter.of(IrParser.parseFunction(text)).run(expected, new double[] {5, 7}, 1);
        Interpreter.of(f).run(d, new double[] {5, 7}, 1);
        assertThat(d).isEqualTo(expected);
        return IrPrinter.print(f);
    }

    @Test
    void aSumIsStoredAndNotAdded() {
        assertThat(run(taken("accum %1, %4, %5", "%6"), true))
                .contains("astore %0, %2, %6")
                .doesNotContain("astore %0, %2, %3", "accum %0");
    }

    @Test
    void whatPassesUnchangedStays() {
        assertThat(run(taken("accum %1, %4, %5", "%5"), true)).doesNotContain("astore", "accum %0");
    }

    @Test
    void whatSeesTheZeroKeepsIt() {
        assertThat(run(taken("accum %1, %4, %5", "%6"), false))
                .as("may be the same array")
                .contains("astore %0, %2, %3", "accum %0, %2, %6");
        assertThat(run(taken("%7: f64 = aload %0, %4", "%6"), true))
                .as("may be the same element")
                .contains("astore %0, %2, %3");
        assertThat(run(taken("check_bounds %1, %4", "%6"), true))
                .as("an exception would show it")
                .contains("astore %0, %2, %3");
        assertThat(run(taken("intrinsic barrier", "%6"), true))
                .as("other threads")
                .contains("astore %0, %2, %3");
    }

    /** {@code a[i] += x[i] * v}: the adjoint of a[i] stays where it is. */
    @Test
    void aSumInPlaceLeavesItsAdjointAlone() {
        Function f = IrParser.parseFunction("""
                func @t/T.f([D[DDI)V (%0: [f64, %1: [f64, %2: f64, %3: i32) -> void {
                b0(%0: [f64, %1: [f64, %2: f64, %3: i32):
                  %4: i32 = const 0
                  %5: i32 = const 1
                  jump b1(%4)
                b1(%6: i32):
                  %7: i32 = cmp lt %6, %3
                  br %7, b2(), b3()
                b2():
                  check_bounds %0, %6
                  %8: f64 = aload %0, %6
                  check_bounds %1, %6
                  %9: f64 = aload %1, %6
                  %10: f64 = mul %9, %2
                  %11: f64 = add %8, %10
                  astore %0, %6, %11
                  %12: i32 = add %6, %5
                  jump b1(%12)
                b3():
                  ret
                }
                """);
        List<Activity> activities = List.of(Activity.DUPLICATED, Activity.DUPLICATED, Activity.ACTIVE, Activity.CONST);
        Spec spec = new Spec(DerivativeMode.REVERSE, activities, true, false);
        String text = IrPrinter.print(Differentiator.differentiate(f, spec));
        assertThat(text.split("astore", -1))
                .as("stores, of the forward sweep: " + text)
                .hasSize(2);
        assertThat(text.split("accum", -1)).as("additions, to the shadow of x").hasSize(2);
    }
}
