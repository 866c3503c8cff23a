package dev.adagent.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.adagent.codegen.LlvmLowering;
import dev.adagent.codegen.LlvmTarget;
import dev.adagent.codegen.PtxCompiler;
import dev.adagent.codegen.PtxKernel;
import dev.adagent.overlay.GlobalTable;
import dev.adagent.overlay.MathOverlays;
import dev.adagent.overlay.MethodKey;
import dev.adagent.overlay.Overlay;
import dev.adagent.overlay.OverlayRegistry;
import dev.adagent.overlay.TableView;
import java.lang.invoke.MethodType;
import java.util.List;
import org.junit.jupiter.api.Test;

class CudaTableTest {
    private static final TableView VIEW =
            OverlayRegistry.discover(CudaTableTest.class.getClassLoader()).view(CudaTarget.NAME);

    @Test
    void standsAboveGlobal() {
        assertThat(VIEW.tables()).extracting(t -> t.name()).containsExactly("CUDA", "GLOBAL");
        assertThat(VIEW.lookup(MethodKey.parse("java/lang/Math.sin(D)D")).table())
                .isEqualTo("CUDA");
        assertThat(VIEW.lookup(MethodKey.parse("java/lang/Math.sqrt(D)D")).table())
                .isEqualTo("GLOBAL");
        assertThat(VIEW.lookup(MethodKey.parse("dev/adagent/Kernel.threadIdxX()I"))
                        .overlay())
                .isEqualTo(new Overlay.Intrinsic("tid.x"));
    }

    /** Each operation of GLOBAL either is one that a GPU computes exactly, or has a body that exists. */
    @Test
    void leavesNoOperationWithoutBody() throws ReflectiveOperationException {
        List<String> exact = List.of(
                "sqrt",
                "fma",
                "abs",
                "floor",
                "ceil",
                "rint",
                "min",
                "max",
                "copySign",
                "multiplyHigh",
                "bitCount",
                "numberOfLeadingZeros",
                "numberOfTrailingZeros");
        int bodies = 0;
        for (String method : GlobalTable.get().methods()) {
            MethodKey key = MethodKey.parse(method);
            Overlay overlay = VIEW.lookup(key).overlay();
            if (overlay instanceof Overlay.Body own && own.method().equals(key)) {
                continue; // kept as a call for its derivative rule, and compiled as what it is
            }
            if (overlay instanceof Overlay.Body b) {
                assertThat(VIEW.lookup(b.method()))
                        .as("a body is not replaced again")
                        .isNull();
                MethodType type =
                        MethodType.fromMethodDescriptorString(b.method().descriptor(), null);
                Class<?> owner = Class.forName(b.method().owner().replace('/', '.'));
                assertThat(owner.getMethod(b.method().name(), type.parameterArray())
                                .getReturnType())
                        .isEqualTo(type.returnType());
                bodies += CudaTable.get().lookup(key) == null ? 0 : 1; // GLOBAL brings some of its own
            } else {
                assertThat(key.name()).isIn(exact);
            }
        }
        assertThat(bodies).isEqualTo(2 * (MathOverlays.UNARY.size() + MathOverlays.BINARY.size()));
    }

    /** As the target that tests of the code generator use: sums of bytes in 16-bit pairs came out wrong on an H100. */
    @Test
    void sumsOfBytesStayScalar() {
        PtxKernel ptx = PtxCompiler.compile(
                TestKernels.kernel("sumBytes").module(), CudaTarget.lowering(), "sm_80", LlvmLowering.Options.DEFAULT);
        assertThat(ptx.llvmBefore()).contains("noimplicitfloat");
        assertThat(ptx.ptx()).doesNotContainPattern("mov\\.b32\\s+\\{?%r\\w+, \\{%rs");
    }

    @Test
    void theTargetsMathIsTheTables() {
        CudaTarget target = new CudaTarget();
        assertThat(CudaTarget.lowering().symbols()).isEqualTo(LlvmTarget.NVPTX.symbols());
        assertThat(CudaTarget.lowering().kernelConvention()).isEqualTo(LlvmTarget.NVPTX.kernelConvention());
        assertThat(target.math("strict.pow").descriptor()).isEqualTo("(DD)D");
        assertThat(target.math("tan").name()).isEqualTo("tan");
        assertThat(target.math("sqrt")).isNull();
        assertThat(target.symbol("tid.x")).contains("sreg.tid.x");
        assertThat(target.symbol("sin")).isNull();
    }
}
