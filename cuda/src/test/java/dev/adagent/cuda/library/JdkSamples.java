package dev.adagent.cuda.library;

import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.DoubleSummaryStatistics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Samples of {@code docs/language.md} that call the JDK. */
@SuppressWarnings("unused") // found by reflection
final class JdkSamples {
    private JdkSamples() {}

    static double methodsOfInteger(double x, double y) {
        int a = (int) (x * 1000);
        int b = (int) (y * 1000);
        return Integer.compare(a, b)
                + Integer.bitCount(a)
                + Integer.highestOneBit(a)
                + Integer.reverse(a)
                + Integer.rotateLeft(a, 3)
                + Integer.divideUnsigned(a, b | 1)
                + Integer.compareUnsigned(a, b)
                + Integer.toUnsignedLong(a)
                + Integer.signum(b);
    }

    static double methodsOfLong(double x, double y) {
        long a = (long) (x * 1e12);
        long b = (long) (y * 1e12);
        return Long.compare(a, b)
                + Long.bitCount(a)
                + Long.numberOfTrailingZeros(b)
                + Long.reverseBytes(a)
                + Long.remainderUnsigned(a, b | 1)
                + Long.hashCode(a);
    }

    static double methodsOfDouble(double x, double y) {
        return Double.compare(x, y)
                + Double.hashCode(x)
                + (Double.isFinite(y / 0) ? 1 : 2)
                + Double.doubleToLongBits(x)
                + Float.compare((float) x, (float) y)
                + ((Double) x).compareTo(y);
    }

    static double exactArithmetic(double x, double y) {
        return Math.multiplyExact((int) (x * 1e5), (int) (y * 1e5)) + Math.floorMod((int) x, 3);
    }

    static double arraysMethods(double x, double y) {
        double[] a = {x, y, 1, -3, 4};
        double[] b = Arrays.copyOf(a, 7);
        Arrays.fill(b, 5, 7, y);
        Arrays.sort(a);
        int[] k = {(int) x, (int) y, 2};
        Arrays.sort(k);
        return a[0]
                + 2 * a[1]
                + 3 * a[2]
                + b[0]
                + 7 * b[6]
                + k[0]
                + (Arrays.equals(a, b) ? 1 : 0)
                + (Arrays.equals(a, a.clone()) ? 10 : 0)
                + Arrays.hashCode(a)
                + Arrays.binarySearch(a, 1)
                + Arrays.copyOfRange(a, 1, 3)[1];
    }

    static double objectsMethods(double x, double y) {
        Double a = x > 5 ? null : (Double) x;
        return Objects.requireNonNullElse(a, y)
                + Objects.hash(x, y, (int) x)
                + (Objects.equals((int) x, (int) y) ? 1 : 0)
                + Objects.checkIndex(2, 8);
    }

    static double requireNonNull(double x, double y) {
        double[] a = x > 5 ? null : new double[] {x};
        return Objects.requireNonNull(a, "a is null")[0];
    }

    static double checkIndex(double x, double y) {
        return Objects.checkIndex((int) Math.abs(x), 8);
    }

    private static final Object LOCK = new Object();
    private static final double[] LIMITS = {-5, 5};

    /** Kept under its own monitor, as a class of a library that threads may share. */
    private static final class Sum {
        private double sum;

        synchronized Sum add(double x) {
            if (x > 9) {
                throw new IllegalArgumentException("too large: " + x);
            }
            sum += x;
            return this;
        }

        synchronized double get() {
            synchronized (this) {
                return sum;
            }
        }
    }

    private static synchronized double limit(int k) {
        return LIMITS[k];
    }

    static double monitors(double x, double y) {
        Sum s = new Sum().add(x).add(1);
        synchronized (s) {
            s.add(y / 2);
        }
        return s.get();
    }

    static double monitorsOfReaders(double x, double y) {
        synchronized (LOCK) {
            double inside = Math.max(LIMITS[0], Math.min(x, LIMITS[1]));
            if (y > 9) {
                throw new IllegalStateException("y " + y);
            }
            return inside + limit(0) * y;
        }
    }

