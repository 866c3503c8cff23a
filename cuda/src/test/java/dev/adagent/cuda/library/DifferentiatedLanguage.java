package dev.adagent.cuda.library;

import java.util.Iterator;
import java.util.function.BiFunction;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The language of differentiated code: a function of two numbers for each construct, and in {@link ByHand} under the same name its two
 * slopes, derived with paper and pencil.
 */
@SuppressWarnings({"unused", "Finally", "serial", "Convert2MethodRef", "UnnecessaryLambda"}) // found by reflection
final class DifferentiatedLanguage {
    private static final double[] TABLE = {0.5, -2, 3, 1.25};
    private static final double SCALE = 1.5;
    private static final double[][] ROWS = {{1, 2}, {3}, {-1, 0.5, 4}};

    private DifferentiatedLanguage() {}

    static double helper(double a, double b) {
        return a * a * b;
    }

    static double staticMethods(double x, double y) {
        return helper(x, y) + helper(y, x);
    }

    private static final class Line {
        private final double a;
        private final double b;

        Line(double a, double b) {
            this.a = a;
            this.b = b;
        }

        double at(double x) {
            return a * x + b;
        }

        Line composed(Line o) {
            return new Line(a * o.a, a * o.b + b);
        }
    }

    static double instanceMethods(double x, double y) {
        return new Line(x, y).composed(new Line(y, x)).at(2);
    }

    private record Vec(double x, double y) {
        Vec {
            if (x > 1e9) {
                throw new IllegalArgumentException("far");
            }
        }

        Vec turned() {
            return new Vec(-y, x);
        }

        double dot(Vec o) {
            return x * o.x + y * o.y;
        }
    }

    static double records(double x, double y) {
        Vec v = new Vec(x, y * y);
        for (int i = 0; i < 3; i++) {
            v = v.turned();
        }
        return v.dot(new Vec(x, 2));
    }

    private static final class Sum {
        private double s = 1;
        private int n;

        Sum add(double v) {
            s = s * v + n++;
            return this;
        }
    }

    static double finalClassWithState(double x, double y) {
        return new Sum().add(x).add(y).add(x).s;
    }

    static double lambdas(double x, double y) {
        double k = x * y;
        DoubleUnaryOperator f = v -> v * k + x;
        return f.andThen(v -> v * v).compose((double v) -> v + y).applyAsDouble(2);
    }

    static double methodReferences(double x, double y) {
        DoubleBinaryOperator s = DifferentiatedLanguage::helper;
        DoubleUnaryOperator bound = new Line(y, x)::at;
        BiFunction<Double, Double, Vec> made = Vec::new;
        Function<Vec, Double> unbound = Vec::x;
        Supplier<Double> none = () -> y * 3;
        return s.applyAsDouble(x, y) + bound.applyAsDouble(x) + unbound.apply(made.apply(y, x)) * none.get();
    }

    private enum Unit {
        HALF(0.5),
        TWICE(2),
        SQUARE(3) {
            @Override
            double of(double x) {
                return factor * x * x;
            }
        };

        final double factor;

        Unit(double factor) {
            this.factor = factor;
        }

        double of(double x) {
            return factor * x;
        }
    }

    private enum Kind {
        SINE {
            @Override
            double of(double x) {
                return Math.sin(x);
            }
        },
        EXP {
            @Override
            double of(double x) {
                return Math.exp(x);
            }
        };

        abstract double of(double x);
    }

    static double enums(double x, double y) {
        double s = 0;
        for (Unit u : Unit.values()) {
            s += u.of(x) * u.ordinal();
        }
        Kind k = x > 0 ? Kind.SINE : Kind.EXP;
        return s + k.of(y) * (k.name().equals("EXP") ? 2 : 1);
    }

    static double switchOnInts(double x, double y) {
        double s = 0;
        for (int i = 0; i < 5; i++) {
            switch (i) {
                case 0:
                    s += x;
                    break;
                case 1:
                    s *= y;
                // falls through
                case 3:
                    s += x * x;
                    break;
                case 100:
                    s = 0;
                    break;
                default:
                    s = s * 2;
            }
        }
        return s;
    }

