package dev.adagent.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.adagent.codegen.LlvmLowering;
import dev.adagent.codegen.PtxCompiler;
import dev.adagent.transform.device.Device;
import dev.adagent.transform.device.Kernel;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link PrintChecks} lowered for the host's processor and run there; and for GPUs, assembled. */
class HostPrintTest extends PrintChecks {
    private final Device device = HostLlvmDevice.quick();

    @Override
    Device device() {
        return device;
    }

    @ParameterizedTest
    @ValueSource(strings = {"types", "texts", "loops", "calls", "tried", "waiting", "reverse", "forward", "recursive"})
    void assembles(String name) {
        String ptx = PtxCompiler.compile(
                        compile(name, Kernel.Options.DEFAULT.withRecursion(8)).module(),
                        "sm_80",
                        LlvmLowering.Options.DEFAULT)
                .ptx();
        assertThat(ptx).contains("atom.");
    }
}
