package dev.adagent.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;

class AvailabilityTest {
    /** They are named by texts, which nothing else checks: the engine goes on without them. */
    @Test
    void theClassesOfALaunchAreThereWithoutAGpu() {
        assertThatCode(CudaDevice::prepareLaunches).doesNotThrowAnyException();
    }

    /** Holds on every machine: there is a device that says what it is, or a reason in words. */
    @Test
    void isADeviceOrAReason() {
        String text;
        try {
            CudaDevice device = CudaDevice.open();
            assertThat(device.architecture()).matches("sm_\\d\\d+");
            text = device.describe();
        } catch (CudaUnavailableException e) {
            text = e.getMessage();
            assertThat(text).containsAnyOf("driver", "GPU").doesNotContain("\n");
        }
        assertThat(text).isNotBlank();
    }
}