    static double switchOnEnums(double x, double y) {
        Unit u = x > y ? Unit.SQUARE : Unit.HALF;
        return switch (u) {
            case HALF -> x * y;
            case SQUARE -> {
                double t = x + y;
                yield t * t;
            }
            case TWICE -> 0;
        };
    }

    private static double named(String name, double x) {
        return switch (name) {
            case "sin" -> Math.sin(x);
            case "square" -> x * x;
            default -> throw new IllegalArgumentException(name);
        };
    }

    static double switchOnStrings(double x, double y) {
        return named("sin", x) * named("square", y) + named(x > 0 ? "square" : "sin", x);
    }

    private sealed interface Shape permits Disc, Box {
        double area();
    }

    private record Disc(double r) implements Shape {
        @Override
        public double area() {
            return Math.PI * r * r;
        }
    }

    private record Box(double a, double b) implements Shape {
        @Override
        public double area() {
            return a * b;
        }
    }

    static double patterns(double x, double y) {
        Object o = x > 0 ? new Disc(y) : new Box(x, y);
        if (o instanceof Box b && b.a() < 0) {
            return b.a() * b.b() * b.b();
        }
        return o instanceof Disc d ? d.r() * x : 0;
    }

    static double sealedTypes(double x, double y) {
        Shape[] shapes = {new Disc(x), new Box(x, y), new Disc(y)};
        double s = 0;
        for (Shape h : shapes) {
            s += h.area() * h.area();
        }
        return s;
    }

    private abstract static class Series {
        abstract double term(int n);

        final double sum(int n) {
            double s = 0;
            for (int i = 1; i <= n; i++) {
                s += term(i);
            }
            return s;
        }
    }

    static double virtualCalls(double x, double y) {
        return new Series() {
            @Override
            double term(int n) {
                return x * y / n;
            }
        }.sum(3);
    }

    private static final class Holder<T extends Number> {
        private T value;

        Holder(T value) {
            this.value = value;
        }

        <R> R map(Function<T, R> f) {
            return f.apply(value);
        }
    }

    static double generics(double x, double y) {
        Holder<Double> h = new Holder<>(x);
        h.value = h.map(v -> v * y);
        return h.map(v -> v + 1) * h.value;
    }

    static double boxing(double x, double y) {
        Double s = 0.0;
        Integer n = 3;
        for (Integer i = 0; i < n; i++) {
            s += x * i;
        }
        Object o = s;
        return (Double) o * y;
    }

    static double privateArrays(double x, double y) {
        double[] a = {x, y, 1};
        for (int k = 0; k < 3; k++) {
            a[2] *= a[0];
            a[0] = a[0] + a[1];
        }
        return a[2];
    }

    static double arraysOfArrays(double x, double y) {
        double[][] m = {{x, y}, {1, x}};
        double[][] p = new double[2][2];
        for (int i = 0; i < 2; i++) {
            for (int j = 0; j < 2; j++) {
                for (int k = 0; k < 2; k++) {
                    p[i][j] += m[i][k] * m[k][j];
                }
            }
        }
        return p[0][0] + 2 * p[0][1] + 3 * p[1][0] + 4 * p[1][1];
    }

    static double doWhile(double x, double y) {
        double s = x;
        int n = 0;
        do {
            s = s * y;
            n++;
        } while (n < 3);
        return s;
    }

    static double forEachLoops(double x, double y) {
        double s = 0;
        for (double t : TABLE) {
            s += t * x;
        }
        for (double[] row : ROWS) {
            for (double t : row) {
                s += t * y * y;
            }
        }
        return s;
    }

    static double labelledLoops(double x, double y) {
        double s = 0;
        outer:
        for (int i = 1; i < 5; i++) {
            for (int j = 1; ; j++) {
                if (j > i) {
                    continue outer;
                }
                if (i == 4) {
                    break outer;
                }
                s += i * x * y + j * x;
            }
        }
        return s;
    }

    static double endlessLoopWithBreak(double x, double y) {
        double s = 1;
        int n = 0;
        while (true) {
            if (n++ == 4) {
                break;
            }
            if (n == 2) {
                s += y;
                continue;
            }
            s *= x;
        }
        return s;
    }

