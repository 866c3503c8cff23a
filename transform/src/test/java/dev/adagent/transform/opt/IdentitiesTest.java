package dev.adagent.transform.opt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Interpreter;
import dev.adagent.transform.ir.IrParser;
import dev.adagent.transform.ir.IrPrinter;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Identities keep every bit, where rounding, overflow and underflow are. */
class IdentitiesTest {
    private static final double[] EDGES = {
        0,
        -0.0,
        Double.MIN_VALUE,
        -7 * Double.MIN_VALUE,
        Double.MIN_NORMAL,
        Math.nextDown(Double.MIN_NORMAL),
        Double.MIN_NORMAL / 3,
        Double.MAX_VALUE,
        Double.MAX_VALUE / 2,
        Double.MAX_VALUE / 200,
        Math.nextUp(Double.MAX_VALUE / 200),
        Double.POSITIVE_INFINITY,
        Double.NaN
    };

    @Test
    void aDoubledProductWithAnInteger() {
        Random random = new Random(41);
        for (double c : new double[] {1, 2, 3, -7, 100, 0, -0.0, (1L << 53) - 1, 1e15}) {
            Function simplified = doubled("f64", Double.toString(c));
            assertThat(Simplify.run(simplified)).isTrue();
            for (int k = 0; k < 2000; k++) {
                long bits = random.nextLong();
                double x = k < EDGES.length
                        ? EDGES[k]
                        : Double.longBitsToDouble(k % 2 == 0 ? bits : bits & 0x801fffffffffffffL);
                assertThat(Double.doubleToLongBits(
                                (Double) Interpreter.of(simplified).run(x)))
                        .as("%s * %s", x, c)
                        .isEqualTo(Double.doubleToLongBits(x * c + x * c));
            }
        }
        assertThat(IrPrinter.print(foldedOf("f64", "100.0")))
                .contains("const 200.0")
                .doesNotContain("add");
        assertThat(IrPrinter.print(foldedOf("f32", "100.0")))
                .contains("const 200.0")
                .doesNotContain("add");
    }

    /** Of 9 times the smallest number 0.3 is rounded to 3 of it, twice that is 6; 0.6 of it is rounded to 5. */
    @Test
    void aDoubledProductWithAFractionStays() {
        assertThat(IrPrinter.print(foldedOf("f64", "0.3"))).contains("add");
        double x = 9 * Double.MIN_VALUE;
        assertThat(x * .3 + x * .3).isNotEqualTo(x * .6);
        assertThat(IrPrinter.print(foldedOf("f64", "1.0E308"))).contains("add");
    }

    private static Function foldedOf(String type, String c) {
        Function f = doubled(type, c);
        Simplify.run(f);
        DeadCode.run(f);
        return f;
    }

    private static Function doubled(String type, String c) {
        return IrParser.parseFunction(
                ("func @f (%%0: T) -> T {\nb0(%%0: T):\n  %%1: T = const %s\n  %%2: T = mul %%0, %%1\n"
                                + "  %%3: T = add %%2, %%2\n  ret %%3\n}\n")
                        .formatted(c)
                        .replace("T", type));
    }
}
