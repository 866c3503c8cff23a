package dev.adagent.fuzzing.autodiff;

import dev.adagent.cuda.CodeOnlyDevice;
import dev.adagent.cuda.CudaDevice;
import dev.adagent.cuda.CudaUnavailableException;
import dev.adagent.cuda.HostLlvmDevice;
import dev.adagent.fuzzing.Compiled;
import dev.adagent.fuzzing.Coverage;
import dev.adagent.fuzzing.Find;
import dev.adagent.fuzzing.FuzzDevice;
import dev.adagent.fuzzing.FuzzOptions;
import dev.adagent.fuzzing.Fuzzer;
import dev.adagent.fuzzing.Javac;
import dev.adagent.fuzzing.Shrinker;
import dev.adagent.transform.cpu.CpuDevice;
import dev.adagent.transform.device.Device;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Random programs, differentiated in every way and compared. */
public final class AutodiffFuzzer implements Fuzzer {
    private static final int BATCH = 10;
    private static final int SHRINKS = Integer.getInteger("adagent.fuzz.shrink", 400);
    /** A fault of the engine shows in many programs: the first few of a kind are shrunk. */
    private static final int SHRUNK = 2;

    private final FuzzOptions options;
    private final List<Way> ways = new ArrayList<>();
    private final StringBuilder description = new StringBuilder();
    /** How many finds of each kind were shrunk, by all jobs. */
    private final Map<String, Integer> shrunk;

    private AutodiffFuzzer(FuzzOptions options, Map<String, Integer> shrunk) {
        this.options = options;
        this.shrunk = shrunk;
        for (FuzzDevice d : options.devices()) {
            add(d);
        }
    }

    private void add(FuzzDevice d) {
        switch (d) {
            case HOST -> {
                ways.add(new HostWay());
                description.append("host: derivatives as hidden classes\n");
            }
            case CPU -> add(d, () -> new CpuDevice(1));
            case LLVM_HOST -> add(d, HostLlvmDevice::new);
            case CUDA_CODE -> add(d, () -> new CodeOnlyDevice(null));
            case GPU -> {
                try {
                    Device gpu = CudaDevice.open();
                    add(d, () -> gpu);
                } catch (CudaUnavailableException e) {
                    throw new IllegalArgumentException("no GPU: " + e.getMessage(), e);
                }
            }
            case INTERPRETER ->
                throw new IllegalArgumentException(
                        "interpreter is for the language: derivatives run on host and devices");
        }
    }

    private void add(FuzzDevice d, Supplier<Device> devices) {
        ways.add(new KernelWay(d.option(), devices));
        description
                .append(d.option())
                .append(": ")
                .append(devices.get().describe())
                .append('\n');
    }

    /** Makes the instances of a run. */
    public static final class Factory implements Fuzzer.Factory {
        private final Map<String, Integer> shrunk = new ConcurrentHashMap<>();

        @Override
        public Fuzzer open(FuzzOptions options) {
            return new AutodiffFuzzer(options, shrunk);
        }

        @Override
        public Set<FuzzDevice> devices() {
            return EnumSet.of(FuzzDevice.HOST, FuzzDevice.CPU, FuzzDevice.LLVM_HOST);
        }

        @Override
        public void require(Coverage coverage, FuzzOptions options) {
            Requirements.add(coverage, options);
        }
    }

    @Override
    public int batch() {
        return BATCH;
    }

    @Override
    public String describe() {
        return description.toString();
    }

    @Override
    public void close() {
        ways.clear();
    }

    @Override
    public void run(long firstSeed, int count, Coverage coverage, Consumer<Find> finds) {
        List<Program> programs = new ArrayList<>();
        for (long s = firstSeed; s < firstSeed + count; s++) {
            programs.add(Generator.program(s));
        }
        Compiled compiled = options.classes() != null ? Compiled.read(options.classes(), firstSeed) : compile(programs);
        if (options.compile() != null) {
            compiled.write(options.compile(), firstSeed);
            return;
        }
        for (Program p : programs) {
            run(p, compiled, coverage, finds);
        }
    }

    private static Compiled compile(List<Program> programs) {
        Map<String, String> sources = new LinkedHashMap<>();
        programs.forEach(p -> sources.put(p.className(), Printer.print(p)));
        try {
            return Javac.compile(sources);
        } catch (Javac.NotJava e) {
            throw new IllegalStateException("a generated program is no Java: " + e.getMessage(), e);
        }
    }

    private void run(Program program, Compiled compiled, Coverage coverage, Consumer<Find> finds) {
        try {
            check(program, Points.of(program), compiled, coverage, finds);
        } catch (Evaluation.Unusable e) {
            coverage.count("discarded", e.getMessage());
        }
    }

    private void check(Program program, Points points, Compiled compiled, Coverage coverage, Consumer<Find> finds) {
        for (Way way : ways) {
            if (!way.runs(program)) {
                continue;
            }
            coverage.count("programs", "on " + way.name());
            String failure = new Check(program, points, way).failure(compiled, coverage);
            if (failure != null) {
                finds.accept(find(program, way, failure));
            }
        }
        coverage.count("programs", "checked");
        program.traits().forEach(t -> coverage.count("programs", t.name()));
    }

    private Find find(Program program, Way way, String failure) {
        String kind = Check.kind(failure);
        boolean shrinks = Javac.isThere() && shrunk.merge(kind, 1, Integer::sum) <= SHRUNK;
        Program small = shrinks
                ? Shrinker.shrink(program, Smaller::variants, p -> kind.equals(Check.kind(fails(p, way))), SHRINKS)
                : program;
        String after = shrinks ? fails(small, way) : failure;
        Points points = Points.of(small);
        return new Find(
                program.seed(),
                way.name(),
                after,
                small.traits() + " constants " + small.constants() + " inlining " + small.inlining() + "\n"
                        + points.text() + Printer.methods(small));
    }

    /** What a smaller program fails with; empty if it does not, or cannot be checked. */
    private static String fails(Program p, Way way) {
        try {
            Points points = Points.of(p);
            Compiled compiled = Javac.compile(Map.of(p.className(), Printer.print(p)));
            String failure = new Check(p, points, way).failure(compiled, new Coverage());
            return failure == null ? "" : failure;
        } catch (Evaluation.Unusable
                | Javac.NotJava
                | ClassCastException
                | NullPointerException
                | IndexOutOfBoundsException
                | NoSuchElementException e) {
            return ""; // a variant that makes no sense
        }
    }
}
