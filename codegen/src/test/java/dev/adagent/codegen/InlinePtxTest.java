package dev.adagent.codegen;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class InlinePtxTest {
    @Test
    void isACallWithALetterForEachRegister() {
        InlinePtx ptx = new InlinePtx("i64", List.of("float %a", "i32 -1"), "one;\n\ttwo;");
        assertThat(ptx.pure())
                .isEqualTo("call i64 asm \"one;\\0A\\09two;\", \"=&l,f,r\"(float %a, i32 -1) nounwind memory(none)");
        assertThat(ptx.ofWarp())
                .isEqualTo("call i64 asm sideeffect \"one;\\0A\\09two;\", \"=l,f,r\"(float %a, i32 -1)"
                        + " convergent nounwind");
    }

    @Test
    void knowsWhatNoRegisterHolds() {
        assertThat(new InlinePtx("double", List.of("double %a"), "").isOfRegisters())
                .isTrue();
        assertThat(new InlinePtx("double", List.of("i1 %a"), "").isOfRegisters())
                .isFalse();
        assertThat(new InlinePtx("void", List.of(), "").isOfRegisters()).isFalse();
    }
}
