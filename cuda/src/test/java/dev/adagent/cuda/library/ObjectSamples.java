package dev.adagent.cuda.library;

import java.util.Iterator;
import java.util.function.DoubleUnaryOperator;

/** Samples of {@code docs/language.md} around objects: patterns, sealed types, records, arrays of objects, identity. */
@SuppressWarnings("unused") // found by reflection
final class ObjectSamples {
    private final double base;

    private ObjectSamples(double base) {
        this.base = base;
    }

    private sealed interface Shape permits Circle, Rect {
        double area();
    }

    private record Circle(double r) implements Shape {
        @Override
        public double area() {
            return r * r * 3;
        }
    }

    private record Rect(double a, double b) implements Shape {
        @Override
        public double area() {
            return a * b;
        }
    }

    static double instanceofPatterns(double x, double y) {
        Shape s = x > 0 ? new Circle(x) : new Rect(x, y);
        if (s instanceof Circle c && c.r() > 3) {
            return c.r();
        }
        return s instanceof Rect r ? r.a() + r.b() : -1;
    }

    static double sealedTypes(double x, double y) {
        Shape s = x > 0 ? new Circle(x) : new Rect(x, y);
        return s.area();
    }

    private sealed interface Term permits Leaf, Sum {
        double value();
    }

    private record Leaf(double v) implements Term {
        @Override
        public double value() {
            return v;
        }
    }

    private record Sum(Term a, Term b) implements Term {
        @Override
        public double value() {
            return a.value() + b.value();
        }
    }

    static double treesOfRecords(double x, double y) {
        Term t = x > 0 ? new Sum(new Leaf(x), new Sum(new Leaf(1), new Leaf(y))) : new Leaf(y);
        return t.value();
    }

    private record Mixed(int a, float f, long l, Rect r, boolean z, char c) {}

    static double recordEqualsAndHashCode(double x, double y) {
        Mixed a = new Mixed((int) x, (float) y, (long) x, new Rect(x, y), x > 0, 'a');
        Mixed b = new Mixed((int) x, (float) y, (long) x, new Rect(x, y > 0 ? y : 0.0), x > 0, 'a');
        return a.equals(b) ? a.hashCode() : new Rect(-0.0, Double.NaN).equals(new Rect(y, x)) ? 1 : 2;
    }

    static double arraysOfObjects(double x, double y) {
        Rect[] a = new Rect[3];
        for (int i = 0; i < 3; i++) {
            a[i] = new Rect(i * x, y);
        }
        Rect[] b = new Rect[3];
        System.arraycopy(a, 0, b, 1, 2);
        double s = 0;
        for (Rect r : a) {
            s += r.area();
        }
        return s + b[1 + ((int) (x + 10) & 1)].a();
    }

    static double arraysOfLambdas(double x, double y) {
        DoubleUnaryOperator[] fs = {v -> v + y, v -> v * 2, Math::abs};
        double r = x;
        for (DoubleUnaryOperator f : fs) {
            r = f.applyAsDouble(r);
        }
        DoubleUnaryOperator g = x > 0 ? v -> v + 1 : v -> v * x;
        return g.applyAsDouble(r);
    }

    @SuppressWarnings("BoxedPrimitiveEquality") // the cache of valueOf is what is tested
    static double identity(double x, double y) {
        Rect p = new Rect(x, y);
        Rect q = x > 0 ? p : new Rect(x, y);
        Object o = y > 0 ? p : new Circle(x);
        Integer i = (int) x;
        Integer j = (int) (x + y / 10);
        return (p == q ? 1 : 0) + (o == p ? 2 : 0) + (i == j ? 4 : 0) + (i.equals(j) ? 8 : 0);
    }

    private enum Op {
        ADD {
            @Override
            double of(double a, double b) {
                return a + b;
            }
        },
        MUL {
            @Override
            double of(double a, double b) {
                return a * b;
            }
        };

        abstract double of(double a, double b);
    }

    static double enumValues(double x, double y) {
        double s = 0;
        for (Op op : Op.values()) {
            s += op.of(x, y) * op.ordinal();
        }
        return s + Op.values()[(int) (x + 10) & 1].of(x, y) + Op.ADD.compareTo(x > 0 ? Op.ADD : Op.MUL);
    }

