package dev.adagent.agent;

import java.io.IOException;
import java.lang.instrument.ClassFileTransformer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.ProtectionDomain;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;

/**
 * Gives classes that opted in and mention kernels or {@code Autodiff} their host copies. All other classes cost a look at their jar, once
 * per jar, and if that opted in, at their constant pool. Whatever fails leaves the class as it is and is recorded.
 */
final class KernelTransformer implements ClassFileTransformer {
    private final Session session;
    private final OptIn optIn;

    private final CompileErrors errors = new CompileErrors();

    /** Class files of rewritten classes whose loader gives no resource for them. */
    private final Map<ClassLoader, Map<String, byte[]>> handedIn = Collections.synchronizedMap(new WeakHashMap<>());

    /** Guards against looking at the classes that making a host copy loads. */
    private final ThreadLocal<Boolean> busy = new ThreadLocal<>();

    KernelTransformer(Session session, OptIn optIn) {
        this.session = session;
        this.optIn = optIn;
    }

    @Override
    public byte[] transform(
            ClassLoader loader, String name, Class<?> redefined, ProtectionDomain domain, byte[] classFile) {
        if (loader == null
                || name == null
                || optIn.passesOver(domain, classFile)
                || isOwn(name)
                || busy.get() != null) {
            return null;
        }
        String dotted = name.replace('/', '.');
        busy.set(true);
        try {
            if (session.isEngine(loader) || !optIn.covers(dotted, domain)) {
                return null;
            }
            Faults.check("transform");
            Set<String> named = optIn.namedMethods(dotted, domain);
            if (named.isEmpty() && !ConstantPool.mentionsKernels(classFile)) {
                return null;
            }
            return hostCopy(loader, name, classFile, named);
        } catch (Throwable e) {
            session.failures().recordClass(dotted, e);
            return null;
        } finally {
            busy.remove();
        }
    }

    private byte[] hostCopy(ClassLoader loader, String name, byte[] classFile, Set<String> named) throws IOException {
        Object[] reply = (Object[]) session.rewriter().apply("hostCopy", new Object[] {classFile, named});
        byte[] copy = (byte[]) reply[0];
        String refusals = (String) reply[1];
        if (refusals != null) {
            session.failures().recordClass(name.replace('/', '.'), new IllegalArgumentException(refusals));
        }
        errors.report(loader, refusals, (String[]) reply[2], (String[]) reply[3]);
        if (copy == null) {
            return null;
        }
        if (loader.getResource(name + ".class") == null) {
            handedIn.computeIfAbsent(loader, l -> Collections.synchronizedMap(new HashMap<>()))
                    .put(name, classFile);
        }
        dump(name, classFile, copy);
        return copy;
    }

    private void dump(String name, byte[] classFile, byte[] copy) throws IOException {
        String folder = session.options().get("dump");
        if (folder != null) {
            Path dir = Files.createDirectories(Path.of(folder, name.replace('/', '.')));
            Files.write(dir.resolve("as-loaded.class"), classFile);
            Files.write(dir.resolve("host-copy.class"), copy);
        }
    }

    /** Whether a loaded class opted in. */
    boolean concerns(Class<?> c) {
        return c.getClassLoader() != null
                && !c.isArray()
                && !c.isHidden()
                && !isOwn(c.getName().replace('.', '/'))
                && !session.isEngine(c.getClassLoader())
                && optIn.covers(c.getName(), c.getProtectionDomain());
    }

    /** The class file that the JVM handed in for a rewritten class without a resource, or null. */
    byte[] handedIn(Class<?> c) {
        Map<String, byte[]> ofLoader = handedIn.get(c.getClassLoader());
        return ofLoader == null ? null : ofLoader.get(c.getName().replace('.', '/'));
    }

    /** Methods of the class that are named as kernels elsewhere than in the class. */
    Set<String> namedKernels(Class<?> c) {
        return optIn.namedMethods(c.getName(), c.getProtectionDomain());
    }

    /** The api and this package, in whatever jar they are. */
    private static boolean isOwn(String name) {
        String own = "dev/adagent/";
        return name.startsWith(own)
                && (name.indexOf('/', own.length()) < 0
                        || name.startsWith("agent/", own.length())
                        || name.startsWith("spi/", own.length()));
    }
}
