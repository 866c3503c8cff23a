package dev.adagent.agent.engine;

import dev.adagent.transform.lift.ClassSource;
import dev.adagent.transform.link.ClassCheck;
import dev.adagent.transform.link.ClassFormat;
import dev.adagent.transform.link.Finding;
import dev.adagent.transform.link.JdkClasses;
import dev.adagent.transform.link.Resolution;
import dev.adagent.transform.rewrite.HostCopy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Checks an app's classes as they are and as the agent rewrites them. */
final class HostVerification {
    private static final String API = "dev/adagent/";

    /** What was found in the rewritten classes that is not in their originals. */
    final List<Finding> rewrite = new ArrayList<>();

    /** What is wrong without the rewrite. */
    final List<Finding> own = new ArrayList<>();

    /** Classes of libraries that are not there and that only untouched classes name. */
    final Set<String> absent = new TreeSet<>();

    int classes;
    int rewritten;

    private final Set<String> names;
    private final Set<String> packages = new HashSet<>();
    private final Map<String, byte[]> copies = new HashMap<>();
    private final boolean strict;
    private final ClassSource before;
    private final ClassSource after;
    private final ClassCheck checkBefore;
    private final ClassCheck checkAfter;
    private final JvmVerifier jvmBefore;
    private final JvmVerifier jvmAfter;

    /**
     * @param names the classes to check
     * @param originals where they come from
     * @param rewritten the same rewritten, or null if the rewrite is to be done here
     * @param libraries what else the app runs with
     * @param kernels {@code pkg.Class#method} of kernels without the annotation
     * @param strict absent libraries of untouched classes count, too
     */
    HostVerification(
            Set<String> names,
            ClassSource originals,
            ClassSource rewritten,
            ClassSource libraries,
            List<String> kernels,
            boolean strict) {
        this.names = names;
        this.strict = strict;
        names.forEach(n -> packages.add(packageOf(n)));
        if (rewritten == null) {
            names.stream().filter(n -> !isApi(n)).forEach(n -> rewrite(n, originals.find(n), kernels));
        }
        ClassSource others = libraries.orElse(HostVerification::api);
        before = originals.orElse(others);
        after = (rewritten == null ? ((ClassSource) copies::get).orElse(originals) : rewritten).orElse(before);
        JdkClasses jdk = new JdkClasses();
        checkBefore = new ClassCheck(new Resolution(before, jdk));
        checkAfter = new ClassCheck(new Resolution(after, jdk));
        jvmBefore = new JvmVerifier(before);
        jvmAfter = new JvmVerifier(after);
    }

    private void rewrite(String name, byte[] classFile, List<String> kernels) {
        if (ClassFormat.problem(classFile) != null) {
            return; // the check of the class says what
        }
        String prefix = name.replace('/', '.') + "#";
        Set<String> named = new HashSet<>();
        kernels.stream().filter(k -> k.startsWith(prefix)).forEach(k -> named.add(k.substring(prefix.length())));
        try {
            HostCopy copy = HostCopy.make(classFile, named);
            copy.refusals()
                    .forEach((method, why) -> own.add(new Finding(
                            name,
                            method.name() + method.descriptor(),
                            0,
                            "it is marked as a kernel and cannot be one: " + why,
                            "until then a launch of it fails")));
            if (copy.bytes() != null) {
                copies.put(name, copy.bytes());
            }
        } catch (RuntimeException e) {
            own.add(new Finding(
                    name,
                    null,
                    0,
                    "the agent would leave it as it is: " + e.getMessage(),
                    "until then launches of its kernels fail"));
        }
    }

    void run() {
        names.forEach(this::check);
    }

    boolean isClean() {
        return rewrite.isEmpty() && own.isEmpty();
    }

    private void check(String name) {
        byte[] original = before.find(name);
        byte[] copy = after.find(name);
        boolean changed = original == null || !Arrays.equals(original, copy);
        classes++;
        Set<String> known = new HashSet<>();
        if (original != null) {
            List<Finding> found = new ArrayList<>(checkBefore.findings(original));
            jvmBefore.check(name).ifPresent(found::add);
            for (Finding f : found) {
                known.add(f.key());
                if (!changed && !strict && isOfAbsentLibrary(f)) {
                    absent.add(f.missing());
                } else {
                    own.add(f);
                }
            }
        }
        if (changed) {
            rewritten++;
            List<Finding> found =
                    new ArrayList<>(original == null ? checkAfter.findings(copy) : checkAfter.findings(original, copy));
            jvmAfter.check(name).ifPresent(found::add);
            found.stream().filter(f -> !known.contains(f.key())).forEach(rewrite::add);
        }
    }

    /** A class of a package that nothing here has is that of a library which is not there, perhaps because the app does without. */
    private boolean isOfAbsentLibrary(Finding f) {
        return f.missing() != null
                && !f.missing().startsWith(API)
                && !packages.contains(packageOf(f.missing()))
                && !f.missing().startsWith("java/");
    }

    private static String packageOf(String name) {
        return name.substring(0, Math.max(0, name.lastIndexOf('/')));
    }

    private static byte[] api(String name) {
        return isApi(name)
                ? ClassSource.of(HostVerification.class.getClassLoader()).find(name)
                : null;
    }

    /** The api's packages: what else has a name like that is the compiler's. */
    private static boolean isApi(String name) {
        return name.startsWith(API + "spi/") || name.startsWith(API) && name.indexOf('/', API.length()) < 0;
    }
}
