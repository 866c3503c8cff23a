package dev.adagent.bench.gpu;

import java.util.Arrays;

/**
 * A median with how far the middle half of the samples lies apart.
 *
 * @param median the median
 * @param spread third quartile less first quartile, over the median
 */
record Spread(double median, double spread) {
    static Spread of(double[] samples) {
        double[] sorted = samples.clone();
        Arrays.sort(sorted);
        int n = sorted.length;
        double median = sorted[n / 2];
        return new Spread(median, (sorted[3 * n / 4] - sorted[n / 4]) / median);
    }
}
