package dev.adagent.agent.engine;

import dev.adagent.overlay.AnnotatedTable;
import dev.adagent.overlay.MethodKey;
import dev.adagent.overlay.MethodTable;
import dev.adagent.overlay.OverlayDeclarationException;
import dev.adagent.transform.lift.UsedOverlays;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.WeakHashMap;
import java.util.jar.Manifest;

/**
 * The method tables of apps: those that {@code @UseOverlays} names on a kernel or its class, then those that the jars and directories
 * name which the class's loader sees ({@code Adagent-Overlays} in a manifest, {@code overlays} in {@code META-INF/adagent.properties}).
 * Tables hold names only, and loaders are held weakly: nothing here keeps an app's classes.
 */
final class AppTables {
    private static final String MANIFEST = "META-INF/MANIFEST.MF";
    private static final String PROPERTIES = "META-INF/adagent.properties";

    private final Classes classes;
    private final Map<ClassLoader, List<MethodTable>> declared = Collections.synchronizedMap(new WeakHashMap<>());

    AppTables(Classes classes) {
        this.classes = classes;
    }

    /**
     * The steps of tables for a kernel, the first on top: the method's, its class's, the loader's.
     *
     * @throws OverlayDeclarationException if a table is named that is not there or cannot be
     */
    List<List<MethodTable>> ofKernel(Class<?> owner, MethodKey kernel) {
        List<List<MethodTable>> steps = new ArrayList<>();
        byte[] classFile = classes.source(owner).find(kernel.owner());
        if (classFile != null) {
            String place = "@UseOverlays at " + owner.getName() + "." + kernel.name();
            steps.add(tables(UsedOverlays.ofMethod(classFile, kernel), place, owner.getClassLoader()));
        }
        steps.addAll(ofClass(owner));
        return steps;
    }

    /**
     * The steps of tables for derivatives called on the host: of the top-level class in which the lambda was made, then of its loader.
     * Their rules hold there, but they replace nothing.
     */
    List<List<MethodTable>> ofUser(Class<?> topLevel) {
        return ofClass(topLevel).stream()
                .map(step -> step.stream().map(MethodTable::forHost).toList())
                .toList();
    }

    private List<List<MethodTable>> ofClass(Class<?> c) {
        byte[] classFile = classes.source(c).find(Classes.internalName(c));
        List<String> used = classFile == null ? List.of() : UsedOverlays.ofClass(classFile);
        return List.of(
                tables(used, "@UseOverlays at " + c.getName(), c.getClassLoader()), ofLoader(c.getClassLoader()));
    }

    private List<MethodTable> ofLoader(ClassLoader loader) {
        if (loader == null) {
            return List.of();
        }
        List<MethodTable> known = declared.get(loader);
        if (known == null) {
            // No lock is held here: finding classes runs the app's class loaders.
            known = read(loader);
            declared.putIfAbsent(loader, known);
        }
        return known;
    }

    private static List<MethodTable> read(ClassLoader loader) {
        List<MethodTable> out = new ArrayList<>();
        Set<String> seen = new TreeSet<>();
        try {
            for (String file : List.of(MANIFEST, PROPERTIES)) {
                for (URL url : Collections.list(loader.getResources(file))) {
                    List<String> names = new ArrayList<>(names(url));
                    names.removeIf(n -> !seen.add(n));
                    out.addAll(tables(names, url.toString(), loader));
                }
            }
        } catch (IOException e) {
            throw new OverlayDeclarationException("the tables of the app cannot be looked for: " + e);
        }
        return List.copyOf(out);
    }

    private static Set<String> names(URL url) throws IOException {
        URLConnection connection = url.openConnection();
        connection.setUseCaches(false); // a cached jar file would stay open after its loader is gone
        String list;
        try (InputStream in = connection.getInputStream()) {
            if (url.getPath().endsWith(PROPERTIES)) {
                Properties p = new Properties();
                p.load(in);
                list = p.getProperty("overlays");
            } else {
                list = new Manifest(in).getMainAttributes().getValue("Adagent-Overlays");
            }
        }
        Set<String> names = new TreeSet<>();
        for (String name : list == null ? new String[0] : list.split("[,;\\s]+", -1)) {
            if (!name.isEmpty()) {
                names.add(name);
            }
        }
        return names;
    }

    /** One table for each class, named as the class is. */
    private static List<MethodTable> tables(List<String> names, String place, ClassLoader loader) {
        List<MethodTable> out = new ArrayList<>();
        for (String name : names) {
            try {
                out.add(AnnotatedTable.of(name, Class.forName(name, false, loader)));
            } catch (ClassNotFoundException | LinkageError e) {
                throw new OverlayDeclarationException(
                        place + " names the table class " + name + ", which cannot be loaded: " + e);
            } catch (IllegalArgumentException e) {
                throw new OverlayDeclarationException("table class " + name + ": " + e.getMessage());
            }
        }
        return out;
    }
}
