package dev.adagent.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A back end for SPIR-V, whose generic address space is not 0, written outside adagent. */
class SpirvIT {
    private static final double[] X = {0.1, 0.5, -0.9, 1.7, 3.3};
    private static final double[] Y = {1, -0.25, 0.5, 2, 0};
    /** In case Debian's spirv-tools are installed, modules are validated by them. */
    private static final Path VALIDATOR = Path.of("/usr/bin/spirv-val");

    @TempDir
    Path folder;

    private Jvm.Run compile(Path jar, String kernel, Path out) {
        return new Jvm(folder)
                .args("-XX:+SuppressFatalErrorMessage", "-jar", Jvm.jar("adagent.jar"), "compile", "-cp", jar)
                .args("--target", "spirv", "--out", out, "org.example.app.Field#" + kernel)
                .run();
    }

    private String assembly(Path jar, String kernel) throws IOException {
        Path out = folder.resolve(kernel + "-" + System.nanoTime());
        Jvm.Run run = compile(jar, kernel, out);
        assertThat(run.exit()).as(run.toString()).isZero();
        return Files.readString(out.resolve("kernel.s"));
    }

    /** What the validator says of a module; empty if it is valid. */
    private static String validate(Path module) throws IOException, InterruptedException {
        Process p = new ProcessBuilder(VALIDATOR.toString(), "--target-env", "spv1.2", module.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(p.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(p.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(said.isEmpty()).isEqualTo(p.exitValue() == 0);
        return said;
    }

    private static List<double[]> numbers(Jvm.Run run, String word) {
        return run.out()
                .lines()
                .filter(l -> l.startsWith(word + " "))
                .map(l -> Arrays.stream(l.substring(word.length() + 1)
                                .replaceAll("[\\[\\],]", "")
                                .split(" "))
                        .mapToDouble(Double::parseDouble)
                        .toArray())
                .toList();
    }

    private Jvm.Run runOnTheCpu(Path jar) {
        Jvm.Run run = new Jvm(folder)
                .withAgent()
                .args("-Dadagent.target=spirv")
                .args("-cp", jar + File.pathSeparator + Jvm.jar("api.jar"), "org.example.app.Field")
                .run();
        assertThat(run.exit()).as(run.toString()).isZero();
        assertThat(run.out()).contains("adagent.target=spirv");
        return run;
    }

    private static void assertForces(List<double[]> forces) {
        assertThat(forces).hasSize(X.length);
        for (int i = 0; i < X.length; i++) {
            double square = X[i] * X[i] + Y[i] * Y[i] + 0.25;
            double r = 1 / Math.sqrt(square);
            double slope = Math.exp(-0.5 * square) * (-0.5 * r - 0.5 * r * r * r);
            assertThat(forces.get(i)[0]).isCloseTo(-2 * X[i] * slope, within(1e-14));
            assertThat(forces.get(i)[1]).isCloseTo(-2 * Y[i] * slope, within(1e-14));
        }
    }

    @Test
    void theProjectNeedsTheApiAndTheRegistryAlone() throws IOException {
        assertThat(Project.copy("spirv-backend", folder.resolve("p")).dependencies())
                .containsExactly("adagent-api", "adagent-overlay-registry");
    }

    @Test
    void theKernelsRunOnTheCpuThroughTheTable() throws IOException {
        Jvm.Run run =
                runOnTheCpu(Project.copy("spirv-backend", folder.resolve("p")).maven());
        assertForces(numbers(run, "force"));
        // the terms are y0·y0, max(y1, 1)·y1, max(y2, 1)·y0, max(y3, 1)·y1 and max(y4, 1)·y0; of max(1, 1) the first
        // operand counts
        double[] y = Y;
        assertThat(numbers(run, "slopes").get(0)).containsExactly(2 * y[0] + 1 + 1, 1 + Math.max(y[3], 1), 0, y[1], 0);
        assertThat(numbers(run, "blended").get(0)).containsExactly(1, 1.75, 2.5);
        assertThat(numbers(run, "sums").get(0)).containsExactly(X[0] + X[1], X[2] + X[3], X[4]);
        double[] powers = numbers(run, "powers").get(0);
        for (int i = 0; i < X.length; i++) {
            assertThat(powers[i]).isCloseTo(4 * X[i] * X[i] * X[i] + 2 * X[i], within(1e-12));
        }
    }

    @Test
    void kernelsWithGradientsBecomeSpirv() throws IOException, InterruptedException {
        Path jar = Project.copy("spirv-backend", folder.resolve("p")).jar();
        for (String kernel : List.of("force", "sensitivity", "blend", "blockSums")) {
            Path out = folder.resolve(kernel);
            Jvm.Run run = compile(jar, kernel, out);
            assertThat(run.exit()).as(run.toString()).isZero();
            ByteBuffer module =
                    ByteBuffer.wrap(Files.readAllBytes(out.resolve("kernel.o"))).order(ByteOrder.LITTLE_ENDIAN);
            assertThat(module.getInt(0)).as("magic number").isEqualTo(0x07230203);
            assertThat(module.getInt(4)).as("version 1.2").isEqualTo(0x00010200);
            assertThat(Files.readString(out.resolve("kernel.ll")))
                    .contains("spir_kernel void", "ptr addrspace(1) ", "addrspacecast", "ptr addrspace(4)")
                    .doesNotContain("eferred", "ptr %");
            assertThat(Files.readString(out.resolve("kernel.s")))
                    .contains(
                            "OpCapability GenericPointer", "OpPtrCastToGeneric", "OpEntryPoint Kernel", "OpAtomicLoad")
                    .doesNotContain("fmax", "fmin");
            assertThat(out.resolve("kernel.dis")).doesNotExist();
            if (Files.isExecutable(VALIDATOR)) {
                assertThat(validate(out.resolve("kernel.o"))).isEmpty();
            }
        }
        assertThat(Files.readString(folder.resolve("force/kernel.s"))).contains(" rsqrt ");
        assertThat(Files.readString(folder.resolve("sensitivity/kernel.s"))).contains("OpAtomicCompareExchange");
        assertThat(Files.readString(folder.resolve("blend/kernel.s"))).contains(" mix ");
        assertThat(Files.readString(folder.resolve("blockSums/kernel.s")))
                .contains("OpTypePointer Workgroup", "OpControlBarrier");
    }

    @Test
    void aRuleOfTheProjectChangesTheCode() throws IOException {
        Path before = Project.copy("spirv-backend", folder.resolve("a")).jar();
        Path after = Project.copy("spirv-backend", folder.resolve("b"))
                .change(
                        "org/example/spirv/Rules.java",
                        "double rsqrtReverse(double x, double adjoint) {\n        double y = Spirv.rsqrt(x);\n        return -0.5",
                        "double rsqrtReverse(double x, double adjoint) {\n        double y = Spirv.rsqrt(x);\n        return -2.5")
                .jar();
        assertThat(assembly(after, "force")).isNotEqualTo(assembly(before, "force"));
    }

    @Test
    void theValidatorSeesFaults() throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(VALIDATOR), "Debian's spirv-tools are not installed: modules are not validated");
        // LLVM's own compare-and-swap, through a pointer to bytes
        Path jar = Project.copy("spirv-backend", folder.resolve("p"))
                .change(
                        "org/example/spirv/Operations.java",
                        "DEFINED.add(name);",
                        "if (!name.contains(\"cas\")) DEFINED.add(name);")
                .jar();
        Jvm.Run run = compile(jar, "force", folder.resolve("out"));
        assertThat(run.exit()).as(run.toString()).isZero();
        assertThat(validate(folder.resolve("out/kernel.o"))).contains("AtomicCompareExchange");
    }

    /** What the lowering wrote before it knew of generic spaces: pointers into a thread's own memory. */
    @Test
    void theValidatorSeesPointersInTheWrongSpace() throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(VALIDATOR), "Debian's spirv-tools are not installed: modules are not validated");
        Path jar = Project.copy("spirv-backend", folder.resolve("p"))
                .change("org/example/spirv/SpirvTarget.java", "AddressSpaces(4, 1,", "AddressSpaces(0, 1,")
                .jar();
        Jvm.Run run = compile(jar, "blend", folder.resolve("out"));
        assertThat(run.exit()).as(run.toString()).isZero();
        assertThat(validate(folder.resolve("out/kernel.o"))).contains("Generic");
    }
}
