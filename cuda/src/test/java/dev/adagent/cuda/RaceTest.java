package dev.adagent.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.adagent.overlay.OverlayRegistry;
import dev.adagent.overlay.TableView;
import dev.adagent.transform.cpu.CpuDevice;
import dev.adagent.transform.device.DeviceRefusal;
import dev.adagent.transform.device.KernelFailure;
import dev.adagent.transform.job.CpuTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The CPU device that looks for races finds planted ones, and none where there is none. */
class RaceTest {
    private static final TableView VIEW =
            OverlayRegistry.discover(RaceTest.class.getClassLoader()).view(CpuTable.TARGET);

    private final CpuDevice device = new CpuDevice(1, true);
    private final double[] out = new double[64];

    private void launch(String kernel, int blocks, Object... args) throws KernelFailure {
        device.launch(TestKernels.compile(RacyKernels.class, kernel, VIEW), LaunchChecks.grid(blocks, 32), args);
    }

    private String race(String kernel, int blocks, Object... args) {
        KernelFailure e = catchThrowableOfType(KernelFailure.class, () -> launch(kernel, blocks, args));
        assertThat(e).as("a race in %s", kernel).isNotNull();
        assertThat(e.exception().toString()).startsWith("dev.adagent.DataRaceException: ");
        return e.exception().getMessage();
    }

    /** The place of a marked line, as messages show it. */
    private static String place(String kernel, String mark) {
        try {
            List<String> lines = Files.readAllLines(Path.of("src/test/java/dev/adagent/cuda/RacyKernels.java"));
            int at = 0;
            while (!lines.get(at).contains("void " + kernel + "(")) {
                at++;
            }
            while (!lines.get(at).endsWith("// " + mark)) {
                at++;
            }
            return "RacyKernels.java:" + (at + 1);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void aMissingBarrierInAReduction() throws KernelFailure {
        String message = race("noBarrierInLoop", 1, new double[64], out);
        String line = place("noBarrierInLoop", "RACE");
        assertThat(message)
                .contains("of the shared double[64] of dev.adagent.cuda.RacyKernels.noBarrierInLoop, number 1")
                .contains("reads it at dev.adagent.cuda.RacyKernels.noBarrierInLoop(" + line + ")")
                .contains("writes it at dev.adagent.cuda.RacyKernels.noBarrierInLoop(" + line + ")")
                .contains("element 1 ")
                .contains("thread (0, 0, 0) of block (0, 0, 0)")
                .contains("thread (1, 0, 0) of block (0, 0, 0)")
                .contains("syncThreads()");
        double[] x = new double[64];
        java.util.Arrays.fill(x, 0.5);
        launch("barrierInLoop", 1, x, new double[1]);
    }

    @Test
    void aTileFilledTooEarly() {
        assertThat(race("tileTooEarly", 1, new double[64], out))
                .contains("writes it at")
                .contains("(" + place("tileTooEarly", "WRITE") + ")")
                .contains("reads it at")
                .contains("(" + place("tileTooEarly", "READ") + ")");
    }

    @Test
    void blocksThatWriteTheSame() throws KernelFailure {
        assertThat(race("acrossBlocks", 2, new double[64], out))
                .contains("element 1 of argument 2 (double[64])")
                .contains("block (0, 0, 0)")
                .contains("block (1, 0, 0)")
                .contains("blocks do not wait");
        launch("acrossBlocks", 1, new double[64], out);
        launch("acrossBlocksByAtomics", 3, new double[64], out);
    }

    @Test
    void plainReadsOfWhatIsUpdatedAtomically() {
        assertThat(race("readOfAnAtomic", 1, new double[64], out))
                .contains("updates it atomically at")
                .contains("(" + place("readOfAnAtomic", "READ") + ")");
    }

    @Test
    void lanesWithoutSyncWarp() throws KernelFailure {
        assertThat(race("warpWithoutSync", 1, new double[64], out))
                .contains("(" + place("warpWithoutSync", "RACE") + ")");
        launch("warpWithSync", 1, new double[64], out);
    }

    @Test
    void aFenceBeforeACounter() throws KernelFailure {
        launch("lastBlock", 4, new double[4], out, new int[1], true);
        assertThat(out[0]).isEqualTo(10);
        assertThat(race("lastBlock", 4, new double[4], out, new int[1], false))
                .contains("argument 1 (double[4])")
                .contains("(" + place("lastBlock", "WRITE") + ")")
                .contains("(" + place("lastBlock", "READ") + ")");
    }

    @ParameterizedTest
    @ValueSource(strings = {"barrierForSome", "barrierInALoopOfTheThread"})
    void aBarrierThatOnlySomeThreadsComeToIsRefused(String kernel) {
        assertThatThrownBy(() -> TestKernels.compile(RacyKernels.class, kernel, VIEW))
                .isInstanceOf(DeviceRefusal.class)
                .hasMessageContaining("in a branch on the thread's index")
                .hasMessageContaining(place(kernel, "BARRIER"))
                .hasMessageContaining("before or after the branch");
    }

    @Test
    void leavingEarlyIsNoBranch() throws KernelFailure {
        launch("leavesEarly", 1, new double[64], out);
        assertThat(out[3]).isEqualTo(1);
    }

    @Test
    void threadsAtDifferentBarriers() {
        double[] x = new double[64];
        x[3] = 1;
        KernelFailure e = catchThrowableOfType(KernelFailure.class, () -> launch("barrierForHalf", 1, x, out));
        assertThat(e.exception())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("thread 3 ")
                .hasMessageContaining(place("barrierForHalf", "HERE"))
                .hasMessageContaining(place("barrierForHalf", "THERE"));
    }

    @Test
    void theOrdinaryDeviceDoesNotLook() throws KernelFailure {
        new CpuDevice(1, false)
                .launch(
                        TestKernels.compile(RacyKernels.class, "noBarrierInLoop", VIEW),
                        LaunchChecks.grid(1, 32),
                        new Object[] {new double[64], out});
    }
}
