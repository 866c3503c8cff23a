package dev.adagent.transform.job;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Where a user's caches lie, and folders in it from which code is loaded: nobody but the user may write there. */
public final class CacheFolder {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");

    /** Belongs on Linux to whom this process runs as: a superuser can enter what is another's. */
    private static final Path PROCESS = Path.of("/proc/self");

    private CacheFolder() {}

    /** The folder of adagent among this user's caches: where the system keeps them, or below {@code XDG_CACHE_HOME}. */
    public static Path root() {
        return root(System.getenv(), System.getProperty("os.name"), Path.of(System.getProperty("user.home")));
    }

    static Path root(Map<String, String> environment, String system, Path home) {
        String given = environment.getOrDefault("XDG_CACHE_HOME", "");
        String name = system.toLowerCase(Locale.ROOT);
        Path base;
        if (!given.isEmpty()) {
            base = Path.of(given);
        } else if (name.startsWith("windows")) {
            String local = environment.getOrDefault("LOCALAPPDATA", "");
            base = local.isEmpty() ? home.resolve("AppData").resolve("Local") : Path.of(local);
        } else if (name.startsWith("mac")) {
            base = home.resolve("Library").resolve("Caches");
        } else {
            base = home.resolve(".cache");
        }
        return base.resolve("adagent");
    }

    /**
     * Makes a folder that only its owner can enter, if it is not there.
     *
     * @throws IOException if it cannot be made, or is another's, or others can enter it
     */
    public static void makeOwn(Path dir) throws IOException {
        Files.createDirectories(dir.getParent());
        boolean posix = Files.getFileAttributeView(dir.getParent(), PosixFileAttributeView.class) != null;
        if (!Files.exists(dir)) {
            try {
                if (posix) {
                    Files.createDirectory(dir, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
                } else {
                    Files.createDirectory(dir);
                }
            } catch (FileAlreadyExistsException e) {
                // another JVM was faster; what it made is checked like any other
            }
        }
        if (posix) {
            requireOwn(dir);
        }
    }

    /** Whether a folder is there and passes for one that {@link #makeOwn} made. Writes nothing. */
    public static boolean isPrivate(Path dir) {
        try {
            if (Files.getFileAttributeView(dir, PosixFileAttributeView.class) == null) {
                return Files.isDirectory(dir);
            }
            PosixFileAttributes a = Files.readAttributes(dir, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return a.isDirectory()
                    && OWNER_ONLY.containsAll(a.permissions())
                    && (!Files.exists(PROCESS) || Files.getOwner(PROCESS).equals(a.owner()));
        } catch (IOException e) {
            return false;
        }
    }

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
}
