package dev.adagent.transform.cpu;

import dev.adagent.transform.device.DeviceRefusal;
import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Intrinsics;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Meeting.Place;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Term;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.ir.analysis.FunctionCloner;
import dev.adagent.transform.ir.analysis.Operands;
import dev.adagent.transform.ir.analysis.SsaBuilder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;

/**
 * Makes a kernel with barriers or warp operations resumable: a call runs one thread up to the next of them and gives the number of the
 * place to go on from, or −1 at the end. What is live across it is kept in arrays, one slot a value for each thread of the block; so are
 * the operands and the result of a warp operation, which the device computes while the threads pause.
 *
 * <p>The new entry takes, after the kernel's parameters, the place to go on from, the thread's number in its block and an array of
 * each kind: int, long, float, double, Object.
 */
final class BarrierSplit {
    /** Element types of the arrays, in the order of the parameters. */
    static final List<Type> KINDS = List.of(Type.I32, Type.I64, Type.F32, Type.F64, Type.object("java/lang/Object"));

    private final Function f;
    private final Function g;
    private final Block dispatch;
    private final int state;
    private final int thread;
    private final int[] arrays = new int[KINDS.size()];
    private final int[] slots = new int[KINDS.size()];
    private final List<Block> resumes = new ArrayList<>();
    private final List<Block> pauses = new ArrayList<>();
    private final List<Place> places = new ArrayList<>();
    private final WarpSlots warp = new WarpSlots();
    private final Map<Integer, Integer> slotOf = new HashMap<>();

    /** The slots in which a thread leaves the operands of a warp operation, shared by all of them; −1 where none needs it. */
    static final class WarpSlots {
        int mask = -1;
        int lane = -1;
        int width = -1;
        /** The value given, and then the value received, of each kind. */
        final int[] value = {-1, -1, -1, -1, -1};
    }

    /**
     * A module whose entry can pause.
     *
     * @param slots values of each kind that a thread keeps
     * @param places where the kernel pauses, by the numbers that the entry gives, which begin with 1
     * @param warp where warp operations find their operands
     */
    record Split(Module module, int[] slots, List<Place> places, WarpSlots warp) {}

    private BarrierSplit(Function f) {
        this.f = f;
        g = new Function(f.name(), Type.I32);
        dispatch = g.newBlock();
        FunctionCloner cloner = new FunctionCloner(f, g, l -> l);
        for (int p : f.params()) {
            cloner.map(p, g.addParam(dispatch, f.typeOf(p)));
        }
        state = g.addParam(dispatch, Type.I32);
        thread = g.addParam(dispatch, Type.I32);
        for (int k = 0; k < arrays.length; k++) {
            arrays[k] = g.addParam(dispatch, Type.array(KINDS.get(k)));
        }
        Block first = g.block(cloner.block(f.entry().id()));
        cloner.copyBlocks();
        first.params().clear();
        split();
        int n = resumes.size();
        List<Edge> edges = new ArrayList<>();
        int[] keys = new int[n];
        for (int i = 0; i < n; i++) {
            keys[i] = i + 1;
            edges.add(Edge.to(resumes.get(i).id()));
        }
        edges.add(Edge.to(first.id()));
        dispatch.setTerm(n == 0 ? Term.jump(edges.get(0), Loc.NONE) : Term.switchOn(state, keys, edges, Loc.NONE));
    }

    /** @throws DeviceRefusal if a function other than the entry waits, or the entry gives a value */
    static Split of(Module module) {
        Function entry = module.entry();
        for (Function f : module.functions()) {
            for (Block b : f.blocks()) {
                for (Insn insn : b.insns()) {
                    if (f != entry && pauses(insn)) {
                        throw new DeviceRefusal(
                                insn.loc(),
                                new Place(insn.loc(), (String) insn.attr(), Type.VOID).method()
                                        + " in a method that could not be inlined into the kernel",
                                "call it in the kernel itself, or make the method non-recursive");
                    }
                    if (insn.op() == Op.CALL && entry.name().equals(((Callee) insn.attr()).function())) {
                        throw new DeviceRefusal(
                                insn.loc(), "a kernel with barriers or shared arrays that calls itself", "use a loop");
                    }
                }
            }
        }
        BarrierSplit s = new BarrierSplit(entry);
        s.keep();
        Module out = new Module();
        out.add(s.g);
        module.functions().stream().filter(f -> f != entry).forEach(out::add);
        return new Split(out, s.slots, List.copyOf(s.places), s.warp);
    }

    /** Whether threads wait for each other there. */
    static boolean pauses(Insn insn) {
        if (insn.op() != Op.INTRINSIC) {
            return false;
        }
        Intrinsics.Kind kind = Intrinsics.kind((String) insn.attr());
        return kind == Intrinsics.Kind.BARRIER || kind == Intrinsics.Kind.WARP;
    }

