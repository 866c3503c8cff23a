package dev.adagent.transform.ir.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.IrParser;
import dev.adagent.transform.ir.Op;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class IndexFactsTest {
    private static final String LOOP = """
            func @t/K.f([D[DI)V (%0: [f64, %1: [f64, %2: i32) -> void {
            b0(%0: [f64, %1: [f64, %2: i32):
              %3: i32 = intrinsic ctaid.x                   !t/K.f(K.java:3)
              %4: i32 = intrinsic ntid.x                    !t/K.f(K.java:3)
              %5: i32 = mul %3, %4                          !t/K.f(K.java:3)
              %6: i32 = intrinsic tid.x                     !t/K.f(K.java:3)
              %7: i32 = add %5, %6                          !t/K.f(K.java:3)
              %8: i32 = cmp ge %7, %2                       !t/K.f(K.java:4)
              br %8, b3(), b1()                             !t/K.f(K.java:4)
            b1():
              check_bounds %0, %7                           !t/K.f(K.java:5)
              %9: i32 = const 0
              jump b2(%9)
            b2(%10: i32):
              %11: i32 = const 10
              %12: i32 = cmp lt %10, %11                    !t/K.f(K.java:6)
              br %12, b4(), b3()                            !t/K.f(K.java:6)
            b3():
              ret
            b4():
              check_bounds %1, %10                          !t/K.f(K.java:7)
              check_bounds %1, %7                           !t/K.f(K.java:8)
              %13: i32 = const 7
              %14: i32 = and %2, %13
              check_bounds %1, %14                          !t/K.f(K.java:9)
              check_bounds %1, %2                           !t/K.f(K.java:10)
              %15: i32 = const 1
              %16: i32 = add %10, %15
              jump b2(%16)
            }
            """;

    private static List<String> known(String text) {
        Function f = IrParser.parseModule(text).entry();
        IndexFacts facts = new IndexFacts(f);
        List<String> out = new ArrayList<>();
        for (Block b : f.blocks()) {
            for (Insn i : b.insns()) {
                if (i.op() == Op.CHECK_BOUNDS) {
                    out.add(facts.text().of(i.arg(1)) + ": " + facts.known(i.arg(0), i.arg(1), b.id()));
                }
            }
        }
        return out;
    }

    @Test
    void rangesAndConditions() {
        String bound = "parameter 2 of " + IrParser.parseModule(LOOP).entry().name();
        assertThat(known(LOOP))
                .containsExactly(
                        "globalIdX(): from 0 to 2147483646; globalIdX() < " + bound + " at K.java:4",
                        "the variable of K.java:6: from 0 to 9; the variable of K.java:6 < 10 at K.java:6",
                        "globalIdX(): from 0 to 2147483646; checked for " + bound.replace("parameter 2", "parameter 0")
                                + " at K.java:5; globalIdX() < " + bound + " at K.java:4",
                        bound + " & 7: from 0 to 7; no condition on the way compares it",
                        bound + ": from 1 to 2147483647; globalIdX() < " + bound + " at K.java:4");
    }

    @Test
    void whatMayWrapIsAnyInt() {
        assertThat(known(LOOP.replace("= cmp lt %10, %11", "= cmp ne %2, %11")).get(1))
                .as("nothing bounds the counter")
                .startsWith("the variable of K.java:6: any int");
    }
}
