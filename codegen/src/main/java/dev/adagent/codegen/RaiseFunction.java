package dev.adagent.codegen;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A function that records an exception. It is the same in all kernels that call it, so a process compiles it once for an architecture, and kernels get its
 * PTX: the three that a kernel may call are a fifth of what LLVM would be given with a small one.
 *
 * @param definition in LLVM assembly, internal to its module
 * @param declarations of what it calls
 */
record RaiseFunction(String name, String definition, Set<String> declarations) {
    /** What a function has been compiled for. */
    private record Key(String definition, String architecture) {}

    private static final Map<Key, String> COMPILED = new ConcurrentHashMap<>();

    /** What LLVM finds out itself where it has the body. */
    private static final String ATTRIBUTES = " cold nofree norecurse nounwind";

    private static final String INTERNAL = "define internal ";

    RaiseFunction {
        declarations = Set.copyOf(declarations);
    }

    /** A module with these functions declared only. */
    static String declared(Collection<RaiseFunction> functions, String llvm) {
        String out = llvm;
        for (RaiseFunction f : functions) {
            out = replaced(out, 0, f.definition, f.declaration());
        }
        return out;
    }

    /** A module's PTX with the functions that it declares and calls. */
    static String defined(List<RaiseFunction> functions, String ptx, LlvmTarget target, String architecture) {
        String out = ptx;
        for (RaiseFunction f : functions) {
            int start = out.indexOf(".extern .func " + f.name + "\n");
            if (start >= 0) { // else no call is left
                String declaration = out.substring(start, out.indexOf(")\n;\n", start) + ")\n;\n".length());
                out = replaced(out, start, declaration, f.ptx(target, architecture));
            }
        }
        return out;
    }

    private static String replaced(String text, int from, String old, String with) {
        int start = text.indexOf(old, from);
        if (start < 0) {
            throw new IllegalStateException("a function that records exceptions is not in its module: " + old);
        }
        return text.substring(0, start) + with + text.substring(start + old.length());
    }

    private String declaration() {
        String head = definition.substring(INTERNAL.length(), definition.indexOf(')') + 1);
        return "declare " + head.replaceAll(" %[\\w.]+", "") + ATTRIBUTES + "\n";
    }

    private String ptx(LlvmTarget target, String architecture) {
        return COMPILED.computeIfAbsent(new Key(definition, architecture), k -> compiled(target, architecture));
    }

    private String compiled(LlvmTarget target, String architecture) {
        String module = target.header() + "define " + definition.substring(INTERNAL.length()) + "\n"
                + String.join("\n", declarations.stream().sorted().toList()) + "\n";
        try (LlvmModule m = LlvmModule.parse(module, target.triple(), architecture, PtxCompiler.FEATURES)) {
            m.optimise();
            String ptx = m.assembly();
            int start = ptx.indexOf(".visible .func " + name + "(");
            String function = ptx.substring(ptx.indexOf(".func", start), ptx.lastIndexOf('}') + 1);
            // LLVM numbers labels through a module
            return function.replace("$L__", "$L__" + name + "_") + "\n";
        }
    }
}
