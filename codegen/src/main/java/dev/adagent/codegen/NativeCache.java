package dev.adagent.codegen;

import dev.adagent.overlay.Sha256;
import dev.adagent.transform.job.WholeFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Set;

/**
 * Unpacks files once per machine into {@code ${XDG_CACHE_HOME:-~/.cache}/adagent/natives/<hash of the index>/}, which only its owner can
 * enter. The index has one line {@code sha256 size name} per file. A file appears under its name only complete and with the right hash,
 * so several JVMs may unpack at once.
 */
final class NativeCache {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");

    /** Opens a packed file. */
    interface Source {
        InputStream open(String name) throws IOException;
    }

    private NativeCache() {}

    /** The folder with all files of the index. @throws IOException if one cannot be written or has the wrong hash */
    static Path unpack(String index, Source source) throws IOException {
        return unpack(index, source, cacheRoot());
    }

    static Path unpack(String index, Source source, Path root) throws IOException {
        String hash = Sha256.hex(index.getBytes(StandardCharsets.UTF_8));
        Path dir = root.resolve("natives").resolve(hash.substring(0, 32));
        Files.createDirectories(dir.getParent());
        if (!Files.exists(dir)) {
            try {
                Files.createDirectory(dir, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
            } catch (FileAlreadyExistsException e) {
                // another JVM was faster; what it made is checked like any other
            }
        }
        requireOwn(dir);
        for (String line : index.lines().filter(l -> !l.isBlank()).toList()) {
            String[] fields = line.trim().split("\\s+", 3);
            if (fields.length != 3 || fields[2].contains("/") || fields[2].contains("\\")) {
                throw new IOException("not a line of an index of native libraries: " + line);
            }
            unpack(dir.resolve(fields[2]), fields[0], Long.parseLong(fields[1]), source);
        }
        return dir;
    }

    private static void unpack(Path file, String hash, long size, Source source) throws IOException {
        if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && Files.size(file) == size) {
            return;
        }
        WholeFile.write(file, temporary -> copy(file.getFileName().toString(), hash, source, temporary));
    }

    private static void copy(String name, String hash, Source source, Path to) throws IOException {
        try (InputStream in = source.open(name)) {
            if (in == null) {
                throw new IOException("the jar's index names " + name + ", which it does not hold");
            }
            MessageDigest digest = Sha256.digest();
            try (OutputStream out = new DigestOutputStream(Files.newOutputStream(to), digest)) {
                in.transferTo(out);
            }
            String found = HexFormat.of().formatHex(digest.digest());
            if (!found.equals(hash)) {
                throw new IOException(name + " has hash " + found + ", not " + hash + ": the jar is damaged");
            }
            Files.setPosixFilePermissions(to, OWNER_ONLY);
        }
    }

    /** Code is loaded from this folder, so nobody else may be able to write there. */
    private static void requireOwn(Path dir) throws IOException {
        PosixFileAttributes a = Files.readAttributes(dir, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        Path probe = Files.createTempFile(dir, "owner", ".tmp");
        boolean own;
        try {
            own = Files.getOwner(probe).equals(a.owner());
        } finally {
            Files.delete(probe);
        }
        if (!a.isDirectory() || !own || !OWNER_ONLY.containsAll(a.permissions())) {
            throw new IOException(dir + " must be a folder that only its owner, who runs this JVM, can enter; it is "
                    + PosixFilePermissions.toString(a.permissions()) + " of "
                    + a.owner().getName());
        }
    }

    private static Path cacheRoot() {
        String xdg = System.getenv("XDG_CACHE_HOME");
        Path base = xdg == null || xdg.isEmpty() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(xdg);
        return base.resolve("adagent");
    }
}
