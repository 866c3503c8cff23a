package dev.adagent.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A back end written outside adagent, against the api and the overlay registry alone. */
class BackendIT {
    private static final String KERNEL = "org.example.app.Wave#slopes";
    private static final String[] CHANGE = {
        "org/example/amdgcn/Rules.java",
        "double fractReverse(double x, double adjoint) {\n        return adjoint;",
        "double fractReverse(double x, double adjoint) {\n        return 3 * adjoint;"
    };

    @TempDir
    Path folder;

    private Jvm.Run compile(Path jar, String kernel, Path out, String... more) {
        return new Jvm(folder)
                .args("-jar", Jvm.jar("adagent.jar"), "compile", "-cp", jar, "--out", out, kernel)
                .args((Object[]) more)
                .run();
    }

    private static List<Double> slopes(Path jar, Path folder) {
        Jvm.Run run = new Jvm(folder)
                .withAgent()
                .args("-Dadagent.target=amdgcn")
                .args("-cp", jar + File.pathSeparator + Jvm.jar("api.jar"), "org.example.app.Wave")
                .run();
        assertThat(run.exit()).as(run.toString()).isZero();
        assertThat(run.out()).contains("limited [0.0, 0.25, 1.0]", "adagent.target=amdgcn");
        return run.out()
                .lines()
                .filter(l -> l.startsWith("slope "))
                .map(l -> Double.valueOf(l.substring(6)))
                .toList();
    }

    /** With {@code factor} as the slope of the fractional part. */
    private static void assertSlopes(List<Double> slopes, double factor) {
        double[] x = {0.1, 0.5, 0.9, 1.7, 3.3};
        assertThat(slopes).hasSize(x.length);
        for (int i = 0; i < x.length; i++) {
            double f = 1.5 * x[i] - Math.floor(1.5 * x[i]);
            assertThat(slopes.get(i)).isCloseTo(Math.exp(-1.5) * (factor * 2 * f * x[i] - f * f), within(1e-14));
        }
    }

    @Test
    void theProjectNeedsTheApiAndTheRegistryAlone() throws IOException {
        assertThat(Project.copy("amdgcn-backend", folder.resolve("p")).dependencies())
                .containsExactly("adagent-api", "adagent-overlay-registry");
    }

    @Test
    void nothingElseIsOnItsClassPath() throws IOException {
        Project p = Project.copy("amdgcn-backend", folder.resolve("p"))
                .change(
                        "org/example/amdgcn/Amdgcn.java",
                        "return Math.min(x",
                        "return new org.objectweb.asm.Label() == null ? 0 : Math.min(x");
        assertThatThrownBy(p::maven).hasMessageContaining("package org.objectweb.asm does not exist");
    }

    @Test
    void compilesAKernelWithItsGradientForItsTargetAndRunsItOnTheCpu() throws IOException {
        Path jar = Project.copy("amdgcn-backend", folder.resolve("p")).maven();
        Path out = folder.resolve("out");
        Jvm.Run run = compile(jar, KERNEL, out, "--target", "amdgcn");
        assertThat(run.exit()).as(run.toString()).isZero();
        String code = Files.readString(out.resolve("kernel.dis"));
        assertThat(code).contains("v_fract_f64", "s_endpgm", "global_load_dwordx2", "global_store_dwordx2");
        assertThat(Files.readString(out.resolve("kernel.ir"))).contains("target pure fract.f64 @AMDGCN");
        assertThat(Files.readString(out.resolve("kernel.ll")))
                .contains("amdgpu_kernel void", "@llvm.amdgcn.workitem.id.x", "@llvm.amdgcn.implicitarg.ptr")
                .doesNotContain("eferred");
        ByteBuffer elf =
                ByteBuffer.wrap(Files.readAllBytes(out.resolve("kernel.o"))).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(elf.getInt(0)).isEqualTo(0x464c457f);
        assertThat(elf.getShort(18)).as("EM_AMDGPU").isEqualTo((short) 224);
        assertThat(elf.getInt(48) & 0xff).as("EF_AMDGPU_MACH_AMDGCN_GFX90A").isEqualTo(0x3f);
        assertSlopes(slopes(jar, folder), 1);
    }

    @Test
    void aRuleOfTheProjectChangesTheCode() throws IOException {
        Path before = Project.copy("amdgcn-backend", folder.resolve("a")).jar();
        Path after = Project.copy("amdgcn-backend", folder.resolve("b"))
                .change(CHANGE[0], CHANGE[1], CHANGE[2])
                .jar();
        assertThat(compile(before, KERNEL, folder.resolve("ao"), "--target", "amdgcn")
                        .exit())
                .isZero();
        assertThat(compile(after, KERNEL, folder.resolve("bo"), "--target", "amdgcn")
                        .exit())
                .isZero();
        assertThat(Files.readString(folder.resolve("bo/kernel.dis")))
                .isNotEqualTo(Files.readString(folder.resolve("ao/kernel.dis")));
        assertSlopes(slopes(after, folder), 3);
    }

    @Test
    void otherProcessorsOtherKernelsAndWhatIsNotThere() throws IOException {
        Path jar = Project.copy("amdgcn-backend", folder.resolve("p")).jar();
        Path out = folder.resolve("out");
        Jvm.Run limit = compile(jar, "org.example.app.Wave#limit", out, "--target", "amdgcn", "--cpu", "gfx1100");
        assertThat(limit.exit()).as(limit.toString()).isZero();
        assertThat(Files.readString(out.resolve("kernel.dis"))).contains("v_med3_f32");
        // the Java body where the target has no such operation
        Jvm.Run cuda = compile(jar, "org.example.app.Wave#limit", out, "--target", "cuda");
        assertThat(cuda.exit()).as(cuda.toString()).isZero();
        assertThat(Files.readString(out.resolve("kernel.s"))).contains(".target sm_", "min.NaN.f32");

        Jvm.Run unknown = compile(jar, KERNEL, out, "--target", "metal");
        assertThat(unknown.exit()).isEqualTo(2);
        assertThat(unknown.err()).contains("no target metal", "[amdgcn, cuda]");
        Jvm.Run missing = compile(jar, "org.example.app.Wave#nothing", out, "--target", "amdgcn");
        assertThat(missing.exit()).isEqualTo(2);
        assertThat(missing.err()).contains("org.example.app.Wave#nothing");
    }
}
