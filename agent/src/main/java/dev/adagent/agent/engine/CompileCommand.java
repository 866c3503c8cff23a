package dev.adagent.agent.engine;

import dev.adagent.codegen.LlvmLowering;
import dev.adagent.codegen.TargetCompiler;
import dev.adagent.cuda.CudaTarget;
import dev.adagent.overlay.MethodKey;
import dev.adagent.overlay.OverlayConflictException;
import dev.adagent.overlay.OverlayDeclarationException;
import dev.adagent.overlay.Target;
import dev.adagent.transform.device.Kernel;
import dev.adagent.transform.ir.IrPrinter;
import dev.adagent.transform.job.Job;
import dev.adagent.transform.job.KernelCompiler;
import dev.adagent.transform.job.StageListener;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code compile}: makes a kernel's code for a target, without a device. */
@Command(
        name = "compile",
        description = {
            "Compiles a kernel for a target that stands on its class path, and writes its IR (kernel.ir), LLVM assembly (kernel.ll),"
                    + " assembly (kernel.s), and where LLVM writes objects the object (kernel.o) and its instructions as LLVM reads them back"
                    + " (kernel.dis).",
            "Static constants are read from the kernel's classes, which are initialised for that.",
            "Exit status: 0 written, 1 the kernel cannot be compiled, 2 the command could not run."
        },
        mixinStandardHelpOptions = true)
final class CompileCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "pkg.Class#method",
            description = "The kernel; a descriptor after its name tells overloads apart")
    private String kernel;

    @Option(
            names = {"-cp", "--class-path"},
            required = true,
            paramLabel = "PATH",
            description = "Jars and class directories of the app, and of the back end")
    private String classPath;

    @Option(names = "--target", required = true, description = "Name of the target, for example cuda")
    private String target;

    @Option(
            names = "--cpu",
            description = "LLVM's name of the processor, for example gfx90a; the target's own if left out")
    private String cpu;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Where to write")
    private Path out;

    @Option(names = "--may-alias", description = "Compile for launches that pass one array twice")
    private boolean mayAlias;

    @Override
    public Integer call() throws IOException {
        try (URLClassLoader app = new URLClassLoader(urls(), ClassLoader.getSystemClassLoader())) {
            return compile(app);
        } catch (OverlayDeclarationException | OverlayConflictException e) {
            return failed(e.getMessage(), 2);
        } catch (RuntimeException e) {
            if (Failure.ofRefusal(e) == null) {
                throw e;
            }
            return failed(e.getMessage(), 1);
        }
    }

    private int compile(ClassLoader app) throws IOException {
        Map<String, Target> targets = new TreeMap<>(Backends.targets(app));
        targets.putIfAbsent(CudaTarget.NAME, new CudaTarget());
        Target chosen = targets.get(target);
        if (chosen == null) {
            return failed("no target " + target + " on the class path; there are " + targets.keySet(), 2);
        }
        Method method = method(app);
        if (method == null) {
            return failed("no method, or several, " + kernel + " on the class path", 2);
        }
        Classes classes = new Classes(CompileCommand::service);
        KernelCache kernels = new KernelCache(
                classes,
                new Views(classes),
                null,
                new Jobs(CompileCommand::service),
                Boolean.getBoolean("adagent.deterministic"));
        Job job = kernels.job(
                        method.getDeclaringClass(),
                        method.getName(),
                        MethodKey.of(method).descriptor(),
                        chosen.name(),
                        !mayAlias)
                .bindingTargetIntrinsics();
        Kernel compiled = KernelCompiler.compile(job, StageListener.NONE);
        TargetCompiler.Compiled code;
        try {
            code = TargetCompiler.compile(
                    compiled.module(),
                    chosen,
                    cpu,
                    LlvmLowering.Options.of(compiled.options(), job.distinctArrays(), 0));
        } catch (IllegalStateException e) {
            return failed("no code for the target " + target + ": " + e.getMessage(), 1);
        }
        Files.createDirectories(out);
        Files.writeString(out.resolve("kernel.ir"), IrPrinter.print(compiled.module()));
        Files.writeString(out.resolve("kernel.ll"), code.llvm());
        Files.writeString(out.resolve("kernel.s"), code.assembly());
        if (code.object() != null) {
            Files.write(out.resolve("kernel.o"), code.object());
        }
        if (code.disassembly() != null) {
            Files.writeString(out.resolve("kernel.dis"), code.disassembly());
        }
        spec.commandLine()
                .getOut()
                .println(code.lowered().entry() + " for " + chosen.triple() + ", id " + compiled.contentId());
        return 0;
    }

    /** What the engine asks of the agent, where there is none: jobs are not kept, and the jar is this class's. */
    private static Object service(String request, Object[] args) {
        return switch (request) {
            case "option" -> args[0].equals("cache") ? "none" : null;
            case "jar" ->
                Path.of(URI.create(CompileCommand.class
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .toString()))
                        .toString();
            default -> null;
        };
    }

    private int failed(String message, int status) {
        spec.commandLine().getErr().println(message);
        return status;
    }

    private URL[] urls() throws MalformedURLException {
        List<URL> out = new ArrayList<>();
        for (String entry : classPath.split(File.pathSeparator, -1)) {
            if (!entry.isEmpty()) {
                out.add(Path.of(entry).toUri().toURL());
            }
        }
        return out.toArray(new URL[0]);
    }

    /** The one method that is meant, or null. */
    private Method method(ClassLoader app) {
        int hash = kernel.indexOf('#');
        try {
            Class<?> owner = Class.forName(kernel.substring(0, Math.max(hash, 0)), false, app);
            String name = kernel.substring(hash + 1);
            List<Method> found = Arrays.stream(owner.getDeclaredMethods())
                    .filter(m -> m.getName().equals(name)
                            || (m.getName() + MethodKey.of(m).descriptor()).equals(name))
                    .toList();
            return found.size() == 1 ? found.get(0) : null;
        } catch (ClassNotFoundException | LinkageError e) {
            return null;
        }
    }
}
