package dev.adagent.transform.deferred;

import dev.adagent.overlay.MethodKey;
import dev.adagent.overlay.OverlayRegistry;
import dev.adagent.transform.cpu.CpuDevice;
import dev.adagent.transform.device.Kernel;
import dev.adagent.transform.device.KernelFailure;
import dev.adagent.transform.job.CpuTable;
import dev.adagent.transform.job.Job;
import dev.adagent.transform.job.KernelCompiler;
import dev.adagent.transform.job.StageListener;
import dev.adagent.transform.lift.ClassSource;
import dev.adagent.transform.lift.StaticValues;
import java.lang.reflect.Method;
import java.util.Arrays;

/** Runs a static method as a kernel of one thread on the CPU device. */
final class OnCpu {
    private OnCpu() {}

    static Kernel compile(Class<?> kernels, String kernel) {
        Method m = Arrays.stream(kernels.getDeclaredMethods())
                .filter(x -> x.getName().equals(kernel))
                .findFirst()
                .orElseThrow();
        ClassLoader loader = kernels.getClassLoader();
        Job job = new Job(
                MethodKey.of(m),
                ClassSource.of(loader),
                StaticValues.of(loader),
                OverlayRegistry.discover(loader).view(CpuTable.TARGET),
                true,
                Kernel.Options.DEFAULT);
        return KernelCompiler.compile(job, StageListener.NONE);
    }

    static void run(Class<?> kernels, String kernel, Object... args) throws KernelFailure {
        Kernel k = compile(kernels, kernel);
        new CpuDevice(1).launch(k, new int[] {1, 1, 1, 1, 1, 1}, k.arguments(args));
    }
}
