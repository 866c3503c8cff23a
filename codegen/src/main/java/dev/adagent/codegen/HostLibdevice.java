package dev.adagent.codegen;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.stream.Collectors;

/**
 * libdevice for the host's processor, so that what is linked of it can be run without a GPU. NVIDIA's exact instructions become LLVM's; the
 * approximate reciprocal of a double becomes the true one cut to its upper word, as the instruction gives a result of that form and refines it. Functions that
 * need other instructions, or have assembly in them, cannot be linked.
 */
final class HostLibdevice {
    private static final String INTRINSICS = "@llvm.nvvm.";

    /** What each instruction computes of the operands %0, %1, %2, as %r. */
    private static final Map<String, String> BODIES = Map.ofEntries(
            Map.entry("double fabs.d(double)", "%r = call double @llvm.fabs.f64(double %0)"),
            Map.entry("float fabs.f(float)", "%r = call float @llvm.fabs.f32(float %0)"),
            Map.entry("float fabs.ftz.f(float)", "%r = call float @llvm.fabs.f32(float %0)"),
            Map.entry(
                    "double fma.rn.d(double, double, double)",
                    "%r = call double @llvm.fma.f64(double %0, double %1, double %2)"),
            Map.entry("double add.rn.d(double, double)", "%r = fadd double %0, %1"),
            Map.entry("double mul.rn.d(double, double)", "%r = fmul double %0, %1"),
            Map.entry("double fmin.d(double, double)", "%r = call double @llvm.minimumnum.f64(double %0, double %1)"),
            Map.entry("double trunc.d(double)", "%r = call double @llvm.trunc.f64(double %0)"),
            Map.entry(
                    "i32 d2i.rn(double)",
                    "%n = call double @llvm.roundeven.f64(double %0)\n"
                            + "%r = call i32 @llvm.fptosi.sat.i32.f64(double %n)"),
            Map.entry("i32 d2i.lo(double)", "%b = bitcast double %0 to i64\n%r = trunc i64 %b to i32"),
            Map.entry(
                    "i32 d2i.hi(double)",
                    "%b = bitcast double %0 to i64\n%s = lshr i64 %b, 32\n%r = trunc i64 %s to i32"),
            Map.entry(
                    "double lohi.i2d(i32, i32)",
                    "%l = zext i32 %0 to i64\n%h = zext i32 %1 to i64\n%s = shl i64 %h, 32\n"
                            + "%b = or i64 %s, %l\n%r = bitcast i64 %b to double"),
            Map.entry(
                    "double rcp.approx.ftz.d(double)",
                    "%q = fdiv double 1.0, %0\n%b = bitcast double %q to i64\n"
                            + "%u = and i64 %b, -4294967296\n%r = bitcast i64 %u to double"));

    private HostLibdevice() {}

    /** The library in LLVM assembly for the host. @param attributes those of functions that may use all that the processor has */
    static Libdevice of(Libdevice library, String attributes) {
        String text = withoutAssembly(
                        LlvmModule.disassembled(library.code(), library.file().toString()))
                .lines()
                .filter(l -> !l.startsWith("declare ") || !(isReplaced(l) || l.contains("@__nvvm_reflect(")))
                .map(l -> l.replace(INTRINSICS, "@nvvm."))
                .map(l -> l.startsWith("attributes #") ? l.replaceFirst("\\{", "{ " + quoted(attributes) + " ") : l)
                .collect(Collectors.joining("\n"));
        StringBuilder out = new StringBuilder(text).append('\n');
        out.append("define internal i32 @__nvvm_reflect(ptr %0) ")
                .append(attributes)
                .append(" {\nret i32 0\n}\n");
        new TreeMap<>(BODIES).forEach((signature, body) -> {
            String head = signature.replaceFirst(" ", " @nvvm.");
            String result = signature.substring(0, signature.indexOf(' '));
            out.append("define internal ").append(head).append(" alwaysinline ").append(attributes);
            out.append(" {\n").append(body).append("\nret ").append(result).append(" %r\n}\n");
        });
        for (String needed : List.of(
                "double @llvm.fabs.f64(double)",
                "float @llvm.fabs.f32(float)",
                "double @llvm.fma.f64(double, double, double)",
                "double @llvm.minimumnum.f64(double, double)",
                "double @llvm.trunc.f64(double)",
                "double @llvm.roundeven.f64(double)",
                "i32 @llvm.fptosi.sat.i32.f64(double)")) {
            if (!text.contains("declare " + needed)) {
                out.append("declare ").append(needed).append('\n');
            }
        }
        return library.withCode(out.toString());
    }

    /** Functions with assembly of NVIDIA's in them call one that nobody has: whoever is linked with them is told. */
    private static String withoutAssembly(String text) {
        List<String> out = new ArrayList<>();
        int head = 0;
        for (String line : text.lines().toList()) {
            if (line.startsWith("define ")) {
                head = out.size();
            }
            out.add(line);
            if (line.equals("}") && out.subList(head, out.size()).stream().anyMatch(l -> l.contains(" asm "))) {
                out.subList(head + 1, out.size()).clear();
                out.addAll(List.of("call void @nvvm.inline.assembly()", "unreachable", "}"));
            }
        }
        out.add("declare void @nvvm.inline.assembly()");
        return String.join("\n", out);
    }

    private static boolean isReplaced(String declaration) {
        int at = declaration.indexOf(INTRINSICS);
        if (at < 0) {
            return false;
        }
        String name = declaration.substring(at + INTRINSICS.length(), declaration.indexOf('(', at));
        return BODIES.keySet().stream().anyMatch(s -> s.contains(" " + name + "("));
    }

    private static String quoted(String attributes) {
        return Matcher.quoteReplacement(attributes);
    }
}
