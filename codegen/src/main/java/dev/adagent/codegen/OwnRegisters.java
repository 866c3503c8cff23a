package dev.adagent.codegen;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Gives what one instruction writes a register of its own where it is read as such, in functions that ask for the state space of an address
 * ({@link AssemblerFaults}). LLVM keeps the first value of what a loop counts, and the count, in one register:
 *
 * <pre>{@code
 *     ld.param.u64 %rd1, [param];            ld.param.u64 %rd9, [param];
 *                                            mov.b64 %rd1, %rd9;
 *     add.s64 %rd2, %rd1, 24;                add.s64 %rd2, %rd9, 24;
 * loop:                                  loop:
 *     add.s64 %rd1, %rd1, 8;                 add.s64 %rd1, %rd1, 8;
 * }</pre>
 *
 * <p>Which write a read sees is found by reaching definitions (Aho, Lam, Sethi and Ullman, Compilers, 2nd ed., §9.2.4).
 */
final class OwnRegisters {
    private static final Pattern WRITE = Pattern.compile("^\\s*(@!?%\\w+\\s+)?[a-z][\\w.]*\\s+(\\{[^}]*}|%[\\w|%]+),");

    private static final Pattern ADDRESS = Pattern.compile("%rd\\d+\\b");

    private static final Pattern BRANCH = Pattern.compile("^\\s*(@!?%\\w+\\s+)?bra(?:\\.uni)?\\s+([$\\w]+);");

    private static final Pattern END = Pattern.compile("^\\s*(?:ret|exit)(?:\\.uni)?;");

    private static final Pattern LABEL = Pattern.compile("^([$\\w]+):");

    private static final Pattern DECLARED = Pattern.compile("(\\.reg \\.b64 \\s*%rd<)(\\d+)(>;)");

    private final List<String> lines;
    /** The lines that blocks begin with, and one behind the last. */
    private final List<Integer> starts = new ArrayList<>();

    private final List<List<Integer>> successors = new ArrayList<>();
    /** By register: the lines that write it. */
    private final Map<String, List<Integer>> writes = new HashMap<>();

    private final Set<Integer> conditional = new HashSet<>();
    private int registers;

    private OwnRegisters(String text, int registers) {
        lines = new ArrayList<>(Arrays.asList(text.split("\n", -1)));
        this.registers = registers;
        split();
        for (int k = 0; k < lines.size(); k++) {
            Matcher w = WRITE.matcher(lines.get(k));
            if (w.find()) {
                int line = k;
                ADDRESS.matcher(w.group(2))
                        .results()
                        .forEach(r -> writes.computeIfAbsent(r.group(), x -> new ArrayList<>())
                                .add(line));
                if (w.group(1) != null) {
                    conditional.add(k);
                }
            }
        }
    }

    /** PTX that means the same, as LLVM writes it: a line for each instruction. */
    static String avoid(String ptx) {
        return AssemblerFaults.eachFunction(ptx, OwnRegisters::function);
    }

    private static String function(String text) {
        Matcher d = DECLARED.matcher(text);
        // jump tables have targets of their own
        return text.contains("isspacep.") && !text.contains("brx.idx") && d.find()
                ? new OwnRegisters(text, Integer.parseInt(d.group(2))).renamed()
                : text;
    }

    private void split() {
        Map<String, Integer> labels = new HashMap<>();
        starts.add(0);
        for (int k = 0; k < lines.size(); k++) {
            Matcher label = LABEL.matcher(lines.get(k));
            boolean after = k > 0
                    && (BRANCH.matcher(lines.get(k - 1)).find()
                            || END.matcher(lines.get(k - 1)).find());
            if (k > 0 && (after || label.find())) {
                starts.add(k);
            }
            if (label.reset().find()) {
                labels.put(label.group(1), starts.size() - 1);
            }
        }
        starts.add(lines.size());
        for (int b = 0; b + 1 < starts.size(); b++) {
            String last = lines.get(starts.get(b + 1) - 1);
            Matcher branch = BRANCH.matcher(last);
            boolean jumps = branch.find();
            List<Integer> out = new ArrayList<>();
            if (jumps) {
                out.add(labels.get(branch.group(2)));
            }
            if (b + 2 < starts.size()
                    && !(jumps && branch.group(1) == null)
                    && !END.matcher(last).find()) {
                out.add(b + 1);
            }
            successors.add(out);
        }
    }

    private String renamed() {
        writes.forEach((register, at) -> {
            if (at.size() > 1) {
                rename(register, at);
            }
        });
        return DECLARED.matcher(String.join("\n", lines)).replaceFirst("$1" + registers + "$3");
    }

    /** @param at the lines that write it */
    private void rename(String register, List<Integer> at) {
        Map<Integer, List<Integer>> alone = new HashMap<>();
        BitSet together = new BitSet();
        List<BitSet> reaching = reaching(at);
        for (int b = 0; b < reaching.size(); b++) {
            BitSet seen = (BitSet) reaching.get(b).clone();
            for (int k = starts.get(b); k < starts.get(b + 1); k++) {
                if (reads(lines.get(k), register)) {
                    if (seen.cardinality() == 1 && !conditional.contains(at.get(seen.nextSetBit(0)))) {
                        alone.computeIfAbsent(seen.nextSetBit(0), x -> new ArrayList<>())
                                .add(k);
                    } else {
                        together.or(seen);
                    }
                }
                write(seen, at, k);
            }
        }
        Map<Integer, String> own = new HashMap<>();
        alone.forEach((d, readers) -> {
            own.put(d, "%rd" + registers++);
            readers.forEach(k -> lines.set(k, replaced(lines.get(k), register, own.get(d), false)));
        });
        // once all reads are told apart: what is put behind a write here is none
        own.forEach((d, name) -> {
            String line = replaced(lines.get(at.get(d)), register, name, true);
            lines.set(at.get(d), together.get(d) ? line + " mov.b64 " + register + ", " + name + ";" : line);
        });
    }

    /** Which of the writes each block may begin with. */
    private List<BitSet> reaching(List<Integer> at) {
        List<BitSet> in = new ArrayList<>();
        successors.forEach(s -> in.add(new BitSet()));
        Deque<Integer> work = new ArrayDeque<>();
        for (int b = 0; b < successors.size(); b++) {
            work.add(b);
        }
        while (!work.isEmpty()) {
            int b = work.poll();
            BitSet out = (BitSet) in.get(b).clone();
            for (int k = starts.get(b); k < starts.get(b + 1); k++) {
                write(out, at, k);
            }
            for (int s : successors.get(b)) {
                int before = in.get(s).cardinality();
                in.get(s).or(out);
                if (in.get(s).cardinality() > before) {
                    work.add(s);
                }
            }
        }
        return in;
    }

    private void write(BitSet seen, List<Integer> at, int line) {
        int d = at.indexOf(line);
        if (d >= 0) {
            if (!conditional.contains(line)) {
                seen.clear();
            }
            seen.set(d);
        }
    }

    private static boolean reads(String line, String register) {
        return !replaced(line, register, "", false).equals(line);
    }

    /** A line with another register in the place of one that it writes, or of one that it reads. */
    private static String replaced(String line, String register, String by, boolean written) {
        Matcher w = WRITE.matcher(line);
        int from = w.find() ? w.start(2) : 0;
        int to = from == 0 ? 0 : w.end(2);
        return ADDRESS.matcher(line)
                .replaceAll(m ->
                        m.group().equals(register) && written == (m.start() >= from && m.end() <= to) ? by : m.group());
    }
}
