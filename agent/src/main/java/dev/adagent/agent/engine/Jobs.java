package dev.adagent.agent.engine;

import dev.adagent.codegen.CodeStore;
import dev.adagent.overlay.MethodKey;
import dev.adagent.transform.device.Kernel;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.job.CacheFolder;
import dev.adagent.transform.job.Job;
import dev.adagent.transform.job.JobInputs;
import dev.adagent.transform.job.JobRequest;
import dev.adagent.transform.job.JobStore;
import dev.adagent.transform.job.KernelCompiler;
import dev.adagent.transform.job.Stage;
import dev.adagent.transform.job.StageListener;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.function.BiFunction;

/** What the jobs of this JVM have in common: the compiler's version, and where they are kept from run to run. */
final class Jobs {
    private static final String NONE = "none";
    private static final long DEFAULT_MIB = 512;

    private final BiFunction<String, Object[], Object> agent;
    private final JobStore store;
    private final Path dump;
    private final CodeStore code;
    private String compiler;

    /** @param agent gives the option {@code cache} and the path of adagent.jar */
    Jobs(BiFunction<String, Object[], Object> agent) {
        this.agent = agent;
        String dumped = (String) agent.apply("option", new Object[] {"dump"});
        dump = dumped == null ? null : Path.of(dumped);
        String folder = (String) agent.apply("option", new Object[] {"cache"});
        if (NONE.equals(folder)) {
            store = null;
            code = null;
        } else {
            Path root = folder == null ? CacheFolder.root() : Path.of(folder).toAbsolutePath();
            String size = (String) agent.apply("option", new Object[] {"cache-size"});
            store = new JobStore(root.resolve("jobs"));
            code = new CodeStore(root.resolve("code"), (size == null ? DEFAULT_MIB : Long.parseLong(size)) << 20);
        }
    }

    /** GPU code from run to run, null if nothing is kept. */
    CodeStore code() {
        return code;
    }

    /** The kernel of a job as an earlier run compiled it, without its module; null if there is none that still holds. */
    Kernel recalled(Job job, Object... args) {
        return store == null ? null : KernelCompiler.recall(job, store, args);
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
            public void read(JobRequest request, JobInputs inputs, List<String> launch) {
                try {
                    if (store != null) {
                        String key = store.put(request, inputs, launch);
                        assert !key.isEmpty();
                    }
                } catch (IOException e) {
                    // The job is compiled anew in the next run.
                }
            }
        };
    }

    /**
     * As {@link #storing()}; with {@code -Dadagent.dump=DIR} the IR after each stage goes to a folder beside those of the class's kernels.
     *
     * @param name name of that folder, within the method's
     */
    StageListener storing(MethodKey method, String name) {
        if (dump == null) {
            return storing();
        }
        Path folder = dump.resolve(method.owner().replace('/', '.'))
                .resolve(method.name() + "-"
                        + Integer.toHexString(method.descriptor().hashCode()))
                .resolve(name);
        return new StageFiles(folder, storing());
    }

    /** The jar's version, and a hash of the engine's content: snapshots of one version differ. */
    private synchronized String compiler() {
        if (compiler == null) {
            Properties p = new Properties();
            try (InputStream in = Jobs.class.getResourceAsStream("version.properties")) {
                p.load(in);
                compiler = p.getProperty("version") + "-"
                        + JarContent.hash(
                                Path.of((String) agent.apply("jar", new Object[0])),
                                "engine/dev/adagent/",
                                "engine/native/");
            } catch (IOException e) {
                throw new IllegalStateException("adagent.jar cannot be read: " + e.getMessage(), e);
            }
        }
        return compiler;
    }
}
