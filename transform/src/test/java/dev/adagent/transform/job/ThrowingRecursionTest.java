package dev.adagent.transform.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.adagent.overlay.GlobalTable;
import dev.adagent.overlay.MethodKey;
import dev.adagent.overlay.TableView;
import dev.adagent.transform.device.Kernel;
import dev.adagent.transform.ir.Interpreter;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.lift.ClassSource;
import dev.adagent.transform.lift.StaticValues;
import org.junit.jupiter.api.Test;

/** A method that calls itself and can fail at many places: each is an exception of its own that it may give back. */
class ThrowingRecursionTest {
    private static final String HERE = ThrowingRecursionTest.class.getName().replace('.', '/');

    private static int sum(int n, int p, int[] q) {
        if (n <= 0) {
            return p;
        }
        int s = 0;
        // each line may give back an exception of an index and one of a division
        s += q[s + p & 3] / q[s & 7];
        s += q[s + p & 3] / q[s & 7];
        s += q[s + p & 3] / q[s & 7];
        s += q[s + p & 3] / q[s & 7];
        s += q[s + p & 3] / q[s & 7];
        s += q[s + p & 3] / q[s & 7];
        s += q[s + p & 3] / q[s & 7];
        s += q[s + p & 3] / q[s & 7];
        s += q[s + p & 3] / q[s & 7];
        s += q[s + p & 3] / q[s & 7];
        s += q[s + p & 3] / q[s & 7];
        s += q[s + p & 3] / q[s & 7];
        s += q[s + p & 3] / q[s & 7];
        s += q[s + p & 3] / q[s & 7];
        s += q[s + p & 3] / q[s & 7];
        s += q[s + p & 3] / q[s & 7];
        s += q[s + p & 3] / q[s & 7];
        s += q[s + p & 3] / q[s & 7];
        s += q[s + p & 3] / q[s & 7];
        s += q[s + p & 3] / q[s & 7];
        s += q[s + p & 3] / q[s & 7];
        s += q[s + p & 3] / q[s & 7];
        s += q[s + p & 3] / q[s & 7];
        s += q[s + p & 3] / q[s & 7];
        s += q[s + p & 3] / q[s & 7];
        s += q[s + p & 3] / q[s & 7];
        s += q[s + p & 3] / q[s & 7];
        s += q[s + p & 3] / q[s & 7];
        s += q[s + p & 3] / q[s & 7];
        s += q[s + p & 3] / q[s & 7];
        s += q[s + p & 3] / q[s & 7];
        s += q[s + p & 3] / q[s & 7];
        s += q[s + p & 3] / q[s & 7];
        s += q[s + p & 3] / q[s & 7];
        s += q[s + p & 3] / q[s & 7];
        s += q[s + p & 3] / q[s & 7];
        s += q[s + p & 3] / q[s & 7];
        s += q[s + p & 3] / q[s & 7];
        s += q[s + p & 3] / q[s & 7];
        s += q[s + p & 3] / q[s & 7];
        return sum(n - 1, s, q) + s;
    }

    static void kernel(int n, int p, int[] q) {
        try {
            q[0] = sum(n, p, q);
        } catch (ArithmeticException e) {
            q[0] = 100;
        } catch (ArrayIndexOutOfBoundsException e) {
            q[0] = 200;
        }
    }

    @Test
    void givesBackTheExceptionOfEachPlace() {
        ClassLoader loader = ThrowingRecursionTest.class.getClassLoader();
        Job job = new Job(
                new MethodKey(HERE, "kernel", "(II[I)V"),
                ClassSource.of(loader),
                StaticValues.of(loader),
                TableView.of(new CpuTable().table(), GlobalTable.get()),
                true,
                Kernel.Options.DEFAULT);
        Module m = KernelCompiler.compile(job, StageListener.NONE).module();
        int[][] arrays = {{1, 2, 3, 4}, {1, 0, 3, 4}, {0, 2, 3, 4}, {40, 2, 3, 1}, {1, 1, 1, 1, 1, 1, 1, 1}, {5}};
        for (int n = 0; n < 3; n++) {
            for (int p = -1; p < 4; p++) {
                for (int[] q : arrays) {
                    int[] expected = q.clone();
                    kernel(n, p, expected);
                    int[] actual = q.clone();
                    new Interpreter(m).runGrid(m.entry().name(), new int[] {1, 1, 1, 1, 1, 1}, n, p, actual);
                    assertThat(actual).as("%d %d", n, p).isEqualTo(expected);
                }
            }
        }
    }
}
