package dev.adagent.transform.opt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.IrParser;
import dev.adagent.transform.ir.IrPrinter;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Verifier;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Calls of elementary functions stay where they cost next to nothing, and only there. */
class CallsApartTest {
    private static final String CALL = "call static java/lang/Math.f(D)D [fn \"t/M.f(D)D\"]";

    /** Calls of {@code f}: first, in each of 64 rounds, and in each of 784 rounds inside them; rounds count up, and down inside. */
    private static final String ENTRY = """
            func @t/K.k(D)D (%0: f64) -> f64 {
            b0(%0: f64):
              %1: i32 = const 0
              %2: i32 = const ROUNDS
              %3: i32 = const 784
              %4: i32 = const 1
              %5: f64 = FIRST (%0)
              jump b1(%1, %5)
            b1(%6: i32, %7: f64):
              %8: i32 = cmp ge %6, %2
              br %8, b6(), b2()
            b2():
              %9: f64 = OUTER (%7)
              jump b3(%3, %9)
            b3(%10: i32, %11: f64):
              %12: i32 = cmp gt %10, %1
              br %12, b4(), b5()
            b4():
              %13: f64 = INNER (%11)
              %14: f64 = mul %13, %13
              %15: f64 = add %14, %11
              %16: f64 = add %15, %15
              %17: i32 = sub %10, %4
              jump b3(%17, %16)
            b5():
              %18: i32 = add %6, %4
              jump b1(%18, %11)
            b6():
              ret %7
            }
            """;

    private static String body(int size, String last) {
        StringBuilder out = new StringBuilder("\nfunc @t/M.f(D)D (%0: f64) -> f64 {\nb0(%0: f64):\n");
        out.append("  %1: f64 = mul %0, %0\n");
        for (int k = 2; k < size; k++) {
            out.append("  %").append(k).append(": f64 = add %").append(k - 1).append(", %0\n");
        }
        return out.append(last.replace("LAST", "%" + (size - 1)).replace("NEW", "%" + size))
                .append("}\n")
                .toString();
    }

    private static final String LARGE = body(60, "  ret LAST\n");

    private static Module module(String entry, String body) {
        Module m = IrParser.parseModule(entry + body);
        m.functions().forEach(Verifier::verify);
        return m;
    }

    private static String entry(String first, String outer, String inner, int rounds) {
        return ENTRY.replace("FIRST", first)
                .replace("OUTER", outer)
                .replace("INNER", inner)
                .replace("ROUNDS", "" + rounds);
    }

    private static List<Boolean> apart(Module m) {
        CallsApart.mark(m, m.entry());
        return calls(m.entry());
    }

    private static List<Boolean> calls(Function f) {
        return f.blocks().stream()
                .flatMap(b -> b.insns().stream())
                .filter(i -> i.op() == Op.CALL)
                .map(i -> ((Callee) i.attr()).isApart())
                .toList();
    }

    private static List<Boolean> apart(String body) {
        return apart(module(entry(CALL, CALL, CALL, 64), body));
    }

    @Test
    void whereTheRestIsMuchMore() {
        assertThat(apart(LARGE)).containsExactly(true, true, false);
    }

    @Test
    void notWhereItIsNot() {
        // 500 rounds of 5 or 6 instructions: a call of 20 is less than a hundredth, two are more
        String less = entry(CALL, CALL, "intrinsic sqrt", 1).replace("const 784", "const 500");
        assertThat(apart(module(less, LARGE))).containsExactly(true, false);
        String straight =
                "func @t/K.k(D)D (%0: f64) -> f64 {\nb0(%0: f64):\n  %1: f64 = " + CALL + " (%0)\n  ret %1\n}\n";
        assertThat(apart(module(straight, LARGE))).containsExactly(false);
    }

    /** Nothing is known of how often the rounds inside are: then they are taken to be few. */
    @Test
    void notWhereRoundsAreNotKnown() {
        String unknown =
                entry("intrinsic sqrt", CALL, "intrinsic sqrt", 64).replace("%3: i32 = const 784", "%3: i32 = conv %0");
        assertThat(apart(module(unknown, LARGE))).containsExactly(false);
    }

    @Test
    void onlyLargeFunctionsThatGiveNumbersAlone() {
        assertThat(apart(body(30, "  ret LAST\n"))).containsOnly(false);
        assertThat(apart(body(60, "  raise java/lang/ArithmeticException \"no\"\n")))
                .containsOnly(false);
        assertThat(apart(body(60, "  NEW: i32 = intrinsic tid.x\n  ret LAST\n")))
                .containsOnly(false);
        assertThat(apart(body(60, "  NEW: f64 = rem LAST, %0\n  ret LAST\n"))).containsOnly(false);
        assertThat(apart(body(60, "  NEW: f64 = intrinsic sqrt LAST\n  ret NEW\n")))
                .containsExactly(true, true, false);
        String loop = body(
                60,
                "  jump b1(LAST)\nb1(%70: f64):\n  %71: i32 = cmp lt %70, %0\n  br %71, b1(%70), b2()\nb2():\n  ret %70\n");
        assertThat(apart(loop)).containsOnly(false);
    }

    @Test
    void notWhatTheMethodItselfIs() {
        String own = CALL.replace("java/lang/Math.f", "t/M.f");
        assertThat(apart(module(entry(own, own, own, 64), LARGE))).containsOnly(false);
    }

    /** The call is an operation to the passes: two of one operand are one, and one that nobody asks for goes. */
    @Test
    void passesTakeItForAnOperation() {
        String twice = entry("intrinsic sqrt", CALL, "intrinsic sqrt", 64)
                .replace(
                        "  jump b3(%3, %9)\n",
                        "  %20: f64 = " + CALL + " (%7)\n  %21: f64 = add %9, %20\n  %22: f64 = " + CALL
                                + " (%21)\n  jump b3(%3, %21)\n");
        Module m = module(twice, LARGE);
        OptPipeline.expand(m, Hierarchy.JDK, false, false, true);
        assertThat(calls(m.entry())).containsExactly(true);
        assertThat(m.get("t/M.f(D)D")).isNotNull();
        assertThat(IrParser.parseModule(IrPrinter.print(m)).entry().blocks().stream()
                        .flatMap(b -> b.insns().stream())
                        .filter(i -> i.op() == Op.CALL)
                        .map(Insn::attr))
                .allMatch(a -> ((Callee) a).isApart());
    }

    @Test
    void onTheHostAllIsInlined() {
        Module m = module(entry(CALL, CALL, CALL, 64), LARGE);
        OptPipeline.expand(m, Hierarchy.JDK, true);
        assertThat(calls(m.entry())).isEmpty();
        assertThat(m.functions()).hasSize(1);
    }
}
