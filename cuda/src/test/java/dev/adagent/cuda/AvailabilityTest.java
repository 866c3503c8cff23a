package dev.adagent.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AvailabilityTest {
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
