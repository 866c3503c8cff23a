package dev.adagent.it.safety;

import static org.assertj.core.api.Assertions.assertThat;

import dev.adagent.it.Jdks;
import dev.adagent.it.Jvm;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Which tool notices which kind of leaked marker: every cell is written down in {@code markers.txt}, and one that changes fails, for
 * better or worse. It is why {@code verify} resolves names by itself. {@code adagent.tools=all} asks for the slow columns, too.
 */
class MarkerMatrixIT {
    private static final String PASSES = "passes";

    @TempDir
    static Path folder;

    /** The columns: what reads class files, and JVMs without the agent. */
    static List<Checker> columns() {
        List<Checker> all = new ArrayList<>(Readers.all());
        all.addAll(Runners.on(17));
        all.addAll(Runners.on(25).subList(0, 1));
        return all;
    }

    /** Columns that every build looks at; the others take longer. */
    private static boolean isQuick(Checker c) {
        return List.of("check-class-adapter", "jdeps", "jacoco-offline", "reflection-17", "run-17", "adagent-verify")
                .contains(c.name());
    }

    private static Map<Marker, Subject> subjects() throws IOException {
        Map<Marker, Subject> all = new EnumMap<>(Marker.class);
        for (Marker m : Marker.values()) {
            Path jar = Jars.write(folder.resolve(m.row() + ".jar"), Map.of(m.internalName(), m.planted()));
            Path clean = Jars.write(folder.resolve("clean-" + m.row() + ".jar"), Map.of(m.internalName(), m.clean()));
            all.put(
                    m,
                    new Subject(
                            m.row(),
                            jar,
                            clean,
                            List.of(Jvm.jar("api.jar")),
                            List.of(m.className()),
                            List.of(m.className() + "#work ()V")));
        }
        return all;
    }

    @BeforeAll
    static void sayWhichJava() throws IOException {
        Path file = Path.of("target/tool-matrix/java.txt");
        Files.createDirectories(file.getParent());
        StringBuilder text = new StringBuilder();
        for (int feature : new int[] {17, 25}) {
            Path home = Jdks.find(feature).orElse(null);
            text.append(
                    home == null
                            ? Jdks.missing(feature) + "\n"
                            : new Jvm(folder, home).args("-version").run().err());
        }
        Files.writeString(file, text.toString());
    }

    /** The expected cells: {@code row | column | text}, where the text is part of what the tool says, or {@code passes}. */
    private static Map<String, String> expected() throws IOException {
        Map<String, String> cells = new LinkedHashMap<>();
        try (InputStream in = MarkerMatrixIT.class.getResourceAsStream("markers.txt")) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList()) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    String[] cell = line.split(" \\| ", 3);
                    cells.put(cell[0].strip() + " | " + cell[1].strip(), cell[2].strip());
                }
            }
        }
        return cells;
    }

    @TestFactory
    Stream<DynamicTest> everyCellIsAsItWas() throws IOException {
        Map<Marker, Subject> subjects = subjects();
        Map<String, String> expected = expected();
        boolean everything = "all".equals(System.getProperty("adagent.tools"));
        return columns().stream()
                .filter(c -> everything || isQuick(c))
                .map(c -> DynamicTest.dynamicTest(c.name(), () -> column(c, subjects, expected)));
    }

    private static void column(Checker c, Map<Marker, Subject> subjects, Map<String, String> expected)
            throws Exception {
        Assumptions.assumeTrue(c.missing() == null, c.missing());
        Map<Subject, String> complaints =
                c.check().complaints(List.copyOf(subjects.values()), folder.resolve("column-" + c.name()));
        List<String> changed = new ArrayList<>();
        for (Marker m : Marker.values()) {
            String actual = complaints
                    .getOrDefault(subjects.get(m), PASSES)
                    .lines()
                    .map(String::strip)
                    .collect(Collectors.joining(" "));
            String cell = m.row() + " | " + c.name();
            report(cell + " | " + actual);
            if (!fits(actual, expected.getOrDefault(cell, "no cell"))) {
                changed.add(cell + " | expected: " + expected.get(cell) + " | now: " + actual);
            }
        }
        assertThat(changed).isEmpty();
    }

    private static boolean fits(String actual, String expected) {
        return expected.equals(PASSES) ? actual.equals(PASSES) : !actual.equals(PASSES) && actual.contains(expected);
    }

    static void report(String line) throws IOException {
        Path file = Path.of("target/tool-matrix/markers-found.txt");
        Files.createDirectories(file.getParent());
        Files.writeString(
                file, line + "\n", java.nio.file.StandardOpenOption.CREATE, java.nio.file.StandardOpenOption.APPEND);
    }

    /** DESIGN's rule of a planted twin: nothing slips through {@code verify}, and nothing is found by it alone. */
    @Test
    void everyKindIsCaughtByVerifyAndByAnother() throws IOException {
        Map<String, String> expected = expected();
        for (Marker m : Marker.values()) {
            assertThat(expected.get(m.row() + " | adagent-verify"))
                    .as(m.row())
                    .isNotNull()
                    .isNotEqualTo(PASSES);
            assertThat(columns().stream().skip(1).map(c -> expected.getOrDefault(m.row() + " | " + c.name(), PASSES)))
                    .as(m.row())
                    .anyMatch(cell -> !cell.equals(PASSES));
        }
        assertThat(expected).hasSize(Marker.values().length * columns().size());
    }

    /** The same class without its marker passes everywhere: the cells speak of the marker. */
    @TestFactory
    Stream<DynamicTest> theCleanTwinPasses() throws IOException {
        List<Subject> clean = new ArrayList<>();
        for (Subject s : subjects().values()) {
            clean.add(new Subject(s.name(), s.original(), s.original(), s.libraries(), s.classes(), s.methods()));
        }
        boolean everything = "all".equals(System.getProperty("adagent.tools"));
        return columns().stream()
                .filter(c -> everything || isQuick(c) && !c.name().equals("jdeps"))
                .map(c -> DynamicTest.dynamicTest(c.name(), () -> {
                    Assumptions.assumeTrue(c.missing() == null, c.missing());
                    assertThat(c.check().complaints(clean.subList(0, 1), folder.resolve("clean-" + c.name())))
                            .isEmpty();
                }));
    }
}
