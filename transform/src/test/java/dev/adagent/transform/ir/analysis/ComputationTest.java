package dev.adagent.transform.ir.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.IrParser;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComputationTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "true  | %3: f64 = mul %0, %0 | ret %0",
                "true  | %3: f64 = rem %0, %0 | ret %0",
                "true  | %3: f64 = intrinsic sin %0 | ret %0",
                "false | %3: i32 = intrinsic tid.x | ret %0",
                "false | %3: f64 = aload %1, %2 | ret %0",
                "false | %3: f64 = call static t/M.g(D)D %0 | ret %0",
                "false | %3: f64 = mul %0, %0 | raise java/lang/IllegalStateException x",
            })
    void isWhatGivesANumberAndDoesNothingElse(boolean computes, String insn, String end) {
        Function f = IrParser.parseModule(TEXT.replace("INSN", insn).replace("END", end.replace(" x", " \"x\"")))
                .entry();
        assertThat(Computation.isAll(f, Computation::is)).isEqualTo(computes);
    }

    private static final String TEXT = """
            func @t/M.f(D[DI)D (%0: f64, %1: [f64, %2: i32) -> f64 {
            b0(%0: f64, %1: [f64, %2: i32):
              INSN
              END
            }
            """;
}
