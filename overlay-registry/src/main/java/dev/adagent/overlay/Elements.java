package dev.adagent.overlay;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Spliterator;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.BinaryOperator;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Collector;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * {@code Stream} in compiled code, as {@link DoubleElements} is of numbers. What the JDK alone can do stays a call of the JDK's, which is refused
 * where it is reached. Not to be called: compiled into jobs.
 *
 * @param <T> the elements
 */
public final class Elements<T> implements Stream<T> {
    /** Hands on its elements. */
    interface Source<T> {
        /**
         * Calls {@code next} with each element until it gives false.
         *
         * @return whether it never did
         */
        boolean run(Predicate<? super T> next);
    }

    private final Source<T> source;
    /** The number of elements, −1 if it shows only when they are made. */
    private final int size;

    Elements(Source<T> source, int size) {
        this.source = source;
        this.size = size;
    }

    /** {@link Stream#of(Object...)} and {@link Arrays#stream(Object[])}. */
    @SafeVarargs
    public static <T> Stream<T> of(T... values) {
        return part(values, 0, values.length);
    }

    /** {@link Stream#of(Object)}. */
    public static <T> Stream<T> only(T value) {
        return new Elements<>(next -> next.test(value), 1);
    }

    /** {@link Stream#empty()}. */
    public static <T> Stream<T> none() {
        return new Elements<>(next -> true, 0);
    }