    static double tripsFoundOnTheWay(double x, double y) {
        double s = x * x + 1;
        int n = 0;
        while (s < 40) {
            s = 2 * s + y * y;
            n++;
        }
        return s / (1L << n);
    }

    private static double power(double x, int n) {
        return n == 0 ? 1 : x * power(x, n - 1);
    }

    private static double even(double x, double y, int n) {
        return n == 0 ? x : odd(x * y, y, n - 1);
    }

    private static double odd(double x, double y, int n) {
        return n == 0 ? y : even(x + y, y, n - 1);
    }

    static double recursion(double x, double y) {
        return power(x, 3) * power(y, 2);
    }

    static double recursionOfTwo(double x, double y) {
        return even(x, y, 3);
    }

    private static double checked(double x) {
        if (x < 0) {
            throw new ArithmeticException("negative");
        }
        return x * x;
    }

    static double tryCatch(double x, double y) {
        double s = 0;
        for (int i = -1; i < 2; i++) {
            try {
                s += checked(i * x) * y;
            } catch (ArithmeticException e) {
                s += 5 * y;
            }
        }
        return s;
    }

    static double tryFinally(double x, double y) {
        double s = x;
        try {
            s *= y;
            if (x > 0) {
                return s + 1;
            }
            s = s * s;
        } finally {
            s += 100;
        }
        return s;
    }

    static double finallyThatCounts(double x, double y) {
        double[] s = {x};
        try {
            s[0] = checked(-1) + TABLE[7];
        } catch (ArrayIndexOutOfBoundsException e) {
            s[0] = 0;
        } catch (ArithmeticException e) {
            s[0] *= y;
        } finally {
            s[0] *= x;
        }
        return s[0];
    }

    private static final class Far extends RuntimeException {
        final double by;

        Far(double by) {
            super("far");
            this.by = by;
        }
    }

    private static double near(double x, double limit) {
        if (x > limit) {
            throw new Far(x - limit);
        }
        return x;
    }

    static double numbersInExceptions(double x, double y) {
        try {
            return near(x * x, y * y);
        } catch (Far e) {
            return 3 * e.by * y;
        }
    }

    @SuppressWarnings("InfiniteRecursion") // it throws at the end
    private static double descend(double x, int n) {
        if (n == 0) {
            throw new Far(x * x);
        }
        return descend(x * 2, n - 1) + 1;
    }

    static double numbersInExceptionsOfRecursion(double x, double y) {
        try {
            return descend(x, 2);
        } catch (Far e) {
            return e.by * y;
        }
    }

    private static double climb(double x, double y, int n) {
        try {
            if (n == 0) {
                return checked(x);
            }
            return climb(x - 1, y, n - 1) * y;
        } catch (ArithmeticException e) {
            if (n < 2) {
                throw e;
            }
            return x * y;
        }
    }

    static double recursionThatThrowsAndCatches(double x, double y) {
        return climb(x, y, 3);
    }

    static double explicitThrow(double x, double y) {
        try {
            if (x > y) {
                throw new IllegalStateException("greater");
            }
            return x * x * y;
        } catch (IllegalStateException e) {
            return x * y * y;
        }
    }

    private static final class Lock implements AutoCloseable {
        private final double[] log;

        Lock(double[] log) {
            this.log = log;
        }

        @Override
        public void close() {
            log[0] *= log[1];
        }
    }

    static double tryWithResources(double x, double y) {
        double[] log = {x, y};
        try (Lock a = new Lock(log);
                Lock b = new Lock(log)) {
            log[0] += 1;
            checked(x);
        } catch (ArithmeticException e) {
            log[0] *= 3;
        }
        return log[0];
    }

    static double asserts(double x, double y) {
        assert x < 1e9 : "x " + x;
        return x * y;
    }

    static double constants(double x, double y) {
        return TABLE[1] * x + SCALE * ROWS[2][1] * y * y + TABLE.length;
    }

    /** A table on one way, an array of active numbers on the other. */
    static double tableOrArray(double x, double y) {
        double[] a = x > y ? TABLE : new double[] {y, x * y};
        return a[1] * x;
    }

    private static double total(double... v) {
        double s = 0;
        for (double d : v) {
            s = s * 2 + d;
        }
        return s;
    }

