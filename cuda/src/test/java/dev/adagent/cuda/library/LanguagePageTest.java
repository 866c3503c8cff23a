package dev.adagent.cuda.library;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The two lists of {@code docs/language.md} are those of the samples that run and that are refused. */
class LanguagePageTest {
    private static Set<String> named(String section) throws IOException {
        String page = Files.readString(Path.of("../docs/language.md"));
        String text = page.substring(page.indexOf("## " + section));
        int next = text.indexOf("\n## ", 3);
        text = next < 0 ? text : text.substring(0, next);
        Set<String> out = new TreeSet<>();
        for (String row : text.lines().filter(l -> l.startsWith("| ")).toList()) {
            Matcher m = Pattern.compile("`(\\w+)`").matcher(row.substring(row.lastIndexOf("| ", row.length() - 2)));
            while (m.find()) {
                out.add(m.group(1));
            }
        }
        return out;
    }

    @Test
    void whatCompilesIsWhatRuns() throws IOException {
        Set<String> samples =
                LibraryChecks.language().map(Method::getName).collect(Collectors.toCollection(TreeSet::new));
        assertThat(named("Compiles")).isEqualTo(samples);
    }

    @Test
    void everyTestThatThePageNamesIsThere() throws IOException {
        Set<String> tests = new TreeSet<>();
        Matcher m = Pattern.compile("`(\\w+(?:Test|IT))`").matcher(Files.readString(Path.of("../docs/language.md")));
        while (m.find()) {
            tests.add(m.group(1));
        }
        Set<String> there = new TreeSet<>();
        for (String module : new String[] {"transform", "codegen", "cuda", "it", "overlay-registry"}) {
            try (Stream<Path> files = Files.walk(Path.of("..", module, "src", "test", "java"))) {
                files.forEach(f -> there.add(f.getFileName().toString().replace(".java", "")));
            }
        }
        assertThat(tests).isNotEmpty();
        assertThat(there).containsAll(tests);
    }

    @Test
    void whatIsRefusedHasATestedText() throws IOException {
        Set<String> refused = Files.readAllLines(Path.of("../transform/src/test/resources/lift/refusals.txt")).stream()
                .filter(l -> l.startsWith("== "))
                .map(l -> l.substring(3))
                // these two show the calls that lead to a native method
                .filter(n -> !n.equals("callPath") && !n.equals("insideLambda"))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(named("Refused")).isEqualTo(refused);
    }
}