    private static double sum(double... v) {
        double s = 0;
        for (double d : v) {
            s += d;
        }
        return s;
    }

    private static double sumOf(Number... v) {
        double s = 0;
        for (Number n : v) {
            s += n.doubleValue();
        }
        return s;
    }

    static double varargs(double x, double y) {
        return sum(x, y, 1) + sum() + sumOf(x, (int) y, 1L, 2f);
    }

    static double conditionalBoxes(double x, double y) {
        Integer a = x > 0 ? (Integer) (int) x : Integer.valueOf(3);
        Object o = x > 0 ? (Object) 1 : (Object) 2.0;
        Number n = y > 0 ? (Number) Integer.valueOf((int) x) : (Number) Double.valueOf(y);
        return a + (o instanceof Integer i ? i : ((Number) o).doubleValue()) + n.doubleValue() + n.intValue();
    }

    private class Inner {
        private final double v;

        Inner(double v) {
            this.v = v;
        }

        double get() {
            return v + base;
        }
    }

    private static final class Box<T extends Number> {
        private final T value;

        Box(T value) {
            this.value = value;
        }

        private final class View {
            double twice() {
                return value.doubleValue() * 2;
            }
        }

        <U extends Number> Box<U> with(U other) {
            return new Box<>(other);
        }
    }

    static double innerAndGenericClasses(double x, double y) {
        Box<Double> b = new Box<>(x);
        return new ObjectSamples(y).new Inner(x).get() + b.new View().twice() + b.with((int) y).value;
    }

    private interface Fun {
        double of(double a);

        static Fun scale(double k) {
            return a -> k * a;
        }

        private double more(double a) {
            return of(a) + 1;
        }

        default double plus(double a) {
            return more(a);
        }
    }

    static double methodsOfInterfaces(double x, double y) {
        return Fun.scale(x).plus(y);
    }

    private record Range(int n) implements Iterable<Integer> {
        @Override
        public Iterator<Integer> iterator() {
            return new Iterator<>() {
                private int i;

                @Override
                public boolean hasNext() {
                    return i < n;
                }

                @Override
                public Integer next() {
                    return i++;
                }
            };
        }
    }

    static double iteration(double x, double y) {
        double s = 0;
        for (int i : new Range((int) (x + 11))) {
            s += i * y;
        }
        return s;
    }

    /** As a library's class that a static field holds: it clears what is clear already, and keeps what it has computed once. */
    private static final class Statistic {
        private double sum = Double.NaN;
        private long count;
        private double scale = Double.NaN;

        double of(double... values) {
            sum = Double.NaN;
            count = 0;
            double s = 0;
            for (double v : values) {
                s += v;
            }
            return s * scale() + count;
        }

        private double scale() {
            if (Double.isNaN(scale)) {
                scale = Math.sqrt(0.25);
            }
            return scale;
        }
    }

    private static final Statistic STATISTIC = new Statistic();

    static {
        STATISTIC.scale();
    }

    static double writesThatChangeNothing(double x, double y) {
        return STATISTIC.of(x, y, 1);
    }

    private static double other(int code, double x) {
        return code > 3 ? System.getenv("NAME").length() : code > 2 ? Double.class.hashCode() : x;
    }

    static double refusedButNeverReached(double x, double y) {
        return other(1, x) + y;
    }

    /** Not final, and kept in an array that is indexed by what is computed. */
    private static class Piece {
        private final double[] factors;
        private final Piece next;

        Piece(Piece next, double... factors) {
            this.next = next;
            this.factors = factors;
        }

        double of(double x) {
            double s = 0;
            for (double f : factors) {
                s = s * x + f;
            }
            return s;
        }
    }

    private static final Piece[] PIECES = {
        new Piece(new Piece(null, 2), 1, 2, 3), new Piece(new Piece(null, 3), 4), new Piece(new Piece(null, 5), -1, 2)
    };

