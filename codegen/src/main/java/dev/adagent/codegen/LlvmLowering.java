package dev.adagent.codegen;

import dev.adagent.transform.device.DeviceRefusal;
import dev.adagent.transform.device.Kernel;
import dev.adagent.transform.device.SharedArrays;
import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Meeting;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.ir.analysis.OwnElements;
import dev.adagent.transform.ir.analysis.Uniformity;
import dev.adagent.transform.opt.BlockSums;
import dev.adagent.transform.opt.CheckGroups;
import dev.adagent.transform.opt.DeadCode;
import dev.adagent.transform.opt.LoopVersioning;
import dev.adagent.transform.opt.OwnAdds;
import dev.adagent.transform.opt.RecursionLimit;
import dev.adagent.transform.opt.Simplify;
import dev.adagent.transform.opt.ValueNumbering;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;

/**
 * Lowers a module of the IR, resolved and expanded, to LLVM assembly. The module's first function becomes the kernel.
 *
 * <p>Parameters of the kernel, in order: each Java parameter (an array as address and {@code i32} length, where null is address 0 with
 * length 0 and an empty array any other address), on NVIDIA's GPUs how deep methods may call themselves if any do, the
 * {@linkplain ExceptionRecord exception record}, on targets without thread registers
 * the thread's place, and, if the module has tapes, the tapes' base address and the {@code i32} number of 8-byte slots of each thread.
 *
 * <p>Other functions return their result and a flag, set when they recorded an exception; the caller then leaves too. Java's semantics
 * hold to the bit: no fast-math flags, saturating conversions, masked shifts, division that wraps, exact remainder.
 */
public final class LlvmLowering {
    /** Calls of methods that call themselves that a thread may have open at once where nothing else is said. */
    public static final int DEEPEST = Integer.getInteger("adagent.recursion", 256);

    /** Bytes for those of a thread's arrays that have no place of their own on its stack. */
    public static final int HEAP = Integer.getInteger("adagent.heap", 16 * 1024);

    /**
     * Whether what all threads of a block add to one element is added once for the block: {@code false}, {@code true} outside loops, or {@code loops} there
     * too, where each round costs two barriers.
     */
    public static final String BLOCK_SUMS = System.getProperty("adagent.block-sums", "true");

    private final Module module;
    private final boolean depthIsParameter;
    private final List<Function> functions;
    private final OwnElements elements;
    private final Set<String> apart = new HashSet<>();
    private final List<SeparateFunction> separate = new ArrayList<>();
    private final Map<Function, Set<Integer>> slowLoops = new IdentityHashMap<>();

    final LlvmTarget target;
    final Options options;
    final SupportFunctions support;
    final SharedLowering shared;
    final DebugInfo debug = new DebugInfo();
    final LlvmNames names = new LlvmNames();
    final List<ExceptionRecord.Site> sites = new ArrayList<>();
    final int tapes;
    /** Whether it is checked at each barrier that all threads are there. */
    final boolean checksBarriers;

    private Map<String, Set<Integer>> inHeap = Map.of();
    private Uniformity uniformity;
    private final Map<Loc, Integer> barriers = new HashMap<>();
    private int nextTape;
    private final List<Meeting.Place> waits = new ArrayList<>();

    private LlvmLowering(Module given, LlvmTarget target, Options options) {
        this.module = bounded(given, target, options);
        this.elements = OwnAdds.run(module.entry(), options.distinctArrays());
        module.functions().forEach(this::prepare);
        this.depthIsParameter =
                module.entry().params().size() > given.entry().params().size();
        this.target = target;
        this.options = options;
        this.functions = Reached.from(module).functions();
        this.support = new SupportFunctions(target);
        functions.stream()
                .flatMap(f -> f.blocks().stream())
                .flatMap(b -> b.insns().stream())
                .filter(i -> i.attr() instanceof Callee c && c.isApart())
                .forEach(i -> apart.add(((Callee) i.attr()).function()));
        if (!BLOCK_SUMS.equals("false") && target.isNvidia()) {
            sumInBlocks();
        }
        this.checksBarriers = options.checks() && target.isNvidia() && barriersMayDiverge();
        this.shared = new SharedLowering(SharedArrays.of(module), target, checksBarriers);
        this.tapes = functions.stream()
                .flatMap(f -> f.blocks().stream())
                .flatMap(b -> b.insns().stream())
                .filter(i -> i.op() == Op.INTRINSIC && i.attr().equals("tape.open"))
                .mapToInt(IntrinsicLowering::regions)
                .sum();
    }

