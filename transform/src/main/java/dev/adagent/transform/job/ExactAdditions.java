package dev.adagent.transform.job;

import dev.adagent.overlay.MethodKey;
import dev.adagent.transform.device.SharedArrays;
import dev.adagent.transform.device.SharedArrays.SharedArray;
import dev.adagent.transform.device.SumArrays;
import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Remarks;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.ir.analysis.LaunchCondition;
import dev.adagent.transform.ir.analysis.OwnElements;
import dev.adagent.transform.ir.analysis.SourceText;
import dev.adagent.transform.sums.Accumulator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes the sums of a kernel independent of the order of its threads. Beside each array that threads may add to goes another with its exact sums
 * ({@link Accumulator}), by the same ways, as shadows do; additions, reads and writes become calls of the accumulator's methods. So every
 * device runs the same, and needs nothing of its own.
 */
final class ExactAdditions {
    /** Gives a method of the accumulator, with all that it calls. */
    @FunctionalInterface
    interface Library {
        Module of(MethodKey method);
    }

    private static final String OWNER = Accumulator.class.getName().replace('.', '/');

    private final Module module;
    private final Function entry;
    private final boolean distinct;
    private final Library library;
    private final SummedArrays arrays;
    private final Map<String, String> linked = new HashMap<>();
    /** For each function, the value that holds the sums of an array. */
    private final Map<Function, Map<Integer, Integer>> sums = new HashMap<>();

    private ExactAdditions(Module module, boolean distinct, Library library) {
        this.module = module;
        this.entry = module.entry();
        this.distinct = distinct;
        this.library = library;
        this.arrays = new SummedArrays(module, distinct);
    }

    /**
     * Changes a kernel that is ready for a device.
     *
     * @param distinct whether no two of the launch's arrays are the same
     * @return what its entry has parameters for now, after its own; null if nothing is added to that threads may share
     * @throws dev.adagent.transform.device.DeviceRefusal where the order of threads can be seen otherwise than by sums
     */
    static SumArrays run(Module module, boolean distinct, Library library) {
        ExactAdditions pass = new ExactAdditions(module, distinct, library);
        return pass.arrays.isEmpty() ? null : pass.run();
    }

    private SumArrays run() {
        OwnElements elements = new OwnElements(entry, distinct);
        Map<Integer, LaunchCondition> own = own(elements);
        List<Integer> parameters = parameters(arrays);
        List<Integer> added = distinct ? parameters : parameters(new SummedArrays(module, true));
        List<Function> functions = List.copyOf(module.functions());
        Map<Block, List<Integer>> passed = new HashMap<>();
        Map<Function, List<Integer>> taken = new HashMap<>();
        for (Function f : functions) {
            sums.put(f, new HashMap<>());
            taken.put(f, new ArrayList<>());
            for (int k = 0; k < f.params().size(); k++) {
                if (arrays.has(f, f.params().get(k))) {
                    taken.get(f).add(k);
                }
            }
            f.blocks().forEach(b -> passed.put(b, declare(f, b)));
        }
        Map<SharedArray, LaunchCondition> ownShared = new HashMap<>();
        List<SharedArray> shared = shareds(elements, ownShared);
        for (Function f : functions) {
            for (Block b : f.blocks()) {
                rewrite(f, b, taken);
                List<Edge> edges = new ArrayList<>();
                b.term().edges().forEach(e -> edges.add(extended(f, e, passed.get(f.block(e.target())))));
                b.setTerm(b.term().withEdges(edges));
            }
        }
        return new SumArrays(entry, parameters, added, shared, own, ownShared);
    }

    private List<Integer> parameters(SummedArrays of) {
        List<Integer> out = new ArrayList<>();
        for (int k = 0; k < entry.params().size(); k++) {
            if (of.has(entry, entry.params().get(k))) {
                out.add(k);
            }
        }
        return out;
    }

    /** The arguments that each thread adds to elements of its own of; says so, or what else is done. */
    private Map<Integer, LaunchCondition> own(OwnElements elements) {
        Map<Integer, LaunchCondition> own = new HashMap<>();
        for (int k = 0; k < entry.params().size(); k++) {
            int p = entry.params().get(k);
            if (!arrays.has(entry, p)) {
                continue;
            }
            boolean flat = !entry.typeOf(p).element().isReference();
            OwnElements.Verdict v = !flat ? elements.ofRows(p) : elements.isAddedTo(p) ? elements.of(p) : null;
            if (v != null && v.isOwn()) {
                own.put(k, v.condition());
            }
        }
        if (Remarks.areWanted()) {
            module.functions().forEach(f -> remark(f, elements));
        }
        return own;
    }

