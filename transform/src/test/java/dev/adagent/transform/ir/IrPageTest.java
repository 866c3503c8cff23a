package dev.adagent.transform.ir;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page on the IR says what the code does: its example runs, and its tables leave nothing out. */
class IrPageTest {
    private static String page() throws IOException {
        return Files.readString(Path.of("..", "docs", "ir.md"));
    }

    private static boolean hasRow(String page, String word) {
        return Pattern.compile("^\\|.*`" + word + "[ `]", Pattern.MULTILINE)
                .matcher(page)
                .find();
    }

    @Test
    void theExampleIsValidAndComputesAPolynomial() throws IOException {
        Matcher block = Pattern.compile("```ir\n(.*?)```", Pattern.DOTALL).matcher(page());
        assertThat(block.find()).isTrue();
        Function f = IrParser.parseFunction(block.group(1));
        Verifier.verify(f);

        assertThat(IrPrinter.print(f)).isEqualTo(block.group(1).replaceFirst("//.*\n", ""));
        assertThat(Interpreter.of(f).run(3.0, new double[] {1, 2, 4})).isEqualTo(43.0);
    }

    @Test
    void everyOperationAndTerminatorHasARow() throws IOException {
        String page = page();
        assertThat(hasRow(page, "frobnicate")).isFalse();
        assertThat(Arrays.stream(Op.values()).map(o -> o.name().toLowerCase(Locale.ROOT)))
                .allMatch(o -> hasRow(page, o));
        assertThat(Arrays.stream(Term.Kind.values()).map(k -> k.name().toLowerCase(Locale.ROOT)))
                .allMatch(k -> hasRow(page, k));
    }
}
