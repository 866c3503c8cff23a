package dev.adagent.transform.autodiff;

import dev.adagent.transform.autodiff.rules.Rule;
import dev.adagent.transform.autodiff.rules.RuledCall;
import dev.adagent.transform.autodiff.rules.Rules;
import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Op;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which way the reverse sweep goes: for each block, where it goes next. It passes by regions without derivatives. */
final class ReverseFlow {
    /** How the reverse sweep leaves a block. */
    enum Kind {
        /** The block is the entry: the sweep ends. */
        END,
        /** To the one block named. */
        GO,
        /** To the one block named, over the edge that passes this block's parameters. */
        EDGE,
        /** Into the loop that the block, on an edge out of it, leaves; the block named is the one where the loop was left. */
        ENTER_LOOP,
        /** From a loop's header: to the latch, or at the first iteration to the preheader. */
        LOOP,
        /** To the predecessor that was taken. */
        MERGE
    }

    record Step(Kind kind, int target) {}

    private final Shape shape;
    private final Function f;
    private final ActivityAnalysis activity;
    private final Map<Integer, Step> steps = new HashMap<>();
    private final Map<Integer, Boolean> relevant = new HashMap<>();

    ReverseFlow(Shape shape, ActivityAnalysis activity) {
        this.shape = shape;
        this.activity = activity;
        f = shape.function;
        List<Integer> work = new ArrayList<>(List.of(shape.exit));
        while (!work.isEmpty()) {
            int b = work.remove(work.size() - 1);
            if (steps.containsKey(b)) {
                continue;
            }
            Step s = step(b);
            steps.put(b, s);
            switch (s.kind()) {
                case END -> {}
                case GO, EDGE, ENTER_LOOP -> work.add(s.target());
                case LOOP -> {
                    work.add(shape.headedBy(b).latch);
                    work.add(shape.headedBy(b).preheader);
                }
                case MERGE -> work.addAll(shape.predecessors(b));
            }
        }
    }

    /** How the sweep leaves the block; null if it never comes there. */
    Step of(int block) {
        return steps.get(block);
    }

    /** The blocks that the sweep comes to, in reverse postorder of the forward sweep. */
    List<Block> visited() {
        return shape.liveBlocks().stream()
                .filter(b -> steps.containsKey(b.id()))
                .toList();
    }

    private Step step(int b) {
        Shape.Loop left = shape.leftBy(b);
        if (left != null) {
            boolean run = left.blocks.stream().anyMatch(this::isRelevant)
                    || left.exits.stream().anyMatch(this::isRelevant);
            return run ? new Step(Kind.ENTER_LOOP, shape.predecessors(b).get(0)) : new Step(Kind.GO, left.preheader);
        }
        if (shape.headedBy(b) != null) {
            return new Step(Kind.LOOP, -1);
        }
        List<Integer> preds = shape.predecessors(b);
        if (preds.isEmpty()) {
            return new Step(Kind.END, -1);
        }
        if (preds.size() == 1) {
            return new Step(Kind.EDGE, preds.get(0));
        }
        int d = shape.dominators.idom(b);
        if (shape.loopOf(d) == shape.loopOf(b)
                && !hasActiveParam(b)
                && region(d, b).stream().noneMatch(this::isRelevant)) {
            return new Step(Kind.GO, d);
        }
        return new Step(Kind.MERGE, -1);
    }

    /** The blocks on ways from {@code d} to {@code b}, without both. */
    BitSet region(int d, int b) {
        BitSet seen = new BitSet();
        List<Integer> work = new ArrayList<>(shape.predecessors(b));
        while (!work.isEmpty()) {
            int x = work.remove(work.size() - 1);
            if (x != d && !seen.get(x)) {
                seen.set(x);
                work.addAll(shape.predecessors(x));
            }
        }
        return seen;
    }

    private boolean isRelevant(int block) {
        return relevant.computeIfAbsent(
                block, k -> hasActiveParam(k) || f.block(k).insns().stream().anyMatch(i -> isActive(activity, i)));
    }

    private boolean hasActiveParam(int block) {
        return f.block(block).params().stream().anyMatch(activity::active);
    }

    /** Whether the reverse sweep does something for the instruction. */
    static boolean isActive(ActivityAnalysis activity, Insn i) {
        return switch (i.op()) {
            case ALOAD, GETFIELD -> activity.active(i.result());
            case ASTORE, PUTFIELD -> activity.isActiveArray(i.arg(0)) && isFloatStore(activity, i);
            case ACCUM, ATOMIC -> activity.isActiveArray(i.arg(0));
            case INTRINSIC ->
                isTape(i) ? isActiveTape(activity, i) : activity.active(i.result()) || Effects.onlyMeets(i);
            default ->
                activity.active(i.result())
                        || activity.isActiveCall(i)
                        || RuledActivity.isActive(activity, i)
                        || Effects.onlyMeets(i);
        };
    }

    static boolean isTape(Insn i) {
        return i.op() == Op.INTRINSIC && ((String) i.attr()).startsWith("tape.");
    }

    private static boolean isActiveTape(ActivityAnalysis activity, Insn i) {
        return switch ((String) i.attr()) {
            case "tape.open" -> activity.isActiveTape(i.result());
            case "tape.load" -> activity.active(i.result());
            case "tape.store", "tape.close" -> activity.isActiveTape(i.arg(0));
            default -> false;
        };
    }

    /** Storing an array in an array of arrays needs its shadow stored in the forward sweep; the reverse sweep does nothing. */
    private static boolean isFloatStore(ActivityAnalysis activity, Insn i) {
        return activity.isFloating(i.arg(i.args().length - 1));
    }

    /** The operands by which the instruction has a derivative that is wanted. */
    static List<Integer> activeOperands(ActivityAnalysis activity, Insn i) {
        List<Integer> out = new ArrayList<>();
        if (RuledCall.of(i) != null) {
            return RuledActivity.activeNumbers(activity, i);
        }
        if (activity.isActiveCall(i)) {
            for (int k = 0; k < i.args().length; k++) {
                if (activity.active(i.arg(k))) {
                    out.add(k);
                }
            }
            return out;
        }
        if (Effects.isShuffle(i)) {
            return activity.active(i.arg(1)) ? List.of(1) : List.of();
        }
        Rule rule = Rules.find(i);
        for (int k = 0; rule != null && k < i.args().length; k++) {
            if (rule.partial(k) != null && activity.active(i.arg(k))) {
                out.add(k);
            }
        }
        return out;
    }

    /** The edge by which {@code pred} leads to {@code block}. */
    Edge edge(int pred, int block) {
        return f.block(pred).term().edges().stream()
                .filter(e -> e.target() == block)
                .findFirst()
                .orElseThrow();
    }
}