    static double varargs(double x, double y) {
        return total() + total(x) + total(x, y, x * y);
    }

    private interface Scaled {
        double factor();

        default double of(double x) {
            return factor() * x * x;
        }
    }

    private record By(double factor) implements Scaled {}

    static double defaultMethods(double x, double y) {
        return new By(y).of(x);
    }

    private record Powers(double x, int n) implements Iterable<Double> {
        @Override
        public Iterator<Double> iterator() {
            return new Iterator<>() {
                private double p = 1;
                private int i;

                @Override
                public boolean hasNext() {
                    return i < n;
                }

                @Override
                public Double next() {
                    i++;
                    p *= x;
                    return p;
                }
            };
        }
    }

    static double iterators(double x, double y) {
        double s = 0;
        for (double p : new Powers(x, 3)) {
            s += p * y;
        }
        return s;
    }

    static double compoundOperators(double x, double y) {
        double s = x;
        s += y;
        s *= s++;
        int k = 3;
        k <<= 1;
        s /= k-- - 2;
        s -= -y;
        return k == 5 ? s : 0;
    }

    static double floats(double x, double y) {
        float a = (float) x;
        a = a * 2f + 1;
        return a * y;
    }

    static double roundedBits(double x, double y) {
        double high = Double.longBitsToDouble(Double.doubleToRawLongBits(x) & (-1L << 27));
        double low = x - high;
        return high * y + low * y;
    }

    /** The slopes of each, by x and by y. */
    static final class ByHand {
        private ByHand() {}

        private static double[] of(double... slopes) {
            return slopes;
        }

        static double[] staticMethods(double x, double y) {
            return of(2 * x * y + y * y, x * x + 2 * x * y);
        }

        // a = xy, b = x·x + y, at 2: 2xy + x² + y
        static double[] instanceMethods(double x, double y) {
            return of(2 * y + 2 * x, 2 * x + 1);
        }

        // turned three times: (b, −a) with a = x, b = y²: x·y² − 2x
        static double[] records(double x, double y) {
            return of(y * y - 2, 2 * x * y);
        }

        // ((x)·y + 1)·x + 2
        static double[] finalClassWithState(double x, double y) {
            return of(2 * x * y + 1, x * x);
        }

        // ((2 + y)xy + x)²
        static double[] lambdas(double x, double y) {
            double u = 2 * x * y + x * y * y + x;
            return of(2 * u * (2 * y + y * y + 1), 2 * u * (2 * x + 2 * x * y));
        }

        // x²y + (yx + x) + 3y²
        static double[] methodReferences(double x, double y) {
            return of(2 * x * y + y + 1, x * x + x + 6 * y);
        }

        // 2x + 2·3x² + (sin y or 2eʸ)
        static double[] enums(double x, double y) {
            return of(2 + 12 * x, x > 0 ? Math.cos(y) : 2 * Math.exp(y));
        }

        // s = x; xy + x²; doubled; + x²; doubled: 4(xy + x²) + 2x²
        static double[] switchOnInts(double x, double y) {
            return of(4 * y + 12 * x, 4 * x);
        }

        static double[] switchOnEnums(double x, double y) {
            return x > y ? of(2 * (x + y), 2 * (x + y)) : of(y, x);
        }

        static double[] switchOnStrings(double x, double y) {
            return of(Math.cos(x) * y * y + (x > 0 ? 2 * x : Math.cos(x)), 2 * y * Math.sin(x));
        }

        static double[] patterns(double x, double y) {
            return x > 0 ? of(y, x) : of(y * y, 2 * x * y);
        }

        // π²x⁴ + x²y² + π²y⁴
        static double[] sealedTypes(double x, double y) {
            double q = 4 * Math.PI * Math.PI;
            return of(q * x * x * x + 2 * x * y * y, q * y * y * y + 2 * x * x * y);
        }

        static double[] virtualCalls(double x, double y) {
            return of(y * 11 / 6, x * 11 / 6);
        }

        // (xy + 1)·xy
        static double[] generics(double x, double y) {
            return of(2 * x * y * y + y, 2 * x * x * y + x);
        }

        static double[] boxing(double x, double y) {
            return of(3 * y, 3 * x);
        }

