package dev.adagent.agent.engine;

import dev.adagent.transform.lift.StaticValues;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;

/**
 * Compiles each thing once, also when many threads ask at once: one compiles, the others wait for it. Nothing of the app runs meanwhile, so
 * that nobody waits for a thread that waits for him. Compiling needs the app's constants, and those its class initialisers (JLS §12.4.2),
 * which may do anything, differentiate too: an attempt that meets a class that is not ready ends, each thread that wanted it
 * initialises the class by itself, and tries again. What is left are class loaders of the app, which are asked for classes and class files:
 * a thread that compiles may stand still in one, for a lock that a waiting thread holds. Whoever waits sees that and compiles for himself.
 *
 * <p>A refusal is a result as any other: it is thrown again at each request.
 */
final class Once<K, V> {
    /** Compiles, with the given constants. */
    @FunctionalInterface
    interface Compiler<V> {
        V compile(StaticValues statics);
    }

    /** @param pending classes to initialise first, if there is no value */
    private record Outcome<V>(V value, Set<Class<?>> pending) {}

    private static final class Attempt<V> extends FutureTask<Outcome<V>> {
        /** Who compiles; none when that is over, so that no thread is kept. */
        volatile Thread thread = Thread.currentThread();

        Attempt(Callable<Outcome<V>> work) {
            super(work);
        }

        @Override
        protected void done() {
            thread = null;
        }

        /** Whether it has ended by that exception. */
        boolean throwsThat(RuntimeException e) {
            try {
                return isDone() && get() == null;
            } catch (ExecutionException ended) {
                return ended.getCause() == e;
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
    }

    /** How often, and how many milliseconds apart, a compiling thread is seen standing still before others stop waiting for it. */
    private static final int PATIENCE = 20;

    private static final long LOOK_MILLIS = 50;

    private final Trusted trusted;
    private final Map<K, Attempt<V>> attempts = new ConcurrentHashMap<>();

    Once(Trusted trusted) {
        this.trusted = trusted;
    }

    /**
     * The compiled thing.
     *
     * @param loader finds the classes whose constants the compiler asks for
     */
    V get(K key, ClassLoader loader, Compiler<V> compiler) {
        Set<Class<?>> unreadable = new HashSet<>();
        boolean shared = true;
        while (true) {
            Attempt<V> mine = new Attempt<>(() -> attempt(compiler, new AppStatics(loader, trusted, unreadable)));
            Outcome<V> outcome = shared ? share(key, mine) : runAlone(mine);
            if (outcome.pending().isEmpty()) {
                return outcome.value();
            }
            shared &= initialize(outcome.pending(), unreadable);
        }
    }

    /**
     * The same where what one thread asks for may be refused though another's is not: such a refusal holds for whoever compiled. Others compile in their
     * turn, and what comes of that is kept.
     *
     * @param passing which exceptions hold for this request only
     */
    V get(K key, ClassLoader loader, Compiler<V> compiler, Predicate<RuntimeException> passing) {
        while (true) {
            AtomicBoolean mine = new AtomicBoolean();
            try {
                return get(key, loader, statics -> {
                    mine.set(true);
                    return compiler.compile(statics);
                });
            } catch (RuntimeException e) {
                if (!passing.test(e)) {
                    throw e;
                }
                Attempt<V> refused = attempts.get(key);
                if (refused != null && refused.throwsThat(e)) {
                    attempts.remove(key, refused);
                }
                if (mine.get()) {
                    throw e;
                }
            }
        }
    }

    private static <V> Outcome<V> attempt(Compiler<V> compiler, AppStatics statics) {
        try {
            V value = compiler.compile(statics);
            return new Outcome<>(statics.pending().isEmpty() ? value : null, statics.pending());
        } catch (RuntimeException e) {
            if (statics.pending().isEmpty()) {
                throw e;
            }
            return new Outcome<>(null, statics.pending());
        }
    }

    private Outcome<V> share(K key, Attempt<V> mine) {
        Attempt<V> attempt = attempts.putIfAbsent(key, mine);
        if (attempt == null) {
            attempt = mine;
            mine.run();
        } else if (attempt.thread == Thread.currentThread()) {
            return runAlone(mine); // asked for while compiling it, by a class loader: it cannot wait for itself
        } else if (!ends(attempt)) {
            return runAlone(mine);
        }
        boolean keep = false;
        try {
            Outcome<V> outcome = join(attempt);
            keep = outcome.pending().isEmpty();
            return outcome;
        } catch (RuntimeException e) {
            keep = true;
            throw e;
        } finally {
            if (!keep) { // not ready, or the JVM's own trouble such as a lack of memory
                attempts.remove(key, attempt);
            }
        }
    }

    /** Waits for the end of another thread's attempt. False if that thread stands still: it may wait for what this one holds. */
    private static boolean ends(Attempt<?> attempt) {
        boolean interrupted = false;
        try {
            int still = 0;
            while (still < PATIENCE) {
                try {
                    attempt.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                    return true;
                } catch (ExecutionException e) {
                    return true; // thrown by whoever takes the outcome
                } catch (TimeoutException e) {
                    Thread compiling = attempt.thread;
                    boolean runs = compiling == null || compiling.getState() == Thread.State.RUNNABLE;
                    still = runs ? 0 : still + 1;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            return false;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private Outcome<V> runAlone(Attempt<V> mine) {
        mine.run();
        return join(mine);
    }

    /**
     * Runs class initialisers, in the asking thread and outside any attempt.
     *
     * @param unreadable is added the classes that are not initialised even then
     * @return whether other threads see the same: not if an initialiser is running in this thread, further down its stack
     */
    private boolean initialize(Set<Class<?>> classes, Set<Class<?>> unreadable) {
        boolean shared = true;
        for (Class<?> c : classes) {
            try {
                Class.forName(c.getName(), true, c.getClassLoader());
                if (!trusted.isInitialized(c)) {
                    unreadable.add(c);
                    shared = false;
                }
            } catch (ClassNotFoundException | LinkageError e) {
                unreadable.add(c); // the field's read throws that again when the job runs
            }
        }
        return shared;
    }

    private static <T> T join(FutureTask<T> task) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return task.get();
                } catch (InterruptedException e) {
                    interrupted = true; // compiling ends soon; the app sees its interrupt afterwards
                }
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException r) {
                throw r;
            }
            if (e.getCause() instanceof Error r) {
                throw r;
            }
            throw new IllegalStateException(e.getCause());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
