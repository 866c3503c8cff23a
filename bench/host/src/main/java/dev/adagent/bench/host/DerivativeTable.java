package dev.adagent.bench.host;

import dev.adagent.bench.host.adbench.BaBench;
import dev.adagent.bench.host.adbench.GmmBench;
import dev.adagent.bench.host.adbench.LstmBench;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Prints what gradients cost beside their objectives: objective, gradient by hand and by {@code autodiff} run in turn in one process, so
 * that other work on the machine falls on all three, and the best round of each counts. Times are the thread's processor time.
 */
public final class DerivativeTable {
    /** Time of one round of one function, in nanoseconds. */
    private static final long ROUND = 40_000_000;

    /** Rounds before the ones that count: HotSpot compiles meanwhile. */
    private static final int WARM_UP = 60;

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private static volatile Object sink;

    private DerivativeTable() {}

    /** @param objective one call of it, and so on */
    private record Row(String name, Runnable objective, Runnable byHand, Runnable byAutodiff) {}

    private static List<Row> rows() {
        RosenbrockBench rosenbrock = new RosenbrockBench();
        rosenbrock.fill();
        GmmBench gmm = new GmmBench();
        gmm.compare();
        BaBench ba = new BaBench();
        ba.compare();
        LstmBench lstm = new LstmBench();
        lstm.compare();
        return List.of(
                new Row(
                        "Rosenbrock-100",
                        () -> sink = rosenbrock.objective(),
                        () -> sink = rosenbrock.byHand(),
                        () -> sink = rosenbrock.byAutodiff()),
                new Row(
                        "GMM d10 K25 n1000",
                        () -> sink = gmm.objective(),
                        () -> sink = gmm.byHand(),
                        () -> sink = gmm.byAutodiff()),
                new Row("BA 1", () -> sink = ba.objective(), () -> sink = ba.byHand(), () -> sink = ba.byAutodiff()),
                new Row(
                        "LSTM l2 c1024",
                        () -> sink = lstm.objective(),
                        () -> sink = lstm.byHand(),
                        () -> sink = lstm.byAutodiff()));
    }

    /** @param args rounds that count (default 100), then the beginning of the names of rows (default all) */
    public static void main(String[] args) {
        int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 100;
        System.out.printf("%n%-20s %14s %10s %10s%n", "", "objective, µs", "by hand", "autodiff");
        for (Row row : rows()) {
            if (args.length < 2 || Arrays.stream(args).skip(1).anyMatch(row.name::startsWith)) {
                double[] best = best(List.of(row.objective, row.byHand, row.byAutodiff), rounds);
                System.out.printf(
                        Locale.ROOT,
                        "%-20s %14.3f %10.2f %10.2f%n",
                        row.name,
                        best[0] / 1000,
                        best[1] / best[0],
                        best[2] / best[0]);
            }
        }
    }

    /** The best time of a call of each, in nanoseconds. */
    private static double[] best(List<Runnable> functions, int rounds) {
        double[] best = new double[functions.size()];
        int[] calls = new int[functions.size()];
        Arrays.fill(best, Double.POSITIVE_INFINITY);
        Arrays.fill(calls, 1);
        for (int round = -WARM_UP; round < rounds; round++) {
            for (int f = 0; f < best.length; f++) {
                double time = time(functions.get(f), calls[f]);
                calls[f] = (int) Math.max(1, Math.min(ROUND / time, 1_000_000));
                if (round >= 0) {
                    best[f] = Math.min(best[f], time);
                }
            }
        }
        return best;
    }

    private static double time(Runnable function, int calls) {
        long start = THREADS.getCurrentThreadCpuTime();
        for (int i = 0; i < calls; i++) {
            function.run();
        }
        return (THREADS.getCurrentThreadCpuTime() - start) / (double) calls;
    }
}
