package dev.adagent.overlay;

import java.util.Arrays;
import java.util.IntSummaryStatistics;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.PrimitiveIterator;
import java.util.Spliterator;
import java.util.function.BiConsumer;
import java.util.function.IntBinaryOperator;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import java.util.function.IntSupplier;
import java.util.function.IntToDoubleFunction;
import java.util.function.IntToLongFunction;
import java.util.function.IntUnaryOperator;
import java.util.function.ObjIntConsumer;
import java.util.function.Supplier;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * {@code IntStream} in compiled code: a source hands on one element after the other until the last stage has enough. What the JDK alone can do stays
 * a call of the JDK's, which is refused where it is reached. Not to be called: compiled into jobs.
 */
public final class IntElements implements IntStream {
    /** Hands on its elements. */
    interface Source {
        /**
         * Calls {@code next} with each element until it gives false.
         *
         * @return whether it never did
         */
        boolean run(IntPredicate next);
    }

    private final Source source;
    /** The number of elements, −1 if it shows only when they are made. */
    private final int size;

    IntElements(Source source, int size) {
        this.source = source;
        this.size = size;
    }

    /** {@link IntStream#range}. */
    public static IntStream range(int from, int to) {
        return of(from, to, from < to ? (long) to - from : 0);
    }

    /** {@link IntStream#rangeClosed}. */
    public static IntStream rangeClosed(int from, int to) {
        return of(from, to, from <= to ? (long) to - from + 1 : 0);
    }

    private static IntStream of(int from, int to, long n) {
        return new IntElements(
                next -> {
                    for (long k = 0; k < n; k++) {
                        if (!next.test((int) (from + k))) {
                            return false;
                        }
                    }
                    return true;
                },
                n <= Integer.MAX_VALUE ? (int) n : -1);
    }

    /** {@link IntStream#of(int...)} and {@link Arrays#stream(int[])}. */
    public static IntStream of(int... values) {
        return part(values, 0, values.length);
    }

    /** {@link IntStream#of(int)}. */
    public static IntStream only(int value) {
        return new IntElements(next -> next.test(value), 1);
    }

