package dev.adagent.fuzzing.language;

import static org.assertj.core.api.Assertions.assertThat;

import dev.adagent.fuzzing.Compiled;
import dev.adagent.fuzzing.Coverage;
import dev.adagent.fuzzing.Find;
import dev.adagent.fuzzing.FuzzDevice;
import dev.adagent.fuzzing.FuzzOptions;
import dev.adagent.fuzzing.Javac;
import dev.adagent.transform.device.Kernel;
import dev.adagent.transform.ir.Interpreter;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.job.CpuTable;
import dev.adagent.transform.job.StageListener;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A slice of {@code ./fuzz language}, always the same programs, and mistakes planted in the compiler, which it has to find. */
class LanguageFuzzerTest {
    private static final long SEED = 1;

    private static List<Find> finds(Faults faults, int batch, int programs, Set<FuzzDevice> devices, int shrinking) {
        List<Find> finds = new ArrayList<>();
        try (LanguageFuzzer fuzzer = new LanguageFuzzer(FuzzOptions.of(SEED, programs, devices), faults, shrinking)) {
            for (int k = 0; k < programs && finds.isEmpty(); k += batch) {
                fuzzer.run(SEED + k, batch, new Coverage(), finds::add);
            }
        }
        return finds;
    }

    @Test
    void everyWayDoesWhatTheJvmDoes() {
        assertThat(finds(Faults.NONE, 60, 60, EnumSet.of(FuzzDevice.INTERPRETER, FuzzDevice.CPU), 300))
                .isEmpty();
    }

    @Test
    void soDoesWhatIsLoweredForTheHost() {
        assertThat(finds(Faults.NONE, 5, 5, EnumSet.of(FuzzDevice.LLVM_HOST), 0))
                .isEmpty();
    }

    /** Each in the programs of the slice, which ends when all are found. */
    @Test
    void everyPlantedFaultIsFound() throws Exception {
        Set<PlantedFault> left = EnumSet.allOf(PlantedFault.class);
        KernelJob jobs = new KernelJob();
        for (long seed = SEED; seed < SEED + 2000 && !left.isEmpty(); seed += 200) {
            List<Program> programs = LongStream.range(seed, seed + 200)
                    .mapToObj(ProgramGenerator::make)
                    .toList();
            Compiled compiled = Javac.compile(Program.sources(programs));
            Thread.currentThread().setContextClassLoader(compiled.loader());
            for (Program p : programs) {
                plant(left, p, compiled, jobs);
            }
        }
        assertThat(left).isEmpty();
    }

    /** The optimised code of a program is made once and gets one mistake after the other; those that it shows are taken off. */
    private static void plant(Set<PlantedFault> left, Program p, Compiled compiled, KernelJob jobs) throws Exception {
        if (left.isEmpty()) {
            return;
        }
        Reference reference = Reference.of(p.name(), compiled.loader(), Inputs.arguments(p.seed()));
        Check check = new Check(p.name(), compiled, reference);
        Kernel kernel = jobs.compile(p.name(), compiled, CpuTable.TARGET, StageListener.NONE);
        assertThat(difference(check, kernel, kernel.module())).as(p.name()).isNull();
        left.removeIf(fault -> {
            Module m = copy(kernel.module());
            boolean planted = m.functions().stream().filter(fault::plantIn).count() > 0;
            return planted && difference(check, kernel, m) != null;
        });
    }

    private static Module copy(Module m) {
        Module out = new Module();
        m.functions().forEach(f -> out.add(f.copy(f.name())));
        return out;
    }

    private static String difference(Check check, Kernel kernel, Module module) {
        try {
            return check.difference((grid, a) -> Ways.interpret(module, grid, kernel.arguments(a)), true);
        } catch (Interpreter.Fault e) {
            return e.toString(); // what no correct compiler leaves behind, or no end
        }
    }

    /** The CPU device is compared too: what is planted after the interpreter has run is found there. */
    @Test
    void aFaultOfADeviceIsFound() {
        List<Find> finds = finds(PlantedFault.FLOAT_REMAINDER, 20, 200, EnumSet.of(FuzzDevice.CPU), 0);
        assertThat(finds).isNotEmpty().allMatch(f -> f.device().equals("cpu"));
    }

    @Test
    void aFindIsShrunkToAFewLines() {
        List<Find> finds = finds(PlantedFault.SHIFT_MASK, 10, 100, EnumSet.of(FuzzDevice.INTERPRETER), 600);
        assertThat(finds).isNotEmpty();
        String run = finds.get(0).program().replaceAll("(?s).*static long run", "");
        String body = run.substring(run.indexOf('\n'), run.indexOf("@dev.adagent.GpuKernel"));
        assertThat(body).containsPattern("<<|>>");
        assertThat(body.lines().count()).as(body).isLessThan(15);
    }

    @Test
    void programsCompiledBeforehandRunWithoutACompiler(@TempDir Path folder) {
        FuzzOptions o = FuzzOptions.of(SEED, 5, EnumSet.of(FuzzDevice.INTERPRETER));
        FuzzOptions write = new FuzzOptions(o.seed(), 5, o.devices(), 1, 0, folder, null, false, null);
        FuzzOptions read = new FuzzOptions(o.seed(), 5, o.devices(), 1, 0, null, folder, false, null);
        List<Find> finds = new ArrayList<>();
        Coverage coverage = new Coverage();
        try (LanguageFuzzer writer = new LanguageFuzzer(write, Faults.NONE, 0);
                LanguageFuzzer reader = new LanguageFuzzer(read, Faults.NONE, 0)) {
            writer.run(SEED, 5, new Coverage(), finds::add);
            reader.run(SEED, 5, coverage, finds::add);
        }
        assertThat(finds).isEmpty();
        assertThat(coverage.get("bytecode", "invokestatic")).isPositive();
    }

    @Test
    void aSeedGivesTheSameProgram() {
        assertThat(ProgramGenerator.make(42).source())
                .isEqualTo(ProgramGenerator.make(42).source())
                .isNotEqualTo(ProgramGenerator.make(43).source());
    }
}
