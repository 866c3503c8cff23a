package dev.adagent.codegen;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AssemblerFaultsTest {
    @Test
    void signsAreComparedWithMinusOne() {
        assertThat(AssemblerFaults.avoid("\tsetp.lt.s64 \t%p5, %rd16, 0;\n\tsetp.ge.s32 \t%p6, %r1, 0;\n"))
                .isEqualTo("\tsetp.le.s64 \t%p5, %rd16, -1;\n\tsetp.gt.s32 \t%p6, %r1, -1;\n");
    }

    @Test
    void absoluteValuesAreMadeOfShiftsAndDifferences() {
        assertThat(AssemblerFaults.avoid("\tabs.s64 \t%rd2, %rd1;\n"))
                .isEqualTo("\t{ .reg .b64 %sign, %flipped; shr.s64 %sign, %rd1, 63; xor.b64 %flipped, %rd1, %sign;"
                        + " sub.s64 %rd2, %flipped, %sign; }\n");
    }

    @Test
    void comparisonsWithNumbersBelowTheWrapAskForARange() {
        assertThat(AssemblerFaults.avoid("\tsetp.gt.u32 \t%p5, %r6, -4;\n"))
                .isEqualTo("\t{ .reg .b32 %wrapped; add.s32 %wrapped, %r6, 3; setp.lt.u32 \t%p5, %wrapped, 3; }\n");
    }

    /** All of them, by what they mean: the added number wraps as registers do. */
    @ParameterizedTest
    @ValueSource(strings = {"lt", "le", "gt", "ge"})
    void rangesHoldTheSameNumbers(String relation) {
        Pattern range = Pattern.compile("%r1, (\\d+); setp\\.(lt|ge)\\.u16 %p1, %wrapped, (\\d+);");
        for (int constant : new int[] {-1, -2, -3, -4, -100, -32767, -32768}) {
            Matcher m = range.matcher(AssemblerFaults.avoid("setp." + relation + ".u16 %p1, %r1, " + constant + ";"));
            assertThat(m.find()).isTrue();
            for (int r = 0; r < 1 << 16; r++) {
                int wrapped = r + Integer.parseInt(m.group(1)) & 0xffff;
                boolean says = m.group(2).equals("lt") == wrapped < Integer.parseInt(m.group(3));
                int c = constant & 0xffff;
                boolean must = switch (relation) {
                    case "lt" -> r < c;
                    case "le" -> r <= c;
                    case "gt" -> r > c;
                    default -> r >= c;
                };
                assertThat(says).as("%d %s %d", r, relation, c).isEqualTo(must);
            }
        }
    }

    /** A double that a branch has found to be at most 8, or the branch's own predicate; not where the comparison or what is selected is another. */
    @Test
    void bitsAreSelectedWhereABranchHasDecided() {
        String branch = "setp.gt.f64 %p1, %fd1, 0d4020000000000000;\n@%p1 bra $L__BB0_1;\n";
        String again = branch + "setp.leu.f64 %p2, %fd1, 0d4020000000000000;\n";
        String selection = "selp.f64 \t%fd2, %fd1, 0d0000000000000000, %p2;\n";
        assertThat(AssemblerFaults.avoid(again + selection)).isEqualTo(again + selection.replace(".f64", ".b64"));
        String own = branch + "selp.f64 \t%fd2, %fd3, %fd1, %p1;\n";
        assertThat(AssemblerFaults.avoid(own)).contains("selp.b64 \t%fd2, %fd3, %fd1, %p1;");
        for (String other : List.of(
                again.replace("bra", "exit") + selection,
                again.replace("leu.f64 %p2, %fd1", "leu.f64 %p2, %fd3") + selection,
                again + selection.replace("%fd1", "%fd3"))) {
            assertThat(AssemblerFaults.avoid(other)).isEqualTo(other);
        }
    }

    @Test
    void whatIsShiftedToTheRightIsNegatedByComplement() {
        assertThat(AssemblerFaults.avoid("\tneg.s32 \t%r2, %r1;\n\tneg.s32 \t%r4, %r1;\n\tshr.s32 \t%r3, %r2, 17;\n"))
                .isEqualTo("\t{ .reg .b32 %less; add.s32 %less, %r1, -1; not.b32 \t%r2, %less; }\n"
                        + "\tneg.s32 \t%r4, %r1;\n\tshr.s32 \t%r3, %r2, 17;\n");
    }

    @Test
    void negativeZeroIsSelectedAsBits() {
        String left = "\tselp.f32 \t%f2, 0f80000000, 0f3F800000, %p7;\n";
        String right = "\tselp.f64 \t%fd2, %fd1, 0d8000000000000000, %p7;\n";
        assertThat(AssemblerFaults.avoid(left + right)).isEqualTo((left + right).replace("selp.f", "selp.b"));
        String others = "\tselp.f32 \t%f2, 0f00000000, %f1, %p7;\n\tmov.f32 \t%f3, 0f80000000;\n"
                + "\tselp.f32 \t%f4, 0f80000001, %f1, %p7;\n";
        assertThat(AssemblerFaults.avoid(others)).isEqualTo(others);
    }

    @Test
    void functionsThatReturnSomethingHaveTheirAddressTaken() {
        String declared = ".func  (.param .b64 func_retval0) half$1\n(\n\t.param .b64 half_param_0\n)\n;\n";
        String defined =
                ".func  (.param .align 16 .b8 func_retval0[16]) third(\n\t.param .b64 third_param_0\n)\n{\n\tret;\n}\n";
        String raises =
                ".func raise(\n\t.param .b64 raise_param_0\n)\n{\n\tret;\n}\n.extern .func  (.param .b32 func_retval0) vprintf\n;\n";
        assertThat(AssemblerFaults.avoid(declared + defined + raises + declared))
                .isEqualTo(declared + defined + raises + declared
                        + "\n.visible .global .align 8 .u64 adagent_functions[2] = {half$1, third};\n");
        assertThat(AssemblerFaults.avoid(raises)).isEqualTo(raises);
    }

    @Test
    void theRestStaysAsItIs() {
        String ptx =
                "\tsetp.lt.u64 \t%p1, %rd1, 0;\n\tsetp.lt.s64 \t%p1, %rd1, 1;\n\tsetp.lt.s64 \t%p1, %rd1, %rd2;\n\tabs.f64 \t%fd1, %fd2;\n"
                        + "\tsetp.gt.s64 \t%p1, %rd1, 0;\n\tsetp.lt.f32 \t%p1, %f1, 0f00000000;\n\tsetp.lt.s32 \t%p1, %r1, 05;\n"
                        + "\tsetp.gt.s32 \t%p1, %r1, -4;\n\tsetp.gt.u32 \t%p1, %r1, 4;\n\tsetp.eq.u32 \t%p1, %r1, -4;\n";
        assertThat(AssemblerFaults.avoid(ptx)).isEqualTo(ptx);
    }
}
