package dev.adagent.transform.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CacheFolderTest {
    private static final Path HOME = Path.of("/home/u");

    @TempDir
    Path folder;

    @Test
    void liesWhereTheSystemKeepsCaches() {
        assertThat(CacheFolder.root(Map.of(), "Linux", HOME)).isEqualTo(HOME.resolve(".cache/adagent"));
        assertThat(CacheFolder.root(Map.of("XDG_CACHE_HOME", ""), "Linux", HOME))
                .isEqualTo(HOME.resolve(".cache/adagent"));
        assertThat(CacheFolder.root(Map.of("XDG_CACHE_HOME", "/x"), "Linux", HOME))
                .isEqualTo(Path.of("/x/adagent"));
        assertThat(CacheFolder.root(Map.of(), "Mac OS X", HOME)).isEqualTo(HOME.resolve("Library/Caches/adagent"));
        assertThat(CacheFolder.root(Map.of("LOCALAPPDATA", "/l"), "Windows 11", HOME))
                .isEqualTo(Path.of("/l/adagent"));
        assertThat(CacheFolder.root(Map.of(), "Windows 11", HOME)).isEqualTo(HOME.resolve("AppData/Local/adagent"));
    }

    @Test
    void isTheOwnersAlone() throws IOException {
        Path own = folder.resolve("a").resolve("own");
        assertThat(CacheFolder.isPrivate(own)).isFalse();
        CacheFolder.makeOwn(own);
        CacheFolder.makeOwn(own);
        assertThat(CacheFolder.isPrivate(own)).isTrue();
        Files.setPosixFilePermissions(own, PosixFilePermissions.fromString("rwx---r-x"));
        assertThat(CacheFolder.isPrivate(own)).isFalse();
        assertThatThrownBy(() -> CacheFolder.makeOwn(own))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("only its owner");
        Path link = Files.createSymbolicLink(folder.resolve("link"), folder);
        assertThat(CacheFolder.isPrivate(link)).as("a link may lead anywhere").isFalse();
    }
}
