package dev.adagent.overlay;

import java.util.Arrays;
import java.util.LongSummaryStatistics;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.PrimitiveIterator;
import java.util.Spliterator;
import java.util.function.BiConsumer;
import java.util.function.LongBinaryOperator;
import java.util.function.LongConsumer;
import java.util.function.LongFunction;
import java.util.function.LongPredicate;
import java.util.function.LongSupplier;
import java.util.function.LongToDoubleFunction;
import java.util.function.LongToIntFunction;
import java.util.function.LongUnaryOperator;
import java.util.function.ObjLongConsumer;
import java.util.function.Supplier;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * {@code LongStream} in compiled code: a source hands on one element after the other until the last stage has enough. What the JDK alone can do stays
 * a call of the JDK's, which is refused where it is reached. Not to be called: compiled into jobs.
 */
public final class LongElements implements LongStream {
    /** Hands on its elements. */
    interface Source {
        /**
         * Calls {@code next} with each element until it gives false.
         *
         * @return whether it never did
         */
        boolean run(LongPredicate next);
    }

    private final Source source;
    /** The number of elements, −1 if it shows only when they are made. */
    private final int size;

    LongElements(Source source, int size) {
        this.source = source;
        this.size = size;
    }

    /** {@link LongStream#range}. */
    public static LongStream range(long from, long to) {
        return from < to ? rangeClosed(from, to - 1) : rangeClosed(1, 0);
    }

    /** {@link LongStream#rangeClosed}. */
    public static LongStream rangeClosed(long from, long to) {
        long n = from <= to ? to - from + 1 : 0; // not positive if there are more than fit
        return new LongElements(
                next -> {
                    for (long v = from; v <= to; v++) {
                        if (!next.test(v)) {
                            return false;
                        }
                        if (v == to) { // which may be the largest of all
                            break;
                        }
                    }
                    return true;
                },
                n <= 0 && from <= to || n > Integer.MAX_VALUE ? -1 : (int) n);
    }

    /** {@link LongStream#of(long...)} and {@link Arrays#stream(long[])}. */
    public static LongStream of(long... values) {
        return part(values, 0, values.length);
    }

    /** {@link LongStream#of(long)}. */
    public static LongStream only(long value) {
        return new LongElements(next -> next.test(value), 1);
    }

