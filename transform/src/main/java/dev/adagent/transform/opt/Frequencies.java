package dev.adagent.transform.opt;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.analysis.LoopForest;
import java.util.HashMap;
import java.util.Map;

/**
 * How often the blocks of a function run for each time that it does, by its loops: as often as they say where they count between constants, else a few
 * times. Branches are not looked at.
 */
final class Frequencies {
    /** Iterations of a loop of which nothing is known. */
    private static final double UNKNOWN = 8;

    private final Function f;
    private final Defs defs;
    private final LoopForest loops;
    private final Map<LoopForest.Loop, Double> known = new HashMap<>();

    Frequencies(Function f) {
        this.f = f;
        defs = Defs.of(f);
        loops = LoopForest.of(f);
    }

    /** How often a block runs. */
    double of(int block) {
        return of(loops.loopOf(block));
    }

    /** How many instructions run in all. */
    double work() {
        double sum = 0;
        for (Block b : f.blocks()) {
            sum += of(b.id())
                    * b.insns().stream().filter(i -> i.op() != Op.CONST).count();
        }
        return sum;
    }

    private double of(LoopForest.Loop loop) {
        if (loop == null) {
            return 1;
        }
        Double seen = known.get(loop);
        if (seen == null) {
            seen = of(loop.parent()) * iterations(loop);
            known.put(loop, seen);
        }
        return seen;
    }

    private double iterations(LoopForest.Loop loop) {
        CountedLoop counted = CountedLoop.of(f, loop, v -> defs.constant(v) instanceof Integer, defs);
        if (counted == null
                || counted.constantStep() == 0
                || !(defs.constant(counted.bound()) instanceof Integer end)) {
            return UNKNOWN;
        }
        Integer start = null;
        for (Block b : f.blocks()) {
            for (Edge e : b.term().edges()) {
                if (e.target() == loop.header() && !loop.contains(b.id())) {
                    if (start != null || !(defs.constant(e.args()[counted.position()]) instanceof Integer first)) {
                        return UNKNOWN;
                    }
                    start = first;
                }
            }
        }
        return start == null ? UNKNOWN : Math.max(1, ((double) end - start) / counted.constantStep());
    }
}
