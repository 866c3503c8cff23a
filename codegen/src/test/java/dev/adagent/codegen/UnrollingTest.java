package dev.adagent.codegen;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class UnrollingTest {
    private static final Pattern COUNT = Pattern.compile("llvm.loop.unroll.count\", i32 (\\d+)");

    /** The sum of an array's elements from START on while TEST; each is BODY first. */
    private static final String SUM = """
            func @t/K.sum([DI)V (%0: [f64, %1: i32) -> void {
            b0(%0: [f64, %1: i32):
              %2: i32 = const START
              %3: i32 = const END
              %4: i32 = const 1
              %5: f64 = const 0.0
              jump b1(%2, %5)
            b1(%6: i32, %7: f64):
              %8: i32 = cmp TEST
              br %8, b4(), b2()
            b2():
              %9: f64 = aload %0, %6
              BODY
            b3(%10: f64):
              %11: f64 = add %7, %10
              %12: i32 = add %6, %4
              jump b1(%12, %11)
            b4():
              astore %0, %2, %7
              ret
            }
            """;

    private static final String STRAIGHT = """
            %13: f64 = mul %9, %9
              %11: f64 = add %7, %13
              %12: i32 = add %6, %4
              jump b1(%12, %11)
            """;

    private static final String BRANCHING = """
            %13: i32 = cmp lt %9, %5
              br %13, b5(), b3(%9)
            b5():
              %14: f64 = intrinsic sqrt %9
              jump b3(%14)
            """;

    /** The iterations in the unrolled body, 0 if nothing is asked of LLVM. */
    private static int count(int start, int end, String test, String body) {
        return count(start, end, test, body, LlvmTarget.NVPTX);
    }

    private static int count(int start, int end, String test, String body, LlvmTarget target) {
        String text = SUM.replace("START", "" + start).replace("END", "" + end).replace("TEST", test);
        if (body.equals(STRAIGHT)) {
            text = text.replaceAll("(?s)b3\\(%10.*?(?=b4)", "");
        }
        LlvmLowering.Lowered lowered = LlvmLowering.lower(
                Lowered.module(text.replace("BODY", body.strip())), target, LlvmLowering.Options.DEFAULT);
        Matcher m = COUNT.matcher(lowered.text());
        return m.find() ? Integer.parseInt(m.group(1)) : 0;
    }

    @Test
    void asManyAsDivideTheIterations() {
        assertThat(count(0, 64, "ge %6, %3", STRAIGHT)).isEqualTo(16);
        assertThat(count(0, 784, "ge %6, %3", STRAIGHT)).isEqualTo(16);
        assertThat(count(8, 80, "ge %6, %3", STRAIGHT)).isEqualTo(8);
    }

    @Test
    void allOfALoopOfWhichNothingIsLeftThen() {
        assertThat(count(0, 32, "ge %6, %3", STRAIGHT)).isEqualTo(32);
        assertThat(count(0, 33, "ge %6, %3", STRAIGHT)).isEqualTo(16);
    }

    @Test
    void asManyAsAllowedWhereFewDivideThem() {
        assertThat(count(0, 10, "ge %6, %3", STRAIGHT)).isEqualTo(16);
        assertThat(count(0, 1001, "ge %6, %3", STRAIGHT)).isEqualTo(16);
    }

    @Test
    void fewerWhereTheIterationsAreNotKnown() {
        assertThat(count(0, 784, "ge %6, %1", STRAIGHT)).isEqualTo(8);
        assertThat(count(0, 784, "eq %6, %3", STRAIGHT)).isEqualTo(16);
    }

    @Test
    void noneOnProcessorsThatLookAhead() {
        assertThat(count(0, 64, "ge %6, %3", STRAIGHT, LlvmTargets.host())).isZero();
    }

    @Test
    void noneThatBranchInside() {
        assertThat(count(0, 64, "ge %6, %3", BRANCHING)).isZero();
    }

    /** A loop that has a copy without its checks runs before an exception only. */
    @Test
    void loopsThatKeepTheirChecksAreNotUnrolled() {
        String checked = SUM.replace("START", "0")
                .replace("END", "100")
                .replace("TEST", "ge %6, %3")
                .replaceAll("(?s)b3\\(%10.*?(?=b4)", "")
                .replace("BODY", STRAIGHT)
                .replace("  %9: f64", "  check_bounds %0, %6\n  %9: f64");
        String llvm = LlvmLowering.lower(Lowered.module(checked), LlvmTarget.NVPTX, LlvmLowering.Options.DEFAULT)
                .text();
        assertThat(Pattern.compile("br label .*, !llvm.loop !").matcher(llvm).results())
                .as(llvm)
                .hasSize(2);
        assertThat(llvm).contains("!{!\"llvm.loop.unroll.disable\"}");
        assertThat(COUNT.matcher(llvm).results()).hasSize(1);
    }
}
