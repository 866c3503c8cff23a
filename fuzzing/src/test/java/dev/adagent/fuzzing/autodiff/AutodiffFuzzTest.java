package dev.adagent.fuzzing.autodiff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.adagent.cuda.HostLlvmDevice;
import dev.adagent.fuzzing.Compiled;
import dev.adagent.fuzzing.Coverage;
import dev.adagent.fuzzing.Javac;
import dev.adagent.transform.autodiff.PlantedFaults;
import dev.adagent.transform.cpu.CpuDevice;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.agent.ByteBuddyAgent;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.dynamic.loading.ClassReloadingStrategy;
import net.bytebuddy.matcher.ElementMatchers;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The part of the fuzzer that every build runs, from a fixed seed: the engine passes, and fails with each of eleven mistakes in it. */
class AutodiffFuzzTest {
    private static final long SEED = 1;
    private static final int PROGRAMS = 110;
    private static final int ON_LLVM = 4;

    private record Candidate(Program program, Points points) {}

    private static final List<Candidate> CANDIDATES = new ArrayList<>();
    private static Compiled compiled;
    private static int discarded;

    @BeforeAll
    static void make() throws Javac.NotJava {
        Map<String, String> sources = new LinkedHashMap<>();
        for (long s = SEED; s < SEED + PROGRAMS; s++) {
            Program p = Generator.program(s);
            try {
                CANDIDATES.add(new Candidate(p, Points.of(p)));
                sources.put(p.className(), Printer.print(p));
            } catch (Evaluation.Unusable e) {
                discarded++;
            }
        }
        compiled = Javac.compile(sources);
    }

    private static String firstFailure(Way way, List<Candidate> of) {
        for (Candidate c : of) {
            String failure = way.runs(c.program()) ? failure(way, c) : null;
            if (failure != null) {
                return "seed " + c.program().seed() + " on " + way.name() + ": " + failure;
            }
        }
        return null;
    }

    private static String failure(Way way, Candidate c) {
        try {
            return new Check(c.program(), c.points(), way).failure(compiled, new Coverage());
        } catch (Evaluation.Unusable e) {
            return null;
        }
    }

    @Test
    void fewProgramsAreDiscarded() {
        assertThat(discarded).isLessThan(PROGRAMS / 4);
    }

    @Test
    void derivativesAreRightOnTheHost() {
        assertThat(firstFailure(new HostWay(), CANDIDATES)).isNull();
    }

    @Test
    void derivativesAreRightInKernels() {
        assertThat(firstFailure(new KernelWay("cpu", () -> new CpuDevice(1)), CANDIDATES.subList(0, 40)))
                .isNull();
    }

    @Test
    void derivativesAreRightInLoweredKernels() {
        assertThat(firstFailure(new KernelWay("llvm-host", HostLlvmDevice::new), CANDIDATES.subList(0, ON_LLVM)))
                .isNull();
    }

    @ParameterizedTest
    @EnumSource
    void aFaultOfTheEngineIsFound(PlantedFaults fault) {
        ByteBuddyAgent.install();
        ClassReloadingStrategy reload = ClassReloadingStrategy.fromInstalledAgent();
        new ByteBuddy()
                .redefine(fault.owner)
                .visit(Advice.to(fault.advice).on(ElementMatchers.named(fault.method)))
                .make()
                .load(fault.owner.getClassLoader(), reload);
        try {
            assertThat(firstFailure(new HostWay(), CANDIDATES)).as("%s", fault).isNotNull();
        } finally {
            try {
                reload.reset(fault.owner);
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }
}
