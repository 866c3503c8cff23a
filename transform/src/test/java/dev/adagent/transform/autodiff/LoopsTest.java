package dev.adagent.transform.autodiff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.IrPrinter;
import org.junit.jupiter.api.Test;

/** Loops that a long counts, as an int does. */
class LoopsTest {
    static double up(double x, long n) {
        double s = x;
        for (long i = 2; i <= n; i++) {
            s += Math.sin(x * i);
        }
        return s;
    }

    static double down(double x, long n) {
        double s = x;
        for (long i = n; i > -3; i--) {
            s += Math.sin(x * i);
        }
        return s;
    }

    /** The place goes on in the loop inside. */
    static double stepped(double[] x, long n, int rows) {
        double s = 1;
        int at = 0;
        for (int k = 0; k < rows; k++) {
            for (long j = 0; j < n; j++) {
                s = Math.sin(s * x[at]);
                at++;
            }
            at += 1;
        }
        return s * x[at];
    }

    private static String reverse(String name, String letters, Object... args) {
        Function f = Derive.lift(LoopsTest.class, name);
        ReverseTest.assertClose(Derive.gradient(f, letters, args), Derive.differences(f, letters, args), 1e-7);
        return IrPrinter.print(Derive.reverse(f, letters));
    }

    @Test
    void longsAreCountedByTheirBounds() {
        for (long n : new long[] {-5, -3, -2, 1, 2, 7}) {
            for (String name : new String[] {"up", "down"}) {
                assertThat(reverse(name, "ac", .7, n))
                        .contains("a loop of more than 2147483647 rounds")
                        .doesNotContain("tape.open");
            }
        }
    }

    @Test
    void aPlaceGoesBackThroughThem() {
        double[] x = {.5, 1.1, 2, .3, -.7, 1.3, .9, .2, 1.7, -.4, .8, .6};
        for (long n : new long[] {-1, 0, 3}) {
            assertThat(reverse("stepped", "dcc", x, n, 2))
                    .contains("[f64 = intrinsic tape.open")
                    .doesNotContain("[i32 = intrinsic tape.open", "[i64 = intrinsic tape.open");
        }
    }
}
