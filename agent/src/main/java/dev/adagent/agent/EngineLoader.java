package dev.adagent.agent;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.security.CodeSource;
import java.security.ProtectionDomain;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/**
 * The engine's own class loader: it reads classes and resources under {@code engine/} of adagent.jar, and sees of the app and of the
 * rest of the class path nothing.
 */
final class EngineLoader extends ClassLoader {
    static final String PREFIX = "engine/";

    static {
        registerAsParallelCapable();
    }

    private final JarFile jar;
    private final String base;
    private final ProtectionDomain domain;

    private EngineLoader(JarFile jar, Path path) throws MalformedURLException {
        super("adagent-engine", ClassLoader.getPlatformClassLoader());
        this.jar = jar;
        this.base = "jar:" + path.toUri() + "!";
        this.domain = new ProtectionDomain(
                new CodeSource(path.toUri().toURL(), (java.security.cert.Certificate[]) null), null, this, null);
    }

    /** A loader on the given jar, which stays open as long as the JVM runs. */
    static EngineLoader open(Path jar) throws IOException {
        return new EngineLoader(new JarFile(jar.toFile()), jar.toAbsolutePath());
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        JarEntry entry = entry(name.replace('.', '/') + ".class");
        if (entry == null) {
            throw new ClassNotFoundException(name + " is not under " + PREFIX + " of " + jar.getName());
        }
        try (InputStream in = jar.getInputStream(entry)) {
            byte[] bytes = readAll(in, (int) entry.getSize());
            return defineClass(name, bytes, 0, bytes.length, domain);
        } catch (IOException e) {
            throw new ClassNotFoundException(name + " cannot be read from " + jar.getName(), e);
        }
    }

    private static byte[] readAll(InputStream in, int size) throws IOException {
        if (size >= 0) {
            return in.readNBytes(size);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        in.transferTo(out);
        return out.toByteArray();
    }

    @Override
    protected URL findResource(String name) {
        JarEntry entry = entry(name);
        try {
            if (entry == null) {
                return null;
            }
            String quoted = new URI(null, null, "/" + entry.getName(), null).getRawPath();
            return URI.create(base + quoted).toURL();
        } catch (MalformedURLException | URISyntaxException e) {
            throw new IllegalStateException("no URL for " + entry.getName(), e);
        }
    }

    @Override
    protected Enumeration<URL> findResources(String name) {
        URL url = findResource(name);
        return Collections.enumeration(url == null ? List.of() : List.of(url));
    }

    @Override
    public InputStream getResourceAsStream(String name) {
        JarEntry entry = entry(name);
        try {
            return entry == null ? getParent().getResourceAsStream(name) : jar.getInputStream(entry);
        } catch (IOException e) {
            return null;
        }
    }

    private JarEntry entry(String name) {
        return jar.getJarEntry(PREFIX + name);
    }
}
