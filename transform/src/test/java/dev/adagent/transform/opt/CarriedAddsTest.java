package dev.adagent.transform.opt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Interpreter;
import dev.adagent.transform.ir.IrParser;
import dev.adagent.transform.ir.IrPrinter;
import dev.adagent.transform.ir.Verifier;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CarriedAddsTest {
    /** The adjoint of a loop that reads {@code x[i]}, {@code x[i + 2]} and {@code x[i + 3]}; OF is {@code sub} or {@code add}. */
    private static final String LOOP = """
            func @t/T.f([D[DII)V (%0: [f64, %1: [f64, %2: i32, %3: i32) -> void {
            b0(%0: [f64, %1: [f64, %2: i32, %3: i32):
              %4: i32 = const 1
              %5: i32 = const 2
              %6: i32 = const 3
              jump b1(%2)
            b1(%7: i32):
              %8: i32 = cmp ne %7, %3
              br %8, b2(), b3()
            b2():
              %9: f64 = aload %1, %7
              accum %0, %7, %9
              %10: i32 = add %7, %5
              accum %0, %10, %9
              %11: f64 = mul %9, %9
              %12: i32 = add %7, %6
              accum %0, %12, %11
              accum %0, %7, %11
              %13: i32 = OF %7, %4
              jump b1(%13)
            b3():
              ret
            }
            """;

    private static int accesses(Function f) {
        return IrPrinter.print(f).split("aload %0|astore %0|accum %0", -1).length - 1;
    }

    @ParameterizedTest
    @ValueSource(strings = {"sub", "add"})
    void eachElementIsLoadedAndStoredOnce(String direction) {
        String text = LOOP.replace("OF", direction);
        Function f = IrParser.parseFunction(text);
        assertThat(CarriedAdds.run(f, true, true)).isTrue();
        Verifier.verify(f);
        // one load and one store in the loop; three each in front of it and behind it
        assertThat(accesses(f)).isEqualTo(2 + 3 + 3);
        Random r = new Random(1);
        for (int n = 0; n < 20; n++) {
            double[] x = r.doubles(24).toArray();
            double[] g = r.doubles(24).toArray();
            double[] expected = g.clone();
            int from = direction.equals("sub") ? n : 0;
            int to = direction.equals("sub") ? 0 : n;
            Interpreter.of(IrParser.parseFunction(text)).run(expected, x, from, to);
            Interpreter.of(f).run(g, x, from, to);
            assertThat(g).as("%d turns", n).isEqualTo(expected);
        }
    }

    @Test
    void aLoopThatDoesNotRunTouchesNothing() {
        Function f = IrParser.parseFunction(LOOP.replace("OF", "sub"));
        CarriedAdds.run(f, true, true);
        Interpreter.of(f).run(new double[0], new double[0], 7, 7);
    }

    @Test
    void whatElseReachesTheArrayKeepsItInMemory() {
        String loop = LOOP.replace("OF", "sub");
        assertThat(carried(loop, true, false)).as("x and dx may be one array").isFalse();
        assertThat(carried(loop, false, true)).as("other threads may add").isFalse();
        assertThat(carried(loop.replace("aload %1, %7", "aload %0, %7"), true, true))
                .as("is read in the loop")
                .isFalse();
        assertThat(carried(loop.replace("  %9: f64 = aload", "  check_bounds %1, %7\n  %9: f64 = aload"), true, true))
                .as("an exception would leave elements behind")
                .isFalse();
        assertThat(carried(loop.replace("accum %0, %12, %11", "accum %0, %3, %11"), true, true))
                .as("an element that may be a carried one")
                .isFalse();
        assertThat(carried(loop.replace("const 3", "const 9"), true, true))
                .as("too far apart")
                .isFalse();
    }

    private static boolean carried(String text, boolean singleThread, boolean distinct) {
        Function f = IrParser.parseFunction(text);
        boolean changed = CarriedAdds.run(f, singleThread, distinct);
        Verifier.verify(f);
        return changed;
    }
}
