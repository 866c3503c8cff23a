package dev.adagent.fuzzing.language;

import dev.adagent.fuzzing.Compiled;
import dev.adagent.transform.device.KernelFailure;
import dev.adagent.transform.lift.ClassSource;
import java.util.List;

/** Compares one way of running a program with the JVM. */
final class Check {
    /** Threads of a block. */
    static final int BLOCK = 8;

    /** Runs a grid. */
    interface Launch {
        void run(int[] grid, Object... arguments) throws KernelFailure;
    }

    private final String program;
    private final ClassLoader loader;
    private final ClassSource source;
    private final Reference reference;

    Check(String program, Compiled compiled, Reference reference) {
        this.program = program;
        this.loader = compiled.loader();
        this.source = ClassSource.of(compiled.classes()).orElse(ClassSource.of(loader));
        this.reference = reference;
    }

    /**
     * Launches all rows that end and one that throws, then, if launches are cheap, each other row that throws.
     *
     * @return what differs; null if nothing does
     */
    String difference(Launch launch, boolean often) {
        Object[] arguments = reference.inputs();
        List<Integer> order = reference.order();
        int ending =
                (int) order.stream().filter(r -> reference.thrown(r) == null).count();
        int ran = Math.min(ending + 1, order.size());
        String d = launch(launch, arguments, order, 0, ran);
        while (d == null && often && ran < order.size()) {
            d = launch(launch, arguments, order, ran, 1);
            ran++;
        }
        return d != null ? d : reference.difference(arguments, order.subList(0, ran));
    }

    /** Runs so many rows, from the given place in their order on; only the last may throw. */
    private String launch(Launch launch, Object[] arguments, List<Integer> order, int base, int threads) {
        Object[] passed = arguments.clone();
        passed[Inputs.BASE] = base;
        passed[Inputs.ORDER] =
                order.subList(0, base + threads).stream().mapToInt(r -> r).toArray();
        int[] grid = {(threads + BLOCK - 1) / BLOCK, 1, 1, BLOCK, 1, 1};
        int last = order.get(base + threads - 1);
        Thrown expected = reference.thrown(last);
        Thrown seen = null;
        boolean agree = false;
        int row = last;
        try {
            launch.run(grid, passed);
        } catch (KernelFailure e) {
            seen = Thrown.of(e, program, loader, source);
            agree = expected != null && expected.agrees(seen, !e.stack().isEmpty());
            int thread = e.block()[0] * BLOCK + e.thread()[0];
            row = thread < threads ? order.get(base + thread) : -1;
        }
        boolean same = expected == null ? seen == null : row == last && agree;
        return same ? null : "row " + row + " threw " + seen + ", not " + (row < 0 ? null : reference.thrown(row));
    }
}
