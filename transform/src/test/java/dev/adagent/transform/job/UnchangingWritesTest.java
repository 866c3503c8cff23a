package dev.adagent.transform.job;

import static dev.adagent.Kernel.globalIdX;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.adagent.overlay.MethodKey;
import dev.adagent.overlay.OverlayRegistry;
import dev.adagent.transform.cpu.CpuDevice;
import dev.adagent.transform.device.Kernel;
import dev.adagent.transform.lift.ClassSource;
import dev.adagent.transform.lift.LiftException;
import dev.adagent.transform.lift.StaticValues;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Writes to objects outside that change nothing are left out, but only for launches where they change nothing. */
class UnchangingWritesTest {
    static final class State {
        double sum;
        int count;
    }

    static final State STATE = new State();
    static final State SAME = STATE;

    static void clears(double[] x) {
        STATE.sum = 0;
        x[globalIdX()] += STATE.sum + 1;
    }

    static void clearsAndCounts(double[] x) {
        STATE.count = 0;
        SAME.count = 1;
        x[globalIdX()] += STATE.count;
    }

    private static final Object[] ARGUMENTS = {new double[1]};

    private static Kernel compile(String name) {
        ClassLoader loader = State.class.getClassLoader();
        Job job = new Job(
                new MethodKey(UnchangingWritesTest.class.getName().replace('.', '/'), name, "([D)V"),
                ClassSource.of(loader),
                StaticValues.of(loader),
                OverlayRegistry.discover(loader).view(CpuTable.TARGET),
                true,
                Kernel.Options.DEFAULT);
        return KernelCompiler.compile(job, StageListener.NONE, ARGUMENTS);
    }

    @AfterEach
    void reset() {
        STATE.sum = 0;
        STATE.count = 0;
    }

    @Test
    void aWriteOfWhatIsThereIsLeftOut() throws Exception {
        Kernel k = compile("clears");
        double[] x = {2};
        new CpuDevice(1).launch(k, new int[] {1, 1, 1, 1, 1, 1}, k.arguments((Object) x));
        assertThat(x).containsExactly(3);
        assertThat(k.inputs().fit(ARGUMENTS)).isTrue();
    }

    @Test
    void codeDoesNotFitALaunchWhereTheFieldHoldsSomethingElse() {
        Kernel k = compile("clears");
        STATE.sum = -0.0;
        assertThat(k.inputs().fit(ARGUMENTS)).isFalse();
        assertThatThrownBy(() -> compile("clears"))
                .isInstanceOf(LiftException.class)
                .hasMessageContaining(
                        "a write to the field " + State.class.getName() + ".sum of an object in a static field");
    }

    @Test
    void whatIsAssumedIsKeptWithTheCode() {
        LaunchInputs inputs = (LaunchInputs) compile("clears").inputs();
        List<String> lines = inputs.lines();
        LaunchInputs read = LaunchInputs.parse(lines, inputs.statics());
        assertThat(read.lines()).isEqualTo(lines);
        assertThat(read.fit(ARGUMENTS)).isTrue();
        STATE.sum = 1;
        assertThat(read.fit(ARGUMENTS)).isFalse();
    }

    /** Two names of one object: the second write changes what the first one left. */
    @Test
    void writesOfDifferentValuesByTwoNamesAreRefused() {
        assertThatThrownBy(() -> compile("clearsAndCounts")).isInstanceOf(LiftException.class);
    }
}
