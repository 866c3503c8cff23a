package dev.adagent.fuzzing;

import java.util.Set;
import java.util.function.Consumer;

/**
 * One kind of random programs with its comparison. A program follows from its seed alone: a run of the programs from S on is the same
 * on every machine, whatever the number of jobs. An instance works on one thread and keeps its devices open.
 */
public interface Fuzzer extends AutoCloseable {
    /** Makes an instance for each job. */
    interface Factory {
        Fuzzer open(FuzzOptions options);

        /** The devices of a run that names none: all that every machine has. */
        Set<FuzzDevice> devices();

        /** Says in {@code coverage} what a run must have reached, and how often. */
        void require(Coverage coverage, FuzzOptions options);
    }

    /** How many programs are best made and compiled together. */
    int batch();

    /**
     * Makes and compares the programs of a range of seeds.
     *
     * @param coverage where what the programs reached is counted; this job's own
     * @param finds is told of each program that two ways of running it disagree about, shrunk
     */
    void run(long firstSeed, int count, Coverage coverage, Consumer<Find> finds);

    /** What runs, a line each: devices with their names and versions. */
    String describe();

    @Override
    void close();
}
