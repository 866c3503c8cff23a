package dev.adagent.transform.job;

import dev.adagent.overlay.MethodKey;
import java.util.List;

/**
 * What is asked of the compiler, before anything is read: the part of a job's key that is known at once.
 *
 * @param entry the method to start at
 * @param target name of the target
 * @param view version of the method tables' contents
 * @param aliases what is known of the entry's array arguments
 * @param options flags and math mode
 * @param derivative what is differentiated, or empty
 * @param compiler version of adagent
 */
public record JobRequest(
        MethodKey entry,
        String target,
        String view,
        String aliases,
        String options,
        String derivative,
        String compiler) {

    /** The request that a job makes. @param derivative text of the {@code Spec}, or empty */
    public static JobRequest of(Job job, String derivative) {
        return new JobRequest(
                job.entry(),
                job.environment().target(),
                job.view().version(),
                job.distinctArrays() ? "distinct" : "may alias",
                job.flags(),
                derivative,
                job.environment().compiler());
    }

    /** Hash of the request: under it, the inputs of earlier compilations can be looked up. */
    public String hash() {
        return JobKey.sha256(lines());
    }

    List<String> lines() {
        return List.of(
                "entry " + entry.owner() + " " + entry.name() + " " + entry.descriptor(),
                "target " + target,
                "view " + view,
                "aliases " + aliases,
                "options " + options,
                "derivative " + derivative,
                "compiler " + compiler);
    }

    /** Reads what {@link #lines} wrote. @throws IllegalArgumentException if it is not that */
    static JobRequest parse(List<String> lines) {
        String[] entry = after("entry", lines.get(0)).split(" ");
        if (entry.length != 3) {
            throw new IllegalArgumentException("not an entry: " + lines.get(0));
        }
        return new JobRequest(
                new MethodKey(entry[0], entry[1], entry[2]),
                after("target", lines.get(1)),
                after("view", lines.get(2)),
                after("aliases", lines.get(3)),
                after("options", lines.get(4)),
                after("derivative", lines.get(5)),
                after("compiler", lines.get(6)));
    }

    static int size() {
        return 7;
    }

    private static String after(String word, String line) {
        if (!line.startsWith(word + " ")) {
            throw new IllegalArgumentException("not the " + word + " of a job: " + line);
        }
        return line.substring(word.length() + 1);
    }
}
