package dev.adagent.fuzzing;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;

/** One line on the terminal that says how far a run is. Safe for several threads. */
final class Progress {
    private static final Duration BETWEEN = Duration.ofSeconds(5);

    private final PrintStream to;
    private final long total;
    private final Instant start = Instant.now();
    private Instant last = Instant.EPOCH;
    private long done;
    private long finds;

    Progress(PrintStream to, long total) {
        this.to = to;
        this.total = total;
    }

    synchronized void did(long programs) {
        done += programs;
        Instant now = Instant.now();
        if (Duration.between(last, now).compareTo(BETWEEN) >= 0 || done == total) {
            last = now;
            double seconds = Math.max(1e-3, Duration.between(start, now).toMillis() / 1e3);
            to.printf(
                    "%d of %d programs, %.0f s, %.1f a second, %d finds%n",
                    done, total, seconds, done / seconds, finds);
        }
    }

    synchronized void found(Find find) {
        finds++;
        to.println(find);
    }

    synchronized long done() {
        return done;
    }

    double seconds() {
        return Duration.between(start, Instant.now()).toMillis() / 1e3;
    }
}
