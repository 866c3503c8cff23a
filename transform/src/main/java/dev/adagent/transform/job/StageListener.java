package dev.adagent.transform.job;

import dev.adagent.transform.ir.Module;

/** Is shown the module after each stage; must not change it. */
@FunctionalInterface
public interface StageListener {
    StageListener NONE = (stage, module) -> {};

    void after(Stage stage, Module module);

    /** Is told at the end what was asked and read; see {@link JobStore}. */
    default void read(JobRequest request, JobInputs inputs) {}
}
