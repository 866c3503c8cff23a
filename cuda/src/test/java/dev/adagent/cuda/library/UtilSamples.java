package dev.adagent.cuda.library;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Samples of {@code docs/language.md} that call {@code java.util}: generators, atomics, lists that do not change, streams of longs. */
@SuppressWarnings("unused") // found by reflection
final class UtilSamples {
    private UtilSamples() {}

    static double seededGenerator(double x, double y) {
        Random r = new Random((long) (x * 1000));
        int inside = 0;
        for (int i = 0; i < 20; i++) {
            double a = r.nextDouble();
            double b = r.nextDouble();
            inside += a * a + b * b < 1 ? 1 : 0;
        }
        double s = inside + r.nextInt(10) + r.nextInt(5, 50) + r.nextLong() + r.nextFloat();
        r.setSeed((long) y);
        byte[] bytes = new byte[5];
        r.nextBytes(bytes);
        return s + bytes[4] + (r.nextBoolean() ? 1 : 0) + r.nextDouble(x, x + 1);
    }

    static double normalNumbers(double x, double y) {
        return noise(new Random((long) (y * 1000)), x);
    }

    private static double noise(Random r, double scale) {
        double s = 0;
        for (int i = 0; i < 3; i++) {
            s += scale * r.nextGaussian();
        }
        return s;
    }

    private static final class Loaded extends Random {
        private int asked;

        Loaded(long seed) {
            super(seed);
        }

        @Override
        protected int next(int bits) {
            asked++;
            return super.next(bits) | 1;
        }
    }

    static double generatorOfOnesOwn(double x, double y) {
        Loaded r = new Loaded((long) x);
        return r.nextInt(6) + 10 * r.nextInt() + r.asked;
    }

    static double splittableGenerator(double x, double y) {
        SplittableRandom r = new SplittableRandom((long) (x * 1000));
        return r.nextDouble() + r.nextInt(6) + r.nextLong() + r.split().nextInt(100);
    }

    static double atomicsOfAThread(double x, double y) {
        AtomicInteger n = new AtomicInteger();
        IntStream.range(0, 10).filter(i -> i > x).forEach(i -> n.incrementAndGet());
        AtomicLong l = new AtomicLong(5);
        l.addAndGet((long) x);
        AtomicBoolean once = new AtomicBoolean();
        int first = 0;
        for (int i = 0; i < 3; i++) {
            if (once.compareAndSet(false, i > 0)) {
                first = i;
            }
        }
        return n.getAndAdd(5)
                + n.updateAndGet(v -> v * 2)
                + (n.compareAndSet(10, 4) ? 1 : 0)
                + n.accumulateAndGet(3, Math::max)
                + l.getAndIncrement()
                + l.decrementAndGet()
                + first;
    }

    private static final AtomicInteger COUNT = new AtomicInteger(7);

    static double atomicsOutside(double x, double y) {
        return COUNT.get() * x;
    }

    private static final class Key {
        private final double[] parts;

        Key(double... parts) {
            this.parts = parts;
        }

        @Override
        public boolean equals(Object o) {
            if (this == o) {
                return true;
            }
            if (o == null || getClass() != o.getClass()) {
                return false;
            }
            return Arrays.equals(parts, ((Key) o).parts);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(parts);
        }
    }

    static double equalsByClass(double x, double y) {
        Key a = new Key(x, y);
        Key same = a;
        Key none = null;
        return (a.equals(new Key(x, (int) y)) ? 1 : 0)
                + (a.equals(new Key(x, y)) ? 2 : 0)
                + (a.equals(same) ? 4 : 0)
                + (a.equals(none) ? 8 : 0)
                + (a.equals("x") ? 16 : 0)
                + a.hashCode();
    }

    static double indexOfAFixedPair(double x, double y) {
        return List.of(x, y).get((int) Math.abs(x) / 2);
    }

    static double indexOfAFixedList(double x, double y) {
        return List.of(x, y, 1.0).get((int) Math.abs(x) / 2);
    }

    static double addToAFixedList(double x, double y) {
        List<Double> l = List.of(x, y);
        if (x > 6) {
            l.add(1.0);
        }
        return l.indexOf(y) + (l.contains(x) ? 10 : 0);
    }

    static double copyOfAFixedList(double x, double y) {
        List<Double> l = new ArrayList<>(List.of(x, y, 1.0));
        l.add(x * y);
        l.sort(null);
        return l.get(0) + 2 * l.get(3);
    }

