package dev.adagent.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.adagent.transform.device.Kernel;
import dev.adagent.transform.device.KernelFailure;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The checks of {@link LeavingChecks} on a GPU, each in a JVM of its own: where a barrier waited for ever, that JVM is ended. */
@GpuTest
class GpuLeavingTest {
    static Stream<String> checks() {
        return Arrays.stream(LeavingChecks.class.getDeclaredMethods())
                .filter(m -> m.isAnnotationPresent(Test.class))
                .map(Method::getName)
                .sorted();
    }

    @ParameterizedTest
    @MethodSource("checks")
    void doesNotHang(String check) throws Exception {
        assertThat(ChildJvm.run(OnGpu.class, Duration.ofSeconds(20), check)).contains("passed " + check);
    }

    /** Runs one check. */
    static final class OnGpu extends LeavingChecks {
        private final CudaDevice device;

        OnGpu() throws CudaUnavailableException {
            device = CudaDevice.open();
        }

        public static void main(String[] args) throws Throwable {
            try {
                LeavingChecks.class.getDeclaredMethod(args[0]).invoke(new OnGpu());
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
            System.out.println("passed " + args[0]);
            System.exit(0);
        }

        @Override
        Kernel kernel(String name) {
            return TestKernels.kernel(LeavingKernels.class, name);
        }

        @Override
        void launch(Kernel kernel, int[] grid, Object... args) throws KernelFailure {
            device.launch(kernel, grid, args);
        }
    }
}
