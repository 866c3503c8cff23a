package dev.adagent.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.adagent.transform.cpu.CpuDevice;
import dev.adagent.transform.device.Device;
import dev.adagent.transform.device.DeviceRefusal;
import dev.adagent.transform.device.Kernel;
import dev.adagent.transform.device.KernelFailure;
import dev.adagent.transform.ir.Op;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link SumChecks} on the CPU device, whose workers add at once. */
class CpuSumTest extends SumChecks {
    private final Device device = new CpuDevice(4, false);

    @Override
    Device device() {
        return device;
    }

    private static long floatAtomics(Kernel kernel) {
        return kernel.module().functions().stream()
                .flatMap(f -> f.blocks().stream())
                .flatMap(b -> b.insns().stream())
                .filter(i ->
                        i.op() == Op.ACCUM || i.op() == Op.ATOMIC && i.type().isFloating())
                .count();
    }

    @ParameterizedTest
    @ValueSource(strings = {"forAll", "scatter", "floats", "byHand", "rows", "chosen", "sharedWeights"})
    void noFloatingPointAtomicsAreLeft(String name) {
        assertThat(floatAtomics(compile(device, name, EXACT))).isZero();
        assertThat(floatAtomics(compile(device, name, Kernel.Options.DEFAULT))).isPositive();
    }

    @Test
    void elementsOfTheThreadsOwnNeedNoSums() {
        Kernel kernel = compile(device, "own", EXACT);
        Object[] args = {w, w, x, index};
        assertThat(kernel.sums().inLaunch(new int[] {1, 1, 1, 16, 1, 1}, args)).isEmpty();
        assertThat(kernel.sums().inLaunch(new int[] {1, 1, 1, 16, 2, 1}, args)).isEqualTo(Set.of(1));
    }

    @Test
    void whatTheMemoryDoesNotHoldIsRefusedBeforeAnythingRuns() throws KernelFailure {
        Kernel kernel = compile(device, "byHand", EXACT);
        double[] large = new double[1 << 23];
        int[] one = {5};
        assertThatThrownBy(() -> kernel.launch(device, LaunchChecks.grid(1, 1), w, large, x, one))
                .isInstanceOf(DeviceRefusal.class)
                .hasMessageContaining("exact sums of 4352 MiB")
                .hasMessageContaining("each double that several threads may add to takes 544 bytes")
                .hasMessageContaining("-Dadagent.deterministic.memory=MiB");
        assertThat(large).containsOnly(0);
    }

    @ParameterizedTest
    @CsvSource({
        "usesTheOldValue, the old value of an atomic add, 'or count with int or long elements'",
        "differentiatesAMinimum, the old value of an atomic min, 'do not differentiate the operation'",
        "exchanges, an atomic cas on floating-point numbers, 'use atomicAdd, atomicMin or atomicMax'",
        "addsToAMinimum, 'an array that is added to as well', 'one array for the sums'"
    })
    void whatShowsTheOrderIsRefused(String name, String what, String instead) {
        assertThatThrownBy(() -> compile(device, name, EXACT))
                .isInstanceOf(DeviceRefusal.class)
                .hasMessageContaining(what)
                .hasMessageContaining("SumKernels.java")
                .hasMessageContaining(instead);
    }
}