    /**
     * How to lower.
     *
     * @param distinctArrays no two array arguments are the same array, so that the kernel's pointers do not alias
     * @param maxBlockSize largest number of threads in a block that will be launched, 0 if not known
     * @param contract a product and a sum may become one fused operation
     * @param fast division and square root of floats may be the target's approximations, and subnormal floats zero
     * @param checks whether it is checked while the kernel runs that threads come to the same barriers, where that is not known
     * @param recursion calls of methods that call themselves that a thread may have open at once; an NVIDIA GPU's launch says it instead
     */
    public record Options(
            boolean distinctArrays, int maxBlockSize, boolean contract, boolean fast, boolean checks, int recursion) {
        public static final Options DEFAULT = new Options(false, 0, false);

        /** With checks, and not fast. */
        public Options(boolean distinctArrays, int maxBlockSize, boolean contract) {
            this(distinctArrays, maxBlockSize, contract, false, true);
        }

        /** With {@link #DEEPEST} calls of methods that call themselves. */
        public Options(boolean distinctArrays, int maxBlockSize, boolean contract, boolean fast, boolean checks) {
            this(distinctArrays, maxBlockSize, contract, fast, checks, DEEPEST);
        }

        /** These options with another depth of recursion; 0 for {@link #DEEPEST}. */
        public Options withRecursion(int depth) {
            return new Options(distinctArrays, maxBlockSize, contract, fast, checks, depth > 0 ? depth : DEEPEST);
        }

        /** What a kernel's own options ask for. */
        public static Options of(Kernel.Options kernel, boolean distinctArrays, int maxBlockSize) {
            return new Options(
                            distinctArrays,
                            maxBlockSize,
                            kernel.math() != Kernel.MathMode.STRICT,
                            kernel.math() == Kernel.MathMode.FAST,
                            kernel.checks())
                    .withRecursion(kernel.recursion());
        }
    }

    /**
     * A module in LLVM assembly.
     *
     * @param text the assembly
     * @param entry name of the kernel
     * @param parameters types of the kernel's Java parameters
     * @param depthIsParameter whether an {@code i32} follows these, how many calls of methods that call themselves a thread may have open
     * @param sites the places that can raise an exception
     * @param tapes number of tapes that a thread may have open; 0 if the hidden tape parameters are absent
     * @param waits the places where threads wait for each other, on a target that has no instruction for that: {@code adagent_wait} is
     *     called there, which whoever runs the grid supplies
     * @param shared whether {@code adagent_zero_shared} is to be called before each block, on a target that runs thread after thread
     * @param separate the functions of the assembly that are the same in all kernels that call them: what records exceptions, and calls that stay
     */
    public record Lowered(
            String text,
            String entry,
            List<Type> parameters,
            boolean depthIsParameter,
            List<ExceptionRecord.Site> sites,
            int tapes,
            List<Meeting.Place> waits,
            boolean shared,
            List<SeparateFunction> separate) {}

    /**
     * Lowers a module.
     *
     * @throws DeviceRefusal if it contains what no device has: objects, unresolved calls, arrays of unknown size
     */
    public static Lowered lower(Module module, LlvmTarget target, Options options) {
        return new LlvmLowering(module, target, options).lower();
    }

    /** A copy whose recursion is bounded. */
    private static Module bounded(Module module, LlvmTarget target, Options options) {
        Module bounded =
                target.isNvidia() ? RecursionLimit.byParameter(module) : RecursionLimit.of(module, options.recursion());
        Module out = new Module();
        bounded.functions().forEach(f -> out.add(f.copy(f.name())));
        return out;
    }

    /** Leaves fewer checks, or fewer branches. */
    private void prepare(Function f) {
        Set<Integer> guarded = LoopVersioning.version(f);
        if (!guarded.isEmpty()) {
            slowLoops.put(f, guarded);
            // guards of constants are decided
            Simplify.run(f);
            ValueNumbering.run(f);
            DeadCode.run(f);
        }
        CheckGroups.run(f);
    }

    /** Headers of a function's loops that only run where a guard could not show that no check fails. */
    Set<Integer> slowLoops(Function f) {
        return slowLoops.getOrDefault(f, Set.of());
    }

    private Lowered lower() {
        Function entry = module.entry();
        functions.forEach(f -> NoObjects.require(f, f == entry));
        inHeap = PrivateArrays.inHeap(functions);
        Reached reached = Reached.from(module);
        functions.forEach(f -> PrivateArrays.requireNoneAcross(f, call -> reached.leadsTo(call, f)));
        StringBuilder bodies = new StringBuilder();
        for (Function f : functions) {
            String text = new FunctionLowering(this, f, f == entry).lower();
            bodies.append(text).append('\n');
            if (isApart(f)) {
                separate.add(new SeparateFunction(
                        names.of(f.name()), text, support.declarations(text), FunctionLowering.PURE, true));
            }
        }
        separate.addAll(support.raises());
        StringBuilder out = new StringBuilder();
        out.append(target.header());
        out.append(bodies)
                .append(shared.text(support))
                .append(support.text())
                .append(hasHeap() ? ThreadHeap.text(target) : "")
                .append('\n')
                .append(debug.text());
        if (options.maxBlockSize() > 0 && target.isNvidia()) {
            out.append("!nvvm.annotations = !{!4}\n!4 = !{ptr @").append(names.of(entry.name()));
            out.append(", !\"maxntidx\", i32 ").append(options.maxBlockSize()).append("}\n");
        }
        return new Lowered(
                GenericPointers.in(target.genericSpace(), out.toString()),
                names.of(entry.name()),
                entry.paramTypes().subList(0, entry.params().size() - (depthIsParameter ? 1 : 0)),
                depthIsParameter,
                List.copyOf(sites),
                tapes,
                List.copyOf(waits),
                !shared.isEmpty(),
                List.copyOf(separate));
    }