        // x(x + y)(x + 2y)
        static double[] privateArrays(double x, double y) {
            return of(3 * x * x + 6 * x * y + 2 * y * y, 3 * x * x + 4 * x * y);
        }

        // (x² + y) + 2·2xy + 3·2x + 4(y + x²)
        static double[] arraysOfArrays(double x, double y) {
            return of(10 * x + 4 * y + 6, 5 + 4 * x);
        }

        static double[] doWhile(double x, double y) {
            return of(y * y * y, 3 * x * y * y);
        }

        // 2.75x + 9.5y²
        static double[] forEachLoops(double x, double y) {
            return of(2.75, 19 * y);
        }

        // Σi≤3 (i²xy + i(i + 1)/2·x) = 14xy + 10x
        static double[] labelledLoops(double x, double y) {
            return of(14 * y + 10, 14 * x);
        }

        // (x + y)x²
        static double[] endlessLoopWithBreak(double x, double y) {
            return of(3 * x * x + 2 * x * y, x * x);
        }

        // s₀ + (1 − 2⁻ⁿ)y²
        static double[] tripsFoundOnTheWay(double x, double y) {
            int n = 0;
            for (double s = x * x + 1; s < 40; n++) {
                s = 2 * s + y * y;
            }
            return of(2 * x, 2 * y * (1 - 1.0 / (1L << n)));
        }

        static double[] recursion(double x, double y) {
            return of(3 * x * x * y * y, 2 * x * x * x * y);
        }

        // odd(xy, 2), even(xy + y, 1), odd((xy + y)y, 0) = y
        static double[] recursionOfTwo(double x, double y) {
            return of(0, 1);
        }

        // −x, 0, x: one of the outer two is negative
        static double[] tryCatch(double x, double y) {
            return of(2 * x * y, x * x + 5);
        }

        static double[] tryFinally(double x, double y) {
            return x > 0 ? of(y, x) : of(2 * x * y * y, 2 * x * x * y);
        }

        static double[] finallyThatCounts(double x, double y) {
            return of(2 * x * y, x * x);
        }

        // x², or 3(x² − y²)y
        static double[] numbersInExceptions(double x, double y) {
            return x * x > y * y ? of(6 * x * y, 3 * x * x - 9 * y * y) : of(2 * x, 0);
        }

        static double[] numbersInExceptionsOfRecursion(double x, double y) {
            return of(32 * x * y, 16 * x * x);
        }

        // x ≥ 3: (x − 3)²y³; below, level 2 catches: (x − 1)y·y
        static double[] recursionThatThrowsAndCatches(double x, double y) {
            return x >= 3 ? of(2 * (x - 3) * y * y * y, 3 * (x - 3) * (x - 3) * y * y) : of(y * y, 2 * (x - 1) * y);
        }

        static double[] explicitThrow(double x, double y) {
            return x > y ? of(y * y, 2 * x * y) : of(2 * x * y, x * x);
        }

        // (x + 1)y², three times where x < 0
        static double[] tryWithResources(double x, double y) {
            double k = x < 0 ? 3 : 1;
            return of(k * y * y, k * 2 * (x + 1) * y);
        }

        static double[] asserts(double x, double y) {
            return of(y, x);
        }

        static double[] constants(double x, double y) {
            return of(-2, 1.5 * y);
        }

        static double[] tableOrArray(double x, double y) {
            return x > y ? of(-2, 0) : of(2 * x * y, x * x);
        }

        // x + 4x + 2y + xy
        static double[] varargs(double x, double y) {
            return of(5 + y, 2 + x);
        }

        static double[] defaultMethods(double x, double y) {
            return of(2 * x * y, x * x);
        }

        static double[] iterators(double x, double y) {
            return of((1 + 2 * x + 3 * x * x) * y, x + x * x + x * x * x);
        }

        // (x + y)²/4 + y
        static double[] compoundOperators(double x, double y) {
            return of((x + y) / 2, (x + y) / 2 + 1);
        }

        static double[] floats(double x, double y) {
            return of(2 * y, 2 * (float) x + 1);
        }

        static double[] roundedBits(double x, double y) {
            return of(y, x);
        }
    }
}
