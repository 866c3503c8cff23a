package dev.adagent.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.adagent.codegen.HostJit;
import dev.adagent.transform.cpu.CpuDevice;
import dev.adagent.transform.device.Kernel;
import dev.adagent.transform.device.KernelFailure;
import dev.adagent.transform.ir.AtomicKind;
import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Interpreter;
import dev.adagent.transform.ir.Intrinsics;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.ir.Verifier;
import dev.adagent.transform.job.CpuTable;
import dev.adagent.transform.opt.BlockSums;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sums of a block, run on devices that do not need them: where threads have ended, in warps that lack some, in loops. */
class BlockSumsTest {
    private static final List<int[]> GRIDS = List.of(
            new int[] {3, 1, 1, 5, 1, 1},
            new int[] {1, 1, 1, 24, 1, 1},
            new int[] {1, 1, 1, 64, 1, 1},
            new int[] {2, 1, 1, 96, 1, 1},
            new int[] {2, 2, 1, 16, 4, 1},
            new int[] {2, 1, 1, 4, 1, 3});

    /** The kernel with sums of blocks, or null if it gets none. */
    private static Kernel summed(String name, String target) {
        Kernel kernel = ShadowChecks.compile(name, target, true);
        Module module = new Module();
        kernel.module().functions().forEach(f -> module.add(f.copy(f.name())));
        boolean changed = BlockSums.run(module.entry(), i -> true, true, 1024);
        Verifier.verifyResolved(module);
        return changed ? new Kernel(kernel.method(), module, "summed " + name, kernel.options()) : null;
    }

    private static double[] numbers(int n) {
        double[] x = new double[n];
        Arrays.setAll(x, i -> i + 1);
        return x;
    }

    private static double[] expected(String name, int n, int... grid) {
        Module m = ShadowChecks.compile(name, CpuTable.TARGET, true).module();
        double[] dx = new double[n];
        new Interpreter(m).runGrid(m.entry().name(), grid, new Object[] {numbers(n), dx, n, 4});
        return dx;
    }

    @ParameterizedTest
    @ValueSource(strings = {"atomicFirst", "atomicForAll", "atomicAfterReturn", "atomicInALoop"})
    void theSameSums(String name) throws KernelFailure {
        Kernel kernel = summed(name, CpuTable.TARGET);
        Kernel lowered = summed(name, CudaTarget.NAME);
        for (int[] grid : GRIDS) {
            for (int n : new int[] {16, 70}) {
                double[] expected = expected(name, n, grid);
                for (CpuDevice device : List.of(new CpuDevice(2, false), new CpuDevice(1, true))) {
                    double[] dx = new double[n];
                    device.launch(kernel, grid, new Object[] {numbers(n), dx, n, 4});
                    assertThat(dx)
                            .as("%s of %s in %s", name, n, Arrays.toString(grid))
                            .isEqualTo(expected);
                }
            }
        }
        double[] dx = new double[70];
        HostJit.run(lowered.module(), GRIDS.get(3), new Object[] {numbers(70), dx, 70, 4}, 64);
        assertThat(dx).isEqualTo(expected(name, 70, GRIDS.get(3)));
    }

    /** What a block adds to memory: how many additions run, for how many threads. */
    @ParameterizedTest
    @CsvSource({"atomicFirst, 2", "atomicAfterReturn, 4"})
    void oneAdditionForABlock(String name, int most) {
        Function f = summed(name, CpuTable.TARGET).module().entry();
        List<Integer> arguments = f.params();
        long adds = f.blocks().stream()
                .flatMap(b -> b.insns().stream())
                .filter(i -> (i.op() == Op.ACCUM || i.op() == Op.ATOMIC) && arguments.contains(i.arg(0)))
                .count();
        assertThat(adds).isBetween(1L, (long) most);
        assertThat(f.blocks().stream().flatMap(b -> b.insns().stream()).filter(i -> i.op() == Op.ACCUM))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "atomicBeforeABarrier",
                "atomicNeighbours",
                "atomicRemainder",
                "atomicHalfAStride",
                "plainOfTheThread"
            })
    void whereNotAllThreadsComeTogetherNothingChanges(String name) {
        assertThat(summed(name, CpuTable.TARGET)).isNull();
    }

    @ParameterizedTest
    @CsvSource({"atomicAfterReturn, true", "atomicInALoop, false"})
    void loopsOnlyWhereAskedFor(String name, boolean changes) {
        Module module = new Module();
        ShadowChecks.compile(name, CpuTable.TARGET, true)
                .module()
                .functions()
                .forEach(f -> module.add(f.copy(f.name())));
        assertThat(BlockSums.run(module.entry(), i -> true, false, 1024)).isEqualTo(changes);
    }

    /** Without the barrier after a round, the next one adds to what is still being read. */
    @Test
    void aMissingBarrierIsFound() {
        Kernel kernel = summed("atomicInALoop", CpuTable.TARGET);
        Function f = kernel.module().entry();
        boolean removed = false;
        for (Block b : f.blocks()) {
            if (!b.insns().isEmpty()
                    && Intrinsics.isBarrier(b.insns().get(0))
                    && b.params().isEmpty()) {
                b.insns().remove(0);
                removed = true;
            }
        }
        assertThat(removed).isTrue();
        assertThatThrownBy(() -> new CpuDevice(1, true)
                        .launch(kernel, new int[] {1, 1, 1, 64, 1, 1}, new Object[] {numbers(70), new double[70], 70, 4
                        }))
                .isInstanceOf(KernelFailure.class)
                .hasStackTraceContaining("DataRaceException");
    }

    /** An old value tells a thread how far others have come: it might wait for one that waits for it. */
    @Test
    void kernelsThatMayWaitByMemoryAreLeft() {
        Kernel kernel = ShadowChecks.compile("atomicFirst", CpuTable.TARGET, true);
        Module module = new Module();
        kernel.module().functions().forEach(f -> module.add(f.copy(f.name())));
        Function f = module.entry();
        Block b = f.entry();
        int zero = f.constant(b, 0, Loc.NONE);
        int one = f.append(b, Op.CONST, Type.F64, 1.0, Loc.NONE);
        int old = f.append(
                b, Op.ATOMIC, Type.F64, AtomicKind.EXCH, Loc.NONE, f.params().get(1), zero, one);
        f.append(b, Op.ASTORE, Type.VOID, null, Loc.NONE, f.params().get(0), zero, old);
        assertThat(BlockSums.run(f, i -> true, true, 1024)).isFalse();
    }
}
