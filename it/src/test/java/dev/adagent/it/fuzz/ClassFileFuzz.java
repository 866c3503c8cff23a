package dev.adagent.it.fuzz;

import dev.adagent.agent.Agent;
import java.io.IOException;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Collectors;

/**
 * Gives mutated class files to the packaged agent's transformer, which it gets as the JVM does, through {@code premain}. For each case:
 * nothing is thrown, it ends in time, the given bytes are not written to, and a rewritten class links if what was given links. Cases
 * follow from the seed and their number alone.
 *
 * <pre>seed count folder plant jar…</pre>
 *
 * {@code plant} is {@code none}, or a fault in front of the transformer that must be found: {@code escape}, {@code hang}, {@code write},
 * {@code break}. What fails is left in the folder.
 */
public final class ClassFileFuzz {
    private static final long LIMIT_NANOS = 10_000_000_000L;
    private static final int PLANTED_CASE = 100;

    private final long seed;
    private final Path folder;
    private final ClassFileTransformer transformer;
    private final ClassLoader app;
    private final List<byte[]> subjects = new ArrayList<>();
    private final List<FormMutations> forms = new ArrayList<>();
    private volatile long started;
    private volatile int running;
    private int untouched;
    private int rewritten;
    private int linking;
    private int mended;
    private int failures;

    private ClassFileFuzz(long seed, Path folder, String plant, List<Path> jars) throws IOException {
        this.seed = seed;
        this.folder = folder;
        URL[] urls = new URL[jars.size()];
        List<String> names = new ArrayList<>();
        List<byte[]> all = new ArrayList<>();
        for (int i = 0; i < urls.length; i++) {
            urls[i] = jars.get(i).toUri().toURL();
            read(jars.get(i), names, all);
        }
        app = new URLClassLoader(urls, ClassFileFuzz.class.getClassLoader());
        transformer = planted(plant, transformer(String.join(";", names)));
        for (int i = 0; i < all.size(); i++) {
            if (transform(names.get(i), all.get(i)) != null) {
                subjects.add(all.get(i));
                forms.add(new FormMutations(all.get(i)));
            }
        }
    }

    /** Runs the cases; the exit status is 0 if nothing failed. */
    public static void main(String[] args) throws IOException {
        List<Path> jars = Arrays.stream(args).skip(4).map(Path::of).toList();
        ClassFileFuzz fuzz = new ClassFileFuzz(Long.parseLong(args[0]), Path.of(args[2]), args[3], jars);
        System.exit(fuzz.run(Integer.parseInt(args[1])) ? 0 : 1);
    }

    private static void read(Path path, List<String> names, List<byte[]> files) throws IOException {
        try (JarFile jar = new JarFile(path.toFile())) {
            for (JarEntry e : Collections.list(jar.entries())) {
                if (e.getName().endsWith(".class") && !e.getName().startsWith("META-INF/")) {
                    names.add(e.getName().substring(0, e.getName().length() - 6).replace('/', '.'));
                    files.add(jar.getInputStream(e).readAllBytes());
                }
            }
        }
    }

    /** Starts the agent with an Instrumentation that keeps the transformer. */
    private static ClassFileTransformer transformer(String kernels) {
        ClassFileTransformer[] added = new ClassFileTransformer[1];
        Instrumentation instrumentation = (Instrumentation) Proxy.newProxyInstance(
                ClassFileFuzz.class.getClassLoader(), new Class<?>[] {Instrumentation.class}, (p, method, a) -> {
                    if (method.getName().equals("addTransformer")) {
                        added[0] = (ClassFileTransformer) a[0];
                    }
                    return null;
                });
        Agent.premain("kernels=" + kernels, instrumentation);
        return added[0];
    }

