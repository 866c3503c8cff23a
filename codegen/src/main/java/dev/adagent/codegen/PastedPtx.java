package dev.adagent.codegen;

import java.util.List;
import java.util.regex.Pattern;

/**
 * The PTX of a function as inline assembly of LLVM's, in a scope of its own (PTX ISA, "Scoping"): LLVM passes it through as one operation, and NVIDIA's assembler
 * sees no call. A call that does not matter by itself does by what the assembler makes of the function around it: it loads values later, and keeps more
 * registers, so the loops of the digits kernels took 8 to 16 % longer with calls of {@code tanh} and {@code exp} outside of them.
 */
final class PastedPtx {
    private static final Pattern TAKEN = Pattern.compile("ld\\.param(\\.\\w+)\\s+(%\\w+), \\[\\w+_param_(\\d+)];");

    private static final Pattern GIVEN = Pattern.compile("st\\.param(\\.\\w+)\\s+\\[func_retval0], ([%\\w]+);");

    private static final String END = "L__end";

    private PastedPtx() {}

    /**
     * The body, in LLVM assembly, of a function that is its PTX.
     *
     * @param head its result, name and parameters in LLVM assembly: {@code double @f(double %v0)}
     * @param ptx its definition
     * @return null if it does more than compute with registers, or takes or gives what no register holds
     */
    static String body(String head, String ptx) {
        String result = head.substring(0, head.indexOf(' '));
        String parameters = head.substring(head.indexOf('(') + 1, head.indexOf(')'));
        List<String> arguments = parameters.isEmpty() ? List.of() : List.of(parameters.split(", "));
        String text = scope(ptx);
        if (text == null) {
            return null;
        }
        InlinePtx pasted = new InlinePtx(result, arguments, text);
        return pasted.isOfRegisters() ? "  %pasted = " + pasted.pure() + "\n  ret " + result + " %pasted\n" : null;
    }

    private static String scope(String ptx) {
        StringBuilder out = new StringBuilder("{");
        for (String line :
                ptx.substring(ptx.indexOf("\n{") + 2, ptx.lastIndexOf('}')).split("\n")) {
            String code = line.replaceFirst("//.*", "").strip();
            // names of the function around it are not to be hidden
            String own = code.replace("%", "%in_").replace("$L__", "L__");
            own = TAKEN.matcher(own)
                    .replaceAll(m ->
                            "mov" + m.group(1) + " " + m.group(2) + ", \\$" + (Integer.parseInt(m.group(3)) + 1) + ";");
            own = GIVEN.matcher(own).replaceAll("mov$1 \\$0, $2;");
            own = own.equals("ret;") ? "bra.uni " + END + ";" : own;
            // what is left of returns are those under a predicate, which would leave the function around it
            if (own.matches(".*(\\[|\\bcall|\\bret\\b|\\.param|\\.local|targets).*")) {
                return null;
            }
            if (!own.isEmpty()) {
                out.append("\n\t").append(own);
            }
        }
        return out.append("\n").append(END).append(":\n\t}").toString();
    }
}
