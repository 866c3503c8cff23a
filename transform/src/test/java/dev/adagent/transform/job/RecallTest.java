package dev.adagent.transform.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.adagent.Kernel;
import dev.adagent.overlay.GlobalTable;
import dev.adagent.overlay.MethodKey;
import dev.adagent.overlay.TableView;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.ir.Print;
import dev.adagent.transform.lift.ClassSource;
import dev.adagent.transform.lift.StaticValues;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A later run finds a kernel without compiling it, with what a launch hands to it: arguments, statics, fields of objects. */
class RecallTest {
    @TempDir
    Path folder;

    interface Weight {
        double of(double x);
    }

    record Scaled(double by) implements Weight {
        @Override
        public double of(double x) {
            return by * x;
        }
    }

    record Shifted(double by) implements Weight {
        @Override
        public double of(double x) {
            return by + x;
        }
    }

    static final class Settings {
        final int steps;
        final double[] table;

        Settings(int steps, double... table) {
            this.steps = steps;
            this.table = table;
        }
    }

    private static final Settings SETTINGS = new Settings(3, 1, 2, 4);
    private static double changing = 5;

    record Model(Weight weight, double[] x) {
        void run(double[] y) {
            int i = Kernel.globalIdX();
            y[i] = weight.of(x[i]);
        }
    }

    static void statics(double[] y) {
        int i = Kernel.globalIdX();
        y[i] = SETTINGS.steps * SETTINGS.table[i] + changing;
    }

    private static Job job(Class<?> owner, String method) {
        ClassLoader loader = RecallTest.class.getClassLoader();
        return new Job(
                MethodKey.of(Arrays.stream(owner.getDeclaredMethods())
                        .filter(m -> m.getName().equals(method))
                        .findFirst()
                        .orElseThrow()),
                ClassSource.of(loader),
                StaticValues.of(loader),
                TableView.of(new CpuTable().table(), GlobalTable.get()),
                true,
                dev.adagent.transform.device.Kernel.Options.DEFAULT,
                new Job.Environment("cpu", "1.0"));
    }

    private dev.adagent.transform.device.Kernel compiled(Job job, Object... args) {
        JobStore store = new JobStore(folder);
        return KernelCompiler.compile(
                job,
                new StageListener() {
                    @Override
                    public void after(Stage stage, Module module) {}

                    @Override
                    public void read(JobRequest request, JobInputs inputs, List<String> launch) {
                        try {
                            assertThat(store.put(request, inputs, launch)).isNotEmpty();
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    }
                },
                args);
    }

    private dev.adagent.transform.device.Kernel recalled(Job job, Object... args) {
        return KernelCompiler.recall(job, new JobStore(folder), args);
    }

    @Test
    void staticsAreReadAnewAtEachLaunch() {
        Job job = job(RecallTest.class, "statics");
        double[] y = new double[3];
        assertThat(recalled(job, (Object) y)).isNull();
        dev.adagent.transform.device.Kernel made = compiled(job, (Object) y);
        dev.adagent.transform.device.Kernel again = recalled(job, (Object) y);
        assertThat(again.contentId()).isEqualTo(made.contentId());
        assertThat(again.arguments((Object) y)).isEqualTo(made.arguments((Object) y));
        changing = 7;
        assertThat(again.arguments((Object) y)).contains(7.0);
        assertThatExceptionOfType(dev.adagent.transform.device.Kernel.NotCompiledException.class)
                .isThrownBy(again::module);
    }

    static void prints(double[] y) {
        int i = Kernel.globalIdX();
        Kernel.printf("\u00e9 \"%d\"\t%.1f\\%n\r\n", i, y[i]);
        Kernel.printf("%s%n", i > 1 ? "far" : null);
    }

    @Test
    void whatIsPrintedIsKnownToALaterRun() {
        Job job = job(RecallTest.class, "prints");
        double[] y = new double[3];
        dev.adagent.transform.device.Kernel made = compiled(job, (Object) y);
        dev.adagent.transform.device.Kernel again = recalled(job, (Object) y);
        assertThat(again.contentId()).isEqualTo(made.contentId());
        assertThat(again.printed()).isEqualTo(made.printed());
        assertThat(again.printed().sites()).hasSize(3);
        assertThat(Print.text(again.printed().sites().get(0), new Object[] {7, 0.25}, null))
                .isEqualTo(String.format("\u00e9 \"%d\"\t%.1f\\%n\r\n", 7, 0.25));
        assertThat(compiled(job(RecallTest.class, "statics"), (Object) y).printed())
                .isNull();
        assertThat(recalled(job(RecallTest.class, "statics"), (Object) y).printed())
                .isNull();
    }

    @Test
    void whatIsFoldedOfAnObjectCountsByItsValue() {
        Job job = job(RecallTest.class, "statics");
        double[] y = new double[3];
        String id = compiled(job, (Object) y).contentId();
        StaticValues other = f -> f.name().equals("SETTINGS")
                ? new Settings(4, 1, 2, 4)
                : job.statics().value(f);
        Job changed = new Job(
                job.entry(), job.source(), other, job.view(), job.distinctArrays(), job.options(), job.environment());
        assertThat(recalled(changed, (Object) y)).as("another number of steps").isNull();
        assertThat(compiled(changed, (Object) y).contentId()).isNotEqualTo(id);
        assertThat(recalled(changed, (Object) y).contentId()).isNotEqualTo(id);
        assertThat(recalled(job, (Object) y).contentId()).isEqualTo(id);
    }

    @Test
    void codeForOneClassIsNotTakenForAnother() {
        Job job = job(Model.class, "run");
        double[] x = {1, 2};
        Object[] scaled = {new Model(new Scaled(2), x), new double[2]};
        Object[] shifted = {new Model(new Shifted(2), x), new double[2]};
        dev.adagent.transform.device.Kernel made = compiled(job, scaled);
        assertThat(recalled(job, shifted)).isNull();
        dev.adagent.transform.device.Kernel again = recalled(job, new Model(new Scaled(3), x), new double[2]);
        assertThat(again.contentId()).isEqualTo(made.contentId());
        assertThat(again.inputs().fit(scaled)).isTrue();
        assertThat(again.inputs().fit(shifted)).isFalse();
        assertThat(again.arguments(scaled)).isEqualTo(made.arguments(scaled)).contains(2.0);
        assertThat(compiled(job, shifted).contentId()).isNotEqualTo(made.contentId());
        assertThat(recalled(job, shifted)).isNotNull();
        assertThat(recalled(job, scaled).contentId()).isEqualTo(made.contentId());
    }
}
