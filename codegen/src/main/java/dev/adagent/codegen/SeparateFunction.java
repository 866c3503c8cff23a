package dev.adagent.codegen;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A function that is the same in all kernels that call it: it records an exception, or computes an elementary function. A process compiles it once for an
 * architecture, and kernels get its PTX: the three for exceptions are a fifth of what LLVM would be given with a small kernel.
 *
 * @param definition in LLVM assembly, internal to its module, without metadata
 * @param declarations of what it calls
 * @param attributes what its callers' optimiser may know of it, in LLVM assembly
 * @param pasted whether callers hold its PTX where they would call it, if it {@linkplain PastedPtx can be}
 */
record SeparateFunction(String name, String definition, Set<String> declarations, String attributes, boolean pasted) {
    /** What a function has been compiled for. @param target its module's {@linkplain LlvmTarget#header header} */
    private record Key(SeparateFunction function, String target, String architecture) {}

    /** @param body of a caller's stub, in LLVM assembly; null if the function is called */
    private record Compiled(String ptx, String body) {}

    private static final Map<Key, Compiled> COMPILED = new ConcurrentHashMap<>();

    private static final String INTERNAL = "define internal ";

    SeparateFunction {
        declarations = Set.copyOf(declarations);
    }

    /** A module with these functions declared only, or with their PTX for bodies. */
    static String declared(
            Collection<SeparateFunction> functions, String llvm, LlvmTarget target, String architecture) {
        String out = llvm;
        for (SeparateFunction f : functions) {
            out = replaced(out, 0, f.definition, f.stub(target, architecture));
        }
        return out;
    }

    /** A module's PTX with the functions that it declares and calls. */
    static String defined(List<SeparateFunction> functions, String ptx, LlvmTarget target, String architecture) {
        String out = ptx;
        for (SeparateFunction f : functions) {
            int start = f.head(".extern ", "\n", out);
            if (start >= 0) { // else no call is left
                String declaration = out.substring(start, out.indexOf(")\n;\n", start) + ")\n;\n".length());
                out = replaced(
                        out,
                        start,
                        declaration,
                        f.compiled(target, architecture).ptx());
            }
        }
        return out;
    }

    private static String replaced(String text, int from, String old, String with) {
        int start = text.indexOf(old, from);
        if (start < 0) {
            throw new IllegalStateException("a function is not in its module: " + old);
        }
        return text.substring(0, start) + with + text.substring(start + old.length());
    }

    /** Where PTX says that a function of this name begins, which is written behind what it gives; −1 if nowhere. */
    private int head(String linkage, String after, String ptx) {
        int at = ptx.indexOf(" " + name + after);
        while (at >= 0) {
            int line = ptx.lastIndexOf('\n', at) + 1;
            if (ptx.startsWith(linkage + ".func ", line)) {
                return line;
            }
            at = ptx.indexOf(" " + name + after, at + 1);
        }
        return -1;
    }

    private String stub(LlvmTarget target, String architecture) {
        String body = pasted ? compiled(target, architecture).body() : null;
        return body == null
                ? "declare " + head().replaceAll(" %[\\w.]+", "") + attributes + "\n"
                : INTERNAL + head() + attributes + " alwaysinline {\n" + body + "}\n";
    }

    /** Result, name and parameters in LLVM assembly. */
    private String head() {
        return definition.substring(INTERNAL.length(), definition.indexOf(')') + 1);
    }

    private Compiled compiled(LlvmTarget target, String architecture) {
        return COMPILED.computeIfAbsent(new Key(this, target.header(), architecture), k -> {
            String ptx = ptx(target, architecture);
            return new Compiled(ptx, pasted ? PastedPtx.body(head(), ptx) : null);
        });
    }

    private String ptx(LlvmTarget target, String architecture) {
        String module = target.header() + "define " + definition.substring(INTERNAL.length()) + "\n"
                + String.join("\n", declarations.stream().sorted().toList()) + "\n";
        try (LlvmModule m = LlvmModule.parse(module, target.triple(), architecture, PtxCompiler.FEATURES)) {
            m.optimise();
            String ptx = m.assembly();
            int start = head(".visible ", "(", ptx);
            String function = ptx.substring(ptx.indexOf(".func", start), ptx.lastIndexOf('}') + 1);
            // LLVM numbers labels through a module
            return function.replace("$L__", "$L__" + name + "_") + "\n";
        }
    }
}
