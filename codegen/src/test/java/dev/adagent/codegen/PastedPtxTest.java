package dev.adagent.codegen;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PastedPtxTest {
    private static String ptx(String line) {
        return """
                .func  (.param .b64 func_retval0) f(
                	.param .b64 f_param_0,
                	.param .b32 f_param_1
                )
                {
                	.reg .pred 	%p<2>;
                	.reg .f64 	%fd<3>;

                	ld.param.f64 	%fd1, [f_param_0]; // taken
                	ld.param.u32 	%r1, [f_param_1];
                	@%p1 bra 	$L__f_BB0_2;
                	st.param.f64 	[func_retval0], 0d3FF0000000000000;
                	ret;
                $L__f_BB0_2:
                	LINE
                	st.param.f64 	[func_retval0], %fd2;
                	ret;
                }
                """.replace("LINE", line);
    }

    @Test
    void registersAndLabelsAreOfItsScope() {
        assertThat(PastedPtx.body("double @f(double %v0, i32 %v1)", ptx("neg.f64 \t%fd2, %fd1;")))
                .isEqualTo("""
                  %pasted = call double asm "{\\0A\\09.reg .pred \\09%in_p<2>;\\0A\\09.reg .f64 \\09%in_fd<3>;\\0A\\09mov.f64 %in_fd1, $1;\\0A\\09mov.u32 %in_r1, $2;\
                \\0A\\09@%in_p1 bra \\09L__f_BB0_2;\\0A\\09mov.f64 $0, 0d3FF0000000000000;\\0A\\09bra.uni L__end;\\0A\\09L__f_BB0_2:\\0A\\09neg.f64 \\09%in_fd2, %in_fd1;\
                \\0A\\09mov.f64 $0, %in_fd2;\\0A\\09bra.uni L__end;\\0AL__end:\\0A\\09}", "=&d,d,r"(double %v0, i32 %v1) nounwind memory(none)
                  ret double %pasted
                """);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ld.global.f64 %fd2, [table];",
                "call.uni (retval0), g, (param0);",
                ".local .align 8 .b8 __local_depot0[8];",
                "{ .param .b64 retval0; }",
                "@%p1 ret;",
                "ts: .branchtargets $L__f_BB0_2;"
            })
    void whatIsMoreThanRegistersStaysACall(String line) {
        assertThat(PastedPtx.body("double @f(double %v0, i32 %v1)", ptx(line))).isNull();
    }

    @Test
    void whatNoRegisterHoldsStaysACall() {
        assertThat(PastedPtx.body("double @f(i1 %v0)", ptx(""))).isNull();
        assertThat(PastedPtx.body("void @f(double %v0)", ptx(""))).isNull();
    }
}
