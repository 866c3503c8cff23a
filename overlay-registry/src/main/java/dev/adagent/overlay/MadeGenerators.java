package dev.adagent.overlay;

import dev.adagent.spi.Generators;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Random generators of a seed in functions that are differentiated on the host: the JDK's own, whose numbers are constants. Methods
 * with limits that may be active numbers are not among them.
 */
public final class MadeGenerators {
    private static final List<String> DRAWS = List.of(
            "nextBoolean()Z",
            "nextInt()I",
            "nextInt(I)I",
            "nextInt(II)I",
            "nextLong()J",
            "nextLong(J)J",
            "nextLong(JJ)J",
            "nextFloat()F",
            "nextDouble()D",
            "nextGaussian()D");

    private MadeGenerators() {}

    /** Adds the generators to the table of derivatives on the host. */
    public static void addTo(MethodTable.Builder table) {
        String own = MethodKey.internalName(MadeGenerators.class);
        String random = MethodKey.internalName(Random.class);
        String splittable = MethodKey.internalName(SplittableRandom.class);
        String any = MethodKey.internalName(RandomGenerator.class);
        table.standIn(new MethodKey(random, "<init>", "(J)V"), new MethodKey(own, "random", "(J)L" + random + ";"));
        table.standIn(
                new MethodKey(splittable, "<init>", "(J)V"),
                new MethodKey(own, "splittable", "(J)L" + splittable + ";"));
        put(table, splittable, "split()L" + splittable + ";", splittable, false);
        put(table, random, "setSeed(J)V", random, true);
        for (String draw : DRAWS) {
            put(table, random, draw, any, true);
            put(table, splittable, draw, any, false);
            put(table, any, draw, any, false); // what a class does not declare itself
        }
    }

    private static void put(MethodTable.Builder table, String owner, String method, String receiver, boolean instance) {
        int at = method.indexOf('(');
        String name = method.substring(0, at);
        String own = MethodKey.internalName(MadeGenerators.class);
        table.putStandIn(
                new MethodKey(owner, name, method.substring(at)),
                new MethodKey(own, name, "(L" + receiver + ";" + method.substring(at + 1)),
                instance);
    }

    public static Random random(long seed) {
        return (Random) Generators.random(seed);
    }

    public static SplittableRandom splittable(long seed) {
        return (SplittableRandom) Generators.splittable(seed);
    }

    public static SplittableRandom split(SplittableRandom generator) {
        return (SplittableRandom) Generators.split(generator);
    }

    public static void setSeed(Random generator, long seed) {
        Generators.seed(generator, seed);
    }

    public static boolean nextBoolean(RandomGenerator generator) {
        return Generators.bit(generator);
    }

    public static int nextInt(RandomGenerator generator) {
        return Generators.number(generator);
    }

    public static int nextInt(RandomGenerator generator, int bound) {
        return Generators.number(generator, bound);
    }

    public static int nextInt(RandomGenerator generator, int origin, int bound) {
        return Generators.number(generator, origin, bound);
    }

    public static long nextLong(RandomGenerator generator) {
        return Generators.wide(generator);
    }

    public static long nextLong(RandomGenerator generator, long bound) {
        return Generators.wide(generator, bound);
    }

    public static long nextLong(RandomGenerator generator, long origin, long bound) {
        return Generators.wide(generator, origin, bound);
    }

    public static float nextFloat(RandomGenerator generator) {
        return Generators.narrow(generator);
    }

    public static double nextDouble(RandomGenerator generator) {
        return Generators.uniform(generator);
    }

    public static double nextGaussian(RandomGenerator generator) {
        return Generators.normal(generator);
    }
}
