package dev.adagent.agent.engine;

import dev.adagent.codegen.LlvmLowering;
import dev.adagent.codegen.PtxCompiler;
import dev.adagent.codegen.PtxKernel;
import dev.adagent.cuda.CudaTarget;
import dev.adagent.overlay.MethodKey;
import dev.adagent.transform.device.Kernel;
import dev.adagent.transform.job.CpuTable;
import dev.adagent.transform.job.Job;
import dev.adagent.transform.job.KernelCompiler;
import dev.adagent.transform.job.StageListener;
import dev.adagent.transform.rewrite.KernelCopy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Writes what is made on a kernel's way, for {@code -Dadagent.dump=DIR}: {@code DIR/package.Class} holds the class as loaded and the host
 * copy, which the agent wrote; its subfolder for the kernel the kernel copy with its marker, and for both devices the IR after each
 * stage; for CUDA also LLVM before and after optimisation, PTX, cubin and the assembler's report. Code for CUDA is made whether
 * there is a GPU or not.
 */
final class KernelDump {
    private final Path root;
    private final Classes classes;
    private final KernelCache kernels;
    private final Set<Path> written = ConcurrentHashMap.newKeySet();

    KernelDump(Path root, Classes classes, KernelCache kernels) {
        this.root = root;
        this.classes = classes;
        this.kernels = kernels;
    }

    /** Writes a kernel's folder, once. */
    void write(Class<?> owner, String method, String descriptor, boolean distinct, Object... args) {
        String overload = Integer.toHexString(descriptor.hashCode());
        Path folder = root.resolve(owner.getName()).resolve(method + "-" + overload + (distinct ? "" : "-aliased"));
        if (!written.add(folder)) {
            return;
        }
        try {
            writeKernelCopy(folder, owner, method, descriptor, distinct);
            stages(folder.resolve("cpu"), kernels.job(owner, method, descriptor, CpuTable.TARGET, distinct), args);
            writeCuda(folder.resolve("cuda"), kernels.job(owner, method, descriptor, CudaTarget.NAME, distinct), args);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the dump to " + folder, e);
        }
    }

    private void writeKernelCopy(Path folder, Class<?> owner, String method, String descriptor, boolean distinct)
            throws IOException {
        Files.createDirectories(folder);
        MethodKey key = new MethodKey(Classes.internalName(owner), method, descriptor);
        byte[] loaded = classes.source(owner).find(key.owner());
        Job job = kernels.job(owner, method, descriptor, CudaTarget.NAME, distinct);
        Files.write(folder.resolve("kernel-copy.class"), KernelCopy.make(loaded, Set.of(key), job.view()));
    }

    private static Kernel stages(Path folder, Job job, Object... args) {
        return KernelCompiler.compile(job, new StageFiles(folder, StageListener.NONE), args);
    }

    private static void writeCuda(Path folder, Job job, Object... args) throws IOException {
        Kernel kernel = stages(folder, job, args);
        PtxKernel ptx = PtxCompiler.compile(
                kernel.module(),
                CudaTarget.lowering(),
                PtxCompiler.architecture(),
                LlvmLowering.Options.of(kernel.options(), job.distinctArrays(), 0));
        Files.writeString(folder.resolve("6-before-o3.ll"), ptx.llvmBefore());
        Files.writeString(folder.resolve("7-after-o3.ll"), ptx.llvmAfter());
        Files.writeString(folder.resolve("8-kernel.ptx"), ptx.ptx());
        Files.write(folder.resolve("9-kernel.cubin"), ptx.cubin());
        Files.writeString(
                folder.resolve("9-assembler.txt"),
                ptx.report() + "\n\n" + ptx.report().log());
    }
}
