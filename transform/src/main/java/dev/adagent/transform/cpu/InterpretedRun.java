package dev.adagent.transform.cpu;

import dev.adagent.transform.device.Kernel;
import dev.adagent.transform.device.KernelFailure;
import dev.adagent.transform.ir.GridObserver;
import dev.adagent.transform.ir.Interpreter;
import java.util.List;

/** Runs a kernel in the IR's interpreter: slow, but every kernel, however large, and nothing it does goes unseen. */
final class InterpretedRun {
    private InterpretedRun() {}

    /** @throws KernelFailure if a thread throws, or threads wait for each other in vain */
    static void launch(Kernel kernel, int[] grid, GridObserver observer, Object... args) throws KernelFailure {
        try {
            new Interpreter(kernel.limitedModule())
                    .maxSteps(Long.MAX_VALUE)
                    .observe(observer)
                    .runGrid(kernel.module().entry().name(), grid, args);
        } catch (Interpreter.GridException e) {
            throw new KernelFailure(e.getCause(), e.block(), e.thread(), List.of());
        }
    }
}
