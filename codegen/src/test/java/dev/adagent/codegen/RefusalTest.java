package dev.adagent.codegen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.adagent.overlay.MethodKey;
import dev.adagent.overlay.MethodTable;
import dev.adagent.overlay.OverlayDeclarationException;
import dev.adagent.overlay.Target;
import dev.adagent.transform.device.DeviceRefusal;
import dev.adagent.transform.device.KernelFailure;
import dev.adagent.transform.ir.IrParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What no device has is refused with its place and a way out; a marker is an error of the compiler and found twice. */
class RefusalTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "%3: Lt/P; = new | type t.P",
                "%3: i32 = getstatic t/P.count:I | static field t.P.count",
                "putstatic t/P.count:I %1 | static field t.P.count",
                "%3: i32 = call static t/N.n(I)I (%1) | call of t/N.n(I)I",
                "%3: f64 = intrinsic sin %2 | operation sin",
                "%3: Ljava/lang/String; = const \"a\" | type java.lang.String",
                "%3: Lt/P; = const null | type t.P",
                "%3: Ldev/adagent/Fn1; = lambda dev/adagent/Fn1.call(Ljava/lang/Object;)Ljava/lang/Object; (Ljava/lang/Double;)Ljava/lang/Double; static t/A.a(D)D () | type dev.adagent.Fn1",
                "%3: [Lt/P; = const null | type t.P[]"
            })
    void isRefusedWithItsPlace(String instruction, String construct) {
        String text = """
                func @t/K.k([DID)V (%0: [f64, %1: i32, %2: f64) -> void {
                b0(%0: [f64, %1: i32, %2: f64):
                  $I          !t/K.k(K.java:42)
                  ret
                }
                """.replace("$I", instruction);

        DeviceRefusal e = catchThrowableOfType(
                DeviceRefusal.class,
                () -> LlvmLowering.lower(IrParser.parseModule(text), LlvmTarget.NVPTX, LlvmLowering.Options.DEFAULT));

        assertThat(e.construct()).contains(construct);
        assertThat(e.loc().toString()).isEqualTo("t.K.k(K.java:42)");
        assertThat(e.hint()).isNotBlank();
    }

    @Test
    void aTapeThatWaitsWhileTheNextIsMadeIsRefused() {
        String text = """
                func @t/K.k([DI)V (%0: [f64, %1: i32) -> void {
                b0(%0: [f64, %1: i32):
                  jump b1(%0)
                b1(%2: [f64):
                  %3: i32 = const 4
                  %4: [f64 = intrinsic tape.open            !t/K.k(K.java:9)
                  %5: [f64 = intrinsic tape.ensure %4, %3
                  br %1, b1(%5), b2()
                b2():
                  ret
                }
                """;

        DeviceRefusal e = catchThrowableOfType(DeviceRefusal.class, () -> Lowered.ptx(text));

        assertThat(e.construct()).contains("waits for its reverse pass when the loop makes the next");
        assertThat(e.loc().line()).isEqualTo(9);
        Lowered.ptx(text.replace("b1(%5)", "b1(%0)"));
    }

    @Test
    void aTapeThatWaitsAcrossARecursionIsRefused() {
        String text = """
                func @t/K.k(I)V (%0: i32) -> void {
                b0(%0: i32):
                  call static t/K.r(I)V [fn "t/K.r"] (%0)
                  ret
                }

                func @t/K.r (%0: i32) -> void {
                b0(%0: i32):
                  %1: i32 = const 4
                  %2: [f64 = intrinsic tape.open
                  %3: [f64 = intrinsic tape.ensure %2, %1
                  br %0, b1(), b2()
                b1():
                  $1
                  call static t/K.r(I)V [fn "t/K.r"] (%0)   !t/K.r(K.java:7)
                  $2
                  jump b2()
                b2():
                  ret
                }
                """;
        String close = "intrinsic tape.close %3, %1";

        DeviceRefusal e = catchThrowableOfType(
                DeviceRefusal.class, () -> Lowered.ptx(text.replace("$1", "").replace("$2", close)));

        assertThat(e.construct()).contains("may come to call itself while a derivative's tape");
        assertThat(e.loc().line()).isEqualTo(7);
        Lowered.ptx(text.replace("$1", close).replace("$2", ""));
    }

    @Test
    void unreachedFunctionsAreNotLookedAt() {
        String text = """
                func @t/K.k()V () -> void {
                b0():
                  call static t/K.a()V [fn "t/K.a"] ()
                  ret
                }

                func @t/K.a () -> void {
                b0():
                  ret
                }

                func @t/K.unreached () -> void {
                b0():
                  %0: Lt/P; = new
                  ret
                }
                """;

        assertThat(Lowered.ptx(text)).isNotNull();
    }

    @Test
    void aHugePrivateArrayIsRefused() {
        String text = """
                func @t/K.k()V () -> void {
                b0():
                  %0: i32 = const 1000000
                  %1: [f64 = newarray %0            !t/K.k(K.java:9)
                  ret
                }
                """;

        assertThatThrownBy(() -> Lowered.ptx(text))
                .isInstanceOf(DeviceRefusal.class)
                .hasMessageContaining("8000000 bytes");
    }

    @Test
    void manyPrivateArraysAreRefusedTogether() {
        String text = """
                func @t/K.k()V () -> void {
                b0():
                  %0: i32 = const 20000
                  %1: [f64 = newarray %0            !t/K.k(K.java:8)
                  %2: [f64 = newarray %0            !t/K.k(K.java:9)
                  ret
                }
                """;

        DeviceRefusal e = catchThrowableOfType(DeviceRefusal.class, () -> Lowered.ptx(text));

        assertThat(e.construct()).contains("160000 bytes after others of 160000");
        assertThat(e.loc().line()).isEqualTo(9);
    }

    @Test
    void aTargetThatBindsOnlySomeIndicesIsRefused() {
        Target half = new Target() {
            @Override
            public String name() {
                return "half";
            }

            @Override
            public String triple() {
                return "nvptx64-nvidia-cuda";
            }

            @Override
            public String dataLayout() {
                return "";
            }

            @Override
            public AddressSpaces addressSpaces() {
                return AddressSpaces.FLAT;
            }

            @Override
            public int kernelConvention() {
                return 71;
            }

            @Override
            public String symbol(String intrinsic) {
                return intrinsic.equals("tid.x") ? "llvm.nvvm.read.ptx.sreg.tid.x" : null;
            }

            @Override
            public MethodKey math(String intrinsic) {
                return null;
            }

            @Override
            public MethodTable table() {
                return null;
            }
        };

        assertThatThrownBy(() -> LlvmTarget.of(half))
                .isInstanceOf(OverlayDeclarationException.class)
                .hasMessageContaining("half");
    }

    @Test
    void threadsThatWaitAtDifferentBarriersOnTheHostAreNamed() throws Exception {
        String text = """
                func @t/K.k()V () -> void {
                b0():
                  %0: i32 = intrinsic tid.x
                  br %0, b1(), b2()
                b1():
                  intrinsic barrier                    !t/K.k(K.java:7)
                  ret
                b2():
                  intrinsic barrier                    !t/K.k(K.java:9)
                  ret
                }
                """;

        PtxKernel k = Lowered.run(text);

        assertThat(k.ptx()).contains("barrier.sync");
        Lowered.runGrid(text, new int[] {3, 1, 1, 1, 1, 1});
        assertThatThrownBy(() -> Lowered.runGrid(text, new int[] {1, 1, 1, 2, 1, 1}))
                .isInstanceOf(KernelFailure.class)
                .cause()
                .hasMessageContaining("K.java:7")
                .hasMessageContaining("K.java:9");
    }

    @Test
    void aMarkerInTheIrIsFound() {
        String text = """
                func @t/K.k()V () -> void {
                b0():
                  %0: Ldev/adagent/Mode; = const null
                  %1: [f64 = deferred static dev/adagent/Autodiff.autodiffDeferred(Ldev/adagent/Mode;)V [deferred @CUDA] ()
                  ret
                }
                """.replace("  %0: Ldev/adagent/Mode; = const null\n", "");

        assertThatThrownBy(() ->
                        LlvmLowering.lower(IrParser.parseModule(text), LlvmTarget.NVPTX, LlvmLowering.Options.DEFAULT))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("marker");
    }

    private static String llvm(String called) {
        return "target triple = \"nvptx64-nvidia-cuda\"\ndeclare void @" + called + "()\n"
                + "define ptx_kernel void @k() {\n  call void @" + called + "()\n  ret void\n}\n";
    }

    @Test
    void aPlantedMarkerInLlvmIsFound() {
        for (String marker :
                new String[] {"j_dev_adagent_Autodiff_autodiffDeferred", "adagent.deferred.8000", "\"Deferred\""}) {
            assertThatThrownBy(() -> LlvmModule.parse(llvm(marker), "nvptx64-nvidia-cuda", "sm_80", "+ptx80"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("a marker survived into LLVM");
        }
    }

    /** Also where it has a body, as a method of the api that was compiled like any other would. */
    @Test
    void anApiMethodInLlvmIsAMarkerAndAnAppsMethodOfSuchANameIsNot() {
        for (boolean api : new boolean[] {true, false}) {
            String name = api ? "j_dev_adagent_Autodiff_autodiffDeferred" : "j_app_Payments_deferredSum";
            String text =
                    llvm(name).replace("declare void @" + name + "()", "define void @" + name + "() { ret void }");
            if (api) {
                assertThatThrownBy(() -> LlvmModule.parse(text, "nvptx64-nvidia-cuda", "sm_80", "+ptx80"))
                        .hasMessageContaining("a marker survived into LLVM");
            } else {
                LlvmModule.parse(text, "nvptx64-nvidia-cuda", "sm_80", "+ptx80").close();
            }
        }
    }

    @Test
    void aFunctionWithoutABodyInLlvmIsFound() {
        assertThatThrownBy(() -> LlvmModule.parse(llvm("malloc"), "nvptx64-nvidia-cuda", "sm_80", "+ptx80"))
                .hasMessageContaining("without a body survived into LLVM: malloc");
    }

    @Test
    void anIndirectCallInPtxIsFound() {
        String text = """
                target triple = "nvptx64-nvidia-cuda"
                define ptx_kernel void @k(ptr %f, ptr %out) {
                  %r = call double %f(double 1.0)
                  store double %r, ptr %out
                  ret void
                }
                """;
        try (LlvmModule m = LlvmModule.parse(text, "nvptx64-nvidia-cuda", "sm_80", "+ptx80")) {
            String ptx = m.assembly();
            assertThatThrownBy(() -> NoMarkerCheck.checkCalls(ptx)).hasMessageContaining("indirect call");
        }
    }

    @Test
    void intrinsicsOfLlvmAreNoMarkers() {
        LlvmModule.parse(llvm("llvm.nvvm.barrier0"), "nvptx64-nvidia-cuda", "sm_80", "+ptx80")
                .close();
    }
}
