package dev.adagent.transform.golden;

import static org.assertj.core.api.Assertions.assertThat;

import dev.adagent.transform.ir.IrParser;
import dev.adagent.transform.ir.IrPrinter;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.ir.Verifier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * Golden tests of a pass as pairs of files: {@code golden/<pass>/NAME.in.ir} is what goes in, {@code NAME.out.ir} the text that must come
 * out. The input's comment lines say what it computes, in independent numbers ({@link GoldenRun}); both sides are verified and run
 * against them. {@code -Dadagent.golden.update=true} writes the outputs anew; read the difference before committing it.
 *
 * <pre>{@code
 * @TestFactory
 * Stream<DynamicTest> golden() {
 *     return Golden.tests("simplify", m -> m.functions().forEach(Simplify::run));
 * }
 * }</pre>
 */
public final class Golden {
    private static final Path ROOT = Path.of("src", "test", "resources", "golden");

    private Golden() {}

    /** One test for each pair of the pass, run from the module's folder. */
    public static Stream<DynamicTest> tests(String pass, Consumer<Module> transform) {
        return tests(ROOT.resolve(pass), transform, Boolean.getBoolean("adagent.golden.update"));
    }

    static Stream<DynamicTest> tests(Path folder, Consumer<Module> transform, boolean update) {
        List<String> inputs = names(folder, ".in.ir");
        List<String> outputs = names(folder, ".out.ir");
        if (inputs.isEmpty()) {
            throw new AssertionError("no golden files in " + folder);
        }
        Stream<DynamicTest> pairs =
                inputs.stream().map(n -> DynamicTest.dynamicTest(n, () -> check(folder, n, transform, update)));
        Stream<DynamicTest> strays = outputs.stream()
                .filter(n -> !inputs.contains(n))
                .map(n -> DynamicTest.dynamicTest(n, () -> {
                    throw new AssertionError(n + ".out.ir has no input beside it");
                }));
        return Stream.concat(pairs, strays);
    }

    private static List<String> names(Path folder, String suffix) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(p -> p.getFileName().toString())
                    .filter(n -> n.endsWith(suffix))
                    .map(n -> n.substring(0, n.length() - suffix.length()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void check(Path folder, String name, Consumer<Module> transform, boolean update) throws IOException {
        String input = Files.readString(folder.resolve(name + ".in.ir"));
        Module m = IrParser.parseModule(input);
        Verifier.verify(m);
        List<GoldenRun> runs = GoldenRun.read(input);
        runs.stream().filter(r -> !r.after()).forEach(r -> r.check(IrParser.parseModule(input)));

        transform.accept(m);
        Verifier.verify(m);
        String text = IrPrinter.print(m);
        runs.forEach(r -> r.check(IrParser.parseModule(text)));

        String output = header(input) + text;
        Path file = folder.resolve(name + ".out.ir");
        if (update) {
            Files.writeString(file, output);
        }
        assertThat(Files.exists(file))
                .as("%s is missing; write it with -Dadagent.golden.update=true", file)
                .isTrue();
        assertThat(output)
                .as("%s; write it anew with -Dadagent.golden.update=true", file)
                .isEqualTo(Files.readString(file));
    }

    /** The comment lines at the top, which both files share. */
    private static String header(String input) {
        return input.lines()
                .takeWhile(l -> l.startsWith("//"))
                .map(l -> l + "\n")
                .collect(Collectors.joining());
    }
}
