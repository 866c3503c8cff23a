package dev.adagent.fuzzing;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The first lines of a result: what ran, where and when. */
public final class RunHeader {
    private RunHeader() {}

    /**
     * Lines with commit, date, Java and processors.
     *
     * @param what the command, as typed
     * @param devices lines on the devices
     */
    public static String text(String what, String devices) {
        // the commit is passed by the script that starts the run: a GPU host has no repository
        return what + "\ncommit " + System.getProperty("adagent.commit", "not known") + "\ndate "
                + Instant.now().truncatedTo(ChronoUnit.SECONDS) + "\njava " + Runtime.version() + ", "
                + System.getProperty("java.vm.name") + ", "
                + Runtime.getRuntime().availableProcessors()
                + " processors\n" + devices.stripTrailing() + "\n";
    }
}
