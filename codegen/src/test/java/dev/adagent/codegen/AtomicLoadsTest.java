package dev.adagent.codegen;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AtomicLoadsTest {
    /** Without the change LLVM ends the process here. */
    @ParameterizedTest
    @ValueSource(strings = {"%p", "%either"})
    void arraysThatAreOnlyReadAreReadAtomically(String array) {
        String text = "target triple = \"" + LlvmTarget.NVPTX.triple() + "\"\n"
                + "define ptx_kernel void @k(ptr noalias readonly %p, ptr noalias readonly %r, ptr noalias %q, i64 %i) {\n"
                + "  %even = trunc i64 %i to i1\n"
                + "  %either = select i1 %even, ptr %p, ptr %r\n"
                + "  %a = getelementptr i32, ptr " + array + ", i64 %i\n"
                + "  %v = load atomic i32, ptr %a syncscope(\"device\") monotonic, align 4\n"
                + "  %w = load i32, ptr %r, align 4\n"
                + "  %s = add i32 %v, %w\n"
                + "  store i32 %s, ptr %q, align 4\n"
                + "  ret void\n}\n";
        try (LlvmModule m = LlvmModule.parse(text, LlvmTarget.NVPTX.triple(), "sm_90", "+ptx80")) {
            m.optimise();
            String ptx = m.assembly();
            assertThat(ptx).contains("ld.relaxed.gpu.global");
            assertThat(ptx.contains("ld.global.nc"))
                    .as("others stay as they were")
                    .isEqualTo(array.equals("%p"));
        }
    }
}
