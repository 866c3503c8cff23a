package dev.adagent.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.adagent.overlay.MethodKey;
import dev.adagent.overlay.OverlayRegistry;
import dev.adagent.transform.device.Kernel;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.job.Job;
import dev.adagent.transform.job.JobInputs;
import dev.adagent.transform.job.JobRequest;
import dev.adagent.transform.job.KernelCompiler;
import dev.adagent.transform.job.Stage;
import dev.adagent.transform.job.StageListener;
import dev.adagent.transform.lift.ClassSource;
import dev.adagent.transform.lift.StaticValues;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The bodies of elementary functions need no code of the JDK, which would make a kernel's id another one on each release. */
class MathKeyTest {
    @SuppressWarnings("unused") // compiled, not called
    static void all(double[] x, double y, float[] f) {
        double v = x[0];
        x[1] = Math.sin(v) + Math.cos(v) + Math.tan(v) + Math.asin(v) + Math.acos(v) + Math.atan(v) + Math.atan2(v, y);
        x[2] = Math.sinh(v) + Math.cosh(v) + Math.tanh(v) + Math.exp(v) + Math.expm1(v) + Math.pow(v, y);
        x[3] = Math.log(v) + Math.log1p(v) + Math.log10(v) + Math.sqrt(v) + Math.cbrt(v) + Math.hypot(v, y) + v % y;
        x[4] = Math.floor(v) + Math.ceil(v) + Math.rint(v) + Math.fma(v, y, v) + Math.max(v, y) + Math.copySign(v, y);
        f[0] = (float) Math.exp(f[1]) + (float) Math.log(f[1]) + (float) Math.sin(f[1]) + f[1] % f[2];
    }

    @SuppressWarnings("unused") // compiled, not called
    static void code(double[] x, double y, float[] f) {
        x[0] = Integer.signum((int) y);
    }

    private static String jdk(String kernel) {
        List<JobInputs> inputs = new ArrayList<>();
        ClassLoader loader = MathKeyTest.class.getClassLoader();
        Job job = new Job(
                new MethodKey(MethodKey.internalName(MathKeyTest.class), kernel, "([DD[F)V"),
                ClassSource.of(loader),
                StaticValues.of(loader),
                OverlayRegistry.discover(loader).view(CudaTarget.NAME),
                true,
                Kernel.Options.DEFAULT);
        KernelCompiler.compile(job.bindingTargetIntrinsics(), new StageListener() {
            @Override
            public void after(Stage stage, Module module) {}

            @Override
            public void read(JobRequest request, JobInputs i, List<String> launch) {
                inputs.add(i);
            }
        });
        return inputs.get(0).jdk();
    }

    @Test
    void elementaryFunctionsReadNoCodeOfTheJdk() {
        assertThat(jdk("all")).isEmpty();
        assertThat(jdk("code")).isEqualTo(Runtime.version().toString());
    }
}
