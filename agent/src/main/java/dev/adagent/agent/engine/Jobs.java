package dev.adagent.agent.engine;

import dev.adagent.overlay.Sha256;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.job.Job;
import dev.adagent.transform.job.JobInputs;
import dev.adagent.transform.job.JobRequest;
import dev.adagent.transform.job.JobStore;
import dev.adagent.transform.job.Stage;
import dev.adagent.transform.job.StageListener;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Enumeration;
import java.util.HexFormat;
import java.util.Properties;
import java.util.function.BiFunction;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/** What the jobs of this JVM have in common: the compiler's version, and where they are kept from run to run. */
final class Jobs {
    private static final String NONE = "none";

    private final BiFunction<String, Object[], Object> agent;
    private final JobStore store;
    private String compiler;

    /** @param agent gives the option {@code cache} and the path of adagent.jar */
    Jobs(BiFunction<String, Object[], Object> agent) {
        this.agent = agent;
        String folder = (String) agent.apply("option", new Object[] {"cache"});
        store = NONE.equals(folder)
                ? null
                : new JobStore((folder == null ? defaultFolder() : Path.of(folder)).resolve("jobs"));
    }

    private static Path defaultFolder() {
        String xdg = System.getenv("XDG_CACHE_HOME");
        Path base = xdg == null || xdg.isEmpty() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(xdg);
        return base.resolve("adagent");
    }

    Job.Environment environment(String target) {
        return new Job.Environment(target, compiler());
    }

    /** The stored job of an id, or null. */
    JobStore.Stored stored(long id) {
        return store == null ? null : store.get(id);
    }

    /** Stores what compilations read. A folder that cannot be written costs the next run some time, and this one nothing. */
    StageListener storing() {
        return new StageListener() {
            @Override
            public void after(Stage stage, Module module) {}

            @Override
            public void read(JobRequest request, JobInputs inputs) {
                try {
                    if (store != null) {
                        String key = store.put(request, inputs);
                        assert !key.isEmpty();
                    }
                } catch (IOException e) {
                    // The job is compiled anew in the next run.
                }
            }
        };
    }

    /** The jar's version, and a hash of the engine's content: snapshots of one version differ. */
    private synchronized String compiler() {
        if (compiler == null) {
            Properties p = new Properties();
            try (InputStream in = Jobs.class.getResourceAsStream("version.properties");
                    JarFile jar = new JarFile((String) agent.apply("jar", new Object[0]))) {
                p.load(in);
                compiler = p.getProperty("version") + "-" + contentOf(jar);
            } catch (IOException e) {
                throw new IllegalStateException("adagent.jar cannot be read: " + e.getMessage(), e);
            }
        }
        return compiler;
    }

    /** Names and checksums of the engine's classes, as the jar's directory has them. */
    private static String contentOf(JarFile jar) {
        MessageDigest sha = Sha256.digest();
        for (Enumeration<JarEntry> all = jar.entries(); all.hasMoreElements(); ) {
            JarEntry e = all.nextElement();
            if (e.getName().startsWith("engine/dev/adagent/")) {
                sha.update((e.getName() + " " + e.getCrc() + "\n").getBytes(StandardCharsets.UTF_8));
            }
        }
        return HexFormat.of().formatHex(sha.digest(), 0, 8);
    }
}