    /** Ends a block at each pause; what follows becomes a block of its own that only the dispatch reaches. */
    private void split() {
        for (Block b : g.blocks()) {
            if (b == dispatch) {
                continue;
            }
            if (b.term().kind() == Term.Kind.RET) {
                b.setTerm(Term.ret(b.term().loc(), g.constant(b, -1, b.term().loc())));
            }
            Block at = b;
            int i = 0;
            while (i < at.insns().size()) {
                Insn insn = at.insns().get(i);
                if (!pauses(insn)) {
                    i++;
                    continue;
                }
                Block rest = g.newBlock();
                int kind = insn.args().length < 2 ? -1 : KINDS.indexOf(g.typeOf(insn.arg(1)));
                if (insn.result() >= 0) {
                    int at0 = index(rest, valueSlot(kind), insn.loc());
                    int[] from = {arrays[kind], at0};
                    rest.insns().add(new Insn(Op.ALOAD, insn.type(), insn.result(), from, null, insn.loc()));
                }
                rest.insns().addAll(at.insns().subList(i + 1, at.insns().size()));
                rest.setTerm(at.term());
                at.insns().subList(i, at.insns().size()).clear();
                resumes.add(rest);
                pauses.add(at);
                places.add(new Place(insn.loc(), (String) insn.attr(), kind < 0 ? Type.VOID : KINDS.get(kind)));
                leaveOperands(at, insn, kind);
                at.setTerm(Term.ret(insn.loc(), g.constant(at, resumes.size(), insn.loc())));
                at = rest;
                i = 0;
            }
        }
    }

    private int valueSlot(int kind) {
        if (warp.value[kind] < 0) {
            warp.value[kind] = slots[kind]++;
        }
        return warp.value[kind];
    }

    /** Stores the operands of a warp operation where the device finds them. */
    private void leaveOperands(Block at, Insn insn, int kind) {
        int n = insn.args().length;
        if (n > 0) {
            warp.mask = warp.mask < 0 ? slots[0]++ : warp.mask;
            store(at, 0, warp.mask, insn.arg(0), insn.loc());
        }
        if (n > 1) {
            store(at, kind, valueSlot(kind), insn.arg(1), insn.loc());
        }
        if (n > 2) {
            warp.lane = warp.lane < 0 ? slots[0]++ : warp.lane;
            store(at, 0, warp.lane, insn.arg(2), insn.loc());
        }
        if (n > 3) {
            warp.width = warp.width < 0 ? slots[0]++ : warp.width;
            store(at, 0, warp.width, insn.arg(3), insn.loc());
        }
    }

    private void store(Block at, int kind, int slot, int value, Loc loc) {
        g.append(at, Op.ASTORE, Type.VOID, null, loc, arrays[kind], index(at, slot, loc), value);
    }

    /** Saves before each pause what is live after it, loads it there, and rebuilds SSA form. */
    private void keep() {
        Map<Integer, Insn> defs = new HashMap<>();
        Map<Integer, Integer> home = new HashMap<>();
        for (Block b : g.blocks()) {
            b.params().forEach(p -> home.put(p, b.id()));
            for (Insn insn : b.insns()) {
                if (insn.result() >= 0) {
                    defs.put(insn.result(), insn);
                    home.put(insn.result(), b.id());
                }
            }
        }
        Map<Integer, BitSet> liveIn = liveness();
        SsaBuilder ssa = new SsaBuilder(g);
        Map<Integer, Integer> variables = new LinkedHashMap<>();
        for (int i = 0; i < resumes.size(); i++) {
            Block pause = pauses.get(i);
            Block resume = resumes.get(i);
            Insn last = pause.insns().remove(pause.insns().size() - 1);
            Block loads = new Scribe().block;
            BitSet live = liveIn.get(resume.id());
            for (int v = live.nextSetBit(0); v >= 0; v = live.nextSetBit(v + 1)) {
                int value = v;
                int variable = variables.computeIfAbsent(v, x -> {
                    int made = ssa.declareVariable(g.typeOf(value));
                    ssa.writeVariable(made, home.get(value), value);
                    return made;
                });
                ssa.writeVariable(
                        variable,
                        resume,
                        restore(defs.get(v), v, pause, loads, places.get(i).loc()));
            }
            resume.insns().addAll(0, loads.insns());
            pause.insns().add(last);
        }
        ssa.sealAll();
        for (Block b : g.blocks()) {
            rename(b, variables, home, ssa);
        }
        ssa.finish();
    }

    /** A block outside the function, to collect instructions in. */
    private static final class Scribe {
        final Block block = new Function("scratch", Type.VOID).newBlock();
    }

