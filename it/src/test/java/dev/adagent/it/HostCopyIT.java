package dev.adagent.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * No marker in host bytecode. The JVM does not resolve a call before running it, so loading a class shows nothing: here every name in a
 * host copy is resolved with the app's jar and the api's alone.
 */
class HostCopyIT {
    @TempDir
    Path folder;

    private List<byte[]> hostCopies(Path app, Object... args) throws IOException {
        Path dump = folder.resolve("dump");
        new Jvm(folder)
                .withAgent()
                .args("-Dadagent.device=cpu", "-Dadagent.dump=" + dump, "-jar", app)
                .args(args)
                .run();
        try (Stream<Path> files = Files.walk(dump)) {
            return files.filter(f -> f.endsWith("host-copy.class"))
                    .map(HostCopyIT::read)
                    .toList();
        }
    }

    private static byte[] read(Path f) {
        try {
            return Files.readAllBytes(f);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static List<String> unresolved(byte[] copy, Path app) throws IOException {
        URL[] urls = {app.toUri().toURL(), Jvm.jar("api.jar").toUri().toURL()};
        try (URLClassLoader loader = new URLClassLoader(urls, ClassLoader.getPlatformClassLoader())) {
            return Names.unresolved(copy, loader);
        }
    }

    @Test
    void everyNameInTheExamplesHostCopiesResolves() throws IOException {
        Path greeks = Jvm.jar("greeks.jar");
        List<byte[]> copies = hostCopies(greeks, 100);
        assertThat(copies).isNotEmpty();
        for (byte[] copy : copies) {
            assertThat(Names.of(copy))
                    .contains(
                            "dev/adagent/Launch.capture(Ljava/lang/Class;Ljava/lang/String;Ljava/lang/String;[Ljava/lang/Object;)V");
            assertThat(unresolved(copy, greeks)).isEmpty();
        }
    }

    @Test
    void everyNameInTheHostCopyOfADifferentiatingClassResolves() throws IOException {
        Path app = new App(folder.resolve("app")).source("Slope", """
                        import static dev.adagent.Autodiff.*;

                        public class Slope {
                            static double f(double x) { return x * x; }

                            public static void main(String[] args) {
                                var x = active(3.0);
                                autodiff(REVERSE, Slope::f, x);
                                System.out.println(x.grad());
                            }
                        }
                        """).optIn().jar();
        List<byte[]> copies = hostCopies(app);
        assertThat(copies).hasSize(1);
        assertThat(Names.of(copies.get(0))).anyMatch(n -> n.startsWith("dev/adagent/CallSites.autodiff("));
        assertThat(unresolved(copies.get(0), app)).isEmpty();
    }

    @Test
    void aPlantedMarkerIsFound() throws IOException {
        Path greeks = Jvm.jar("greeks.jar");
        byte[] clean = hostCopies(greeks, 100).get(0);
        ClassWriter w = new ClassWriter(0);
        new ClassReader(clean)
                .accept(
                        new ClassVisitor(Opcodes.ASM9, w) {
                            @Override
                            public MethodVisitor visitMethod(int access, String name, String d, String s, String[] e) {
                                MethodVisitor next = super.visitMethod(access, name, d, s, e);
                                return !name.equals("greeks")
                                        ? next
                                        : new MethodVisitor(Opcodes.ASM9, next) {
                                            @Override
                                            public void visitCode() {
                                                super.visitCode();
                                                visitMethodInsn(
                                                        Opcodes.INVOKESTATIC,
                                                        "dev/adagent/Autodiff",
                                                        "deferredMarker",
                                                        "()V",
                                                        false);
                                            }
                                        };
                            }
                        },
                        0);
        assertThat(unresolved(w.toByteArray(), greeks)).containsExactly("dev/adagent/Autodiff.deferredMarker()V");
        assertThatThrownBy(() -> assertThat(unresolved(w.toByteArray(), greeks)).isEmpty())
                .isInstanceOf(AssertionError.class);
    }
}
