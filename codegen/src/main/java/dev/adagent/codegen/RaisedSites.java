package dev.adagent.codegen;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which of a kernel's {@linkplain ExceptionRecord.Site sites} LLVM has left, read from LLVM assembly: those of checks that cannot fail are gone. */
public final class RaisedSites {
    private static final Pattern RAISE = Pattern.compile("call [^@]*@adagent_raise_\\w+\\([^)]*?i32 (%?[-\\w.]+)");
    private static final Pattern CHOICE = Pattern.compile("(%[-\\w.]+) = (phi|select i1 [^,]+,) (i32 .*)");
    private static final Pattern PHI = Pattern.compile("\\[ (%?[-\\w.]+), ");
    private static final Pattern SELECT = Pattern.compile("i32 (%?[-\\w.]+)");

    private RaisedSites() {}

    /** Numbers of the sites; that of a check of an index is the number of its missing array's. */
    public static Set<Integer> in(String llvm) {
        Map<String, List<String>> choices = llvm.lines()
                .map(CHOICE::matcher)
                .filter(Matcher::find)
                .collect(Collectors.groupingBy(
                        m -> m.group(1),
                        HashMap::new,
                        Collectors.flatMapping(
                                m -> operands(m.group(2).equals("phi") ? PHI : SELECT, m.group(3)),
                                Collectors.toList())));
        Deque<String> open = new ArrayDeque<>();
        RAISE.matcher(llvm).results().forEach(m -> open.add(m.group(1)));
        Set<Integer> out = new TreeSet<>();
        Set<String> seen = new HashSet<>();
        while (!open.isEmpty()) {
            String value = open.pop();
            if (!value.startsWith("%")) {
                out.add(Integer.valueOf(value));
            } else if (seen.add(value)) {
                open.addAll(choices.getOrDefault(value, List.of()));
            }
        }
        return out;
    }

    private static Stream<String> operands(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(m -> m.group(1));
    }
}
