package dev.adagent.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import dev.adagent.overlay.OverlayRegistry;
import dev.adagent.transform.device.Kernel;
import dev.adagent.transform.device.KernelFailure;
import org.junit.jupiter.api.Test;

/** How deep methods call themselves: as deep as is declared, the same on every device. */
abstract class RecursionChecks {
    /** Name of the table that the kernels are compiled for. */
    abstract String target();

    abstract void launch(Kernel kernel, int[] grid, Object... args) throws KernelFailure;

    final Kernel kernel(String name, int recursion) {
        return TestKernels.compile(
                RecursiveMethods.class,
                name,
                OverlayRegistry.discover(getClass().getClassLoader()).view(target()),
                Kernel.Options.DEFAULT.withRecursion(recursion));
    }

    final double[] run(String name, int recursion, int... n) throws KernelFailure {
        double[] out = new double[n.length];
        launch(kernel(name, recursion), LaunchChecks.grid(1, n.length), n.clone(), out);
        return out;
    }

    final KernelFailure failure(String name, int recursion, int... n) {
        return catchThrowableOfType(KernelFailure.class, () -> run(name, recursion, n));
    }

    /** What the kernel gives as plain Java. */
    private static double java(String name, int n) {
        double[] out = new double[1];
        switch (name) {
            case "steps" -> RecursiveMethods.steps(new int[] {n}, out);
            case "reflected" -> RecursiveMethods.reflected(new int[] {n}, out);
            default -> throw new IllegalArgumentException(name);
        }
        return out[0];
    }

    @Test
    void asManyCallsAsAreDeclared() throws KernelFailure {
        assertThat(run("sums", 20, 3, 20, 1)).containsExactly(6, 210, 1);
        KernelFailure f = failure("sums", 20, 3, 21, 1);
        assertThat(f.exception()).isInstanceOf(StackOverflowError.class);
        assertThat(f.thread()).containsExactly(1, 0, 0);
        assertThat(f.stack().get(0).method()).isEqualTo("sum");
        assertThat(run("sums", 20, 20)).as("after a launch that failed").containsExactly(210);
    }

    @Test
    void oneCall() throws KernelFailure {
        assertThat(run("sums", 1, 1)).containsExactly(1);
        assertThat(failure("sums", 1, 2).exception()).isInstanceOf(StackOverflowError.class);
    }

    @Test
    void methodsThatCallEachOtherCountTogether() throws KernelFailure {
        // even 5, odd 5, even 4, even 2, even 1, odd 1, even 0
        assertThat(run("steps", 7, 5)).containsExactly(java("steps", 5));
        assertThat(failure("steps", 6, 5).exception()).isInstanceOf(StackOverflowError.class);
    }

    @Test
    void aKernelThatCallsItself() throws KernelFailure {
        int[] n = {5};
        double[] out = new double[1];
        launch(kernel("again", 5), LaunchChecks.grid(1, 1), n, out);
        assertThat(out).containsExactly(6);
        assertThat(failure("again", 4, 5).exception()).isInstanceOf(StackOverflowError.class);
    }

    @Test
    void whatIsNotDeclaredGoesAsDeepAsFits() throws KernelFailure {
        assertThat(run("sums", 0, 8, 4)).containsExactly(36, 10);
        double[] expected = {java("reflected", 0), java("reflected", 5)};
        assertThat(run("reflected", 0, 0, 5)).containsExactly(expected, within(1e-14));
        assertThat(run("reflected", 2, 0, 5)).containsExactly(expected, within(1e-14));
    }

    @Test
    void arraysThatAreHandedOnStayAsTheyAre() throws KernelFailure {
        double[] expected = new double[4];
        RecursiveMethods.arrays(new int[] {4}, expected);
        double[] out = new double[4];
        launch(kernel("arrays", 20), LaunchChecks.grid(1, 1), new int[] {4}, out);
        assertThat(out).containsExactly(expected);
    }
}
