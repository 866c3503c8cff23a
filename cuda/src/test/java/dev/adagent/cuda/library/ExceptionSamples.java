package dev.adagent.cuda.library;

import java.util.Objects;
import java.util.function.DoubleUnaryOperator;

/** Samples of {@code docs/language.md} around exceptions that kernels catch. */
@SuppressWarnings({"unused", "serial", "Finally", "try"}) // found by reflection
final class ExceptionSamples {
    private ExceptionSamples() {}

    static class Failure extends RuntimeException {
        private final double at;
        private final int code;

        Failure(String message, double at, int code) {
            super(message + " at " + at);
            this.at = at;
            this.code = code < 0 ? -1 : code;
        }

        Failure(String message, Throwable cause) {
            super(message, cause);
            at = 1;
            code = 77;
        }

        double at() {
            return at;
        }

        int code() {
            return code;
        }

        double weight() {
            return 1;
        }
    }

    static class Overflow extends Failure {
        double excess;

        Overflow(double at, double limit) {
            super("overflow", at, 3);
            excess = at - limit;
        }

        @Override
        double weight() {
            return excess;
        }
    }

    static final class Underflow extends Failure {
        Underflow(double at) {
            super("underflow", at, -7);
        }

        @Override
        double weight() {
            return -2;
        }
    }

    private static double checked(double x) {
        if (x > 6) {
            throw new Overflow(x, 6);
        }
        if (x < -6) {
            throw new Underflow(x);
        }
        if (x > 4) {
            throw new Failure("steep", x, (int) x);
        }
        if (x < -5) {
            throw new IllegalStateException("low");
        }
        return x * x;
    }

    static double fieldsOfCaught(double x, double y) {
        try {
            return checked(x) + y;
        } catch (Failure e) {
            return e.at() * 2 + e.code + (e.at() > 0 ? 1 : 0);
        } catch (IllegalStateException e) {
            return -1;
        }
    }

    static double methodsOfCaught(double x, double y) {
        try {
            return checked(x) + y;
        } catch (Overflow e) {
            return e.excess + e.weight() + e.code();
        } catch (Failure e) {
            return e.weight() * e.at();
        } catch (RuntimeException e) {
            return e instanceof IllegalStateException ? 7 : 8;
        }
    }

    static double messageOfCaughtFailure(double x, double y) {
        try {
            return checked(x) + y;
        } catch (Underflow e) {
            throw new UnsupportedOperationException("seen: " + e.getMessage() + ", " + e.code());
        } catch (RuntimeException e) {
            return 5;
        }
    }

    static double fieldsOfRethrown(double x, double y) {
        int seen = 0;
        try {
            return checked(x) + y;
        } catch (Overflow e) {
            if (e.at() > 8) {
                throw e;
            }
            seen = e.code();
        } catch (RuntimeException e) {
            seen = 100;
        }
        return seen;
    }

    static double multiCatch(double x, double y) {
        try {
            return checked(x) / (int) y;
        } catch (Overflow | Underflow e) {
            return e.weight();
        } catch (ArithmeticException | IllegalStateException e) {
            return e instanceof ArithmeticException ? 1 : 2;
        } catch (Failure e) {
            return e.code();
        }
    }

    private static double readsOne(double x, double y) {
        DoubleUnaryOperator half = v -> v / 2;
        double s = 0;
        try {
            s = half.andThen(v -> checked(v + y)).applyAsDouble(x);
        } catch (IllegalArgumentException e) {
            s = 7;
        } catch (Overflow e) {
            s = e.code() + e.excess;
        }
        return s + checked(y * x);
    }

    /** Exceptions of both calls come to one handler, and only those of the first were asked for a field. */
    static double oneReadAndOneNot(double x, double y) {
        try {
            return readsOne(x, y);
        } catch (ArithmeticException e) {
            return 2;
        } catch (IllegalStateException e) {
            return 3;
        } catch (RuntimeException e) {
            return 4;
        }
    }

    static double causeOfCaught(double x, double y) {
        try {
            try {
                return checked(x);
            } catch (Failure e) {
                throw new Failure("outer", e);
            } catch (IllegalStateException e) {
                throw new IllegalArgumentException("other", e);
            }
        } catch (Failure e) {
            Throwable c = e.getCause();
            return c instanceof Overflow o ? o.excess : c == null ? 3 : e.code();
        } catch (IllegalArgumentException e) {
            return e.getCause() == null ? 8 : 9;
        }
    }

