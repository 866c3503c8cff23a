package dev.adagent.fuzzing.language;

import dev.adagent.fuzzing.Compiled;
import dev.adagent.fuzzing.Coverage;
import dev.adagent.fuzzing.Find;
import dev.adagent.fuzzing.FuzzDevice;
import dev.adagent.fuzzing.FuzzOptions;
import dev.adagent.fuzzing.Fuzzer;
import dev.adagent.fuzzing.Javac;
import dev.adagent.fuzzing.Shrinker;
import dev.adagent.transform.device.Kernel;
import dev.adagent.transform.job.Stage;
import dev.adagent.transform.job.StageListener;
import dev.adagent.transform.opt.Rewrite;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** Compares random Java programs on the JVM with every way that adagent runs them. */
public final class LanguageFuzzer implements Fuzzer {
    private static final int BATCH = 100;
    /** How often each bytecode, kind of the IR and optimisation must occur. */
    private static final long TIMES = 100;

    /** The most smaller programs that are tried for a find. */
    private static final int SHRINKING = Integer.getInteger("adagent.fuzz.shrink", 3000);

    private static final String REWRITES = "optimisation";

    private static final Map<Rewrite, String> UNREACHED = Map.of(
            Rewrite.SHADOW_ADD,
            "only derivatives have shadows: the autodiff fuzzer's",
            Rewrite.ADDS_CARRIED,
            "only derivatives add to shadows: the autodiff fuzzer's",
            Rewrite.CALL_APART,
            "only where an elementary function is a small part of a kernel for a GPU",
            Rewrite.CHECK_DROPPED,
            "only where checks are off, which is not Java");

    /** On the way to LLVM only. */
    private static final Set<Rewrite> OF_LOWERING = EnumSet.of(Rewrite.LOOP_VERSIONED, Rewrite.CHECKS_GROUPED);

    private static final Set<FuzzDevice> LOWERED = EnumSet.of(FuzzDevice.LLVM_HOST, FuzzDevice.GPU);

    private final FuzzOptions options;
    private final List<Way> ways = new ArrayList<>();
    private final KernelJob jobs = new KernelJob();
    private final Faults faults;
    private final int shrinking;

    /** @param shrinking the most smaller programs that are tried for a find */
    LanguageFuzzer(FuzzOptions options, Faults faults, int shrinking) {
        this.options = options;
        this.faults = faults;
        this.shrinking = shrinking;
        for (FuzzDevice d : options.devices()) {
            ways.add(Ways.open(d));
        }
    }

    /** For {@code Main}. */
    public static Fuzzer.Factory factory() {
        return new Fuzzer.Factory() {
            @Override
            public Fuzzer open(FuzzOptions options) {
                return new LanguageFuzzer(options, Faults.NONE, SHRINKING);
            }

            @Override
            public Set<FuzzDevice> devices() {
                return EnumSet.of(FuzzDevice.INTERPRETER, FuzzDevice.CPU, FuzzDevice.LLVM_HOST);
            }

            @Override
            public void require(Coverage coverage, FuzzOptions options) {
                Bytecodes.require(coverage, TIMES);
                IrKinds.require(coverage, TIMES);
                boolean lowers = options.devices().stream().anyMatch(LOWERED::contains);
                requireRewrites(coverage, lowers);
            }
        };
    }

    private static void requireRewrites(Coverage coverage, boolean lowers) {
        for (Rewrite r : Rewrite.values()) {
            String name = name(r);
            if (!lowers && OF_LOWERING.contains(r)) {
                coverage.exclude(REWRITES, name, "no device of the run is lowered for");
            } else if (UNREACHED.containsKey(r)) {
                coverage.exclude(REWRITES, name, UNREACHED.get(r));
            } else {
                coverage.require(REWRITES, name, TIMES);
            }
        }
    }

    @Override
    public int batch() {
        return BATCH;
    }

    @Override
    public String describe() {
        return ways.stream().map(Way::describe).collect(Collectors.joining("\n"));
    }

    @Override
    public void close() {
        ways.forEach(Way::close);
    }

    @Override
    public void run(long firstSeed, int count, Coverage coverage, Consumer<Find> finds) {
        Compiled compiled;
        try {
            compiled = options.classes() != null
                    ? Compiled.read(options.classes(), firstSeed)
                    : Javac.compile(Program.sources(LongStream.range(firstSeed, firstSeed + count)
                            .mapToObj(ProgramGenerator::make)
                            .toList()));
        } catch (Javac.NotJava e) {
            if (count == 1) {
                finds.accept(new Find(firstSeed, "javac", e.getMessage(), "the generator made what is no Java"));
            } else {
                run(firstSeed, count / 2, coverage, finds);
                run(firstSeed + count / 2, count - count / 2, coverage, finds);
            }
            return;
        }
        if (options.compile() != null) {
            compiled.write(options.compile(), firstSeed);
            return;
        }
        for (long seed = firstSeed; seed < firstSeed + count; seed++) {
            String name = Program.name(seed);
            compiled.of(name).forEach(c -> Bytecodes.count(c, coverage));
            Map<String, String> differences = differences(name, seed, compiled, ways, coverage);
            for (Map.Entry<String, String> d : differences.entrySet()) {
                finds.accept(find(seed, d.getKey(), d.getValue()));
            }
        }
    }

