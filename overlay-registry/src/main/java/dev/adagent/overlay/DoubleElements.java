package dev.adagent.overlay;

import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.OptionalDouble;
import java.util.PrimitiveIterator;
import java.util.Spliterator;
import java.util.function.BiConsumer;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleConsumer;
import java.util.function.DoubleFunction;
import java.util.function.DoublePredicate;
import java.util.function.DoubleSupplier;
import java.util.function.DoubleToIntFunction;
import java.util.function.DoubleToLongFunction;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ObjDoubleConsumer;
import java.util.function.Supplier;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * {@code DoubleStream} in compiled code: a source hands on one element after the other until the last stage has enough. What the JDK alone can do stays
 * a call of the JDK's, which is refused where it is reached. Not to be called: compiled into jobs.
 */
public final class DoubleElements implements DoubleStream {
    /** Hands on its elements. */
    interface Source {
        /**
         * Calls {@code next} with each element until it gives false.
         *
         * @return whether it never did
         */
        boolean run(DoublePredicate next);
    }

    private final Source source;
    /** The number of elements, −1 if it shows only when they are made. */
    private final int size;

    DoubleElements(Source source, int size) {
        this.source = source;
        this.size = size;
    }

    /** {@link DoubleStream#of(double...)} and {@link Arrays#stream(double[])}. */
    public static DoubleStream of(double... values) {
        return part(values, 0, values.length);
    }

    /** {@link DoubleStream#of(double)}. */
    public static DoubleStream only(double value) {
        return new DoubleElements(next -> next.test(value), 1);
    }

    /** {@link Arrays#stream(double[], int, int)}. */
    public static DoubleStream part(double[] values, int from, int to) {
        ArrayBodies.checkElements(values.length, from, to);
        return new DoubleElements(
                next -> {
                    for (int k = from; k < to; k++) {
                        if (!next.test(values[k])) {
                            return false;
                        }
                    }
                    return true;
                },
                to - from);
    }

    /** {@link DoubleStream#iterate(double, DoubleUnaryOperator)}. */
    public static DoubleStream iterate(double seed, DoubleUnaryOperator step) {
        return new DoubleElements(
                next -> {
                    double v = seed;
                    while (next.test(v)) {
                        v = step.applyAsDouble(v);
                    }
                    return false;
                },
                -1);
    }

    /** {@link DoubleStream#iterate(double, DoublePredicate, DoubleUnaryOperator)}. */
    public static DoubleStream iterate(double seed, DoublePredicate hasNext, DoubleUnaryOperator step) {
        return new DoubleElements(
                next -> {
                    for (double v = seed; hasNext.test(v); v = step.applyAsDouble(v)) {
                        if (!next.test(v)) {
                            return false;
                        }
                    }
                    return true;
                },
                -1);
    }

    /** {@link DoubleStream#generate}. */
    public static DoubleStream generate(DoubleSupplier made) {
        return new DoubleElements(
                next -> {
                    while (next.test(made.getAsDouble())) {
                        // the next one
                    }
                    return false;
                },
                -1);
    }

    @Override
    public DoubleStream takeWhile(DoublePredicate wanted) {
        return new DoubleElements(
                next -> {
                    boolean[] asked = {true};
                    source.run(v -> {
                        if (!wanted.test(v)) {
                            return false;
                        }
                        asked[0] = next.test(v);
                        return asked[0];
                    });
                    return asked[0];
                },
                -1);
    }

    @Override
    public DoubleStream dropWhile(DoublePredicate unwanted) {
        return new DoubleElements(
                next -> {
                    boolean[] dropping = {true};
                    return source.run(v -> {
                        dropping[0] = dropping[0] && unwanted.test(v);
                        return dropping[0] || next.test(v);
                    });
                },
                -1);
    }

    @Override
    public DoubleStream filter(DoublePredicate predicate) {
        return new DoubleElements(next -> source.run(v -> !predicate.test(v) || next.test(v)), -1);
    }

    @Override
    public DoubleStream map(DoubleUnaryOperator mapper) {
        return new DoubleElements(next -> source.run(v -> next.test(mapper.applyAsDouble(v))), size);
    }

    @Override
    public IntStream mapToInt(DoubleToIntFunction mapper) {
        return new IntElements(next -> source.run(v -> next.test(mapper.applyAsInt(v))), size);
    }

    @Override
    public DoubleStream peek(DoubleConsumer action) {
        return new DoubleElements(
                next -> source.run(v -> {
                    action.accept(v);
                    return next.test(v);
                }),
                size);
    }

    @Override
    public DoubleStream limit(long most) {
        if (most < 0) {
            throw new IllegalArgumentException(Long.toString(most));
        }
        return new DoubleElements(
                next -> {
                    long[] left = {most};
                    return most == 0 || source.run(v -> next.test(v) && --left[0] > 0) || left[0] == 0;
                },
                size < 0 ? -1 : (int) Math.min(size, most));
    }

    @Override
    public DoubleStream skip(long n) {
        if (n < 0) {
            throw new IllegalArgumentException(Long.toString(n));
        }
        return new DoubleElements(
                next -> {
                    long[] left = {n};
                    return source.run(v -> left[0]-- > 0 || next.test(v));
                },
                size < 0 ? -1 : (int) Math.max(0, size - n));
    }

    @Override
    public DoubleStream sorted() {
        return new DoubleElements(
                next -> {
                    double[] a = toArray();
                    Arrays.sort(a);
                    for (double v : a) {
                        if (!next.test(v)) {
                            return false;
                        }
                    }
                    return true;
                },
                size);
    }

    @Override
    public void forEach(DoubleConsumer action) {
        source.run(v -> {
            action.accept(v);
            return true;
        });
    }

