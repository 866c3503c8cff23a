package dev.adagent.transform.autodiff;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Op;
import java.util.HashMap;
import java.util.Map;

/**
 * Knows which adjoints were made as {@code ±v} or {@code ±(v + v)}, so that sign and factor go on to their sums and are applied once there,
 * or never: {@code x − 2·b·b} added up to a gradient takes one subtraction, not a negation and an addition. Rules are linear, so that
 * they are asked for {@code v} and what they give takes the sign. What was made for a multiple and is not used in the end is dead code.
 *
 * <p>Sign and factor 2 change no rounding, whether they are applied before or after a sum or a product. What may differ is the sign
 * of a sum that is zero, and an infinity where twice a term, but not twice the sum, is too large.
 */
final class Multiples {
    /**
     * {@code v}, {@code v + v}, or one of them negated.
     *
     * @param value v
     */
    record Multiple(int value, boolean negative, boolean twice) {
        Multiple negated() {
            return new Multiple(value, !negative, twice);
        }
    }

    private final Function f;
    private final Map<Integer, Multiple> known = new HashMap<>();

    Multiples(Function f) {
        this.f = f;
    }

    /** What the value is a multiple of; the value itself if it was not made here. */
    Multiple of(int value) {
        return known.getOrDefault(value, new Multiple(value, false, false));
    }

    /** The multiple as a value. */
    int make(Multiple m, Block at, Loc loc) {
        int v = m.value;
        if (m.twice) {
            v = f.append(at, Op.ADD, f.typeOf(v), null, loc, v, v);
            known.put(v, new Multiple(m.value, false, true));
        }
        if (m.negative) {
            v = f.append(at, Op.NEG, f.typeOf(v), null, loc, v);
            known.put(v, m);
        }
        return v;
    }

    /** The value without the sign that it was made with. */
    int magnitude(int value, Block at, Loc loc) {
        Multiple m = of(value);
        return m.negative ? make(m.negated(), at, loc) : value;
    }

    /** The sum of two values. */
    int sum(int first, int second, Block at, Loc loc) {
        Multiple a = of(first);
        Multiple b = of(second);
        if (a.negative && !b.negative) {
            return sum(second, first, at, loc);
        }
        boolean twice = a.twice && b.twice;
        int left = twice ? a.value : magnitude(first, at, loc);
        int right = twice ? b.value : magnitude(second, at, loc);
        Op op = a.negative == b.negative ? Op.ADD : Op.SUB;
        int sum = f.append(at, op, f.typeOf(left), null, loc, left, right);
        return make(new Multiple(sum, a.negative, twice), at, loc);
    }
}
