package dev.adagent.transform.cpu;

import dev.adagent.transform.device.Aliases;
import dev.adagent.transform.device.Device;
import dev.adagent.transform.device.Kernel;
import dev.adagent.transform.device.KernelFailure;
import dev.adagent.transform.device.Recent;
import dev.adagent.transform.emit.FramedClass;
import dev.adagent.transform.ir.GridObserver;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Runs kernels on the JVM: bytecode in hidden classes, the grid's threads in contiguous ranges on a fixed number of workers. For a
 * given number of workers the result of a launch is the same in every run, sums included.
 *
 * <p>Arrays of which each thread has elements of its own are added to directly. Others that a kernel only adds to are private to each
 * worker and summed in the order of the workers when all have ended, also
 * after a failure: what the threads that ran have added is then in the sum. Other shared additions are atomic. A launch whose work
 * is estimated to be small runs on the calling thread.
 */
public final class CpuDevice implements Device {
    private static final int KERNELS_KEPT = 256;
    /** Estimated instructions below which waking other workers costs more than it saves. */
    private static final long SMALL = 100_000;
    /** Elements that one worker sums alone. */
    private static final int SMALL_SUM = 1 << 14;

    private final Workers workers;
    private final boolean checked;
    private final Scratch scratch = new Scratch();
    private final Recent<String, CpuKernel> kernels =
            new Recent<>(KERNELS_KEPT, k -> {}); // a collector finds its class

    /** A device with as many workers as the property {@code adagent.cpu.threads} says, else one for each processor. */
    public CpuDevice() {
        this(Math.max(
                1,
                Integer.getInteger("adagent.cpu.threads", Runtime.getRuntime().availableProcessors())));
    }

    /** @throws IllegalArgumentException if {@code workers} is below 1 */
    public CpuDevice(int workers) {
        this(workers, "races".equals(System.getProperty("adagent.check")));
    }

    /**
     * @param checked whether each launch looks for data races, slowly, and fails with a {@code DataRaceException} where it finds one
     * @throws IllegalArgumentException if {@code workers} is below 1
     */
    public CpuDevice(int workers, boolean checked) {
        this.checked = checked;
        if (workers < 1) {
            throw new IllegalArgumentException("a CPU device needs at least 1 worker, not " + workers);
        }
        this.workers = new Workers(workers);
    }

    @Override
    public String name() {
        return "cpu";
    }

    @Override
    public String describe() {
        int n = workers.count();
        return "CPU, " + n + (n == 1 ? " worker" : " workers") + " on Java "
                + Runtime.version().feature() + " (" + System.getProperty("os.arch") + ")"
                + (checked ? ", looking for data races" : "");
    }

    @Override
    public synchronized void launch(Kernel kernel, int[] grid, Object[] args) throws KernelFailure {
        Launch.threads(grid);
        int n = kernel.module().entry().params().size();
        if (args.length != n) {
            throw new IllegalArgumentException(kernel.method() + " takes " + n + " arguments, not " + args.length);
        }
        if (checked) {
            CheckedRun.launch(kernel, grid, args);
            return;
        }
        CpuKernel k = kernels.get(kernel.contentId(), id -> new CpuKernel(kernel));
        if (!k.isTooLarge()) {
            try {
                compiled(k, grid, args);
                return;
            } catch (FramedClass.TooLarge e) { // before anything ran
                k.interpret(e);
            }
        }
        InterpretedRun.launch(kernel, grid, new GridObserver() {}, args);
    }

    private void compiled(CpuKernel k, int[] grid, Object... args) throws KernelFailure {
        long threads = Launch.threads(grid);
        int parts = (int) Math.min(workers.count(), k.worksTogether() ? (long) grid[0] * grid[1] * grid[2] : threads);
        boolean small = threads < SMALL && threads * k.weight() < SMALL;
        Launch launch;
        if (parts == 1 || small) {
            launch = new Launch(k.serial(Aliases.of(args).allDistinct()), grid);
            launch.run(0, 1, args);
        } else {
            launch = parallel(k, grid, args, parts, threads);
        }
        if (launch.hasFailed()) {
            k.makeExact();
            throw launch.failure();
        }
    }

    /** An array that workers add to privately, and each worker's own. */
    private record Private(Object target, Object[] copies) {}

    private Launch parallel(CpuKernel k, int[] grid, Object[] args, int parts, long threads) {
        Aliases aliases = Aliases.of(args);
        Set<Integer> plain = new HashSet<>();
        Map<Integer, Private> byLeader = new LinkedHashMap<>();
        for (int i = 0; i < args.length; i++) {
            int leader = aliases.leader(i);
            if (k.addsToOwn(i, aliases.allDistinct(), grid, args)) {
                plain.add(i);
            } else if (isPrivate(k, aliases, args, i, parts, threads)) {
                plain.add(i);
                byLeader.computeIfAbsent(leader, l -> new Private(args[l], new Object[parts]));
            }
        }
        List<Private> sums = new ArrayList<>(byLeader.values());
        for (Private p : sums) {
            Arrays.setAll(p.copies(), w -> scratch.take(p.target()));
        }
        Launch launch = new Launch(k.parallel(plain, aliases.allDistinct()), grid);
        workers.run(parts, w -> {
            Object[] mine = args.clone();
            for (int i : plain) {
                Private own = byLeader.get(aliases.leader(i));
                mine[i] = own == null ? mine[i] : own.copies()[w];
            }
            launch.run(w, parts, mine);
        });
        sum(sums, parts);
        return launch;
    }

    /** Every parameter that has this array is only added to, and private copies cost no more than the work itself. */
    private static boolean isPrivate(CpuKernel k, Aliases aliases, Object[] args, int i, int parts, long threads) {
        if (args[i] == null || !k.addOnly().get(i)) {
            return false;
        }
        for (int j = 0; j < args.length; j++) {
            if (aliases.leader(j) == aliases.leader(i) && !k.addOnly().get(j)) {
                return false;
            }
        }
        long elements = (long) Array.getLength(args[i]) * parts;
        return elements <= Math.max(1L << 22, 16 * threads);
    }

    private void sum(List<Private> sums, int parts) {
        for (Private p : sums) {
            int n = Array.getLength(p.target());
            int ranges = n < SMALL_SUM ? 1 : parts;
            workers.run(ranges, r -> {
                int lo = (int) ((long) n * r / ranges);
                int hi = (int) ((long) n * (r + 1) / ranges);
                for (Object copy : p.copies()) {
                    Scratch.drain(p.target(), copy, lo, hi);
                }
            });
            for (Object copy : p.copies()) {
                scratch.give(copy);
            }
        }
    }
}
