package dev.adagent.fuzzing.autodiff;

import java.util.List;

/** Random errors of the size of rounding errors, the same at each place of every run that goes the same way. */
final class Noise {
    private final long seed;
    private final List<Double> slopes;
    private long place;
    private int slope;

    /** @param slopes the arguments of the base run's functions whose derivative is less exact than their value, see {@link #slope} */
    Noise(long seed, List<Double> slopes) {
        this.seed = seed;
        this.slopes = slopes;
    }

    /** From −1 to 1. */
    private double next() {
        long z = seed + ++place * 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return (z ^ (z >>> 31)) * 0x1p-63;
    }

    DoubleDouble on(DoubleDouble v, Type t) {
        return v.plus(v.times(t.rounding * next()));
    }

    /** A value whose derivative by {@code x} is off by a rounding error of 1. */
    DoubleDouble slope(DoubleDouble value, DoubleDouble x, Type t) {
        double at = slope < slopes.size() ? slopes.get(slope++) : x.hi();
        return value.plus(x.plus(-at).times(t.rounding * next()));
    }
}
