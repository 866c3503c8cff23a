package dev.adagent.agent.engine;

import dev.adagent.transform.lift.ClassSource;
import dev.adagent.transform.link.Finding;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code verify}: rewrites an app's classes as the agent would, and checks that what comes out links. */
@Command(
        name = "verify",
        description = {
            "Rewrites the classes of jars or class directories as the agent would, runs nothing of them, and checks that every name in"
                    + " them resolves with the app's jars, adagent's api and this JDK, that their code is well-typed, and that"
                    + " nothing was added.",
            "Exit status: 0 nothing found, 1 something found, 2 the command could not run."
        },
        mixinStandardHelpOptions = true)
final class VerifyCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "JAR", description = "Jars or class directories to check")
    private List<Path> jars;

    @Option(
            names = {"-cp", "--class-path"},
            paramLabel = "PATH",
            description = "Further jars that the app runs with: names resolve there, too, but they are not checked")
    private String classPath = "";

    @Option(
            names = "--original",
            paramLabel = "PATH",
            description =
                    "The classes are rewritten already, and these are their originals; otherwise they are rewritten here")
    private String original = "";

    @Option(
            names = "--kernels",
            paramLabel = "pkg.Class#method",
            split = "[,;]",
            description = "Kernels without the annotation, beside those that the jars' manifests name")
    private List<String> kernels = new ArrayList<>();

    @Option(
            names = "--strict",
            description =
                    "Count libraries that are not there, too, where only classes that the agent does not touch name them")
    private boolean strict;

    @Option(names = "--quiet", description = "Print nothing if nothing is found")
    private boolean quiet;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        try (JarClasses app = new JarClasses(jars);
                JarClasses libraries = new JarClasses(split(classPath));
                JarClasses originals = new JarClasses(split(original))) {
            for (String names : app.manifests("Adagent-Kernels")) {
                Stream.of(names.split(",", -1)).map(String::strip).forEach(kernels::add);
            }
            ClassSource rewritten = original.isEmpty() ? null : app;
            HostVerification v = new HostVerification(
                    app.names(), rewritten == null ? app : originals, rewritten, libraries, kernels, strict);
            v.run();
            print(v, out);
            return v.isClean() ? 0 : 1;
        } catch (IOException e) {
            spec.commandLine().getErr().println("verify cannot read the classes: " + e.getMessage());
            return 2;
        } finally {
            out.flush();
        }
    }

    private static List<Path> split(String path) {
        return Stream.of(path.split(File.pathSeparator, -1))
                .filter(p -> !p.isBlank())
                .map(Path::of)
                .toList();
    }

    private void print(HostVerification v, PrintWriter out) {
        section("Brought by the rewrite:", v.rewrite, out);
        section("In the app's own class files:", v.own, out);
        if (quiet && v.isClean()) {
            return;
        }
        if (!v.absent.isEmpty()) {
            out.println("not counted: classes that are left as they are name " + v.absent.size()
                    + " classes of libraries that are not here, such as "
                    + v.absent.iterator().next().replace('/', '.') + " (--strict lists them, -cp adds libraries)");
        }
        int findings = v.rewrite.size() + v.own.size();
        out.println("verify: " + v.classes + " classes, " + v.rewritten + " rewritten, "
                + (findings == 0 ? "all link" : findings + (findings == 1 ? " finding" : " findings")));
    }

    /** Each fault of a class once, at its first place. */
    private static void section(String title, List<Finding> findings, PrintWriter out) {
        Map<String, List<Finding>> faults = findings.stream()
                .collect(Collectors.groupingBy(
                        f -> f.className() + '\0' + f.what(), LinkedHashMap::new, Collectors.toList()));
        if (!faults.isEmpty()) {
            out.println(title);
        }
        for (List<Finding> places : faults.values()) {
            int more = places.size() - 1;
            out.println("  " + places.get(0) + (more == 0 ? "" : " (and in " + more + " more places of the class)"));
        }
    }
}
