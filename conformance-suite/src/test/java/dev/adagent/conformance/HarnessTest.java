package dev.adagent.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.adagent.ActivityException;
import dev.adagent.AdagentException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The harness finds what is wrong: each check with what it must reject. */
class HarnessTest {
    private static final String HEADER = "id\tmode\tinputs\texpected\trtol\ttype\tkernel\tcomment\n";

    /** Cases of a table that is right, wrong and incomplete. */
    static final class Fixture {
        @Case("A1 R")
        static void right(double[] x, double[] dx) {
            dx[0] = 2 * x[0];
        }

        @Case("A2 R")
        static void wrong(double[] x, double[] dx) {
            dx[0] = 2 * x[0] + 1e-6;
        }

        @Case("A3 R")
        static void incomplete(double[] x) {
            x[0] = 0;
        }

        @Case("A4 R")
        static void notANumber(double[] dx) {
            dx[0] = Double.NaN;
        }

        @Case("A5 R")
        static void arrays(double[][] x, double[][] dx, int n) {
            for (int i = 0; i < n; i++) {
                dx[0][i] *= 3 * x[0][i];
                x[0][i] = 0;
            }
        }

        @Case("A6 R")
        static void endless(double[] x) {
            while (x[0] > 0) {
                Thread.onSpinWait();
            }
        }

        @Case("A7 R")
        static void fails(double[] x) {
            throw new IllegalStateException("on purpose");
        }

        @Case("A10 R")
        static void refuses(double[] x) {
            throw new ActivityException("on purpose");
        }

        @Case("A11 R")
        static void breaks(double[] x) {
            throw new AdagentException("on purpose", null);
        }

        @Case("A8 RB")
        static void batch(double[][] da, double[][][] dv, double[][] dret, int width) {
            for (int k = 0; k < width; k++) {
                da[0][k] = k * dret[0][k];
                dv[0][k][1] = k * dret[0][k];
            }
        }
    }

    private static final Runner RUNNER = new Runner(new Cases(List.of(Fixture.class)), 1);

    private static CaseRow row(String line) {
        return CaseFile.parse(HEADER + line).get(0);
    }

    private static String run(String line) {
        return RUNNER.run(row(line), Where.HOST).wrong();
    }

    @Test
    void comparesWithinTheTolerance() {
        assertThat(run("A1\tR\t{\"x\":3.0}\t{\"dx\":6.0}\t1e-10\tdouble\tyes\t"))
                .isNull();
        assertThat(run("A1\tR\t{\"x\":4.0}\t{\"dx\":6.0}\t1e-10\tdouble\tyes\t"))
                .isEqualTo("dx is 8.0, expected 6.0");
        assertThat(run("A2\tR\t{\"x\":3.0}\t{\"dx\":6.0}\t1e-6\tdouble\tyes\t")).isNull();
        assertThat(run("A2\tR\t{\"x\":3.0}\t{\"dx\":6.0}\t1e-8\tdouble\tyes\t")).contains("dx is 6.000001");
        assertThat(run("A1\tR\t{\"x\":3.0}\t{\"dx\":6.0}\t0\tdouble\tyes\t")).isNull();
    }

    @Test
    void notANumberNeverPasses() {
        assertThat(run("A4\tR\t{}\t{\"dx\":1.0}\t0.99\tdouble\tyes\t")).contains("NaN");
    }

    @Test
    void everyExpectedNameIsCompared() {
        assertThat(run("A3\tR\t{\"x\":3.0}\t{\"x\":0.0,\"dx\":6.0}\t1e-10\tdouble\tyes\t"))
                .isEqualTo("dx was not computed");
    }

    @Test
    void anUnknownIdModeOrTypeFails() {
        assertThat(run("A9\tR\t{}\t{}\t0\tdouble\tyes\t")).contains("no method computes A9 R double");
        assertThat(run("A1\tF\t{\"x\":3.0}\t{\"dx\":6.0}\t1e-10\tdouble\tyes\t"))
                .contains("no method");
        assertThat(run("A1\tR\t{\"x\":3.0}\t{\"dx\":6.0}\t1e-10\tfloat\tyes\t")).contains("no method");
    }