    static double answersNobodyUses(double x, double y) {
        double[] state = new double[8];
        state[0] = seed(state);
        for (int i = 1; i < state.length; i++) {
            state[i] = state[i - 1] * 1.5 + i; // a generator that is never asked
        }
        return x + y;
    }

    private static double seed(Object of) {
        return System.currentTimeMillis() + System.nanoTime() + System.identityHashCode(of);
    }

    private static final BigInteger FACTOR = BigInteger.valueOf(-7_000_000_000L);

    static double bigIntegers(double x, double y) {
        BigInteger a = BigInteger.valueOf((long) (x * 1e15)).multiply(FACTOR);
        BigInteger b = BigInteger.valueOf((long) (y * 1e9)).add(BigInteger.ONE);
        BigInteger m = BigInteger.valueOf(1_000_003);
        double ratio = a.doubleValue() / a.divide(b).abs().add(BigInteger.TEN).doubleValue();
        return ratio
                + a.mod(m).intValue()
                + a.gcd(b).longValue()
                + b.abs().modPow(BigInteger.valueOf(77), m).intValue()
                + a.shiftRight(5).bitLength()
                + (a.compareTo(b) < 0 ? a.signum() : 3)
                + (b.equals(BigInteger.ONE) ? 5 : 7);
    }

    static double tooBigIntegers(double x, double y) {
        BigInteger a = BigInteger.valueOf((long) x);
        return x > 5 ? a.divide(BigInteger.ZERO).intValue() : a.pow(20).doubleValue();
    }

    private record Scored(double score, int place) implements Comparable<Scored> {
        @Override
        public int compareTo(Scored o) {
            return Integer.compare(place, o.place);
        }
    }

    static double sortedObjects(double x, double y) {
        Scored[] a = {new Scored(x, 1), new Scored(y, 2), new Scored(x, 3), new Scored(1, 4)};
        Arrays.sort(a, (p, q) -> Double.compare(p.score(), q.score()));
        double places = a[0].place() + 10 * a[1].place() + 100 * a[2].place();
        Arrays.sort(a);
        Arrays.sort(a, 1, 3, (p, q) -> Integer.compare(q.place(), p.place()));
        return places + a[1].score();
    }

    static double optionals(double x, double y) {
        OptionalDouble o = x > 0 ? OptionalDouble.of(x) : OptionalDouble.empty();
        return o.orElse(y)
                + Optional.ofNullable(x > 0 ? (Double) x : null)
                        .filter(v -> v < 5)
                        .map(v -> v * 2)
                        .orElse(y);
    }

    static double streamsOfNumbers(double x, double y) {
        double[] a = {x, y, 3, -x};
        double[] sum = {0};
        IntStream.range(0, 4).forEach(i -> sum[0] += a[i] * i);
        return IntStream.rangeClosed(1, 10)
                        .filter(i -> i % 3 != 0)
                        .mapToDouble(i -> x / i)
                        .sum()
                + Arrays.stream(a).map(v -> v * v).max().getAsDouble()
                + Arrays.stream(a).average().orElse(0)
                + IntStream.iterate(1, i -> i * 2).limit(8).skip(1).sum()
                + (DoubleStream.of(x, y).anyMatch(v -> v > 5) ? 100 : 0)
                + IntStream.range(0, 20).filter(i -> i > x + 10).findFirst().orElse(-7)
                + IntStream.range(0, 20).map(i -> i * (int) y).reduce(0, Integer::max)
                + IntStream.of(3, 1, 2).sorted().toArray()[0]
                + IntStream.range(0, (int) (x + 12))
                        .mapToDouble(i -> y * i)
                        .filter(v -> v < 20)
                        .toArray()
                        .length
                + sum[0];
    }

    private record Weighted(double value, int weight) {
        double product() {
            return value * weight;
        }
    }

    static double streamsOfObjects(double x, double y) {
        double[] a = {x, y, x * y, 3};
        List<Double> doubled = Arrays.stream(a).boxed().map(v -> 2 * v).toList();
        return IntStream.range(0, 4)
                        .mapToObj(i -> new Weighted(a[i], i))
                        .filter(w -> w.weight() != 2)
                        .mapToDouble(Weighted::product)
                        .sum()
                + Stream.of(x, y).reduce(1.0, (p, q) -> p * q)
                + doubled.stream().mapToDouble(Double::doubleValue).max().getAsDouble()
                + Arrays.stream(a).boxed().collect(Collectors.averagingDouble(v -> v * v))
                + DoubleStream.of(x, y)
                        .flatMap(v -> DoubleStream.of(v, v * v))
                        .summaryStatistics()
                        .getSum();
    }

