package dev.adagent.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.adagent.it.fuzz.ClassFileFuzz;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.tree.ClassNode;

/**
 * Mutated class files never break anything: see {@link dev.adagent.it.fuzz.ClassFileFuzz}. {@code ./fuzz classfiles} runs more of them;
 * the properties are {@code adagent.fuzz.seed} and {@code adagent.fuzz.count}.
 */
class ClassFileFuzzIT {
    @TempDir
    Path folder;

    private Jvm.Run fuzz(String seed, String count, String plant) {
        String classPath = Stream.of(ClassFileFuzz.class, ClassReader.class, ClassNode.class)
                .map(c -> c.getProtectionDomain().getCodeSource().getLocation().getPath())
                .collect(Collectors.joining(File.pathSeparator, Jvm.jar("adagent.jar") + File.pathSeparator, ""));
        return new Jvm(folder.resolve("run"))
                .args("-Xmx512m", "-XX:+UseSerialGC", "-cp", classPath, ClassFileFuzz.class.getName())
                .args(seed, count, Path.of("target/fuzz").toAbsolutePath(), plant)
                .args(Zoo.app(folder.resolve("zoo")).jar(), Jvm.jar("greeks.jar"))
                .timeout(1200)
                .run();
    }

    @Test
    void mutatedClassFilesAreLeftAloneOrRewrittenIntoWhatLinks() throws IOException {
        Jvm.Run run = fuzz(
                System.getProperty("adagent.fuzz.seed", "1"), System.getProperty("adagent.fuzz.count", "5000"), "none");
        Files.createDirectories(Path.of("target/fuzz"));
        Files.writeString(Path.of("target/fuzz/classfiles.txt"), run.out());
        System.out.print(run.out());
        assertThat(run.exit()).as(run.toString()).isZero();
        assertThat(run.out()).contains(" 0 failures").doesNotContain(" 0 of them of class files that link");
    }

    @ParameterizedTest
    @CsvSource({
        "escape, thrown: java.lang.IllegalStateException: planted",
        "hang, no end after 10 s",
        "write, the given bytes were written to",
        "break, of the rewritten class"
    })
    void aPlantedFaultIsFound(String plant, String report) {
        Jvm.Run run = fuzz("1", "400", plant);
        assertThat(run.exit()).as(run.toString()).isNotZero();
        assertThat(run.out()).contains(report);
    }
}
