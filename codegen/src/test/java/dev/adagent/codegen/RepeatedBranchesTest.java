package dev.adagent.codegen;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RepeatedBranchesTest {
    private static final String TWICE = """
            .func  (.param .b32 func_retval0) f(
            )
            {
            \tld.param.u32 \t%r1, [f_param_0];
            \tsetp.eq.s32 \t%p1, %r1, 0;
            \t@%p1 bra \t$L1;
            \tbra.uni \t$L2;
            $L2:
            \t@!%p1 bra \t$L1;
            $L1:
            \tret;
            }
            """;

    private static final String OWN = "{ .reg .pred %again; setp.eq.s32 \t%again, %r1, 0; @!%again bra \t$L1; }";

    @Test
    void eachBranchHasAComparisonOfItsOwn() {
        assertThat(RepeatedBranches.avoid(TWICE)).isEqualTo(TWICE.replace("@!%p1 bra \t$L1;", OWN));
    }

    @Test
    void functionsHaveRegistersOfTheirOwn() {
        String once = TWICE.replace("\t@!%p1 bra \t$L1;\n", "");
        assertThat(RepeatedBranches.avoid(once + once)).isEqualTo(once + once);
        assertThat(RepeatedBranches.avoid(TWICE + TWICE)).containsSubsequence(OWN, OWN);
    }

    @Test
    void whatIsComparedAndWrittenAgainIsNotComparedAgain() {
        for (String write : new String[] {
            "\tadd.s32 \t%r1, %r1, 1;\n",
            "\t{ .reg .b32 %x; mov.u32 %r1, %x; }\n",
            "\tld.v2.u32 \t{%r7, %r1}, [%rd1];\n",
            "\tshfl.sync.idx.b32 \t%r1|%p9, %r1, 0, 31, -1;\n",
            "\t@%p1 mov.u32 \t%r1, 7;\n"
        }) {
            String changed = TWICE.replace("$L2:\n", "$L2:\n" + write);
            assertThat(RepeatedBranches.avoid(changed)).isEqualTo(changed);
        }
        String read = TWICE.replace("$L2:\n", "$L2:\n\tst.u32 \t[%rd1], %r1;\n\tadd.s32 \t%r2, %r1, 1;\n");
        assertThat(RepeatedBranches.avoid(read)).contains(OWN);
    }

    @Test
    void predicatesWrittenTwiceStay() {
        String changed = TWICE.replace("$L2:\n", "$L2:\n\tsetp.lt.s32 \t%p1, %r3, 0;\n");
        assertThat(RepeatedBranches.avoid(changed)).isEqualTo(changed);
    }

    @Test
    void whatIsWrittenInAnotherWayIsToo() {
        String range = TWICE.replace("setp.eq.s32 \t%p1, %r1, 0;", "setp.gt.u32 \t%p1, %r1, -4;")
                .replace("ld.param", ".reg .b32 %r<2>; .reg .pred %p<2>; ld.param")
                .replace("f(\n)", "f(\n.param .b32 f_param_0\n)");
        String ptx = ".version 7.8\n.target sm_90\n.address_size 64\n" + range;
        assertThat(AssemblerFaults.avoid(ptx)).contains("{ .reg .pred %again; { .reg .b32 %wrapped;");
        assertThat(PtxAssembler.assemble(AssemblerFaults.avoid(ptx), "sm_90").cubin())
                .isNotEmpty();
    }

    @Test
    void onlyModulesWithFunctionsAreChanged() {
        String entry = TWICE.replace(".func  (.param .b32 func_retval0) f(", ".visible .entry f(");
        assertThat(AssemblerFaults.avoid(entry)).isEqualTo(entry);
        assertThat(AssemblerFaults.avoid(TWICE)).contains(OWN);
    }
}
