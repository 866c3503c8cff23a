package dev.adagent.transform.autodiff;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Cond;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Intrinsics;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.ir.WarpOps;
import java.util.function.IntUnaryOperator;

/**
 * The adjoint of a shuffle. A shuffle gives lane l the value of lane s(l), a linear map over the lanes; its transpose gives lane k the
 * sum of the adjoints of all lanes l with s(l) = k: {@code scatter.add}. Where every lane exchanges with its partner the map is its own
 * transpose.
 */
final class ShuffleTranspose {
    private final Function f;
    private final Block at;
    private final Insn shuffle;
    private final IntUnaryOperator values;
    private final Loc loc;

    /** @param values gives an operand of the shuffle in the reverse sweep */
    ShuffleTranspose(Function f, Block at, Insn shuffle, IntUnaryOperator values) {
        this.f = f;
        this.at = at;
        this.shuffle = shuffle;
        this.values = values;
        loc = shuffle.loc();
    }

    /** The adjoint of the value shuffled, for the adjoint of the result. */
    int apply(int adjoint) {
        String name = Intrinsics.of(shuffle);
        int mask = values.applyAsInt(shuffle.arg(0));
        int operand = values.applyAsInt(shuffle.arg(2));
        if (WarpOps.isScatter(name)) {
            return result("shfl.idx", mask, adjoint, operand, constant(WarpOps.SIZE));
        }
        int width = values.applyAsInt(shuffle.arg(3));
        if (name.equals("shfl.bfly") && isFullWarp()) {
            return result("shfl.bfly", mask, adjoint, operand, width);
        }
        return result("scatter.add", mask, adjoint, source(name, operand, width));
    }

    private int result(String name, int... args) {
        return f.append(at, Op.INTRINSIC, shuffle.type(), name, loc, args);
    }

    /** Whether every lane of a whole warp has its partner: then each reads from the one that reads from it. */
    private boolean isFullWarp() {
        return isConstant(shuffle.arg(0), -1) && isConstant(shuffle.arg(3), WarpOps.SIZE);
    }

    private boolean isConstant(int value, int wanted) {
        return f.blocks().stream()
                .flatMap(b -> b.insns().stream())
                .anyMatch(i ->
                        i.op() == Op.CONST && i.result() == value && i.attr().equals(wanted));
    }

    private int constant(int value) {
        return f.constant(at, value, loc);
    }

    private int binary(Op op, int a, int b) {
        return f.append(at, op, Type.I32, null, loc, a, b);
    }

    private int compare(Cond cond, int a, int b) {
        return f.append(at, Op.CMP, Type.I32, cond, loc, a, b);
    }

    private int choose(int condition, int a, int b) {
        return f.append(at, Op.SELECT, Type.I32, null, loc, condition, a, b);
    }

    /** The lane that this one read from, as {@link WarpOps#source} says. */
    private int source(String name, int operand, int width) {
        int lane = binary(Op.AND, SharedShadows.thread(f, at, loc), constant(WarpOps.SIZE - 1));
        int first = binary(Op.AND, lane, f.append(at, Op.NEG, Type.I32, null, loc, width));
        int by = binary(Op.AND, operand, constant(WarpOps.SIZE - 1));
        return switch (name) {
            case "shfl.idx" -> binary(Op.OR, first, binary(Op.AND, by, binary(Op.SUB, width, constant(1))));
            case "shfl.up" -> {
                int s = binary(Op.SUB, lane, by);
                yield choose(compare(Cond.GE, s, first), s, lane);
            }
            default -> {
                int s = binary(name.equals("shfl.down") ? Op.ADD : Op.XOR, lane, by);
                yield choose(compare(Cond.LT, s, binary(Op.ADD, first, width)), s, lane);
            }
        };
    }
}
