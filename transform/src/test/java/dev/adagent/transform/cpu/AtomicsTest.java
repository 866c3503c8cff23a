package dev.adagent.transform.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.adagent.transform.device.KernelFailure;
import dev.adagent.transform.emit.EmitException;
import dev.adagent.transform.ir.AtomicKind;
import dev.adagent.transform.ir.IrParser;
import java.lang.reflect.Array;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AtomicsTest {
    private static final int THREADS = 60_000;
    private static final int[] GRID = {THREADS / 100, 1, 1, 100, 1, 1};

    private final CpuDevice device = new CpuDevice(4);

    /** {@code seen[i] = atomicOp(cell, 0, (T) (i + 1))}, or without {@code seen}. */
    private static String kernel(String type, String op, boolean keepsOld) {
        return """
                func @t/K.k()V (%0: [T, %1: [T) -> void {
                b0(%0: [T, %1: [T):
                  %2: i32 = intrinsic ctaid.x
                  %3: i32 = intrinsic ntid.x
                  %4: i32 = mul %2, %3
                  %5: i32 = intrinsic tid.x
                  %6: i32 = add %4, %5
                  %7: i32 = const 1
                  %8: i32 = add %6, %7
                  %9: T = conv %8
                  %10: i32 = const 0
                  check_bounds %0, %10
                  %11: T = atomic OP %0, %10, %9
                  check_bounds %1, %6
                  astore %1, %6, %11
                  ret
                }
                """.replace("%9: T = conv %8", type.equals("i32") ? "%9: i32 = add %6, %7" : "%9: T = conv %8")
                .replace("[T", "[" + type)
                .replace(": T ", ": " + type + " ")
                .replace("OP", op)
                .replace(keepsOld ? "\n\n" : "  astore %1, %6, %11\n", keepsOld ? "\n\n" : "");
    }

    private static Object array(String type, int n) {
        return Array.newInstance(
                switch (type) {
                    case "i32" -> int.class;
                    case "i64" -> long.class;
                    case "f32" -> float.class;
                    default -> double.class;
                },
                n);
    }

    private static double at(Object array, int i) {
        return ((Number) Array.get(array, i)).doubleValue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"i32", "i64", "f32", "f64"})
    void additionsGiveEachOldValueOnce(String type) throws KernelFailure {
        Object cell = array(type, 1);
        Object seen = array(type, THREADS);
        // the sum of 1 … 255 repeated stays exact in every type
        String text = kernel(type, "add", true)
                .replace("%8: i32 = add %6, %7", "%8: i32 = add %10, %7")
                .replace("  %10: i32 = const 0\n", "")
                .replace("  %7: i32 = const 1\n", "  %7: i32 = const 1\n  %10: i32 = const 0\n");
        if (type.equals("i32")) {
            text = text.replace("%9: i32 = add %6, %7", "%9: i32 = add %10, %7");
        }
        device.launch(CpuDeviceTest.kernel(text), GRID, new Object[] {cell, seen});
        assertThat(at(cell, 0)).isEqualTo(THREADS);
        boolean[] met = new boolean[THREADS];
        for (int i = 0; i < THREADS; i++) {
            int old = (int) at(seen, i);
            assertThat(met[old]).isFalse();
            met[old] = true;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"i32", "i64", "f32", "f64"})
    void extremaAndExchange(String type) throws KernelFailure {
        Object cell = array(type, 1);
        Object seen = array(type, THREADS);
        device.launch(CpuDeviceTest.kernel(kernel(type, "max", true)), GRID, new Object[] {cell, seen});
        assertThat(at(cell, 0)).isEqualTo(THREADS);
        device.launch(CpuDeviceTest.kernel(kernel(type, "min", true)), GRID, new Object[] {cell, seen});
        assertThat(at(cell, 0)).isEqualTo(1);
        device.launch(CpuDeviceTest.kernel(kernel(type, "exch", true)), GRID, new Object[] {cell, seen});
        // every value but the last is seen once, and the 1 from before
        double sum = at(cell, 0);
        for (int i = 0; i < THREADS; i++) {
            sum += at(seen, i);
        }
        assertThat(sum).isEqualTo(1 + THREADS * (THREADS + 1.0) / 2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"i32", "i64"})
    void bits(String type) throws KernelFailure {
        Object cell = array(type, 1);
        Object seen = array(type, THREADS);
        device.launch(CpuDeviceTest.kernel(kernel(type, "or", true)), GRID, new Object[] {cell, seen});
        assertThat(at(cell, 0)).isEqualTo(65535);
        device.launch(CpuDeviceTest.kernel(kernel(type, "xor", true)), GRID, new Object[] {cell, seen});
        int xor = 65535;
        for (int i = 1; i <= THREADS; i++) {
            xor ^= i;
        }
        assertThat(at(cell, 0)).isEqualTo(xor);
        device.launch(CpuDeviceTest.kernel(kernel(type, "and", true)), GRID, new Object[] {cell, seen});
        assertThat(at(cell, 0)).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"i32", "i64", "f32", "f64"})
    void anAdditionWhoseOldValueNobodyUsesIsPrivate(String type) throws KernelFailure {
        String text = kernel(type, "add", false);
        assertThat(AddOnly.parameters(IrParser.parseModule(text)).get(0)).isTrue();
        assertThat(AddOnly.parameters(IrParser.parseModule(kernel(type, "add", true)))
                        .isEmpty())
                .isTrue();
        assertThat(AddOnly.parameters(IrParser.parseModule(kernel(type, "max", false)))
                        .isEmpty())
                .isTrue();
        Object cell = array(type, 1);
        Object seen = array(type, THREADS);
        device.launch(CpuDeviceTest.kernel(text), GRID, new Object[] {cell, seen});
        double exact = THREADS * (THREADS + 1.0) / 2;
        assertThat(at(cell, 0))
                .isCloseTo(exact, org.assertj.core.data.Offset.offset(type.equals("f32") ? exact * 1e-4 : 0));
    }

    @Test
    void compareAndSwapTakesTheExpectedValueFirst() throws KernelFailure {
        String text = kernel("i64", "cas", true)
                .replace("atomic cas %0, %10, %9", "atomic cas %0, %10, %12, %9")
                .replace("  %10: i32 = const 0\n", "  %10: i32 = const 0\n  %12: i64 = const 0\n");
        long[] cell = {0};
        long[] seen = new long[THREADS];
        device.launch(CpuDeviceTest.kernel(text), GRID, new Object[] {cell, seen});
        long winners = 0;
        for (int i = 0; i < THREADS; i++) {
            winners += seen[i] == 0 ? 1 : 0;
            assertThat(seen[i] == 0 ? cell[0] : seen[i]).isEqualTo(cell[0]);
        }
        assertThat(winners).isEqualTo(1);
    }

    @Test
    void bitsOfFloatingPointElementsAreRefused() {
        for (AtomicKind kind : new AtomicKind[] {AtomicKind.AND, AtomicKind.OR, AtomicKind.XOR}) {
            String text = kernel("f64", kind.name().toLowerCase(Locale.ROOT), true);
            assertThatThrownBy(() -> device.launch(
                            CpuDeviceTest.kernel(text), GRID, new Object[] {new double[1], new double[THREADS]}))
                    .isInstanceOf(EmitException.class)
                    .hasMessageContaining("f64");
        }
    }
}
