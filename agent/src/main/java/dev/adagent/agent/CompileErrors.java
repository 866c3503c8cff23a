package dev.adagent.agent;

import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.net.URL;
import java.net.URLConnection;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.jar.Manifest;

/**
 * Says, when a class is loaded, what the compilation of its kernels is certain to refuse: each text once, by the logger {@value #LOGGER}. A
 * launch still throws it. The loading thread only starts a thread for it, and only where there is something to say: a logger may load
 * classes and take locks.
 */
final class CompileErrors {
    static final String LOGGER = "dev.adagent.compiler";

    private static final String MANIFEST = "META-INF/MANIFEST.MF";
    private static final String PROPERTIES = "META-INF/adagent.properties";
    private static final String PROVIDERS = "META-INF/services/dev.adagent.overlay.OverlayProvider";

    private final Set<String> said = ConcurrentHashMap.newKeySet();

    /**
     * Says what is new.
     *
     * @param loader of the class
     * @param marked why marked methods are no kernels, or null
     * @param certain texts of refusals
     * @param replaceable texts of refusals of methods that the app's method tables could replace
     */
    void report(ClassLoader loader, String marked, String[] certain, String[] replaceable) {
        if (marked == null && certain.length + replaceable.length == 0) {
            return;
        }
        Thread t = new Thread(null, () -> say(loader, marked, certain, replaceable), "adagent messages", 0, false);
        t.setDaemon(true);
        t.start();
    }

    private void say(ClassLoader loader, String marked, String[] certain, String[] replaceable) {
        try {
            List<String> texts = new ArrayList<>();
            if (marked != null) {
                texts.add(marked);
            }
            Collections.addAll(texts, certain);
            if (replaceable.length > 0 && !declaresTables(loader)) {
                Collections.addAll(texts, replaceable);
            }
            for (String text : texts) {
                if (said.add(text)) {
                    System.getLogger(LOGGER).log(Level.ERROR, text);
                }
            }
        } catch (IOException | RuntimeException | LinkageError e) {
            said.add(e.toString()); // the launch says it
        }
    }

    /** Whether a jar or directory that the loader sees brings method tables; what they replace is known at the launch. */
    private static boolean declaresTables(ClassLoader loader) throws IOException {
        String own = CompileErrors.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toString();
        for (URL url : Collections.list(loader.getResources(PROVIDERS))) {
            if (!url.toString().contains(own)) {
                return true; // a back end
            }
        }
        for (URL url : Collections.list(loader.getResources(MANIFEST))) {
            try (InputStream in = open(url)) {
                if (new Manifest(in).getMainAttributes().getValue("Adagent-Overlays") != null) {
                    return true;
                }
            }
        }
        for (URL url : Collections.list(loader.getResources(PROPERTIES))) {
            try (InputStream in = open(url)) {
                Properties p = new Properties();
                p.load(in);
                if (p.getProperty("overlays") != null) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Without the cache of open jars, which would keep an app's files open. */
    private static InputStream open(URL url) throws IOException {
        URLConnection c = url.openConnection();
        c.setUseCaches(false);
        return c.getInputStream();
    }
}
