package dev.adagent.fuzzing.autodiff;

import java.util.Arrays;

/**
 * Random errors of the size of rounding errors, the same at each place of every run that goes the same way. A place is an operand or a
 * result.
 *
 * <p>Values and derivatives have errors of their own. Were a value only multiplied with 1 + ε, so would be its derivative, and a product
 * whose derivative cancels, as <i>eˣe⁻ˣ</i>, would seem exact: (1 + ε)(1 + δ)(<i>uv</i>)′. But each term of <i>u′v + uv′</i> is rounded. So at each place
 * the distance from the value of a run without noise is multiplied too, with a number of its own; that is zero for the value and nothing but an
 * error of the derivative.
 */
final class Noise {
    /** What stands at each place of a run without noise. */
    static final class Places {
        private double[] values = new double[256];
        private int count;

        void add(double value) {
            if (count == values.length) {
                values = Arrays.copyOf(values, 2 * count);
            }
            values[count++] = value;
        }
    }

    private final long seed;
    private final Places places;
    private final boolean records;
    private int place;

    private Noise(long seed, Places places, boolean records) {
        this.seed = seed;
        this.places = places;
        this.records = records;
    }

    /** @param places what {@link #recording} found */
    Noise(long seed, Places places) {
        this(seed, places, false);
    }

    /** No noise: notes what stands at each place. */
    static Noise recording(Places places) {
        return new Noise(0, places, true);
    }

    /** Two numbers from −1 to 1, in the halves of the bits. */
    private long next() {
        long z = seed + place * 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /** The value in the run without noise at the next place; a run that has more places goes another way, and is not used. */
    private double base(DoubleDouble v) {
        return place < places.count ? places.values[place] : v.hi();
    }

    /**
     * A value that is off, with a derivative that is off.
     *
     * @param roundings by how many errors of one operation, at most
     */
    DoubleDouble on(DoubleDouble v, Type t, double roundings) {
        if (records) {
            places.add(v.hi());
            return v;
        }
        double at = base(v);
        place++;
        long random = next();
        double value = t.rounding * roundings * ((int) random * 0x1p-31);
        double slope = t.rounding * roundings * ((int) (random >>> 32) * 0x1p-31);
        // v(1 + value) + (v − at) slope
        return v.plus(v.times(value + slope).plus(-at * slope));
    }

    /** A value whose derivative by {@code x} is off by a rounding error of 1. */
    DoubleDouble slope(DoubleDouble value, DoubleDouble x, Type t) {
        if (records) {
            places.add(x.hi());
            return value;
        }
        double at = base(x);
        place++;
        return value.plus(x.plus(-at).times(t.rounding * ((int) next() * 0x1p-31)));
    }
}
