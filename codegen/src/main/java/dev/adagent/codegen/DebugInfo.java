package dev.adagent.codegen;

import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Loc;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * LLVM's debug metadata of one module: Java files, methods and lines, inlined methods as inlined. Numbers are handed out in the order of
 * use, so that equal modules have equal text.
 */
final class DebugInfo {
    /** Numbers below are taken: 0 to 3 here, 4 by the kernel's annotations. */
    private static final int FIRST = 5;

    /** A place in a function. */
    private record Place(Loc loc, int scope) {}

    private final Map<String, Integer> nodes = new LinkedHashMap<>();
    private final Map<Place, String> suffixes = new HashMap<>();

    /** Number of the subprogram that stands for the function itself. */
    int subprogram(Function f) {
        return subprogram(f.name(), file(firstLoc(f)));
    }

    /** The suffix that gives an instruction its place. */
    String suffix(Loc loc, int functionScope) {
        // instructions of one line have one place
        return suffixes.computeIfAbsent(new Place(loc, functionScope), p -> ", !dbg !" + location(p.loc(), p.scope()));
    }

    private int location(Loc loc, int functionScope) {
        if (loc == null || loc.equals(Loc.NONE)) {
            return location(0, functionScope, -1);
        }
        // The outermost place is inlined into the function itself, whose name tells a derivative from its primal.
        int caller = location(loc.inlinedAt(), functionScope);
        return location(Math.max(loc.line(), 0), subprogram(loc.className() + "." + loc.method(), file(loc)), caller);
    }

    private int location(int line, int scope, int inlinedAt) {
        return node("!DILocation(line: " + line + ", column: 0, scope: !" + scope
                + (inlinedAt < 0 ? "" : ", inlinedAt: !" + inlinedAt) + ")");
    }

    private int subprogram(String name, int file) {
        return node("distinct !DISubprogram(name: " + LlvmNames.quote(name) + ", scope: !" + file + ", file: !" + file
                + ", type: !3, spFlags: DISPFlagDefinition | DISPFlagOptimized, unit: !1)");
    }

    private int file(Loc loc) {
        String name = loc.file() == null ? "unknown" : loc.file();
        int slash = loc.className().lastIndexOf('/');
        return node("!DIFile(filename: " + LlvmNames.quote(loc.className().substring(0, slash + 1) + name)
                + ", directory: \"\")");
    }

    private static Loc firstLoc(Function f) {
        Loc loc = f.blocks().stream()
                .flatMap(b -> b.insns().stream())
                .map(i -> i.loc())
                .filter(l -> l.file() != null)
                .findFirst()
                .orElse(Loc.NONE);
        while (loc.inlinedAt() != null) {
            loc = loc.inlinedAt();
        }
        return loc;
    }

    /** The suffix of a branch whose first target is nearly always taken. */
    String likely() {
        return ", !prof !" + node("!{!\"branch_weights\", i32 1048576, i32 1}");
    }

    /** The suffix of the branch that ends a loop's iterations. @param property what LLVM is asked to do with the loop */
    String loop(String property) {
        int asked = node(property);
        int id = FIRST + nodes.size();
        // a loop's node names itself, so that no two loops share one
        nodes.put("distinct !{!" + id + ", !" + asked + "}", id);
        return ", !llvm.loop !" + id;
    }

    private int node(String text) {
        return nodes.computeIfAbsent(text, t -> FIRST + nodes.size());
    }

    /** The module's metadata. */
    String text() {
        StringBuilder out = new StringBuilder();
        out.append("!llvm.dbg.cu = !{!1}\n");
        out.append("!llvm.module.flags = !{!0}\n");
        out.append("!0 = !{i32 2, !\"Debug Info Version\", i32 3}\n");
        out.append(
                "!1 = distinct !DICompileUnit(language: DW_LANG_Java, file: !2, producer: \"adagent\", isOptimized: true,"
                        + " runtimeVersion: 0, emissionKind: DebugDirectivesOnly)\n");
        out.append("!2 = !DIFile(filename: \"adagent\", directory: \"\")\n");
        out.append("!3 = !DISubroutineType(types: !{})\n");
        nodes.forEach((text, id) ->
                out.append('!').append(id).append(" = ").append(text).append('\n'));
        return out.toString();
    }
}