    static double arrayOfObjectsOutside(double x, double y) {
        Piece p = PIECES[(int) Math.abs(x) % PIECES.length];
        return p.of(y) + p.next.of(1) + PIECES[(int) Math.abs(y / 2.6)].of(x) + PIECES.length;
    }

    private static final Piece[][] ROWS = {PIECES, {new Piece(null, 7, 1)}, {PIECES[2], PIECES[0]}};

    static double rowsOfObjectsOutside(double x, double y) {
        Piece[] row = ROWS[(int) Math.abs(x) % ROWS.length];
        Piece p = row[(int) Math.abs(y / 4)];
        return p.of(y) + row.length;
    }

    private static final Piece FIRST = PIECES[0];
    private static final Piece SECOND = PIECES[1];

    private static double which(Piece p, double x) {
        return p == SECOND ? x : p == FIRST ? 2 : 3;
    }

    static double identityOutside(double x, double y) {
        return which(SECOND, y) + (x > 0 ? which(FIRST, x) : FIRST != SECOND ? 5 : 7);
    }

    private static class Cell {
        double sum;
        float last = 1.5f;
        long calls;
        int n;
        byte small;
        char letter = 'a';
        boolean odd;

        void add(double v) {
            sum += v;
            last = (float) v;
            calls = calls * 31 + n;
            n++;
            small += 100;
            letter++;
            odd = !odd;
        }

        double all() {
            return sum + last + calls + n + small + letter + (odd ? 0.5 : 0);
        }
    }

    private static final class Marked extends Cell {
        double mark = 3;
    }

    static double objectsChosenByBranches(double x, double y) {
        Cell a = new Cell();
        Cell b = new Cell();
        for (int i = 0; i < 6; i++) {
            Cell c = i % 3 == 0 || i > x ? a : b;
            c.add(y * i);
            if (i == 3) {
                Cell t = a;
                a = b;
                b = t;
            }
        }
        return a.all() * 2 + b.all() + (a == b ? 100 : 0);
    }

    static double objectsThatChangeInArrays(double x, double y) {
        Cell[] cells = new Cell[20];
        for (int i = 0; i < cells.length; i++) {
            cells[i] = i % 2 == 0 ? new Cell() : null;
        }
        for (int i = 0; i < 50; i++) {
            Cell c = cells[(i * 7 + (int) (x + 10)) % 20];
            if (c != null) {
                c.add(y + i);
            }
        }
        double sum = 0;
        for (Cell c : cells) {
            sum = sum * 0.5 + (c == null ? 1 : c.all());
        }
        return sum;
    }

    static double castsOfChosenObjects(double x, double y) {
        Cell c = x > 0 ? new Marked() : new Cell();
        Cell d = y > 9 ? null : c;
        for (int i = 0; i < 3; i++) {
            c.add(i);
            if (d instanceof Marked m) {
                m.mark += y;
            }
            Cell t = i > y ? null : c;
            d = t == null ? d : t;
        }
        return c.all() + (d instanceof Cell ? 1 : 2) + (c instanceof Marked m ? m.mark : 0);
    }

    static double castOfChosenObjectFails(double x, double y) {
        Cell[] cells = {new Cell(), new Marked(), new Marked()};
        cells[(int) (x + 10) % 3].add(y);
        Cell c = cells[(int) (x + 10) % 3];
        return c.all() + ((Marked) c).mark;
    }

    private static final class Body {
        double at;
        double speed;

        Body(double at, double speed) {
            this.at = at;
            this.speed = speed;
        }
    }

    static double bodiesThatMoveEachOther(double x, double y) {
        Body[] bodies = new Body[(int) (x + 13) / 2];
        for (int i = 0; i < bodies.length; i++) {
            bodies[i] = new Body(x + i, y * i);
        }
        for (int step = 0; step < 4; step++) {
            for (Body a : bodies) {
                double force = 0;
                for (Body b : bodies) {
                    if (a != b) {
                        force += b.at - a.at;
                    }
                }
                a.speed += force * 0.125;
                a.at += a.speed * 0.125;
            }
        }
        double sum = 0;
        for (Body b : bodies) {
            sum += b.at * b.speed;
        }
        return sum;
    }
}
