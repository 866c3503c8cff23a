package dev.adagent.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.adagent.transform.cpu.CpuDevice;
import dev.adagent.transform.device.Kernel;
import dev.adagent.transform.device.KernelFailure;
import dev.adagent.transform.job.CpuTable;
import org.junit.jupiter.api.Test;

/** {@link RecursionChecks} on the CPU device. */
class CpuRecursionTest extends RecursionChecks {
    private final CpuDevice device = new CpuDevice(2, false);

    @Override
    String target() {
        return CpuTable.TARGET;
    }

    @Override
    void launch(Kernel kernel, int[] grid, Object... args) throws KernelFailure {
        device.launch(kernel, grid, args);
    }

    @Test
    void theJvmsStackIsAllThatBoundsWhatIsNotDeclared() throws KernelFailure {
        assertThat(run("sums", 0, 1_500)).containsExactly(1_500 * 1_501 / 2);
    }

    @Test
    void theInterpreterThatLooksForRacesCountsToo() {
        CpuDevice checked = new CpuDevice(1, true);
        Kernel kernel = kernel("sums", 20);
        int[] grid = LaunchChecks.grid(1, 1);
        assertThatThrownBy(() -> checked.launch(kernel, grid, new Object[] {new int[] {21}, new double[1]}))
                .hasRootCauseInstanceOf(StackOverflowError.class);
        assertThatCode(() -> checked.launch(kernel, grid, new Object[] {new int[] {20}, new double[1]}))
                .doesNotThrowAnyException();
    }
}