    private void remark(Function f, OwnElements elements) {
        SourceText text = new SourceText(f);
        for (Block b : f.blocks()) {
            for (Insn i : b.insns()) {
                if (i.op() == Op.ACCUM) {
                    OwnElements.Verdict v = f == entry ? elements.of(i.arg(0)) : null;
                    boolean plain = v != null && v.isOwn();
                    Remarks.add(new Remarks.Remark(
                            Remarks.Kind.SHADOW,
                            i.loc(),
                            text.array(i.arg(0)),
                            plain ? "plain" : "exact",
                            plain
                                    ? v.why()
                                    : "the kernel is deterministic, and other threads may add to the same element",
                            0));
                }
            }
        }
    }

    /** Makes the values that will hold the sums of what a block defines; gives those of its parameters that have some. */
    private List<Integer> declare(Function f, Block b) {
        Map<Integer, Integer> of = sums.get(f);
        List<Integer> out = new ArrayList<>();
        for (int p : List.copyOf(b.params())) {
            if (arrays.has(f, p)) {
                out.add(p);
                of.put(p, f.addParam(b, SummedArrays.typeOfSums(f.typeOf(p))));
            }
        }
        for (Insn i : b.insns()) {
            if (i.result() >= 0 && i.op() != Op.SHARED && arrays.has(f, i.result())) {
                of.put(i.result(), f.newValue(SummedArrays.typeOfSums(i.type())));
            }
        }
        return out;
    }

    /** Adds a table for each shared array with sums, from which each thread takes its block's. */
    private List<SharedArray> shareds(OwnElements elements, Map<SharedArray, LaunchCondition> own) {
        Map<String, List<Integer>> found = new LinkedHashMap<>();
        for (Block b : entry.blocks()) {
            for (Insn i : b.insns()) {
                if (i.op() == Op.SHARED && arrays.has(entry, i.result())) {
                    found.computeIfAbsent((String) i.attr(), n -> new ArrayList<>())
                            .add(i.result());
                }
            }
        }
        List<SharedArray> out = new ArrayList<>();
        if (found.isEmpty()) {
            return out;
        }
        Block start = new Function("start", Type.VOID).newBlock();
        int block = block(start);
        for (SharedArray s : SharedArrays.of(module)) {
            if (found.containsKey(s.name())) {
                out.add(s);
                OwnElements.Verdict v = elements.of(found.get(s.name()).get(0));
                if (v.isOwn()) {
                    own.put(s, v.condition());
                }
                Type row = SummedArrays.typeOfSums(s.type());
                int table = entry.addParam(entry.entry(), Type.array(row));
                int mine = entry.append(start, Op.ALOAD, row, null, Loc.NONE, table, block);
                found.get(s.name()).forEach(array -> sums.get(entry).put(array, mine));
            }
        }
        entry.entry().insns().addAll(0, start.insns());
        return out;
    }

    /** The number of the thread's block in the grid. */
    private int block(Block at) {
        int z = times(at, special(at, "ctaid.z"), special(at, "nctaid.y"));
        int zy = plus(at, z, special(at, "ctaid.y"));
        return plus(at, times(at, zy, special(at, "nctaid.x")), special(at, "ctaid.x"));
    }

    private int special(Block at, String name) {
        return entry.append(at, Op.INTRINSIC, Type.I32, name, Loc.NONE);
    }

    private int times(Block at, int a, int b) {
        return entry.append(at, Op.MUL, Type.I32, null, Loc.NONE, a, b);
    }

    private int plus(Block at, int a, int b) {
        return entry.append(at, Op.ADD, Type.I32, null, Loc.NONE, a, b);
    }

    private Edge extended(Function f, Edge e, List<Integer> params) {
        int n = e.args().length;
        int[] args = Arrays.copyOf(e.args(), n + params.size());
        List<Integer> all = f.block(e.target()).params();
        for (int k = 0; k < params.size(); k++) {
            args[n + k] = sums.get(f).get(e.args()[all.indexOf(params.get(k))]);
        }
        return new Edge(e.target(), args);
    }

