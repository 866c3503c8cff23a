package dev.adagent.bench.gpu;

import dev.adagent.codegen.LlvmLowering;
import dev.adagent.codegen.PtxCompiler;
import dev.adagent.codegen.PtxKernel;
import dev.adagent.cuda.CudaTarget;
import dev.adagent.overlay.MethodKey;
import dev.adagent.overlay.OverlayRegistry;
import dev.adagent.overlay.TableView;
import dev.adagent.transform.device.Kernel;
import dev.adagent.transform.job.Job;
import dev.adagent.transform.job.KernelCompiler;
import dev.adagent.transform.job.StageListener;
import dev.adagent.transform.lift.ClassSource;
import dev.adagent.transform.lift.StaticValues;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Compiles the kernels of {@link Kernels} as the agent does, with the options of one's choice. */
final class Compiled {
    private static final TableView VIEW =
            OverlayRegistry.discover(Compiled.class.getClassLoader()).view(CudaTarget.NAME);

    private Compiled() {}

    static PtxKernel of(String kernel, Kernel.Options options, String architecture) {
        return ptx(ir(kernel, options), architecture);
    }

    /** From bytecode to optimised IR. */
    static Kernel ir(String kernel, Kernel.Options options) {
        return KernelCompiler.compile(job(Kernels.class.getName() + "#" + kernel, options), StageListener.NONE);
    }

    /** The job of a kernel on the class path, {@code pkg.Class#method}. */
    static Job job(String kernel, Kernel.Options options) {
        int hash = kernel.indexOf('#');
        ClassLoader loader = Kernels.class.getClassLoader();
        Class<?> owner;
        try {
            owner = Class.forName(kernel.substring(0, Math.max(hash, 0)), false, loader);
        } catch (ClassNotFoundException e) {
            throw new IllegalArgumentException("no kernel " + kernel, e);
        }
        Method method = Arrays.stream(owner.getDeclaredMethods())
                .filter(m -> m.getName().equals(kernel.substring(hash + 1)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no kernel " + kernel));
        return new Job(MethodKey.of(method), ClassSource.of(loader), StaticValues.of(loader), VIEW, true, options)
                .bindingTargetIntrinsics();
    }

    /**
     * A method of any class.
     *
     * @param target name of the target whose tables are used
     * @param binds whether the code generator binds that target's operations
     */
    static Kernel ir(Class<?> owner, String kernel, String target, boolean binds, Kernel.Options options) {
        TableView view =
                OverlayRegistry.discover(Compiled.class.getClassLoader()).view(target);
        Method method = Arrays.stream(owner.getDeclaredMethods())
                .filter(m -> m.getName().equals(kernel))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no kernel " + kernel));
        ClassLoader loader = owner.getClassLoader();
        Job job = new Job(MethodKey.of(method), ClassSource.of(loader), StaticValues.of(loader), view, true, options);
        return KernelCompiler.compile(binds ? job.bindingTargetIntrinsics() : job, StageListener.NONE);
    }

    /** From IR to PTX and machine code. */
    static PtxKernel ptx(Kernel kernel, String architecture) {
        return PtxCompiler.compileForLaunch(
                kernel.module(),
                CudaTarget.lowering(),
                architecture,
                LlvmLowering.Options.of(kernel.options(), true, 0));
    }

    /** Writes PTX and machine code as {@code kernel-options.ptx} and {@code .cubin}. */
    static void write(PtxKernel ptx, String kernel, Kernel.Options options, Path folder) throws IOException {
        String name = kernel + "-" + options.math() + (options.checks() ? "" : "-unchecked");
        Files.writeString(folder.resolve(name + ".ptx"), ptx.ptx());
        Files.write(folder.resolve(name + ".cubin"), ptx.cubin());
    }
}
