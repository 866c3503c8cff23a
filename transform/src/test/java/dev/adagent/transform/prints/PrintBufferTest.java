package dev.adagent.transform.prints;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Records, written as plain Java: by one thread, number 0. */
class PrintBufferTest {
    private static final int[] OPERANDS = {2, 0};

    @Test
    void recordsAreReadAsTheyWereWritten() {
        long[] buffer = PrintBuffer.make(9);
        int at = PrintBuffer.begin(buffer, 0, 2);
        PrintBuffer.put(buffer, at, 0, -7);
        PrintBuffer.put(buffer, at, 1, 0.5);
        PrintBuffer.begin(buffer, 1, 0);
        List<PrintBuffer.Entry> all = PrintBuffer.entries(OPERANDS, buffer);
        assertThat(all).extracting(PrintBuffer.Entry::site).containsExactly(0, 1);
        assertThat(buffer[all.get(0).at()]).isEqualTo(-7);
        assertThat(Double.longBitsToDouble(buffer[all.get(0).at() + 1])).isEqualTo(0.5);
        assertThat(PrintBuffer.lost(buffer)).isZero();
    }

    @Test
    void whatDoesNotFitIsCountedAndNotWritten() {
        for (int room = 0; room <= 12; room++) {
            long[] buffer = PrintBuffer.make(room);
            for (int k = 0; k < 5; k++) {
                int at = PrintBuffer.begin(buffer, 0, 2);
                PrintBuffer.put(buffer, at, 0, 1f);
                PrintBuffer.put(buffer, at, 1, 2L);
            }
            // one that would fit, after one that did not: the order is kept
            assertThat(PrintBuffer.begin(buffer, 1, 0)).isNegative();
            assertThat(PrintBuffer.entries(OPERANDS, buffer)).hasSize(room / 4);
            assertThat(PrintBuffer.lost(buffer)).isEqualTo(6 - room / 4);
        }
    }

    @Test
    void sortsByThread() {
        long[] buffer = PrintBuffer.make(6);
        for (int k = 0; k < 3; k++) {
            buffer[PrintBuffer.begin(buffer, 1, 0) - 1] = k == 1 ? 1L << 33 : 5;
        }
        assertThat(PrintBuffer.entries(OPERANDS, buffer))
                .extracting(PrintBuffer.Entry::thread)
                .containsExactly(5L, 5L, 1L << 33);
    }
}
