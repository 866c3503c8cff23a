package dev.adagent.codegen;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

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
    void theRestStaysAsItIs() {
        String ptx =
                "\tsetp.lt.u64 \t%p1, %rd1, 0;\n\tsetp.lt.s64 \t%p1, %rd1, 1;\n\tsetp.lt.s64 \t%p1, %rd1, %rd2;\n\tabs.f64 \t%fd1, %fd2;\n"
                        + "\tsetp.gt.s64 \t%p1, %rd1, 0;\n\tsetp.lt.f32 \t%p1, %f1, 0f00000000;\n\tsetp.lt.s32 \t%p1, %r1, 05;\n";
        assertThat(AssemblerFaults.avoid(ptx)).isEqualTo(ptx);
    }
}
