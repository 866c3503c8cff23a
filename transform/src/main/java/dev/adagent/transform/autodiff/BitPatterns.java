package dev.adagent.transform.autodiff;

import dev.adagent.transform.autodiff.rules.Rules;
import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.ir.analysis.Operands;
import dev.adagent.transform.ir.analysis.Uses;
import java.util.ListIterator;
import java.util.stream.IntStream;

/**
 * Work on the bits of a floating-point value that is arithmetic in truth: flipping the sign bit is {@code neg}, clearing it
 * {@code abs}, both bit for bit. The exponent and the sign are constant almost everywhere. Clearing the last bits rounds towards zero, as the splitting of
 * a number into two halves does (Dekker, "A floating-point technique for extending the available precision", 1971): what is rounded has the
 * derivative of what it was, as a conversion to {@code float} has.
 */
final class BitPatterns {
    private BitPatterns() {}

    /** The most bits of a mantissa that rounding clears: what keeps fewer is a step function. */
    private static final int ROUNDED = 32;

    private static final int ROUNDED_FLOAT = 12;

    /**
     * Turns {@code bitcast(xor(bitcast(x), sign))} into {@code neg x}, and with {@code and} and the other bits into {@code abs x}. A number that
     * is {@code x} rounded gets {@code x} as its second operand, until {@link #forget}.
     */
    static void run(Function f) {
        Uses uses = Uses.of(f);
        for (Block b : f.blocks()) {
            for (ListIterator<Insn> it = b.insns().listIterator(); it.hasNext(); ) {
                Insn i = it.next();
                if (i.op() == Op.BITCAST && i.type().isFloating()) {
                    int rounded = rounded(uses.insn(i.arg(0)), uses);
                    if (rounded >= 0 && !isMarked(i, uses)) {
                        int value = f.newValue(i.type());
                        it.set(new Insn(Op.BITCAST, i.type(), value, i.args(), null, i.loc()));
                        int[] args = {value, rounded};
                        it.add(new Insn(Op.CALL, i.type(), i.result(), args, Rules.ROUNDED, i.loc()));
                        continue;
                    }
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

    /** Whether the mask clears a few bits at the end alone. */
    private static boolean rounds(long mask, int most) {
        int cleared = Long.numberOfTrailingZeros(mask);
        return cleared > 0 && cleared <= most && mask >> cleared == -1;
    }

    /** The number whose bits these are without the last of them; −1 if they are something else. */
    private static int rounded(Insn bits, Uses uses) {
        if (bits == null || bits.op() != Op.AND) {
            return -1;
        }
        for (int k = 0; k < 2; k++) {
            Insn back = uses.insn(bits.arg(k));
            Long mask = constant(uses.insn(bits.arg(1 - k)));
            if (back != null
                    && back.op() == Op.BITCAST
                    && mask != null
                    && rounds(mask, bits.type().equals(Type.I64) ? ROUNDED : ROUNDED_FLOAT)) {
                return back.arg(0);
            }
        }
        return -1;
    }

    private static boolean isMarked(Insn cast, Uses uses) {
        return uses.of(cast.result()).stream().anyMatch(u -> isMark(u.insn()));
    }

    private static boolean isMark(Insn i) {
        return i != null && i.op() == Op.CALL && i.attr() == Rules.ROUNDED;
    }

    /** After the derivative is made: removes the marks. */
    static void forget(Function f) {
        int[] same = IntStream.range(0, f.valueCount()).toArray();
        boolean any = false;
        for (Block b : f.blocks()) {
            for (Insn i : b.insns()) {
                if (isMark(i)) {
                    same[i.result()] = i.arg(0);
                    any = true;
                }
            }
        }
        if (any) {
            f.blocks().forEach(b -> b.insns().removeIf(BitPatterns::isMark));
            Operands.replace(f, v -> same[v]);
        }
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
