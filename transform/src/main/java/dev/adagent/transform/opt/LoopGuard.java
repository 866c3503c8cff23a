package dev.adagent.transform.opt;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Cond;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Type;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The test in front of a counted loop that the counter does not wrap and that indices linear in it stay within their arrays, from
 * the first to the last. All in 64 bits, which hold it exactly ({@link AffineIndex} sees to that).
 */
final class LoopGuard {
    /** Accesses whose indices differ by constants. */
    private record Family(int array, Map<Integer, Long> slope, Map<Integer, Long> offset) {}

    /** Smallest and largest of those constants. */
    private static final class Constants {
        long least = Long.MAX_VALUE;
        long most = Long.MIN_VALUE;
    }

    private final Function f;
    private final Block block;
    private final Defs defs;
    private final Set<Integer> inside;
    private final Map<Integer, Integer> wide = new HashMap<>();
    private int holds = -1;

    /** @param inside the values that the loop defines */
    LoopGuard(Function f, Block block, Defs defs, Set<Integer> inside) {
        this.f = f;
        this.block = block;
        this.defs = defs;
        this.inside = inside;
    }

    /** @param start the counter's first value @return a value that is not 0 if all of it holds */
    int emit(CountedLoop loop, int start, List<LoopVersioning.Check> checks) {
        int first = widened(start);
        int low;
        int high;
        if (loop.stays() == Cond.LT || loop.stays() == Cond.LE) {
            int limit = add(widened(loop.bound()), constant(loop.stays() == Cond.LT ? -1 : 0));
            low = first;
            high = loop.constantStep() == 1 ? limit : last(loop, first, limit);
            if (loop.step() >= 0) {
                require(Cond.GT, widened(loop.step()), constant(0));
                require(Cond.LE, add(limit, widened(loop.step())), constant(Integer.MAX_VALUE));
            } else {
                require(Cond.LE, add(limit, constant(loop.constantStep())), constant(Integer.MAX_VALUE));
            }
        } else {
            int limit = add(widened(loop.bound()), constant(loop.stays() == Cond.GT ? 1 : 0));
            require(Cond.GE, add(limit, constant(loop.constantStep())), constant(Integer.MIN_VALUE));
            low = limit;
            high = first;
        }
        families(checks).forEach((family, constants) -> require(family, constants, low, high));
        return holds;
    }

    /** The largest value that the counter takes in the loop; for a step that is not constant, a bound on it. */
    private int last(CountedLoop loop, int first, int limit) {
        if (loop.step() >= 0) {
            return limit;
        }
        int step = constant(loop.constantStep());
        int distance = op(Op.SUB, limit, first);
        return add(first, op(Op.MUL, op(Op.DIV, distance, step), step));
    }

    private static Map<Family, Constants> families(List<LoopVersioning.Check> checks) {
        Map<Family, Constants> out = new LinkedHashMap<>();
        for (LoopVersioning.Check check : checks) {
            AffineIndex index = check.index();
            Constants c = out.computeIfAbsent(
                    new Family(check.insn().arg(0), index.slope(), index.variable()), k -> new Constants());
            c.least = Math.min(c.least, index.constant());
            c.most = Math.max(c.most, index.constant());
        }
        return out;
    }

    private void require(Family family, Constants constants, int low, int high) {
        int offset = sum(family.offset());
        int slope = sum(family.slope());
        int length = widened(f.append(block, Op.ALEN, Type.I32, null, Loc.NONE, family.array()));
        int atLow = add(op(Op.MUL, slope, low), offset);
        int atHigh = add(op(Op.MUL, slope, high), offset);
        Long sign = family.slope().isEmpty() ? Long.valueOf(0) : family.slope().get(AffineIndex.ONE);
        // where the slope's sign is open, both ends are held against both bounds
        for (int end : sign == null ? List.of(atLow, atHigh) : List.of(sign >= 0 ? atLow : atHigh)) {
            require(Cond.GE, add(end, constant(constants.least)), constant(0));
        }
        for (int end : sign == null ? List.of(atLow, atHigh) : List.of(sign >= 0 ? atHigh : atLow)) {
            require(Cond.LT, add(end, constant(constants.most)), length);
        }
    }

    private void require(Cond c, int a, int b) {
        int one = f.append(block, Op.CMP, Type.I32, c, Loc.NONE, a, b);
        holds = holds < 0 ? one : f.append(block, Op.AND, Type.I32, null, Loc.NONE, holds, one);
    }

    private int sum(Map<Integer, Long> terms) {
        int out = -1;
        for (Map.Entry<Integer, Long> t : terms.entrySet()) {
            int factor = constant(t.getValue());
            int part = t.getKey() == AffineIndex.ONE ? factor : op(Op.MUL, widened(t.getKey()), factor);
            out = out < 0 ? part : add(out, part);
        }
        return out < 0 ? constant(0) : out;
    }

    /** The invariant as a long, in front of the loop. */
    private int widened(int value) {
        return wide.computeIfAbsent(value, v -> {
            int here = v;
            if (inside.contains(v)) {
                Insn i = defs.insn(v);
                here = f.append(block, i.op(), i.type(), i.attr(), i.loc(), i.args());
            }
            return f.append(block, Op.CONV, Type.I64, null, Loc.NONE, here);
        });
    }

    private int constant(long c) {
        return f.constant(block, c, Loc.NONE);
    }

    private int add(int a, int b) {
        return op(Op.ADD, a, b);
    }

    private int op(Op op, int a, int b) {
        return f.append(block, op, Type.I64, null, Loc.NONE, a, b);
    }
}
