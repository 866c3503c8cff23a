package dev.adagent.fuzzing;

import java.util.List;
import java.util.SplittableRandom;

/** Random choices that follow from a seed. */
public final class Draw {
    private final SplittableRandom random;

    public Draw(long seed) {
        random = new SplittableRandom(mixed(seed));
    }

    /**
     * Seeds that follow each other must not give one stream, shifted: SplittableRandom's states are a fixed number apart. The mixing is that
     * of MurmurHash3's end.
     */
    private static long mixed(long seed) {
        long z = (seed ^ (seed >>> 33)) * 0xFF51AFD7ED558CCDL;
        z = (z ^ (z >>> 33)) * 0xC4CEB9FE1A85EC53L;
        return z ^ (z >>> 33);
    }

    /** From 0 to {@code bound} − 1. */
    public int below(int bound) {
        return random.nextInt(bound);
    }

    /** From {@code low} to {@code high}, both included. */
    public int between(int low, int high) {
        return low + random.nextInt(high - low + 1);
    }

    /** True in one of {@code n} cases. */
    public boolean oneIn(int n) {
        return random.nextInt(n) == 0;
    }

    public boolean flip() {
        return random.nextBoolean();
    }

    public long bits() {
        return random.nextLong();
    }

    /** From 0 to 1. */
    public double unit() {
        return random.nextDouble();
    }

    public <T> T pick(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    @SafeVarargs
    @SuppressWarnings("varargs")
    public final <T> T pick(T... of) {
        return of[random.nextInt(of.length)];
    }

    /** An index of {@code weights}, each as often as its weight says. */
    public int weighted(int... weights) {
        int sum = 0;
        for (int w : weights) {
            sum += w;
        }
        int at = random.nextInt(sum);
        for (int k = 0; ; k++) {
            at -= weights[k];
            if (at < 0) {
                return k;
            }
        }
    }
}
