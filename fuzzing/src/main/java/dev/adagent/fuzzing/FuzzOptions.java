package dev.adagent.fuzzing;

import java.nio.file.Path;
import java.util.Set;

/**
 * The command line of every fuzzer.
 *
 * @param seed seed of the first program; the others follow by one
 * @param programs number of programs
 * @param devices what is compared with the JVM
 * @param jobs number of threads, each with devices of its own
 * @param minutes after which no new programs are begun; 0 for no limit
 * @param compile folder that the programs' class files are written to instead of being run; null to run
 * @param classes folder of class files written so, for a Java without a compiler; null to compile
 * @param requireCoverage whether the run fails if it did not reach all that it should
 * @param out file that the result is also written to; null for none
 */
public record FuzzOptions(
        long seed,
        int programs,
        Set<FuzzDevice> devices,
        int jobs,
        int minutes,
        Path compile,
        Path classes,
        boolean requireCoverage,
        Path out) {
    public static final String USAGE =
            "[--seed S] [--programs N] [--devices host,interpreter,cpu,llvm-host,cuda-code,gpu] [--jobs J]"
                    + " [--minutes M] [--compile DIR | --classes DIR] [--require-coverage] [--out FILE]";

    /** Options with all but the essential at their defaults. */
    public static FuzzOptions of(long seed, int programs, Set<FuzzDevice> devices) {
        return new FuzzOptions(seed, programs, devices, 1, 0, null, null, false, null);
    }

    /**
     * @param usual devices where the arguments name none
     * @throws IllegalArgumentException if an argument is not one of {@link #USAGE}
     */
    public static FuzzOptions parse(Set<FuzzDevice> usual, String... args) {
        long seed = 1;
        int programs = 1000;
        int jobs = 1;
        int minutes = 0;
        boolean requireCoverage = false;
        Set<FuzzDevice> devices = usual;
        Path compile = null;
        Path classes = null;
        Path out = null;
        for (int k = 0; k < args.length; k++) {
            switch (args[k]) {
                case "--seed" -> seed = number("--seed", value(args, ++k), Long.MIN_VALUE, Long.MAX_VALUE);
                case "--programs" -> programs = (int) number("--programs", value(args, ++k), 1, Integer.MAX_VALUE);
                case "--devices" -> devices = FuzzDevice.parse(value(args, ++k));
                case "--jobs" -> jobs = (int) number("--jobs", value(args, ++k), 1, Integer.MAX_VALUE);
                case "--minutes" -> minutes = (int) number("--minutes", value(args, ++k), 0, Integer.MAX_VALUE);
                case "--compile" -> compile = Path.of(value(args, ++k));
                case "--classes" -> classes = Path.of(value(args, ++k));
                case "--out" -> out = Path.of(value(args, ++k));
                case "--require-coverage" -> requireCoverage = true;
                default -> throw new IllegalArgumentException("unknown argument " + args[k] + ": " + USAGE);
            }
        }
        if (compile != null && classes != null) {
            throw new IllegalArgumentException("--compile writes class files, --classes reads them: one of both");
        }
        return new FuzzOptions(seed, programs, devices, jobs, minutes, compile, classes, requireCoverage, out);
    }

    /** What a run of nothing would pass with, or of less than nothing, is refused too. */
    private static long number(String option, String text, long least, long most) {
        try {
            long n = Long.parseLong(text);
            if (n >= least && n <= most) {
                return n;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new IllegalArgumentException(
                option + " takes a whole number from " + least + " to " + most + ", not " + text + ": " + USAGE);
    }

    private static String value(String[] args, int k) {
        if (k >= args.length) {
            throw new IllegalArgumentException(args[k - 1] + " needs a value: " + USAGE);
        }
        return args[k];
    }
}
