package dev.adagent.bench.host;

import java.util.Locale;
import java.util.Map;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;

/**
 * Runs benchmarks by JMH's own options and prints for each its best and median iteration and the bytes it allocates in the best: other work
 * on the machine makes iterations longer, never shorter.
 */
public final class Main {
    private static final String BYTES = "gc.alloc.rate.norm";

    private Main() {}

    /** Takes JMH's command line. */
    public static void main(String[] args) throws CommandLineOptionException, RunnerException {
        System.out.printf("%n%-55s %10s %10s %8s %5s%n", "ns a call", "best", "median", "bytes", "runs");
        for (RunResult r : new Runner(new CommandLineOptions(args)).run()) {
            BenchmarkParams p = r.getParams();
            double[] times = iterations(r, null);
            double[] bytes = iterations(r, BYTES);
            String name = p.getBenchmark().substring(Main.class.getPackageName().length() + 1);
            System.out.printf(
                    Locale.ROOT,
                    "%-55s %10.2f %10.2f %8.0f %5d%n",
                    name,
                    times[0],
                    times[times.length / 2],
                    bytes.length == 0 ? Double.NaN : bytes[0],
                    times.length);
        }
    }

    /** The scores of all iterations, ascending. @param secondary name of a profiler's result, or null for the time */
    private static double[] iterations(RunResult run, String secondary) {
        return run.getBenchmarkResults().stream()
                .map(BenchmarkResult::getIterationResults)
                .flatMap(i -> i.stream())
                .map(i -> result(i, secondary))
                .filter(r -> r != null)
                .mapToDouble(Result::getScore)
                .sorted()
                .toArray();
    }

    private static Result<?> result(IterationResult iteration, String secondary) {
        if (secondary == null) {
            return iteration.getPrimaryResult();
        }
        return iteration.getSecondaryResults().entrySet().stream()
                .filter(e -> e.getKey().replace("·", "").equals(secondary))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
    }
}
