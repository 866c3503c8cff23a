package dev.adagent.codegen;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OwnRegistersTest {
    private static final String MOVED = """
            .func f(
            )
            {
            \t.reg .b64 \t%rd<5>;
            \tld.param.u64 \t%rd1, [f_param_0];
            \tadd.s64 \t%rd2, %rd1, 24;
            $L1:
            \tisspacep.local\t%p1, %rd1;
            \tadd.s64 \t%rd3, %rd2, 8;
            \tst.u64 \t[%rd1], %rd3;
            \tadd.s64 \t%rd1, %rd1, 8;
            \t@%p2 bra \t$L1;
            \tst.u64 \t[%rd3], %rd1;
            \tret;

            }
            """;

    @Test
    void whatIsReadInFrontOfALoopHasARegisterOfItsOwn() {
        assertThat(OwnRegisters.avoid(MOVED))
                .contains(
                        "\t.reg .b64 \t%rd<7>;\n",
                        "\tld.param.u64 \t%rd5, [f_param_0]; mov.b64 %rd1, %rd5;\n\tadd.s64 \t%rd2, %rd5, 24;\n",
                        "\tisspacep.local\t%p1, %rd1;\n",
                        "\tst.u64 \t[%rd1], %rd3;\n",
                        "\tadd.s64 \t%rd6, %rd1, 8; mov.b64 %rd1, %rd6;\n",
                        "\tst.u64 \t[%rd3], %rd6;\n");
    }

    @Test
    void registersThatAreWrittenOnceStay() {
        String once = MOVED.replace("\tadd.s64 \t%rd1, %rd1, 8;\n", "");
        assertThat(OwnRegisters.avoid(once)).isEqualTo(once);
    }

    @Test
    void whatIsNeverReadAloneStays() {
        String together = MOVED.replace("\tadd.s64 \t%rd2, %rd1, 24;\n", "")
                .replace("\tst.u64 \t[%rd3], %rd1;\n", "")
                .replace("\t@%p2 bra \t$L1;\n", "\t@%p3 bra \t$L2;\n$L2:\n\t@%p2 bra \t$L1;\n");
        assertThat(OwnRegisters.avoid(together)).isEqualTo(together);
    }

    @Test
    void aWriteOnConditionLeavesWhatWasThere() {
        String perhaps = MOVED.replace("\tadd.s64 \t%rd2,", "\t@%p4 mov.b64 \t%rd1, 0;\n\tadd.s64 \t%rd2,");
        assertThat(OwnRegisters.avoid(perhaps)).contains("\tadd.s64 \t%rd2, %rd1, 24;\n");
    }

    @Test
    void valuesInBracesAreWrittenToo() {
        String loaded = MOVED.replace("ld.param.u64 \t%rd1, [f_param_0];", "ld.v2.u64 \t{%rd1, %rd4}, [f_param_0];");
        assertThat(OwnRegisters.avoid(loaded))
                .contains("\tld.v2.u64 \t{%rd5, %rd4}, [f_param_0]; mov.b64 %rd1, %rd5;\n\tadd.s64 \t%rd2, %rd5, 24;");
    }

    /** The write that stands first reads what the one behind it has written, and both are read alone and together. */
    @Test
    void writesReadOneAnother() {
        String text = """
                .func f(
                )
                {
                \t.reg .b64 \t%rd<5>;
                \tisspacep.local\t%p1, %rd3;
                \tbra.uni \t$L2;
                $L1:
                \tadd.s64 \t%rd1, %rd1, 8;
                \tst.u64 \t[%rd3], %rd1;
                \tbra.uni \t$L3;
                $L2:
                \tld.param.u64 \t%rd1, [f_param_0];
                \t@%p2 bra \t$L1;
                $L3:
                \tst.u64 \t[%rd3], %rd1;
                \tret;

                }
                """;
        assertThat(OwnRegisters.avoid(text))
                .contains(
                        "\tadd.s64 \t%rd5, %rd6, 8; mov.b64 %rd1, %rd5;\n\tst.u64 \t[%rd3], %rd5;\n",
                        "\tld.param.u64 \t%rd6, [f_param_0]; mov.b64 %rd1, %rd6;\n",
                        "$L3:\n\tst.u64 \t[%rd3], %rd1;\n");
    }

    @Test
    void onlyFunctionsThatAskForStateSpacesChange() {
        String plain = MOVED.replace("\tisspacep.local\t%p1, %rd1;\n", "");
        assertThat(OwnRegisters.avoid(plain + MOVED)).isEqualTo(plain + OwnRegisters.avoid(MOVED));
    }

    @Test
    void jumpTablesAreLeftAlone() {
        String table = MOVED.replace("\t@%p2 bra \t$L1;\n", "\tbrx.idx \t%r1, $L_brx_0;\n");
        assertThat(OwnRegisters.avoid(table)).isEqualTo(table);
    }
}