    private void rewrite(Function f, Block b, Map<Function, List<Integer>> taken) {
        List<Insn> old = List.copyOf(b.insns());
        b.insns().clear();
        Map<Integer, Integer> of = sums.get(f);
        for (Insn i : old) {
            boolean onSums = i.args().length > 0 && arrays.has(f, i.arg(0));
            boolean onNumbers = onSums && f.typeOf(i.arg(0)).element().isFloating();
            switch (i.op()) {
                case ACCUM, ATOMIC -> b.insns().add(onNumbers ? call(f, i, "add", Type.VOID, -1) : i);
                case ASTORE -> {
                    b.insns().add(onNumbers ? call(f, i, "set", Type.VOID, -1) : i);
                    if (onSums && !onNumbers) {
                        b.insns().add(i.withArgs(of.get(i.arg(0)), i.arg(1), of.get(i.arg(2))));
                    }
                }
                case ALOAD -> {
                    b.insns().add(onNumbers ? call(f, i, "get", i.type(), i.result()) : i);
                    if (onSums && !onNumbers) {
                        b.insns().add(with(f, i, of.get(i.arg(0)), i.arg(1)));
                    }
                }
                case SELECT -> {
                    b.insns().add(i);
                    if (arrays.has(f, i.result())) {
                        b.insns().add(with(f, i, i.arg(0), of.get(i.arg(1)), of.get(i.arg(2))));
                    }
                }
                case NEWARRAY, CONST -> {
                    b.insns().add(i);
                    if (i.result() >= 0 && arrays.has(f, i.result())) {
                        b.insns().add(fresh(f, i));
                    }
                }
                case CALL -> b.insns().add(passing(f, i, taken));
                default -> b.insns().add(i);
            }
        }
    }

    /** The instruction that makes the sums of what another makes. */
    private Insn with(Function f, Insn i, int... args) {
        int result = sums.get(f).get(i.result());
        return new Insn(i.op(), f.typeOf(result), result, args, i.attr(), i.loc());
    }

    /** An array of the thread's own needs no sums; one that holds arrays holds theirs. */
    private Insn fresh(Function f, Insn i) {
        return i.op() == Op.NEWARRAY && i.type().element().isArray()
                ? with(f, i, i.args())
                : new Insn(
                        Op.CONST,
                        SummedArrays.typeOfSums(i.type()),
                        sums.get(f).get(i.result()),
                        new int[0],
                        null,
                        i.loc());
    }

    private Insn passing(Function f, Insn call, Map<Function, List<Integer>> taken) {
        List<Integer> more = taken.getOrDefault(module.get(((Callee) call.attr()).function()), List.of());
        int n = call.args().length;
        int[] args = Arrays.copyOf(call.args(), n + more.size());
        for (int k = 0; k < more.size(); k++) {
            args[n + k] = sums.get(f).get(call.arg(more.get(k)));
        }
        return call.withArgs(args);
    }

    /** The call of an accumulator's method in the place of an instruction: array, sums, and what else the instruction takes. */
    private Insn call(Function f, Insn i, String name, Type result, int value) {
        Type array = f.typeOf(i.arg(0));
        String number = array.element().descriptor();
        boolean gives = !result.equals(Type.VOID);
        String descriptor = "(" + array.descriptor() + "[JI" + (gives ? ")" + number : number + ")V");
        MethodKey method = new MethodKey(OWNER, name, descriptor);
        String function = linked.computeIfAbsent(method.toString(), m -> link(method));
        int[] args = gives
                ? new int[] {i.arg(0), sums.get(f).get(i.arg(0)), i.arg(1)}
                : new int[] {i.arg(0), sums.get(f).get(i.arg(0)), i.arg(1), i.arg(2)};
        return new Insn(
                Op.CALL, result, value, args, new Callee(Callee.Kind.STATIC, method, null, null, function), i.loc());
    }

    private String link(MethodKey method) {
        Module lifted = library.of(method);
        lifted.functions().stream().filter(f -> module.get(f.name()) == null).forEach(module::add);
        return lifted.entry().name();
    }
}
