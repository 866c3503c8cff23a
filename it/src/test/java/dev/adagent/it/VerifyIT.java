package dev.adagent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code java -jar adagent.jar verify}, as users run it. */
class VerifyIT {
    @TempDir
    Path folder;

    private Jvm.Run verify(Object... args) {
        return new Jvm(folder.resolve("run"))
                .args("-jar", Jvm.jar("adagent.jar"), "verify")
                .args(args)
                .run();
    }

    @Test
    void theExamplesLink() {
        Jvm.Run greeks = verify(Jvm.jar("greeks.jar"));
        assertThat(greeks.exit()).as(greeks.toString()).isZero();
        assertThat(greeks.out().lines())
                .singleElement()
                .asString()
                .matches("verify: \\d+ classes, 1 rewritten, all link");
        assertThat(greeks.err()).isEmpty();

        Jvm.Run digits = verify("--quiet", Jvm.jar("digits.jar"));
        assertThat(digits.exit()).as(digits.toString()).isZero();
        assertThat(digits.out()).isEmpty();
    }

    /** Many libraries name classes of others and do without them. */
    @Test
    void absentLibrariesCountOnlyWhenAsked() throws IOException {
        Path classes = new App(folder.resolve("app"))
                .source("app.Charts", "package app; class Charts { Object pdf() { return new pdf.Writer(); } }")
                .source("pdf.Writer", "package pdf; public class Writer {}")
                .classes();
        Files.delete(classes.resolve("pdf/Writer.class"));

        Jvm.Run lenient = verify(classes);
        assertThat(lenient.exit()).as(lenient.toString()).isZero();
        assertThat(lenient.out()).startsWith("not counted: ").contains("such as pdf.Writer");
        Jvm.Run strict = verify("--strict", classes);
        assertThat(strict.exit()).as(strict.toString()).isEqualTo(1);
        assertThat(strict.out()).contains("app.Charts#pdf()Ljava/lang/Object;:1: the class pdf.Writer is missing");
    }

    @Test
    void anAppThatLostAClassAndAMethodIsToldWhere() throws IOException {
        App app = new App(folder.resolve("app"))
                .source("app.Main", """
                        package app;
                        public class Main {
                            @dev.adagent.GpuKernel
                            static void k(double[] x) {
                                x[0] = Gone.f() +
                                    Changed.g();
                            }
                        }
                        """)
                .source("app.Gone", "package app; class Gone { static double f() { return 1; } }")
                .source("app.Changed", "package app; class Changed { static double g() { return 1; } }");
        Path classes = app.classes();
        Files.delete(classes.resolve("app/Gone.class"));
        new App(folder.resolve("other"))
                .source("app.Changed", "package app; class Changed { double g() { return 1; } }")
                .classes();
        Files.copy(
                folder.resolve("other/classes/app/Changed.class"),
                classes.resolve("app/Changed.class"),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);

        Jvm.Run run = verify(classes);
        assertThat(run.exit()).as(run.toString()).isEqualTo(1);
        assertThat(run.out())
                .contains("In the app's own class files:")
                .doesNotContain("Brought by the rewrite")
                .contains("app.Main#k([D)V:5: the class app.Gone is missing; put the jar")
                .contains("app.Main#k([D)V:6: the method app.Changed.g is not static; compile the app against")
                .contains("verify: 2 classes, 1 rewritten, 2 findings");
    }

    @Test
    void aMarkedMethodThatCannotBeAKernelIsNamed() {
        Path jar = new App(folder.resolve("app"))
                .source("K", "public class K { @dev.adagent.GpuKernel static double k(double[] x) { return x[0]; } }")
                .jar();
        Jvm.Run run = verify(jar);
        assertThat(run.exit()).as(run.toString()).isEqualTo(1);
        assertThat(run.out()).contains("K#k([D)D: it is marked as a kernel and cannot be one: it has a result");
    }

    @Test
    void whatCannotBeReadIsNoFinding() throws IOException {
        Path noJar = Files.writeString(folder.resolve("no.jar"), "text");
        Jvm.Run run = verify(noJar);
        assertThat(run.exit()).as(run.toString()).isEqualTo(2);
        assertThat(run.err()).contains("verify cannot read the classes").contains("no.jar");
        assertThat(verify().exit()).isEqualTo(2);
    }
}
