package dev.adagent.codegen;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/**
 * Keeps the process from ending while a thread is in LLVM or the assembler: C's {@code exit}, which the JVM ends by, runs the destructors of what they work with. The
 * JVM's end waits for what is under way, a limited time, and keeps threads from beginning more. Whoever works inside runs nothing of the app's, so nobody
 * there ends the JVM himself.
 */
final class NativeCompilations {
    /** How long the JVM's end waits at most. A kernel takes milliseconds. */
    private static final long MOST_MILLIS = 10_000;

    /** How long a thread waits to begin after that: the JVM has ended by then, or the thread is one that its end waits for. */
    private static final long GRACE_MILLIS = 500;

    /** Held for reading by those that compile, for writing by the JVM's end. */
    private static final ReentrantReadWriteLock LOCK = new ReentrantReadWriteLock();

    /** The hook, there from the first compilation on. */
    private static final class Hook {
        static {
            try {
                Runtime.getRuntime().addShutdownHook(new Thread(NativeCompilations::end, "adagent-end"));
            } catch (IllegalStateException e) {
                // the JVM is ending: a hook of the app's compiles, and is waited for anyway
            }
        }

        private Hook() {}

        static void touch() {}
    }

    private NativeCompilations() {}

    /** Runs native code that compiles. */
    static <T> T run(Supplier<T> work) {
        Hook.touch();
        boolean counted = begin();
        try {
            return work.get();
        } finally {
            if (counted) {
                LOCK.readLock().unlock();
            }
        }
    }

    /** False if the JVM's end does not wait for this thread's compilation in particular. */
    private static boolean begin() {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    // not tryLock(), which goes past a hook that waits
                    if (LOCK.readLock().tryLock(GRACE_MILLIS, TimeUnit.MILLISECONDS)) {
                        return true;
                    }
                    if (LOCK.isWriteLocked()) {
                        return false;
                    }
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Takes the lock for good. */
    private static void end() {
        try {
            LOCK.writeLock().tryLock(MOST_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // somebody wants the end sooner
        }
    }
}
