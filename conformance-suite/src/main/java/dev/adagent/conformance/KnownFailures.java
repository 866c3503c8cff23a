package dev.adagent.conformance;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Rows that are known to fail on a device: lines {@code id mode type #ordinal device}, {@code #} at the start of a line begins a
 * comment. A row that is listed and passes is a failure, so the list can only shrink.
 */
final class KnownFailures {
    private final Set<String> names = new LinkedHashSet<>();

    KnownFailures(String text) {
        for (String line : text.split("\\R")) {
            if (!line.isBlank() && !line.startsWith("#")) {
                names.add(line.strip());
            }
        }
    }

    /** The project's list, if the project's own cases run: of the rows of another file none is known to fail. */
    static KnownFailures chosen() {
        return System.getProperty("adagent.cases") == null ? own() : new KnownFailures("");
    }

    private static KnownFailures own() {
        try (InputStream in = KnownFailures.class.getResourceAsStream("known-failures.txt")) {
            return new KnownFailures(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean contains(CaseRow row, Where where) {
        return names.contains(row.name() + " " + where.text);
    }

    /** Lines that name no row of the file on that device: they hide nothing, but are out of date. */
    Set<String> unused(Iterable<CaseRow> rows, Where where) {
        Set<String> out = new LinkedHashSet<>();
        names.stream().filter(n -> n.endsWith(" " + where.text)).forEach(out::add);
        for (CaseRow r : rows) {
            if (where.runs(r)) {
                out.remove(r.name() + " " + where.text);
            }
        }
        return out;
    }
}
