package dev.adagent.it.overhead;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.IllegalClassFormatException;
import java.lang.instrument.Instrumentation;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.ProtectionDomain;

/**
 * Another agent within clocks: what each call of its transformer takes, in CPU time of the thread, the clocks' own included. So a small
 * difference shows that the time of class loading itself, which differs by more from run to run, would hide. {@code args}: the file for the
 * sum, and the agent's class.
 */
public final class TimedAgent {
    private TimedAgent() {}

    /** Starts the other agent, and adds its transformers within clocks. */
    public static void premain(String args, Instrumentation instrumentation) throws ReflectiveOperationException {
        int comma = args.indexOf(',');
        Path file = Path.of(args.substring(0, comma));
        Object seen = Proxy.newProxyInstance(
                TimedAgent.class.getClassLoader(), new Class<?>[] {Instrumentation.class}, (p, method, a) -> {
                    if (method.getName().equals("addTransformer")) {
                        a[0] = new Timed((ClassFileTransformer) a[0], file);
                    }
                    try {
                        return method.invoke(instrumentation, a);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
        Class.forName(args.substring(comma + 1))
                .getMethod("premain", String.class, Instrumentation.class)
                .invoke(null, null, seen);
    }

    /** One transformer, whose calls on the thread that made it are timed. */
    private static final class Timed implements ClassFileTransformer {
        private final ClassFileTransformer inner;
        private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        private final Thread timed = Thread.currentThread();
        private long sum;

        Timed(ClassFileTransformer inner, Path file) {
            this.inner = inner;
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                try {
                    Files.writeString(file, Long.toString(sum));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }));
        }

        @Override
        public byte[] transform(ClassLoader l, String name, Class<?> c, ProtectionDomain d, byte[] file)
                throws IllegalClassFormatException {
            if (Thread.currentThread() != timed) {
                return inner.transform(l, name, c, d, file);
            }
            long start = threads.getCurrentThreadCpuTime();
            try {
                return inner.transform(l, name, c, d, file);
            } finally {
                sum += threads.getCurrentThreadCpuTime() - start;
            }
        }
    }
}
