package dev.adagent.transform.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.adagent.transform.lift.ClassSource;
import dev.adagent.transform.lift.StaticValues;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs on disk: found by id, and by request without compiling. */
class JobStoreTest {
    @TempDir
    Path folder;

    private static final KeyMain.Seen SEEN = new KeyMain.Seen();
    private static final Job JOB = KeyMain.job("kernel", "([D[D)V");
    private static final String KEY = KernelCompiler.compile(JOB, SEEN).contentId();

    @Test
    void findsAJobByIdAndByRequest() throws IOException {
        assertThat(new JobStore(folder).get(JobKey.id(KEY))).isNull();
        assertThat(new JobStore(folder).put(SEEN.request, SEEN.inputs, SEEN.launch))
                .isEqualTo(KEY);
        JobStore later = new JobStore(folder);
        assertThat(later.get(JobKey.id(KEY)))
                .isEqualTo(new JobStore.Stored(SEEN.request, SEEN.inputs, KEY, SEEN.launch));
        assertThat(later.key(JobRequest.of(JOB, ""), JOB.source(), JOB.statics()))
                .isEqualTo(KEY);
        assertThat(later.key(JobRequest.of(JOB, "REVERSE ACTIVE"), JOB.source(), JOB.statics()))
                .isNull();
    }

    @Test
    void aChangedInputIsNoHit() throws IOException {
        JobStore store = new JobStore(folder);
        assertThat(store.put(SEEN.request, SEEN.inputs, SEEN.launch)).isEqualTo(KEY);
        ClassSource without =
                n -> n.endsWith("Keyed$Helper") ? null : JOB.source().find(n);
        assertThat(store.key(SEEN.request, without, JOB.statics())).isNull();
        StaticValues other = f -> 1.0;
        assertThat(store.key(SEEN.request, JOB.source(), other)).isNull();
    }

    @Test
    void severalVersionsStandSideBySide() throws IOException {
        JobStore store = new JobStore(folder);
        TreeMap<String, String> classes = new TreeMap<>(SEEN.inputs.classes());
        classes.put(KeyMain.OWNER, JobKey.sha256(List.of("another version")));
        JobInputs i = SEEN.inputs;
        JobInputs other = new JobInputs(classes, i.statics(), i.answers(), i.outside(), i.jdk(), i.stable());
        String otherKey = store.put(SEEN.request, other, SEEN.launch);
        assertThat(store.key(SEEN.request, JOB.source(), JOB.statics())).isNull();
        assertThat(store.put(SEEN.request, i, SEEN.launch)).isEqualTo(KEY);
        assertThat(store.key(SEEN.request, JOB.source(), JOB.statics())).isEqualTo(KEY);
        assertThat(store.get(JobKey.id(otherKey)).inputs()).isEqualTo(other);
    }

    @Test
    void whatHasNoTextNeverHolds() {
        JobInputs i = SEEN.inputs;
        assertThat(i.hold(JOB.source(), JOB.statics())).isTrue();
        JobInputs unstable = new JobInputs(i.classes(), i.statics(), i.answers(), i.outside(), i.jdk(), false);
        assertThat(unstable.hold(JOB.source(), JOB.statics())).isFalse();
        assertThat(StaticText.of(new StringBuilder())).startsWith(StaticText.OBJECT);
        assertThat(StaticText.of(new int[] {1, 2})).isNotEqualTo(StaticText.of(new int[] {1, 3}));
        assertThat(StaticText.of(-0.0)).isNotEqualTo(StaticText.of(0.0));
        assertThat(StaticText.of("1")).isNotEqualTo(StaticText.of(1));
    }

    @Test
    void aDamagedFileCountsAsNone() throws IOException {
        JobStore store = new JobStore(folder);
        assertThat(store.put(SEEN.request, SEEN.inputs, SEEN.launch)).isEqualTo(KEY);
        Path file;
        try (var files = Files.list(folder)) {
            file = files.findFirst().orElseThrow();
        }
        List<String> lines = Files.readAllLines(file);
        Files.write(file, lines.subList(0, lines.size() - 1));
        assertThat(store.get(JobKey.id(KEY))).as("cut off").isNull();
        Files.write(
                file,
                lines.stream().map(l -> l.replace("target cpu", "target cuda")).toList());
        assertThat(store.get(JobKey.id(KEY))).as("changed").isNull();
        Files.write(file, new byte[] {(byte) 0xff, 1});
        assertThat(store.get(JobKey.id(KEY))).as("no text").isNull();
        Files.write(file, lines);
        assertThat(store.get(JobKey.id(KEY))).isNotNull();
    }
}