    static double nestedFinally(double x, double y) {
        double s = 0;
        for (int i = 0; i < 4; i++) {
            try {
                try {
                    s += checked(x + i);
                } catch (Underflow e) {
                    s += e.weight();
                    continue;
                } finally {
                    s *= 2;
                    if (s > 1e5) {
                        break;
                    }
                }
                s += 10 / (int) y;
            } catch (Overflow e) {
                s -= e.excess;
            } catch (RuntimeException e) {
                s += 0.5;
            } finally {
                s += i;
            }
        }
        return s;
    }

    static double thrownAfterFinally(double x, double y) {
        double[] log = new double[1];
        try {
            checked(x);
        } finally {
            log[0] += y;
        }
        return log[0];
    }

    private static final class Resource implements AutoCloseable {
        private final double[] log;
        private final double limit;

        Resource(double[] log, double limit) {
            this.log = log;
            this.limit = limit;
            log[0]++;
        }

        double use(double x) {
            return checked(x);
        }

        @Override
        public void close() {
            log[1] += log[0];
            if (limit > 5) {
                throw new IllegalStateException("cannot close " + limit);
            }
        }
    }

    static double tryWithResources(double x, double y) {
        double[] log = new double[2];
        double r = 0;
        try (Resource a = new Resource(log, 1);
                Resource b = new Resource(log, 2)) {
            r = a.use(x) + b.use(-x);
        } catch (Failure e) {
            r = e.at();
        } catch (IllegalStateException e) {
            r = 4;
        }
        return r + 10 * log[0] + 100 * log[1];
    }

    static double bodyAndCloseThrow(double x, double y) {
        double[] log = new double[2];
        try (Resource a = new Resource(log, y)) {
            return a.use(x);
        } catch (Failure e) {
            return e.at() + log[1];
        } catch (IllegalStateException e) {
            return log[1];
        }
    }

    static double suppressed(double x, double y) {
        double[] log = new double[2];
        try (Resource a = new Resource(log, y)) {
            log[1] += a.use(x);
        }
        return log[1];
    }

    static double suppressedInTurn(double x, double y) {
        double[] log = new double[2];
        try (Resource a = new Resource(log, y);
                Resource b = new Resource(log, x + y)) {
            log[1] += a.use(x) + b.use(-x);
        }
        return log[1];
    }

    static double suppressedByHand(double x, double y) {
        try {
            return checked(x);
        } catch (Failure e) {
            if (y > 0) {
                e.addSuppressed(new IllegalArgumentException("y = " + y));
            }
            throw e;
        }
    }

    static double causeSetLater(double x, double y) {
        try {
            return checked(x);
        } catch (Failure e) {
            if (y > 5) {
                IllegalStateException late = new IllegalStateException("late " + y);
                late.initCause(e);
                throw late;
            }
            throw (ArithmeticException) new ArithmeticException("at once").initCause(y > 0 ? e : null);
        }
    }

    /** Two of the same exceptions passed on in either order, their texts of one hash code: each call has to tell them apart for itself. */
    static double causeAndSuppressedOfAlikeTexts(double x, double y) {
        IllegalStateException one = new IllegalStateException("Aa");
        IllegalStateException other = new IllegalStateException("BB");
        ArithmeticException thrown = new ArithmeticException("with both");
        IllegalStateException cause;
        IllegalStateException suppressed;
        if (x > y) {
            cause = one;
            suppressed = other;
        } else {
            cause = other;
            suppressed = one;
        }
        thrown.initCause(cause);
        thrown.addSuppressed(suppressed);
        throw thrown;
    }

    static double causeOfItself(double x, double y) {
        try {
            checked(x);
        } catch (Failure e) {
            IllegalStateException late = new IllegalStateException("late");
            try {
                late.initCause(late);
            } catch (IllegalArgumentException itself) {
                return 5;
            }
            return 6;
        } catch (IllegalStateException e) {
            return 7;
        }
        return x;
    }

    static double suppressedNull(double x, double y) {
        try {
            return checked(x);
        } catch (Failure e) {
            e.addSuppressed(y > 0 ? null : new ArithmeticException("y"));
            throw e;
        }
    }

    static double thrownByClose(double x, double y) {
        double[] log = new double[2];
        try (Resource a = new Resource(log, x > 5 ? 12 : 1)) {
            log[1] += 2;
        }
        return log[1];
    }

    static double thrownByBody(double x, double y) {
        double[] log = new double[2];
        try (Resource a = new Resource(log, 1)) {
            log[1] += a.use(x);
        }
        return log[1];
    }

    /** Deep enough that one level catches what another throws, and throws it again. */
    private static double descend(int n, double x) {
        if (n == 0) {
            return checked(x);
        }
        try {
            return descend(n - 1, x - 1) + n;
        } catch (Underflow e) {
            return e.weight() + n;
        } catch (Failure e) {
            if (n < 3) {
                throw e;
            }
            if (n == 3) {
                throw new Failure("level " + n, e.at(), e.code() + 1);
            }
            return e.code() * n;
        }
    }

