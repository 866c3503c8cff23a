package dev.adagent;

import dev.adagent.spi.EngineClient;
import java.util.function.BiFunction;

/** Launches of kernels. */
public final class Gpu {
    private Gpu() {}

    /**
     * Runs a kernel over a grid of threads and waits for its end: {@code Gpu.launch(Grid.covering(n, 256), () -> saxpy(a, x, y))}.
     * The lambda is run once, on this thread, to evaluate the arguments; it calls exactly one method marked {@link GpuKernel}.
     *
     * @throws AgentMissingException without the agent, or if the kernel's class did not opt in; before the lambda runs
     * @throws LaunchException if the lambda calls no kernel, or several, or launches
     * @throws CompileException if the kernel uses what devices do not support
     * @throws KernelException if a thread throws; its cause is what was thrown
     * @throws DeviceUnavailableException if the device that was asked for is not there
     */
    public static void launch(Grid grid, KernelCall call) {
        BiFunction<String, Object[], Object> engine = EngineClient.find();
        if (engine == null) {
            throw AgentMissingException.notRunning("Gpu.launch");
        }
        int[] shape = grid.toArray();
        Replies.check(engine.apply("ready", new Object[] {call}));
        Launch l = Launch.record(call);
        if (l == null) {
            Replies.check(engine.apply("why", new Object[] {null}));
            throw LaunchException.noKernel();
        }
        Replies.check(engine.apply("launch", new Object[] {l.owner, l.method, l.descriptor, l.args, shape}));
    }

    /**
     * The device that launches run on and why it was chosen, in one line.
     *
     * @throws AgentMissingException without the agent
     * @throws DeviceUnavailableException if the device that was asked for is not there
     */
    public static String device() {
        BiFunction<String, Object[], Object> engine = EngineClient.find();
        if (engine == null) {
            throw AgentMissingException.notRunning("Gpu.device");
        }
        return (String) Replies.check(engine.apply("device", new Object[0]));
    }
}
