package dev.adagent.codegen;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Keeps apart what LLVM 20's back end for SPIR-V mixes up: the numbers of labels stand in a table of the process, by the address of the
 * function and the number of the block, which is never cleared. So only the first file that a process writes is right for certain; in a later
 * one labels can have numbers that stand for something else already, where a function lies at the address of one that is gone.
 */
final class SpirvFiles {
    /** A module whose functions all lie where they lay before is right, and memory soon falls into step: a few tries are many. */
    private static final int TRIES = 16;

    private static final Pattern RESULT = Pattern.compile("^\\s*(%[\\w.]+) = ", Pattern.MULTILINE);

    private static final AtomicBoolean WRITTEN = new AtomicBoolean();

    private SpirvFiles() {}

    static boolean concerns(String triple) {
        return triple.startsWith("spirv");
    }

    /** Says that a file is about to be written that nothing can check. */
    static void first() {
        if (WRITTEN.getAndSet(true)) {
            throw new IllegalStateException(
                    "LLVM 20 writes right objects for SPIR-V once in a process: compile each kernel in one of its own");
        }
    }

    /** Writes assembly until each name in it is defined once. */
    static String checked(Supplier<String> assembly) {
        WRITTEN.set(true);
        String name = null;
        for (int i = 0; i < TRIES; i++) {
            String text = assembly.get();
            name = twice(text);
            if (name == null) {
                return text;
            }
        }
        throw new IllegalStateException("LLVM's assembly for SPIR-V defines " + name + " twice");
    }

    /** A name that is defined twice, or null. */
    static String twice(String assembly) {
        Set<String> defined = new HashSet<>();
        Matcher m = RESULT.matcher(assembly);
        while (m.find()) {
            if (!defined.add(m.group(1))) {
                return m.group(1);
            }
        }
        return null;
    }
}
