package dev.adagent.transform.opt;

import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Op;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntPredicate;

/**
 * An array index as {@code slope · i + offset} of a loop's counter {@code i}, in exact arithmetic: both are sums of invariants times constants.
 * The index itself is computed in 32 bits; wherever the exact number lies in 0 … 2³¹ − 1, it is the index.
 *
 * @param slope invariant value → its factor; {@link #ONE} for the constant part
 * @param offset as {@code slope}
 */
record AffineIndex(Map<Integer, Long> slope, Map<Integer, Long> offset) {
    /** In place of a value: the number 1. */
    static final int ONE = -1;

    /** Bound on factors, so that 64 bits hold whatever is computed of them. */
    private static final long MAX_FACTOR = 1 << 20;

    private static final int MAX_TERMS = 6;

    /**
     * The form of a value, or null if it has none.
     *
     * @param counter the loop's counter
     * @param invariant which values do not change in the loop
     */
    static AffineIndex of(int value, int counter, IntPredicate invariant, Defs defs) {
        if (value == counter) {
            return new AffineIndex(Map.of(ONE, 1L), Map.of());
        }
        if (defs.constant(value) instanceof Integer c) {
            return new AffineIndex(Map.of(), Map.of(ONE, (long) c));
        }
        if (invariant.test(value)) {
            return new AffineIndex(Map.of(), Map.of(value, 1L));
        }
        Insn i = defs.insn(value);
        if (i == null) {
            return null;
        }
        AffineIndex form = switch (i.op()) {
            case ADD, SUB -> {
                AffineIndex a = of(i.arg(0), counter, invariant, defs);
                AffineIndex b = a == null ? null : of(i.arg(1), counter, invariant, defs);
                yield b == null ? null : a.plus(b, i.op() == Op.ADD ? 1 : -1);
            }
            case NEG -> scaled(of(i.arg(0), counter, invariant, defs), -1);
            case SHL ->
                defs.constant(i.arg(1)) instanceof Integer k && k >= 0 && k <= 20
                        ? scaled(of(i.arg(0), counter, invariant, defs), 1L << k)
                        : null;
            case MUL -> product(i, counter, invariant, defs);
            default -> null;
        };
        return form == null || !form.isSmall() ? null : form;
    }

    private static AffineIndex product(Insn i, int counter, IntPredicate invariant, Defs defs) {
        for (int k = 0; k < 2; k++) {
            int factor = i.arg(1 - k);
            AffineIndex a = of(i.arg(k), counter, invariant, defs);
            if (a == null) {
                continue;
            }
            if (defs.constant(factor) instanceof Integer c) {
                return scaled(a, c);
            }
            if (invariant.test(factor) && a.isPlain()) {
                return new AffineIndex(times(a.slope, factor), times(a.offset, factor));
            }
        }
        return null;
    }

    /** Whether neither part holds an invariant. */
    private boolean isPlain() {
        return slope.keySet().stream().allMatch(v -> v == ONE)
                && offset.keySet().stream().allMatch(v -> v == ONE);
    }

    private static Map<Integer, Long> times(Map<Integer, Long> constant, int value) {
        return constant.isEmpty() ? Map.of() : Map.of(value, constant.get(ONE));
    }

    private AffineIndex plus(AffineIndex b, long sign) {
        return new AffineIndex(sum(slope, b.slope, sign), sum(offset, b.offset, sign));
    }

    private static AffineIndex scaled(AffineIndex a, long factor) {
        return a == null ? null : new AffineIndex(sum(Map.of(), a.slope, factor), sum(Map.of(), a.offset, factor));
    }

    private static Map<Integer, Long> sum(Map<Integer, Long> a, Map<Integer, Long> b, long factor) {
        Map<Integer, Long> out = new TreeMap<>(a);
        b.forEach((v, c) -> out.merge(v, c * factor, Long::sum));
        out.values().removeIf(c -> c == 0);
        return out;
    }

    /** Whether 64 bits hold the index exactly: a slope that is no constant is one value, not a sum. */
    private boolean isSmall() {
        boolean oneValue = slope.size() == 1 && slope.values().stream().allMatch(c -> Math.abs(c) == 1);
        boolean constant = slope.isEmpty() || (slope.size() == 1 && slope.containsKey(ONE));
        return (constant || oneValue)
                && offset.size() <= MAX_TERMS
                && slope.values().stream().allMatch(c -> Math.abs(c) <= MAX_FACTOR)
                && offset.entrySet().stream()
                        .allMatch(e -> Math.abs(e.getValue()) <= (e.getKey() == ONE ? 1L << 40 : MAX_FACTOR));
    }

    /** The constant part of the offset. */
    long constant() {
        return offset.getOrDefault(ONE, 0L);
    }

    /** The offset without its constant part. */
    Map<Integer, Long> variable() {
        Map<Integer, Long> out = new TreeMap<>(offset);
        out.remove(ONE);
        return out;
    }
}
