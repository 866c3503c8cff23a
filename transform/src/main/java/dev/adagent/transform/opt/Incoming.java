package dev.adagent.transform.opt;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.Function;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a block parameter receives on one edge.
 *
 * @param from id of the block that the edge leaves
 * @param edge the edge
 * @param value the argument
 */
record Incoming(int from, Edge edge, int value) {

    /** For each block parameter what it receives, edge by edge. */
    static Map<Integer, List<Incoming>> of(Function f) {
        Map<Integer, List<Incoming>> out = new HashMap<>();
        for (Block b : f.blocks()) {
            for (Edge e : b.term().edges()) {
                List<Integer> params = f.block(e.target()).params();
                for (int k = 0; k < params.size(); k++) {
                    out.computeIfAbsent(params.get(k), x -> new ArrayList<>())
                            .add(new Incoming(b.id(), e, e.args()[k]));
                }
            }
        }
        return out;
    }
}
