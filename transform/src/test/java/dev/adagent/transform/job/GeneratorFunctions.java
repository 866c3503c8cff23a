package dev.adagent.transform.job;

import java.util.Random;
import java.util.SplittableRandom;

/** Functions of an array of two that draw random numbers. */
final class GeneratorFunctions {
    static final Random KEPT = new Random(3);

    private GeneratorFunctions() {}

    static double noise(double[] x) {
        Random r = new Random(7);
        double s = 0;
        int n = 2 + r.nextInt(4);
        for (int i = 0; i < n; i++) {
            s = s * x[0] + x[r.nextInt(2)] * r.nextDouble() + r.nextGaussian();
        }
        return s;
    }

    /** What a draw gives decides which way is taken, and is wanted again on the way back. */
    static double branches(double[] x) {
        SplittableRandom r = new SplittableRandom(5).split();
        double s = 1;
        while (r.nextDouble() < 0.9) {
            s *= r.nextBoolean() ? x[0] : x[1] * r.nextInt(1, 3);
        }
        return s + r.nextLong(10) * x[0];
    }

    static double normal(double[] x) {
        Random r = new Random(11);
        r.setSeed(12);
        double a = x[0] * x[1] - x[1] * r.nextGaussian();
        return a * a;
    }

    /** One that lives on: its draws are what they are when the derivative runs. */
    static double kept(double[] x) {
        KEPT.setSeed(2);
        return x[0] * KEPT.nextDouble() + x[1] * x[1] * KEPT.nextFloat();
    }
}
