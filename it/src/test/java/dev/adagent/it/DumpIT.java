package dev.adagent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code -Dadagent.dump=DIR} leaves every stage of a kernel, PTX included, on a machine without a GPU too. */
class DumpIT {
    private static final String MARKER = "dev/adagent/compiler/Marker.deferred";

    @TempDir
    Path folder;

    @Test
    void leavesEveryStage() throws IOException {
        Path dump = folder.resolve("dump");
        Jvm.Run run = new Jvm(folder)
                .withAgent()
                .args("-Dadagent.device=cpu", "-Dadagent.dump=" + dump, "-jar", Jvm.jar("greeks.jar"), 100)
                .run();
        assertThat(run.exit()).as(run.toString()).isZero();
        assertThat(run.err()).as("neither the agent nor its natives print").isEmpty();

        Path owner = dump.resolve("dev.adagent.examples.greeks.Greeks");
        Path kernel = only(owner);
        assertThat(Names.of(Files.readAllBytes(owner.resolve("as-loaded.class"))))
                .noneMatch(n -> n.startsWith(MARKER));
        assertThat(Names.of(Files.readAllBytes(owner.resolve("host-copy.class"))))
                .noneMatch(n -> n.startsWith(MARKER));
        assertThat(Names.of(Files.readAllBytes(kernel.resolve("kernel-copy.class"))))
                .anyMatch(n -> n.startsWith(MARKER));
        for (String target : new String[] {"cpu", "cuda"}) {
            Path stages = kernel.resolve(target);
            assertThat(stages.resolve("1-lifted.ir")).content().contains(" = deferred ");
            assertThat(stages.resolve("2-before-resolve.ir")).content().contains(" = deferred ");
            assertThat(stages.resolve("3-after-resolve.ir")).content().doesNotContain(" = deferred ");
            assertThat(stages.resolve("4-expanded.ir")).content().contains("Greeks.java:");
            assertThat(stages.resolve("5-optimised.ir")).content().doesNotContain("dev/adagent/Active;");
        }
        Path cuda = kernel.resolve("cuda");
        assertThat(cuda.resolve("6-before-o3.ll")).content().contains("target triple = \"nvptx64-nvidia-cuda\"");
        assertThat(cuda.resolve("7-after-o3.ll")).content().contains("ptx_kernel");
        assertThat(cuda.resolve("8-kernel.ptx"))
                .content()
                .contains(".visible .entry")
                .contains("Greeks.java")
                .contains(".loc")
                .doesNotContain("call.uni (retval0), %rd"); // no call through a register
        assertThat(cuda.resolve("9-kernel.cubin")).isNotEmptyFile();
        assertThat(cuda.resolve("9-assembler.txt"))
                .content()
                .containsPattern("\\d+ registers")
                .contains("spill");
    }

    private static Path only(Path owner) throws IOException {
        try (Stream<Path> entries = Files.list(owner)) {
            return entries.filter(Files::isDirectory).reduce((a, b) -> null).orElseThrow();
        }
    }
}
