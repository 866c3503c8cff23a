package dev.adagent.agent.engine;

import dev.adagent.codegen.PtxCompiler;
import dev.adagent.cuda.CudaDevice;
import dev.adagent.cuda.CudaTarget;
import dev.adagent.transform.device.Aliases;
import dev.adagent.transform.device.Kernel;
import dev.adagent.transform.device.KernelFailure;
import dev.adagent.transform.device.Widened;
import dev.adagent.transform.ir.LaunchCall;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * The engine behind the door. The agent makes one, by name, at the first request, in the engine's class loader: the constructor's argument
 * is what the engine may ask of the agent ({@code dev.adagent.agent.AgentServices}: instrumentation, options, class files without a
 * resource, kernels named in manifests). Requests and replies are listed at {@code dev.adagent.spi.EngineClient}; failures are replies of
 * {@link Reply}. Whatever is thrown from here reaches the app as an {@code AdagentException} with the cause.
 */
public final class Engine implements BiFunction<String, Object[], Object> {
    private final BiFunction<String, Object[], Object> agent;
    private final Jobs jobs;
    private final DeviceStart device;
    private volatile Parts parts;

    /** @param agent what the engine may ask of the agent */
    public Engine(BiFunction<String, Object[], Object> agent) {
        this.agent = agent;
        jobs = new Jobs(agent);
        device = new DeviceStart(option("device"), option("check"), option("target"), jobs.code());
    }

    /** What a request needs besides the device: made at the first, while a GPU's driver starts. */
    private record Parts(
            KernelCache kernels,
            HostDerivatives derivatives,
            RecordCalls records,
            SplitCalls splits,
            DeferredJobs deferred,
            KernelDump dump,
            Trusted trusted) {}

    private Parts parts() {
        Parts known = parts;
        return known != null ? known : partsOnce();
    }

    private synchronized Parts partsOnce() {
        if (parts == null) {
            parts = makeParts();
        }
        return parts;
    }

    private Parts makeParts() {
        Classes classes = new Classes(agent);
        Views views = new Views(classes);
        Trusted trusted = new Trusted(agent);
        KernelCache kernels = new KernelCache(classes, views, trusted, jobs, "true".equals(option("deterministic")));
        Derivatives compiled = new Derivatives(classes, views, trusted, jobs, new LaunchHandles(this, trusted));
        DeferredJobs deferred = new DeferredJobs(compiled, jobs);
        HostDerivatives derivatives = new HostDerivatives(classes, compiled, new DirectCalls(trusted), deferred);
        RecordCalls records = new RecordCalls(derivatives, classes, trusted);
        SplitCalls splits = new SplitCalls(classes, compiled);
        String folder = option("dump");
        KernelDump dump = folder == null ? null : new KernelDump(Path.of(folder), classes, kernels);
        return new Parts(kernels, derivatives, records, splits, deferred, dump, trusted);
    }

    @Override
    public Object apply(String request, Object[] args) {
        try {
            return switch (request) {
                case "launch" ->
                    launch(
                            (Class<?>) args[0],
                            (String) args[1],
                            (String) args[2],
                            (Object[]) args[3],
                            (int[]) args[4],
                            args.length > 5 ? (LaunchCall) args[5] : null);
                case "explain" ->
                    explain(
                            (Class<?>) args[0],
                            (String) args[1],
                            (String) args[2],
                            (Object[]) args[3],
                            (int[]) args[4],
                            (String) args[5]);
                case "autodiff" -> autodiff(HostCall.of(args));
                case "augmented" -> augmented(HostCall.of(args));
                case "adjoint" -> adjoint(HostCall.of(args));
                case "id" -> parts().derivatives().id(HostCall.of(args));
                case "derivative" -> derivative((Long) args[0], (ClassLoader) args[1]);
                case "link" ->
                    link(
                            HostCall.of(args),
                            (String[]) args[5],
                            (MethodHandles.Lookup) args[6],
                            (MethodType) args[7],
                            (Integer) args[8]);
                case "allocate" -> parts().trusted().allocate((Class<?>) args[0]);
                case "device" -> device.get().line();
                default -> throw new IllegalArgumentException("the engine does not know the request " + request);
            };
        } catch (DeviceChoice.Unavailable e) {
            return Reply.error("DeviceUnavailableException", e.getMessage(), e.getCause());
        } catch (RuntimeException e) {
            Object[] refusal = Failure.ofRefusal(e);
            if (refusal == null) {
                throw e;
            }
            return refusal;
        }
    }

