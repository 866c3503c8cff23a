package dev.adagent.bench.host;

import com.sun.management.ThreadMXBean;
import dev.adagent.bench.host.adbench.GmmBench;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * Prints what gradients by {@code autodiff} cost beside those by Hipparchus' {@code Gradient}, of the same functions at the same points in one
 * process. The two are compared first. Times are the thread's processor time, the best of all calls.
 */
public final class HipparchusTable {
    private static final double TOLERANCE = 1e-9;

    /** Points of the mixture by which HotSpot comes to compile Hipparchus before the full call. */
    private static final int WARM_UP_POINTS = 20;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static volatile Object sink;

    private HipparchusTable() {}

    /** @param time nanoseconds of the best call */
    private record Measured(double time, long bytes) {}

    /** @param args how many full calls of the mixture's gradient Hipparchus makes (default 2; each takes 10 to 30 s) */
    public static void main(String[] args) {
        int calls = args.length > 0 ? Integer.parseInt(args[0]) : 2;
        System.out.printf(
                "%n%-20s %16s %16s %14s %14s %9s%n", "", "autodiff, µs", "Hipparchus, µs", "bytes", "bytes", "times");
        RosenbrockBench rosenbrock = new RosenbrockBench();
        rosenbrock.fill();
        compare(rosenbrock.byAutodiff(), rosenbrock.byHipparchus());
        row("Rosenbrock-100", best(rosenbrock::byAutodiff, 300_000, 40), best(rosenbrock::byHipparchus, 300, 60));
        GmmBench gmm = new GmmBench();
        gmm.compare();
        best(() -> gmm.gradientByHipparchus(WARM_UP_POINTS), 1, 10);
        compare(gmm.gradient(WARM_UP_POINTS), gmm.gradientByHipparchus(WARM_UP_POINTS));
        int all = gmm.points();
        compare(gmm.gradient(all), gmm.gradientByHipparchus(all));
        row("GMM d10 K25 n" + all, best(gmm::byAutodiff, 5, 60), best(() -> gmm.gradientByHipparchus(all), 1, calls));
    }

    private static void compare(double[] ours, double[] theirs) {
        double scale = 0;
        for (double v : theirs) {
            scale = Math.max(scale, Math.abs(v));
        }
        for (int i = 0; i < ours.length; i++) {
            double error = Math.abs(ours[i] - theirs[i]);
            if (ours.length != theirs.length || !(error <= TOLERANCE * (Math.abs(theirs[i]) + 1e-3 * scale))) {
                throw new IllegalStateException("entry " + i + ": " + ours[i] + ", by Hipparchus " + theirs[i]);
            }
        }
    }

    private static Measured best(Supplier<Object> function, int calls, int rounds) {
        double best = Double.POSITIVE_INFINITY;
        long least = Long.MAX_VALUE;
        long self = Thread.currentThread().getId();
        for (int round = 0; round < rounds; round++) {
            long bytes = THREADS.getThreadAllocatedBytes(self);
            long start = THREADS.getCurrentThreadCpuTime();
            for (int i = 0; i < calls; i++) {
                sink = function.get();
            }
            best = Math.min(best, (THREADS.getCurrentThreadCpuTime() - start) / (double) calls);
            least = Math.min(least, (THREADS.getThreadAllocatedBytes(self) - bytes) / calls);
        }
        return new Measured(best, least);
    }

    private static void row(String name, Measured ours, Measured theirs) {
        System.out.printf(
                Locale.ROOT,
                "%-20s %16.3f %16.0f %14d %14d %9.0f%n",
                name,
                ours.time() / 1000,
                theirs.time() / 1000,
                ours.bytes(),
                theirs.bytes(),
                theirs.time() / ours.time());
    }
}
