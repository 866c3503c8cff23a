package dev.adagent.conformance;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads files of cases. */
final class CaseFile {
    private static final String HEADER = "id\tmode\tinputs\texpected\trtol\ttype\tkernel\tcomment";

    private CaseFile() {}

    /** The rows of the file that the system property {@code adagent.cases} names, else of the project's own. */
    static List<CaseRow> chosen() {
        String path = System.getProperty("adagent.cases");
        try {
            return parse(path == null ? own() : Files.readString(Path.of(path)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The text of the project's own file. */
    static String own() {
        try (InputStream in = CaseFile.class.getResourceAsStream("cases.tsv")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Its rows; blank lines and such that begin with {@code #} are none.
     *
     * @throws IllegalArgumentException if the text is not in the format
     */
    static List<CaseRow> parse(String text) {
        String[] lines = text.replaceFirst("^\uFEFF", "").split("\\R");
        List<CaseRow> rows = new ArrayList<>();
        Map<String, Integer> seen = new HashMap<>();
        boolean header = false;
        for (int k = 0; k < lines.length; k++) {
            if (lines[k].isBlank() || lines[k].startsWith("#")) {
                continue;
            }
            if (header) {
                rows.add(row(lines[k].split("\t", -1), k + 1, seen));
            } else if (!lines[k].equals(HEADER)) {
                throw new IllegalArgumentException("the first line is not the header " + HEADER);
            }
            header = true;
        }
        return rows;
    }

    private static CaseRow row(String[] c, int line, Map<String, Integer> seen) {
        if (c.length != 8) {
            throw new IllegalArgumentException("line " + line + " has " + c.length + " columns, not 8");
        }
        int ordinal = seen.merge(c[0] + " " + c[1] + " " + c[5], 1, Integer::sum);
        return new CaseRow(
                c[0],
                c[1],
                numbers(c[2], line),
                numbers(c[3], line),
                tolerance(c[4], line),
                one(c[5], "float", "double", line),
                one(c[6], "yes", "no", line),
                c[7],
                line,
                ordinal);
    }

    private static Map<String, Object> numbers(String text, int line) {
        try {
            return Json.object(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("line " + line + ": " + e.getMessage(), e);
        }
    }

    private static double tolerance(String text, int line) {
        double tolerance;
        try {
            tolerance = Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("line " + line + ": the tolerance " + text + " is no number", e);
        }
        if (!(tolerance >= 0 && tolerance < 1)) { // 1 and more allow any number in the place of any
            throw new IllegalArgumentException(
                    "line " + line + ": the tolerance " + text + " is not from 0 to below 1");
        }
        return tolerance;
    }

    private static boolean one(String text, String yes, String no, int line) {
        if (!text.equals(yes) && !text.equals(no)) {
            throw new IllegalArgumentException("line " + line + ": " + text + " is neither " + yes + " nor " + no);
        }
        return text.equals(yes);
    }
}
