package dev.adagent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import javax.imageio.ImageIO;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The digits example as a user runs it, on the CPU device. */
class DigitsIT {
    @TempDir
    Path folder;

    @Test
    void trainsAndWritesWhatItPromises() throws IOException {
        Jvm.Run run = new Jvm(folder)
                .withAgent()
                .args("-Dadagent.device=cpu", "-jar", Jvm.jar("digits.jar"))
                .timeout(300)
                .run();

        assertThat(run.exit()).as(run.toString()).isZero();
        assertThat(run.out()).containsPattern("(?m)^Training on CPU.*$").contains("Gradient check, seed 1:");
        assertThat(run.seconds()).as("seconds of the whole run").isLessThan(90);
        assertThat(accuracy(folder.resolve("out/predictions.csv"))).isGreaterThanOrEqualTo(0.93);
        List<String> metrics = Files.readAllLines(folder.resolve("out/metrics.csv"));
        assertThat(metrics).hasSize(11).first().isEqualTo("epoch,loss,test_accuracy,seconds");
        assertThat(distinctColours(folder.resolve("out/loss.png"))).isGreaterThan(10);
        assertThat(distinctColours(folder.resolve("out/digits.png"))).isGreaterThan(100);
    }

    @Test
    void leavesPicturesOutWhenAsked() {
        Jvm.Run run = new Jvm(folder)
                .withAgent()
                .args("-Dadagent.device=cpu", "-jar", Jvm.jar("digits.jar"))
                .args("--epochs", 1, "--train", 640, "--no-pictures", "--out", "elsewhere")
                .run();

        assertThat(run.exit()).as(run.toString()).isZero();
        assertThat(folder.resolve("elsewhere/predictions.csv")).exists();
        assertThat(folder.resolve("elsewhere/loss.png")).doesNotExist();
        assertThat(folder.resolve("elsewhere/digits.png")).doesNotExist();
    }

    @Test
    void withoutTheAgentItEndsAtTheFirstLaunchAndSaysWhatToDo() {
        Jvm.Run run = new Jvm(folder).args("-jar", Jvm.jar("digits.jar")).run();

        assertThat(run.exit()).as(run.toString()).isNotZero();
        assertThat(run.err()).contains("AgentMissingException").contains("-javaagent:adagent.jar");
        assertThat(folder.resolve("out")).doesNotExist();
    }

    /** The gradient comes from the loss that stands in the source: another activation gives another gradient, and training goes on. */
    @Test
    void anotherActivationNeedsNoOtherChange() throws IOException {
        Path jar = recompiledWith("return Math.tanh(z);", "return z / (1 + Math.exp(-z)) + 0.1 * Math.sin(z);");

        Jvm.Run run = new Jvm(folder)
                .withAgent()
                .args("-Dadagent.device=cpu", "-jar", jar, "--epochs", 4, "--no-pictures")
                .timeout(200)
                .run();

        assertThat(run.exit()).as(run.toString()).isZero();
        assertThat(run.out()).contains("Gradient check, seed 1:");
        assertThat(accuracy(folder.resolve("out/predictions.csv"))).isGreaterThanOrEqualTo(0.9);
    }

    private Path recompiledWith(String before, String after) throws IOException {
        Path sources = Path.of(System.getProperty("digits.sources"));
        Path classes = Files.createDirectories(folder.resolve("classes"));
        Path loss = folder.resolve("src/dev/adagent/examples/digits/Loss.java");
        Files.createDirectories(loss.getParent());
        String text = Files.readString(sources.resolve("dev/adagent/examples/digits/Loss.java"));
        assertThat(text).contains(before);
        Files.writeString(loss, text.replace(before, after));
        Path jar = Jvm.jar("digits.jar");
        int status = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "--release",
                        "17",
                        "-g",
                        "-cp",
                        jar.toString(),
                        "-d",
                        classes.toString(),
                        loss.toString());
        assertThat(status).isZero();
        Path changed = folder.resolve("changed.jar");
        try (JarFile in = new JarFile(jar.toFile());
                JarOutputStream out = new JarOutputStream(Files.newOutputStream(changed))) {
            for (JarEntry e : in.stream().toList()) {
                out.putNextEntry(new JarEntry(e.getName()));
                Path replacement = classes.resolve(e.getName());
                if (Files.isRegularFile(replacement)) {
                    Files.copy(replacement, out);
                } else {
                    try (InputStream data = in.getInputStream(e)) {
                        data.transferTo(out);
                    }
                }
                out.closeEntry();
            }
        }
        return changed;
    }

    /** Scores the file against the labels in the jar, not against the column that the app wrote. */
    private static double accuracy(Path predictions) throws IOException {
        int[] labels = testLabels();
        Set<Integer> seen = new HashSet<>();
        int hits = 0;
        try (Stream<String> lines = Files.lines(predictions)) {
            for (String line : (Iterable<String>) lines.skip(1)::iterator) {
                String[] cells = line.split(",", -1);
                int index = Integer.parseInt(cells[0]);
                assertThat(seen.add(index)).as("index %d once", index).isTrue();
                assertThat(Integer.parseInt(cells[1])).isEqualTo(labels[index]);
                assertThat(Double.parseDouble(cells[3])).isBetween(0.1, 1.0);
                if (Integer.parseInt(cells[2]) == labels[index]) {
                    hits++;
                }
            }
        }
        assertThat(seen).hasSize(labels.length);
        return (double) hits / labels.length;
    }

    private static int[] testLabels() throws IOException {
        URL[] path = {Jvm.jar("digits.jar").toUri().toURL()};
        try (URLClassLoader loader = new URLClassLoader(path, null);
                DataInputStream in = new DataInputStream(
                        new GZIPInputStream(loader.getResourceAsStream("digits/test-labels-idx1-ubyte.gz")))) {
            assertThat(in.readInt()).isEqualTo(0x0801);
            int[] labels = new int[in.readInt()];
            for (int i = 0; i < labels.length; i++) {
                labels[i] = in.readUnsignedByte();
            }
            return labels;
        }
    }

    private static int distinctColours(Path png) throws IOException {
        BufferedImage image = ImageIO.read(png.toFile());
        Set<Integer> colours = new HashSet<>();
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                colours.add(image.getRGB(x, y));
            }
        }
        return colours.size();
    }
}
