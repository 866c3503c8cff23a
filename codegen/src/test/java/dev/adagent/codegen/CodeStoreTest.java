package dev.adagent.codegen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.adagent.overlay.Sha256;
import dev.adagent.transform.job.CacheFolder;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Code on disk: whole or not there, whatever happens to the file, the folder and the JVMs that write it. */
class CodeStoreTest {
    private static final String KEY = "content 1\narchitecture sm_90";
    private static final long MIB = 1 << 20;

    @TempDir
    Path temp;

    private Path folder() {
        return temp.resolve("code");
    }

    private CodeStore store() {
        return new CodeStore(folder(), 64 * MIB);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.list(folder())) {
            return all.sorted().toList();
        }
    }

    private static void assertStored(CodeStore store, String key) {
        DeviceCode found = store.get(key);
        assertThat(found).as(key).isNotNull();
        assertThat(CodeStoreMain.same(found, CodeStoreMain.code(key))).isTrue();
    }

    @Test
    void givesBackWhatWasStored() {
        assertThat(store().get(KEY)).isNull();
        store().put(KEY, CodeStoreMain.code(KEY));
        assertStored(store(), KEY);
        assertThat(store().get(KEY + "0")).isNull();
    }

    @Test
    void everyDamageIsNoticedAndMended() throws IOException {
        DeviceCode small =
                new DeviceCode("k", List.of(), List.of(), 0, new BitSet(), true, new byte[] {1, 2}, report(), null);
        store().put(KEY, small);
        Path file = files().get(0);
        byte[] whole = Files.readAllBytes(file);
        for (int n = 0; n < whole.length; n++) {
            Files.write(file, Arrays.copyOf(whole, n));
            assertThat(store().get(KEY)).as("cut off after " + n).isNull();
            byte[] flipped = whole.clone();
            flipped[n] ^= (byte) (1 << n % 8);
            Files.write(file, flipped);
            assertThat(store().get(KEY)).as("byte " + n + " changed").isNull();
        }
        Files.write(file, Arrays.copyOf(whole, whole.length + 1));
        assertThat(store().get(KEY)).as("longer").isNull();
        store().put(KEY, small);
        assertThat(store().get(KEY)).isNotNull();
        assertThat(files()).as("nothing unfinished").containsExactly(file);
    }

    private static PtxKernel.Report report() {
        return new PtxKernel.Report("sm_90", -1, -1, -1, -1, "");
    }

    @Test
    void codeOfAnotherKeyUnderThisNameIsNone() throws IOException {
        store().put(KEY, CodeStoreMain.code(KEY));
        Path file = files().get(0);
        store().put("other", CodeStoreMain.code("other"));
        Path other = files().stream().filter(f -> !f.equals(file)).findFirst().orElseThrow();
        Files.copy(other, file, StandardCopyOption.REPLACE_EXISTING);
        assertThat(store().get(KEY)).isNull();
    }

    @Test
    void aFolderThatCannotBeWrittenCostsNothing() throws IOException {
        CodeStore inProc = new CodeStore(Path.of("/proc/self/adagent/code"), MIB);
        inProc.put(KEY, CodeStoreMain.code(KEY));
        assertThat(inProc.get(KEY)).isNull();
        Path file = Files.writeString(temp.resolve("file"), "no folder");
        CodeStore inFile = new CodeStore(file, MIB);
        inFile.put(KEY, CodeStoreMain.code(KEY));
        assertThat(inFile.get(KEY)).isNull();
        CodeStore none = new CodeStore(folder(), 0);
        none.put(KEY, CodeStoreMain.code(KEY));
        assertThat(none.get(KEY)).isNull();
    }

    @Test
    void aFolderThatOthersCanEnterIsNotUsed() throws IOException {
        store().put(KEY, CodeStoreMain.code(KEY));
        Files.setPosixFilePermissions(folder(), PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThat(store().get(KEY)).isNull();
        store().put("other", CodeStoreMain.code("other"));
        assertThat(files()).hasSize(1);
        Files.setPosixFilePermissions(folder(), PosixFilePermissions.fromString("rwx------"));
        assertStored(store(), KEY);
    }

    @Test
    void whatWasUsedLongestAgoGivesWay() throws IOException {
        CodeStore store = new CodeStore(folder(), 2 * MIB);
        List<String> keys = new ArrayList<>();
        for (int k = 0; k < 5; k++) {
            keys.add("kernel " + k);
            store.put(keys.get(k), CodeStoreMain.code(keys.get(k)));
        }
        for (Path f : files()) {
            Files.setLastModifiedTime(f, FileTime.from(Instant.now().minusSeconds(1000)));
        }
        assertStored(store, keys.get(2)); // used now
        Path abandoned = Files.createFile(folder().resolve("unfinished1.tmp"));
        Files.setLastModifiedTime(abandoned, FileTime.from(Instant.now().minusSeconds(4000)));
        Path underWay = Files.createFile(folder().resolve("unfinished2.tmp"));
        CodeStore later = new CodeStore(folder(), 2 * MIB);
        later.put("newest", CodeStoreMain.code("newest"));
        assertStored(later, "newest");
        assertStored(later, keys.get(2));
        long bytes = files().stream().mapToLong(f -> f.toFile().length()).sum();
        assertThat(bytes).isLessThanOrEqualTo(2 * MIB);
        assertThat(files()).doesNotContain(abandoned).contains(underWay);
    }

    /** Of the modules that the writer needs: the property that has it all may be a runner's. */
    private static String classPath() {
        return Stream.of(CodeStoreMain.class, CodeStore.class, CacheFolder.class, Sha256.class)
                .map(c -> c.getProtectionDomain().getCodeSource().getLocation().getPath())
                .collect(Collectors.joining(File.pathSeparator));
    }

    private Process writer(int rounds) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        classPath(),
                        CodeStoreMain.class.getName(),
                        folder().toString(),
                        Integer.toString(rounds))
                .redirectErrorStream(true)
                .redirectOutput(
                        temp.resolve("writer-" + System.nanoTime() + ".txt").toFile())
                .start();
    }

    @Test
    void severalJvmsMayWriteAndAnyMayBeKilled() throws Exception {
        Process one = writer(60);
        Process other = writer(60);
        Process killed = writer(Integer.MAX_VALUE);
        CodeStore reader = store();
        int seen = 0;
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while ((one.isAlive() || other.isAlive()) && System.nanoTime() < end) {
            for (int k = 0; k < CodeStoreMain.KEYS; k++) {
                DeviceCode found = reader.get("key " + k);
                if (found != null) {
                    assertThat(CodeStoreMain.same(found, CodeStoreMain.code("key " + k)))
                            .isTrue();
                    seen++;
                }
            }
            if (seen > 8 && killed.isAlive()) {
                killed.destroyForcibly(); // SIGKILL, in the midst of its writing
            } else if (!killed.isAlive() && one.isAlive()) {
                killed = writer(Integer.MAX_VALUE);
                seen = 0;
            }
        }
        killed.destroyForcibly();
        assertThat(killed.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(one.waitFor(1, TimeUnit.SECONDS)).isTrue();
        assertThat(other.waitFor(1, TimeUnit.SECONDS)).isTrue();
        assertThat(one.exitValue() + other.exitValue()).isZero();
        for (int k = 0; k < CodeStoreMain.KEYS; k++) {
            assertStored(store(), "key " + k);
        }
    }
}