    static double streamsWithAnEnd(double x, double y) {
        double[] made = {y};
        return IntStream.iterate(1, i -> i < 100, i -> i * 2).sum()
                + IntStream.range(0, 20)
                        .dropWhile(i -> i < x)
                        .takeWhile(i -> i < 12)
                        .sum()
                + DoubleStream.generate(() -> made[0] /= 2).limit(10).sum()
                + DoubleStream.iterate(x, v -> v < 100, v -> v + 7).sum()
                + Stream.of(1, 5, 2).takeWhile(i -> i != 2).mapToInt(i -> i).sum()
                + (IntStream.iterate(0, i -> i + 1)
                                .takeWhile(i -> i < x)
                                .limit(3)
                                .anyMatch(i -> i == 2)
                        ? 1
                        : 0);
    }

    static double streamsOfLongs(double x, double y) {
        return LongStream.rangeClosed(1, (long) Math.abs(x) + 1).reduce(1L, (a, b) -> a * b)
                + LongStream.of((long) x, (long) y, 3).map(v -> v * v).max().getAsLong()
                + IntStream.range(0, 5).mapToLong(i -> (long) i << 33).sum()
                + Arrays.stream(new long[] {1, (long) x}).average().getAsDouble()
                + LongStream.range(0, 4).mapToObj(v -> v * x).reduce(0.0, Double::sum)
                + LongStream.rangeClosed(Long.MAX_VALUE - 1, Long.MAX_VALUE).count()
                + LongStream.range(5, 3).toArray().length;
    }

    /** The JDK counts without making the elements where it knows how many there are. */
    static double countsOfStreams(double x, double y) {
        double[] made = {0, 0, 0, 0, 0};
        double[] a = {x, y, 3};
        long n = IntStream.range(0, 7).peek(i -> made[0]++).count()
                + Arrays.stream(a).map(v -> made[1] += v).skip(1).limit(9).count()
                + LongStream.of(4, 5).mapToObj(v -> made[2] += v).count()
                + Arrays.stream(a).boxed().sorted().peek(v -> made[3]++).count()
                + Arrays.stream(a).peek(v -> made[4]++).filter(v -> v > 0).count();
        return n + made[0] + made[1] + made[2] + made[3] + made[4];
    }

    static double streamOfAPart(double x, double y) {
        double[] a = {x, y, 3, 4};
        return Arrays.stream(a, (int) (x / 4) + 2, 3).sum();
    }

    static double streamBeyondTheEnd(double x, double y) {
        long[] a = {(long) x, (long) y, 3, 4};
        return Arrays.stream(a, 1, (int) (x / 4) + 3).sum();
    }

    private enum Heading {
        NORTH(0, 1),
        EAST(1, 0),
        SOUTH(0, -1),
        WEST(-1, 0);

        private final int dx;
        private final int dy;

        Heading(int dx, int dy) {
            this.dx = dx;
            this.dy = dy;
        }

        Heading right() {
            return values()[(ordinal() + 1) % values().length];
        }

        Heading back() {
            return switch (this) {
                case NORTH -> SOUTH;
                case SOUTH -> NORTH;
                case EAST -> WEST;
                case WEST -> EAST;
            };
        }
    }

    static double enumsInLoops(double x, double y) {
        Heading h = y > 0 ? Heading.NORTH : Heading.WEST;
        double px = 0;
        double py = 0;
        int code = (int) (Math.abs(y) * 1000);
        for (int i = 0; i < 12 && (h != Heading.SOUTH || i < 9); i++) {
            h = (code >> i & 1) == 1 ? h.right() : (code >> i & 2) == 2 ? h.back() : h;
            px += h.dx * x;
            py += h.dy;
        }
        return px * 100 + py + h.back().ordinal();
    }

    private record Item(int group, double price) {}

    static double sortedByKeys(double x, double y) {
        Item[] items = {new Item((int) x, y), new Item((int) y, x), new Item(0, 1)};
        Arrays.sort(items, Comparator.comparingInt(Item::group).thenComparing(Item::price, Comparator.reverseOrder()));
        double[] values = {x, y, 0, 3};
        Integer[] order = {0, 1, 2, 3};
        Arrays.sort(order, Comparator.comparingDouble(i -> -values[i]));
        return items[0].price() + 10 * items[2].price() + order[0] + 100 * order[3];
    }

    /** What the JDK may do in several threads, one thread of a kernel does in order. */
    static double parallelMethods(double x, double y) {
        double[] a = {x, y, 1, -3, 4};
        Arrays.parallelSort(a);
        Arrays.parallelPrefix(a, Double::sum);
        long[] b = {(long) x, (long) y, 2};
        Arrays.parallelPrefix(b, 1, 3, (p, q) -> 3 * p + q);
        int[] c = {(int) y, 5, (int) x};
        Arrays.parallelPrefix(c, Math::max);
        return a[1] + 2 * a[4] + b[2] + c[2];
    }

    static double parallelOutside(double x, double y) {
        double[] a = {x, y};
        Arrays.parallelPrefix(a, 0, (int) x, Double::sum);
        return a[1];
    }
}
