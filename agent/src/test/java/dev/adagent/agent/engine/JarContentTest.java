package dev.adagent.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JarContentTest {
    @TempDir
    Path temp;

    /** @param content name, text, name, text … */
    private Path jar(long time, String comment, String... content) throws IOException {
        Path file = Files.createTempFile(temp, "a", ".jar");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
            out.setComment(comment);
            for (int k = 0; k < content.length; k += 2) {
                ZipEntry e = new ZipEntry(content[k]);
                e.setTime(time);
                out.putNextEntry(e);
                out.write(content[k + 1].getBytes(StandardCharsets.UTF_8));
            }
        }
        return file;
    }

    @Test
    void namesAndContentCountAndNothingElse() throws IOException {
        String hash = JarContent.hash(jar(1_000_000_000_000L, "", "e/a", "1", "e/b", "2", "x/c", "3"), "e/", "n/");
        assertThat(hash).hasSize(16);
        assertThat(JarContent.hash(
                        jar(1_600_000_000_000L, "made at noon", "e/a", "1", "e/b", "2", "x/d", "4"), "e/", "n/"))
                .as("other times, a comment, other files")
                .isEqualTo(hash);
        assertThat(JarContent.hash(jar(0, "", "e/a", "1", "e/b", "3"), "e/", "n/"))
                .as("content")
                .isNotEqualTo(hash);
        assertThat(JarContent.hash(jar(0, "", "e/a", "1", "e/c", "2"), "e/", "n/"))
                .as("names")
                .isNotEqualTo(hash);
        assertThat(JarContent.hash(jar(0, "", "e/a", "1"), "e/", "n/"))
                .as("less")
                .isNotEqualTo(hash);
        assertThat(JarContent.hash(jar(0, "", "e/a", "1", "e/b", "2", "n/c", "3"), "e/", "n/"))
                .as("more")
                .isNotEqualTo(hash);
    }

    @Test
    void whatIsNoJarIsSaid() throws IOException {
        Path text = Files.writeString(temp.resolve("text"), "no jar, but long enough to have an end");
        assertThatThrownBy(() -> JarContent.hash(text, "e/"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is no jar");
        assertThatThrownBy(() -> JarContent.hash(Files.createFile(temp.resolve("empty")), "e/"))
                .isInstanceOf(IOException.class);
    }
}
