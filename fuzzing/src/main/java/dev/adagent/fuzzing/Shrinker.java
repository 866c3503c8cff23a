package dev.adagent.fuzzing;

import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Makes a failing case smaller, step by step, as long as it fails (greedy, as QuickCheck's shrinking does). */
public final class Shrinker {
    private Shrinker() {}

    /**
     * Takes the first smaller variant that still fails, and starts anew with it.
     *
     * @param smaller variants of a case, the smallest first; each must be smaller than the case by some measure
     * @param fails whether a variant still shows what is looked for
     * @param tries the most variants that are tried
     */
    public static <T> T shrink(T failing, Function<T, Stream<T>> smaller, Predicate<T> fails, int tries) {
        T best = failing;
        int[] left = {tries};
        while (true) {
            T next = smaller.apply(best)
                    .takeWhile(v -> left[0]-- > 0)
                    .filter(fails)
                    .findFirst()
                    .orElse(null);
            if (next == null) {
                return best;
            }
            best = next;
        }
    }
}
