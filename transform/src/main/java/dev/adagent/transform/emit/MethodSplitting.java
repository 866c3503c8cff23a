package dev.adagent.transform.emit;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.analysis.Cfg;
import dev.adagent.transform.ir.analysis.LoopForest;
import dev.adagent.transform.ir.analysis.Uses;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Splits functions whose methods would be too large for HotSpot, which leaves methods of more than 8,000 bytes to its interpreter
 * ({@code HugeMethodLimit}), and for the JVM (64 KiB, JVMS §4.7.3): parts become functions of their own, by {@link Outlining}.
 */
final class MethodSplitting {
    /**
     * How large things may be.
     *
     * @param method bytes of a method that is left as it is
     * @param part bytes of a region that becomes a part; with what it takes to enter and to leave it, it stays below the first
     * @param gain bytes that a part must save
     * @param piece instructions of a block, so that parts can be formed of blocks
     * @param small bytes up to which a method keeps its loop nests
     * @param nest bytes from which on a loop nest leaves a method that is not small; more than HotSpot inlines ({@code FreqInlineSize})
     */
    record Limits(int method, int part, int gain, int piece, int small, int nest) {
        static final Limits HOTSPOT = new Limits(8000, 6000, 200, 80, 1000, 330);
    }

    /** The part of a function that a round must take out for the next to begin outside of its loops again. */
    private static final int ENOUGH = 16;

    /** What each block of a function takes. */
    interface Sizes {
        /** Bytes of bytecode by block, of those that are reached. */
        Map<Integer, Integer> of(Module module, Function f);
    }

    private final Module module;
    private final Sizes sizes;
    private final Limits limits;
    private final boolean nests;
    private final Set<String> parts = new HashSet<>();

    private MethodSplitting(Module module, Sizes sizes, Limits limits, boolean nests) {
        this.module = module;
        this.sizes = sizes;
        this.limits = limits;
        this.nests = nests;
    }

    /**
     * Splits what is too large.
     *
     * @param module changed in place
     * @param nests whether large loop nests become methods too
     * @return the names of the parts, whose calls are none of the program's
     */
    static Set<String> run(Module module, Sizes sizes, Limits limits, boolean nests) {
        MethodSplitting s = new MethodSplitting(module, sizes, limits, nests);
        List.copyOf(module.functions()).forEach(s::split);
        return s.parts;
    }

    private void split(Function f) {
        if (bound(f) <= limits.small()) {
            return;
        }
        Map<Integer, Integer> bytes = new HashMap<>(sizes.of(module, f));
        if (total(bytes) <= limits.small()) {
            return;
        }
        f.reorder(Cfg.of(f).reversePostOrder());
        Frame frame = new Frame(f);
        if (nests) {
            separateNests(f, frame, bytes);
        }
        if (total(bytes) > limits.method()) {
            shorten(f, frame, bytes);
        }
        frame.finish();
    }

    /**
     * Makes methods of large loop nests. C2 gives out registers for a method as a whole, and where much is live in it, it reloads arrays and
     * indices in the innermost loops.
     */
    private void separateNests(Function f, Frame frame, Map<Integer, Integer> bytes) {
        for (LoopForest.Loop l : LoopForest.of(f).roots()) {
            int size = l.blocks().stream().mapToInt(bytes::get).sum();
            boolean isPart = size >= limits.nest()
                    && size <= limits.part()
                    && !l.children().isEmpty();
            Region r = isPart ? Region.of(f, Uses.of(f), l.blocks()) : null;
            if (r != null && l.header() != f.entry().id() && r.canBeFunction(f) && r.costInside() < limits.part()) {
                outline(f, frame, r, bytes);
            }
        }
    }

    private void outline(Function f, Frame frame, Region r, Map<Integer, Integer> bytes) {
        int n = parts.size();
        while (module.get(f.name() + "!part" + n) != null) {
            n++;
        }
        String name = f.name() + "!part" + n;
        parts.add(name);
        r.blocks().forEach(b -> bytes.remove(b.id()));
        bytes.put(r.blocks().get(0).id(), r.costOutside());
        module.add(Outlining.run(f, frame, r, Uses.of(f), name));
    }

    private void shorten(Function f, Frame frame, Map<Integer, Integer> bytes) {
        cut(f, frame, bytes);
        takeOut(f, frame, bytes);
        if (total(bytes) > limits.method()) {
            Demotion.run(f, frame);
            cut(f, frame, bytes);
            takeOut(f, frame, bytes);
        }
    }

    private void cut(Function f, Frame frame, Map<Integer, Integer> bytes) {
        new BlockCutter(f, frame, limits.piece()).run(frame.prefix());
        measure(f, bytes);
    }

    private void measure(Function f, Map<Integer, Integer> bytes) {
        bytes.clear();
        bytes.putAll(sizes.of(module, f));
    }

    /** Makes functions of regions until it fits; what gains little outside of loops is looked for in them. */
    private void takeOut(Function f, Frame frame, Map<Integer, Integer> bytes) {
        int depth = 0;
        int least = total(bytes);
        while (total(bytes) > limits.method()) {
            RegionSearch.Result found = RegionSearch.find(f, bytes, limits, depth);
            if (found.regions().isEmpty()) {
                return; // not even in the innermost loops
            }
            for (List<Integer> blocks : found.regions()) {
                if (total(bytes) > limits.method()) {
                    outline(f, frame, Region.of(f, Uses.of(f), blocks), bytes);
                }
            }
            measure(f, bytes);
            boolean gained = total(bytes) <= least - least / ENOUGH;
            depth = gained ? 0 : found.depth() + 1;
            least = Math.min(least, total(bytes));
        }
    }

    private static int total(Map<Integer, Integer> bytes) {
        return bytes.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** At most what the function's method takes: most functions need not be measured. */
    private static int bound(Function f) {
        int n = 0;
        for (Block b : f.blocks()) {
            for (Insn i : b.insns()) {
                n += (isShort(i.op().effect()) ? 24 : 64) + 8 * i.args().length;
            }
            n += 64 + 16 * b.term().args().length;
            n += b.term().edges().stream()
                    .mapToInt(e -> 16 + 8 * e.args().length)
                    .sum();
        }
        return n;
    }

    private static boolean isShort(Op.Effect effect) {
        return effect == Op.Effect.NONE || effect == Op.Effect.READ || effect == Op.Effect.WRITE;
    }
}
