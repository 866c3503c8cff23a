package dev.adagent.transform.autodiff;

import static dev.adagent.Autodiff.FORWARD;
import static dev.adagent.Autodiff.REVERSE;
import static dev.adagent.Autodiff.autodiff;
import static dev.adagent.Autodiff.duplicated;
import static dev.adagent.Kernel.sharedDouble;
import static dev.adagent.Kernel.syncThreads;
import static dev.adagent.Kernel.threadIdxX;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.adagent.transform.ir.Interpreter;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.opt.Inlining;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Threads that leave a function after different barriers; more of them run on every device in BlockGradientChecks. */
class EvenMeetingsTest {
    private static final int THREADS = 8;

    /** The next thread's value. */
    static double next(double[] s, double v) {
        int t = threadIdxX();
        s[t] = v;
        syncThreads();
        double other = s[(t + 1) & 7];
        syncThreads();
        return other;
    }

    /** One line calls the method twice, so that its barriers are there twice, alike. */
    static void leaving(double[] x, double[] y) {
        double[] s = sharedDouble(8);
        double v = x[threadIdxX()];
        for (int r = 0; r < 3; r++) {
            v = next(s, v * v) - .5 * next(s, v);
            if (v > .3) {
                break;
            }
        }
        y[threadIdxX()] = v;
    }

    static void reverse(double[] x, double[] dx, double[] y, double[] dy) {
        autodiff(REVERSE, EvenMeetingsTest::leaving, duplicated(x, dx), duplicated(y, dy));
    }

    static void forward(double[] x, double[] dx, double[] y, double[] dy) {
        autodiff(FORWARD, EvenMeetingsTest::leaving, duplicated(x, dx), duplicated(y, dy));
    }

    private static void run(String kernel, Object... args) {
        Module m = Derive.resolved(EvenMeetingsTest.class, kernel, Inlining.DEFAULT);
        new Interpreter(m).runGrid(m.entry().name(), new int[] {1, 1, 1, THREADS, 1, 1}, args);
    }

    @Test
    void barriersOfOnePlaceAreSeveral() {
        double[] x = {0.46, -0.87, 0.21, -0.35, 0.94, -0.62, 0.08, 0.77};
        double[] seeds = new SplittableRandom(5).doubles(THREADS, -1, 1).toArray();
        double[] dx = new double[THREADS];
        double[] y = new double[THREADS];
        run("reverse", x, dx, y, seeds.clone());
        for (int k = 0; k < THREADS; k++) {
            double[] direction = new double[THREADS];
            direction[k] = 1;
            double[] again = new double[THREADS];
            double[] dy = new double[THREADS];
            run("forward", x, direction, again, dy);
            double slope = 0;
            for (int i = 0; i < THREADS; i++) {
                slope += seeds[i] * dy[i];
            }
            assertThat(y).isEqualTo(again);
            assertThat(dx[k]).isCloseTo(slope, within(1e-12));
        }
    }
}
