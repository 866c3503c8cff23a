package dev.adagent.codegen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.adagent.transform.device.KernelFailure;
import dev.adagent.transform.ir.Loc;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class IndexFailuresTest {
    /** {@code a[i] = b[j]}, on lines 5 and 6, then {@code a[0] += c[i]} on line 7; the checks of the first two make one test. */
    private static final String COPY = """
            func @t/K.copy([D[D[DII)V (%0: [f64, %1: [f64, %2: [f64, %3: i32, %4: i32) -> void {
            b0(%0: [f64, %1: [f64, %2: [f64, %3: i32, %4: i32):
              check_bounds %1, %4                        !t/K.copy(K.java:5)
              %5: f64 = aload %1, %4
              check_bounds %0, %3                        !t/K.copy(K.java:6)
              astore %0, %3, %5
              check_bounds %2, %3                        !t/K.copy(K.java:7)
              %6: f64 = aload %2, %3
              %7: i32 = const 0
              check_bounds %0, %7
              %8: f64 = aload %0, %7
              %9: f64 = add %8, %6
              astore %0, %7, %9
              ret
            }
            """;

    private static final double[] ONE = {1};

    private static String failure(Object... args) {
        KernelFailure e = catchThrowableOfType(KernelFailure.class, () -> Lowered.run(COPY, args));
        return e == null
                ? "none"
                : e.exception().getClass().getSimpleName()
                        + e.stack().stream().map(Loc::line).toList() + " "
                        + e.exception().getMessage();
    }

    @Test
    void theFirstCheckThatFailsIsReported() {
        assertThat(failure(new double[2], ONE, ONE, 0, 0)).isEqualTo("none");
        assertThat(failure(new double[2], ONE, ONE, 2, 1))
                .isEqualTo("ArrayIndexOutOfBoundsException[5] Index 1 out of bounds for length 1");
        assertThat(failure(new double[2], ONE, ONE, -7, 0))
                .isEqualTo("ArrayIndexOutOfBoundsException[6] Index -7 out of bounds for length 2");
        assertThat(failure(new double[2], ONE, ONE, 1, 0))
                .isEqualTo("ArrayIndexOutOfBoundsException[7] Index 1 out of bounds for length 1");
    }

    @Test
    void aNullArrayIsOneWhateverTheIndex() {
        assertThat(failure(new double[2], null, ONE, 5, 0)).isEqualTo("NullPointerException[5] null");
        assertThat(failure(null, ONE, ONE, -1, 0)).isEqualTo("NullPointerException[6] null");
        assertThat(failure(new double[2], ONE, null, 0, 0)).isEqualTo("NullPointerException[7] null");
        assertThat(failure(null, new double[0], ONE, 0, 0))
                .isEqualTo("ArrayIndexOutOfBoundsException[5] Index 0 out of bounds for length 0");
    }

    @Test
    void aFunctionHasOneCall() {
        PtxKernel k = PtxCompiler.compile(Lowered.module(COPY), "sm_80", LlvmLowering.Options.DEFAULT);
        assertThat(Pattern.compile("call .*@adagent_raise_")
                        .matcher(k.llvmAfter())
                        .results())
                .hasSize(1);
        // each check has two sites, the first that of a null array; an index within a says that a[0] is
        assertThat(RaisedSites.in(k.llvmAfter())).isEqualTo(Set.of(0, 2, 4));
    }

    @Test
    void aCheckThatCannotFailLeavesNoSite() {
        String masked = COPY.replace("ret", """
                %20: i32 = const 4
                  %21: [f64 = newarray %20
                  %22: i32 = const 3
                  %23: i32 = and %4, %22
                  check_bounds %21, %23
                  %24: f64 = aload %21, %23
                  astore %0, %7, %24
                  ret""");
        PtxKernel k = PtxCompiler.compile(Lowered.module(masked), "sm_80", LlvmLowering.Options.DEFAULT);
        assertThat(k.sites()).hasSize(10);
        assertThat(RaisedSites.in(k.llvmAfter())).containsExactly(0, 2, 4);
    }

    @Test
    void sitesAreReadWhereverTheyStand() {
        assertThat(RaisedSites.in("""
                define internal { i1 } @f(i32 %outside.site) {
                  %other = phi i32 [ 77, %b1 ], [ 78, %b2 ]
                  call fastcc void @adagent_raise_1(ptr %adagent.exc, i64 %o), !dbg !3
                }

                define cc 71 void @k(ptr %0) {
                  call void @adagent_raise_0(ptr %adagent.exc, i32 9)
                  %s = select i1 %c, i32 2, i32 4
                outside:
                  %outside.site = phi i32 [ 0, %b1 ], [ %s, %b2 ], [ %outside.site, %b3 ]
                  tail call void @adagent_raise_index(ptr %adagent.exc, i32 %outside.site, i64 %a, i64 %b)
                }

                define internal fastcc void @adagent_raise_1(ptr %adagent.exc, i64 %o) {
                  %1 = zext i1 %none to i32
                  %site = add nuw nsw i32 %1, 20
                  store volatile i32 %site, ptr %a12, align 4
                }
                """)).containsExactly(0, 2, 4, 9, 20, 21);
    }

    /** The sum of n elements, checked: one copy of the loop has its check, which LLVM is kept from looking into. */
    @Test
    void theCopyThatOnlyRunsBeforeAnExceptionIsNotAnalysed() {
        String sum = """
                func @t/K.sum([D[DI)V (%0: [f64, %1: [f64, %2: i32) -> void {
                b0(%0: [f64, %1: [f64, %2: i32):
                  %3: i32 = const 0
                  %4: i32 = const 1
                  %5: f64 = const 0.0
                  jump b1(%3, %5)
                b1(%6: i32, %7: f64):
                  %8: i32 = cmp ge %6, %2
                  br %8, b3(), b2()
                b2():
                  check_bounds %0, %6
                  %9: f64 = aload %0, %6
                  %10: f64 = add %7, %9
                  %11: i32 = add %6, %4
                  jump b1(%11, %10)
                b3():
                  check_bounds %1, %3
                  astore %1, %3, %7
                  ret
                }
                """;
        String lowered = LlvmLowering.lower(Lowered.module(sum), LlvmTarget.NVPTX, LlvmLowering.Options.DEFAULT)
                .text();
        assertThat(Pattern.compile("icmp ult i32 .*%v[01]\\.n").matcher(lowered).results())
                .hasSize(2);
        assertThat(Pattern.compile("freeze i1").matcher(lowered).results()).hasSize(1);
    }
}
