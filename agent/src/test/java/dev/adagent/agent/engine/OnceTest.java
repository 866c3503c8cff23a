package dev.adagent.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.adagent.transform.ir.FieldRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One compilation for many callers, none of whom waits for the app's code. */
@Timeout(60)
class OnceTest {
    /** The agent's lookups are those of this test: its classes are all that is asked about. */
    private static final Set<Class<?>> READY = ConcurrentHashMap.newKeySet();

    private final Trusted trusted = new Trusted((request, args) -> null) {
        @Override
        boolean isInitialized(Class<?> c) {
            return READY.contains(c);
        }
    };

    private final Once<String, String> once = new Once<>(trusted);
    private final AtomicInteger compiled = new AtomicInteger();

    private static FieldRef constantOf(Class<?> c) {
        return new FieldRef(c.getName().replace('.', '/'), "K", "D");
    }

    private String get(String key, Class<?> constant) {
        return once.get(key, OnceTest.class.getClassLoader(), statics -> {
            compiled.incrementAndGet();
            Object k = constant == null ? "nothing" : statics.value(constantOf(constant));
            return key + " " + k;
        });
    }

    /** Compiles "a" for someone whose request may be refused. */
    private String getPassing(boolean refused) {
        return once.get(
                "a",
                OnceTest.class.getClassLoader(),
                statics -> {
                    compiled.incrementAndGet();
                    if (refused) {
                        throw new UnsupportedOperationException("refused");
                    }
                    return "compiled";
                },
                e -> e instanceof UnsupportedOperationException);
    }

    @Test
    void aRefusalThatPassesIsCompiledForOnceAndWhatComesAfterIsKept() {
        assertThatThrownBy(() -> getPassing(true)).hasMessage("refused");
        assertThat(compiled).hasValue(1);
        assertThat(getPassing(false)).isEqualTo("compiled");
        assertThat(getPassing(false)).isEqualTo("compiled");
        assertThat(compiled).hasValue(2);
        assertThat(getPassing(true)).isEqualTo("compiled"); // whether it fits is the caller's question
        assertThat(compiled).hasValue(2);
    }

    @Test
    void othersCompileInTheirTurnAfterARefusalThatTheyWaitedFor() throws InterruptedException {
        CountDownLatch compiling = new CountDownLatch(1);
        Thread first = new Thread(() -> {
            try {
                once.get(
                        "a",
                        OnceTest.class.getClassLoader(),
                        statics -> {
                            compiled.incrementAndGet();
                            compiling.countDown();
                            pause();
                            throw new UnsupportedOperationException("refused");
                        },
                        e -> true);
            } catch (UnsupportedOperationException e) {
                // what the other thread is not to see
            }
        });
        first.start();
        compiling.await();
        assertThat(getPassing(false)).isEqualTo("compiled");
        first.join();
        assertThat(getPassing(false)).isEqualTo("compiled");
        assertThat(compiled).hasValue(2);
    }

    @Test
    void aRefusalThatHoldsIsThrownAgain() {
        for (int k = 0; k < 3; k++) {
            assertThatThrownBy(() -> once.get(
                            "a",
                            OnceTest.class.getClassLoader(),
                            statics -> {
                                compiled.incrementAndGet();
                                throw new UnsupportedOperationException("refused");
                            },
                            e -> false))
                    .hasMessage("refused");
        }
        assertThat(compiled).hasValue(1);
    }

