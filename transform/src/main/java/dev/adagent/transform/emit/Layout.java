package dev.adagent.transform.emit;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.analysis.Cfg;
import dev.adagent.transform.ir.analysis.Dominators;
import dev.adagent.transform.ir.analysis.LoopForest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The order in which blocks are emitted: reverse postorder that leaves loops last, so that a loop's blocks stay together. */
final class Layout {
    private Layout() {}

    static List<Block> of(Function f) {
        Cfg cfg = Cfg.of(f);
        LoopForest loops = LoopForest.of(cfg, Dominators.of(cfg));
        List<Block> post = new ArrayList<>();
        Set<Integer> seen = new HashSet<>();
        Deque<Integer> stack = new ArrayDeque<>();
        Deque<Deque<Integer>> todo = new ArrayDeque<>();
        seen.add(cfg.entry());
        stack.push(cfg.entry());
        todo.push(visitOrder(cfg, loops, cfg.entry()));
        while (!stack.isEmpty()) {
            Integer next = todo.peek().poll();
            if (next == null) {
                todo.pop();
                post.add(f.block(stack.pop()));
            } else if (seen.add(next)) {
                stack.push(next);
                todo.push(visitOrder(cfg, loops, next));
            }
        }
        Collections.reverse(post);
        return post;
    }

    /** Successors out of the loop first, since what is visited first is placed last. */
    private static Deque<Integer> visitOrder(Cfg cfg, LoopForest loops, int block) {
        List<Integer> out = new ArrayList<>(cfg.successors(block));
        Collections.reverse(out);
        out.sort((a, b) -> Integer.compare(shared(loops, block, a), shared(loops, block, b)));
        return new ArrayDeque<>(out);
    }

    /** Depth of the innermost loop that holds both blocks. */
    private static int shared(LoopForest loops, int a, int b) {
        LoopForest.Loop l = loops.loopOf(a);
        while (l != null && !l.contains(b)) {
            l = l.parent();
        }
        return l == null ? 0 : l.depth();
    }
}
