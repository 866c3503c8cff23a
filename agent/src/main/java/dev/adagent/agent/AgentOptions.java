package dev.adagent.agent;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The agent's options, as {@code -javaagent:adagent.jar=device=cpu,dump=DIR,kernels=a.B;a.C#run} or as system properties
 * {@code -Dadagent.device=cpu}; a system property wins.
 *
 * <ul>
 *   <li>{@code device}: {@code auto} (default), {@code cpu}, {@code cuda}, or for tests {@code llvm-host}, and
 *       {@code cuda-code}, which compiles kernels for a GPU and does not run them
 *   <li>{@code cache}: the folder for what is kept from run to run, {@code adagent} among the user's caches if not given;
 *       {@code none} to keep nothing
 *   <li>{@code cache-size}: how many MiB of GPU code are kept, 512 if not given
 *   <li>{@code deterministic}: {@code true} for exact sums of floating-point numbers in all kernels, {@code false} (default) only where
 *       a kernel asks for it
 *   <li>{@code dump}: a folder for everything that is made on a kernel's way
 *   <li>{@code target}: name of a back end's target, whose method tables kernels on the CPU device are compiled with
 *   <li>{@code kernels}: classes that opt in, each perhaps with {@code #method} to name a kernel that carries no annotation; with
 *       {@code ;} between them
 * </ul>
 */
final class AgentOptions {
    private static final String PREFIX = "adagent.";
    private static final Set<String> NAMES = new TreeSet<>(
            Set.of("cache", "cache-size", "check", "deterministic", "device", "dump", "kernels", "target"));
    private static final Set<String> DEVICES = new TreeSet<>(Set.of("auto", "cpu", "cuda", "cuda-code", "llvm-host"));

    private final Map<String, String> values;

    private AgentOptions(Map<String, String> values) {
        this.values = values;
    }

    static AgentOptions none() {
        return new AgentOptions(Map.of());
    }

    /**
     * Reads the options.
     *
     * @param args what stands after {@code =} on the command line, or null
     * @throws IllegalArgumentException for an unknown option or value, with the known ones
     */
    static AgentOptions parse(String args) {
        return parse(args, System.getProperties());
    }

    static AgentOptions parse(String args, Properties system) {
        Map<String, String> values = new TreeMap<>();
        if (args != null) {
            for (String part : args.split(",", -1)) {
                if (!part.isBlank()) {
                    addArgument(values, part.strip());
                }
            }
        }
        for (String name : NAMES) {
            // Not +, whose first use starts a part of java.lang.invoke in front of the app.
            String value = system.getProperty(PREFIX.concat(name));
            if (value != null) {
                values.put(name, value);
            }
        }
        String device = values.getOrDefault("device", "auto");
        if (!DEVICES.contains(device)) {
            throw new IllegalArgumentException("adagent.device=" + device + ": write one of " + DEVICES);
        }
        String size = values.getOrDefault("cache-size", "512");
        if (!size.matches("[0-9]{1,7}")) {
            throw new IllegalArgumentException("adagent.cache-size=" + size + ": write a number of MiB");
        }
        String check = values.getOrDefault("check", "none");
        if (!check.equals("none") && !check.equals("races")) {
            throw new IllegalArgumentException("adagent.check=" + check + ": write races, or none");
        }
        if (check.equals("races") && !device.equals("auto") && !device.equals("cpu")) {
            throw new IllegalArgumentException("adagent.check=races with adagent.device=" + device
                    + ": races are looked for on the CPU; use compute-sanitizer" + " --tool racecheck on a GPU");
        }
        String deterministic = values.getOrDefault("deterministic", "false");
        if (!deterministic.equals("true") && !deterministic.equals("false")) {
            throw new IllegalArgumentException("adagent.deterministic=" + deterministic + ": write true or false");
        }
        return new AgentOptions(values);
    }

    private static void addArgument(Map<String, String> values, String part) {
        int eq = part.indexOf('=');
        String name = eq < 0 ? part : part.substring(0, eq);
        if (eq < 0 || !NAMES.contains(name)) {
            throw new IllegalArgumentException("agent option " + part + ": write name=value with a name of " + NAMES);
        }
        values.put(name, part.substring(eq + 1));
    }

    /** The option's value, or null. */
    String get(String name) {
        return values.get(name);
    }

    /** What the option {@code kernels} lists. */
    Set<String> kernels() {
        return list(values.get("kernels"));
    }

    /** Splits a list of kernels at commas, semicolons and blanks. */
    static Set<String> list(String text) {
        Set<String> parts = new LinkedHashSet<>();
        if (text != null) {
            for (String part : text.split("[,;\\s]+", -1)) {
                if (!part.isEmpty()) {
                    parts.add(part);
                }
            }
        }
        return parts;
    }
}
