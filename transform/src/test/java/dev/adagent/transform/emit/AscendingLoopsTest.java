package dev.adagent.transform.emit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Interpreter;
import dev.adagent.transform.ir.IrParser;
import dev.adagent.transform.ir.Verifier;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AscendingLoopsTest {
    /** {@code for (n = N; n > 0; n--) { i = n - 1; g[i + 2] += x[i] * s; }}. */
    private static final String REVERSE = """
            func @t/T.f([D[DDI)V (%0: [f64, %1: [f64, %2: f64, %3: i32) -> void {
            b0(%0: [f64, %1: [f64, %2: f64, %3: i32):
              %4: i32 = const 1
              %5: i32 = const 2
              jump b1(%3)
            b1(%6: i32):
              %12: i32 = const 0
              %11: i32 = cmp gt %6, %12
              br %11, b2(), b3()
            b2():
              %7: i32 = sub %6, %4
              %8: f64 = aload %1, %7
              %9: f64 = mul %8, %2
              %10: i32 = add %7, %5
              accum %0, %10, %9
              jump b1(%7)
            b3():
              ret
            }
            """;

    private static int turned(String text, boolean distinct) {
        Function f = IrParser.parseFunction(text);
        int n = AscendingLoops.run(f, distinct);
        Verifier.verify(f);
        return n;
    }

    @Test
    void aReverseLoopOverDistinctArraysCountsUp() {
        Function f = IrParser.parseFunction(REVERSE);
        assertThat(AscendingLoops.run(f, true)).isEqualTo(1);
        Verifier.verify(f);
        Random r = new Random(1);
        for (int n = 0; n < 20; n++) {
            double[] x = r.doubles(20).toArray();
            double[] g = r.doubles(22).toArray();
            double[] expected = g.clone();
            Interpreter.of(IrParser.parseFunction(REVERSE)).run(expected, x, 0.3, n);
            Interpreter.of(f).run(g, x, 0.3, n);
            assertThat(g).isEqualTo(expected);
        }
    }

    @Test
    void whatOneTurnCouldSeeOfAnotherStays() {
        assertThat(turned(REVERSE, false)).as("x and g may be one array").isZero();
        assertThat(turned(REVERSE.replace("accum %0, %10, %9", "accum %0, %5, %9"), true))
                .as("one element, whose sum depends on the order")
                .isZero();
        assertThat(turned(REVERSE.replace("aload %1, %7", "aload %0, %7"), true))
                .as("reads what another turn writes")
                .isZero();
        assertThat(turned(REVERSE.replace("  %8: f64 = aload", "  check_bounds %1, %7\n  %8: f64 = aload"), true))
                .as("the first failing turn would be another")
                .isZero();
        assertThat(turned(
                        REVERSE.replace("b1(%3)", "b1(%3, %2)")
                                .replace("b1(%6: i32)", "b1(%6: i32, %13: f64)")
                                .replace("b1(%7)", "b1(%7, %9)"),
                        true))
                .as("carries a value")
                .isZero();
        assertThat(turned(REVERSE.replace("accum %0, %10, %9", "astore %0, %10, %9"), true))
                .as("a store at its own index is fine")
                .isEqualTo(1);
    }
}
