package dev.adagent.codegen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.IrParser;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExactSumsTest {
    /** Ids of the sums of a function of an array and two ints that may be taken not to wrap. */
    private static List<Integer> exact(String body) {
        Function f = IrParser.parseFunction(
                "func @f (%0: [f64, %1: i32, %2: i32) -> void {\nb0(%0: [f64, %1: i32, %2: i32):\n" + body + "}\n");
        ExactSums sums = new ExactSums(f);
        List<Integer> out = new ArrayList<>();
        for (Block b : f.blocks()) {
            for (Insn i : b.insns()) {
                if (sums.contains(i)) {
                    out.add(i.result());
                }
            }
        }
        return out;
    }

    @Test
    void anIndexWithASummandThatIsNotNegative() {
        assertThat(exact("""
                  %3: i32 = intrinsic tid.x ()
                  %4: i32 = add %1, %3
                  %5: f64 = aload %0, %4
                  %6: i32 = const 7
                  %7: i32 = sub %6, %2
                  astore %0, %7, %5
                  ret
                """)).containsExactly(4, 7);
    }

    @Test
    void notWhereBothMayBeNegative() {
        assertThat(exact("""
                  %3: i32 = add %1, %2
                  %4: f64 = aload %0, %3
                  %5: i32 = const -7
                  %6: i32 = add %1, %5
                  %7: f64 = aload %0, %6
                  %8: i32 = const 7
                  %9: i32 = sub %1, %8
                  %10: f64 = aload %0, %9
                  ret
                """)).isEmpty();
    }

    @Test
    void notWhatIsCheckedComparedOrKept() {
        assertThat(exact("""
                  %3: i32 = const 1
                  %4: i32 = add %1, %3
                  check_bounds %0, %4
                  %5: f64 = aload %0, %4
                  %6: i32 = add %2, %3
                  %7: i32 = cmp lt %6, %1
                  astore %0, %6, %5
                  %8: i32 = const 2
                  %9: i32 = add %2, %8
                  astore %0, %9, %5
                  jump b1(%9)
                b1(%10: i32):
                  ret
                """)).isEmpty();
    }

    @Test
    void theCounterOfALoopCountsFromAConstant() {
        String loop = """
                  %3: i32 = const START
                  %4: i32 = const 1
                  jump b1(%3)
                b1(%5: i32):
                  %6: i32 = cmp lt %5, %2
                  br %6, b2(), b3()
                b2():
                  %7: i32 = add %1, %5
                  %8: f64 = aload %0, %7
                  %9: i32 = add %5, STEP
                  jump b1(%9)
                b3():
                  ret
                """;
        assertThat(exact(loop.replace("START", "0").replace("STEP", "%4"))).containsExactly(7);
        assertThat(exact(loop.replace("START", "-1").replace("STEP", "%4"))).isEmpty();
        assertThat(exact(loop.replace("START", "0").replace("STEP", "%1"))).isEmpty();
    }

    /** {@code if_icmpge} to the loop's exit, as javac writes it. */
    @Test
    void theCounterOfALoopThatIsLeftAtItsBound() {
        String loop = """
                  %3: i32 = const 0
                  %4: i32 = const 1
                  jump b1(%3)
                b1(%5: i32):
                  %6: i32 = cmp TEST
                  br %6, b3(), b2()
                b2():
                  %7: i32 = add %1, %5
                  %8: f64 = aload %0, %7
                  %9: i32 = add %5, %4
                  jump b1(%9)
                b3():
                  ret
                """;
        assertThat(exact(loop.replace("TEST", "ge %5, %2"))).containsExactly(7);
        assertThat(exact(loop.replace("TEST", "le %2, %5"))).containsExactly(7);
        // it goes on above its bound, and wraps
        assertThat(exact(loop.replace("TEST", "lt %5, %2"))).isEmpty();
        assertThat(exact(loop.replace("TEST", "gt %2, %5"))).isEmpty();
        assertThat(exact(loop.replace("TEST", "eq %5, %2"))).isEmpty();
    }
}
