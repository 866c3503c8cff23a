package dev.adagent.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes the table of {@code docs/conformance.md} from the results of runs. */
public final class Report {
    private static final String BEGIN = "<!-- results: written by ./conformance --report -->";
    private static final String END = "<!-- end of results -->";

    private Report() {}

    /**
     * Writes.
     *
     * @param args a file of results, as {@link Main} writes them, and the page, which has a place for the table
     */
    public static void main(String[] args) throws IOException {
        Path page = Path.of(args[1]);
        String text = Files.readString(page);
        int begin = text.indexOf(BEGIN);
        int end = text.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IllegalArgumentException(page + " has no place for the results");
        }
        String table = table(Files.readAllLines(Path.of(args[0])));
        Files.writeString(page, text.substring(0, begin + BEGIN.length()) + "\n" + table + text.substring(end));
    }

    /** The table: a line for each id, mode and type. */
    static String table(List<String> results) {
        Map<String, Map<String, int[]>> cells = new LinkedHashMap<>();
        Map<String, int[]> totals = new LinkedHashMap<>();
        for (Where w : Where.values()) {
            totals.put(w.text, new int[3]);
        }
        for (String line : results) {
            String[] part = line.split("\t");
            int passed = part[2].equals("pass") ? 1 : 0;
            int refused = part[2].equals("refused") ? 1 : 0;
            for (int[] count : List.of(
                    cells.computeIfAbsent(part[0], k -> new LinkedHashMap<>())
                            .computeIfAbsent(part[1], k -> new int[3]),
                    totals.get(part[1]))) {
                count[0] += passed;
                count[1]++;
                count[2] += refused;
            }
        }
        StringBuilder out = new StringBuilder("\n| id, mode, type |");
        StringBuilder rule = new StringBuilder("|---|");
        StringBuilder sums = new StringBuilder("| **rows that pass** |");
        for (Where w : Where.values()) {
            out.append(' ').append(w.text).append(" |");
            rule.append("---|");
            int[] total = totals.get(w.text);
            sums.append(total[1] == 0 ? " not run |" : " **" + total[0] + " of " + total[1] + "** |");
        }
        out.append('\n').append(rule).append('\n').append(sums).append('\n');
        cells.forEach((key, devices) -> {
            out.append("| ").append(key).append(" |");
            for (Where w : Where.values()) {
                out.append(' ').append(cell(devices.get(w.text))).append(" |");
            }
            out.append('\n');
        });
        return out.append('\n').toString();
    }

    private static String cell(int[] count) {
        if (count == null) {
            return "";
        }
        if (count[0] == count[1]) {
            return "pass";
        } else if (count[0] > 0) {
            return count[0] + " of " + count[1];
        }
        return count[2] == count[1] ? "refused" : "**fails**";
    }
}
