package dev.adagent.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.adagent.codegen.LlvmLowering;
import dev.adagent.codegen.PtxCompiler;
import dev.adagent.transform.device.Device;
import dev.adagent.transform.device.Kernel;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link SumChecks} lowered for the host's processor and run there; and for GPUs, assembled. */
class HostSumTest extends SumChecks {
    private final Device device = HostLlvmDevice.quick();

    @Override
    Device device() {
        return device;
    }

    @Override
    int launches() {
        return 1;
    }

    @ParameterizedTest
    @ValueSource(strings = {"forAll", "scatter", "floats", "byHand", "rows", "chosen", "sharedWeights"})
    void assembles(String name) {
        String ptx = PtxCompiler.compile(compile(device, name, EXACT).module(), "sm_80", LlvmLowering.Options.DEFAULT)
                .ptx();
        assertThat(ptx).contains("atom.").doesNotContainPattern("\\b(atom|red)[.a-z]*[.]f(32|64)");
        assertThat(PtxCompiler.compile(
                                compile(device, name, Kernel.Options.DEFAULT).module(),
                                "sm_80",
                                LlvmLowering.Options.DEFAULT)
                        .ptx())
                .containsPattern("\\b(atom|red)[.a-z]*[.]f(32|64)");
    }
}
