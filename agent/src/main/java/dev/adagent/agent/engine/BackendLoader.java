package dev.adagent.agent.engine;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Loads the providers of back ends that stand on an app's class path: from the app's class files, but linked to the engine's copy of the
 * overlay registry and of the api. The app's own classes of the same names are others.
 */
final class BackendLoader extends ClassLoader {
    private final ClassLoader app;

    BackendLoader(ClassLoader app) {
        super("adagent-backends", BackendLoader.class.getClassLoader());
        this.app = app;
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        try (InputStream in = app.getResourceAsStream(name.replace('.', '/') + ".class")) {
            if (in == null) {
                throw new ClassNotFoundException(name);
            }
            byte[] bytes = in.readAllBytes();
            return defineClass(name, bytes, 0, bytes.length);
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
    }

    @Override
    protected URL findResource(String name) {
        return app.getResource(name);
    }

    @Override
    protected Enumeration<URL> findResources(String name) throws IOException {
        Set<URL> out = new LinkedHashSet<>(Collections.list(app.getResources(name)));
        return Collections.enumeration(out);
    }
}
