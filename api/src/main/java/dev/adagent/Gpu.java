package dev.adagent;

import dev.adagent.spi.EngineClient;
import java.util.Map;
import java.util.Objects;
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
        Launch l = captured(engine, "Gpu.launch", grid, call);
        Replies.check(engine.apply("launch", new Object[] {l.owner, l.method, l.descriptor, l.args, grid.toArray()}));
    }

    /**
     * What the compiler makes of a kernel for an NVIDIA GPU, and why: registers, spills, shared memory, occupancy, each index check that
     * remains, how shadows are added to and what the reverses of loops keep, and the IR, LLVM and PTX. Compiles the kernel anew; runs
     * nothing and needs no GPU. It is compiled for the GPU that launches run on, or the property {@code adagent.sm} where there is none.
     *
     * @throws AgentMissingException without the agent, or if the kernel's class did not opt in
     * @throws LaunchException if the lambda calls no kernel, or several, or launches
     * @throws CompileException if the kernel uses what devices do not support
     */
    public static KernelReport explain(Grid grid, KernelCall call) {
        return explain(null, grid, call);
    }

    /**
     * As {@link #explain(Grid, KernelCall)}, for a compute capability of one's choice.
     *
     * @param architecture from {@code sm_75} to {@code sm_90}
     * @throws IllegalArgumentException if it is another
     */
    public static KernelReport explain(String architecture, Grid grid, KernelCall call) {
        if (architecture != null && !architecture.matches("sm_(75|8[0-9]|90)")) {
            throw new IllegalArgumentException(architecture + " is none of the architectures from sm_75 to sm_90");
        }
        BiFunction<String, Object[], Object> engine = EngineClient.find();
        Launch l = captured(engine, "Gpu.explain", grid, call);
        Object[] request = {l.owner, l.method, l.descriptor, l.args, grid.toArray(), architecture};
        return new KernelReport((Map<?, ?>) Replies.check(engine.apply("explain", request)));
    }

    /** The kernel that a lambda calls. */
    private static Launch captured(
            BiFunction<String, Object[], Object> engine, String method, Grid grid, KernelCall call) {
        Objects.requireNonNull(grid, "grid");
        Objects.requireNonNull(call, "call");
        if (engine == null) {
            throw AgentMissingException.notRunning(method);
        }
        Replies.check(engine.apply("ready", new Object[] {call}));
        Launch l = Launch.record(call);
        if (l == null) {
            Replies.check(engine.apply("why", new Object[] {null}));
            throw LaunchException.noKernel();
        }
        return l;
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
