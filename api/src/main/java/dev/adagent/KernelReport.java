package dev.adagent;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What the compiler made of a kernel, and why: {@link Gpu#explain}. {@link #toString} is for people; its words may change from version to
 * version. Numbers are −1 where no assembler says them.
 */
public final class KernelReport {
    private final Map<?, ?> facts;

    /** @param facts as {@code dev.adagent.spi.EngineClient} lists them */
    KernelReport(Map<?, ?> facts) {
        this.facts = facts;
    }

    /**
     * An index check that is left in the machine code.
     *
     * @param place class, method, file and line
     * @param access array and index, in the words of the source as far as they are known
     * @param known what the compiler knew of the index there
     */
    public record Check(String place, String access, String known) {
        @Override
        public String toString() {
            return place + "  " + access + ": " + known;
        }
    }

    /**
     * How a derivative adds to the shadow of an array.
     *
     * @param place where the array is used
     * @param array the shadow, in the words of the source as far as they are known
     * @param how {@code register}, {@code plain}, {@code aggregated} or {@code atomic}; {@code exact} in deterministic kernels
     * @param why the reason
     */
    public record Shadow(String place, String array, String how, String why) {
        @Override
        public String toString() {
            return array + ", " + place + ": " + how + ", since " + why;
        }
    }

    /**
     * How the reverse of a loop gets a value of the loop.
     *
     * @param loop where the loop begins
     * @param value the value
     * @param how {@code recomputed}, {@code reloaded} or {@code taped}; for the number of rounds where it comes from
     * @param why the reason, or empty
     * @param bytes bytes on the tape for each round, 0 if it is not there
     */
    public record LoopValue(String loop, String value, String how, String why, int bytes) {
        @Override
        public String toString() {
            return value + ": " + how + (bytes > 0 ? ", " + bytes + " bytes a round" : "")
                    + (why.isEmpty() ? "" : ", since " + why);
        }
    }

    /**
     * A call of {@code Kernel.printf}: each thread records what it shows, and the host prints it when the launch has ended.
     *
     * @param place class, method, file and line
     * @param bytes what a call records
     */
    public record Print(String place, int bytes) {
        @Override
        public String toString() {
            return place + ": " + bytes + " bytes a call";
        }
    }

    private String text(String name) {
        return (String) facts.get(name);
    }

    private int number(String name) {
        return facts.get(name) instanceof Integer n ? n : -1;
    }

    private List<Object[]> rows(String name) {
        List<Object[]> out = new ArrayList<>();
        Object listed = facts.get(name);
        (listed instanceof List<?> l ? l : List.of()).forEach(r -> out.add((Object[]) r));
        return out;
    }

    /** Class and method of the kernel. */
    public String kernel() {
        return text("kernel");
    }

    /** What it was compiled for, for example {@code sm_90}. */
    public String architecture() {
        return text("architecture");
    }

    /** Registers of a thread. */
    public int registers() {
        return number("registers");
    }

    /** Bytes of stack of a thread. */
    public int stackBytes() {
        return number("stackBytes");
    }

    /** Bytes of registers that a thread stores to its stack, for want of more. */
    public int spillStoreBytes() {
        return number("spillStoreBytes");
    }

    /** Bytes of registers that a thread loads back from its stack. */
    public int spillLoadBytes() {
        return number("spillLoadBytes");
    }

    /** Bytes of static shared memory of a block. */
    public int sharedBytes() {
        return number("sharedBytes");
    }

    /** Bytes of constant memory, the parameters among them. */
    public int constantBytes() {
        return number("constantBytes");
    }

    /** Blocks of the grid's size that a multiprocessor holds at once. */
    public int blocksPerMultiprocessor() {
        return number("blocks");
    }

    /** The share of a multiprocessor's warps that these blocks are, from 0 to 1; NaN if it is not known. */
    public double occupancy() {
        return facts.get("occupancy") instanceof Double d ? d : Double.NaN;
    }

    /** What keeps a further block away: {@code threads}, {@code blocks}, {@code registers} or {@code shared memory}; null if not known. */
    public String limit() {
        return text("limit");
    }

    /** The index checks that remain, in the order of the code. */
    public List<Check> checks() {
        return rows("checks").stream()
                .map(r -> new Check((String) r[0], (String) r[1], (String) r[2]))
                .toList();
    }

    /** How many index checks LLVM removed of those that it was given. */
    public int removedChecks() {
        return number("removedChecks");
    }

    /** How derivatives in the kernel add to shadows. */
    public List<Shadow> shadows() {
        return rows("shadows").stream()
                .map(r -> new Shadow((String) r[0], (String) r[1], (String) r[2], (String) r[3]))
                .toList();
    }

    /** How the reverses of loops get the loops' values; those of one loop one after the other. */
    public List<LoopValue> loops() {
        return rows("loops").stream()
                .map(r -> new LoopValue((String) r[0], (String) r[1], (String) r[2], (String) r[3], (Integer) r[4]))
                .toList();
    }

    /** What the kernel prints. */
    public List<Print> prints() {
        return rows("prints").stream()
                .map(r -> new Print((String) r[0], (Integer) r[1]))
                .toList();
    }

    /** The intermediate representation from which LLVM starts. */
    public String ir() {
        return text("ir");
    }

    /** LLVM's assembly after its passes. */
    public String llvm() {
        return text("llvm");
    }

    /** The PTX. */
    public String ptx() {
        return text("ptx");
    }

    @Override
    public String toString() {
        StringBuilder s = new StringBuilder();
        s.append(kernel()).append(" for ").append(architecture()).append('\n');
        s.append("  ")
                .append(registers())
                .append(" registers, ")
                .append(stackBytes())
                .append(" bytes of stack, spills of ");
        s.append(spillStoreBytes())
                .append(" bytes out and ")
                .append(spillLoadBytes())
                .append(" bytes in\n");
        s.append("  ").append(sharedBytes()).append(" bytes of shared memory, ");
        s.append(constantBytes()).append(" bytes of constants\n");
        if (limit() != null) {
            s.append(String.format(
                    Locale.ROOT,
                    "  occupancy %.0f %%: %d blocks of %s threads a multiprocessor, limited by %s%n",
                    100 * occupancy(),
                    blocksPerMultiprocessor(),
                    facts.get("threads"),
                    limit()));
        }
        s.append("Index checks: ").append(checks().size()).append(" remain, LLVM removed ");
        s.append(removedChecks()).append('\n');
        checks().forEach(c -> s.append("  ").append(c).append('\n'));
        if (!shadows().isEmpty()) {
            s.append("Additions to shadows\n");
            shadows().forEach(d -> s.append("  ").append(d).append('\n'));
        }
        appendLoops(s);
        if (!prints().isEmpty()) {
            s.append("Prints, recorded for the host\n");
            prints().forEach(p -> s.append("  ").append(p).append('\n'));
        }
        return s.toString();
    }

    private void appendLoops(StringBuilder s) {
        List<LoopValue> all = loops();
        s.append(all.isEmpty() ? "" : "Loops in reverse\n");
        for (String loop : all.stream().map(LoopValue::loop).distinct().toList()) {
            List<LoopValue> of = all.stream().filter(v -> v.loop().equals(loop)).toList();
            int bytes = of.stream().mapToInt(LoopValue::bytes).sum();
            s.append("  ").append(loop).append(": ");
            s.append(bytes == 0 ? "nothing is taped" : bytes + " bytes a round are taped")
                    .append('\n');
            of.forEach(v -> s.append("    ").append(v).append('\n'));
        }
    }
}
