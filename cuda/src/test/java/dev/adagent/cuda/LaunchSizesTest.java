package dev.adagent.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.adagent.codegen.DeviceCode;
import dev.adagent.transform.device.DeviceRefusal;
import dev.adagent.transform.device.Kernel;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class LaunchSizesTest {
    private static DeviceCode kernel(int tapes) {
        return new DeviceCode("k", List.of(), List.of(), tapes, new BitSet(), false, new byte[0], null, null);
    }

    @Test
    void memoryComesInStepsOfAnEighthAtMost() {
        for (long bytes : new long[] {1, 511, 512, 513, 4096, 100_000, 1 << 20, (1 << 20) + 1, 3_000_000_000L}) {
            long size = DeviceMemory.rounded(bytes);
            assertThat(size).isGreaterThanOrEqualTo(bytes).isLessThanOrEqualTo(Math.max(512, bytes + bytes / 8 + 512));
            assertThat(DeviceMemory.rounded(size)).isEqualTo(size);
        }
    }

    @Test
    void tapesGrowWithinTheirBudget() {
        int[] grid = {4, 1, 1, 256, 1, 1};
        assertThat(TapeSize.threads(grid)).isEqualTo(1024);
        assertThat(TapeSize.first(kernel(0), grid)).isZero();
        assertThat(TapeSize.first(kernel(1), grid)).isEqualTo(8192);
        assertThat(TapeSize.first(kernel(2), grid)).isEqualTo(16384);
        assertThat(TapeSize.next(8192, grid, 16L << 30)).isEqualTo(32768);
        assertThat(TapeSize.next(8192, grid, 256L << 20)).as("half of 256 MiB").isEqualTo(16384);
        assertThat(TapeSize.next(16384, grid, 256L << 20)).as("no more").isZero();
    }

    @Test
    void gridsWhoseThreadsAnIntCannotCountAreRefused() {
        Kernel kernel = TestKernels.kernel("saxpy");
        assertThatCode(() -> CudaDevice.requireIndexable(kernel, new int[] {Integer.MAX_VALUE, 1, 1, 1, 1, 1}))
                .doesNotThrowAnyException();
        assertThatExceptionOfType(DeviceRefusal.class)
                .isThrownBy(() -> CudaDevice.requireIndexable(kernel, new int[] {1 << 22, 1, 1, 512, 1, 1}))
                .withMessageContaining("2147483648 threads along the x axis");
    }
}