    private ClassFileTransformer planted(String plant, ClassFileTransformer real) {
        if (plant.equals("none")) {
            return real;
        }
        return new ClassFileTransformer() {
            @Override
            public byte[] transform(
                    ClassLoader l, String name, Class<?> c, java.security.ProtectionDomain d, byte[] file) {
                try {
                    byte[] copy = real.transform(l, name, c, d, file);
                    if (running < PLANTED_CASE) {
                        return copy;
                    }
                    switch (plant) {
                        case "escape" -> throw new IllegalStateException("planted");
                        case "hang" -> Thread.sleep(Long.MAX_VALUE);
                        case "write" -> file[file.length - 1]++;
                        case "break" -> {
                            if (copy != null) {
                                copy[copy.length / 2] ^= 0x55;
                            }
                        }
                        default -> throw new AssertionError(plant);
                    }
                    return copy;
                } catch (java.lang.instrument.IllegalClassFormatException | InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        };
    }

    private boolean run(int count) throws IOException {
        if (subjects.isEmpty()) {
            throw new IllegalArgumentException("no class of the jars has kernels or derivatives");
        }
        Thread watch = new Thread(this::watch, "watch");
        watch.setDaemon(true);
        long start = System.nanoTime();
        started = start;
        watch.start();
        for (int i = 0; i < count && failures < 20; i++) {
            running = i;
            one(i);
        }
        System.out.printf(
                "classfiles: seed %d, %d cases of %d classes: %d untouched, %d rewritten, %d of them of class files that link;"
                        + " %d failures; %d that did not link do now; %.0f s, Java %s%n",
                seed,
                running + 1,
                subjects.size(),
                untouched,
                rewritten,
                linking,
                failures,
                mended,
                (System.nanoTime() - start) / 1e9,
                Runtime.version());
        return failures == 0;
    }

    private void one(int i) throws IOException {
        SplittableRandom r = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + i);
        int subject = r.nextInt(subjects.size());
        byte[] base = subjects.get(subject);
        byte[] mutated = switch (r.nextInt(5)) {
            case 0 -> ByteMutations.apply(base, r);
            case 1, 2 -> forms.get(subject).apply(r);
            default -> CodeMutations.apply(base, r);
        };
        byte[] given = mutated.clone();
        started = System.nanoTime();
        byte[] copy;
        try {
            copy = transform(name(base), given);
        } catch (Throwable e) {
            fail(i, mutated, "thrown: " + e);
            return;
        }
        started = Long.MAX_VALUE;
        if (!Arrays.equals(mutated, given)) {
            fail(i, mutated, "the given bytes were written to");
        }
        if (copy == null) {
            untouched++;
            return;
        }
        rewritten++;
        compare(i, mutated, copy);
    }

    private void compare(int i, byte[] mutated, byte[] copy) throws IOException {
        Verdict before = Verdict.of(mutated, app);
        Verdict after = Verdict.of(copy, app);
        if (before == Verdict.OK) {
            linking++;
        }
        if (after == Verdict.REFUSED && before != Verdict.REFUSED || before == Verdict.OK && after != Verdict.OK) {
            fail(i, mutated, "the JVM says " + before + ", and " + after + " of the rewritten class");
        }
        if (before == Verdict.REFUSED && after != Verdict.REFUSED) {
            mended++;
        }
    }

    private byte[] transform(String name, byte[] file) {
        try {
            return transformer.transform(new Verdict.One(app), name.replace('.', '/'), null, null, file);
        } catch (java.lang.instrument.IllegalClassFormatException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String name(byte[] file) {
        return new org.objectweb.asm.ClassReader(file).getClassName();
    }

    private void fail(int i, byte[] mutated, String what) throws IOException {
        failures++;
        Path left = Files.createDirectories(folder).resolve("seed-" + seed + "-case-" + i + ".class");
        Files.write(left, mutated);
        System.out.println("case " + i + ": " + what + ": " + left);
    }

    private void watch() {
        try {
            while (System.nanoTime() - started < LIMIT_NANOS || started == Long.MAX_VALUE) {
                Thread.sleep(200);
            }
            String stack = Thread.getAllStackTraces().entrySet().stream()
                    .filter(e -> e.getKey().getName().equals("main"))
                    .flatMap(e -> Arrays.stream(e.getValue()))
                    .limit(20)
                    .map(Object::toString)
                    .collect(Collectors.joining("\n  at "));
            System.out.println(
                    "case " + running + ": no end after " + LIMIT_NANOS / 1_000_000_000L + " s\n  at " + stack);
            System.out.flush();
            Runtime.getRuntime().halt(2);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
