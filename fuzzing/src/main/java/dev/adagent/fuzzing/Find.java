package dev.adagent.fuzzing;

/**
 * A program that two ways of running it disagree about.
 *
 * @param seed the program's seed
 * @param device the way of running that disagrees with the reference
 * @param difference what differs: a line or a few
 * @param program the shrunk program with its inputs, as text that can be pasted into a test
 */
public record Find(long seed, String device, String difference, String program) {
    @Override
    public String toString() {
        return "FIND seed " + seed + " on " + device + ": " + difference.strip() + "\n" + program.stripTrailing()
                + "\n";
    }
}
