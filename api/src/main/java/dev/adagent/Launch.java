package dev.adagent;

import dev.adagent.spi.EngineClient;
import java.util.function.BiFunction;

/**
 * Receives a kernel's arguments: the agent lets a kernel method begin with
 *
 * <pre>{@code if (Launch.armed()) { Launch.capture(Owner.class, "name", "descriptor", arguments); return; }}</pre>
 *
 * so that Java itself evaluates them. {@link Gpu#launch} arms its thread around its lambda. Apps have no reason to call this.
 */
public final class Launch {
    /**
     * Number of armed threads. Written under a lock and read without: a thread sees at least its own write (JLS 17.4.5), and only
     * an armed thread's answer depends on it.
     */
    private static int armedThreads;

    private static final Object LOCK = new Object();
    private static final ThreadLocal<Launch> CURRENT = new ThreadLocal<>();

    /** The kernel that was captured, or null. */
    Class<?> owner;

    String method;
    String descriptor;
    Object[] args;
    private int captures;

    private Launch() {}

    /** Whether this thread is inside {@link Gpu#launch}. Nearly free while no thread is. */
    public static boolean armed() {
        return armedThreads != 0 && CURRENT.get() != null;
    }

    /**
     * Records the kernel and its arguments for the launch that armed this thread.
     *
     * @param owner class that declares the kernel
     * @param method its name
     * @param descriptor its descriptor (JVMS §4.3.3)
     * @param args receiver, if it has one, and arguments; primitives boxed
     * @throws LaunchException if this thread is not armed or the launch has its kernel already
     */
    public static void capture(Class<?> owner, String method, String descriptor, Object[] args) {
        Launch l = CURRENT.get();
        if (l == null) {
            throw new LaunchException("no launch is waiting for the arguments of " + owner.getName() + "." + method);
        }
        l.captures++;
        if (l.captures > 1) {
            throw l.several(owner, method);
        }
        l.owner = owner;
        l.method = method;
        l.descriptor = descriptor;
        l.args = args;
    }

    /** Runs the lambda of a launch and gives what it captured, or null if it called no kernel. */
    static Launch record(KernelCall call) {
        if (armed()) {
            throw new LaunchException(
                    "a launch inside the lambda of a launch: the lambda calls one kernel and nothing else");
        }
        Launch l = new Launch();
        arm(l);
        try {
            call.run();
        } finally {
            disarm();
        }
        if (l.captures > 1) {
            throw l.several(l.owner, l.method);
        }
        return l.captures == 0 ? null : l;
    }

    /** For the plain Java bodies of {@link Kernel}: they never run in a launch, unless the kernel was not rewritten. */
    static void refuseWhenArmed() {
        if (armed()) {
            String className = callerOfKernel();
            BiFunction<String, Object[], Object> engine = EngineClient.find();
            if (engine != null) {
                Replies.check(engine.apply("why", new Object[] {className}));
            }
            throw AgentMissingException.notOptedIn(className);
        }
    }

    private LaunchException several(Class<?> secondOwner, String second) {
        return new LaunchException("the lambda of Gpu.launch called " + captures + " kernels, " + owner.getName() + "."
                + method + " and " + secondOwner.getName() + "." + second + ": call one kernel per launch");
    }

    private static String callerOfKernel() {
        return StackWalker.getInstance()
                .walk(frames -> frames.map(StackWalker.StackFrame::getClassName)
                        .filter(n -> !n.equals(Kernel.class.getName()) && !n.equals(Launch.class.getName()))
                        .findFirst())
                .orElse("the kernel's class");
    }

    private static void arm(Launch l) {
        CURRENT.set(l);
        synchronized (LOCK) {
            armedThreads++;
        }
    }

    private static void disarm() {
        CURRENT.remove();
        synchronized (LOCK) {
            armedThreads--;
        }
    }
}
