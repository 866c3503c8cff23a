package dev.adagent.conformance;

import dev.adagent.AdagentException;
import dev.adagent.Gpu;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Runs all rows on one device: {@code -Dadagent.conformance.device=host|cpu|llvm-host|gpu}; a line for each id and device, and a count.
 * Exit status 1 if a row fails that is not known to, or passes though it is listed; 3 if the device is not there.
 */
public final class Main {
    private Main() {}

    /** @param args none; the file of cases is the system property {@code adagent.cases} */
    public static void main(String[] args) {
        Where where;
        List<CaseRow> rows;
        try {
            where = Where.of(System.getProperty("adagent.conformance.device", "host"));
            rows = rows();
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
            return;
        }
        String only = System.getProperty("adagent.conformance.only");
        if (!isThere(where)) {
            long count = rows.stream().filter(where::runs).count();
            rows.stream()
                    .filter(where::runs)
                    .map(CaseRow::id)
                    .distinct()
                    .forEach(id -> System.out.println(id + " " + where.text + ": no GPU here"));
            System.out.println(where.text + ": no GPU here, " + count + " rows not run");
            System.exit(3);
        }
        Cases cases = Cases.all();
        Runner runner = new Runner(cases, Long.getLong("adagent.conformance.seconds", 300));
        KnownFailures known = KnownFailures.chosen();
        int passed = 0;
        int refused = 0;
        int failed = 0;
        int expected = 0;
        List<String> results = new ArrayList<>();
        for (CaseRow row : rows) {
            if (!where.runs(row) || (only != null && !row.id().matches(only))) {
                continue;
            }
            long start = System.nanoTime();
            Runner.Outcome outcome = runner.run(row, where);
            String wrong = outcome.wrong();
            boolean listed = known.contains(row, where);
            results.add(row.key() + "\t" + where.text + "\t"
                    + (outcome.passes() ? "pass" : wrong == null ? "refused" : "fail"));
            if (wrong == null && !listed) {
                passed += outcome.passes() ? 1 : 0;
                refused += outcome.passes() ? 0 : 1;
            } else if (wrong != null && listed) {
                expected++;
            } else {
                failed++;
            }
            System.out.printf(
                    "%s, line %d, %s: %s (%.2f s)%n",
                    row.key(), row.line(), where.text, text(outcome, listed), (System.nanoTime() - start) / 1e9);
        }
        Set<String> problems = new TreeSet<>();
        if (only == null) {
            cases.missing(rows).forEach(id -> problems.add("id " + id + " has no row"));
            known.unused(rows, where).forEach(l -> problems.add("known failure " + l + " is no row"));
        }
        if (results.isEmpty()) {
            problems.add("no row ran");
        }
        problems.forEach(System.out::println);
        append(results);
        System.out.println(where.text + ": " + passed + " rows pass, " + failed + " fail, " + expected
                + " are known failures" + (refused == 0 ? "" : ", " + refused + " optional ones are refused")
                + (problems.isEmpty() ? "" : ", " + problems.size() + " problems"));
        System.out.flush();
        System.exit(failed > 0 || !problems.isEmpty() ? 1 : 0);
    }

    private static String text(Runner.Outcome outcome, boolean listed) {
        if (outcome.wrong() != null) {
            return (listed ? "known failure: " : "FAILS: ") + outcome.wrong();
        } else if (listed) {
            return "PASSES, BUT IS LISTED as a known failure: take it off the list";
        }
        return outcome.passes() ? "ok" : "refused, as an optional row may be: " + outcome.refused();
    }

    private static List<CaseRow> rows() {
        try {
            return CaseFile.chosen();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("not a file of cases: " + e.getMessage(), e);
        }
    }

    /** For {@link Report}, to the file that {@code adagent.conformance.results} names. */
    private static void append(List<String> results) {
        String file = System.getProperty("adagent.conformance.results");
        try {
            if (file != null) {
                Files.write(Path.of(file), results, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isThere(Where where) {
        if (where != Where.GPU) {
            return true;
        }
        try {
            System.out.println(Gpu.device());
            return true;
        } catch (AdagentException e) {
            System.out.println(e.getMessage());
            return false;
        }
    }
}
