package dev.adagent;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.MutableCallSite;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * What {@code autodiff} of one functional class with a number of arguments leads to: a chain of tests, each with the derivative for that mode and those
 * kinds of arguments, which reads and writes the holders without boxing; at its end the general way through the engine. The chain grows
 * after some calls by the general way, so that what runs once pays for no linking.
 *
 * <p>Chains belong to the functional object's class: many call sites share them, and they are unloaded with it. As the target of a
 * {@link MutableCallSite} HotSpot folds a chain into its callers.
 */
final class Linked extends MutableCallSite {
    /** Calls by the general way before a derivative is linked. */
    private static final int COLD_CALLS = 2;

    /** Links of one chain; later kinds of calls stay with the general way. */
    private static final int MAX_LINKS = 8;

    private static final int MAX_ARITY = 16;

    private static final MethodHandle GENERAL;
    private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

    static {
        try {
            GENERAL = LOOKUP.findVirtual(
                    Linked.class,
                    "general",
                    MethodType.methodType(Result.class, Mode.class, Object.class, Arg[].class));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static final ClassValue<AtomicReferenceArray<Linked>> CHAINS = new ClassValue<>() {
        @Override
        protected AtomicReferenceArray<Linked> computeValue(Class<?> functional) {
            return new AtomicReferenceArray<>(MAX_ARITY + 1);
        }
    };

    private final MethodHandle invoker;
    private final MethodHandle spread;
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicInteger links = new AtomicInteger();

    private Linked(int arity) {
        super(type(arity));
        MethodHandle general = GENERAL.bindTo(this).asCollector(Arg[].class, arity);
        setTarget(general);
        invoker = dynamicInvoker();
        spread = invoker.asSpreader(Arg[].class, arity);
    }

    /** Type of all chains of that arity: mode, functional object, arguments to {@link Result}. */
    static MethodType type(int arity) {
        MethodType fixed = MethodType.methodType(Result.class, Mode.class, Object.class);
        return fixed.appendParameterTypes(java.util.Collections.nCopies(arity, Arg.class));
    }

    /** Whether there are chains of that arity: the functional interfaces go up to 16 arguments. */
    static boolean exists(int arity) {
        return arity <= MAX_ARITY;
    }

    /** The chain of a functional class. */
    static Linked of(Class<?> functional, int arity) {
        AtomicReferenceArray<Linked> chains = CHAINS.get(functional);
        Linked known = chains.get(arity);
        if (known == null) {
            chains.compareAndSet(arity, null, new Linked(arity));
            known = chains.get(arity);
        }
        return known;
    }

    /** Calls through the chain as it then is. */
    MethodHandle invoker() {
        return invoker;
    }

    /** Whether the chain has a link. */
    boolean isLinked() {
        return links.get() > 0;
    }

    /** Calls through the chain. */
    Result call(Mode mode, Object function, Arg<?>[] args) {
        try {
            return (Result) spread.invokeExact(mode, function, (Arg[]) args);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw Replies.<RuntimeException>unchecked(e);
        }
    }

    private Result general(Mode mode, Object function, Arg<?>[] args) {
        Result result = HostAutodiff.general(mode, function, args);
        if (calls.incrementAndGet() >= COLD_CALLS && links.get() < MAX_LINKS) {
            link(mode, function, args);
        }
        return result;
    }

    /** Two threads that link the same at once leave two equal links: harmless, and no lock is held while the engine works. */
    private void link(Mode mode, Object function, Arg<?>[] args) {
        Object[] reply;
        try {
            reply = HostAutodiff.link(LOOKUP, type(), mode, function, args);
        } catch (AdagentException e) {
            reply = null; // the general way has just given the result, and goes on giving it
        }
        synchronized (this) {
            if (reply == null) {
                if (links.get() > 0) {
                    links.incrementAndGet(); // what cannot be linked is not tried for ever
                } else {
                    calls.set(Integer.MIN_VALUE / 2);
                }
            } else if (links.get() < MAX_LINKS) {
                links.incrementAndGet();
                setTarget(MethodHandles.guardWithTest((MethodHandle) reply[0], (MethodHandle) reply[1], getTarget()));
            }
        }
    }
}
