package dev.adagent.transform.emit;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.analysis.Cfg;
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
     */
    record Limits(int method, int part, int gain, int piece) {
        static final Limits HOTSPOT = new Limits(8000, 6000, 200, 80);
    }

    /** What each block of a function takes. */
    interface Sizes {
        /** Bytes of bytecode by block, of those that are reached. */
        Map<Integer, Integer> of(Module module, Function f);
    }

    private final Module module;
    private final Sizes sizes;
    private final Limits limits;
    private final Set<String> parts = new HashSet<>();

    private MethodSplitting(Module module, Sizes sizes, Limits limits) {
        this.module = module;
        this.sizes = sizes;
        this.limits = limits;
    }

    /**
     * Splits what is too large.
     *
     * @param module changed in place
     * @return the names of the parts, whose calls are none of the program's
     */
    static Set<String> run(Module module, Sizes sizes, Limits limits) {
        MethodSplitting s = new MethodSplitting(module, sizes, limits);
        List.copyOf(module.functions()).forEach(s::split);
        return s.parts;
    }

    private void split(Function f) {
        if (bound(f) <= limits.method() || total(sizes.of(module, f)) <= limits.method()) {
            return;
        }
        f.reorder(Cfg.of(f).reversePostOrder());
        new BlockCutter(f, limits.piece()).run();
        Frame frame = new Frame(f);
        Map<Integer, Integer> bytes = new HashMap<>(sizes.of(module, f));
        int before = Integer.MAX_VALUE;
        // ends where nothing is gained: what is left is a tuple of thousands of members, or a switch of thousands of
        // keys
        while (total(bytes) > limits.method() && total(bytes) < before) {
            before = total(bytes);
            for (List<Integer> blocks : RegionSearch.find(f, bytes, limits)) {
                if (total(bytes) > limits.method()) {
                    Uses uses = Uses.of(f);
                    Region r = Region.of(f, uses, blocks);
                    String name = f.name() + "!part" + parts.size();
                    parts.add(name);
                    Function part = Outlining.run(f, frame, r, uses, name);
                    blocks.forEach(bytes::remove);
                    bytes.put(blocks.get(0), r.costOutside());
                    module.add(part);
                }
            }
            bytes.clear();
            bytes.putAll(sizes.of(module, f));
        }
        frame.finish();
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
