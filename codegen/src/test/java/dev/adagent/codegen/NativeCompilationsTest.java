package dev.adagent.codegen;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** JVMs that end while their threads compile. */
@Timeout(60)
class NativeCompilationsTest {
    private static List<String> ended(String... args) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                EndingMain.class.getName()));
        command.addAll(List.of(args));
        Process p = new ProcessBuilder(command).redirectErrorStream(true).start();
        String out = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(p.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(p.exitValue()).as(out).isEqualTo(7);
        return out.lines().toList();
    }

    @Test
    void theEndWaitsForWhatIsUnderWayAndNothingBegins() throws Exception {
        assertThat(ended("waits")).containsExactly("first begun", "first ended");
    }

    @Test
    void elseItWouldNot() throws Exception {
        assertThat(ended("goes")).contains("first begun").doesNotContain("first ended");
    }

    @ParameterizedTest
    @ValueSource(strings = {"idle", "between"})
    void nobodyWaitsForNothing(String way) throws Exception {
        long start = System.nanoTime();
        assertThat(ended(way)).isEmpty();
        assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start)).isLessThan(9);
    }

    @Test
    void whoEndsTheJvmHimselfIsWaitedForOnlySoLong() throws Exception {
        assertThat(ended("inside")).isEmpty();
    }

    @Test
    void hooksOfTheAppsCompile() throws Exception {
        assertThat(ended("hook")).containsExactly("hook compiled");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 20, 50, 120})
    void threadsInTheAssembler(int millis) throws Exception {
        assertThat(ended("assembler", Integer.toString(millis))).isEmpty();
    }
}
