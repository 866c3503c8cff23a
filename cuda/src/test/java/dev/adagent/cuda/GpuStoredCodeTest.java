package dev.adagent.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.adagent.codegen.CodeStore;
import dev.adagent.transform.device.Kernel;
import dev.adagent.transform.device.KernelFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A GPU runs code that an earlier run kept: cubins, sites of exceptions and all. */
@GpuTest
class GpuStoredCodeTest {
    @TempDir
    Path folder;

    private CudaDevice device() throws CudaUnavailableException {
        return CudaDevice.open(new CodeStore(folder.resolve("code"), 64 << 20));
    }

    /** The kernel as a later run recalls it: without its module. */
    private static Kernel recalled(Kernel k) {
        return new Kernel(k.method(), null, k.contentId(), k.options());
    }

    private static void saxpy(CudaDevice device, Kernel kernel, int threads) throws KernelFailure {
        float[] x = new float[1000];
        float[] y = new float[1000];
        Arrays.fill(x, 2);
        device.launch(kernel, new int[] {4, 1, 1, threads, 1, 1}, new Object[] {3f, x, y});
        assertThat(y).containsOnly(6f);
    }

    @Test
    void keptCodeRunsWithoutAModule() throws Exception {
        Kernel kernel = TestKernels.kernel("saxpy");
        assertThatExceptionOfType(Kernel.NotCompiledException.class)
                .isThrownBy(() -> saxpy(device(), recalled(kernel), 256));
        saxpy(device(), kernel, 256);
        CudaDevice later = device();
        assertThat(later.keepsCode()).isTrue();
        saxpy(later, recalled(kernel), 256);
    }

    @Test
    void keptCodePrints() throws Exception {
        Kernel kernel = TestKernels.kernel(PrintKernels.class, "loops");
        Kernel recalled =
                new Kernel(kernel.method(), null, kernel.contentId(), kernel.options(), null, kernel.printed(), null);
        int[] n = {3, 4};
        CudaDevice first = device();
        String expected = PrintChecks.printed(() -> kernel.launch(first, LaunchChecks.grid(1, 2), n, new double[2]));
        CudaDevice later = device();
        assertThat(PrintChecks.printed(() -> recalled.launch(later, LaunchChecks.grid(1, 2), n, new double[2])))
                .isEqualTo(expected)
                .startsWith("0.0");
    }

    @Test
    void damagedCodeIsNotLoaded() throws Exception {
        Kernel kernel = TestKernels.kernel("saxpy");
        saxpy(device(), kernel, 256);
        damage();
        assertThatExceptionOfType(Kernel.NotCompiledException.class)
                .isThrownBy(() -> saxpy(device(), recalled(kernel), 256));
        saxpy(device(), kernel, 256);
        saxpy(device(), recalled(kernel), 256);
    }

    private void damage() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("code"))) {
            for (Path f : files.toList()) {
                byte[] bytes = Files.readAllBytes(f);
                bytes[bytes.length / 2] ^= 4;
                Files.write(f, bytes);
            }
        }
    }
}