    /** What differs, by the way of running; empty if nothing does. */
    private Map<String, String> differences(
            String name, long seed, Compiled compiled, List<Way> which, Coverage coverage) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(compiled.loader()); // as an app's thread has it
        Map<String, String> out = new TreeMap<>();
        try {
            Reference reference = Reference.of(name, compiled.loader(), Inputs.arguments(seed));
            Check check = new Check(name, compiled, reference);
            Map<String, Kernel> kernels = new TreeMap<>();
            for (Way way : which) {
                String d;
                try {
                    Kernel kernel = kernels.get(way.target());
                    if (kernel == null) {
                        kernel = compile(name, compiled, way, check, coverage, out);
                        kernels.put(way.target(), kernel);
                    }
                    Kernel k = kernel;
                    d = counted(
                            coverage,
                            () -> check.difference(
                                    (grid, a) -> way.launch(k, grid, k.arguments(a)), way.launchesOften()));
                } catch (RuntimeException | Error e) {
                    d = broken(e);
                }
                if (d != null) {
                    out.put(way.name(), d);
                    break; // what is wrong early is wrong later, or does not end
                }
            }
            coverage.count("programs", which.size() + " ways");
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the program cannot be run on the JVM", e);
        } finally {
            thread.setContextClassLoader(before);
        }
        return out;
    }

    private Kernel compile(
            String name, Compiled compiled, Way way, Check check, Coverage coverage, Map<String, String> differences) {
        boolean interpreted = way.name().equals(FuzzDevice.INTERPRETER.option());
        StageListener listener = (stage, module) -> {
            IrKinds.count(module, coverage);
            if (stage == Stage.LIFTED && interpreted && !Ways.callsDefaultMethods(module)) {
                String d = check.difference((grid, a) -> Ways.interpret(module, grid, a), true);
                if (d != null) {
                    differences.put("lifted", d);
                }
            }
        };
        Kernel kernel = counted(coverage, () -> jobs.compile(name, compiled, way.target(), listener));
        return faults.plantIn(kernel);
    }

    /** Does some work, and counts what the compiler rewrites meanwhile. */
    private static <T> T counted(Coverage coverage, Supplier<T> work) {
        return Rewrite.observe(r -> coverage.count(REWRITES, name(r)), work);
    }

    private static String name(Rewrite r) {
        return r.name().toLowerCase(Locale.ROOT);
    }

    private static String broken(Throwable e) {
        StackTraceElement[] trace = e.getStackTrace();
        return e
                + (trace.length > 0 ? " at " + trace[0] : "")
                + (e.getCause() != null ? ", caused by " + e.getCause() : "");
    }

    // ---- shrinking

    private Find find(long seed, String way, String difference) {
        Program program = ProgramGenerator.make(seed);
        if (options.classes() != null) {
            return new Find(seed, way, difference, "not shrunk: this Java has no compiler\n" + program.source());
        }
        List<Way> which = ways.stream()
                .filter(w -> w.name().equals(way)
                        || (way.equals("lifted") && w.name().equals(FuzzDevice.INTERPRETER.option())))
                .toList();
        String kind = kind(difference);
        Program small = Shrinker.shrink(
                program, Program::smaller, p -> kind.equals(kind(differenceOf(p, way, which))), shrinking);
        String seen = Objects.requireNonNullElse(differenceOf(small, way, which), difference);
        return new Find(seed, way, seen, small.source());
    }

    private String differenceOf(Program p, String way, List<Way> which) {
        try {
            Compiled compiled = Javac.compile(Program.sources(List.of(p)));
            return differences(p.name(), p.seed(), compiled, which, new Coverage())
                    .get(way);
        } catch (Javac.NotJava e) {
            return null;
        } catch (IllegalStateException e) {
            return null;
        }
    }

    /** What a smaller program must share: an exception of the compiler stays that, a wrong result stays one. */
    private static String kind(String difference) {
        if (difference == null) {
            return "";
        }
        boolean result = difference.startsWith("row ") || difference.startsWith("argument ");
        String at = difference.contains(" at ") ? difference.substring(difference.lastIndexOf(" at ")) : "";
        return result ? difference.substring(0, 3) : difference.replaceAll("[^a-zA-Z.].*", "") + at;
    }
}
