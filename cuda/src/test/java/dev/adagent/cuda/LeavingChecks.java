package dev.adagent.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.adagent.transform.device.Kernel;
import dev.adagent.transform.device.KernelFailure;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** A barrier waits for the threads that have not ended, whichever rounds of a loop they are in: on every device, and none hangs. */
abstract class LeavingChecks {
    static final int THREADS = 96;

    abstract Kernel kernel(String name);

    abstract void launch(Kernel kernel, int[] grid, Object... args) throws KernelFailure;

    private void launch(String name, Object... args) throws KernelFailure {
        launch(kernel(name), LaunchChecks.grid(1, THREADS), args);
    }

    /** How many came to the barrier in the rounds up to each, where thread t takes part in {@code rounds[t]}. */
    private static int[] came(int[] rounds) {
        int[] came = new int[Arrays.stream(rounds).max().orElse(0)];
        for (int k = 0; k < came.length; k++) {
            int round = k;
            came[k] = (k == 0 ? 0 : came[k - 1])
                    + (int) Arrays.stream(rounds).filter(r -> r > round).count();
        }
        return came;
    }

    /** The last thread takes most rounds. */
    private static int[] rounds() {
        int[] rounds = new int[THREADS];
        for (int t = 0; t < THREADS; t++) {
            rounds[t] = t * 7 % 11;
        }
        rounds[THREADS - 1] = 12;
        return rounds;
    }

    @Test
    void atTheirIndex() throws KernelFailure {
        int[] rounds = new int[THREADS];
        Arrays.setAll(rounds, t -> t);
        int[] came = new int[THREADS - 1];
        launch("atTheirIndex", came);
        assertThat(came).isEqualTo(came(rounds));
        came = new int[THREADS - 1];
        launch("insideABranch", came, 1);
        assertThat(came).isEqualTo(came(rounds));
    }

    @Test
    void atANumberInMemory() throws KernelFailure {
        int[] rounds = rounds();
        int[] came = new int[12];
        int[] took = new int[THREADS];
        launch("atANumberInMemory", rounds, came, took);
        assertThat(came).isEqualTo(came(rounds));
        assertThat(took).isEqualTo(rounds);
    }

    @Test
    void byReturning() throws KernelFailure {
        int[] rounds = rounds();
        int[] took = new int[THREADS];
        launch("byReturning", rounds, took);
        assertThat(took).isEqualTo(rounds);
    }

    @Test
    void toAnotherBarrier() throws KernelFailure {
        int[] took = new int[THREADS];
        int[] same = new int[THREADS];
        Arrays.fill(same, 5);
        launch("toAnotherBarrier", same, took);
        assertThat(took).isEqualTo(same);
        for (int odd : new int[] {0, 40, THREADS - 1}) {
            int[] rounds = same.clone();
            rounds[odd]++;
            assertThat(catchThrowableOfType(
                                    KernelFailure.class, () -> launch("toAnotherBarrier", rounds, new int[THREADS]))
                            .exception())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("all threads that have not ended must come to the same call");
        }
    }

    @Test
    void byAnException() throws KernelFailure {
        int[] steps = new int[THREADS];
        int[] out = new int[THREADS];
        launch("byAnException", steps, out, 9);
        assertThat(out).containsOnly(8);
        steps[5] = 30; // at the fourth round
        steps[70] = 13; // at the second
        KernelFailure e =
                catchThrowableOfType(KernelFailure.class, () -> launch("byAnException", steps, new int[THREADS], 9));
        assertThat(e.exception())
                .isInstanceOf(ArrayIndexOutOfBoundsException.class)
                .hasMessage("Index 125 out of bounds for length 96");
    }

    @Test
    void insideALoopOfAll() throws KernelFailure {
        int[] rounds = rounds();
        rounds[THREADS - 1] = 3;
        int[] came = new int[THREADS];
        launch("insideALoopOfAll", rounds, came, 6);
        for (int t = 0; t < THREADS; t++) {
            assertThat(came[t]).isEqualTo(rounds[t] < 2 ? 1 : 0);
        }
    }
}
