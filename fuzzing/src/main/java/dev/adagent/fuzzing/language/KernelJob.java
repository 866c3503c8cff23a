package dev.adagent.fuzzing.language;

import dev.adagent.fuzzing.Compiled;
import dev.adagent.overlay.MethodKey;
import dev.adagent.overlay.OverlayRegistry;
import dev.adagent.overlay.TableView;
import dev.adagent.transform.device.Kernel;
import dev.adagent.transform.job.Job;
import dev.adagent.transform.job.KernelCompiler;
import dev.adagent.transform.job.StageListener;
import dev.adagent.transform.lift.ClassSource;
import dev.adagent.transform.lift.StaticValues;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Compiles the kernels of programs, as the engine does. */
final class KernelJob {
    private final Map<String, TableView> views = new HashMap<>();

    Kernel compile(String program, Compiled compiled, String target, StageListener listener) {
        ClassLoader loader = compiled.loader();
        TableView view = views.computeIfAbsent(
                target,
                t -> OverlayRegistry.discover(KernelJob.class.getClassLoader()).view(t));
        ClassSource source = ClassSource.of(compiled.classes()).orElse(ClassSource.of(loader));
        MethodKey entry = new MethodKey(program, ProgramGenerator.KERNEL, descriptor(program, loader));
        Job job = new Job(entry, source, StaticValues.of(loader), view, true, Kernel.Options.DEFAULT);
        return KernelCompiler.compile(job, listener);
    }

    private static String descriptor(String program, ClassLoader loader) {
        try {
            Method kernel = Arrays.stream(Class.forName(program, false, loader).getDeclaredMethods())
                    .filter(m -> m.getName().equals(ProgramGenerator.KERNEL))
                    .findFirst()
                    .orElseThrow();
            return org.objectweb.asm.Type.getMethodDescriptor(kernel);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("the program's class is not there", e);
        }
    }
}