    @Test
    void lengthsMustAgree() {
        assertThat(
                        run(
                                "A5\tR\t{\"x\":[1.0,2.0],\"dx\":[1.0,1.0],\"n\":2}\t{\"dx\":[3.0,6.0],\"x\":[0.0,0.0]}\t0\tdouble\tyes\t"))
                .isNull();
        assertThat(run("A5\tR\t{\"x\":[1.0,2.0],\"n\":2}\t{\"dx\":[1.0,2.0,0.0]}\t0\tdouble\tyes\t"))
                .isEqualTo("dx has length 2, expected 3");
    }

    @Test
    void theToleranceIsRelativeToTheLargestOfAResult() {
        assertThat(Comparison.difference("y", new double[] {1000, 0.9e-10}, List.of(1000.0, 0.0), 1e-10))
                .isNull();
        assertThat(Comparison.difference("y", new double[] {1000, 1.1e-10}, List.of(1000.0, 0.0), 1e-10))
                .isNotNull();
        assertThat(Comparison.difference("m", Map.of("a", 1.0), Map.of("b", 1.0), 1))
                .contains("keys");
    }

    @Test
    void lanesHaveShadowsOfTheirOwn() {
        assertThat(run("A8\tRB\t{\"dret\":[1.0,2.0,3.0],\"a\":1.0,\"v\":[7.0,8.0]}"
                        + "\t{\"da\":[0.0,2.0,6.0],\"dv\":[[0.0,0.0],[0.0,2.0],[0.0,6.0]]}\t0\tdouble\tyes\t"))
                .isNull();
    }

    @Test
    void whatThrowsFailsAndSaysWhy() {
        assertThat(run("A7\tR\t{\"x\":1.0}\t{\"x\":1.0}\t0\tdouble\tyes\t"))
                .isEqualTo("IllegalStateException: on purpose");
        assertThat(run("A7\tR\t{\"x\":1.0}\t{\"error\":\"capture\"}\t0\tdouble\tyes\t"))
                .contains("on purpose");
        assertThat(run("A1\tR\t{\"x\":1.0}\t{\"error\":\"capture\"}\t0\tdouble\tyes\t"))
                .contains("no CaptureException");
        assertThat(run("A7\tR\t{\"x\":1.0}\t{\"x\":1.0}\t0\tdouble\tyes\toptional"))
                .contains("on purpose");
    }

    @Test
    void aRefusalOfAnOptionalRowIsNoPass() {
        String line = "A10\tR\t{\"x\":1.0}\t{\"x\":1.0}\t0\tdouble\tyes\t";
        Runner.Outcome optional = RUNNER.run(row(line + "optional"), Where.HOST);
        assertThat(optional.wrong()).isNull();
        assertThat(optional.refused()).contains("on purpose");
        assertThat(optional.passes()).isFalse();
        assertThat(run(line)).contains("on purpose");
        String broken = line.replace("A10", "A11") + "optional";
        assertThat(run(broken)).as("an error of adagent's own").contains("on purpose");
    }

    @Test
    void aRowThatExpectsNothingFails() {
        assertThat(run("A3\tR\t{\"x\":1.0}\t{}\t0\tdouble\tyes\t")).contains("nothing is expected");
    }

    @Test
    void whatDoesNotEndFails() {
        assertThat(run("A6\tR\t{\"x\":1.0}\t{\"x\":1.0}\t0\tdouble\tyes\t")).isEqualTo("no end after 1 s");
    }

    @Test
    void aDerivativeThatIgnoresItsSeedIsFound() {
        assertThat(run("A1\tR\t{\"x\":3.0,\"dret\":1.0}\t{\"dx\":6.0}\t1e-10\tdouble\tyes\t"))
                .startsWith("with seeds -2.5 times as large, dx is 6.0, expected -15.0");
    }

    @Test
    void aFileWithoutAnIdIsNotWhole() {
        Cases cases = new Cases(List.of(Fixture.class));
        List<CaseRow> rows = CaseFile.parse(HEADER + "A1\tR\t{}\t{}\t0\tdouble\tyes\t");
        assertThat(cases.missing(rows)).contains("A2").doesNotContain("A1");
        assertThat(Cases.all().missing(CaseFile.parse(CaseFile.own()))).isEmpty();
    }

