package dev.adagent.codegen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Properties of the PTX text, and the assembler. */
class PtxCompilerTest {
    private static final String AXPY = """
            func @t/K.axpy(D[D[D)V (%0: f64, %1: [f64, %2: [f64) -> void {
            b0(%0: f64, %1: [f64, %2: [f64):
              %3: i32 = intrinsic tid.x                    !t/K.axpy(K.java:30)
              check_bounds %1, %3                          !t/K.axpy(K.java:31)
              %4: f64 = aload %1, %3                       !t/K.axpy(K.java:31)
              %5: f64 = mul %0, %4                         !t/K.step(K.java:77) <- t/K.axpy(K.java:31)
              check_bounds %2, %3                          !t/K.axpy(K.java:32)
              %6: f64 = aload %2, %3                       !t/K.axpy(K.java:32)
              %7: f64 = add %5, %6                         !t/K.step(K.java:77) <- t/K.axpy(K.java:31)
              astore %2, %3, %7                            !t/K.axpy(K.java:33)
              ret
            }
            """;

    private static PtxKernel compile(LlvmLowering.Options options) {
        return PtxCompiler.compile(Lowered.module(AXPY), "sm_80", options);
    }

    @Test
    void productsAndSumsAreNotFused() {
        String ptx = compile(LlvmLowering.Options.DEFAULT).ptx();

        assertThat(ptx).contains("mul.rn.f64").contains("add.rn.f64").doesNotContain("fma");
    }

    /** A sum of bytes carried by a loop: as a pair of 16-bit halves it came out wrong on an H100. */
    @Test
    void sumsOfBytesStayScalar() {
        String ptx = PtxCompiler.compile(Lowered.module("""
                        func @t/K.f([B)V (%0: [i8) -> void {
                        b0(%0: [i8):
                          %1: i32 = const 0
                          %2: i32 = const 6
                          check_bounds %0, %1
                          %3: i32 = alen %0
                          jump b1(%1)
                        b1(%4: i32):
                          %5: i32 = cmp lt %4, %3
                          br %5, b2(), b3()
                        b2():
                          %6: i32 = aload %0, %1
                          %10: i32 = xor %4, %2
                          %7: i32 = add %6, %10
                          astore %0, %1, %7
                          %8: i32 = const 1
                          %9: i32 = add %4, %8
                          jump b1(%9)
                        b3():
                          ret
                        }
                        """), "sm_80", LlvmLowering.Options.DEFAULT)
                .ptx();

        assertThat(ptx).contains("st.global.u8").doesNotContainPattern("mov\\.b32\\s+\\{?%r\\w+, \\{%rs");
    }

    @Test
    void productsAndSumsAreFusedWhereAsked() {
        assertThat(compile(new LlvmLowering.Options(false, 0, true)).ptx()).contains("fma.rn.f64");
    }

    @Test
    void javaLinesAreInThePtx() {
        String ptx = compile(LlvmLowering.Options.DEFAULT).ptx();

        assertThat(ptx).containsPattern("\\.file\\s+\\d+ \"t/K.java\"").containsPattern("\\.loc\\s+\\d+ 77 ");
    }

    @Test
    void distinctArraysLoadThroughTheReadOnlyPath() {
        assertThat(compile(new LlvmLowering.Options(true, 0, false)).ptx()).contains("ld.global.nc.f64");
        assertThat(compile(LlvmLowering.Options.DEFAULT).ptx()).doesNotContain("ld.global.nc");
    }

    /** {@code i = block · 256 + thread; if (i < a.length) a[i] = 1}, with the block's size or another register in place of 256. */
    private static String guarded(String size) {
        return """
            func @t/K.f([D)V (%0: [f64) -> void {
            b0(%0: [f64):
              %1: i32 = intrinsic ctaid.x
              %2: i32 = intrinsic SIZE
              %3: i32 = mul %2, %1
              %4: i32 = intrinsic tid.x
              %5: i32 = add %4, %3
              check_null %0
              %6: i32 = alen %0
              %7: i32 = cmp lt %5, %6
              br %7, b1(), b2()
            b1():
              %8: f64 = const 1.0
              check_bounds %0, %5
              astore %0, %5, %8
              ret
            b2():
              ret
            }
            """.replace("SIZE", size);
    }

