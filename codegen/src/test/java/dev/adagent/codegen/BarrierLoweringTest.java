package dev.adagent.codegen;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Barriers in PTX: checked where threads may come to different ones, and only there. */
class BarrierLoweringTest {
    /** {@code if (CONDITION) { barrier; a[0] = 1 } else { barrier } a[1] = 2}. */
    private static final String TWO = """
            func @t/K.k([I[I)V (%0: [i32, %1: [i32) -> void {
            b0(%0: [i32, %1: [i32):
              check_null %1
              %2: i32 = const 0
              check_bounds %1, %2
              %3: i32 = CONDITION
              br %3, b1(), b2()
            b1():
              intrinsic barrier                    !t/K.k(K.java:7)
              astore %0, %2, %3
              jump b3()
            b2():
              intrinsic barrier                    !t/K.k(K.java:9)
              jump b3()
            b3():
              %4: i32 = const 1
              check_bounds %0, %4
              astore %0, %4, %3
              ret
            }
            """;

    private static PtxKernel compile(String condition, boolean checks) {
        return PtxCompiler.compile(
                Lowered.module(TWO.replace("CONDITION", condition)),
                "sm_80",
                new LlvmLowering.Options(true, 0, false, false, checks));
    }

    @Test
    void whatMemorySaysIsChecked() {
        PtxKernel k = compile("aload %1, %2", true);
        assertThat(k.ptx()).contains("barrier.sync", ".shared").contains("atom.", ".exch.b32", "ld.volatile.shared");
        assertThat(k.sites())
                .filteredOn(s -> s.className().equals("java/lang/IllegalStateException"))
                .hasSize(2)
                .allSatisfy(s -> assertThat(s.message()).contains("the same call"));
        assertThat(k.llvmAfter().split("@llvm.nvvm.barrier.sync\\(i32 0\\)", -1))
                .as("two barriers at each of two calls, none merged with another")
                .hasSize(5);
        assertThat(k.cubin()).isNotEmpty();
    }

    @Test
    void whatIsTheSameForTheBlockIsNot() {
        PtxKernel k = compile("intrinsic ctaid.x", true);
        assertThat(k.ptx()).contains("bar.sync").doesNotContain("barrier.sync", ".shared");
    }

    @Test
    void noCheckWithoutChecks() {
        PtxKernel k = compile("aload %1, %2", false);
        assertThat(k.ptx()).contains("barrier.sync").doesNotContain("bar.sync", ".shared");
    }

    /** {@code for (k = 0; k < BOUND; k++) { barrier; CHECK }}, and nothing after it. */
    private static final String LOOP = """
            func @t/K.k([I[I)V (%0: [i32, %1: [i32) -> void {
            b0(%0: [i32, %1: [i32):
              %2: i32 = intrinsic tid.x
              %3: i32 = alen %1
              %4: i32 = const 0
              %5: i32 = const 1
              jump b1(%4)
            b1(%6: i32):
              %7: i32 = cmp lt %6, BOUND
              br %7, b2(), b3()
            b2():
              intrinsic barrier
              CHECK
              %8: i32 = add %6, %5
              jump b1(%8)
            b3():
              ret
            }
            """;

    private static String loop(String bound, String check) {
        return PtxCompiler.compile(
                        Lowered.module(LOOP.replace("BOUND", bound).replace("CHECK", check)),
                        "sm_80",
                        new LlvmLowering.Options(true, 0, false, false, true))
                .ptx();
    }

    @Test
    void threadsThatLeaveALoopEarlyNeedNotBeTogether() {
        assertThat(loop("%3", "check_null %1")).contains("bar.sync").doesNotContain("barrier.sync");
        assertThat(loop("%2", "check_null %1"))
                .as("left at different rounds")
                .contains("barrier.sync")
                .doesNotContain("bar.sync", ".shared");
        assertThat(loop("%3", "check_zero %2"))
                .as("some fail a check")
                .contains("barrier.sync")
                .doesNotContain("bar.sync", ".shared");
    }
}
