package dev.adagent.codegen;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Gives the module's functions names that LLVM, PTX and profilers all take: letters, digits and underscores. */
final class LlvmNames {
    private final Map<String, String> names = new HashMap<>();
    private final Set<String> taken = new HashSet<>();

    /** The name of the function with that IR name; the same for the same sequence of questions. */
    String of(String irName) {
        return names.computeIfAbsent(irName, n -> {
            int paren = n.indexOf('(');
            String base = sanitise(paren > 0 ? n.substring(0, paren) : n);
            String name = base;
            for (int i = 1; !taken.add(name); i++) {
                name = base + "_" + i;
            }
            return name;
        });
    }

    private static String sanitise(String text) {
        StringBuilder out = new StringBuilder("j_");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            out.append(plain ? c : '_');
        }
        return out.toString();
    }

    /** A string literal of LLVM assembly. */
    static String quote(String text) {
        StringBuilder out = new StringBuilder("\"");
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            boolean plain = b >= 0x20 && b < 0x7f && b != '"' && b != '\\';
            if (plain) {
                out.append((char) b);
            } else {
                out.append(String.format("\\%02X", b & 0xff));
            }
        }
        return out.append('"').toString();
    }
}
