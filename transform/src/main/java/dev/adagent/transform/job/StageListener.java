package dev.adagent.transform.job;

import dev.adagent.transform.ir.Module;
import java.util.List;

/** Is shown the module after each stage; must not change it. */
@FunctionalInterface
public interface StageListener {
    StageListener NONE = (stage, module) -> {};

    void after(Stage stage, Module module);

    /**
     * Is told at the end what was asked and read; see {@link JobStore}.
     *
     * @param launch what a launch of the code needs to know besides, as text; empty for derivatives
     */
    default void read(JobRequest request, JobInputs inputs, List<String> launch) {}
}
