package dev.adagent.codegen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Native files are unpacked once, checked, into a folder of the owner's. */
class NativeCacheTest {
    @TempDir
    Path root;

    private final List<String> opened = new ArrayList<>();

    private NativeCache.Source source(String content) {
        return name -> {
            opened.add(name);
            return new ByteArrayInputStream((content + name).getBytes(StandardCharsets.UTF_8));
        };
    }

    private static String line(String content, String name) throws Exception {
        byte[] bytes = (content + name).getBytes(StandardCharsets.UTF_8);
        String hash =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        return hash + " " + bytes.length + " " + name + "\n";
    }

    @Test
    void filesAreUnpackedOnce() throws Exception {
        String index = line("x", "libA.so") + line("x", "libB.so");

        Path dir = NativeCache.unpack(index, source("x"), root);
        Path again = NativeCache.unpack(index, source("x"), root);

        assertThat(again).isEqualTo(dir);
        assertThat(opened).containsExactly("libA.so", "libB.so");
        assertThat(dir.resolve("libB.so")).hasContent("xlibB.so");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(dir)))
                .isEqualTo("rwx------");
        try (var files = Files.list(dir)) {
            assertThat(files.map(p -> p.getFileName().toString())).containsExactlyInAnyOrder("libA.so", "libB.so");
        }
    }

    @Test
    void anotherIndexHasAnotherFolder() throws Exception {
        Path one = NativeCache.unpack(line("x", "libA.so"), source("x"), root);
        Path two = NativeCache.unpack(line("y", "libA.so"), source("y"), root);

        assertThat(two).isNotEqualTo(one);
        assertThat(one.resolve("libA.so")).hasContent("xlibA.so");
    }

    @Test
    void aDamagedFileIsNotUsed() throws Exception {
        String index = line("x", "libA.so");

        assertThatThrownBy(() -> NativeCache.unpack(index, source("z"), root))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("damaged");
        try (var files = Files.walk(root)) {
            assertThat(files.filter(Files::isRegularFile)).isEmpty();
        }
    }

    @Test
    void aCutOffFileIsUnpackedAgain() throws Exception {
        String index = line("x", "libA.so");
        Path dir = NativeCache.unpack(index, source("x"), root);
        Files.writeString(dir.resolve("libA.so"), "x");

        NativeCache.unpack(index, source("x"), root);

        assertThat(dir.resolve("libA.so")).hasContent("xlibA.so");
    }

    @Test
    void aFolderThatOthersCanWriteIsRefused() throws Exception {
        String index = line("x", "libA.so");
        Path dir = NativeCache.unpack(index, source("x"), root);
        Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("rwxrwxrwx"));

        assertThatThrownBy(() -> NativeCache.unpack(index, source("x"), root))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("rwxrwxrwx");
    }

    @Test
    void aNameThatLeavesTheFolderIsRefused() {
        assertThatThrownBy(() -> NativeCache.unpack("00 1 ../libA.so", source("x"), root))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("not a line of an index");
    }
}
