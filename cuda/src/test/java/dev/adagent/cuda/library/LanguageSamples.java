package dev.adagent.cuda.library;

import java.util.function.DoubleUnaryOperator;

/** One method for each entry of {@code docs/language.md} that compiles: run by every thread of a grid on two numbers. */
@SuppressWarnings("unused") // found by reflection
final class LanguageSamples {
    private static final double[] TABLE = {1.5, -2, 0.25, 3};
    private static final double[][] TABLES = {{1, 2, 3}, {4, 5}, {6, 7, 8, 9}};
    private static double setting = 2.5;

    private LanguageSamples() {}

    static double staticFinalArray(double x, double y) {
        return TABLE[(int) (x + 10) & 3] * y + TABLE.length;
    }

    static double arrayOfArrays(double x, double y) {
        double[] row = TABLES[(int) (x + 10) % 3];
        return row[(int) (y + 10) % row.length];
    }

    static double otherStaticField(double x, double y) {
        return setting * x + y;
    }

    private static final class Options {
        private final boolean signed;
        private char letter = 'b';
        private byte small = -3;
        private final short medium;

        Options(boolean signed) {
            this.signed = signed;
            medium = -300;
        }
    }

    private static final Options OPTIONS = new Options(System.nanoTime() != 0);
    private static Options options = new Options(System.nanoTime() == 0);

    static double narrowFieldsOfObjects(double x, double y) {
        Options o = OPTIONS;
        Options p = options;
        return (o.signed ? x : 0) + (p.signed ? 0 : y) + o.letter * p.small + p.medium + o.small * p.letter;
    }

    private enum Shape {
        LINE(1),
        SQUARE(2) {
            @Override
            double of(double x) {
                return x * x;
            }
        },
        CUBE(3);

        private final int degree;

        Shape(int degree) {
            this.degree = degree;
        }

        double of(double x) {
            return degree * x;
        }
    }

    static double enumWithFieldsAndBodies(double x, double y) {
        Shape s = x > 0 ? Shape.SQUARE : y > 0 ? Shape.CUBE : Shape.LINE;
        return s.of(y) + s.degree + Shape.LINE.of(x);
    }

    static double switchOnEnum(double x, double y) {
        Shape s = x > 0 ? Shape.SQUARE : Shape.CUBE;
        return switch (s) {
            case SQUARE -> x;
            case CUBE -> y;
            default -> 0;
        };
    }

    private record Pair(double a, double b) {
        Pair swapped() {
            return new Pair(b, a);
        }
    }

    static double records(double x, double y) {
        Pair p = new Pair(x, y);
        return (x > y ? p : p.swapped()).a();
    }

    private abstract static class Series {
        abstract double term(int n);

        double sum(int n) {
            double s = 0;
            for (int i = 0; i < n; i++) {
                s += term(i);
            }
            return s;
        }
    }

    static double anonymousClassWithVirtualCall(double x, double y) {
        return new Series() {
            @Override
            double term(int n) {
                return n * x + y;
            }
        }.sum(5);
    }

    private static final Series SHARED = new Series() {
        @Override
        double term(int n) {
            return 1.0 / (n + 1);
        }
    };

    static double objectInAStaticField(double x, double y) {
        return SHARED.sum((int) (x + 12));
    }

    static double lambdaWithCapture(double x, double y) {
        DoubleUnaryOperator f = v -> v * x + y;
        return f.andThen(v -> v - x).applyAsDouble(3);
    }

    static double lambdaInTry(double x, double y) {
        DoubleUnaryOperator f = v -> {
            if (v < 0) {
                throw new IllegalArgumentException("negative");
            }
            return Math.sqrt(v);
        };
        try {
            return f.applyAsDouble(x);
        } catch (IllegalArgumentException e) {
            return -1;
        }
    }

    private static <T extends Comparable<T>> T larger(T a, T b) {
        return a.compareTo(b) >= 0 ? a : b;
    }

