package dev.adagent.codegen;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How much stack a thread of a kernel needs, by the number of calls of methods that call themselves that it may have open at once: the
 * longest way through the call graph of its PTX, each function with the frame that the assembler gives it. A driver finds that itself only for
 * graphs without cycles.
 *
 * <p>Each function of the PTX that is on a cycle takes one of these calls when it is entered, or leaves at once
 * ({@code opt.RecursionLimit}); what LLVM inlined takes more than one, and so needs less.
 *
 * @param functions the kernel first
 */
public record StackNeed(List<Frame> functions) {
    /**
     * A function.
     *
     * @param bytes its stack frame, with what a call takes besides
     * @param callees indices of the functions that it calls
     */
    public record Frame(long bytes, List<Integer> callees) {
        public Frame {
            callees = List.copyOf(callees);
        }
    }

    /** What a call takes besides the callee's frame, at most: alignment; the place to return to is kept in the frame. */
    private static final int CALL_BYTES = 32;

    /** More than any device gives a thread. */
    static final long MOST_BYTES = 16L << 20;

    /** A frame where no assembler says how large it is. */
    private static final long UNKNOWN_FRAME = 1024;

    private static final Pattern FRAME =
            Pattern.compile("Function properties for (\\S+)\\n.*?(\\d+) bytes stack frame");
    private static final Pattern DEFINITION = Pattern.compile(
            "(?m)^[.\\w \\t]*?(\\.entry|\\.func)\\s+(?:\\([^)]*\\)\\s*)?([\\w$.]+)\\s*\\([^)]*\\)[^;{]*\\{");
    private static final Pattern CALL = Pattern.compile("\\bcall(?:\\.uni)?\\s+(?:\\([^)]*\\)\\s*,\\s*)?([\\w$.]+)");

    public StackNeed {
        functions = List.copyOf(functions);
    }

    /**
     * What a kernel needs.
     *
     * @param ptx the PTX text, with one entry
     * @param log what the assembler said of it, with its frames; empty where there is none
     */
    static StackNeed of(String ptx, String log) {
        Map<String, Long> frames = new HashMap<>();
        for (Matcher m = FRAME.matcher(log); m.find(); ) {
            frames.put(m.group(1), Long.parseLong(m.group(2)));
        }
        Map<String, Set<String>> graph = calls(ptx.replaceAll("//[^\n]*", ""));
        Map<String, Integer> index = new HashMap<>();
        graph.keySet().forEach(f -> index.put(f, index.size()));
        List<Frame> functions = new ArrayList<>();
        graph.forEach((f, callees) -> functions.add(new Frame(
                frames.getOrDefault(f, UNKNOWN_FRAME) + CALL_BYTES,
                callees.stream().map(index::get).toList())));
        return new StackNeed(functions);
    }

    /** The functions that the entry reaches, with what each calls; those outside the text, as printing is, call nothing. */
    private static Map<String, Set<String>> calls(String ptx) {
        Map<String, Set<String>> all = new LinkedHashMap<>();
        List<Integer> starts = new ArrayList<>();
        List<String> names = new ArrayList<>();
        String entry = null;
        for (Matcher m = DEFINITION.matcher(ptx); m.find(); ) {
            starts.add(m.end());
            names.add(m.group(2));
            entry = m.group(1).equals(".entry") ? m.group(2) : entry;
        }
        if (entry == null) {
            throw new IllegalStateException("PTX without an entry");
        }
        for (int k = 0; k < names.size(); k++) {
            Set<String> callees = new LinkedHashSet<>();
            int end = k + 1 < names.size() ? starts.get(k + 1) : ptx.length();
            for (Matcher m = CALL.matcher(ptx).region(starts.get(k), end); m.find(); ) {
                callees.add(m.group(1));
            }
            all.put(names.get(k), callees);
        }
        Map<String, Set<String>> reached = new LinkedHashMap<>();
        List<String> work = new ArrayList<>(List.of(entry));
        for (int k = 0; k < work.size(); k++) {
            Set<String> callees = all.getOrDefault(work.get(k), Set.of());
            if (reached.putIfAbsent(work.get(k), callees) == null) {
                work.addAll(callees);
            }
        }
        return reached;
    }

