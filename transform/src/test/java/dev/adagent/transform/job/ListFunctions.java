package dev.adagent.transform.job;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.ListIterator;
import java.util.PriorityQueue;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Functions that keep values in lists and arrays of objects. Each takes an array and an {@code int}. */
final class ListFunctions {
    private ListFunctions() {}

    /** A value. */
    interface Shape {
        double area();
    }

    /** One class of it. */
    record Square(double side) implements Shape {
        @Override
        public double area() {
            return side * side;
        }
    }

    /** Another. */
    record Box(double a, Square b, int n) implements Shape {
        @Override
        public double area() {
            return n * a + b.area() * a;
        }
    }

    /** Constants that are objects of classes of their own. */
    enum Kind {
        SQUARE {
            @Override
            double of(double v) {
                return v * v;
            }
        },
        SINE {
            @Override
            double of(double v) {
                return Math.sin(v);
            }
        };

        abstract double of(double v);
    }

    /** A pair that is no record, but never changes. */
    static final class Point {
        private final double x;
        private final float y;

        Point(double x, float y) {
            this.x = x;
            this.y = y;
        }
    }

    static double boxedNumbers(double[] x, int n) {
        List<Double> l = new ArrayList<>();
        for (int k = 0; k < n; k++) {
            l.add(x[k % x.length] * k);
        }
        double s = 0;
        for (int k = 0; k < l.size(); k++) {
            s += l.get(k) * l.get(k) * (k + 1);
        }
        return s;
    }

    static double overwritten(double[] x, int n) {
        List<Double> l = new ArrayList<>(4);
        for (double e : x) {
            l.add(e);
        }
        for (int k = 0; k < n; k++) {
            l.set(k % l.size(), l.get(k % l.size()) * l.get((k + 1) % l.size()));
        }
        double s = 0;
        for (double e : l) {
            s = 0.5 * s + e;
        }
        return s;
    }

    static double removed(double[] x, int n) {
        List<Double> l = new ArrayList<>();
        for (double e : x) {
            l.add(e * e);
            l.add(0, Math.sin(e));
        }
        l.remove(n % l.size());
        double s = 1;
        for (int k = 0; k < l.size(); k++) {
            s += (k + 1) * l.get(k);
        }
        return s;
    }

    static double severalClasses(double[] x, int n) {
        List<Shape> l = new ArrayList<>();
        for (int k = 0; k < n; k++) {
            double e = x[k % x.length];
            l.add(k % 3 == 0 ? new Square(e) : new Box(e, new Square(2 * e), k));
        }
        double s = 0;
        for (Shape e : l) {
            s += e.area();
        }
        return s;
    }

    static double arrayOfValues(double[] x, int n) {
        Point[] p = new Point[n];
        for (int k = 0; k < n; k++) {
            p[k] = new Point(x[k % x.length], k);
        }
        for (int round = 0; round < 3; round++) {
            for (int k = 1; k < n; k++) {
                p[k] = new Point(p[k].x * p[k - 1].x, p[k].y + 1);
            }
        }
        double s = 0;
        for (Point e : p) {
            s += e.x * e.y;
        }
        return s;
    }

    static double sometimesNull(double[] x, int n) {
        Double[] best = new Double[x.length];
        for (int k = 0; k < n; k++) {
            int at = k % x.length;
            if (best[at] == null || best[at] < x[at] * (k - 3)) {
                best[at] = x[at] * (k - 3);
            }
        }
        double s = 0;
        for (Double e : best) {
            if (e != null) {
                s += e * e;
            }
        }
        return s;
    }

    static double missing(double[] x, int n) {
        Double[] a = new Double[x.length];
        a[0] = x[0];
        return a[n] * 2;
    }

    static double outOfBounds(double[] x, int n) {
        List<Double> l = new ArrayList<>();
        l.add(x[0]);
        return l.get(n);
    }

    static double changedMeanwhile(double[] x, int n) {
        List<Double> l = new ArrayList<>();
        l.add(x[0]);
        l.add(x[1]);
        double s = 0;
        for (double e : l) {
            s += e;
            if (s > n) {
                l.add(s);
            }
        }
        return s;
    }

    static double identity(double[] x, int n) {
        Point[] p = new Point[20]; // longer than those of which each element becomes a variable
        p[0] = new Point(x[0], 1);
        p[1] = new Point(x[0], 1);
        return p[n] == p[0] ? 2 * p[n].x : 3 * p[n].x;
    }

    static double listIterator(double[] x, int n) {
        List<Double> l = new ArrayList<>(Arrays.asList(x[0], x[1] * n, x[0] * x[1]));
        double s = 0;
        for (ListIterator<Double> i = l.listIterator(); i.hasNext(); ) {
            s += i.nextIndex() * i.next();
        }
        return s;
    }

    static double streamOfValues(double[] x, int n) {
        return IntStream.range(0, n)
                        .mapToObj(k -> new Square(x[k % x.length] * k))
                        .filter(s -> s.side() < 10)
                        .mapToDouble(Square::area)
                        .sum()
                + Arrays.stream(x).boxed().collect(Collectors.summingDouble(v -> v * v * v));
    }

    static double collected(double[] x, int n) {
        List<Double> l = Arrays.stream(x).boxed().map(v -> v * n).collect(Collectors.toList());
        return l.stream().reduce(1.0, (a, b) -> a * b)
                + l.stream().sorted().skip(1).mapToDouble(v -> v * v).sum()
                + Stream.of(x[0], x[1])
                        .flatMap(v -> Stream.of(v, v * v))
                        .mapToDouble(Double::doubleValue)
                        .max()
                        .getAsDouble();
    }

    static double summarised(double[] x, int n) {
        DoubleSummaryStatistics s =
                Arrays.stream(x).flatMap(v -> DoubleStream.of(v, v * n)).summaryStatistics();
        return s.getSum() * s.getMax();
    }

    static double queued(double[] x, int n) {
        PriorityQueue<Double> q = new PriorityQueue<>();
        for (int k = 0; k < n; k++) {
            q.add(x[k % x.length] * (k + 1));
        }
        double s = 0;
        for (int k = 1; !q.isEmpty(); k++) {
            s += k * q.poll() * x[0];
        }
        return s;
    }

    static double constantsWithBodies(double[] x, int n) {
        Kind k = x[0] > n ? Kind.SQUARE : Kind.SINE;
        double s = k == Kind.SQUARE ? 2 * k.of(x[0]) : k.of(x[1]);
        for (Kind e : Kind.values()) {
            s += e == k ? e.of(x[2]) : x[0] * e.of(x[1]);
        }
        return s;
    }
}
