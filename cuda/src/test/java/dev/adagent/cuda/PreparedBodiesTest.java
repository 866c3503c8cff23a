package dev.adagent.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.adagent.codegen.LlvmLowering;
import dev.adagent.codegen.PtxCompiler;
import dev.adagent.codegen.PtxKernel;
import dev.adagent.codegen.math.FusedMath;
import dev.adagent.overlay.MethodKey;
import dev.adagent.overlay.OverlayRegistry;
import dev.adagent.transform.device.Kernel;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.IrPrinter;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.job.Job;
import dev.adagent.transform.job.JobInputs;
import dev.adagent.transform.job.JobRequest;
import dev.adagent.transform.job.KernelCompiler;
import dev.adagent.transform.job.Stage;
import dev.adagent.transform.job.StageListener;
import dev.adagent.transform.lift.ClassSource;
import dev.adagent.transform.lift.StaticValues;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Elementary functions are lifted and optimised once in a process; a job cannot tell, but by the time it takes. */
class PreparedBodiesTest {
    private static final String BODIES = MethodKey.internalName(FusedMath.class);
    private static final String TANH = BODIES + ".tanh(D)D";

    @SuppressWarnings("unused") // compiled, not called
    static void tanh(double[] x) {
        for (int i = 0; i < x.length; i++) {
            x[i] = Math.tanh(x[i]);
        }
    }

    @SuppressWarnings("unused") // compiled, not called, by one test
    static void cosh(double[] x) {
        x[0] = Math.cosh(x[0]);
    }

    @SuppressWarnings("unused") // compiled, not called
    static void guarded(double[] x) {
        for (int i = 0; i < 1_000; i++) {
            double sum = 0;
            try {
                sum = Math.tanh(x[i]);
                for (int k = 0; k < 500; k++) {
                    sum += x[k] * x[i] / (k + 1);
                }
            } catch (ArrayIndexOutOfBoundsException e) {
                sum += Math.tanh(2 * sum);
            }
            x[0] = sum + Math.exp(sum);
        }
    }

    /** What one compilation gave and read. */
    private static final class Compiled implements StageListener {
        final List<String> printed = new ArrayList<>();
        final Set<String> read = new HashSet<>();
        boolean optimised;
        boolean calls;
        String key;
        Kernel compiled;
        JobInputs inputs;

        /** @param sameClasses whether the class of the bodies is as it was built */
        Compiled(boolean binds, boolean sameClasses) {
            this("tanh", binds, sameClasses);
        }

        Compiled(String kernel, boolean binds, boolean sameClasses) {
            this(kernel, binds, sameClasses, () -> {});
        }

        /** @param asked runs whenever the app's loader is asked for a class of bodies */
        Compiled(String kernel, boolean binds, boolean sameClasses, Runnable asked) {
            ClassLoader loader = PreparedBodiesTest.class.getClassLoader();
            ClassSource source = ClassSource.of(loader);
            Job job = new Job(
                    new MethodKey(MethodKey.internalName(PreparedBodiesTest.class), kernel, "([D)V"),
                    name -> {
                        read.add(name);
                        if (name.startsWith("dev/adagent/codegen/math/")) {
                            asked.run();
                        }
                        byte[] bytes = source.find(name);
                        return sameClasses || !name.equals(BODIES) ? bytes : otherMinorVersion(bytes);
                    },
                    StaticValues.of(loader),
                    OverlayRegistry.discover(loader).view(CudaTarget.NAME),
                    true,
                    Kernel.Options.DEFAULT);
            compiled = KernelCompiler.compile(binds ? job.bindingTargetIntrinsics() : job, this);
            key = compiled.contentId();
        }

        @Override
        public void after(Stage stage, Module module) {
            printed.add(stage + IrPrinter.print(module));
            if (stage == Stage.LIFTED) {
                Function tanh = module.get(TANH);
                if (tanh == null) {
                    return;
                }
                optimised = tanh.isOptimised();
                calls = tanh.blocks().stream().anyMatch(b -> b.insns().stream().anyMatch(i -> i.op() == Op.CALL));
            }
        }

        @Override
        public void read(JobRequest request, JobInputs i, List<String> launch) {
            inputs = i;
        }
    }

    /** The same class with another number in a place of its file that nobody looks at. */
    private static byte[] otherMinorVersion(byte[] classFile) {
        byte[] out = Arrays.copyOf(classFile, classFile.length);
        out[5]++;
        return out;
    }

    @Test
    void bodiesComeOptimised() {
        Compiled c = new Compiled(true, true);
        assertThat(c.optimised).isTrue();
        assertThat(c.calls).isFalse();
    }

    /** Whichever job comes first: text and key are the same, and what is read is. */
    @Test
    void nothingDependsOnWhatWasCompiledBefore() {
        Compiled one = new Compiled(true, true);
        Compiled other = new Compiled(true, true);
        assertThat(other.printed).isEqualTo(one.printed);
        assertThat(other.key).isEqualTo(one.key);
        assertThat(other.inputs).isEqualTo(one.inputs);
        assertThat(other.inputs.classes()).containsKey(BODIES);
        assertThat(other.read).contains(BODIES);
    }

    /** A class loader of the app's that is asked for class files may compile what needs the same body. */
    @Test
    void aLoaderThatIsAskedMayCompile() {
        List<Compiled> inner = new ArrayList<>();
        AtomicBoolean first = new AtomicBoolean(true);
        Compiled outer = new Compiled("cosh", true, true, () -> {
            if (first.getAndSet(false)) {
                inner.add(new Compiled("cosh", true, true));
            }
        });
        assertThat(inner).hasSize(1);
        assertThat(inner.get(0).key).isEqualTo(outer.key);
        assertThat(inner.get(0).printed).isEqualTo(outer.printed);
    }

    @Test
    void anotherClassIsLiftedAnew() {
        Compiled same = new Compiled(true, true);
        Compiled other = new Compiled(true, false);
        assertThat(other.optimised).isFalse();
        assertThat(other.calls).isTrue();
        assertThat(other.key).isNotEqualTo(same.key);
    }

    /** There, operations of the target have Java bodies yet to come. */
    @Test
    void otherDevicesLift() {
        assertThat(new Compiled(false, true).optimised).isFalse();
    }

    /** Inside a try, where a method called has a form that gives its exception back, and outside: and what comes of it is assembled. */
    @Test
    void withHandlersAroundIt() {
        Compiled c = new Compiled("guarded", true, true);
        PtxKernel ptx =
                PtxCompiler.compile(c.compiled.module(), CudaTarget.lowering(), "sm_80", LlvmLowering.Options.DEFAULT);
        assertThat(ptx.cubin()).isNotEmpty();
        // one of them is pasted: the inner loop is much more
        assertThat(ptx.ptx()).contains("%in_fd").doesNotContain(".extern");
        assertThat(new Compiled("guarded", true, true).printed).isEqualTo(c.printed);
    }
}
