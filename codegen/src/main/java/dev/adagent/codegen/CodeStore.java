package dev.adagent.codegen;

import dev.adagent.overlay.Sha256;
import dev.adagent.transform.job.CacheFolder;
import dev.adagent.transform.job.WholeFile;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Kernels' machine code on disk, by key: one file {@code <hash of the key>.code} each, in a folder that only its owner can enter.
 *
 * <pre>
 * 16 bytes   "adagent code 2\n\0"
 * 32 bytes   SHA-256 of all that follows
 * u32, text  length of the key, the key in UTF-8
 * …          the code ({@link DeviceCodeFormat})
 * </pre>
 *
 * Files appear complete or not at all, so that several JVMs may share a folder and any may be killed at any time; a file that is not
 * what was written counts as not there and is written anew. The folder's size is bounded: the files that were used longest ago give way. A
 * folder that cannot be written costs the next run some time, and this one nothing.
 */
public final class CodeStore {
    private static final byte[] MAGIC = "adagent code 2\n\0".getBytes(StandardCharsets.US_ASCII);
    private static final int SUM_BYTES = 32;
    private static final String SUFFIX = ".code";

    private final Path folder;
    private final long maxBytes;
    private long writtenSincePruned;
    private boolean pruned;

    /**
     * @param folder made when something is stored
     * @param maxBytes how large the files may be together; 0 to store nothing
     */
    public CodeStore(Path folder, long maxBytes) {
        this.folder = folder;
        this.maxBytes = maxBytes;
    }

    /** The code of a key; null if there is none that is whole. */
    public DeviceCode get(String key) {
        Path file = file(key);
        try {
            if (!CacheFolder.isPrivate(folder)) {
                return null;
            }
            DeviceCode code = read(Files.readAllBytes(file), key);
            touch(file);
            return code;
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException | RuntimeException e) {
            return null; // cut off, changed, or of another version: as if it were not there, and written anew
        }
    }

    /** Stores code, if the folder can be written. */
    public void put(String key, DeviceCode code) {
        if (maxBytes <= 0) {
            return;
        }
        byte[] bytes = write(key, code);
        try {
            CacheFolder.makeOwn(folder);
            WholeFile.write(file(key), temporary -> Files.write(temporary, bytes));
            prune(bytes.length);
        } catch (IOException | UncheckedIOException e) {
            // a full or read-only disk: the next run compiles anew
        }
    }

    private Path file(String key) {
        return folder.resolve(Sha256.hex(key.getBytes(StandardCharsets.UTF_8)) + SUFFIX);
    }

    private static byte[] write(String key, DeviceCode code) {
        ByteArrayOutputStream payload = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(payload)) {
            byte[] text = key.getBytes(StandardCharsets.UTF_8);
            out.writeInt(text.length);
            out.write(text);
            out.write(DeviceCodeFormat.write(code));
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory cannot fail", e);
        }
        byte[] content = payload.toByteArray();
        return ByteBuffer.allocate(MAGIC.length + SUM_BYTES + content.length)
                .put(MAGIC)
                .put(Sha256.digest().digest(content))
                .put(content)
                .array();
    }

    private static DeviceCode read(byte[] bytes, String key) throws IOException {
        int start = MAGIC.length + SUM_BYTES;
        if (bytes.length < start || !Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw new IOException("not a kernel's code");
        }
        MessageDigest sum = Sha256.digest();
        sum.update(bytes, start, bytes.length - start);
        if (!MessageDigest.isEqual(sum.digest(), Arrays.copyOfRange(bytes, MAGIC.length, start))) {
            throw new IOException("the content has changed since it was written");
        }
        ByteBuffer b = ByteBuffer.wrap(bytes, start, bytes.length - start);
        byte[] found = new byte[b.getInt()];
        b.get(found);
        if (!new String(found, StandardCharsets.UTF_8).equals(key)) {
            throw new IOException("code of another kernel");
        }
        byte[] code = new byte[b.remaining()];
        b.get(code);
        return DeviceCodeFormat.read(code);
    }

    /** Says that a file was of use. */
    private static void touch(Path file) {
        try {
            Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
        } catch (IOException e) {
            // the folder cannot be written, or another JVM made room: what was read is good all the same
        }
    }

    /** A file, and when it was used last. */
    private record Kept(Path file, long bytes, long used) {}

    /** Makes room, at the first file that is stored and whenever a quarter of the bound was written since. */
    private synchronized void prune(long written) throws IOException {
        writtenSincePruned += written;
        if (pruned && writtenSincePruned < maxBytes / 4) {
            return;
        }
        pruned = true;
        writtenSincePruned = 0;
        List<Kept> all = kept();
        long total = all.stream().mapToLong(Kept::bytes).sum();
        if (total <= maxBytes) {
            return;
        }
        all.sort(Comparator.comparingLong(Kept::used));
        for (Kept k : all) {
            if (total <= maxBytes - maxBytes / 4) {
                break;
            }
            Files.deleteIfExists(k.file());
            total -= k.bytes();
        }
    }

    private List<Kept> kept() throws IOException {
        WholeFile.removeAbandoned(folder);
        List<Kept> out = new ArrayList<>();
        try (Stream<Path> found = Files.list(folder)) {
            found.filter(f -> f.toString().endsWith(SUFFIX))
                    .forEach(f ->
                            out.add(new Kept(f, f.toFile().length(), f.toFile().lastModified())));
        }
        return out;
    }
}
