package dev.adagent.transform.cpu;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;

/** A fixed number of workers: the calling thread and daemon threads. */
final class Workers {
    private final int count;
    private final ExecutorService pool;

    Workers(int count) {
        this.count = count;
        AtomicInteger next = new AtomicInteger(1);
        ThreadFactory daemons = r -> {
            // inherits no thread locals: a worker outlives the launch that starts it, and would keep the app's objects
            Thread t = new Thread(null, r, "adagent-cpu-" + next.getAndIncrement(), 0, false);
            t.setDaemon(true);
            t.setContextClassLoader(null);
            return t;
        };
        pool = count == 1 ? null : Executors.newFixedThreadPool(count - 1, daemons);
    }

    int count() {
        return count;
    }

    /** Runs {@code task} for the numbers 0 to {@code n} − 1, each on a worker of its own, and waits for all. */
    void run(int n, IntConsumer task) {
        if (n > count) {
            throw new IllegalArgumentException(n + " tasks for " + count + " workers");
        }
        CountDownLatch done = new CountDownLatch(n - 1);
        AtomicReference<Throwable> failure = new AtomicReference<>();
        for (int k = 1; k < n; k++) {
            int mine = k;
            pool.execute(() -> {
                try {
                    task.accept(mine);
                } catch (Throwable t) {
                    failure.compareAndSet(null, t);
                } finally {
                    done.countDown();
                }
            });
        }
        try {
            task.accept(0);
        } finally {
            await(done);
        }
        Throwable t = failure.get();
        if (t instanceof Error e) {
            throw e;
        }
        if (t != null) {
            throw (RuntimeException) t;
        }
    }

    /** Waits however often it is interrupted: the arrays are in use until the last worker has ended. */
    private static void await(CountDownLatch done) {
        boolean interrupted = false;
        while (true) {
            try {
                done.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