    /** {@link Arrays#stream(Object[], int, int)}. */
    public static <T> Stream<T> part(T[] values, int from, int to) {
        ArrayBodies.checkElements(values.length, from, to);
        return new Elements<>(
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

    /** {@link Collection#stream()}: what is in the collection when the last stage begins. */
    public static <T> Stream<T> in(Collection<T> elements) {
        return new Elements<>(
                next -> {
                    for (T e : elements) {
                        if (!next.test(e)) {
                            return false;
                        }
                    }
                    return true;
                },
                -1);
    }

    /** {@link Stream#iterate(Object, UnaryOperator)}. */
    public static <T> Stream<T> iterate(T seed, UnaryOperator<T> step) {
        return new Elements<>(
                next -> {
                    T v = seed;
                    while (next.test(v)) {
                        v = step.apply(v);
                    }
                    return false;
                },
                -1);
    }

    /** {@link Stream#iterate(T, Predicate, UnaryOperator)}. */
    public static <T> Stream<T> iterate(T seed, Predicate<? super T> hasNext, UnaryOperator<T> step) {
        return new Elements<>(
                next -> {
                    for (T v = seed; hasNext.test(v); v = step.apply(v)) {
                        if (!next.test(v)) {
                            return false;
                        }
                    }
                    return true;
                },
                -1);
    }

    /** {@link Stream#generate}. */
    public static <T> Stream<T> generate(Supplier<? extends T> made) {
        return new Elements<>(
                next -> {
                    while (next.test(made.get())) {
                        // the next one
                    }
                    return false;
                },
                -1);
    }

    @Override
    public Stream<T> takeWhile(Predicate<? super T> wanted) {
        return new Elements<>(
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
    public Stream<T> dropWhile(Predicate<? super T> unwanted) {
        return new Elements<>(
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
    public Stream<T> filter(Predicate<? super T> predicate) {
        return new Elements<>(next -> source.run(v -> !predicate.test(v) || next.test(v)), -1);
    }

    @Override
    public <R> Stream<R> map(Function<? super T, ? extends R> mapper) {
        return new Elements<>(next -> source.run(v -> next.test(mapper.apply(v))), size);
    }

    @Override
    public IntStream mapToInt(ToIntFunction<? super T> mapper) {
        return new IntElements(next -> source.run(v -> next.test(mapper.applyAsInt(v))), size);
    }

    @Override
    public DoubleStream mapToDouble(ToDoubleFunction<? super T> mapper) {
        return new DoubleElements(next -> source.run(v -> next.test(mapper.applyAsDouble(v))), size);
    }

    @SuppressWarnings("unchecked")
    @Override
    public <R> Stream<R> flatMap(Function<? super T, ? extends Stream<? extends R>> mapper) {
        return new Elements<>(
                next -> source.run(v -> {
                    Elements<R> inner = (Elements<R>) mapper.apply(v);
                    return inner == null || inner.source.run(next);
                }),
                -1);
    }

    @Override
    public IntStream flatMapToInt(Function<? super T, ? extends IntStream> mapper) {
        return new IntElements(
                next -> source.run(v -> {
                    IntElements inner = (IntElements) mapper.apply(v);
                    return inner == null || inner.handOn(next);
                }),
                -1);
    }

    @Override
    public DoubleStream flatMapToDouble(Function<? super T, ? extends DoubleStream> mapper) {
        return new DoubleElements(
                next -> source.run(v -> {
                    DoubleElements inner = (DoubleElements) mapper.apply(v);
                    return inner == null || inner.handOn(next);
                }),
                -1);
    }

    @Override
    public Stream<T> sorted() {
        return sorted(null);
    }

    @SuppressWarnings("unchecked")
    @Override
    public Stream<T> sorted(Comparator<? super T> order) {
        return new Elements<>(
                next -> {
                    Object[] a = toArray();
                    Arrays.sort(a, (Comparator<Object>) order);
                    for (Object v : a) {
                        if (!next.test((T) v)) {
                            return false;
                        }
                    }
                    return true;
                },
                size);
    }

    @Override
    public Stream<T> peek(Consumer<? super T> action) {
        return new Elements<>(
                next -> source.run(v -> {
                    action.accept(v);
                    return next.test(v);
                }),
                size);
    }

    @Override
    public Stream<T> limit(long most) {
        if (most < 0) {
            throw new IllegalArgumentException(Long.toString(most));
        }
        return new Elements<>(
                next -> {
                    long[] left = {most};
                    return most == 0 || source.run(v -> next.test(v) && --left[0] > 0) || left[0] == 0;
                },
                size < 0 ? -1 : (int) Math.min(size, most));
    }

    @Override
    public Stream<T> skip(long n) {
        if (n < 0) {
            throw new IllegalArgumentException(Long.toString(n));
        }
        return new Elements<>(
                next -> {
                    long[] left = {n};
                    return source.run(v -> left[0]-- > 0 || next.test(v));
                },
                size < 0 ? -1 : (int) Math.max(0, size - n));
    }

    @Override
    public void forEach(Consumer<? super T> action) {
        source.run(v -> {
            action.accept(v);
            return true;
        });
    }

    @Override
    public void forEachOrdered(Consumer<? super T> action) {
        forEach(action);
    }

    private ArrayList<T> list() {
        ArrayList<T> out = new ArrayList<>();
        source.run(v -> {
            out.add(v);
            return true;
        });
        return out;
    }

    @Override
    public Object[] toArray() {
        ArrayList<T> l = list();
        Object[] out = new Object[l.size()];
        for (int k = 0; k < out.length; k++) {
            out[k] = l.get(k);
        }
        return out;
    }

    @SuppressWarnings("unchecked")
    @Override
    public <A> A[] toArray(IntFunction<A[]> generator) {
        ArrayList<T> l = list();
        A[] out = generator.apply(l.size());
        for (int k = 0; k < l.size(); k++) {
            out[k] = (A) l.get(k);
        }
        return out;
    }

    @SuppressWarnings("unchecked")
    @Override
    public List<T> toList() {
        return (List<T>) new OutsideList(toArray());
    }

    @Override
    public T reduce(T identity, BinaryOperator<T> op) {
        ArrayList<T> out = new ArrayList<>(1);
        out.add(identity);
        source.run(v -> {
            out.set(0, op.apply(out.get(0), v));
            return true;
        });
        return out.get(0);
    }

    @Override
    public Optional<T> reduce(BinaryOperator<T> op) {
        boolean[] any = {false};
        ArrayList<T> out = new ArrayList<>(1);
        source.run(v -> {
            if (any[0]) {
                out.set(0, op.apply(out.get(0), v));
            } else {
                out.add(v);
            }
            any[0] = true;
            return true;
        });
        return any[0] ? Optional.of(out.get(0)) : Optional.empty();
    }

    @Override
    public <U> U reduce(U identity, BiFunction<U, ? super T, U> op, BinaryOperator<U> combiner) {
        ArrayList<U> out = new ArrayList<>(1);
        out.add(identity);
        source.run(v -> {
            out.set(0, op.apply(out.get(0), v));
            return true;
        });
        return out.get(0);
    }

    @Override
    public <R> R collect(Supplier<R> supplier, BiConsumer<R, ? super T> accumulator, BiConsumer<R, R> combiner) {
        R out = supplier.get();
        source.run(v -> {
            accumulator.accept(out, v);
            return true;
        });
        return out;
    }

    @Override
    public <R, A> R collect(Collector<? super T, A, R> collector) {
        A out = collector.supplier().get();
        BiConsumer<A, ? super T> accumulator = collector.accumulator();
        source.run(v -> {
            accumulator.accept(out, v);
            return true;
        });
        return collector.finisher().apply(out);
    }

    @Override
    public Optional<T> min(Comparator<? super T> order) {
        return reduce((a, b) -> order.compare(a, b) <= 0 ? a : b);
    }

    @Override
    public Optional<T> max(Comparator<? super T> order) {
        return reduce((a, b) -> order.compare(a, b) >= 0 ? a : b);
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
    public boolean anyMatch(Predicate<? super T> predicate) {
        return !source.run(v -> !predicate.test(v));
    }

    @Override
    public boolean allMatch(Predicate<? super T> predicate) {
        return source.run(v -> predicate.test(v));
    }

    @Override
    public boolean noneMatch(Predicate<? super T> predicate) {
        return !anyMatch(predicate);
    }

    @Override
    public Optional<T> findFirst() {
        ArrayList<T> out = new ArrayList<>(1);
        source.run(v -> {
            out.add(v);
            return false;
        });
        return out.isEmpty() ? Optional.empty() : Optional.of(out.get(0));
    }

    @Override
    public Optional<T> findAny() {
        return findFirst();
    }

    @Override
    public Stream<T> sequential() {
        return this;
    }

    @Override
    public Stream<T> parallel() {
        return this;
    }

    @Override
    public Stream<T> unordered() {
        return this;
    }

    @Override
    public boolean isParallel() {
        return false;
    }

    @Override
    public void close() {}

    // ---- the JDK's alone

    private Stream<T> refused() {
        return StreamSupport.stream((Spliterator<T>) null, false);
    }

    @Override
    public LongStream mapToLong(ToLongFunction<? super T> mapper) {
        return new LongElements(next -> source.run(v -> next.test(mapper.applyAsLong(v))), size);
    }

    @Override
    public LongStream flatMapToLong(Function<? super T, ? extends LongStream> mapper) {
        return refused().flatMapToLong(mapper);
    }

    @Override
    public Stream<T> distinct() {
        return refused().distinct();
    }

    @Override
    public Iterator<T> iterator() {
        return refused().iterator();
    }

    @Override
    public Spliterator<T> spliterator() {
        return refused().spliterator();
    }

    @Override
    public Stream<T> onClose(Runnable handler) {
        return refused().onClose(handler);
    }
}
