package dev.adagent.codegen;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Says in other words what NVIDIA's assembler gets wrong. What is written instead is equivalent by itself, whoever assembles it. Seen on an
 * H100, with the code that was made of each form:
 *
 * <ul>
 *   <li>nvPTXCompiler 12.0 takes the sign of {@code neg.s64} from the negated high word, which lacks the low word's borrow, in {@code setp.lt}
 *       and {@code setp.ge} against 0: −1 passes for 0 or more. Against −1, with {@code le} and {@code gt}, it is right.
 *   <li>12.0 and ptxas 13.0 take {@code abs.s32} and {@code abs.s64} for 0 or more; Java's {@code abs(MIN_VALUE)} is negative (JLS §15.15.4).
 *       {@code abs.s16} of −32768 is 32768 there. Shift, exclusive or and difference (Warren, Hacker's Delight, §2-4) are right.
 *   <li>Both unroll a loop that counts down until {@code setp.gt.u32 %r, -4}, which is how LLVM asks whether {@code %r} is −3, −2 or −1, and count
 *       what is left of its turns with signs: a loop of one turn ran three, and read in front of an array. {@code %r + 3} below 3 asks the same.
 *   <li>12.0 makes one {@code LEA.HI.SX32} of {@code neg.s32}, {@code shr.s32} and an addition, whose sign is that of the number that is not negated yet:
 *       {@code -6 >> 17} was 0. The complement of {@code x - 1} is {@code -x} too (Warren, §2-1), and is not taken for it.
 *   <li>Both give a function with few callers registers of its own for what it takes and returns, and in its callers forget that the second call's
 *       argument goes where the first call's result is: {@code r - half(x)} after {@code r = half(y)} was 0. 12.0 and 13.0 end with a segmentation
 *       fault in the same pass on some long kernels. A function whose address is taken keeps to the convention that all callers know; so a table in the module
 *       holds the address of each function that returns something.
 *   <li>12.0 ends with a segmentation fault on some {@code selp} of floats or doubles between a number and another, by a comparison of that number on which
 *       a branch has decided already. The same selection of plain bits is right.
 *   <li>12.0 makes a selection of integers of {@code selp.f32} between −0.0 and a number, with the zero register for −0.0, whose sign is lost. A selection of plain
 *       bits has it.
 *   <li>Both end with a segmentation fault for sm_90, in modules with functions, where two branches ask the same predicate and the first decides the second. A comparison of its own
 *       for each branch is right.
 *   <li>12.0 knows the parts of an address by their registers in functions that ask for state spaces with {@code isspacep}: {@code base + 24}, added up in front of a
 *       loop that moves {@code base} in the same register, was made of the moved one, and gradients were added to other elements. 13.0 is right. What is read as it was
 *       before the loop has a register of its own ({@link OwnRegisters}).
 * </ul>
 */
final class AssemblerFaults {
    private static final Pattern SIGN = Pattern.compile("setp\\.(lt|ge)(\\.s(?:16|32|64)\\s+%\\w+, %\\w+), 0;");

    private static final Pattern ABS = Pattern.compile("abs\\.s(16|32|64)(\\s+)(%\\w+), (%\\w+);");

    /** Comparisons without sign against a number just below 2ⁿ, which PTX writes as a negative one. */
    private static final Pattern WRAPPED =
            Pattern.compile("setp\\.(lt|le|gt|ge)\\.u(16|32|64)(\\s+%\\w+), (%\\w+), -(\\d+);");

    private static final Pattern NEGATED = Pattern.compile("neg\\.s(16|32|64)(\\s+)(%\\w+), (%\\w+);");

    private static final Pattern SHIFTED = Pattern.compile("shr\\.[sub](?:16|32|64)\\s+%\\w+, (%\\w+),");

    private static final Pattern RETURNING = Pattern.compile("(?m)^\\.func\\s+\\([^)]*\\)\\s+([\\w$]+)");

    private static final Pattern COMPARED = Pattern.compile("setp\\.\\w+\\.f(?:32|64)\\s+(%\\w+), (%\\w+), ([%\\w]+);");

    private static final Pattern BRANCH = Pattern.compile("@!?(%\\w+) bra");

    private static final Pattern SELECTED =
            Pattern.compile("selp\\.f(32|64)(\\s+%\\w+, )([%\\w]+), ([%\\w]+), (%\\w+);");

    private static final Pattern NEGATIVE_ZERO = Pattern.compile("selp\\.f(32|64)(?=[^;]*\\b0[fd]80{7,15}\\b)");

    /** The table of functions; nothing reads it. */
    static final String FUNCTIONS = "adagent_functions";

    private AssemblerFaults() {}

    /** PTX that means the same, without what is assembled wrongly. */
    static String avoid(String ptx) {
        String own = OwnRegisters.avoid(ptx);
        // what is written below has registers in scopes of their own
        String branches = RETURNING.matcher(own).find() ? RepeatedBranches.avoid(own) : own;
        String signs = SIGN.matcher(branches)
                .replaceAll(m -> "setp." + (m.group(1).equals("lt") ? "le" : "gt") + m.group(2) + ", -1;");
        String ranges = WRAPPED.matcher(complements(signs)).replaceAll(AssemblerFaults::asRange);
        String differences =
                ranges.contains("abs.s") ? ABS.matcher(ranges).replaceAll(AssemblerFaults::difference) : ranges;
        return withTable(NEGATIVE_ZERO.matcher(selections(differences)).replaceAll("selp.b$1"));
    }

    /** Changes the text of each function on its own: registers are a function's. */
    static String eachFunction(String ptx, UnaryOperator<String> change) {
        StringBuilder out = new StringBuilder();
        int from = 0;
        while (from < ptx.length()) {
            int end = ptx.indexOf("\n}\n", from);
            int to = end < 0 ? ptx.length() : end + 3;
            out.append(change.apply(ptx.substring(from, to)));
            from = to;
        }
        return out.toString();
    }

    /** Selects plain bits by comparisons that a branch decides too. Names that several functions use are taken for one. */
    private static String selections(String ptx) {
        if (!ptx.contains("selp.f")) {
            return ptx;
        }
        Map<String, Set<List<String>>> compared = new HashMap<>();
        COMPARED.matcher(ptx)
                .results()
                .forEach(m -> compared.computeIfAbsent(m.group(1), p -> new HashSet<>())
                        .add(List.of(m.group(2), m.group(3))));
        Set<List<String>> decided = new HashSet<>();
        BRANCH.matcher(ptx).results().forEach(m -> decided.addAll(compared.getOrDefault(m.group(1), Set.of())));
        return SELECTED.matcher(ptx)
                .replaceAll(m -> compared.getOrDefault(m.group(5), Set.of()).stream()
                                .anyMatch(
                                        c -> decided.contains(c) && (c.contains(m.group(3)) || c.contains(m.group(4))))
                        ? "selp.b" + m.group(1) + m.group(2) + m.group(3) + ", " + m.group(4) + ", " + m.group(5) + ";"
                        : m.group());
    }

    private static String difference(MatchResult m) {
        int bits = Integer.parseInt(m.group(1));
        String sign = "%sign, " + m.group(4) + ", " + (bits - 1) + "; ";
        return "{ .reg .b" + bits + " %sign, %flipped; shr.s" + bits + " " + sign + "xor.b" + bits + " %flipped, "
                + m.group(4) + ", %sign; sub.s" + bits + " " + m.group(3) + ", %flipped, %sign; }";
    }

    private static String withTable(String ptx) {
        Set<String> functions = new LinkedHashSet<>();
        RETURNING.matcher(ptx).results().forEach(m -> functions.add(m.group(1)));
        return functions.isEmpty()
                ? ptx
                : ptx + "\n.visible .global .align 8 .u64 " + FUNCTIONS + "[" + functions.size() + "] = {"
                        + String.join(", ", functions) + "};\n";
    }

    /** Negates by complement what is shifted to the right. */
    private static String complements(String ptx) {
        if (!ptx.contains("neg.s")) {
            return ptx;
        }
        Set<String> shifted = new HashSet<>();
        SHIFTED.matcher(ptx).results().forEach(m -> shifted.add(m.group(1)));
        return NEGATED.matcher(ptx).replaceAll(m -> {
            String bits = m.group(1);
            return shifted.contains(m.group(3))
                    ? "{ .reg .b" + bits + " %less; add.s" + bits + " %less, " + m.group(4) + ", -1; not.b" + bits
                            + m.group(2) + m.group(3) + ", %less; }"
                    : m.group();
        });
    }

    /** Numbers from −k are those that, k added, are below k; numbers above −k are those from −(k−1). */
    private static String asRange(MatchResult m) {
        boolean above = m.group(1).equals("gt") || m.group(1).equals("ge");
        boolean including = m.group(1).equals("ge") || m.group(1).equals("lt");
        BigInteger k = new BigInteger(m.group(5)).subtract(including ? BigInteger.ZERO : BigInteger.ONE);
        String bits = m.group(2);
        return "{ .reg .b" + bits + " %wrapped; add.s" + bits + " %wrapped, " + m.group(4) + ", " + k + "; setp."
                + (above ? "lt" : "ge") + ".u" + bits + m.group(3) + ", %wrapped, " + k + "; }";
    }
}
