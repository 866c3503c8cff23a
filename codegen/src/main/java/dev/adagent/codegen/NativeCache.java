package dev.adagent.codegen;

import dev.adagent.overlay.Sha256;
import dev.adagent.transform.job.CacheFolder;
import dev.adagent.transform.job.WholeFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Set;

/**
 * Unpacks files once per machine into {@code natives/<hash of the index>/} of the {@linkplain CacheFolder user's caches}, which only its owner can
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
        return unpack(index, source, CacheFolder.root());
    }

    static Path unpack(String index, Source source, Path root) throws IOException {
        String hash = Sha256.hex(index.getBytes(StandardCharsets.UTF_8));
        Path dir = root.resolve("natives").resolve(hash.substring(0, 32));
        CacheFolder.makeOwn(dir);
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
}
