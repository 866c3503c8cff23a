package dev.adagent.codegen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;

class SpirvFilesTest {
    private static final String RIGHT =
            "\t%17 = OpLabel\n\t%18 = OpFAdd %2 %3 %17\n\tOpStore %18 %17\n\t%19 = OpLabel\n";

    private static final String WRONG = RIGHT.replace("%19 = OpLabel", "%18 = OpLabel");

    @Test
    void namesAreDefinedOnce() {
        assertThat(SpirvFiles.twice(RIGHT)).isNull();
        assertThat(SpirvFiles.twice(WRONG)).isEqualTo("%18");
    }

    @Test
    void wrongAssemblyIsWrittenAgain() {
        Iterator<String> texts = List.of(WRONG, WRONG, RIGHT, WRONG).iterator();
        assertThat(SpirvFiles.checked(texts::next)).isEqualTo(RIGHT);
        assertThatThrownBy(() -> SpirvFiles.checked(() -> WRONG))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("%18 twice");
    }

    @Test
    void anObjectIsTheFirstFileOfAProcess() {
        SpirvFiles.checked(() -> RIGHT);
        assertThatThrownBy(SpirvFiles::first).hasMessageContaining("once in a process");
    }

    @Test
    void otherTargetsMayWriteAsOftenAsTheyLike() {
        assertThat(SpirvFiles.concerns("spirv64-unknown-unknown")).isTrue();
        assertThat(SpirvFiles.concerns("amdgcn-amd-amdhsa")).isFalse();
    }
}
