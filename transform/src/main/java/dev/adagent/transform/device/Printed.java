package dev.adagent.transform.device;

import dev.adagent.transform.ir.Print;
import dev.adagent.transform.prints.PrintBuffer;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;

/**
 * What a kernel prints: its threads record numbers ({@link PrintBuffer}), in an array that each launch gives them; the host formats.
 *
 * @param sites the places that print, each as {@link Print} writes it
 */
public record Printed(List<String> sites) {
    private static final String SITE = "print ";
    private static final int MOST = Integer.MAX_VALUE - 16;

    public Printed {
        sites = List.copyOf(sites);
    }

    /** A launch of the kernel, given its arguments and the buffer. */
    @FunctionalInterface
    interface Run {
        void with(long[] buffer) throws KernelFailure;
    }

    /** Text that {@link #parse} reads: lines that begin as no others of a job do. */
    public List<String> lines() {
        return sites;
    }

    /** Whether a line is one of {@link #lines}. */
    public static boolean isLine(String line) {
        return line.startsWith(SITE);
    }

    /** Reads lines. @return null if there are none */
    public static Printed parse(List<String> lines) {
        return lines.isEmpty() ? null : new Printed(lines);
    }

    /**
     * Runs a launch, and prints what its threads have printed, also if one failed.
     *
     * @param app finds the app's classes
     */
    void launch(Kernel kernel, ClassLoader app, Run run) throws KernelFailure {
        long mib = Math.max(0, Integer.getInteger("adagent.printf.memory", 1));
        long[] buffer = PrintBuffer.make((int) Math.min(MOST, mib << 17));
        try {
            run.with(buffer);
        } finally {
            print(buffer, app);
            announceLost(kernel, mib, PrintBuffer.lost(buffer));
        }
    }

    private void print(long[] buffer, ClassLoader app) {
        List<String> slots = sites.stream().map(Print::descriptors).toList();
        int[] operands = slots.stream().mapToInt(String::length).toArray();
        StringBuilder out = new StringBuilder();
        for (PrintBuffer.Entry e : PrintBuffer.entries(operands, buffer)) {
            List<Object> numbers = new ArrayList<>();
            for (char descriptor : slots.get(e.site()).toCharArray()) {
                numbers.add(number(descriptor, buffer[e.at() + numbers.size()]));
            }
            out.append(Print.text(sites.get(e.site()), numbers.toArray(), app));
        }
        if (out.length() > 0) {
            System.out.print(out);
            System.out.flush();
        }
    }

    private static Object number(char descriptor, long word) {
        return switch (descriptor) {
            case 'J' -> word;
            case 'F' -> Float.intBitsToFloat((int) word);
            case 'D' -> Double.longBitsToDouble(word);
            default -> (int) word;
        };
    }

    private static void announceLost(Kernel kernel, long mib, long lost) {
        if (lost > 0) {
            System.getLogger(Printed.class.getName())
                    .log(
                            Level.WARNING,
                            lost + (lost == 1 ? " call" : " calls") + " of Kernel.printf in a launch of "
                                    + kernel.method()
                                    + " did not fit in " + mib + " MiB and printed nothing:"
                                    + " raise -Dadagent.printf.memory=MiB, or print less");
        }
    }
}
