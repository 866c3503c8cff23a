package dev.adagent.transform.device;

import dev.adagent.overlay.MethodKey;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.opt.Inlining;
import dev.adagent.transform.opt.RecursionLimit;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * A kernel ready for a device's back end: its markers are resolved, its overlays expanded, its module optimised.
 *
 * @param method the method that the user marked
 * @param module the functions, the kernel first; not changed by devices. A kernel that was recalled from an earlier run has none
 * @param contentId hash of all that the code depends on: two kernels of the same id may share compiled code
 * @param options what the user asked for
 * @param inputs where the values of the entry function's parameters come from; null if they are the launch's arguments as they are
 * @param printed what it prints, for which the entry function has one parameter after those; null if it prints nothing
 * @param sums what the entry function has parameters for after those, exact sums beside its arrays; null if it has none
 */
public record Kernel(
        MethodKey method,
        Module module,
        String contentId,
        Options options,
        Inputs inputs,
        Printed printed,
        SumArrays sums) {
    /** Where the values of a kernel's parameters come from. */
    public interface Inputs {
        /** Whether code compiled for other arguments fits these: the objects among them have the classes that it was made for. */
        boolean fit(Object[] arguments);

        /** The entry function's arguments: from those of the launch, receiver first, and from static fields, which are read now. */
        Object[] values(Object[] arguments);

        /** The name of a parameter of the entry function, given the names of the method's, receiver first. */
        String name(int parameter, List<String> names);
    }

    /** A kernel whose parameters are those of its method. */
    public Kernel(MethodKey method, Module module, String contentId, Options options) {
        this(method, module, contentId, options, null);
    }

    /** A kernel that adds to arrays as its device does. */
    public Kernel(MethodKey method, Module module, String contentId, Options options, Inputs inputs) {
        this(method, module, contentId, options, inputs, null, null);
    }

    /** What a device may keep from launch to launch: the code alone, since inputs refer to classes of the app, which may be unloaded. */
    public Kernel code() {
        return new Kernel(method, module, contentId, options);
    }

    /** What a device is to be given for a launch with these arguments, receiver first. */
    public Object[] arguments(Object... launched) {
        return inputs == null ? launched : inputs.values(launched);
    }

    /** As {@link #launch(ClassLoader, Device, int[], Object...)}, for an app whose classes this thread's context class loader finds. */
    public void launch(Device device, int[] grid, Object... arguments) throws KernelFailure {
        launch(Thread.currentThread().getContextClassLoader(), device, grid, arguments);
    }

    /**
     * Runs this kernel, and prints what it has printed.
     *
     * @param app finds the app's classes, those of objects that are printed
     * @param arguments what {@link #arguments} gives, as {@link Device#launch} takes it
     * @throws KernelFailure if a thread of the grid ended with a Java exception
     * @throws DeviceRefusal if the device cannot run it, or the memory does not hold its exact sums
     */
    public void launch(ClassLoader app, Device device, int[] grid, Object... arguments) throws KernelFailure {
        if (printed == null) {
            run(device, grid, arguments);
        } else {
            printed.launch(this, app, buffer -> {
                Object[] all = Arrays.copyOf(arguments, arguments.length + 1);
                all[arguments.length] = buffer;
                run(device, grid, all);
            });
        }
    }

    private void run(Device device, int[] grid, Object... arguments) throws KernelFailure {
        if (sums == null) {
            device.launch(this, grid, arguments);
        } else {
            sums.launch(device, this, grid, arguments);
        }
    }

    /** Thrown where the module of a kernel is asked for that was recalled without one: whoever recalled it compiles it now. */
    public static final class NotCompiledException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NotCompiledException(Kernel kernel) {
            super("nothing is kept of " + kernel + " for this device: compile it", null, false, false);
        }
    }

    /** Whether this kernel has its module: not if it was recalled from an earlier run. */
    public boolean hasModule() {
        return module != null;
    }

    /** @throws NotCompiledException if this kernel was recalled from an earlier run, without its code */
    @Override
    public Module module() {
        if (module == null) {
            throw new NotCompiledException(this);
        }
        return module;
    }

    /**
     * The module, in which methods call themselves no deeper than the kernel declares; unchanged if it declares nothing.
     *
     * @throws NotCompiledException as {@link #module}
     */
    public Module limitedModule() {
        return options.recursion() == 0 ? module() : RecursionLimit.of(module(), options.recursion());
    }

    public Kernel {
        Objects.requireNonNull(method);
        Objects.requireNonNull(contentId);
        Objects.requireNonNull(options);
    }

    /** How freely floating-point arithmetic may be rearranged. */
    public enum MathMode {
        /** Java's bits; {@code Math} within the bounds of its documentation. */
        STRICT,
        /** A product and a sum may become one fused operation. */
        CONTRACT,
        /** Approximate functions and reordering are allowed. */
        FAST
    }

    /**
     * What the user asked for.
     *
     * @param math the loosest arithmetic allowed; a device may be stricter
     * @param checks whether array accesses are checked
     * @param inlining which calls stay calls
     * @param recursion calls of methods that call themselves, directly or through others, that a thread may have open at once; 0 for what
     *     the device allows
     * @param checkpoints whether loops in derivatives keep some of their rounds on the tape and run again from there, in the place of
     *     keeping all: for launches whose tapes the memory does not hold
     * @param deterministic whether sums of floating-point numbers that threads share are exact, and so the same in every run, grid and device
     */
    public record Options(
            MathMode math,
            boolean checks,
            Inlining inlining,
            int recursion,
            boolean checkpoints,
            boolean deterministic) {
        public static final Options DEFAULT = new Options(MathMode.STRICT, true);

        public Options(MathMode math, boolean checks) {
            this(math, checks, Inlining.DEFAULT, 0, false, false);
        }

        public Options {
            if (recursion < 0) {
                throw new IllegalArgumentException(
                        "recursion is a number of calls, or 0 for what fits, not " + recursion);
            }
        }

        /** By hand, as is said at {@link MethodKey#equals}. */
        @Override
        public String toString() {
            return "Options[math=" + math + ", checks=" + checks + ", inlining=" + inlining
                    + (recursion == 0 ? "" : ", recursion=" + recursion) + (checkpoints ? ", checkpoints" : "")
                    + (deterministic ? ", deterministic" : "") + "]";
        }

        /** These options with another setting of inlining. */
        public Options with(Inlining setting) {
            return new Options(math, checks, setting, recursion, checkpoints, deterministic);
        }

        /** These options with another depth of recursion. */
        public Options withRecursion(int depth) {
            return new Options(math, checks, inlining, depth, checkpoints, deterministic);
        }

        /** These options with checkpoints in loops. */
        public Options withCheckpoints() {
            return new Options(math, checks, inlining, recursion, true, deterministic);
        }

        /** These options with exact sums if they are wanted, else as they are. */
        public Options withDeterministic(boolean wanted) {
            return new Options(math, checks, inlining, recursion, checkpoints, deterministic || wanted);
        }

        /**
         * These options, changed by the system property {@code adagent.inline}: {@code never}, {@code default} or {@code always}.
         *
         * @throws IllegalArgumentException if the property has another value
         */
        public Options configured() {
            return with(Inlining.of(System.getProperty("adagent.inline", "default")));
        }
    }

    @Override
    public String toString() {
        return method + " #" + contentId;
    }
}
