package dev.adagent.codegen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.adagent.overlay.MethodKey;
import dev.adagent.overlay.MethodTable;
import dev.adagent.overlay.Target;
import org.junit.jupiter.api.Test;

/** A target that does some operations by functions of its own, and numbers address spaces as SPIR-V does. */
class OwnOperationsTest {
    private static final String KERNEL = """
            func @t/K.op([f64[i32[i64)V (%0: [f64, %1: [i32, %2: [i64) -> void {
            b0(%0: [f64, %1: [i32, %2: [i64):
              %3: i32 = const 0
              %4: f64 = aload %0, %3
              %5: i32 = conv %4
              %6: f64 = intrinsic max %4, %4
              %7: f64 = atomic add %0, %3, %6
              %8: i32 = atomic cas %1, %3, %5, %3
              %9: i64 = aload %2, %3
              %10: i64 = intrinsic multiplyHigh %9, %9
              astore %2, %3, %10
              ret
            }
            """;

    private static Target target(String bound, String support) {
        return new Target() {
            @Override
            public String name() {
                return "test";
            }

            @Override
            public String triple() {
                return "spirv64v1.2-unknown-unknown";
            }

            @Override
            public AddressSpaces addressSpaces() {
                return new AddressSpaces(4, 1, 3, 2, 0);
            }

            @Override
            public int kernelPointerSpace() {
                return 1;
            }

            @Override
            public int kernelConvention() {
                return 76;
            }

            @Override
            public String symbol(String operation) {
                return (" " + bound + " ").contains(" " + operation + " ")
                        ? "own_" + operation.replace('.', '_')
                        : operation.contains("tid.") || operation.contains("ctaid.") ? "own_index" : null;
            }

            @Override
            public String support() {
                return support;
            }

            @Override
            public MethodKey math(String intrinsic) {
                return null;
            }

            @Override
            public MethodTable table() {
                return MethodTable.builder("test").build();
            }
        };
    }

    private static String lowered(String bound) {
        return LlvmLowering.lower(
                        Lowered.module(KERNEL), LlvmTarget.of(target(bound, "")), LlvmLowering.Options.DEFAULT)
                .text();
    }

    @Test
    void whatTheTargetBindsIsCalled() {
        assertThat(lowered("max.f64 convert.f64.i32 multiplyHigh.i64 atomic.add.f64 atomic.cas.i32 atomic.load.i64"))
                .contains(
                        "call double @own_max_f64(double %v4, double %v4)",
                        "call i32 @own_convert_f64_i32(double %v4)",
                        "call i64 @own_multiplyHigh_i64(i64 %v9, i64 %v9)",
                        "declare double @own_atomic_add_f64(ptr addrspace(4), double)",
                        "declare i32 @own_atomic_cas_i32(ptr addrspace(4), i32, i32)")
                .doesNotContain("llvm.maximum", "fptosi.sat", "i128", "atomicrmw fadd", "cmpxchg");
    }

    @Test
    void everythingElseIsLlvms() {
        assertThat(lowered(""))
                .contains(
                        "call double @llvm.maximum.f64",
                        "call i32 @llvm.fptosi.sat.i32.f64",
                        "i128",
                        "atomicrmw fadd ptr addrspace(4)",
                        "cmpxchg ptr addrspace(4)")
                .doesNotContain("own_atomic", "ptr %");
    }

    @Test
    void pointersOfKernelsAreCastToTheGenericSpace() {
        assertThat(lowered(""))
                .contains(
                        "define cc 76 void",
                        "(ptr addrspace(1) %v0.p.in",
                        "%v0.p = addrspacecast ptr addrspace(1) %v0.p.in to ptr addrspace(4)");
    }

    @Test
    void aFunctionThatNobodyKnowsIsRefused() {
        String support = "define i32 @own_index() {\n  ret i32 0\n}\n";
        assertThatThrownBy(() -> TargetCompiler.compile(
                        Lowered.module(KERNEL), target("max.f64", support), null, LlvmLowering.Options.DEFAULT))
                .hasMessageContaining("a function without a body survived into LLVM: own_max_f64");
    }
}