    /** @param derivative the derivative of the kernel that is launched, null for the kernel itself */
    private Object launch(
            Class<?> owner, String method, String descriptor, Object[] args, int[] grid, LaunchCall derivative)
            throws DeviceChoice.Unavailable {
        DeviceChoice chosen = device.get(() -> prepare(owner, method, descriptor, derivative, args));
        boolean distinct = Aliases.of(args).allDistinct();
        Parts its = parts();
        if (its.dump() != null && derivative == null) {
            its.dump().write(owner, method, descriptor, distinct, args);
        }
        try {
            boolean checkpoints = false;
            while (true) {
                boolean binds = chosen.device().bindsTargetIntrinsics();
                KernelCache.Target target = new KernelCache.Target(chosen.target(), binds, checkpoints);
                Supply supply = (mayShare, recalls) ->
                        its.kernels().get(owner, method, descriptor, target, !mayShare, derivative, recalls, args);
                try {
                    launch(supply, chosen, owner.getClassLoader(), distinct, grid, args);
                    return null;
                } catch (KernelFailure f) {
                    if (checkpoints || !isTapeOverflow(f)) {
                        throw f;
                    }
                    checkpoints = true; // the arrays are as they were
                }
            }
        } catch (KernelFailure f) {
            return Failure.of(f, owner.getClassLoader());
        }
    }

    private static boolean isTapeOverflow(KernelFailure f) {
        return f.exception().getClass().getName().equals("dev.adagent.TapeOverflowException");
    }

    private static void launch(
            Supply supply, DeviceChoice chosen, ClassLoader app, boolean distinct, int[] grid, Object... args)
            throws KernelFailure {
        try {
            launch(supply, chosen, app, chosen.device().keepsCode(), distinct, grid, args);
        } catch (Kernel.NotCompiledException e) {
            launch(supply, chosen, app, false, distinct, grid, args); // what an earlier run kept is not there any more
        }
    }

    private Object explain(
            Class<?> owner, String method, String descriptor, Object[] args, int[] grid, String architecture)
            throws DeviceChoice.Unavailable {
        String wanted = architecture != null ? architecture : device.get().architecture();
        List<String> names = parts().kernels().parameters(owner, method, descriptor);
        boolean distinct = Aliases.of(args).allDistinct();
        Map<String, Object> facts = new Explanation(
                        parts().kernels().job(owner, method, descriptor, CudaTarget.NAME, distinct), wanted)
                .of(names, grid, args);
        return facts != null
                ? facts
                : new Explanation(parts().kernels().job(owner, method, descriptor, CudaTarget.NAME, false), wanted)
                        .of(names, grid, args);
    }

    /** Gives the kernel of one launch. */
    @FunctionalInterface
    private interface Supply {
        Kernel kernel(boolean mayShareArrays, boolean recalls);
    }

    private static void launch(
            Supply supply,
            DeviceChoice chosen,
            ClassLoader app,
            boolean recalls,
            boolean distinct,
            int[] grid,
            Object... args)
            throws KernelFailure {
        Kernel kernel = supply.kernel(!distinct, recalls);
        Object[] inputs = kernel.arguments(args);
        if (distinct && !Aliases.of(inputs).allDistinct()) {
            // a static field or an object that was passed holds an array that is an argument too
            kernel = supply.kernel(true, recalls);
            inputs = kernel.arguments(args);
        }
        kernel.launch(app, chosen.device(), grid, Widened.all(inputs));
    }

    private Object autodiff(HostCall call) {
        try {
            RecordCalls records = parts().records();
            return records.has(call) ? records.run(call) : parts().derivatives().run(call);
        } catch (HostDerivatives.PrimalException e) {
            return Reply.thrown(e.getCause());
        } catch (CallRefusal e) {
            return Reply.error("ActivityException", e.getMessage(), e);
        }
    }

    private Object augmented(HostCall call) {
        try {
            RecordCalls records = parts().records();
            SplitCalls splits = parts().splits();
            return records.has(call) ? records.augmented(splits, call) : splits.augmented(call);
        } catch (HostDerivatives.PrimalException e) {
            return Reply.thrown(e.getCause());
        } catch (CallRefusal e) {
            return Reply.error("ActivityException", e.getMessage(), e);
        }
    }

    private Object adjoint(HostCall call) {
        RecordCalls records = parts().records();
        SplitCalls splits = parts().splits();
        return records.has(call) ? records.adjoint(splits, call) : splits.adjoint(call);
    }

    private Object[] link(HostCall call, String[] holders, MethodHandles.Lookup api, MethodType type, int width) {
        return parts().records().has(call) ? null : parts().derivatives().link(call, holders, api, type, width);
    }

    private Object derivative(long id, ClassLoader loader) {
        try {
            return parts().deferred().find(id, loader);
        } catch (IllegalArgumentException e) {
            return Reply.error("LaunchException", e.getMessage(), e);
        }
    }

    /** Makes what a launch on a GPU needs besides the GPU. What cannot be made is refused when the launch asks for it. */
    private void prepare(Class<?> owner, String method, String descriptor, LaunchCall derivative, Object... args) {
        try {
            boolean distinct = Aliases.of(args).allDistinct();
            KernelCache.Target gpu = new KernelCache.Target(CudaTarget.NAME, true, false);
            Kernel k = parts().kernels()
                    .get(owner, method, descriptor, gpu, distinct, derivative, jobs.code() != null, args);
            if (k.hasModule()) {
                PtxCompiler.prepare();
            }
            CudaDevice.prepareLaunches();
        } catch (RuntimeException | LinkageError e) {
            // thrown again
        }
    }

    private String option(String name) {
        return (String) agent.apply("option", new Object[] {name});
    }
}
