package dev.adagent.codegen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What records exceptions is compiled apart from the kernels that call it, and they are the same with it. */
class RaiseFunctionTest {
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
        for (RaiseFunction f : lowered().raises()) {
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
        RaiseFunction f = lowered().raises().get(0);
        assertThat(RaiseFunction.defined(List.of(f), ".visible .entry k()", LlvmTarget.NVPTX, "sm_80"))
                .isEqualTo(".visible .entry k()");
    }

    @Test
    void aModuleWithoutTheFunctionIsAMistake() {
        RaiseFunction f = lowered().raises().get(0);
        assertThatThrownBy(() -> RaiseFunction.declared(List.of(f), "define void @k()"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("adagent_raise_0");
    }
}