    /**
     * Bytes of stack with which a thread can have {@code calls} calls of methods that call themselves open at once; some number above
     * {@link #MOST_BYTES} where it is more than that.
     */
    public long bytes(int calls) {
        Needs needs = new Needs();
        for (int k = 0; k < calls && needs.kernel() <= MOST_BYTES && needs.grows(); k++) {
            needs.deeper();
        }
        return needs.kernel();
    }

    /** How many such calls fit a stack of so many bytes, at most {@code most}; −1 if not even none does. */
    public int deepest(long bytes, int most) {
        Needs needs = new Needs();
        int calls = -1;
        while (calls < most && needs.kernel() <= bytes) {
            if (!needs.grows()) {
                return most;
            }
            calls++;
            needs.deeper();
        }
        return calls;
    }

    /** The stack that each function needs with its callees, for a number of calls that are left, one more at each step. */
    private final class Needs {
        private final boolean[] cyclic = new boolean[functions.size()];
        private final int[] order;
        private long[] with = new long[functions.size()];
        private boolean grows;

        Needs() {
            List<Integer> after = new ArrayList<>();
            boolean[] seen = new boolean[functions.size()];
            visit(0, seen, after);
            order = after.stream().mapToInt(i -> i).toArray();
            for (int f : order) {
                cyclic[f] = reaches(f);
                grows |= cyclic[f];
            }
            // entered without a call left, a function on a cycle calls at most what raises the exception
            for (int f : order) {
                with[f] = functions.get(f).bytes() + largest(f, with, false);
            }
        }

        private void visit(int f, boolean[] seen, List<Integer> after) {
            if (!seen[f]) {
                seen[f] = true;
                functions.get(f).callees().forEach(g -> visit(g, seen, after));
                after.add(f);
            }
        }

        private boolean reaches(int f) {
            boolean[] seen = new boolean[functions.size()];
            functions.get(f).callees().forEach(g -> visit(g, seen, new ArrayList<>()));
            return seen[f];
        }

        private long largest(int f, long[] of, boolean all) {
            long largest = 0;
            for (int g : functions.get(f).callees()) {
                if (all || !cyclic[f] || !cyclic[g]) {
                    largest = Math.max(largest, of[g]);
                }
            }
            return largest;
        }

        void deeper() {
            long[] next = Arrays.copyOf(with, with.length);
            for (int f : order) {
                next[f] = functions.get(f).bytes() + largest(f, cyclic[f] ? with : next, true);
            }
            with = next;
        }

        /** Whether more calls need more stack in the end: not if LLVM made loops of all. */
        boolean grows() {
            return grows;
        }

        long kernel() {
            return with[0];
        }
    }

    /** As {@link #parse} reads it. */
    String text() {
        StringBuilder out = new StringBuilder();
        for (Frame f : functions) {
            out.append(f.bytes());
            f.callees().forEach(c -> out.append(' ').append(c));
            out.append('\n');
        }
        return out.toString();
    }

    /** Reads what {@link #text} wrote. @throws IllegalArgumentException if it is not that */
    static StackNeed parse(String text) {
        List<Frame> functions = new ArrayList<>();
        text.lines().forEach(line -> {
            String[] words = line.split(" ");
            functions.add(new Frame(
                    Long.parseLong(words[0]),
                    Arrays.stream(words).skip(1).map(Integer::valueOf).toList()));
        });
        int n = functions.size();
        if (n == 0 || functions.stream().anyMatch(f -> f.callees().stream().anyMatch(c -> c < 0 || c >= n))) {
            throw new IllegalArgumentException("no stack frames: " + text);
        }
        return new StackNeed(functions);
    }
}
