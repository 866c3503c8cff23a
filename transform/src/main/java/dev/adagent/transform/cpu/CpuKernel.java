package dev.adagent.transform.cpu;

import dev.adagent.transform.device.Kernel;
import dev.adagent.transform.emit.EmitOptions;
import dev.adagent.transform.emit.FramedClass;
import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.analysis.LoopForest;
import dev.adagent.transform.ir.analysis.OwnElements;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** A kernel's classes: one for each set of arrays that workers may add to plainly. */
final class CpuKernel {
    private static final Logger LOG = System.getLogger(CpuDevice.class.getName());

    private final Kernel kernel;
    private final Module module;
    private final BitSet addOnly;
    private final boolean together;
    private final long weight;
    private final Map<EmitOptions, KernelClass> classes = new HashMap<>();
    private final Map<Boolean, OwnElements> elements = new HashMap<>();
    private boolean exact;
    private boolean tooLarge;

    CpuKernel(Kernel kernel) {
        this.kernel = kernel.code();
        this.module = kernel.limitedModule();
        this.addOnly = AddOnly.parameters(module);
        this.together = KernelClass.worksTogether(module);
        this.weight = weight(module, module.entry(), 0);
    }

    /** Rough number of instructions that a thread runs, each loop counted as 32 turns. */
    private static long weight(Module module, Function f, int calls) {
        LoopForest loops = LoopForest.of(f);
        double sum = 0;
        for (Block b : f.blocks()) {
            double turns = Math.pow(32, Math.min(4, loops.depthOf(b.id())));
            for (Insn insn : b.insns()) {
                String callee = insn.op() == Op.CALL ? ((Callee) insn.attr()).function() : null;
                sum += turns * (callee == null ? 1 : calls > 3 ? 100 : weight(module, module.get(callee), calls + 1));
            }
        }
        return (long) Math.min(1e12, sum + 5);
    }

    /** Whether one worker has to run all threads of a block. */
    boolean worksTogether() {
        return together;
    }

    /** Parameters whose arrays are only added to. */
    BitSet addOnly() {
        return addOnly;
    }

    long weight() {
        return weight;
    }

    /** Whether a parameter's array is added to, and in such a launch no two threads access the same element of it. */
    boolean addsToOwn(int parameter, boolean distinct, int[] grid, Object... args) {
        Function f = module.entry();
        int array = f.params().get(parameter);
        OwnElements e = elements.computeIfAbsent(distinct, d -> new OwnElements(f, d));
        return e.isAddedTo(array)
                && e.of(array).isOwn()
                && e.of(array).condition().holds(f, grid, args);
    }

    /** From now on every exception is made anew: HotSpot may have replaced those of hot checks by prepared ones without message. */
    void makeExact() {
        exact = true;
    }

    /** Whether the code was found not to fit into a class file. */
    boolean isTooLarge() {
        return tooLarge;
    }

    /** Remembers that the code does not fit into a class file. */
    void interpret(FramedClass.TooLarge why) {
        tooLarge = true;
        LOG.log(
                Level.WARNING,
                "kernel {0} makes {1}: it is interpreted on the CPU, and will be very slow: split its methods",
                kernel.method(),
                why.getMessage());
    }

    /** @param distinct whether no two arguments are the same array */
    KernelClass serial(boolean distinct) {
        return make(true, Set.of(), distinct);
    }

    /**
     * @param plain parameters whose arrays are the worker's own
     * @param distinct whether no two arguments are the same array
     */
    KernelClass parallel(Set<Integer> plain, boolean distinct) {
        return make(false, plain, distinct);
    }

    private KernelClass make(boolean allPlain, Set<Integer> plain, boolean distinct) {
        EmitOptions options = new EmitOptions(
                EmitOptions.Runtime.KERNEL,
                exact ? EmitOptions.Checks.EXPLICIT : EmitOptions.Checks.IMPLICIT,
                plain,
                allPlain,
                distinct);
        return classes.computeIfAbsent(options, o -> {
            KernelClass c = KernelClass.make(module, o);
            if (c.largestMethod() > KernelClass.HUGE) {
                LOG.log(
                        Level.WARNING,
                        "kernel {0} takes {1} bytes of bytecode; HotSpot only interprets methods of more than {2}, so it"
                                + " will be slow on the CPU: split the differentiated function, or start java with"
                                + " -XX:-DontCompileHugeMethods",
                        kernel.method(),
                        Integer.toString(c.largestMethod()),
                        Integer.toString(KernelClass.HUGE));
            }
            return c;
        });
    }
}
