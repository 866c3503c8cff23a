package dev.adagent.codegen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PtxAssemblerTest {
    private static final String KERNEL = """
            .version 7.8
            .target sm_90
            .address_size 64
            .visible .entry nothing() { ret; }
            """;

    @AfterEach
    void clear() {
        System.clearProperty("adagent.assembling");
    }

    @Test
    void textsLieInTheFolderWhileTheyAreAssembled(@TempDir Path folder) throws Exception {
        System.setProperty("adagent.assembling", folder.resolve("made").toString());
        assertThat(PtxAssembler.assemble(KERNEL, "sm_90").cubin()).isNotEmpty();
        assertThat(folder.resolve("made")).isEmptyDirectory();

        // one that does not come to an end is left, as by an end of the process
        String wrong = KERNEL.replace("ret", "no instruction");
        assertThatThrownBy(() -> PtxAssembler.assemble(wrong, "sm_90")).isInstanceOf(IllegalStateException.class);
        try (var left = Files.list(folder.resolve("made"))) {
            assertThat(left).singleElement().satisfies(f -> assertThat(f).hasContent(wrong));
        }
    }
}
