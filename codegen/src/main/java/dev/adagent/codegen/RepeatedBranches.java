package dev.adagent.codegen;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Gives each branch on a predicate that another branch asks too a comparison of its own, where what is compared is written once in the function, so that it is the
 * same number there ({@link AssemblerFaults}). Other predicates stay: LLVM leaves few, of numbers that a loop changes, and none is known to be a fault.
 */
final class RepeatedBranches {
    private static final Pattern BRANCH = Pattern.compile("@(!?)(%\\w+) (bra(?:\\.uni)?)(\\s+[$\\w]+);");

    private static final Pattern COMPARISON =
            Pattern.compile("(setp\\.\\w+\\.\\w+\\s+)(%\\w+)(, ([%\\w.-]+), ([%\\w.-]+));");

    /** An instruction and what it writes: one register, or several in braces or with a bar between them. */
    private static final Pattern WRITE =
            Pattern.compile("(?:^|[;{])\\s*(?:@!?%\\w+\\s+)?[a-z][\\w.]*\\s+(\\{[^}]*}|%[\\w|%]+),", Pattern.MULTILINE);

    private static final Pattern REGISTER = Pattern.compile("%\\w+");

    private RepeatedBranches() {}

    /** PTX that means the same. */
    static String avoid(String ptx) {
        return AssemblerFaults.eachFunction(ptx, RepeatedBranches::function);
    }

    private static String function(String text) {
        Set<String> asked = new HashSet<>();
        Set<String> askedAgain = new HashSet<>();
        BRANCH.matcher(text).results().forEach(m -> {
            if (!asked.add(m.group(2))) {
                askedAgain.add(m.group(2));
            }
        });
        if (askedAgain.isEmpty()) {
            return text;
        }
        Map<String, Integer> writes = writes(text);
        Map<String, MatchResult> comparisons = new HashMap<>();
        COMPARISON
                .matcher(text)
                .results()
                .filter(c -> askedAgain.contains(c.group(2))
                        && writes.getOrDefault(c.group(2), 0) == 1
                        && isFixed(c.group(4), writes)
                        && isFixed(c.group(5), writes))
                .forEach(c -> comparisons.put(c.group(2), c));
        Set<String> seen = new HashSet<>();
        return BRANCH.matcher(text).replaceAll(m -> {
            MatchResult c = comparisons.get(m.group(2));
            String own = c == null || seen.add(m.group(2))
                    ? m.group()
                    : "{ .reg .pred %again; " + c.group(1) + "%again" + c.group(3) + "; @" + m.group(1) + "%again "
                            + m.group(3) + m.group(4) + "; }";
            return Matcher.quoteReplacement(own);
        });
    }

    /** How often each register is written in the text. */
    private static Map<String, Integer> writes(String text) {
        Map<String, Integer> out = new HashMap<>();
        WRITE.matcher(text)
                .results()
                .flatMap(m -> REGISTER.matcher(m.group(1)).results())
                .forEach(r -> out.merge(r.group(), 1, Integer::sum));
        return out;
    }

    private static boolean isFixed(String operand, Map<String, Integer> writes) {
        return !operand.startsWith("%") || writes.getOrDefault(operand, 0) <= 1;
    }
}