    static double sumsOfStreams(double x, double y) {
        double infinite =
                DoubleStream.of(1 / (x * 0), 1 / (y * 0)).map(Math::abs).sum();
        return DoubleStream.of(1e16, x, -1e16, y, 1e-3).sum() + (Double.isInfinite(infinite) ? 1 : 2);
    }

    private static final List<Double> NUMBERS = new ArrayList<>(List.of(1.5, -2.0, 0.25));

    private record Point(double x, int n) {}

    private static final List<Point> POINTS =
            List.of(new Point(1, 2), new Point(3, 4), new Point(5, 6), new Point(7, 9));
    private static final Double BOXED = 2.5;

    static double listsInStaticFields(double x, double y) {
        double sum = NUMBERS.get(1) + NUMBERS.size() + BOXED;
        for (double d : NUMBERS) {
            sum += d * x;
        }
        for (Point p : POINTS) {
            sum = sum * 0.5 + p.x() * y + p.n();
        }
        return sum + POINTS.get((int) (x + 10) & 3).n();
    }

    static double outsideOfAList(double x, double y) {
        return NUMBERS.get((int) x + 8);
    }

    private static final AtomicReference<double[]> SQUARES = new AtomicReference<>();

    /** Keeps what it made first. */
    private static double[] squares(int n) {
        double[] known = SQUARES.get();
        if (known == null || known.length < n) {
            known = new double[n];
            for (int i = 0; i < n; i++) {
                known[i] = i * (double) i;
            }
            SQUARES.set(known);
        }
        return known;
    }

    private static final Map<String, double[]> WEIGHTS = new HashMap<>();

    private static double[] weights(String name, int n) {
        return WEIGHTS.computeIfAbsent(name, k -> new double[] {n, k.length()});
    }

    static double tablesMadeOnDemand(double x, double y) {
        return squares(16)[(int) (x + 10) & 15] * y + weights("abc", 4)[1] * x;
    }

    private enum Unit {
        METRE(1),
        MILE(1609.344) {
            @Override
            double of(double x) {
                return x * factor + 1;
            }
        };

        final double factor;

        Unit(double factor) {
            this.factor = factor;
        }

        double of(double x) {
            return x * factor;
        }
    }

    static double enumByName(double x, double y) {
        return Unit.valueOf("MILE").of(x);
    }

    static double listsOfValues(double x, double y) {
        double sum = 0;
        for (double v : List.of(x, y, 3.0)) {
            sum = sum * 0.5 + v;
        }
        for (Point p : List.of(new Point(x, 1), new Point(y, 2))) {
            sum += p.x() * p.n();
        }
        return sum + List.of(1, 2, 3).size() + List.of(x, y).get(x > 0 ? 0 : 1);
    }

    private static final DoubleUnaryOperator HALF = v -> v / 2;
    private static final DoubleBinaryOperator LARGER = Math::max;

    static double lambdasInStaticFields(double x, double y) {
        return HALF.andThen(v -> v + 1).applyAsDouble(x) + LARGER.applyAsDouble(x, y);
    }

    private static final AtomicReference<double[]> READY = new AtomicReference<>(new double[] {1, 2, 4, 8});

    static double referencesOutside(double x, double y) {
        return weightsNow()[(int) (x + 10) & 3] * y;
    }

    private static double[] weightsNow() {
        return READY.get();
    }

    static double dequesOfNumbers(double x, double y) {
        Deque<Double> d = new ArrayDeque<>();
        d.push(x);
        d.push(y);
        d.addLast(3.0);
        return d.pop() * 2 + d.pollLast() + d.size() + d.peek();
    }

    static double summaries(double x, double y) {
        DoubleSummaryStatistics s = new DoubleSummaryStatistics();
        s.accept(x);
        s.accept(y);
        s.accept(0.1);
        return s.getAverage() + s.getMax() * s.getCount() - s.getMin();
    }
}
