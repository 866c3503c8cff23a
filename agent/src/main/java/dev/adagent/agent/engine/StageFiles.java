package dev.adagent.agent.engine;

import dev.adagent.transform.ir.IrPrinter;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.job.JobInputs;
import dev.adagent.transform.job.JobRequest;
import dev.adagent.transform.job.Stage;
import dev.adagent.transform.job.StageListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Writes the IR after each stage of a job to a folder, for {@code -Dadagent.dump=DIR}, and tells another listener. */
final class StageFiles implements StageListener {
    private final Path folder;
    private final StageListener next;
    /** Split mode goes through the last stages twice: for the augmented primal and for the adjoint. */
    private final Map<Stage, Integer> seen = new EnumMap<>(Stage.class);

    /** @throws UncheckedIOException if the folder cannot be made */
    StageFiles(Path folder, StageListener next) {
        this.folder = folder;
        this.next = next;
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the dump to " + folder, e);
        }
    }

    @Override
    public void after(Stage stage, Module module) {
        try {
            int again = seen.merge(stage, 1, Integer::sum);
            String name = stage.fileName() + (again == 1 ? "" : "-" + again) + ".ir";
            Files.writeString(folder.resolve(name), IrPrinter.print(module));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the dump to " + folder, e);
        }
        next.after(stage, module);
    }

    @Override
    public void read(JobRequest request, JobInputs inputs, List<String> launch) {
        next.read(request, inputs, launch);
    }
}
