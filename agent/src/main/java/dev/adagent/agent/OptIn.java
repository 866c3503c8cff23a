package dev.adagent.agent;

import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.security.ProtectionDomain;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

/**
 * Which classes opted in: those of a jar whose manifest says {@code Adagent-Enabled: true}; those that its
 * {@code Adagent-Kernels: pkg.Class, pkg.Class#method} names; those of a class directory with the same in
 * {@code META-INF/adagent.properties} ({@code enabled}, {@code kernels}); those that the agent option {@code kernels} names.
 */
final class OptIn {
    /** What one jar or directory says. */
    private record Place(boolean enabled, Set<String> kernels) {
        static final Place NONE = new Place(false, Set.of());

        static Place of(String enabled, String kernels) {
            if (enabled == null && kernels == null) {
                return NONE;
            }
            return new Place(
                    "true".equalsIgnoreCase(enabled == null ? null : enabled.strip()), AgentOptions.list(kernels));
        }
    }

    private final Set<String> optionKernels;
    private final Failures failures;

    /** So many places are known at once: an app may make loaders, with files of their own, as long as it runs. */
    static final int MOST_PLACES = 512;

    /** By location; those that were asked for last. */
    private final Map<String, Place> places = Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Place> eldest) {
            return size() > MOST_PLACES;
        }
    });

    /** The same by domain: all that most classes cost is one look here. */
    private final Map<ProtectionDomain, Place> domains = Collections.synchronizedMap(new WeakHashMap<>());

    /** What was looked up last: classes of one place are loaded in rows. */
    private volatile Last last = new Last(new WeakReference<>(null), Place.NONE);

    private record Last(WeakReference<ProtectionDomain> domain, Place place) {}

    OptIn(AgentOptions options, Failures failures) {
        this.optionKernels = options.kernels();
        this.failures = failures;
    }

    /**
     * Whether a class is known to be none that kernels or {@code Autodiff} make interesting: nobody named kernels, and its place did not opt
     * in, or its class file mentions neither. No more is done for most classes: nothing is parsed or allocated. False if the place was not
     * looked at yet.
     */
    boolean passesOver(ProtectionDomain domain, byte[] classFile) {
        if (domain == null || !optionKernels.isEmpty()) {
            return false;
        }
        Last l = last;
        Place p = l.domain.refersTo(domain) ? l.place : lookUp(domain);
        return p != null && p.kernels.isEmpty() && (!p.enabled || !ConstantPool.mayMention(classFile));
    }

    private Place lookUp(ProtectionDomain domain) {
        Place p = domains.get(domain);
        if (p != null) {
            last = new Last(new WeakReference<>(domain), p);
        }
        return p;
    }

    /** How many places are known. */
    int places() {
        return places.size();
    }

    /** Whether the class, named with dots, opted in. */
    boolean covers(String className, ProtectionDomain domain) {
        if (names(optionKernels, className)) {
            return true;
        }
        Place p = place(domain);
        return p.enabled || names(p.kernels, className);
    }

    /** Methods of the class that are named as kernels. */
    Set<String> namedMethods(String className, ProtectionDomain domain) {
        Set<String> methods = new HashSet<>();
        for (Set<String> kernels : java.util.List.of(optionKernels, place(domain).kernels)) {
            for (String k : kernels) {
                if (k.startsWith(className + "#")) {
                    methods.add(k.substring(className.length() + 1));
                }
            }
        }
        return methods;
    }

    private static boolean names(Set<String> kernels, String className) {
        if (kernels.isEmpty()) {
            return false;
        }
        for (String k : kernels) {
            int hash = k.indexOf('#');
            if (className.equals(hash < 0 ? k : k.substring(0, hash))) {
                return true;
            }
        }
        return false;
    }

    private Place place(ProtectionDomain domain) {
        CodeSource source = domain == null ? null : domain.getCodeSource();
        URL location = source == null ? null : source.getLocation();
        if (location == null) {
            return Place.NONE;
        }
        String key = location.toString();
        Place p = places.get(key);
        if (p == null) {
            p = readOrRecord(key, location);
            places.putIfAbsent(key, p);
        }
        domains.put(domain, p);
        return p;
    }

    private Place readOrRecord(String key, URL location) {
        try {
            Faults.check("manifest");
            return read(location);
        } catch (IOException | RuntimeException e) {
            failures.recordPlace(key, new IOException("its manifest cannot be read: " + e, e));
            return Place.NONE;
        }
    }

    private static Place read(URL location) throws IOException {
        if (location.getProtocol().equals("file")) {
            Path path = Path.of(URI.create(location.toString()));
            if (Files.isDirectory(path)) {
                return directory(path);
            }
            try (JarFile jar = new JarFile(path.toFile())) {
                return manifest(jar.getManifest());
            }
        }
        URLConnection c = location.openConnection();
        if (c instanceof JarURLConnection jar) {
            return manifest(jar.getManifest());
        }
        return Place.NONE;
    }

    private static Place directory(Path path) throws IOException {
        Path file = path.resolve("META-INF/adagent.properties");
        if (Files.isRegularFile(file)) {
            Properties p = new Properties();
            try (InputStream in = Files.newInputStream(file)) {
                p.load(in);
            }
            return Place.of(p.getProperty("enabled"), p.getProperty("kernels"));
        }
        Path manifest = path.resolve("META-INF/MANIFEST.MF");
        if (Files.isRegularFile(manifest)) {
            try (InputStream in = Files.newInputStream(manifest)) {
                return manifest(new Manifest(in));
            }
        }
        return Place.NONE;
    }

    private static Place manifest(Manifest manifest) {
        if (manifest == null) {
            return Place.NONE;
        }
        Attributes a = manifest.getMainAttributes();
        return Place.of(a.getValue("Adagent-Enabled"), a.getValue("Adagent-Kernels"));
    }
}