    /** {@link Arrays#stream(long[], int, int)}. */
    public static LongStream part(long[] values, int from, int to) {
        ArrayBodies.checkElements(values.length, from, to);
        return new LongElements(
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

    /** {@link LongStream#iterate(long, LongUnaryOperator)}. */
    public static LongStream iterate(long seed, LongUnaryOperator step) {
        return new LongElements(
                next -> {
                    long v = seed;
                    while (next.test(v)) {
                        v = step.applyAsLong(v);
                    }
                    return false;
                },
                -1);
    }

    /** {@link LongStream#iterate(long, LongPredicate, LongUnaryOperator)}. */
    public static LongStream iterate(long seed, LongPredicate hasNext, LongUnaryOperator step) {
        return new LongElements(
                next -> {
                    for (long v = seed; hasNext.test(v); v = step.applyAsLong(v)) {
                        if (!next.test(v)) {
                            return false;
                        }
                    }
                    return true;
                },
                -1);
    }

    /** {@link LongStream#generate}. */
    public static LongStream generate(LongSupplier made) {
        return new LongElements(
                next -> {
                    while (next.test(made.getAsLong())) {
                        // the next one
                    }
                    return false;
                },
                -1);
    }

    @Override
    public LongStream takeWhile(LongPredicate wanted) {
        return new LongElements(
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
    public LongStream dropWhile(LongPredicate unwanted) {
        return new LongElements(
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
    public LongStream filter(LongPredicate predicate) {
        return new LongElements(next -> source.run(v -> !predicate.test(v) || next.test(v)), -1);
    }

    @Override
    public LongStream map(LongUnaryOperator mapper) {
        return new LongElements(next -> source.run(v -> next.test(mapper.applyAsLong(v))), size);
    }

    @Override
    public DoubleStream mapToDouble(LongToDoubleFunction mapper) {
        return new DoubleElements(next -> source.run(v -> next.test(mapper.applyAsDouble(v))), size);
    }

    @Override
    public IntStream mapToInt(LongToIntFunction mapper) {
        return new IntElements(next -> source.run(v -> next.test(mapper.applyAsInt(v))), size);
    }

    @Override
    public DoubleStream asDoubleStream() {
        return new DoubleElements(next -> source.run(v -> next.test(v)), size);
    }

    @Override
    public LongStream peek(LongConsumer action) {
        return new LongElements(
                next -> source.run(v -> {
                    action.accept(v);
                    return next.test(v);
                }),
                size);
    }

    @Override
    public LongStream limit(long most) {
        if (most < 0) {
            throw new IllegalArgumentException(Long.toString(most));
        }
        return new LongElements(
                next -> {
                    long[] left = {most};
                    return most == 0 || source.run(v -> next.test(v) && --left[0] > 0) || left[0] == 0;
                },
                size < 0 ? -1 : (int) Math.min(size, most));
    }

    @Override
    public LongStream skip(long n) {
        if (n < 0) {
            throw new IllegalArgumentException(Long.toString(n));
        }
        return new LongElements(
                next -> {
                    long[] left = {n};
                    return source.run(v -> left[0]-- > 0 || next.test(v));
                },
                size < 0 ? -1 : (int) Math.max(0, size - n));
    }

    @Override
    public LongStream sorted() {
        return new LongElements(
                next -> {
                    long[] a = toArray();
                    Arrays.sort(a);
                    for (long v : a) {
                        if (!next.test(v)) {
                            return false;
                        }
                    }
                    return true;
                },
                size);
    }

    @Override
    public void forEach(LongConsumer action) {
        source.run(v -> {
            action.accept(v);
            return true;
        });
    }

    @Override
    public void forEachOrdered(LongConsumer action) {
        forEach(action);
    }

    @Override
    public long[] toArray() {
        long[][] a = {new long[size < 0 ? 16 : size]};
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
    public long reduce(long identity, LongBinaryOperator op) {
        long[] out = {identity};
        source.run(v -> {
            out[0] = op.applyAsLong(out[0], v);
            return true;
        });
        return out[0];
    }

    @Override
    public OptionalLong reduce(LongBinaryOperator op) {
        boolean[] any = {false};
        long[] out = {0};
        source.run(v -> {
            out[0] = any[0] ? op.applyAsLong(out[0], v) : v;
            any[0] = true;
            return true;
        });
        return any[0] ? OptionalLong.of(out[0]) : OptionalLong.empty();
    }

    @Override
    public long sum() {
        return reduce(0, (a, b) -> a + b);
    }

    @Override
    public OptionalLong min() {
        return reduce((a, b) -> Math.min(a, b));
    }

    @Override
    public OptionalLong max() {
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
    public boolean anyMatch(LongPredicate predicate) {
        return !source.run(v -> !predicate.test(v));
    }

    @Override
    public boolean allMatch(LongPredicate predicate) {
        return source.run(predicate);
    }

    @Override
    public boolean noneMatch(LongPredicate predicate) {
        return !anyMatch(predicate);
    }

    @Override
    public OptionalLong findFirst() {
        boolean[] any = {false};
        long[] out = {0};
        source.run(v -> {
            out[0] = v;
            any[0] = true;
            return false;
        });
        return any[0] ? OptionalLong.of(out[0]) : OptionalLong.empty();
    }

    @Override
    public OptionalLong findAny() {
        return findFirst();
    }

    @Override
    public LongStream sequential() {
        return this;
    }

    @Override
    public LongStream parallel() {
        return this;
    }

    @Override
    public LongStream unordered() {
        return this;
    }

    @Override
    public boolean isParallel() {
        return false;
    }

    @Override
    public void close() {}

    /** Hands on its elements to the next stage, as {@link Source#run}. */
    boolean handOn(LongPredicate next) {
        return source.run(next);
    }

    @Override
    public <U> Stream<U> mapToObj(LongFunction<? extends U> mapper) {
        return new Elements<>(next -> source.run(v -> next.test(mapper.apply(v))), size);
    }

    @Override
    public Stream<Long> boxed() {
        return new Elements<>(next -> source.run(v -> next.test(v)), size);
    }

    @Override
    public LongStream flatMap(LongFunction<? extends LongStream> mapper) {
        return new LongElements(
                next -> source.run(v -> {
                    LongElements inner = (LongElements) mapper.apply(v);
                    return inner == null || inner.handOn(next);
                }),
                -1);
    }

    @Override
    public <R> R collect(Supplier<R> supplier, ObjLongConsumer<R> accumulator, BiConsumer<R, R> combiner) {
        R out = supplier.get();
        source.run(v -> {
            accumulator.accept(out, v);
            return true;
        });
        return out;
    }

    @Override
    public LongSummaryStatistics summaryStatistics() {
        LongSummaryStatistics out = new LongSummaryStatistics();
        source.run(v -> {
            out.accept(v);
            return true;
        });
        return out;
    }

    // ---- the JDK's alone

    private static LongStream refused() {
        return StreamSupport.longStream(null, false);
    }

    @Override
    public LongStream distinct() {
        return refused().distinct();
    }

    @Override
    public PrimitiveIterator.OfLong iterator() {
        return refused().iterator();
    }

    @Override
    public Spliterator.OfLong spliterator() {
        return refused().spliterator();
    }

    @Override
    public LongStream onClose(Runnable handler) {
        return refused().onClose(handler);
    }
}