    @Test
    void aThreadsOwnIndexBelowTheLengthNeedsNoFurtherCheck() {
        assertThat(bounds(guarded("ntid.x"))).isZero();
        assertThat(bounds(guarded("nctaid.x"))).as("not an index").isEqualTo(1);
    }

    /** How many places of the optimised code raise an exception because of an index. */
    private static long bounds(String text) {
        PtxKernel k = PtxCompiler.compile(Lowered.module(text), "sm_80", LlvmLowering.Options.DEFAULT);
        return RaisedSites.in(k.llvmAfter()).stream()
                .filter(s -> k.sites().get(s).className().contains("IndexOutOfBounds")
                        || k.sites()
                                .get(Math.min(s + 1, k.sites().size() - 1))
                                .className()
                                .contains("IndexOutOfBounds"))
                .count();
    }

    @Test
    void theBlockSizeIsPassedOn() {
        assertThat(compile(new LlvmLowering.Options(false, 256, false)).ptx()).contains(".maxntid 256");
    }

    @Test
    void divisionsAndRootsAreRoundedAndSubnormalsKept() {
        String floats =
                Lowered.ptx(Lowered.elementwise("f32", "f32", "f32", """
                %20: f32 = div %7, %8
                  %21: f32 = intrinsic sqrt %20
                  %9: f32 = intrinsic min %21, %7""")).ptx();
        String doubles =
                Lowered.ptx(Lowered.elementwise("f64", "f64", "f64", """
                %20: f64 = div %7, %8
                  %9: f64 = intrinsic sqrt %20""")).ptx();

        assertThat(floats)
                .contains("div.rn.f32", "sqrt.rn.f32")
                .doesNotContain(".ftz")
                .doesNotContain(".approx");
        assertThat(doubles).contains("div.rn.f64", "sqrt.rn.f64").doesNotContain(".approx");
    }

    @Test
    void neverATrap() {
        assertThat(compile(LlvmLowering.Options.DEFAULT).ptx())
                .doesNotContain("trap")
                .doesNotContain("exit;");
    }

    @Test
    void equalModulesGiveEqualText() {
        PtxKernel a = compile(LlvmLowering.Options.DEFAULT);
        PtxKernel b = compile(LlvmLowering.Options.DEFAULT);

        assertThat(a.llvmBefore()).isEqualTo(b.llvmBefore());
        assertThat(a.llvmAfter()).isEqualTo(b.llvmAfter());
        assertThat(a.ptx()).isEqualTo(b.ptx());
        assertThat(a.cubin()).isEqualTo(b.cubin());
    }

    @ParameterizedTest
    @ValueSource(strings = {"sm_75", "sm_80", "sm_86", "sm_89", "sm_90"})
    void everyArchitectureAssembles(String architecture) {
        PtxKernel k = PtxCompiler.compile(Lowered.module(AXPY), architecture, LlvmLowering.Options.DEFAULT);

        assertThat(k.ptx()).contains(".version 8.0").contains(".target " + architecture);
        assertThat(k.report().architecture()).isEqualTo(architecture);
        assertThat(k.report().registers()).isBetween(4, 255);
        assertThat(k.report().spillStoreBytes()).isZero();
        assertThat(k.cubin()).startsWith(0x7f, 'E', 'L', 'F');
    }

    @Test
    void theAssemblersComplaintIsPassedOn() {
        assertThatThrownBy(() ->
                        PtxAssembler.assemble(".version 8.0\n.target sm_80\n.address_size 64\nnonsense;\n", "sm_80"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("nonsense");
    }
}
