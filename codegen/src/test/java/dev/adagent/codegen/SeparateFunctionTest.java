package dev.adagent.codegen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What is the same in all kernels is compiled apart from them: with what records exceptions they are the same as without. */
class SeparateFunctionTest {
    /** Two checks of null and one of an index, each of which calls. */
    private static final String KERNEL = """
            func @t/K.copy([D[DI)V (%0: [f64, %1: [f64, %2: i32) -> void {
            b0(%0: [f64, %1: [f64, %2: i32):
              check_null %0
              check_null %1
              check_bounds %0, %2
              %3: f64 = aload %0, %2
              %4: i32 = const 0
              check_bounds %1, %4
              astore %1, %4, %3
              ret
            }
            """;

    private static LlvmLowering.Lowered lowered() {
        return LlvmLowering.lower(Lowered.module(KERNEL), LlvmTarget.NVPTX, LlvmLowering.Options.DEFAULT);
    }

    /** The kernel alone, without comments, lines of source, and numbers of registers and labels. */
    private static String entry(String ptx) {
        int start = ptx.indexOf(".visible .entry");
        return ptx.substring(start, ptx.indexOf("\n}\n", start))
                .replaceAll("//.*", "")
                .replaceAll("(?m)^\\s*\\.loc.*\\n", "");
    }

    @Test
    void theKernelIsThatOfAModuleWithTheFunctions() {
        String whole;
        try (LlvmModule m = LlvmModule.parse(lowered().text(), LlvmTarget.NVPTX.triple(), "sm_80", "+ptx80")) {
            m.optimise();
            whole = m.assembly();
        }
        PtxKernel apart = PtxCompiler.compile(Lowered.module(KERNEL), "sm_80", LlvmLowering.Options.DEFAULT);
        assertThat(entry(apart.ptx())).isEqualTo(entry(whole)).contains("adagent_raise_0", "adagent_raise_index");
        assertThat(apart.llvmAfter()).contains("declare void @adagent_raise_0(ptr, i32)");
        assertThat(apart.ptx()).doesNotContain(".extern");
        for (SeparateFunction f : lowered().separate()) {
            // a body each, and it is not declared before
            assertThat(Pattern.compile("\\.func " + f.name() + "\\(")
                            .matcher(apart.ptx())
                            .results())
                    .hasSize(1);
        }
        assertThat(apart.cubin()).isNotEmpty();
    }

    /** What an architecture gets is its own: sm_75 has no instruction that others use, and says so by its version. */
    @Test
    void eachArchitectureHasItsOwn() {
        for (String architecture : List.of("sm_75", "sm_90", "sm_75")) {
            PtxKernel k = PtxCompiler.compile(Lowered.module(KERNEL), architecture, LlvmLowering.Options.DEFAULT);
            assertThat(k.ptx()).contains(".target " + architecture);
            assertThat(k.cubin()).as(architecture).isNotEmpty();
        }
    }

    @Test
    void whatIsNotCalledIsNotThere() {
        SeparateFunction f = lowered().separate().get(0);
        assertThat(SeparateFunction.defined(List.of(f), ".visible .entry k()", LlvmTarget.NVPTX, "sm_80"))
                .isEqualTo(".visible .entry k()");
    }

    @Test
    void aModuleWithoutTheFunctionIsAMistake() {
        SeparateFunction f = lowered().separate().get(0);
        assertThatThrownBy(() -> SeparateFunction.declared(List.of(f), "define void @k()", LlvmTarget.NVPTX, "sm_80"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("adagent_raise_0");
    }

    /** Two calls of a function that stays one. */
    private static final String APART = """
            func @t/K.k([D)V (%0: [f64) -> void {
            b0(%0: [f64):
              %1: i32 = const 0
              check_bounds %0, %1
              %2: f64 = aload %0, %1
              %3: f64 = call static java/lang/Math.f(DI)D [target pure apart] [fn "t/M.f(DI)D"] (%2, %1)
              %4: i32 = const 3
              %5: f64 = call static java/lang/Math.f(DI)D [target pure apart] [fn "t/M.f(DI)D"] (%3, %4)
              astore %0, %1, %5
              ret
            }

            func @t/M.f(DI)D (%0: f64, %1: i32) -> f64 {
            b0(%0: f64, %1: i32):
              %2: f64 = mul %0, %0
              %3: f64 = conv %1
              %4: i32 = cmp lt %0, %3
              br %4, b1(%2), b2()
            b1(%5: f64):
              ret %5
            b2():
              %6: f64 = intrinsic fma %0, %2, %3
              %7: f64 = intrinsic abs %6
              ret %7
            }
            """;

    /** A function is compiled for each target, and to paste it again where before it was called. */
    @Test
    void eachTargetHasItsOwn() {
        LlvmLowering.Lowered l =
                LlvmLowering.lower(Lowered.module(APART), LlvmTarget.NVPTX, LlvmLowering.Options.DEFAULT);
        SeparateFunction f = l.separate().stream()
                .filter(SeparateFunction::pasted)
                .findFirst()
                .orElseThrow();
        SeparateFunction called =
                new SeparateFunction(f.name(), f.definition(), f.declarations(), f.attributes(), false);
        String extern = ".extern .func (.param .b64 r) " + f.name() + "\n(\n)\n;\n";
        assertThat(SeparateFunction.defined(List.of(called), extern, LlvmTarget.NVPTX, "sm_87"))
                .contains(".func");
        assertThat(SeparateFunction.declared(List.of(f), l.text(), LlvmTarget.NVPTX, "sm_87"))
                .contains("alwaysinline");
        LlvmTarget other = LlvmTarget.NVPTX.withDataLayout("no layout");
        assertThatThrownBy(() -> SeparateFunction.declared(List.of(f), l.text(), other, "sm_87"))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aFunctionThatStaysOneIsPasted() throws Throwable {
        double[] x = {1.5};
        PtxKernel k = Lowered.run(APART, x);
        double first = Math.abs(Math.fma(1.5, 1.5 * 1.5, 0.0));
        assertThat(x[0]).isEqualTo(Math.fma(first, first * first, 3.0));
        // both calls hold it, and nothing is called
        assertThat(k.ptx())
                .doesNotContain(".extern", "j_t_M_f", "call.uni (retval0)")
                .contains("%in_fd");
        assertThat(Pattern.compile("fma\\.rn\\.f64").matcher(k.ptx()).results()).hasSize(2);
        assertThat(k.cubin()).isNotEmpty();
        assertThat(k.llvmAfter()).contains(" asm ").doesNotContain("llvm.fma", "asm sideeffect");
        // it gives its result alone: no flag, no exception record
        assertThat(k.llvmBefore()).contains("define internal double @j_t_M_f(double %v0, i32 %v1)");
    }

    /** Nothing in it may depend on the kernel: else each kernel would have it compiled anew. */
    @Test
    void itIsTheSameInOtherKernels() {
        SeparateFunction one = f(APART);
        SeparateFunction other = f(APART.replace("  astore", "  %6: f64 = intrinsic sqrt %5\n  check_null %0\n  astore")
                .replace("@t/K.k", "@t/K.other"));
        assertThat(one).isEqualTo(other);
        assertThat(one.declarations()).hasSize(2);
        assertThat(one.definition()).doesNotContain("!");
    }

    private static SeparateFunction f(String kernel) {
        return LlvmLowering.lower(Lowered.module(kernel), LlvmTarget.NVPTX, LlvmLowering.Options.DEFAULT)
                .separate()
                .stream()
                .filter(s -> s.name().equals("j_t_M_f"))
                .findFirst()
                .orElseThrow();
    }
}
