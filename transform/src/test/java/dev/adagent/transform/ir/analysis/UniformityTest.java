package dev.adagent.transform.ir.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.adagent.transform.ir.IrParser;
import java.util.Arrays;
import java.util.BitSet;
import org.junit.jupiter.api.Test;

class UniformityTest {
    private static boolean mayDiverge(String body) {
        String head = "func @t/K.k([I[II)V (%0: [i32, %1: [i32, %2: i32) -> void {\nb0(%0: [i32, %1: [i32, %2: i32):\n";
        return new Uniformity(IrParser.parseModule(head + body + "\n}\n").entry()).barriersMayDiverge();
    }

    /** {@code if (CONDITION) { barrier } a[tid] = 1}. */
    private static String branch(String condition) {
        return """
                  %3: i32 = intrinsic tid.x
                  %4: i32 = const 0
                  %5: i32 = CONDITION
                  br %5, b1(), b2()
                b1():
                  intrinsic barrier
                  jump b2()
                b2():
                  astore %0, %3, %4
                  ret""".replace("CONDITION", condition);
    }

    @Test
    void conditionsOfTheBlockAreUniform() {
        assertThat(mayDiverge(branch("cmp lt %2, %4"))).as("an argument").isFalse();
        assertThat(mayDiverge(branch("intrinsic ctaid.x"))).isFalse();
        assertThat(mayDiverge(branch("alen %0"))).isFalse();
    }

    @Test
    void conditionsOfTheThreadAndOfMemoryVary() {
        assertThat(mayDiverge(branch("cmp lt %3, %4"))).isTrue();
        assertThat(mayDiverge(branch("intrinsic tid.y"))).isTrue();
        assertThat(mayDiverge(branch("aload %0, %4"))).isTrue();
    }

    @Test
    void anEarlyEndIsNoDivergence() {
        assertThat(mayDiverge("""
                  %3: i32 = intrinsic tid.x
                  %4: i32 = cmp lt %3, %2
                  br %4, b1(), b2()
                b1():
                  intrinsic barrier
                  astore %0, %3, %2
                  ret
                b2():
                  ret""")).isFalse();
        assertThat(mayDiverge("""
                  %3: i32 = intrinsic tid.x
                  %4: i32 = cmp lt %3, %2
                  br %4, b1(), b2()
                b1():
                  intrinsic barrier
                  astore %0, %3, %2
                  ret
                b2():
                  intrinsic barrier
                  ret""")).as("both wait, at two places").isTrue();
    }

    private static boolean mayLeave(String body, int... different) {
        String head = "func @t/K.k([I[II)V (%0: [i32, %1: [i32, %2: i32) -> void {\nb0(%0: [i32, %1: [i32, %2: i32):\n";
        BitSet varying = new BitSet();
        Arrays.stream(different).forEach(varying::set);
        return new Uniformity(IrParser.parseModule(head + body + "\n}\n").entry(), varying).mayLeaveAfterABarrier();
    }

    @Test
    void whoLeavesBetweenBarriersHasComeToFewer() {
        String between = """
                  %3: i32 = const 0
                  %4: i32 = CONDITION
                  intrinsic barrier
                  br %4, b1(), b2()
                b1():
                  intrinsic barrier
                  ret
                b2():
                  ret""";
        String varies = between.replace("CONDITION", "aload %0, %3");
        assertThat(mayLeave(varies)).isTrue();
        assertThat(mayLeave(varies.replace("  intrinsic barrier\n  br", "  br")))
                .as("before the first barrier")
                .isFalse();
        String argument = between.replace("CONDITION", "cmp lt %2, %3");
        assertThat(mayLeave(argument)).isFalse();
        assertThat(mayLeave(argument, 2)).as("an argument that differs").isTrue();
    }

    /** A loop with a barrier, left when what {@code NEXT} gives is not less than the argument. */
    private static String loop(String next) {
        return """
                  %3: i32 = const 0
                  %4: i32 = const 1
                  jump b1(%3)
                b1(%5: i32):
                  %6: i32 = cmp lt %5, %2
                  br %6, b2(), b3()
                b2():
                  intrinsic barrier
                  %7: i32 = NEXT
                  jump b1(%7)
                b3():
                  astore %0, %3, %5
                  ret""".replace("NEXT", next);
    }

    @Test
    void loopsCountByTheirCounter() {
        assertThat(mayDiverge(loop("add %5, %4"))).isFalse();
        assertThat(mayDiverge(loop("aload %0, %5"))).isTrue();
    }

    @Test
    void whatIsMergedAfterABranchOnTheThreadVaries() {
        String text = """
                  %3: i32 = intrinsic tid.x
                  %4: i32 = const 0
                  %5: i32 = const 1
                  %6: i32 = cmp lt COMPARED, %5
                  br %6, b1(), b2()
                b1():
                  jump b3(%4)
                b2():
                  jump b3(%5)
                b3(%7: i32):
                  br %7, b4(), b5()
                b4():
                  intrinsic barrier
                  jump b5()
                b5():
                  astore %0, %3, %4
                  ret""";
        assertThat(mayDiverge(text.replace("COMPARED", "%3"))).isTrue();
        assertThat(mayDiverge(text.replace("COMPARED", "%2"))).isFalse();
    }

    @Test
    void whatALoopGivesThatThreadsLeaveAtDifferentRoundsVaries() {
        String text = """
                  %3: i32 = const 0
                  %4: i32 = const 1
                  %8: i32 = intrinsic tid.x
                  jump b1(%3)
                b1(%5: i32):
                  %6: i32 = cmp lt %5, BOUND
                  br %6, b2(), b3()
                b2():
                  %7: i32 = add %5, %4
                  jump b1(%7)
                b3():
                  %9: i32 = cmp lt %5, %4
                  br %9, b4(), b5()
                b4():
                  intrinsic barrier
                  jump b5()
                b5():
                  astore %0, %8, %4
                  ret""";
        assertThat(mayDiverge(text.replace("BOUND", "%8"))).isTrue();
        assertThat(mayDiverge(text.replace("BOUND", "%2"))).isFalse();
    }

    private static boolean allCome(String bound, String check) {
        return new Uniformity(IrParser.parseModule("""
                func @t/K.k([I[I)V (%0: [i32, %1: [i32) -> void {
                b0(%0: [i32, %1: [i32):
                  %2: i32 = intrinsic tid.x
                  %3: i32 = alen %1
                  %4: i32 = const 0
                  %5: i32 = const 1
                  CHECK
                  jump b1(%4)
                b1(%6: i32):
                  %7: i32 = cmp lt %6, BOUND
                  br %7, b2(), b3()
                b2():
                  intrinsic barrier
                  IN_LOOP
                  %8: i32 = add %6, %5
                  jump b1(%8)
                b3():
                  ret
                }""".replace("BOUND", bound)
                                .replace("CHECK", check.startsWith("before ") ? check.substring(7) : "")
                                .replace("IN_LOOP", check.startsWith("before ") ? "" : check))
                        .entry())
                .allComeTo(2);
    }

    @Test
    void allComeToABarrierUnlessSomeLeaveItsLoop() {
        assertThat(allCome("%3", "")).isTrue();
        assertThat(allCome("%2", "")).as("at different rounds").isFalse();
        assertThat(allCome("%3", "check_zero %2")).as("by an exception").isFalse();
        assertThat(allCome("%3", "check_zero %6")).as("all or none").isTrue();
        assertThat(allCome("%3", "before check_zero %2")).as("before it").isTrue();
    }
}
