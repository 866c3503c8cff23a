package dev.adagent.transform.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.adagent.overlay.GlobalTable;
import dev.adagent.overlay.TableView;
import dev.adagent.transform.autodiff.DerivativeMode;
import dev.adagent.transform.ir.Module;
import org.junit.jupiter.api.Test;

/** The reverse sweep counts rounds in an int: a loop of more is refused. */
class LongLoopsTest {
    static double turned(double x, long n) {
        double s = x;
        for (long i = 0; i < n; i++) {
            s = -s;
        }
        return s;
    }

    @Test
    void moreRoundsThanAnIntCountsAreRefused() {
        Module m = HostRuns.compile(
                        TableView.of(new HostTable().table(), GlobalTable.get()),
                        HostRuns.method(LongLoopsTest.class, "turned"),
                        DerivativeMode.REVERSE,
                        "ac")
                .module();
        assertThat(HostRuns.run(m, 1.5, 7L, 1.0)).containsExactly(-1);
        assertThatThrownBy(() -> HostRuns.run(m, 1.5, Integer.MAX_VALUE + 4L, 1.0))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("a loop of more than 2147483647 rounds");
    }
}
