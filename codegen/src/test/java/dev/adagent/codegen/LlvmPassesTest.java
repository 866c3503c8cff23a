package dev.adagent.codegen;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The passes for NVIDIA's GPUs leave the code that LLVM's {@code -O2} leaves, on what its parts are for. */
class LlvmPassesTest {
    /** Memory that is only read, an index in range, a loop that is unrolled, a check. */
    private static final String SUM = """
            func @t/K.sum([D[DI)V (%0: [f64, %1: [f64, %2: i32) -> void {
            b0(%0: [f64, %1: [f64, %2: i32):
              %3: i32 = intrinsic tid.x
              %4: i32 = intrinsic ctaid.x
              %5: i32 = intrinsic ntid.x
              %6: i32 = mul %4, %5
              %7: i32 = add %6, %3
              %8: i32 = const 0
              %9: i32 = const 1
              %10: f64 = const 0.0
              %11: i32 = cmp ge %7, %2
              br %11, b4(), b1(%8, %10)
            b1(%12: i32, %13: f64):
              %14: i32 = cmp lt %12, %2
              br %14, b2(), b3()
            b2():
              check_bounds %0, %12
              %15: f64 = aload %0, %12
              %16: f64 = intrinsic FUNCTION %15
              %17: f64 = add %13, %16
              %18: i32 = add %12, %9
              jump b1(%18, %17)
            b3():
              check_bounds %1, %7
              astore %1, %7, %13
              jump b4()
            b4():
              ret
            }
            """;

    private static String assembly(String function, String passes) {
        LlvmLowering.Lowered lowered = LlvmLowering.lower(
                Lowered.module(SUM.replace("FUNCTION", function)),
                LlvmTarget.NVPTX,
                new LlvmLowering.Options(true, 0, false));
        try (LlvmModule m = LlvmModule.parse(lowered.text(), LlvmTarget.NVPTX.triple(), "sm_80", "+ptx80")) {
            m.optimise(passes);
            // LLVM numbers calls through the life of the process, in comments
            return m.assembly().replaceAll("//.*", "");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sqrt", "abs", "floor"})
    void codeIsThatOfO2(String function) {
        assertThat(assembly(function, LlvmPasses.of(LlvmTarget.NVPTX.triple())))
                .isEqualTo(assembly(function, LlvmPasses.O2))
                .contains("ld.global.nc");
    }

    /** What the comparison is worth: each of these parts is missed. */
    @ParameterizedTest
    @ValueSource(strings = {"default<O0>,", "loop-unroll<O2>,", "correlated-propagation,"})
    void aPartThatIsLeftOutIsMissed(String part) {
        assertThat(LlvmPasses.PTX).contains(part);
        assertThat(assembly("sqrt", LlvmPasses.PTX.replace(part, ""))).isNotEqualTo(assembly("sqrt", LlvmPasses.O2));
    }

    @Test
    void otherTargetsGetO2() {
        assertThat(LlvmPasses.of("x86_64-pc-linux-gnu")).isEqualTo(LlvmPasses.O2);
    }
}
