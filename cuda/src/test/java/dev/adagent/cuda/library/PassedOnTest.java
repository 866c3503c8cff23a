package dev.adagent.cuda.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.adagent.transform.cpu.CpuDevice;
import dev.adagent.transform.device.Exceptions;
import dev.adagent.transform.device.Kernel;
import dev.adagent.transform.device.KernelFailure;
import dev.adagent.transform.job.CpuTable;
import java.lang.reflect.Method;
import org.junit.jupiter.api.Test;

/** What cannot be carried out of a kernel of the exceptions that one suppresses, the exception says. */
@SuppressWarnings("unused") // found by reflection
class PassedOnTest {
    static double plain(double x, double y) {
        IllegalStateException thrown = new IllegalStateException("thrown");
        ArithmeticException other = new ArithmeticException("other");
        thrown.addSuppressed(other);
        throw thrown;
    }

    static double withCauseSetLater(double x, double y) {
        IllegalStateException thrown = new IllegalStateException("thrown");
        ArithmeticException other = new ArithmeticException("other");
        thrown.addSuppressed(other);
        other.initCause(new IllegalArgumentException("late"));
        throw thrown;
    }

    static double withSuppressed(double x, double y) {
        IllegalStateException thrown = new IllegalStateException("thrown");
        ArithmeticException other = new ArithmeticException("other");
        other.addSuppressed(new IllegalArgumentException("first"));
        thrown.addSuppressed(other);
        throw thrown;
    }

    private static String suppressed(String name) throws Exception {
        Method f = PassedOnTest.class.getDeclaredMethod(name, double.class, double.class);
        Kernel kernel = LibraryKernels.compile(f, CpuTable.TARGET);
        Object[] arguments = kernel.arguments(new double[] {1}, new double[1], new double[1]);
        KernelFailure e = catchThrowableOfType(
                KernelFailure.class, () -> kernel.launch(new CpuDevice(1), new int[] {1, 1, 1, 1, 1, 1}, arguments));
        Throwable thrown = Exceptions.resolve(e.exception(), PassedOnTest.class.getClassLoader());
        assertThat(thrown).hasMessage("thrown").isInstanceOf(IllegalStateException.class);
        assertThat(thrown.getSuppressed()).hasSize(1);
        return thrown.getSuppressed()[0].getMessage();
    }

    @Test
    void aSuppressedExceptionComesAlong() throws Exception {
        assertThat(suppressed("plain")).isEqualTo("other");
    }

    @Test
    void oneWithMoreThanItsConstructorMakesIsSaidToBeThere() throws Exception {
        assertThat(suppressed("withCauseSetLater")).contains("cannot be carried out of a kernel");
        assertThat(suppressed("withSuppressed")).contains("cannot be carried out of a kernel");
    }
}
