package dev.adagent.fuzzing;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Runs the programs of a range of seeds on several threads. */
public final class Campaign {
    private final Fuzzer.Factory factory;
    private final FuzzOptions options;
    private final Progress progress;
    private final List<Find> finds = new ArrayList<>();
    private final List<Throwable> broken = new ArrayList<>();
    private final Coverage coverage = new Coverage();
    private String description = "";

    /** @param progressTo where a line says now and then how far it is */
    public Campaign(Fuzzer.Factory factory, FuzzOptions options, PrintStream progressTo) {
        this.factory = factory;
        this.options = options;
        this.progress = new Progress(progressTo, options.programs());
        factory.require(coverage, options);
    }

    /** What came out of a run. */
    public record Result(long programs, double seconds, List<Find> finds, Coverage coverage, String description) {
        /** No find and, if that was asked for, nothing missed. */
        public boolean passed(FuzzOptions options) {
            return finds.isEmpty()
                    && (!options.requireCoverage() || coverage.missing().isEmpty());
        }
    }

    /** @throws IllegalStateException if a job ended with an exception of the fuzzer itself */
    public Result run() {
        AtomicLong next = new AtomicLong();
        List<Thread> threads = new ArrayList<>();
        for (int j = 0; j < options.jobs(); j++) {
            // deep: javac and the compiler's passes recurse
            Thread t = new Thread(null, () -> job(next), "fuzz-" + j, 64L << 20);
            threads.add(t);
            t.start();
        }
        for (Thread t : threads) {
            join(t);
        }
        if (!broken.isEmpty()) {
            throw new IllegalStateException("a job of the fuzzer broke", broken.get(0));
        }
        finds.sort(Comparator.comparingLong(Find::seed));
        return new Result(progress.done(), progress.seconds(), List.copyOf(finds), coverage, description);
    }

    private static void join(Thread t) {
        try {
            t.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private void job(AtomicLong next) {
        Coverage own = new Coverage();
        try (Fuzzer fuzzer = factory.open(options)) {
            synchronized (this) {
                description = fuzzer.describe();
            }
            long limit = options.minutes() == 0 ? Long.MAX_VALUE : 60L * options.minutes();
            while (progress.seconds() < limit) {
                long from = next.getAndAdd(fuzzer.batch());
                if (from >= options.programs()) {
                    break;
                }
                int count = (int) Math.min(fuzzer.batch(), options.programs() - from);
                fuzzer.run(options.seed() + from, count, own, this::found);
                progress.did(count);
            }
        } catch (Throwable t) {
            synchronized (this) {
                broken.add(t);
            }
        }
        synchronized (this) {
            coverage.add(own);
        }
    }

    private synchronized void found(Find find) {
        finds.add(find);
        progress.found(find);
    }
}
