package dev.adagent.transform.link;

import dev.adagent.transform.lift.ClassSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReader;
import java.lang.module.ModuleReference;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The class files of the running JDK, read from its modules; no class is loaded. */
public final class JdkClasses implements ClassSource {
    private final Map<String, ModuleReference> modules = new HashMap<>();
    private final Set<String> exported = new HashSet<>();
    private final Map<ModuleReference, ModuleReader> readers = new HashMap<>();

    /** Looks up which module has which package. */
    public JdkClasses() {
        for (ModuleReference module : ModuleFinder.ofSystem().findAll()) {
            for (String p : module.descriptor().packages()) {
                modules.put(p.replace('.', '/'), module);
            }
            for (ModuleDescriptor.Exports e : module.descriptor().exports()) {
                if (!e.isQualified()) {
                    exported.add(e.source().replace('.', '/'));
                }
            }
        }
    }

    /** Whether the JDK has the package of this class. */
    boolean hasPackageOf(String internalName) {
        return modules.containsKey(packageOf(internalName));
    }

    /** Whether a class of this package can be used from an app's unnamed module. */
    boolean exportsPackageOf(String internalName) {
        return exported.contains(packageOf(internalName));
    }

    @Override
    public synchronized byte[] find(String internalName) {
        ModuleReference module = modules.get(packageOf(internalName));
        if (module == null) {
            return null;
        }
        try {
            ModuleReader reader = readers.get(module);
            if (reader == null) {
                reader = module.open();
                readers.put(module, reader);
            }
            Optional<InputStream> in = reader.open(internalName + ".class");
            if (in.isEmpty()) {
                return null;
            }
            try (InputStream bytes = in.get()) {
                return bytes.readAllBytes();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + internalName, e);
        }
    }

    static String packageOf(String internalName) {
        int slash = internalName.lastIndexOf('/');
        return slash < 0 ? "" : internalName.substring(0, slash);
    }
}