    /** Whether a function only gives a result, without hidden parameters and flag: the module calls it {@linkplain Callee#apart() apart}. */
    boolean isApart(Function f) {
        return apart.contains(f.name());
    }

    /** The function that a call enters. */
    Function callee(Insn call, String name, String description) {
        Function f = name == null ? null : module.get(name);
        if (f == null) {
            throw new DeviceRefusal(
                    call.loc(),
                    "call of " + description + ", which has no body that can run on a device",
                    "call a method with Java source, or register an overlay for it");
        }
        return f;
    }

    /** The number of a new site. */
    int site(String className, String message, List<Type> operands, Loc loc) {
        return site(new ExceptionRecord.Site(className, message, null, operands, loc));
    }

    /** Number of a place that can raise an exception. */
    int site(ExceptionRecord.Site site) {
        sites.add(site);
        return sites.size() - 1;
    }

    private boolean barriersMayDiverge() {
        // what varies between threads is not asked where none waits for another
        return barriersInCallees()
                || module.entry().blocks().stream().anyMatch(Uniformity::hasBarrier)
                        && uniformity().barriersMayDiverge();
    }

    /** Whether all threads that have not ended come to the barriers in a block of a function together. */
    boolean allComeTo(Function f, int block) {
        return f == module.entry() && uniformity().allComeTo(block);
    }

    /** Whether an addition is worth to be made once for a warp: its threads, where they are together, add to one element. */
    boolean addsTogether(Function f, Insn i) {
        return target.isNvidia()
                && f == module.entry()
                && !verdict(f, i.arg(0)).isOwn()
                && uniformity().isUniform(i.arg(0))
                && uniformity().isUniform(i.arg(1));
    }

    private void sumInBlocks() {
        if (barriersInCallees()) {
            return;
        }
        Set<Integer> local = new HashSet<>();
        for (Block b : module.entry().blocks()) {
            b.insns().stream().filter(i -> i.op() == Op.SHARED).forEach(i -> local.add(i.result()));
        }
        int used = SharedArrays.of(module).stream()
                .mapToInt(SharedArrays.SharedArray::bytes)
                .sum();
        BlockSums.run(
                module.entry(),
                i -> !verdict(module.entry(), i.arg(0)).isOwn() && !local.contains(i.arg(0)),
                BLOCK_SUMS.equals("loops"),
                SharedArrays.MAX_BYTES - used);
    }

    private boolean barriersInCallees() {
        return functions.stream()
                .filter(f -> f != module.entry())
                .anyMatch(f -> f.blocks().stream().anyMatch(Uniformity::hasBarrier));
    }

    private Uniformity uniformity() {
        if (uniformity == null) {
            uniformity = new Uniformity(module.entry());
        }
        return uniformity;
    }

    /** What is known of an array of a function that an addition goes to. */
    OwnElements.Verdict verdict(Function f, int array) {
        return f == module.entry()
                ? elements.of(array)
                : new OwnElements.Verdict(null, "the method that adds to it does not know which array it is given");
    }

    /** The number of a barrier that is checked, from 1 on. Barriers of one place are one call, as they are for the other devices. */
    int barrierNumber(Loc place) {
        return barriers.computeIfAbsent(place, p -> barriers.size() + 1);
    }

    /** The first of the regions of the thread's tape slots that belong to the next {@code tape.open}. */
    int nextTape(int regions) {
        int first = nextTape;
        nextTape += regions;
        return first;
    }

    /** The number of a new place where threads wait for each other, on a target that has no instruction for it. */
    int waits(Meeting.Place place) {
        waits.add(place);
        return waits.size() - 1;
    }

    /** Whether threads have a heap. */
    boolean hasHeap() {
        return !inHeap.isEmpty();
    }

    /** Which of a function's arrays lie there. */
    ThreadHeap heap(Function f) {
        return new ThreadHeap(
                f,
                inHeap.getOrDefault(f.name(), Set.of()),
                i -> hasHeap() && i.result() >= 0 && ThreadHeap.holdsArray(i.type()));
    }

    /** The parameters after the Java ones, with their types; the heap is the kernel's own. */
    List<String> hiddenParameters(boolean kernel) {
        List<String> out = new ArrayList<>();
        out.add("ptr %adagent.exc");
        if (!target.threadRegisters()) {
            out.add("ptr %adagent.place");
        }
        if (tapes > 0) {
            out.add("ptr %adagent.tape");
            out.add("i32 %adagent.slots");
        }
        if (!kernel && hasHeap()) {
            out.add("ptr " + ThreadHeap.NAME);
        }
        return out;
    }

    /** What a function other than the kernel returns: the parts of its result, and the flag. */
    static String returnType(Function f) {
        StringJoiner s = new StringJoiner(", ", "{ ", " }");
        LlvmTypes.parts(f.result()).forEach(s::add);
        return s.add("i1").toString();
    }
}
