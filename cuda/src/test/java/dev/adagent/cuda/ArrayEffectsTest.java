package dev.adagent.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.adagent.transform.ir.IrParser;
import java.util.BitSet;
import org.junit.jupiter.api.Test;

class ArrayEffectsTest {
    private static BitSet bits(int... indices) {
        BitSet b = new BitSet();
        for (int i : indices) {
            b.set(i);
        }
        return b;
    }

    private static BitSet written(String function) {
        return ArrayEffects.written(IrParser.parseFunction(function));
    }

    @Test
    void readsAreNoWrites() {
        assertThat(written("""
                func @A.f([D[D)V (%0: [f64, %1: [f64) -> void {
                b0(%0: [f64, %1: [f64):
                  %2: i32 = const 0
                  %3: f64 = aload %0, %2
                  astore %1, %2, %3
                  ret
                }
                """)).isEqualTo(bits(1));
    }

    @Test
    void followsArraysThroughBlockParametersAndSelect() {
        assertThat(written("""
                func @A.f([D[D[DI)V (%0: [f64, %1: [f64, %2: [f64, %3: i32) -> void {
                b0(%0: [f64, %1: [f64, %2: [f64, %3: i32):
                  br %3, b1(%0), b1(%1)
                b1(%4: [f64):
                  %5: i32 = const 0
                  %6: f64 = aload %2, %5
                  accum %4, %5, %6
                  ret
                }
                """)).isEqualTo(bits(0, 1));
        assertThat(written("""
                func @A.f([D[DI)V (%0: [f64, %1: [f64, %2: i32) -> void {
                b0(%0: [f64, %1: [f64, %2: i32):
                  %3: [f64 = select %2, %0, %1
                  %4: i32 = const 0
                  %5: f64 = const 1.0
                  astore %3, %4, %5
                  ret
                }
                """)).isEqualTo(bits(0, 1));
    }

    @Test
    void anArrayThatACallSeesCountsAsWritten() {
        assertThat(written("""
                func @A.f([D[D)V (%0: [f64, %1: [f64) -> void {
                b0(%0: [f64, %1: [f64):
                  call static A.g([D)V (%0)
                  ret
                }
                """)).isEqualTo(bits(0));
    }
}