    static double recursionWithTry(double x, double y) {
        try {
            return descend((int) (y + 10) / 4, x);
        } catch (Failure e) {
            return e.at() * 1000 + e.code();
        } catch (IllegalStateException e) {
            return -3;
        }
    }

    static double thrownOfRecursionWithTry(double x, double y) {
        try {
            return descend((int) (y + 10) / 4, x);
        } catch (IllegalStateException e) {
            return -3;
        }
    }

    private record Link(double value, Link next, double[] values) {}

    private static double last(Link[] links, int k) {
        return links[k].next().values()[k + 1];
    }

    static double messageOfNullField(double x, double y) {
        Link inner = new Link(y, null, x > 5 ? null : new double[] {x, y});
        return last(new Link[] {new Link(x, inner, null)}, 0);
    }

    static double messageOfNullReceiver(double x, double y) {
        Link l = new Link(x, x > 5 ? null : new Link(y, null, null), null);
        return l.next().value();
    }

    static double messageOfNullCaught(double x, double y) {
        double[] a = x > 5 ? null : new double[] {x, y};
        try {
            return a[1];
        } catch (NullPointerException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    static double messageOfRequireNonNull(double x, double y) {
        double[] a = x > 5 ? null : new double[] {x, y};
        return Objects.requireNonNull(a, "no numbers")[1];
    }

    static double causeOfSeveral(double x, double y) {
        double[] a = x > 9 ? null : new double[] {x, y};
        try {
            return a[(int) (x / 5)] + 3 / (int) y;
        } catch (RuntimeException e) {
            throw new IllegalStateException("at " + x, e);
        }
    }

    /** Rethrown on the way as it is, or wrapped: what the outer handler sees is one of several. */
    static double causeThatIsCaught(double x, double y) {
        double[] out = x > 9 ? null : new double[1];
        try {
            out[0] = wrapped(x, y, out);
        } catch (ArithmeticException e) {
            return -1;
        } catch (NullPointerException e) {
            return -2;
        } catch (RuntimeException e) {
            return -3;
        }
        return out[0];
    }

    private static double wrapped(double x, double y, double[] out) {
        try {
            try {
                return new double[] {x, y}[(int) (x / 5)] + 3 / (int) y;
            } catch (ClassCastException e) {
                return 0;
            } catch (RuntimeException e) {
                throw e;
            } finally {
                out[0] = y;
            }
        } catch (ArithmeticException e) {
            return 1;
        } catch (RuntimeException e) {
            throw new IllegalStateException("wrapped", e);
        } finally {
            out[0] += x;
        }
    }

    private enum Direction {
        UP,
        DOWN
    }

    private static final class Wrong extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Wrong(Direction d, double by) {
            super((d == Direction.UP ? "up by " : "down by ") + by);
        }
    }

    private static void check(double x, Direction d) {
        switch (d) {
            case UP:
                if (x > 9) {
                    break;
                }
                return;
            default:
                throw new IllegalStateException();
        }
        throw new Wrong(d, x);
    }

    static double throwsWithEnumSwitchedOn(double x, double y) {
        check(x, Direction.UP);
        return x;
    }

    /** Knows how it came about: its message is of the steps that handlers on its way add. */
    private static class Traced extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final Steps steps = new Steps();

        Steps steps() {
            return steps;
        }

        @Override
        public String getMessage() {
            return "at " + steps.taken;
        }
    }

    private static class Steps implements java.io.Serializable {
        private static final long serialVersionUID = 1L;
        private final java.util.ArrayList<Object> taken = new java.util.ArrayList<>();

        void add(String what, Object... numbers) {
            taken.add(what);
            taken.addAll(java.util.List.of(numbers));
        }
    }

    private static double traced(double x, double limit) {
        if (x > limit) {
            throw new Traced();
        }
        return x;
    }

    private static double handledOnTheWay(double x, double y) {
        try {
            return traced(x, 8) + traced(y, 9);
        } catch (Traced e) {
            e.steps().add("handled", x, (int) y);
            Steps s = e.steps();
            s.add("again");
            throw e;
        }
    }

    static double callsOnCaught(double x, double y) {
        return handledOnTheWay(x, y);
    }

    static double callsOnCaughtInTry(double x, double y) {
        try {
            return handledOnTheWay(x, y);
        } catch (Traced e) {
            return x > 9.5 ? handledOnTheWay(y + 5, x) : -1;
        } finally {
            traced(x, 11);
        }
    }
}
