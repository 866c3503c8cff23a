package dev.adagent.overlay;

import java.lang.reflect.Method;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The operations of {@code java.util.concurrent.atomic} in kernels: plain ones. A kernel can change only the objects that it makes, which no other
 * thread sees; so no operation is disturbed by another. Not to be called: compiled into jobs.
 */
public final class AtomicBodies {
    private static final Set<Class<?>> OWNERS = Set.of(AtomicInteger.class, AtomicLong.class, AtomicBoolean.class);

    private AtomicBodies() {}

    /** Adds each of these methods for the method that it stands for: that of the first parameter's class. */
    static void addTo(MethodTable.Builder table) {
        for (Method m : AtomicBodies.class.getDeclaredMethods()) {
            if (m.getParameterCount() == 0 || !OWNERS.contains(m.getParameterTypes()[0])) {
                continue;
            }
            MethodKey body = MethodKey.of(m);
            String owner = MethodKey.internalName(m.getParameterTypes()[0]);
            String descriptor = body.descriptor().replace("L" + owner + ";", "");
            table.put(new MethodKey(owner, m.getName(), descriptor), new Overlay.Body(body));
        }
    }

    // ---- int

    public static void lazySet(AtomicInteger a, int value) {
        a.set(value);
    }

    public static int getPlain(AtomicInteger a) {
        return a.get();
    }

    public static void setPlain(AtomicInteger a, int value) {
        a.set(value);
    }

    public static int getAcquire(AtomicInteger a) {
        return a.get();
    }

    public static void setRelease(AtomicInteger a, int value) {
        a.set(value);
    }

    public static int getAndSet(AtomicInteger a, int value) {
        int old = a.get();
        a.set(value);
        return old;
    }

    public static boolean compareAndSet(AtomicInteger a, int expected, int value) {
        if (a.get() != expected) {
            return false;
        }
        a.set(value);
        return true;
    }

    public static boolean weakCompareAndSetPlain(AtomicInteger a, int expected, int value) {
        return compareAndSet(a, expected, value);
    }

    public static boolean weakCompareAndSetVolatile(AtomicInteger a, int expected, int value) {
        return compareAndSet(a, expected, value);
    }

    public static int compareAndExchange(AtomicInteger a, int expected, int value) {
        int old = a.get();
        compareAndSet(a, expected, value);
        return old;
    }

    public static int getAndAdd(AtomicInteger a, int delta) {
        int old = a.get();
        a.set(old + delta);
        return old;
    }

    public static int addAndGet(AtomicInteger a, int delta) {
        return getAndAdd(a, delta) + delta;
    }

    public static int getAndIncrement(AtomicInteger a) {
        return getAndAdd(a, 1);
    }

    public static int getAndDecrement(AtomicInteger a) {
        return getAndAdd(a, -1);
    }

    public static int incrementAndGet(AtomicInteger a) {
        return addAndGet(a, 1);
    }

    public static int decrementAndGet(AtomicInteger a) {
        return addAndGet(a, -1);
    }

    // ---- long

    public static void lazySet(AtomicLong a, long value) {
        a.set(value);
    }

    public static long getPlain(AtomicLong a) {
        return a.get();
    }

    public static void setPlain(AtomicLong a, long value) {
        a.set(value);
    }

    public static long getAcquire(AtomicLong a) {
        return a.get();
    }

    public static void setRelease(AtomicLong a, long value) {
        a.set(value);
    }

    public static long getAndSet(AtomicLong a, long value) {
        long old = a.get();
        a.set(value);
        return old;
    }

    public static boolean compareAndSet(AtomicLong a, long expected, long value) {
        if (a.get() != expected) {
            return false;
        }
        a.set(value);
        return true;
    }

    public static boolean weakCompareAndSetPlain(AtomicLong a, long expected, long value) {
        return compareAndSet(a, expected, value);
    }

    public static boolean weakCompareAndSetVolatile(AtomicLong a, long expected, long value) {
        return compareAndSet(a, expected, value);
    }

    public static long compareAndExchange(AtomicLong a, long expected, long value) {
        long old = a.get();
        compareAndSet(a, expected, value);
        return old;
    }

    public static long getAndAdd(AtomicLong a, long delta) {
        long old = a.get();
        a.set(old + delta);
        return old;
    }

    public static long addAndGet(AtomicLong a, long delta) {
        return getAndAdd(a, delta) + delta;
    }

    public static long getAndIncrement(AtomicLong a) {
        return getAndAdd(a, 1);
    }

    public static long getAndDecrement(AtomicLong a) {
        return getAndAdd(a, -1);
    }

    public static long incrementAndGet(AtomicLong a) {
        return addAndGet(a, 1);
    }

    public static long decrementAndGet(AtomicLong a) {
        return addAndGet(a, -1);
    }

    // ---- boolean

    public static boolean getPlain(AtomicBoolean a) {
        return a.get();
    }

    public static void lazySet(AtomicBoolean a, boolean value) {
        a.set(value);
    }

    public static boolean getAndSet(AtomicBoolean a, boolean value) {
        boolean old = a.get();
        a.set(value);
        return old;
    }

    public static boolean compareAndSet(AtomicBoolean a, boolean expected, boolean value) {
        if (a.get() != expected) {
            return false;
        }
        a.set(value);
        return true;
    }

    public static boolean weakCompareAndSetPlain(AtomicBoolean a, boolean expected, boolean value) {
        return compareAndSet(a, expected, value);
    }

    public static boolean weakCompareAndSetVolatile(AtomicBoolean a, boolean expected, boolean value) {
        return compareAndSet(a, expected, value);
    }
}
