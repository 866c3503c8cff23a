package dev.adagent;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;

/**
 * Compares derivatives with finite differences and collects what differs, for people to read. Central differences for two steps, extrapolated
 * (Richardson, "The approximate arithmetical solution by finite differences", 1911), so that the error is of fourth order.
 */
final class Differences {
    /** Two differences that disagree by more than this, relative to them, do not approximate a derivative. */
    private static final double ROUGH = 1e-2;

    private static final double STEP = 1e-3;

    /** Rows of a report. */
    private static final int MOST = 20;

    /** Roundings of a function's value that a difference may be off by. */
    private static final double NOISE = 32;

    /**
     * One comparison.
     *
     * @param noise what rounding alone may make of the difference
     * @param steps the two steps with their differences, for the report; empty if it is no difference
     * @param apart by how much those two disagree
     */
    private record Row(
            String what, String at, double derivative, double difference, double noise, double apart, String steps) {
        double off() {
            return Math.abs(derivative - difference);
        }
    }

    private final double tolerance;
    private final double step;
    private final double rounding;
    private final List<Row> rows = new ArrayList<>();

    /**
     * A comparison.
     *
     * @param tolerance see {@link #report}
     * @param step relative step of the differences
     * @param rounding relative error of one rounding
     */
    private Differences(double tolerance, double step, double rounding) {
        if (!(tolerance > 0)) {
            throw new IllegalArgumentException("the tolerance is a positive number, not " + tolerance);
        }
        this.tolerance = tolerance;
        this.step = step;
        this.rounding = rounding;
    }

    static Differences ofDoubles(double tolerance) {
        return new Differences(tolerance, STEP, 0x1p-53);
    }

    /** For functions that round to {@code float}. */
    static Differences ofFloats(double tolerance) {
        return new Differences(tolerance, 3e-2, 0x1p-24);
    }

    /** The step for an argument of that size. */
    private double stepAt(double x) {
        return step * Math.max(Math.abs(x), 0.1);
    }

    /**
     * Compares one derivative.
     *
     * @param what names the entry
     * @param at its value, for the report
     * @param along the function along that entry: of the distance from the point
     * @param size magnitude of the argument, which the step is relative to
     */
    void compare(String what, String at, double derivative, DoubleUnaryOperator along, double size) {
        double h = stepAt(size);
        double[] values = {
            along.applyAsDouble(h), along.applyAsDouble(-h), along.applyAsDouble(h / 2), along.applyAsDouble(-h / 2)
        };
        double coarse = (values[0] - values[1]) / (2 * h);
        double fine = (values[2] - values[3]) / h;
        double largest = Arrays.stream(values).map(Math::abs).max().getAsDouble();
        rows.add(new Row(
                what,
                at,
                derivative,
                (4 * fine - coarse) / 3,
                NOISE * rounding * largest / h,
                Math.abs(fine - coarse),
                "the differences for steps " + show(h) + " and " + show(h / 2) + " are " + show(coarse) + " and "
                        + show(fine)));
    }

    /** Compares two values that should be equal up to rounding. */
    void same(String what, double got, double want) {
        boolean equal =
                Double.compare(got, want) == 0 || Math.abs(got - want) <= tolerance * Math.max(1, Math.abs(want));
        rows.add(new Row(what, "", got, want, equal ? Double.POSITIVE_INFINITY : 0, 0, ""));
    }

    /**
     * Judges what was compared. A derivative may differ by the tolerance, relative to the larger of its difference and 1, or the largest of all
     * differences if that is less than 1; and by what rounding makes of the difference.
     *
     * @throws AssertionError if anything differed by more; the message is a table of that, the worst first
     */
    void report(String title) {
        double scale = Math.min(
                1,
                rows.stream().mapToDouble(r -> Math.abs(r.difference())).max().orElse(0));
        List<Row> wrong =
                new ArrayList<>(rows.stream().filter(r -> isWrong(r, scale)).toList());
        if (wrong.isEmpty()) {
            return;
        }
        wrong.sort((a, b) -> Double.compare(error(b), error(a)));
        StringBuilder s = new StringBuilder(title)
                .append(": ")
                .append(wrong.size())
                .append(" of ")
                .append(rows.size())
                .append(" derivatives differ from finite differences by more than ")
                .append(tolerance);
        wrong.subList(0, Math.min(wrong.size(), MOST)).forEach(r -> append(s, r, scale));
        if (wrong.size() > MOST) {
            s.append(System.lineSeparator())
                    .append("  and ")
                    .append(wrong.size() - MOST)
                    .append(" more");
        }
        throw new AssertionError(s.toString());
    }

    private boolean isWrong(Row r, double scale) {
        boolean close = r.off() <= r.noise() + tolerance * Math.max(scale, Math.abs(r.difference()));
        boolean equal = r.noise() == Double.POSITIVE_INFINITY;
        return isRough(r, scale) || !close && !equal;
    }

    private static boolean isRough(Row r, double scale) {
        return !(r.apart() <= 4 * r.noise() + ROUGH * Math.max(scale, Math.abs(r.difference())));
    }

    private static void append(StringBuilder s, Row r, double scale) {
        s.append(System.lineSeparator()).append("  ").append(r.what());
        if (!r.at().isEmpty()) {
            s.append(" at ").append(r.at());
        }
        s.append(": ")
                .append(show(r.derivative()))
                .append(r.steps().isEmpty() ? ", expected " : ", differences give ")
                .append(show(r.difference()));
        s.append(", off by ").append(show(r.off()));
        if (r.difference() != 0 && !Double.isNaN(r.off())) {
            s.append(String.format(Locale.ROOT, " (%.3g %%)", 100 * r.off() / Math.abs(r.difference())));
        }
        if (isRough(r, scale)) {
            s.append("; not smooth there: ").append(r.steps());
        }
    }

    private static double error(Row r) {
        double e = r.off() / Math.max(1e-300, Math.abs(r.difference()));
        return Double.isNaN(e) ? Double.POSITIVE_INFINITY : e;
    }

    private static String show(double v) {
        return String.format(Locale.ROOT, "%.8g", v);
    }
}
