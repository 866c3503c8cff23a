package dev.adagent.transform.job;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;

/**
 * Files that appear under their names complete or not at all, so that several JVMs may share a folder: written beside their place, readable
 * by their owner alone, then moved there. The last of several writers wins.
 */
public final class WholeFile {
    private WholeFile() {}

    /** Writes what a file shall hold. */
    @FunctionalInterface
    public interface Content {
        /** @param temporary an empty file; with the permissions that it is given here it appears */
        void write(Path temporary) throws IOException;
    }

    private static final String UNFINISHED = "unfinished";

    /** What a killed JVM left is removed after that time; nobody writes that long. */
    private static final Duration ABANDONED = Duration.ofHours(1);

    /**
     * Removes from a folder what JVMs began to write there that were killed.
     *
     * @throws IOException if the folder cannot be read or written
     */
    public static void removeAbandoned(Path folder) throws IOException {
        Instant limit = Instant.now().minus(ABANDONED);
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, UNFINISHED + "*.tmp")) {
            for (Path f : all) {
                if (f.toFile().lastModified() < limit.toEpochMilli()) {
                    Files.deleteIfExists(f);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    /**
     * Writes a file, in place of one that has the name.
     *
     * @param file in a folder that exists
     * @throws IOException if the content throws it, or the folder cannot be written; then nothing has changed
     */
    public static void write(Path file, Content content) throws IOException {
        Path temporary = Files.createTempFile(file.getParent(), UNFINISHED, ".tmp");
        try {
            content.write(temporary);
            try {
                Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } catch (AtomicMoveNotSupportedException e) {
                Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
            }
        } finally {
            Files.deleteIfExists(temporary);
        }
    }
}