    /** {@link Arrays#stream(int[], int, int)}. */
    public static IntStream part(int[] values, int from, int to) {
        ArrayBodies.checkElements(values.length, from, to);
        return new IntElements(
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

    /** {@link IntStream#iterate(int, IntUnaryOperator)}. */
    public static IntStream iterate(int seed, IntUnaryOperator step) {
        return new IntElements(
                next -> {
                    int v = seed;
                    while (next.test(v)) {
                        v = step.applyAsInt(v);
                    }
                    return false;
                },
                -1);
    }

    /** {@link IntStream#iterate(int, IntPredicate, IntUnaryOperator)}. */
    public static IntStream iterate(int seed, IntPredicate hasNext, IntUnaryOperator step) {
        return new IntElements(
                next -> {
                    for (int v = seed; hasNext.test(v); v = step.applyAsInt(v)) {
                        if (!next.test(v)) {
                            return false;
                        }
                    }
                    return true;
                },
                -1);
    }

    /** {@link IntStream#generate}. */
    public static IntStream generate(IntSupplier made) {
        return new IntElements(
                next -> {
                    while (next.test(made.getAsInt())) {
                        // the next one
                    }
                    return false;
                },
                -1);
    }

    @Override
    public IntStream takeWhile(IntPredicate wanted) {
        return new IntElements(
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
    public IntStream dropWhile(IntPredicate unwanted) {
        return new IntElements(
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
    public IntStream filter(IntPredicate predicate) {
        return new IntElements(next -> source.run(v -> !predicate.test(v) || next.test(v)), -1);
    }

    @Override
    public IntStream map(IntUnaryOperator mapper) {
        return new IntElements(next -> source.run(v -> next.test(mapper.applyAsInt(v))), size);
    }

    @Override
    public DoubleStream mapToDouble(IntToDoubleFunction mapper) {
        return new DoubleElements(next -> source.run(v -> next.test(mapper.applyAsDouble(v))), size);
    }

    @Override
    public DoubleStream asDoubleStream() {
        return new DoubleElements(next -> source.run(v -> next.test(v)), size);
    }

    @Override
    public IntStream peek(IntConsumer action) {
        return new IntElements(
                next -> source.run(v -> {
                    action.accept(v);
                    return next.test(v);
                }),
                size);
    }

    @Override
    public IntStream limit(long most) {
        if (most < 0) {
            throw new IllegalArgumentException(Long.toString(most));
        }
        return new IntElements(
                next -> {
                    long[] left = {most};
                    return most == 0 || source.run(v -> next.test(v) && --left[0] > 0) || left[0] == 0;
                },
                size < 0 ? -1 : (int) Math.min(size, most));
    }

    @Override
    public IntStream skip(long n) {
        if (n < 0) {
            throw new IllegalArgumentException(Long.toString(n));
        }
        return new IntElements(
                next -> {
                    long[] left = {n};
                    return source.run(v -> left[0]-- > 0 || next.test(v));
                },
                size < 0 ? -1 : (int) Math.max(0, size - n));
    }

    @Override
    public IntStream sorted() {
        return new IntElements(
                next -> {
                    int[] a = toArray();
                    Arrays.sort(a);
                    for (int v : a) {
                        if (!next.test(v)) {
                            return false;
                        }
                    }
                    return true;
                },
                size);
    }

    @Override
    public void forEach(IntConsumer action) {
        source.run(v -> {
            action.accept(v);
            return true;
        });
    }

    @Override
    public void forEachOrdered(IntConsumer action) {
        forEach(action);
    }

    @Override
    public int[] toArray() {
        int[][] a = {new int[size < 0 ? 16 : size]};
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
    public int reduce(int identity, IntBinaryOperator op) {
        int[] out = {identity};
        source.run(v -> {
            out[0] = op.applyAsInt(out[0], v);
            return true;
        });
        return out[0];
    }

    @Override
    public OptionalInt reduce(IntBinaryOperator op) {
        boolean[] any = {false};
        int[] out = {0};
        source.run(v -> {
            out[0] = any[0] ? op.applyAsInt(out[0], v) : v;
            any[0] = true;
            return true;
        });
        return any[0] ? OptionalInt.of(out[0]) : OptionalInt.empty();
    }

    @Override
    public int sum() {
        return reduce(0, (a, b) -> a + b);
    }

    @Override
    public OptionalInt min() {
        return reduce((a, b) -> Math.min(a, b));
    }

    @Override
    public OptionalInt max() {
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
        long[] n = {0};
        long[] sum = {0};
        source.run(v -> {
            n[0]++;
            sum[0] += v;
            return true;
        });
        return n[0] > 0 ? OptionalDouble.of((double) sum[0] / n[0]) : OptionalDouble.empty();
    }

    @Override
    public boolean anyMatch(IntPredicate predicate) {
        return !source.run(v -> !predicate.test(v));
    }

    @Override
    public boolean allMatch(IntPredicate predicate) {
        return source.run(predicate);
    }

    @Override
    public boolean noneMatch(IntPredicate predicate) {
        return !anyMatch(predicate);
    }

    @Override
    public OptionalInt findFirst() {
        boolean[] any = {false};
        int[] out = {0};
        source.run(v -> {
            out[0] = v;
            any[0] = true;
            return false;
        });
        return any[0] ? OptionalInt.of(out[0]) : OptionalInt.empty();
    }

    @Override
    public OptionalInt findAny() {
        return findFirst();
    }

    @Override
    public IntStream sequential() {
        return this;
    }

    @Override
    public IntStream parallel() {
        return this;
    }

    @Override
    public IntStream unordered() {
        return this;
    }

    @Override
    public boolean isParallel() {
        return false;
    }

    @Override
    public void close() {}

    /** Hands on its elements to the next stage, as {@link Source#run}. */
    boolean handOn(IntPredicate next) {
        return source.run(next);
    }

    @Override
    public <U> Stream<U> mapToObj(IntFunction<? extends U> mapper) {
        return new Elements<>(next -> source.run(v -> next.test(mapper.apply(v))), size);
    }

    @Override
    public Stream<Integer> boxed() {
        return new Elements<>(next -> source.run(v -> next.test(v)), size);
    }

    @Override
    public IntStream flatMap(IntFunction<? extends IntStream> mapper) {
        return new IntElements(
                next -> source.run(v -> {
                    IntElements inner = (IntElements) mapper.apply(v);
                    return inner == null || inner.handOn(next);
                }),
                -1);
    }

    @Override
    public <R> R collect(Supplier<R> supplier, ObjIntConsumer<R> accumulator, BiConsumer<R, R> combiner) {
        R out = supplier.get();
        source.run(v -> {
            accumulator.accept(out, v);
            return true;
        });
        return out;
    }

    @Override
    public IntSummaryStatistics summaryStatistics() {
        IntSummaryStatistics out = new IntSummaryStatistics();
        source.run(v -> {
            out.accept(v);
            return true;
        });
        return out;
    }

    // ---- the JDK's alone

    private static IntStream refused() {
        return StreamSupport.intStream(null, false);
    }

    @Override
    public LongStream mapToLong(IntToLongFunction mapper) {
        return new LongElements(next -> source.run(v -> next.test(mapper.applyAsLong(v))), size);
    }

    @Override
    public LongStream asLongStream() {
        return new LongElements(next -> source.run(v -> next.test(v)), size);
    }

    @Override
    public IntStream distinct() {
        return refused().distinct();
    }

    @Override
    public PrimitiveIterator.OfInt iterator() {
        return refused().iterator();
    }

    @Override
    public Spliterator.OfInt spliterator() {
        return refused().spliterator();
    }

    @Override
    public IntStream onClose(Runnable handler) {
        return refused().onClose(handler);
    }
}
