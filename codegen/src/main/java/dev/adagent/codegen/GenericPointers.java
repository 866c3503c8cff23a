package dev.adagent.codegen;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Pointers of unknown address space. The lowering writes {@code ptr} for them, whatever the target; where a target numbers that space
 * otherwise than LLVM's default 0, this gives each its number. A pointer of space 0 is written {@code ptr addrspace(0)} there.
 */
final class GenericPointers {
    private static final Pattern TOKEN = Pattern.compile(
            "\"[^\"]*\"" // strings, with quotes escaped as \22
                    + "|;[^\n]*"
                    + "|[%@!#$][-\\w.$]+" // names
                    + "|[A-Za-z_][-\\w.$]*");

    private static final Pattern NUMBERED = Pattern.compile("\\s*addrspace\\(");

    private GenericPointers() {}

    /** LLVM assembly with every {@code ptr} that has no address space put into this one; the types in intrinsics' names likewise. */
    static String in(int space, String assembly) {
        if (space == 0) {
            return assembly;
        }
        Matcher m = TOKEN.matcher(assembly);
        StringBuilder out = new StringBuilder(assembly.length() + assembly.length() / 8);
        while (m.find()) {
            String t = m.group();
            if (t.equals("ptr")
                    && !NUMBERED.matcher(assembly)
                            .region(m.end(), assembly.length())
                            .lookingAt()) {
                t = "ptr addrspace(" + space + ")";
            } else if (t.startsWith("@llvm.")) {
                t = t.replaceAll("\\.p0(?=\\.|$)", ".p" + space);
            }
            m.appendReplacement(out, Matcher.quoteReplacement(t));
        }
        return m.appendTail(out).toString();
    }
}
