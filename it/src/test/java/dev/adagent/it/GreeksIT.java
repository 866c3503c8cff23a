package dev.adagent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Greeks example as a user runs it, on the CPU device. */
class GreeksIT {
    @TempDir
    Path folder;

    @Test
    void deltaMatchesItsClosedForm() {
        Jvm.Run run = new Jvm(folder)
                .withAgent()
                .args("-Dadagent.device=cpu", "-jar", Jvm.jar("greeks.jar"), 10_000)
                .run();

        assertThat(run.exit()).as(run.toString()).isZero();
        assertThat(run.out()).contains("On CPU").contains("Largest difference of delta from its closed form");
    }

    @Test
    void withoutTheAgentItSaysWhatToDo() {
        Jvm.Run run = new Jvm(folder).args("-jar", Jvm.jar("greeks.jar")).run();

        assertThat(run.exit()).as(run.toString()).isNotZero();
        assertThat(run.err()).contains("AgentMissingException");
    }
}
