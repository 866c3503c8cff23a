package dev.adagent.transform.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.adagent.transform.ir.Function;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.URI;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random programs: reverse mode, forward mode and central differences agree. Seeds are fixed. */
class RandomProgramsTest {
    private static final int FIRST = Integer.getInteger("adagent.test.firstProgram", 0);
    private static final int COUNT = Integer.getInteger("adagent.test.programs", 60);

    private static Class<?> programs;
    private static byte[] classFile;

    static Stream<Integer> seeds() {
        return IntStream.range(FIRST, FIRST + COUNT).boxed();
    }

    @BeforeAll
    static void compile() throws Exception {
        StringBuilder source = new StringBuilder("public final class Generated {\n");
        seeds().forEach(s ->
                source.append(new ProgramGenerator(s).method("f" + s)).append('\n'));
        source.append("}\n");
        JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        StringWriter messages = new StringWriter();
        try (StandardJavaFileManager standard = javac.getStandardFileManager(null, null, null);
                JavaFileManager files = new ForwardingJavaFileManager<>(standard) {
                    @Override
                    public JavaFileObject getJavaFileForOutput(
                            Location location, String name, JavaFileObject.Kind kind, FileObject sibling) {
                        return new SimpleJavaFileObject(URI.create("mem:///" + name + ".class"), kind) {
                            @Override
                            public OutputStream openOutputStream() {
                                return bytes;
                            }
                        };
                    }
                }) {
            JavaFileObject file =
                    new SimpleJavaFileObject(URI.create("mem:///Generated.java"), JavaFileObject.Kind.SOURCE) {
                        @Override
                        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                            return source;
                        }
                    };
            boolean ok = javac.getTask(messages, files, null, List.of("-g"), null, List.of(file))
                    .call();
            assertThat(ok).as("%s%n%s", messages, source).isTrue();
        }
        classFile = bytes.toByteArray();
        programs = new ClassLoader(RandomProgramsTest.class.getClassLoader()) {
            Class<?> define() {
                return defineClass("Generated", classFile, 0, classFile.length);
            }
        }.define();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void reverseForwardAndDifferencesAgree(int seed) {
        Function f = Derive.lift(programs, "f" + seed, name -> name.equals("Generated") ? classFile : null);
        Random random = new Random(seed);
        for (int run = 0; run < 3; run++) {
            Object[] args = {
                random.nextDouble() * 2 - 1,
                random.nextDouble() * 2 - 1,
                random.doubles(4, -1, 1).toArray(),
                random.doubles(4, -1, 1).toArray(),
                random.nextInt(6)
            };
            double[] gradient = Derive.gradient(f, "aaddc", args);
            double[] direction = random.doubles(gradient.length, -1, 1).toArray();
            double reverse = 0;
            double scale = 1e-3;
            for (int k = 0; k < direction.length; k++) {
                reverse += direction[k] * gradient[k];
                scale += Math.abs(direction[k] * gradient[k]);
            }
            double forward = Derive.tangent(f, "aaddc", direction, args);
            assertThat(forward).as("forward mode").isCloseTo(reverse, within(1e-10 * scale));
            double coarse = Derive.directional(f, "aaddc", direction, 1e-5, args);
            double fine = Derive.directional(f, "aaddc", direction, 2e-6, args);
            // where a branch flips within the step the difference is no derivative
            if (Math.abs(coarse - fine) < 1e-6 * scale) {
                assertThat(reverse).as("central difference").isCloseTo(fine, within(1e-5 * scale));
            }
        }
    }
}
