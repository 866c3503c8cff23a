package dev.adagent.transform.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeFileTest {
    @TempDir
    Path folder;

    @Test
    void aFileAppearsWhenItIsComplete() throws IOException {
        Path file = folder.resolve("a");
        WholeFile.write(file, t -> {
            assertThat(file).doesNotExist();
            Files.writeString(t, "one");
            assertThat(file).doesNotExist();
        });
        assertThat(file).hasContent("one");
        WholeFile.write(file, t -> {
            Files.writeString(t, "two");
            assertThat(file).hasContent("one");
        });
        assertThat(file).hasContent("two");
        assertThat(folder).isDirectoryContaining(file::equals);
        assertThat(folder.toFile().list()).containsExactly("a");
    }

    @Test
    void aWriterThatFailsLeavesNothing() throws IOException {
        Path file = folder.resolve("a");
        Files.writeString(file, "before");
        assertThatThrownBy(() -> WholeFile.write(file, t -> {
                    Files.writeString(t, "half");
                    throw new IOException("no room");
                }))
                .hasMessage("no room");
        assertThat(file).hasContent("before");
        assertThat(folder.toFile().list()).containsExactly("a");
    }
}
