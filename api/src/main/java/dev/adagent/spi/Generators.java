package dev.adagent.spi;

import java.util.Random;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * The random generators that differentiated functions use on the host: the JDK's, which the JVM runs, once in each derivative. Called by derivatives
 * only; the numbers are constants to them.
 */
public final class Generators {
    private Generators() {}

    /** For {@code new Random(seed)}. */
    public static Object random(long seed) {
        return new Random(seed);
    }

    /** For {@code new SplittableRandom(seed)}. */
    public static Object splittable(long seed) {
        return new SplittableRandom(seed);
    }

    /** For {@code SplittableRandom.split()}. */
    public static Object split(Object generator) {
        return ((SplittableRandom) generator).split();
    }

    /** For {@code Random.setSeed(seed)}. */
    public static void seed(Object generator, long seed) {
        ((Random) generator).setSeed(seed);
    }

    public static boolean bit(Object generator) {
        return ((RandomGenerator) generator).nextBoolean();
    }

    public static int number(Object generator) {
        return ((RandomGenerator) generator).nextInt();
    }

    /** From 0 to below the bound. */
    public static int number(Object generator, int bound) {
        return ((RandomGenerator) generator).nextInt(bound);
    }

    /** From the origin to below the bound. */
    public static int number(Object generator, int origin, int bound) {
        return ((RandomGenerator) generator).nextInt(origin, bound);
    }

    public static long wide(Object generator) {
        return ((RandomGenerator) generator).nextLong();
    }

    /** From 0 to below the bound. */
    public static long wide(Object generator, long bound) {
        return ((RandomGenerator) generator).nextLong(bound);
    }

    /** From the origin to below the bound. */
    public static long wide(Object generator, long origin, long bound) {
        return ((RandomGenerator) generator).nextLong(origin, bound);
    }

    /** From 0 to below 1. */
    public static float narrow(Object generator) {
        return ((RandomGenerator) generator).nextFloat();
    }

    /** From 0 to below 1. */
    public static double uniform(Object generator) {
        return ((RandomGenerator) generator).nextDouble();
    }

    /** Of the normal distribution. */
    public static double normal(Object generator) {
        return ((RandomGenerator) generator).nextGaussian();
    }
}
