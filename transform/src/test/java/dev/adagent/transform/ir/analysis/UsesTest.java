package dev.adagent.transform.ir.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.IrParser;
import dev.adagent.transform.ir.IrPrinter;
import dev.adagent.transform.ir.Verifier;
import java.util.BitSet;
import org.junit.jupiter.api.Test;

class UsesTest {
    private static Function parse() {
        return IrParser.parseFunction("""
                func @f (%0: f64, %1: i32) -> f64 {
                b0(%0: f64, %1: i32):
                  %2: f64 = mul %0, %0
                  br %1, b1(%0, %2), b1(%2, %2)
                b1(%3: f64, %4: f64):
                  ret %4
                }
                """);
    }

    @Test
    void definitionsAndUses() {
        Function f = parse();
        Uses uses = Uses.of(f);
        Insn mul = f.entry().insns().get(0);

        assertThat(uses.def(2)).isEqualTo(new Uses.Def(0, 0, mul));
        assertThat(uses.insn(2)).isEqualTo(mul);
        assertThat(uses.def(4)).isEqualTo(new Uses.Def(1, 1, null));
        assertThat(uses.def(4).isParam()).isTrue();
        assertThat(uses.insn(4)).isNull();
        assertThat(uses.of(0))
                .containsExactly(
                        new Uses.Use(0, 0, mul, -1, 0), new Uses.Use(0, 0, mul, -1, 1), new Uses.Use(0, 1, null, 0, 0));
        assertThat(uses.of(1)).containsExactly(new Uses.Use(0, 1, null, -1, 0));
        assertThat(uses.count(2)).isEqualTo(3);
        assertThat(uses.isUsed(3)).isFalse();
        assertThat(uses.of(4)).containsExactly(new Uses.Use(1, 0, null, -1, 0));
    }

    @Test
    void parametersAreRemovedWithTheirArguments() {
        Function f = parse();
        BitSet first = new BitSet();
        first.set(0);
        Operands.removeParams(f, 1, first);
        Verifier.verify(f);

        assertThat(IrPrinter.print(f)).contains("br %1, b1(%2), b1(%2)").contains("b1(%4: f64):");
    }

    @Test
    void operandsAreReplacedEverywhere() {
        Function f = parse();
        Operands.replace(f, v -> v == 2 ? 0 : v);
        Verifier.verify(f);

        assertThat(IrPrinter.print(f)).contains("br %1, b1(%0, %0), b1(%0, %0)");
        assertThat(Uses.of(f).isUsed(2)).isFalse();
    }
}