    static double genericsAndBoxing(double x, double y) {
        Integer i = (int) x;
        Double d = y;
        return i + d;
    }

    static double tryCatchFinally(double x, double y) {
        double r = 0;
        try {
            r = TABLE[(int) x];
        } catch (ArrayIndexOutOfBoundsException e) {
            r = -1;
        } finally {
            r += y;
        }
        return r;
    }

    static double recursion(double x, double y) {
        return gcd((long) (x * 100), (long) (y * 100));
    }

    private static long gcd(long a, long b) {
        return b == 0 ? a : gcd(b, a % b);
    }

    static double privateArrays(double x, double y) {
        double[] a = new double[8];
        double[][] m = new double[2][3];
        for (int i = 0; i < 8; i++) {
            a[i] = i * x;
            m[i & 1][i % 3] += a[i];
        }
        return a[3] + m[1][2] + m[0][0];
    }

    static double labelledLoops(double x, double y) {
        double s = 0;
        outer:
        for (int i = 0; i < 10; i++) {
            for (int j = 0; j < 10; j++) {
                if (i * j > x * x) {
                    continue outer;
                }
                s += j;
                if (s > 100 + y) {
                    break outer;
                }
            }
        }
        return s;
    }

    /** Has a constructor of its own, that a message alone would not tell. */
    static final class OwnException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        OwnException(Shape shape, double value, Object... rest) {
            super(shape + " of " + value + " " + rest.length + " " + rest[0] + " " + rest[1]);
        }
    }

    static double throwsWithItsConstructor(double x, double y) {
        if (x > 5) {
            throw new OwnException(Shape.CUBE, x, 'c', y);
        }
        return x;
    }

    static double throwsWithCharAndBoolean(double x, double y) {
        if (x > 5) {
            throw new IllegalStateException("at " + (char) ('a' + (int) x) + (y > 0) + String.valueOf(x));
        }
        return x;
    }

    static double divisionByZero(double x, double y) {
        return 100 / (int) x;
    }

    static double indexOutOfBounds(double x, double y) {
        return TABLE[(int) x];
    }

    static double nullReference(double x, double y) {
        double[] a = x > 5 ? null : TABLE;
        return a[1];
    }

    private static final class Slot {
        double[] held = {1, 2};
    }

    static double nullRow(double x, double y) {
        double[][] rows = {new double[] {x, y}, null, new double[4]};
        Slot s = new Slot();
        s.held = null;
        if (y > 8) {
            return s.held == null ? x : s.held[0];
        }
        return x > 5 ? rows[1][0] : rows[0][1] + rows[2][3];
    }

    static double nullInATry(double x, double y) {
        DoubleUnaryOperator f = x > 5 ? null : v -> v + y;
        try {
            return f.applyAsDouble(x);
        } catch (NullPointerException e) {
            return y;
        }
    }

    private static boolean isThere(Object o) {
        return o != null;
    }

    static double arrayAgainstNull(double x, double y) {
        double[] a = x > 5 ? null : y > 0 ? TABLE : new double[] {x, y, 3, 4};
        return isThere(a) ? a[1] : -1;
    }

    private record OwnPlace(double at) {}

    static double classCast(double x, double y) {
        Object o = x > 5 ? new Pair(x, y) : new OwnPlace(x);
        return ((OwnPlace) o).at();
    }

    private static class Wide {
        final double at;

        Wide(double at) {
            this.at = at;
        }
    }

    private static final class Wider extends Wide {
        Wider(double at) {
            super(at);
        }
    }

    static double classCastOfSeveral(double x, double y) {
        Object o = x > 5 ? new Wider(x) : x > 0 ? new Wide(x) : new OwnPlace(x);
        return y > 9 ? ((OwnPlace) o).at() : x;
    }

    static double lambdaOrNull(double x, double y) {
        DoubleUnaryOperator f = x > 5 ? null : y > 0 ? v -> v + y : v -> v * x;
        return f.applyAsDouble(x);
    }

    /** What {@code andThen} gives is one of several too, in which {@code f} is passed on. */
    static double lambdaOfSeveralComposedWithItself(double x, double y) {
        DoubleUnaryOperator f = x > 5 ? v -> v + y : y > 0 ? v -> v * x : Math::abs;
        DoubleUnaryOperator g = v -> v * 0.5;
        return f.andThen(g).compose(f).applyAsDouble(y);
    }

    static double lambdaOfSeveralComposed(double x, double y) {
        DoubleUnaryOperator f = x > 5 ? v -> v + y : y > 0 ? v -> v * x : Math::abs;
        return f.andThen(v -> 2 - v).applyAsDouble(y);
    }

    static double negativeArraySize(double x, double y) {
        return x > 5 ? new double[-3].length : new double[2].length;
    }

    static double assertionError(double x, double y) {
        if (x > 5) {
            throw new AssertionError((int) x);
        }
        return y;
    }

    static double arraysOfAnyLength(double x, double y) {
        int n = (int) (x + 12);
        double[] a = new double[n];
        for (int i = 0; i < n; i++) {
            a[i] = y * i;
        }
        double[] b = java.util.Arrays.copyOf(a, 2 * n);
        double sum = b.length;
        for (int round = 0; round < 40; round++) {
            double[] c = b.clone(); // given back after each round
            c[round % c.length] += x;
            sum += c[n - 1] + c[round % c.length];
        }
        return sum;
    }

    static double raggedRows(double x, double y) {
        int n = (int) (x + 12) / 4 + 1;
        double[][] rows = new double[n][];
        for (int i = 0; i < n; i++) {
            rows[i] = new double[i + 1];
            for (int j = 0; j <= i; j++) {
                rows[i][j] = x * i + y * j;
            }
        }
        double sum = 0;
        for (double[] row : rows) {
            for (double v : row) {
                sum = sum * 0.5 + v;
            }
        }
        return sum;
    }

    static double listsThatGrow(double x, double y) {
        java.util.List<Double> list = new java.util.ArrayList<>();
        for (int i = 0; i < x + 20; i++) {
            list.add(y * i);
        }
        list.remove(1);
        list.set(0, x);
        double sum = list.size();
        for (double v : list) {
            sum += v;
        }
        return sum;
    }

    private sealed interface Formula permits Variable, Plus, Times {}

    private record Variable(int index) implements Formula {}

    private record Plus(Formula left, Formula right) implements Formula {}

    private record Times(Formula left, Formula right) implements Formula {}

    private static double value(Formula f, double x, double y) {
        if (f instanceof Variable v) {
            return v.index() == 0 ? x : y;
        } else if (f instanceof Plus p) {
            return value(p.left(), x, y) + value(p.right(), x, y);
        } else if (f instanceof Times t) {
            return value(t.left(), x, y) * value(t.right(), x, y);
        }
        throw new IllegalStateException();
    }

    /** Doubled, at each variable. */
    private static Formula doubled(Formula f) {
        if (f instanceof Plus p) {
            return new Plus(doubled(p.left()), doubled(p.right()));
        } else if (f instanceof Times t) {
            return new Times(doubled(t.left()), t.right());
        }
        return new Plus(f, f);
    }

    static double recursionOverTrees(double x, double y) {
        Formula f = new Times(new Variable(0), new Plus(new Variable(1), new Times(new Variable(0), new Variable(1))));
        return value(f, x, y) - value(doubled(f), y, x);
    }

    private static final class Branch {
        private final double weight;
        private final Branch left;
        private final Branch right;

        Branch(double weight, Branch left, Branch right) {
            this.weight = weight;
            this.left = left;
            this.right = right;
        }

        static double sum(Branch b) {
            return b == null ? 0 : b.weight + sum(b.left) / 2 + sum(b.right);
        }
    }

    static double recursionToNull(double x, double y) {
        return Branch.sum(new Branch(x, new Branch(y, null, null), new Branch(x * y, null, new Branch(y, null, null))));
    }
}
