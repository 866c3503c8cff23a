package dev.adagent.it.overhead;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/** Loads the classes that a file names, and prints what that took: {@code loaded, ns of this thread, ns of the process}. */
public final class Load {
    private Load() {}

    /** {@code args[0]}: the file, which is empty to measure the start alone. */
    public static void main(String[] args) throws IOException {
        long atStart = processNanos();
        String[] names = Files.readString(Path.of(args[0])).lines().toArray(String[]::new);
        int loaded = 0;
        long thread = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        for (String name : names) {
            try {
                loaded += Class.forName(name, false, Load.class.getClassLoader()) == null ? 0 : 1;
            } catch (ClassNotFoundException | LinkageError e) {
                continue; // a library that is not there
            }
        }
        thread = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - thread;
        System.out.println(loaded + " " + thread + " " + atStart);
    }

    /** CPU time of all threads (proc_pid_schedstat): the MXBean counts in steps of 10 ms. */
    private static long processNanos() throws IOException {
        long sum = 0;
        File[] threads = new File("/proc/self/task").listFiles();
        for (File thread : threads == null ? new File[0] : threads) {
            String stat = Files.readString(thread.toPath().resolve("schedstat"));
            sum += Long.parseLong(stat.substring(0, stat.indexOf(' ')));
        }
        return sum;
    }
}
