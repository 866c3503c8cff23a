package dev.adagent.it.overhead;

import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.security.ProtectionDomain;

/** The least that a retransform-capable agent can do: what ours is compared with. */
public final class NoopAgent implements ClassFileTransformer {
    /** Adds a transformer that changes nothing. */
    public static void premain(String args, Instrumentation instrumentation) {
        instrumentation.addTransformer(new NoopAgent(), true);
    }

    @Override
    public byte[] transform(ClassLoader l, String name, Class<?> c, ProtectionDomain d, byte[] file) {
        return null;
    }
}