    @Override
    public void forEachOrdered(DoubleConsumer action) {
        forEach(action);
    }

    @Override
    public double[] toArray() {
        double[][] a = {new double[size < 0 ? 16 : size]};
        int[] n = {0};
        source.run(v -> {
            if (n[0] == a[0].length) {
                a[0] = Arrays.copyOf(a[0], 2 * n[0]);
            }
            a[0][n[0]++] = v;
            return true;
        });
        return n[0] == a[0].length ? a[0] : Arrays.copyOf(a[0], n[0]);
    }

    @Override
    public double reduce(double identity, DoubleBinaryOperator op) {
        double[] out = {identity};
        source.run(v -> {
            out[0] = op.applyAsDouble(out[0], v);
            return true;
        });
        return out[0];
    }

    @Override
    public OptionalDouble reduce(DoubleBinaryOperator op) {
        boolean[] any = {false};
        double[] out = {0};
        source.run(v -> {
            out[0] = any[0] ? op.applyAsDouble(out[0], v) : v;
            any[0] = true;
            return true;
        });
        return any[0] ? OptionalDouble.of(out[0]) : OptionalDouble.empty();
    }

    /** Sum, the compensation that it is too large by, the plain sum, and the number of elements (Kahan 1965). */
    private double[] sums() {
        double[] s = {0, 0, 0, 0};
        source.run(v -> {
            double corrected = v - s[1];
            double sum = s[0] + corrected;
            s[1] = (sum - s[0]) - corrected;
            s[0] = sum;
            s[2] += v;
            s[3]++;
            return true;
        });
        return s;
    }

    /** The sum, which is the plain one's infinity where the compensation made a NaN of it. */
    private static double sum(double... s) {
        double sum = s[0] - s[1];
        return Double.isNaN(sum) && Double.isInfinite(s[2]) ? s[2] : sum;
    }

    @Override
    public double sum() {
        return sum(sums());
    }

    @Override
    public OptionalDouble min() {
        return reduce((a, b) -> Math.min(a, b));
    }

    @Override
    public OptionalDouble max() {
        return reduce((a, b) -> Math.max(a, b));
    }

    @Override
    public long count() {
        if (size >= 0) {
            return size; // as the JDK, which makes none of them then
        }
        long[] n = {0};
        source.run(v -> {
            n[0]++;
            return true;
        });
        return n[0];
    }

    @Override
    public OptionalDouble average() {
        double[] s = sums();
        return s[3] > 0 ? OptionalDouble.of(sum(s) / s[3]) : OptionalDouble.empty();
    }

    @Override
    public boolean anyMatch(DoublePredicate predicate) {
        return !source.run(v -> !predicate.test(v));
    }

    @Override
    public boolean allMatch(DoublePredicate predicate) {
        return source.run(predicate);
    }

    @Override
    public boolean noneMatch(DoublePredicate predicate) {
        return !anyMatch(predicate);
    }

    @Override
    public OptionalDouble findFirst() {
        boolean[] any = {false};
        double[] out = {0};
        source.run(v -> {
            out[0] = v;
            any[0] = true;
            return false;
        });
        return any[0] ? OptionalDouble.of(out[0]) : OptionalDouble.empty();
    }

    @Override
    public OptionalDouble findAny() {
        return findFirst();
    }

    @Override
    public DoubleStream sequential() {
        return this;
    }

    @Override
    public DoubleStream parallel() {
        return this;
    }

    @Override
    public DoubleStream unordered() {
        return this;
    }

    @Override
    public boolean isParallel() {
        return false;
    }

    @Override
    public void close() {}

    /** Hands on its elements to the next stage, as {@link Source#run}. */
    boolean handOn(DoublePredicate next) {
        return source.run(next);
    }

    @Override
    public <U> Stream<U> mapToObj(DoubleFunction<? extends U> mapper) {
        return new Elements<>(next -> source.run(v -> next.test(mapper.apply(v))), size);
    }

    @Override
    public Stream<Double> boxed() {
        return new Elements<>(next -> source.run(v -> next.test(v)), size);
    }

    @Override
    public DoubleStream flatMap(DoubleFunction<? extends DoubleStream> mapper) {
        return new DoubleElements(
                next -> source.run(v -> {
                    DoubleElements inner = (DoubleElements) mapper.apply(v);
                    return inner == null || inner.handOn(next);
                }),
                -1);
    }

    @Override
    public <R> R collect(Supplier<R> supplier, ObjDoubleConsumer<R> accumulator, BiConsumer<R, R> combiner) {
        R out = supplier.get();
        source.run(v -> {
            accumulator.accept(out, v);
            return true;
        });
        return out;
    }

    @Override
    public DoubleSummaryStatistics summaryStatistics() {
        DoubleSummaryStatistics out = new DoubleSummaryStatistics();
        source.run(v -> {
            out.accept(v);
            return true;
        });
        return out;
    }

    // ---- the JDK's alone

    private static DoubleStream refused() {
        return StreamSupport.doubleStream(null, false);
    }

    @Override
    public LongStream mapToLong(DoubleToLongFunction mapper) {
        return new LongElements(next -> source.run(v -> next.test(mapper.applyAsLong(v))), size);
    }

    @Override
    public DoubleStream distinct() {
        return refused().distinct();
    }

    @Override
    public PrimitiveIterator.OfDouble iterator() {
        return refused().iterator();
    }

    @Override
    public Spliterator.OfDouble spliterator() {
        return refused().spliterator();
    }

    @Override
    public DoubleStream onClose(Runnable handler) {
        return refused().onClose(handler);
    }
}
