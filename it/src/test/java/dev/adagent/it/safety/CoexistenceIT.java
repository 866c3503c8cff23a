package dev.adagent.it.safety;

import static org.assertj.core.api.Assertions.assertThat;

import dev.adagent.it.Jdks;
import dev.adagent.it.Jvm;
import dev.adagent.it.Zoo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jacoco.core.data.ExecutionData;
import org.jacoco.core.internal.data.CRC64;
import org.jacoco.core.tools.ExecFileLoader;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The agent beside JaCoCo's, and with archives of classes made before. */
class CoexistenceIT {
    @TempDir
    static Path folder;

    private static Path zoo;
    private static String numbers;

    @BeforeAll
    static void alone() {
        zoo = Zoo.app(folder.resolve("app")).jar();
        Jvm.Run run = run("alone", new Jvm(folder.resolve("alone")).withAgent());
        numbers = run.out();
        assertThat(numbers.lines()).hasSize(2);
    }

    private static Jvm.Run run(String name, Jvm jvm) {
        Jvm.Run run = jvm.args("-Dadagent.device=cpu", "-jar", zoo).timeout(300).run();
        assertThat(run.exit()).as(name + ": " + run).isZero();
        return run;
    }

    private static Map<String, String> coverage(Path exec) throws IOException {
        ExecFileLoader loader = new ExecFileLoader();
        loader.load(exec.toFile());
        Map<String, String> probes = new TreeMap<>();
        for (ExecutionData d : loader.getExecutionDataStore().getContents()) {
            if (d.getName().startsWith("zoo/")) {
                StringBuilder hits = new StringBuilder();
                for (boolean hit : d.getProbes()) {
                    hits.append(hit ? '1' : '0');
                }
                assertThat(d.getId())
                        .as("JaCoCo saw the class file of %s as it lies in the jar", d.getName())
                        .isEqualTo(CRC64.classId(Jars.read(zoo, d.getName())));
                probes.put(d.getName(), hits.toString());
            }
        }
        return probes;
    }

    private static Path jacocoAgent() {
        String path = System.getProperty("jacoco.agent.jar");
        Assumptions.assumeTrue(path != null, "the build names JaCoCo's agent with jacoco.agent.jar");
        return Path.of(path);
    }

    @Test
    void jacocoBeforeAndAfterGivesTheSameResultsAndTheSameCoverage() throws IOException {
        String jacoco = "-javaagent:" + jacocoAgent() + "=destfile=";
        Path before = folder.resolve("before.exec");
        Path after = folder.resolve("after.exec");
        Jvm.Run first = run(
                "before",
                new Jvm(folder.resolve("before")).args(jacoco + before).withAgent());
        Jvm.Run second =
                run("after", new Jvm(folder.resolve("after")).withAgent().args(jacoco + after));
        assertThat(first.out()).isEqualTo(numbers);
        assertThat(second.out()).isEqualTo(numbers);
        assertThat(first.err() + second.err()).isEmpty();
        assertThat(coverage(before)).containsKeys("zoo/Main", "zoo/Derivatives", "zoo/Holder");
        assertThat(coverage(after)).isEqualTo(coverage(before));
    }

    /** An archive that was made without the agent, used with it: archived classes are rewritten, too. */
    @Test
    void anAppCdsArchiveIsUsedWithTheAgent() {
        Path jdk = Jdks.find(17).orElse(null);
        Assumptions.assumeTrue(jdk != null, Jdks.missing(17));
        Path archive = folder.resolve("app.jsa");
        Jvm.Run dump = new Jvm(folder.resolve("cds-dump"), jdk)
                .args("-XX:ArchiveClassesAtExit=" + archive, "-jar", zoo)
                .run();
        assertThat(archive).as(dump.toString()).exists();
        Jvm.Run use = run(
                "cds",
                new Jvm(folder.resolve("cds"), jdk)
                        .args("-XX:SharedArchiveFile=" + archive, "-Xlog:class+load=info:file=load.txt")
                        .withAgent());
        assertThat(use.out()).isEqualTo(numbers);
        assertThat(folder.resolve("cds/load.txt"))
                .content()
                .containsPattern("java\\.lang\\.Object source: shared objects file")
                .containsPattern("zoo\\.Kernels source: ");
    }

    /** On Java 25: trained with the agent, used with the agent. */
    @Test
    void anAotCacheIsTrainedAndUsedWithTheAgent() throws IOException {
        Path jdk = Jdks.find(25).orElse(null);
        Assumptions.assumeTrue(jdk != null, Jdks.missing(25));
        Path cache = folder.resolve("app.aot");
        Jvm.Run train = run(
                "train",
                new Jvm(folder.resolve("train"), jdk)
                        .args("-XX:AOTCacheOutput=" + cache, "-Xlog:aot:file=aot.txt")
                        .withAgent());
        assertThat(train.out()).contains(numbers.lines().toList());
        assertThat(cache).as(train.toString()).exists();
        Jvm.Run use = run(
                "aot",
                new Jvm(folder.resolve("aot"), jdk)
                        .args("-XX:AOTCache=" + cache, "-XX:AOTMode=on")
                        .args("-Xlog:class+load=info:file=load.txt", "-Xlog:aot:file=aot.txt")
                        .withAgent());
        assertThat(use.out()).isEqualTo(numbers);
        String loads = Files.readString(folder.resolve("aot/load.txt"));
        assertThat(loads).containsPattern("java\\.util\\.ArrayList source: shared objects file");
        try (Stream<String> lines = loads.lines()) {
            assertThat(lines.filter(l -> l.contains(" zoo.Kernels source: "))).hasSize(1);
        }
        assertThat(folder.resolve("aot/aot.txt"))
                .content()
                .contains("Opened AOT cache", "Using AOT-linked classes: true")
                .doesNotContain("mismatch");
    }
}
