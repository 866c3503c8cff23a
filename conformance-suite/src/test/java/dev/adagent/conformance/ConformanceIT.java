package dev.adagent.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every row of the file of cases on the device that {@code adagent.conformance.device} names. A row that is listed in
 * {@code known-failures.txt} must fail: the list can only shrink.
 */
class ConformanceIT {
    private static final Where WHERE = Where.of(System.getProperty("adagent.conformance.device", "host"));
    private static final List<CaseRow> ROWS = CaseFile.chosen();
    private static final Cases CASES = Cases.all();
    private static final Runner RUNNER = new Runner(CASES, 300);
    private static final KnownFailures KNOWN = KnownFailures.chosen();

    static Stream<CaseRow> a() {
        return table('A');
    }

    static Stream<CaseRow> b() {
        return table('B');
    }

    static Stream<CaseRow> c() {
        return table('C');
    }

    static Stream<CaseRow> d() {
        return table('D');
    }

    static Stream<CaseRow> e() {
        return table('E');
    }

    static Stream<CaseRow> f() {
        return table('F');
    }

    static Stream<CaseRow> g() {
        return table('G');
    }

    private static Stream<CaseRow> table(char table) {
        return ROWS.stream().filter(r -> r.table() == table && WHERE.runs(r));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("a")
    void scalars(CaseRow row) {
        check(row);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("b")
    void controlFlow(CaseRow row) {
        check(row);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("c")
    void arraysAndObjects(CaseRow row) {
        check(row);
    }

    @ParameterizedTest(name = "{0}", allowZeroInvocations = true)
    @MethodSource("d")
    void customRules(CaseRow row) {
        check(row);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("e")
    void nested(CaseRow row) {
        check(row);
    }

    @ParameterizedTest(name = "{0}", allowZeroInvocations = true)
    @MethodSource("f")
    void kernels(CaseRow row) {
        check(row);
    }

    @ParameterizedTest(name = "{0}", allowZeroInvocations = true)
    @MethodSource("g")
    void complex(CaseRow row) {
        check(row);
    }

    private static void check(CaseRow row) {
        String wrong = RUNNER.run(row, WHERE).wrong();
        if (KNOWN.contains(row, WHERE)) {
            assertThat(wrong)
                    .as("%s on %s passes: take it off known-failures.txt", row.name(), WHERE.text)
                    .isNotNull();
        } else {
            assertThat(wrong).as("%s on %s", row.name(), WHERE.text).isNull();
        }
    }

    @Test
    void everyIdHasRows() {
        assertThat(CASES.missing(ROWS)).isEmpty();
        assertThat(ROWS.stream().map(CaseRow::table).distinct())
                .containsExactlyInAnyOrder('A', 'B', 'C', 'D', 'E', 'F', 'G');
    }

    @Test
    void everyKnownFailureIsARow() {
        assertThat(KNOWN.unused(ROWS, WHERE)).isEmpty();
    }
}
