package dev.adagent.transform.job;

import dev.adagent.overlay.GlobalTable;
import dev.adagent.overlay.MethodKey;
import dev.adagent.overlay.TableView;
import dev.adagent.transform.autodiff.Activity;
import dev.adagent.transform.autodiff.DerivativeMode;
import dev.adagent.transform.autodiff.Spec;
import dev.adagent.transform.device.Kernel;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.lift.ClassSource;
import dev.adagent.transform.lift.StaticValues;
import java.util.ArrayList;
import java.util.List;

/** Prints the keys and ids of some jobs, for a comparison of JVMs. */
final class KeyMain {
    static final String OWNER = "dev/adagent/transform/job/Keyed";

    private KeyMain() {}

    public static void main(String[] args) {
        Seen kernel = new Seen();
        System.out.println("kernel "
                + KernelCompiler.compile(job("kernel", "([D[D)V"), kernel).contentId());
        System.out.println("derivatives " + kernel.derivatives);
        System.out.println("host "
                + HostDerivative.compile(
                                job("f", "(D)D"), Spec.of(DerivativeMode.REVERSE, Activity.ACTIVE), StageListener.NONE)
                        .key());
        System.out.println("plain "
                + KernelCompiler.compile(job("plain", "([D[D)V"), StageListener.NONE)
                        .contentId());
        Seen signs = new Seen();
        System.out.println("jdk code "
                + KernelCompiler.compile(job("signs", "([I[I)V"), signs).contentId());
        System.out.println("of " + signs.inputs.jdk());
        System.out.println("done");
    }

    static Job job(String method, String descriptor) {
        ClassLoader loader = KeyMain.class.getClassLoader();
        return new Job(
                new MethodKey(OWNER, method, descriptor),
                ClassSource.of(loader),
                StaticValues.of(loader),
                TableView.of(new CpuTable().table(), GlobalTable.get()),
                true,
                Kernel.Options.DEFAULT,
                new Job.Environment("cpu", "1.0"));
    }

    /** What a compilation showed. */
    static final class Seen implements StageListener {
        final List<String> derivatives = new ArrayList<>();
        JobRequest request;
        JobInputs inputs;
        List<String> launch;

        @Override
        public void after(Stage stage, Module module) {
            if (stage == Stage.AFTER_RESOLVE) {
                module.functions().stream()
                        .map(Function::name)
                        .filter(n -> n.startsWith("derivative."))
                        .forEach(derivatives::add);
            }
        }

        @Override
        public void read(JobRequest r, JobInputs i, List<String> l) {
            request = r;
            inputs = i;
            launch = l;
        }
    }
}
