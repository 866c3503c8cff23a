package dev.adagent.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.adagent.overlay.OverlayRegistry;
import dev.adagent.overlay.TableView;
import dev.adagent.transform.cpu.CpuDevice;
import dev.adagent.transform.device.Kernel;
import dev.adagent.transform.device.KernelFailure;
import dev.adagent.transform.job.CpuTable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** {@link LaunchChecks#launchesWorkAfterManyThatFailed} on the CPU device. */
class CpuFailingLaunchesTest {
    private static final TableView VIEW = OverlayRegistry.discover(null).view(CpuTable.TARGET);

    @Test
    void launchesWorkAfterManyThatFailed() throws KernelFailure {
        CpuDevice device = new CpuDevice(2);
        Kernel refuse = TestKernels.compile("refuse", VIEW);
        Kernel divide = TestKernels.compile("divide", VIEW);
        for (int k = 0; k < 1_000; k++) {
            int bad = k % 64;
            int first = k;
            int[] x = IntStream.range(k, k + 64).toArray();
            assertThat(catchThrowableOfType(
                                    KernelFailure.class,
                                    () -> device.launch(
                                            refuse, LaunchChecks.grid(2, 32), new Object[] {x, first + bad}))
                            .exception())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("element " + bad + " is " + (k + bad));
            assertThat(catchThrowableOfType(
                                    KernelFailure.class,
                                    () -> device.launch(
                                            divide, LaunchChecks.grid(2, 32), new Object[] {x, new int[64]}))
                            .exception())
                    .hasMessage("/ by zero");
        }
        int[] x = new int[64];
        device.launch(refuse, LaunchChecks.grid(2, 32), new Object[] {x, 1});
        assertThat(x).containsOnly(1);
    }
}
