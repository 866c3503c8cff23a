package dev.adagent.cuda.library;

import java.util.Iterator;
import java.util.function.BiFunction;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The language of differentiated code: a function of two numbers for each construct. Loops, recursion and exceptions are in {@link
 * DifferentiatedControlFlow}; under the same names {@link DifferentiatedByHand} has the two slopes of each.
 */
@SuppressWarnings({"unused", "Finally", "serial", "Convert2MethodRef", "UnnecessaryLambda"}) // found by reflection
final class DifferentiatedLanguage {
    static final double[] TABLE = {0.5, -2, 3, 1.25};
    private static final double SCALE = 1.5;
    static final double[][] ROWS = {{1, 2}, {3}, {-1, 0.5, 4}};

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

    static double constants(double x, double y) {
        return TABLE[1] * x + SCALE * ROWS[2][1] * y * y + TABLE.length;
    }

    /** A table on one way, an array of active numbers on the other. */
    static double tableOrArray(double x, double y) {
        double[] a = x > y ? TABLE : new double[] {y, x * y};
        return a[1] * x;
    }

    /** The same table has zeros for its shadow in one place and none in another, where it may be an array that has none. */
    static double tableOrArrayTwice(double x, double y) {
        double[] a = x > y ? TABLE : new double[] {y, x * y};
        double[] b = y > 1 ? TABLE : ROWS[2];
        return a[1] * x + b[1] * y * y;
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
}
