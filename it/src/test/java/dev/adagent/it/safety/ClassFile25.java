package dev.adagent.it.safety;

import dev.adagent.it.Jvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** {@code java.lang.classfile.ClassFile.verify}, of Java 24 and later: run as a source file, since these tests are compiled for 17. */
final class ClassFile25 {
    private static final String SOURCE = """
            import java.lang.classfile.*;
            import java.nio.file.*;
            import java.util.*;

            public class Verify {
                public static void main(String[] names) throws Exception {
                    ClassLoader loader = Verify.class.getClassLoader();
                    ClassHierarchyResolver hierarchy = ClassHierarchyResolver.ofResourceParsing(loader)
                        .orElse(ClassHierarchyResolver.defaultResolver());
                    ClassFile tool = ClassFile.of(ClassFile.ClassHierarchyResolverOption.of(hierarchy));
                    for (String name : names) {
                        String answer = "ok";
                        try (var in = loader.getResourceAsStream(name.replace('.', '/') + ".class")) {
                            List<VerifyError> errors = tool.verify(in.readAllBytes());
                            if (!errors.isEmpty()) answer = errors.stream().map(e -> e.getMessage().lines().findFirst().orElse("")).toList().toString();
                        } catch (Throwable e) {
                            answer = e.toString().lines().findFirst().orElse("");
                        }
                        System.out.println("@ " + name + ": " + answer);
                    }
                }
            }
            """;

    private ClassFile25() {}

    static Map<Subject, String> verify(List<Subject> subjects, Path folder, Path jdk) throws IOException {
        Path source = Files.writeString(Files.createDirectories(folder).resolve("Verify.java"), SOURCE);
        Jvm.Run run = new Jvm(folder, jdk)
                .args("-cp", Runners.path(subjects), source)
                .args(subjects.stream().flatMap(s -> s.classes().stream()).toArray())
                .run();
        return Runners.answers(subjects, Subject::classes, run);
    }
}
