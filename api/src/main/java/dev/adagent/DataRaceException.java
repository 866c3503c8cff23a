package dev.adagent;

/**
 * Threads of a kernel access the same element of an array, one of them writing, and nothing says which comes first. Found by the CPU
 * device started with {@code -Dadagent.check=races}; it is the cause of a {@link KernelException}. The message names, for each race, the
 * array and the index, and of both accesses the thread and the Java line.
 */
public final class DataRaceException extends AdagentException {
    private static final long serialVersionUID = 1;

    DataRaceException(String message) {
        super(message, null);
    }
}