    @Test
    void brokenFilesAreRefused() {
        assertThatThrownBy(() -> CaseFile.parse("nonsense")).hasMessageContaining("header");
        assertThatThrownBy(() -> row("A1\tR\t{}\t{}\t0\tdouble\tyes")).hasMessageContaining("columns");
        assertThatThrownBy(() -> row("A1\tR\t{\"x\":}\t{}\t0\tdouble\tyes\t")).hasMessageStartingWith("line 2: JSON");
        assertThatThrownBy(() -> row("A1\tR\t{}\t{}\tsmall\tdouble\tyes\t")).hasMessageContaining("tolerance");
        assertThatThrownBy(() -> row("A1\tR\t{}\t{}\tInfinity\tdouble\tyes\t")).hasMessageContaining("below 1");
        assertThatThrownBy(() -> row("A1\tR\t{}\t{}\t-1e-9\tdouble\tyes\t")).hasMessageContaining("below 1");
        assertThatThrownBy(() -> row("A1\tR\t{\"x\":1,\"x\":1}\t{}\t0\tdouble\tyes\t"))
                .hasMessageContaining("twice");
        assertThatThrownBy(() -> row("A1\tR\t{}\t{}\t0\tdouble\tmaybe\t")).hasMessageContaining("maybe");
    }

    @Test
    void commentsAndBlankLinesAreNoRows() {
        List<CaseRow> rows = CaseFile.parse("\uFEFF# made by hand\r\n" + HEADER.strip()
                + "\r\n\r\n# A1\r\nA1\tR\t{\"x\":-1E5}\t{}\t0\tdouble\tyes\t\r\n");
        assertThat(rows).hasSize(1);
        assertThat(rows.get(0).line()).isEqualTo(5);
        assertThat(rows.get(0).inputs()).isEqualTo(Map.of("x", -1e5));
    }

    @Test
    void infinitiesAreComparedAndLetNothingElsePass() {
        String line = "A1\tR\t{\"x\":%s}\t{\"dx\":%s}\t1e-10\tdouble\tyes\t";
        assertThat(run(String.format(line, "-Infinity", "-Infinity"))).isNull();
        assertThat(run(String.format(line, "-Infinity", "Infinity"))).contains("expected Infinity");
        assertThat(run(String.format(line, "1.0", "Infinity"))).contains("expected Infinity");
        assertThat(run(String.format(line, "NaN", "NaN"))).contains("NaN");
        assertThat(Comparison.difference("y", new double[] {1, 1.1}, List.of(Double.POSITIVE_INFINITY, 1.0), 1e-10))
                .isNotNull();
        assertThat(Comparison.difference(
                        "y",
                        new double[] {Double.POSITIVE_INFINITY, 1.1},
                        List.of(Double.POSITIVE_INFINITY, 1.0),
                        1e-10))
                .contains("y[1]");
    }

    @Test
    void rowsOfKernelsRunOnDevicesWhateverTheirColumnSays() {
        CaseRow kernel = row("F1\tR\t{}\t{}\t0\tfloat\tno\t");
        CaseRow function = row("A1\tR\t{}\t{}\t0\tdouble\tno\t");
        assertThat(Where.CPU.runs(kernel)).isTrue();
        assertThat(Where.HOST.runs(kernel)).isFalse();
        assertThat(Where.CPU.runs(function)).isFalse();
        assertThat(Where.HOST.runs(function)).isTrue();
    }

    @Test
    void knownFailuresThatAreNoRowsAreFound() {
        KnownFailures known = new KnownFailures("# comment\nA1 R double #1 host\nA1 R double #2 host\n");
        List<CaseRow> rows = CaseFile.parse(HEADER + "A1\tR\t{}\t{}\t0\tdouble\tyes\t");
        assertThat(known.contains(rows.get(0), Where.HOST)).isTrue();
        assertThat(known.contains(rows.get(0), Where.CPU)).isFalse();
        assertThat(known.unused(rows, Where.HOST)).containsExactly("A1 R double #2 host");
    }
}
