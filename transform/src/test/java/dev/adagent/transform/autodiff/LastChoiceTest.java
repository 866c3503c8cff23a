package dev.adagent.transform.autodiff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.IrPrinter;
import org.junit.jupiter.api.Test;

/** The best value so far: of what each round chose the reverse sweep needs the last that is handed out. */
class LastChoiceTest {
    private static final double[] UP = {.5, 1.1, 1.3, 2};
    private static final double[] DOWN = {1.6, 1.3, 1.1, .5};

    /** The round that ends the loop has chosen too, and what it has chosen is not given back. */
    static double bestBefore(double[] x, int n) {
        double best = .1;
        for (int i = 0; ; i++) {
            double next = Math.max(best, x[i] * x[i]);
            if (i == n) {
                return best * best;
            }
            best = next;
        }
    }

    /** What was there and what is there now, by two ways out. */
    static double before(double[] x, int n) {
        double best = .1;
        for (int i = 0; ; i++) {
            double next = Math.max(best, x[i] * x[i]);
            if (x[i] > 1.7) {
                return 3 * best;
            }
            if (i == n) {
                return next * next;
            }
            best = next;
        }
    }

    /** One way out hands out both. */
    static double both(double[] x, int n) {
        double best = .1;
        for (int i = 0; ; i++) {
            double next = Math.max(best, x[i] * x[i]);
            if (i == n) {
                return 3 * best + next * next;
            }
            best = next;
        }
    }

    private static String reverse(String name, double[] x, int n) {
        Function f = Derive.lift(LastChoiceTest.class, name);
        Object[] args = {x, n};
        ReverseTest.assertClose(Derive.gradient(f, "dc", args), Derive.differences(f, "dc", args), 1e-7);
        return IrPrinter.print(Derive.reverse(f, "dc"));
    }

    @Test
    void whatTheLastRoundChoseCountsIfItIsHandedOut() {
        for (String name : new String[] {"bestBefore", "before"}) {
            for (int n = 0; n < 4; n++) {
                assertThat(reverse(name, UP, n)).doesNotContain("[i32 = intrinsic tape.open");
                assertThat(reverse(name, DOWN, n)).doesNotContain("[i32 = intrinsic tape.open");
            }
        }
    }

    @Test
    void bothAreKept() {
        for (int n = 0; n < 4; n++) {
            assertThat(reverse("both", UP, n)).contains("[i32 = intrinsic tape.open");
            reverse("both", DOWN, n);
        }
    }
}
