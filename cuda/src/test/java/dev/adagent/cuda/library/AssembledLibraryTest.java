package dev.adagent.cuda.library;

import static org.assertj.core.api.Assertions.assertThat;

import dev.adagent.codegen.LlvmLowering;
import dev.adagent.codegen.PtxCompiler;
import dev.adagent.codegen.PtxKernel;
import dev.adagent.cuda.CudaTarget;
import dev.adagent.transform.device.Kernel;
import java.lang.reflect.Method;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** GPUs get code for every sample of the language, and NVIDIA's assembler survives it: it ended the process on one ({@code AssemblerFaults}). */
class AssembledLibraryTest {
    static Stream<Method> language() {
        return LibraryChecks.language();
    }

    @ParameterizedTest
    @MethodSource("language")
    void isAssembled(Method f) throws Exception {
        Kernel kernel = LibraryKernels.compile(f, CudaTarget.NAME);
        PtxKernel code = PtxCompiler.compile(
                kernel.module(), CudaTarget.lowering(), "sm_90", LlvmLowering.Options.of(kernel.options(), true, 0));
        assertThat(code.cubin()).isNotEmpty();
    }
}
