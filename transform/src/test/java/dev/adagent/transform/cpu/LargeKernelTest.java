package dev.adagent.transform.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.adagent.transform.device.Kernel;
import dev.adagent.transform.device.KernelFailure;
import dev.adagent.transform.emit.EmitException;
import dev.adagent.transform.emit.HiddenClasses;
import dev.adagent.transform.ir.IrParser;
import java.lang.invoke.MethodHandles;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Found by random programs: kernels with thousands of places that may fail, and kernels that do not fit into a method. */
class LargeKernelTest {
    /** {@code x[k] += k + 1}, each statement written out on a line of its own. */
    private static String statements(int count) {
        StringBuilder b = new StringBuilder("func @t/K.k([I)V (%0: [i32) -> void {\nb0(%0: [i32):\n");
        int v = 1;
        for (int k = 0; k < count; k++) {
            b.append("  %").append(v).append(": i32 = const ").append(k).append('\n');
            String place = " !t/K.k(K.java:" + (k + 1) + ")\n";
            b.append("  check_bounds %0, %").append(v).append(place);
            b.append("  %" + (v + 1) + ": i32 = aload %0, %" + v + place);
            b.append("  %" + (v + 2) + ": i32 = const " + (k + 1) + "\n");
            b.append("  %" + (v + 3) + ": i32 = add %" + (v + 1) + ", %" + (v + 2) + "\n");
            b.append("  astore %0, %" + v + ", %" + (v + 3) + place);
            v += 4;
        }
        return b.append("  ret\n}\n").toString();
    }

    @ParameterizedTest
    @ValueSource(ints = {2_500, 8_000})
    void runsAndFailsAsSmallOnesDo(int count) throws KernelFailure {
        Kernel kernel = CpuDeviceTest.kernel(statements(count));
        CpuDevice device = new CpuDevice(1);
        int[] grid = {1, 1, 1, 1, 1, 1};
        int[] x = new int[count];
        device.launch(kernel, grid, new Object[] {x});
        assertThat(x).isEqualTo(IntStream.range(0, count).map(k -> k + 1).toArray());
        int[] shorter = new int[count - 7];
        KernelFailure e =
                catchThrowableOfType(KernelFailure.class, () -> device.launch(kernel, grid, new Object[] {shorter}));
        assertThat(e.exception())
                .isExactlyInstanceOf(ArrayIndexOutOfBoundsException.class)
                .hasMessage("Index " + (count - 7) + " out of bounds for length " + (count - 7));
        assertThat(e.exception().getStackTrace()[0]).hasToString("t.K.k(K.java:" + (count - 6) + ")");
        assertThat(e.thread()).containsExactly(0, 0, 0);
        assertThat(shorter[0]).isEqualTo(1);
    }

    /** A switch of so many keys is one instruction, which cannot be split. */
    private static String manyKeys(int count) {
        StringBuilder b = new StringBuilder("func @t/K.k(I)I (%0: i32) -> i32 {\nb0(%0: i32):\n");
        b.append("  %1: i32 = const 1 !t/K.k(K.java:1)\n  %2: i32 = add %0, %1 !t/K.k(K.java:1)\n  switch %2, ");
        for (int k = 0; k < count; k++) {
            b.append(1000 * k).append(": b1(), ");
        }
        return b.append("default: b2() !t/K.k(K.java:1)\nb1():\n  ret %1\nb2():\n  ret %2\n}\n")
                .toString();
    }

    @Test
    void hostCodeThatDoesNotFitSaysSo() {
        assertThatThrownBy(() -> HiddenClasses.host(MethodHandles.lookup(), IrParser.parseModule(manyKeys(9_000))))
                .isInstanceOf(EmitException.class)
                .hasMessageContaining("bytes of bytecode, of at most 65535")
                .hasMessageContaining("K.java:1");
    }
}
