package dev.adagent.codegen;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Loads the native libraries, each at its first use and never before: LLVM (through JavaCPP) and nvPTXCompiler and the CUDA driver's
 * bindings (through JCuda).
 *
 * <p>They come from the folder that the system property {@code adagent.natives} or the environment variable {@code ADAGENT_NATIVES}
 * names, where they lie loose; else from the jar's {@code native/linux-x86_64/}, unpacked once per machine ({@link NativeCache}); else,
 * on a Maven class path, JavaCPP and JCuda unpack their own.
 */
public final class NativeLibraries {
    private static final String INDEX = "native/linux-x86_64/index";
    private static final List<String> LLVM_PARTS = List.of("libLLVM.so", "libLTO.so", "libRemarks.so");
    private static final Object LOCK = new Object();

    private static boolean located;
    private static Path folder;

    private NativeLibraries() {}

    /**
     * Loads LLVM.
     *
     * @throws UnsatisfiedLinkError if a library is missing or does not fit this machine
     */
    public static void loadLlvm() {
        LlvmHolder.load();
    }

    /**
     * Loads the PTX assembler.
     *
     * @throws UnsatisfiedLinkError if the library is missing or does not fit this machine
     */
    public static void loadPtxCompiler() {
        PtxCompilerHolder.load();
    }

    /**
     * Loads JCuda's bindings of the CUDA driver.
     *
     * @throws UnsatisfiedLinkError if there is no driver on this machine
     */
    public static void loadCudaDriver() {
        loadJcuda("jcuda.driver.JCudaDriver");
    }

    /** The folder that the libraries are loaded from, null if JavaCPP and JCuda look after themselves. */
    public static Path folder() {
        synchronized (LOCK) {
            if (!located) {
                folder = locate();
                located = true;
            }
            return folder;
        }
    }

    private static Path locate() {
        String given = System.getProperty("adagent.natives", System.getenv("ADAGENT_NATIVES"));
        if (given != null && !given.isEmpty()) {
            Path dir = Path.of(given).toAbsolutePath();
            if (!Files.isDirectory(dir)) {
                throw new UnsatisfiedLinkError("adagent.natives names " + dir + ", which is no folder");
            }
            return dir;
        }
        ClassLoader loader = NativeLibraries.class.getClassLoader();
        try (InputStream in = loader.getResourceAsStream(INDEX)) {
            if (in == null) {
                return null;
            }
            String index = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return NativeCache.unpack(index, name -> loader.getResourceAsStream("native/linux-x86_64/" + name));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot unpack adagent's native libraries: " + e.getMessage(), e);
        }
    }

    private static void initialise(String className) {
        try {
            Class.forName(className, true, NativeLibraries.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new LinkageError(className + " is not on adagent's class path", e);
        }
    }

    /**
     * JCuda asks {@code System.loadLibrary}, whose path is fixed when the JVM starts, then takes a file of the right name from the folder
     * for temporary files; so that property points to our folder while the class is initialised.
     */
    private static void loadJcuda(String className) {
        Path dir = folder();
        if (dir == null) {
            initialise(className);
        } else {
            withProperties(Map.of("java.io.tmpdir", dir.toString()), () -> initialise(className));
        }
    }

    private static void withProperties(Map<String, String> wanted, Runnable action) {
        synchronized (LOCK) {
            Map<String, String> old = new TreeMap<>();
            wanted.forEach((k, v) -> {
                String before = System.getProperty(k);
                if (before != null) {
                    old.put(k, before);
                }
                System.setProperty(k, v);
            });
            try {
                action.run();
            } finally {
                wanted.keySet().forEach(k -> {
                    if (old.containsKey(k)) {
                        System.setProperty(k, old.get(k));
                    } else {
                        System.clearProperty(k);
                    }
                });
            }
        }
    }

    private static final class LlvmHolder {
        static {
            Path dir = folder();
            String pointer = "org.bytedeco.javacpp.Pointer";
            String llvm = "org.bytedeco.llvm.global.LLVM";
            if (dir == null) {
                initialise(pointer);
                initialise(llvm);
            } else {
                Map<String, String> properties = Map.of(
                        "org.bytedeco.javacpp.pathsFirst", "true",
                        "org.bytedeco.javacpp.platform.preloadpath", dir.toString(),
                        "org.bytedeco.javacpp.platform.linkpath", dir.toString());
                LLVM_PARTS.forEach(name -> loadPart(dir, name));
                withProperties(properties, () -> {
                    initialise(llvm);
                    initialise(pointer);
                });
            }
        }

        /** Loaded first, a library satisfies those that need it, wherever they would look for it. */
        private static void loadPart(Path dir, String name) {
            for (String file : List.of(name + ".20.1", name)) {
                if (Files.exists(dir.resolve(file))) {
                    System.load(dir.resolve(file).toString());
                    return;
                }
            }
            throw new UnsatisfiedLinkError("there is no " + name + " in " + dir);
        }

        static void load() {}
    }

    private static final class PtxCompilerHolder {
        static {
            loadJcuda("jcuda.nvptxcompiler.JNvPTXCompiler");
        }

        static void load() {}
    }
}
