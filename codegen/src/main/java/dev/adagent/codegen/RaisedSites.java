package dev.adagent.codegen;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which of a kernel's {@linkplain ExceptionRecord.Site sites} LLVM has left, read from LLVM assembly: those of checks that cannot fail are
 * gone. A site is an operand of the call that records the exception, or comes to it by phis; or, if all calls have the same, it is in the
 * function that is called.
 */
public final class RaisedSites {
    private static final Pattern FUNCTION = Pattern.compile("(?m)^define [^@]*@([-\\w.]+)\\((?s:.*?)^}");
    private static final Pattern RAISE = Pattern.compile("call [^@\\n]*@(adagent_raise_\\w+)\\(([^)\\n]*)\\)");
    private static final Pattern SITE = Pattern.compile("(?:^|, )i32 (%?[-\\w.]+)");
    private static final Pattern STORED =
            Pattern.compile("store volatile i32 (%?[-\\w.]+), ptr %a" + ExceptionRecord.SITE + "\\b");
    private static final Pattern VALUE = Pattern.compile("(?m)^ +(%[-\\w.]+) = (.*)$");
    private static final Pattern PHI = Pattern.compile("\\[ (%?[-\\w.]+), ");
    private static final Pattern SELECT = Pattern.compile("i32 (%?[-\\w.]+)");
    private static final Pattern SUM = Pattern.compile("(?:add|or) [a-z ]*i32 (%[-\\w.]+), (\\d+)");

    private final Map<String, String> values = new HashMap<>();
    private final Set<String> open = new HashSet<>();

    private RaisedSites(String function) {
        VALUE.matcher(function).results().forEach(m -> values.put(m.group(1), m.group(2)));
    }

    /**
     * Numbers of the sites. A check of an index has two sites, that of a null array and the one after it; one of them is there if the check
     * is.
     */
    public static Set<Integer> in(String llvm) {
        Map<String, String> functions = new HashMap<>();
        FUNCTION.matcher(llvm).results().forEach(m -> functions.put(m.group(1), m.group()));
        Set<Integer> out = new TreeSet<>();
        functions.values().forEach(text -> {
            RaisedSites here = new RaisedSites(text);
            RAISE.matcher(text).results().forEach(call -> here.addSites(call, functions, out));
        });
        return out;
    }

    private void addSites(MatchResult call, Map<String, String> functions, Set<Integer> out) {
        Matcher site = SITE.matcher(call.group(2));
        if (site.find()) {
            out.addAll(of(site.group(1)));
            return;
        }
        String raise = functions.getOrDefault(call.group(1), "");
        STORED.matcher(raise).results().forEach(m -> out.addAll(new RaisedSites(raise).of(m.group(1))));
    }

    /** The numbers that a value can be. */
    private Set<Integer> of(String value) {
        Set<Integer> out = new TreeSet<>();
        if (!value.startsWith("%")) {
            out.add(Integer.valueOf(value));
            return out;
        }
        String insn = values.getOrDefault(value, "");
        if (!open.add(value)) {
            return out;
        }
        Matcher sum = SUM.matcher(insn);
        if (insn.startsWith("phi ")) {
            PHI.matcher(insn).results().forEach(m -> out.addAll(of(m.group(1))));
        } else if (insn.startsWith("select ")) {
            SELECT.matcher(insn).results().forEach(m -> out.addAll(of(m.group(1))));
        } else if (insn.startsWith("zext ") && insn.contains(" i1 ")) {
            out.addAll(Set.of(0, 1));
        } else if (sum.find()) {
            of(sum.group(1)).forEach(n -> out.add(n + Integer.parseInt(sum.group(2))));
        }
        open.remove(value);
        return out;
    }
}
