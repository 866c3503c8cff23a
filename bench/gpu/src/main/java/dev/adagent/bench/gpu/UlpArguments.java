package dev.adagent.bench.gpu;

import java.util.SplittableRandom;

/** Arguments that functions are measured at: random ones of several kinds in turn, and hard ones with their neighbours. */
final class UlpArguments {
    private static final double[] HARD = {
        0.0,
        -0.0,
        1.0,
        -1.0,
        0.5,
        -0.5,
        2.0,
        -3.0,
        Double.MIN_VALUE,
        -Double.MIN_VALUE,
        Double.MIN_NORMAL,
        Double.MAX_VALUE,
        -Double.MAX_VALUE,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        Double.NaN,
        Math.PI,
        Math.PI / 2,
        Math.PI / 4,
        3 * Math.PI / 4,
        0x1.6ac5b262ca1ffp849, // nearest of all doubles to a multiple of π/2, for its size
        -0x1.6ac5b262ca1ffp849,
        0x1p53 + 2,
        0x1.62e42fefa39efp9,
        -745.1332191019411,
        709.782712893384,
        710.4758600739439, // where sinh and cosh overflow
        22.0,
        0x1p-28,
        0x1p-54,
        1e22,
        1e300,
        0.41421356237309503,
        -0.2928932188134524,
        0.975,
        88.72284,
        -103.97208,
    };

    private UlpArguments() {}

    /** @param operand 0 for the first, 1 for the second of a function of two */
    static double[] of(UlpFunction f, int points, int operand) {
        int edges = 3 * HARD.length;
        int hard = f.binary() ? edges * edges : edges;
        double[] out = new double[hard + points];
        for (int i = 0; i < hard; i++) {
            int k = operand == 0 ? i % edges : i / edges % edges;
            double x = HARD[k / 3];
            out[i] = k % 3 == 0 ? x : k % 3 == 1 ? Math.nextUp(x) : Math.nextDown(x);
        }
        SplittableRandom random = new SplittableRandom(f.name().hashCode());
        for (int i = 0; i < points; i++) {
            double x = random(random, random.nextInt(10));
            double y = random(random, random.nextInt(10));
            if (f.name().equals("pow")) {
                x = (i & 7) == 0 ? x : Math.abs(x);
                double range = Math.min(750 / Math.abs(Math.log(x)), Double.MAX_VALUE);
                y = (i & 1) == 0 ? random.nextInt(-200, 200) * 0.5 : random.nextDouble(-1, 1) * range;
            }
            out[hard + i] = operand == 0 ? x : y;
        }
        return out;
    }

    private static double random(SplittableRandom random, int kind) {
        double sign = random.nextBoolean() ? 1 : -1;
        return switch (kind) {
            case 0 -> Double.longBitsToDouble(random.nextLong());
            case 1 -> random.nextDouble(-1.5, 1.5);
            case 2 -> random.nextDouble(-10, 10);
            case 3 -> random.nextDouble(-750, 750);
            case 4 -> sign * Math.scalb(1 + random.nextDouble(), random.nextInt(-80, 80));
            case 5 -> random.nextInt(-1_000_000, 1_000_000) * (Math.PI / 2) + random.nextInt(-3, 4) * 0x1p-30;
            case 6 -> sign * (1 + random.nextInt(-1000, 1000) * Math.ulp(1.0));
            case 7 -> sign * Math.scalb(1 + random.nextDouble(), random.nextInt(18, 1023));
            case 8 -> sign * random.nextLong(1L << random.nextInt(1, 53)) * Double.MIN_VALUE;
            default -> sign * Math.scalb(1 + random.nextDouble(), random.nextInt(-60, -10));
        };
    }
}
