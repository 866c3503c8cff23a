package dev.adagent.transform.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.ir.Op;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The harness itself, on the pass that does nothing: it passes what is right and, above all, fails what is not. */
class GoldenTest {
    private static final String BODY = """
            func @f (%0: f64, %1: [f64) -> (f64,f64) {
            b0(%0: f64, %1: [f64):
              %2: i32 = const 0
              check_bounds %1, %2
              %3: f64 = add %0, %0
              astore %1, %2, %3
              %4: (f64,f64) = tuple %3, %0
              ret %4
            }
            """;
    private static final String RIGHT = "// run: (2.0, [1.0]) = (4.0, 2.0) after (_, [4.0])\n";

    @TempDir
    Path folder;

    @TestFactory
    Stream<DynamicTest> text() {
        return Golden.tests("text", m -> {});
    }

    private void check(String input, String output, Consumer<Module> pass, boolean update) throws IOException {
        Files.writeString(folder.resolve("a.in.ir"), input);
        if (output != null) {
            Files.writeString(folder.resolve("a.out.ir"), output);
        }
        Golden.check(folder, "a", pass, update);
    }

    private void refused(String input, String output, Consumer<Module> pass, String why) {
        assertThatThrownBy(() -> check(input, output, pass, false))
                .isInstanceOf(Throwable.class)
                .hasMessageContaining(why);
    }

    private void refusedRun(String run, String why) {
        refused("// run: " + run + "\n" + BODY, "// run: " + run + "\n" + BODY, m -> {}, why);
    }

    @Test
    void aRightPairPasses() {
        assertThatCode(() -> check(RIGHT + BODY, RIGHT + BODY, m -> {}, false)).doesNotThrowAnyException();
    }

    @Test
    void wrongNumbersFail() {
        refusedRun("(2.0, [1.0]) = (4.0, 3.0)", "gives [4.0, 2.0]");
        refusedRun("(2.0, [1.0]) ~ (4.00000001, 2.0)", "gives [4.0, 2.0]");
        refusedRun("(2.0, [1.0]) = (4.0, 2.0) after (_, [1.0])", "argument 1 is [4.0]");
        refusedRun("(2.0, [1.0]) = (4.0, 2.0) after (_, [4.0, 0.0])", "argument 1 is [4.0]");
        refusedRun("(-0.0, [1.0]) = (0.0, 0.0)", "gives [-0.0, -0.0]");
        refusedRun("(2.0, [1.0]) throws java.lang.NullPointerException", "not to be null");
        refusedRun("(2.0, null) throws java.lang.ArithmeticException", "java.lang.NullPointerException");
        refusedRun("(2.0, [1.0]) = (4.0, 2.0) and more", "nothing more expected");
        refusedRun("\"g\" (2.0) = 1.0", "function g");
        refused(BODY, BODY, m -> {}, "no line '// run:");
    }

    @Test
    void goodNumbersPass() {
        for (String run : List.of(
                "(2.0, [1.0]) ~ (4.0000000000001, 2.0)",
                "(NaN, [1.0, 5.0]) = (NaN, NaN) after (_, [NaN, 5.0])",
                "(2.0, null) throws java.lang.NullPointerException",
                "\"f\" (2.0, []) throws java.lang.ArrayIndexOutOfBoundsException")) {
            String text = "// run: " + run + "\n" + BODY;
            assertThatCode(() -> check(text, text, m -> {}, false)).as(run).doesNotThrowAnyException();
        }
    }

    @Test
    void anotherTextFails() {
        refused(RIGHT + BODY, null, m -> {}, "is missing");
        refused(RIGHT + BODY, RIGHT + BODY.replace("%2", "%9"), m -> {}, "adagent.golden.update");
        refused(RIGHT + BODY, BODY, m -> {}, "adagent.golden.update");
    }

    @Test
    void aPassThatChangesTheMeaningFailsWhateverTheFileSays() {
        Consumer<Module> wrong = m -> {
            List<Insn> insns = m.entry().entry().insns();
            Insn add = insns.get(2);
            insns.set(2, new Insn(Op.MUL, add.type(), add.result(), add.args(), null, add.loc()));
        };
        String input = "// run: (3.0, [1.0]) = (6.0, 3.0)\n" + BODY;
        refused(input, input.replace("add", "mul"), wrong, "gives [9.0, 3.0]");
    }

    @Test
    void aPassThatBreaksTheRulesFails() {
        refused(RIGHT + BODY, RIGHT + BODY, m -> m.entry().entry().insns().remove(0), "never defined");
    }

    @Test
    void theSwitchWritesTheOutput() throws IOException {
        check(RIGHT + "\n" + BODY.replace("  ret", "    ret"), null, m -> {}, true);

        assertThat(folder.resolve("a.out.ir")).hasContent(RIGHT + BODY);
    }

    @Test
    void anEmptyFolderAndStrayOutputsFail() throws Exception {
        assertThatThrownBy(() -> Golden.tests(folder, m -> {}, false)).hasMessageContaining("no golden files");
        check(RIGHT + BODY, RIGHT + BODY, m -> {}, false);
        Files.writeString(folder.resolve("b.out.ir"), BODY);
        List<DynamicTest> tests = Golden.tests(folder, m -> {}, false).toList();
        assertThat(tests).hasSize(2);
        assertThatThrownBy(() -> tests.get(1).getExecutable().execute()).hasMessageContaining("no input beside it");
    }
}
