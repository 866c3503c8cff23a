package dev.adagent.it.safety;

import static org.assertj.core.api.Assertions.assertThat;

import dev.adagent.it.App;
import dev.adagent.it.Jdks;
import dev.adagent.it.Jvm;
import dev.adagent.it.Project;
import dev.adagent.it.Zoo;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The host copies that the agent makes of the examples and of {@link Zoo}, as {@code -Dadagent.dump} leaves them, under every tool that
 * {@link MarkerMatrixIT} shows to find markers: all must be clean. {@code adagent.tools=all} asks for the slow tools, and for JDK 25.
 */
class HostSafetyIT {
    private static final boolean EVERYTHING = "all".equals(System.getProperty("adagent.tools"));

    @TempDir
    static Path folder;

    private static final List<Subject> SUBJECTS = new ArrayList<>();

    /** What a JDK's agent left, by app and class. */
    private static final Map<Integer, Map<String, Map<String, byte[]>>> COPIES = new TreeMap<>();

    @BeforeAll
    static void dump() throws IOException {
        SUBJECTS.clear();
        COPIES.clear();
        Path zoo = Zoo.app(folder.resolve("zoo-app")).jar();
        Path add = App.vectorAdd(folder.resolve("add-app")).optIn().jar();
        for (int jdk : new int[] {17, 25}) {
            if (Jdks.find(jdk).isEmpty()) {
                continue;
            }
            dump(jdk, "greeks", Jvm.jar("greeks.jar"), 100);
            dump(jdk, "zoo", zoo);
            dump(jdk, "add", add);
            if (EVERYTHING) {
                dump(jdk, "digits", Jvm.jar("digits.jar"), "--epochs", 1, "--train", 640, "--no-pictures");
                dumpBackend(jdk, "amdgcn", "org.example.app.Wave");
                dumpBackend(jdk, "spirv", "org.example.app.Field");
            }
        }
    }

    private static void dump(int jdk, String app, Path jar, Object... args) throws IOException {
        List<Object> all = new ArrayList<>(List.of("-jar", jar));
        all.addAll(List.of(args));
        dump(jdk, app, List.of(jar, Jvm.jar("api.jar")), all);
    }

    /** The app of one of the projects with a back end of their own. */
    private static void dumpBackend(int jdk, String target, String main) throws IOException {
        Path jar = Project.copy(target + "-backend", folder.resolve(target + "-" + jdk + "-project"))
                .jar();
        String path = jar + File.pathSeparator + Jvm.jar("api.jar");
        List<Path> libraries = List.of(jar, Jvm.jar("api.jar"), Jvm.jar("overlay.jar"));
        dump(jdk, target, libraries, List.of("-Dadagent.target=" + target, "-cp", path, main));
    }

    /** Runs an app with the agent and takes the host copies that it leaves; those of JDK 25 are checked by all tools where all are asked for. */
    private static void dump(int jdk, String app, List<Path> libraries, List<Object> args) throws IOException {
        String name = app + "-" + jdk;
        Path dump = folder.resolve(name + "-dump");
        Jvm.Run run = new Jvm(folder.resolve(name), Jdks.find(jdk).orElseThrow())
                .withAgent()
                .args("-Dadagent.device=cpu", "-Dadagent.dump=" + dump)
                .args(args.toArray())
                .timeout(300)
                .run();
        assertThat(run.exit()).as(run.toString()).isZero();
        Map<String, byte[]> copies = new TreeMap<>();
        Map<String, byte[]> originals = new TreeMap<>();
        try (Stream<Path> files = Files.walk(dump)) {
            for (Path copy : files.filter(f -> f.endsWith("host-copy.class")).toList()) {
                String internalName = copy.getParent().getFileName().toString().replace('.', '/');
                copies.put(internalName, Files.readAllBytes(copy));
                originals.put(internalName, Files.readAllBytes(copy.resolveSibling("as-loaded.class")));
            }
        }
        assertThat(copies).isNotEmpty();
        List<String> methods = new ArrayList<>();
        copies.forEach((c, file) ->
                Rewritten.methods(originals.get(c), file).forEach(m -> methods.add(c.replace('/', '.') + "#" + m)));
        COPIES.computeIfAbsent(jdk, j -> new TreeMap<>()).put(app, copies);
        if (jdk == 25 && !EVERYTHING) {
            return;
        }
        SUBJECTS.add(new Subject(
                name,
                Jars.write(folder.resolve(name + "-copies.jar"), copies),
                Jars.write(folder.resolve(name + "-originals.jar"), originals),
                libraries,
                copies.keySet().stream().map(c -> c.replace('/', '.')).toList(),
                methods));
    }

    @Test
    void theCopiesMadeOn25AreThoseMadeOn17() {
        Assumptions.assumeTrue(COPIES.containsKey(25), Jdks.missing(25));
        COPIES.get(17).forEach((app, copies) -> {
            Map<String, byte[]> there = COPIES.get(25).get(app);
            assertThat(there).as(app).containsOnlyKeys(copies.keySet());
            copies.forEach(
                    (c, file) -> assertThat(there.get(c)).as("%s of %s", c, app).isEqualTo(file));
        });
    }

    @Test
    void theCopiesAreOfEveryKind() {
        Subject zoo = SUBJECTS.get(1);
        assertThat(zoo.classes())
                .containsExactly("zoo.Derivatives", "zoo.Faced", "zoo.Holder", "zoo.Instance", "zoo.Kernels");
        assertThat(zoo.methods())
                .contains(
                        "zoo.Faced#stat ([D)V",
                        "zoo.Holder#<clinit> ()V",
                        "zoo.Kernels#gradient ([D[D)V",
                        "zoo.Derivatives#instance (D)D")
                .doesNotContain("zoo.Kernels#plain (D)D")
                .anyMatch(m -> m.startsWith("zoo.Derivatives#lambda$"))
                .hasSizeGreaterThan(10);
    }

    @TestFactory
    Stream<DynamicTest> everyToolAcceptsTheHostCopies() {
        List<Checker> tools = new ArrayList<>(Readers.all());
        tools.addAll(Runners.on(17));
        if (EVERYTHING) {
            tools.addAll(Runners.on(25));
        }
        return tools.stream()
                .filter(c ->
                        EVERYTHING || !c.name().endsWith("-25") && !c.name().equals("proguard"))
                .map(c -> DynamicTest.dynamicTest(c.name(), () -> accepted(c)));
    }

    private static void accepted(Checker c) throws Exception {
        Assumptions.assumeTrue(c.missing() == null, c.missing());
        Map<Subject, String> complaints = c.check().complaints(SUBJECTS, folder.resolve("tool-" + c.name()));
        MarkerMatrixIT.report("host copies | " + c.name() + " | " + (complaints.isEmpty() ? "passes" : complaints));
        assertThat(complaints).isEmpty();
    }
}
