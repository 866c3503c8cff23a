package dev.adagent.transform.lift.samples;

import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.function.IntFunction;

/** Records, classes, sealed types, lambdas, static fields and exceptions. */
@SuppressWarnings({"unused", "UnnecessaryLambda", "UnnecessaryBoxedVariable"})
public final class Objects {
    private Objects() {}

    static final int LIMIT = 40;
    static final double[] TABLE = {1, 2.5, -3};
    static final double SCALE = Double.parseDouble("2.25");
    static final boolean FLAG = LIMIT > 3;
    static final char LETTER = 'x';
    static int counter = 7;

    record Point(double x, double y) {
        Point {
            if (Double.isNaN(x)) {
                throw new IllegalArgumentException("x is NaN");
            }
        }

        Point plus(Point o) {
            return new Point(x + o.x, y + o.y);
        }

        double norm2() {
            return x * x + y() * y();
        }
    }

    static class Base {
        final int a;
        int b = 5;

        Base(int a) {
            this.a = a;
        }

        int get() {
            return a;
        }
    }

    static final class Derived extends Base {
        Derived(int a) {
            super(a + 1);
            b += 2;
        }

        @Override
        int get() {
            return super.get() * 2 + b;
        }
    }

    sealed interface Shape permits Circle, Square, Empty {
        double area();

        default double twice() {
            return 2 * area();
        }
    }

    record Circle(double r) implements Shape {
        @Override
        public double area() {
            return 3 * r * r;
        }
    }

    record Square(double a) implements Shape {
        @Override
        public double area() {
            return a * a;
        }
    }

    enum Empty implements Shape {
        EMPTY;

        @Override
        public double area() {
            return 0;
        }

        @Override
        public double twice() {
            return -1;
        }
    }

    public static double points(double a, double b) {
        Point p = new Point(a, b);
        Point q = p;
        for (int i = 0; i < 3; i++) {
            q = q.plus(p);
        }
        return q.norm2();
    }

    public static int inheritance(int a) {
        Base b = new Base(a);
        Derived d = new Derived(a);
        b.b = d.get();
        return b.get() + b.b;
    }

    public static double shapes(double a) {
        Shape s = a > 1 ? new Circle(a) : a > 0 ? new Square(a) : Empty.EMPTY;
        return s.area() + s.twice();
    }

    public static double matched(double a) {
        Shape s = a > 1 ? new Circle(a) : new Square(a);
        if (s instanceof Circle c && c.r() > 2) {
            return c.r();
        }
        return ((Square) s).a();
    }

    public static double conditionalNew(double a) {
        return new Point(a > 0 ? a : -a, a).norm2();
    }

    public static double fields(int i) {
        return TABLE[i] * SCALE + LIMIT + (FLAG ? 1 : 0) + LETTER + counter;
    }

    public static double captured(double a, double b) {
        DoubleUnaryOperator f = x -> x * b;
        DoubleUnaryOperator g = Math::sqrt;
        DoubleBinaryOperator h = Math::pow;
        IntFunction<int[]> make = int[]::new;
        return apply(f, a) + g.applyAsDouble(b) + h.applyAsDouble(a, 2) + make.apply(3).length;
    }

    static double apply(DoubleUnaryOperator f, double x) {
        return f.applyAsDouble(x);
    }

    public static double boxed(double a) {
        Function<Double, Double> f = x -> x + 1;
        Double r = f.apply(a);
        return r;
    }

    public static double constructorReference(double a) {
        DoubleFunctionOfPoint f = Point::new;
        return f.make(a, 2).norm2();
    }

    interface DoubleFunctionOfPoint {
        Point make(double x, double y);
    }

    public static int thrown(int a) {
        if (a < 0) {
            throw new IllegalArgumentException("a is " + a + ", not positive");
        }
        if (a == 1) {
            throw new UnsupportedOperationException();
        }
        return a;
    }

    public static double nullReceiver(double a) {
        Point p = a > 0 ? new Point(a, a) : null;
        return p.x();
    }

    public static int badCast(int a) {
        Object o = a > 0 ? new Derived(a) : new Point(a, a);
        return ((Derived) o).a;
    }

    public static double built(double a, int i, boolean z, char c) {
        StringBuilder s = new StringBuilder("a is ");
        s.append(a).append(", i ").append(i).append(z).append(c);
        throw new IllegalStateException(s.toString());
    }

    public static int checkedIndex(int i, int n) {
        return Math.toIntExact(n * 1000L) + Math.negateExact(i);
    }
}