    /** The value's new definition after the pause: computed again if it depends on nothing, else saved before and loaded after. */
    private int restore(Insn def, int v, Block pause, Block loads, Loc loc) {
        Type type = g.typeOf(v);
        if (def != null
                && (def.op() == Op.CONST
                        || def.op() == Op.INTRINSIC
                                && Intrinsics.kind((String) def.attr()) == Intrinsics.Kind.THREAD)) {
            return g.append(loads, def.op(), type, def.attr(), def.loc());
        }
        int kind = KINDS.indexOf(type.isReference() ? KINDS.get(4) : type);
        if (kind < 0) {
            throw new DeviceRefusal(
                    loc,
                    "a value of type " + type + " that is needed after syncThreads()",
                    "compute it after the call");
        }
        int slot = slotOf.computeIfAbsent(v, x -> slots[kind]++);
        store(pause, kind, slot, v, loc);
        Type element = KINDS.get(kind);
        int loaded = g.append(loads, Op.ALOAD, element, null, loc, arrays[kind], index(loads, slot, loc));
        return type.equals(element) ? loaded : g.append(loads, Op.CHECK_CAST, type, null, loc, loaded);
    }

    /** Slot after slot, in each the threads one after the other. */
    private int index(Block b, int slot, Loc loc) {
        int threads = g.append(b, Op.INTRINSIC, Type.I32, "ntid.x", loc);
        int y = g.append(b, Op.INTRINSIC, Type.I32, "ntid.y", loc);
        int z = g.append(b, Op.INTRINSIC, Type.I32, "ntid.z", loc);
        threads = g.append(b, Op.MUL, Type.I32, null, loc, threads, g.append(b, Op.MUL, Type.I32, null, loc, y, z));
        int base = g.append(b, Op.MUL, Type.I32, null, loc, threads, g.constant(b, slot, loc));
        return g.append(b, Op.ADD, Type.I32, null, loc, base, thread);
    }

    /** Each use of a value that has several definitions now reads the one that reaches it. */
    private void rename(Block b, Map<Integer, Integer> variables, Map<Integer, Integer> home, SsaBuilder ssa) {
        Map<Integer, Integer> here = new HashMap<>();
        IntUnaryOperator map = v -> {
            Integer variable = variables.get(v);
            if (variable == null || home.get(v) == b.id()) {
                return v;
            }
            return here.computeIfAbsent(v, x -> ssa.readVariable(variable, b));
        };
        int saves = pauses.indexOf(b);
        for (int i = 0; i < b.insns().size(); i++) {
            Insn insn = b.insns().get(i);
            int[] args = Arrays.stream(insn.args()).map(map).toArray();
            b.insns().set(i, insn.withArgs(args));
        }
        if (saves < 0) {
            // reading may give a successor a parameter and so change this very terminator: first all reads, then the
            // change
            readAll(b.term().args(), map);
            b.term().edges().forEach(e -> readAll(e.args(), map));
            b.setTerm(Operands.map(b.term(), map));
        }
    }

    private static void readAll(int[] values, IntUnaryOperator read) {
        Arrays.stream(values).map(read).forEach(v -> {});
    }

    /** Values that each block needs from before; the dispatch's parameters reach everywhere and are left out. */
    private Map<Integer, BitSet> liveness() {
        BitSet everywhere = new BitSet();
        dispatch.params().forEach(everywhere::set);
        Map<Integer, BitSet> liveIn = new HashMap<>();
        List<Block> blocks = g.blocks();
        blocks.forEach(b -> liveIn.put(b.id(), new BitSet()));
        boolean changed = true;
        while (changed) {
            changed = false;
            for (int k = blocks.size() - 1; k >= 0; k--) {
                Block b = blocks.get(k);
                BitSet live = new BitSet();
                for (Edge e : b.term().edges()) {
                    live.or(liveIn.get(e.target()));
                }
                int pause = pauses.indexOf(b);
                if (pause >= 0) {
                    live.or(liveIn.get(resumes.get(pause).id()));
                }
                for (Edge e : b.term().edges()) {
                    for (int v : e.args()) {
                        live.set(v);
                    }
                }
                for (int v : b.term().args()) {
                    live.set(v);
                }
                for (int i = b.insns().size() - 1; i >= 0; i--) {
                    Insn insn = b.insns().get(i);
                    if (insn.result() >= 0) {
                        live.clear(insn.result());
                    }
                    for (int v : insn.args()) {
                        live.set(v);
                    }
                }
                b.params().forEach(live::clear);
                live.andNot(everywhere);
                if (!live.equals(liveIn.get(b.id()))) {
                    liveIn.put(b.id(), live);
                    changed = true;
                }
            }
        }
        return liveIn;
    }
}
