package dev.adagent.transform.autodiff;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.ir.analysis.Uses;
import java.util.ListIterator;

/**
 * Work on the bits of a floating-point value that is arithmetic in truth: flipping the sign bit is {@code neg}, clearing it
 * {@code abs}, both bit for bit. The exponent and the sign are constant almost everywhere.
 */
final class BitPatterns {
    private BitPatterns() {}

    /** Turns {@code bitcast(xor(bitcast(x), sign))} into {@code neg x}, and with {@code and} and the other bits into {@code abs x}. */
    static void run(Function f) {
        Uses uses = Uses.of(f);
        for (Block b : f.blocks()) {
            for (ListIterator<Insn> it = b.insns().listIterator(); it.hasNext(); ) {
                Insn i = it.next();
                if (i.op() == Op.BITCAST && i.type().isFloating()) {
                    Insn arithmetic = arithmetic(i, uses.insn(i.arg(0)), uses);
                    if (arithmetic != null) {
                        it.set(arithmetic);
                    }
                }
            }
        }
    }

    private static Insn arithmetic(Insn cast, Insn work, Uses uses) {
        if (work == null || (work.op() != Op.XOR && work.op() != Op.AND)) {
            return null;
        }
        for (int k = 0; k < 2; k++) {
            Insn back = uses.insn(work.arg(k));
            Long mask = constant(uses.insn(work.arg(1 - k)));
            if (back == null
                    || back.op() != Op.BITCAST
                    || !uses.insn(work.arg(k)).type().isInteger()
                    || mask == null) {
                continue;
            }
            long sign = work.type().equals(Type.I64) ? Long.MIN_VALUE : Integer.MIN_VALUE;
            int[] x = {back.arg(0)};
            if (work.op() == Op.XOR && mask == sign) {
                return new Insn(Op.NEG, cast.type(), cast.result(), x, null, cast.loc());
            }
            if (work.op() == Op.AND && mask == ~sign) {
                return new Insn(Op.INTRINSIC, cast.type(), cast.result(), x, "abs", cast.loc());
            }
        }
        return null;
    }

    private static Long constant(Insn i) {
        return i != null
                        && i.op() == Op.CONST
                        && i.attr() instanceof Number n
                        && i.type().isInteger()
                ? (Long) n.longValue()
                : null;
    }

    /** Whether an integer computed from the bits of a floating-point value holds nothing of its mantissa. */
    static boolean dropsMantissa(Insn i, Uses uses) {
        boolean wide = i.type().equals(Type.I64);
        return switch (i.op()) {
            case AND ->
                noMantissa(constant(uses.insn(i.arg(0))), wide) || noMantissa(constant(uses.insn(i.arg(1))), wide);
            case SHR, USHR -> {
                Long distance = constant(uses.insn(i.arg(1)));
                yield distance != null && (distance & (wide ? 63 : 31)) >= (wide ? 52 : 23);
            }
            default -> false;
        };
    }

    private static boolean noMantissa(Long mask, boolean wide) {
        return mask != null && (mask & (wide ? (1L << 52) - 1 : (1L << 23) - 1)) == 0;
    }
}
