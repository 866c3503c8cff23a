package dev.adagent.transform.job;

import dev.adagent.overlay.MethodKey;
import dev.adagent.overlay.TableView;
import dev.adagent.transform.device.Kernel;
import dev.adagent.transform.lift.ClassSource;
import dev.adagent.transform.lift.StaticValues;

/**
 * What is compiled together.
 *
 * @param entry the method to start at
 * @param source class files of the app and of the JDK
 * @param statics values of static final fields that fold
 * @param view the one view on the method tables
 * @param distinctArrays whether the entry's array arguments are known to be pairwise different objects
 * @param options what the user asked for
 * @param bindsTargetIntrinsics whether the code generator binds the operations of the view's target; else their Java bodies run
 * @param environment what the job is compiled for, and by
 */
public record Job(
        MethodKey entry,
        ClassSource source,
        StaticValues statics,
        TableView view,
        boolean distinctArrays,
        Kernel.Options options,
        boolean bindsTargetIntrinsics,
        Environment environment) {

    /**
     * What a job is compiled for, and by.
     *
     * @param target name of the target
     * @param compiler version of adagent, with its content
     */
    public record Environment(String target, String compiler) {
        /** No target in particular, the compiler at hand. */
        static final Environment ANY = new Environment("any", "this");
    }

    /** All flags, as text. */
    String flags() {
        return options + (bindsTargetIntrinsics ? " binds the target's operations" : "");
    }

    /** What the ids of derivatives inside the job depend on besides their code. */
    String context() {
        return String.join("\n", environment.target(), environment.compiler(), view.version(), flags());
    }

    /** A job whose device runs the Java bodies of another target's operations. */
    public Job(
            MethodKey entry,
            ClassSource source,
            StaticValues statics,
            TableView view,
            boolean distinctArrays,
            Kernel.Options options,
            Environment environment) {
        this(entry, source, statics, view, distinctArrays, options, false, environment);
    }

    /** A job of no target in particular. */
    public Job(
            MethodKey entry,
            ClassSource source,
            StaticValues statics,
            TableView view,
            boolean distinctArrays,
            Kernel.Options options,
            boolean bindsTargetIntrinsics) {
        this(entry, source, statics, view, distinctArrays, options, bindsTargetIntrinsics, Environment.ANY);
    }

    /** A job for a device that runs the Java bodies of another target's operations. */
    public Job(
            MethodKey entry,
            ClassSource source,
            StaticValues statics,
            TableView view,
            boolean distinctArrays,
            Kernel.Options options) {
        this(entry, source, statics, view, distinctArrays, options, false);
    }

    /** This job for a code generator that binds the operations of the view's target. */
    public Job bindingTargetIntrinsics() {
        return new Job(entry, source, statics, view, distinctArrays, options, true, environment);
    }
}