    @Test
    void manyThreadsCompileOnce() throws InterruptedException {
        CountDownLatch start = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        Set<String> results = ConcurrentHashMap.newKeySet();
        for (int i = 0; i < 64; i++) {
            Thread t = new Thread(() -> {
                try {
                    start.await();
                    results.add(once.get("a", OnceTest.class.getClassLoader(), statics -> {
                        compiled.incrementAndGet();
                        pause();
                        return "compiled";
                    }));
                } catch (InterruptedException e) {
                    results.add(e.toString());
                }
            });
            t.start();
            threads.add(t);
        }
        start.countDown();
        for (Thread t : threads) {
            t.join();
        }
        assertThat(results).containsExactly("compiled");
        assertThat(compiled).hasValue(1);
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(50);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aRefusalIsTheSameForEveryCaller() {
        List<Throwable> thrown = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> once.get("bad", null, statics -> {
                        throw new IllegalArgumentException("refused " + compiled.incrementAndGet());
                    }))
                    .satisfies(thrown::add);
        }
        assertThat(compiled).hasValue(1);
        assertThat(Set.copyOf(thrown)).hasSize(1);
    }

    @Test
    void whatTheJvmLacksIsTriedAgain() {
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> once.get("big", null, statics -> {
                        compiled.incrementAndGet();
                        throw new OutOfMemoryError("planted");
                    }))
                    .isInstanceOf(OutOfMemoryError.class);
        }
        assertThat(compiled).hasValue(2);
    }

    static final class Plain {
        static final double K = Double.parseDouble("2.5");

        static {
            READY.add(Plain.class);
        }
    }

    @Test
    void initialisesAClassWhoseConstantIsAskedFor() {
        assertThat(get("plain", Plain.class)).isEqualTo("plain 2.5");
        assertThat(compiled)
                .as("attempts: one that meets the class, one with its constant")
                .hasValue(2);
        assertThat(get("plain", Plain.class)).isEqualTo("plain 2.5");
        assertThat(compiled).hasValue(2);
    }

    static final class Failing {
        static final double K = fail();

        private static double fail() {
            throw new IllegalStateException("planted");
        }
    }

    @Test
    void aClassThatCannotBeInitialisedGivesNoConstant() {
        assertThat(get("failing", Failing.class)).isEqualTo("failing null");
    }

    private static OnceTest current;

    /** Returns when the other thread waits for the class. */
    private void getInAnotherThread() {
        Thread t = new Thread(() -> get("crossing", Crossing.class));
        t.setDaemon(true);
        t.start();
        pause();
    }

    /** Asks, in its initialiser, for what another thread may be compiling, while that one needs this class's constant. */
    static final class Crossing {
        static String seenInside;
        static final double K;

        static {
            current.getInAnotherThread();
            seenInside = current.get("crossing", Crossing.class);
            K = Double.parseDouble("4");
            READY.add(Crossing.class);
        }
    }

    @Test
    void aClassInitialiserMayAskForWhatNeedsItsConstant() {
        current = this;
        assertThat(get("crossing", Crossing.class)).isEqualTo("crossing 4.0");
        assertThat(Crossing.seenInside)
                .as("the constant had no value yet: it is read when the code runs")
                .isEqualTo("crossing null");
        assertThat(get("crossing", Crossing.class)).isEqualTo("crossing 4.0");
    }

    @Test
    void aClassLoaderMayAskForWhatIsBeingCompiled() {
        String outer = once.get("self", null, statics -> "outer of " + once.get("self", null, s -> "inner"));
        assertThat(outer).isEqualTo("outer of inner");
        assertThat(once.get("self", null, s -> "anew")).isEqualTo("outer of inner");
    }

    /** A class loader of the app that locks, as those do that cannot load in parallel; it differentiates while it loads. */
    @Test
    void whoWaitsMayHoldWhatTheCompilingThreadNeeds() throws InterruptedException {
        Object loader = new Object();
        CountDownLatch compiling = new CountDownLatch(1);
        Thread t = new Thread(() -> once.get("locked", null, statics -> {
            compiling.countDown();
            pause();
            synchronized (loader) {
                return "by the first";
            }
        }));
        t.start();
        synchronized (loader) {
            compiling.await();
            assertThat(once.get("locked", null, statics -> "by itself")).isEqualTo("by itself");
        }
        t.join();
        assertThat(once.get("locked", null, statics -> "anew")).isEqualTo("by the first");
    }

    @Test
    void anInterruptIsKeptForTheApp() {
        Thread.currentThread().interrupt();
        assertThat(get("interrupted", null)).isEqualTo("interrupted nothing");
        assertThat(Thread.interrupted()).isTrue();
    }
}
