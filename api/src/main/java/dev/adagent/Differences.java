package dev.adagent;

import java.util.ArrayList;
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

    private record Row(String what, String at, double derivative, double difference, String remark) {}

    private final double tolerance;
    private final double step;
    private final List<Row> wrong = new ArrayList<>();
    private int compared;

    /**
     * A comparison.
     *
     * @param tolerance relative to the larger of the difference and 1
     * @param step relative step of the differences
     */
    private Differences(double tolerance, double step) {
        if (!(tolerance > 0)) {
            throw new IllegalArgumentException("the tolerance is a positive number, not " + tolerance);
        }
        this.tolerance = tolerance;
        this.step = step;
    }

    static Differences ofDoubles(double tolerance) {
        return new Differences(tolerance, STEP);
    }

    /** For functions that round to {@code float}. */
    static Differences ofFloats(double tolerance) {
        return new Differences(tolerance, 3e-2);
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
        compared++;
        double h = stepAt(size);
        double coarse = (along.applyAsDouble(h) - along.applyAsDouble(-h)) / (2 * h);
        double fine = (along.applyAsDouble(h / 2) - along.applyAsDouble(-h / 2)) / h;
        double difference = (4 * fine - coarse) / 3;
        double scale = Math.max(1, Math.abs(difference));
        if (!(Math.abs(fine - coarse) <= ROUGH * scale)) {
            wrong.add(new Row(
                    what,
                    at,
                    derivative,
                    difference,
                    "not smooth there: the differences for steps " + show(h) + " and " + show(h / 2) + " are "
                            + show(coarse) + " and " + show(fine)));
        } else if (!(Math.abs(derivative - difference) <= tolerance * scale)) {
            wrong.add(new Row(what, at, derivative, difference, ""));
        }
    }

    /** Compares two values that should be equal up to rounding. */
    void same(String what, double got, double want) {
        compared++;
        boolean equal =
                Double.compare(got, want) == 0 || Math.abs(got - want) <= tolerance * Math.max(1, Math.abs(want));
        if (!equal) {
            wrong.add(new Row(what, "", got, want, "should be equal"));
        }
    }

    /** @throws AssertionError if anything differed; the message is a table of what did, the worst first */
    void report(String title) {
        if (wrong.isEmpty()) {
            return;
        }
        wrong.sort((a, b) -> Double.compare(error(b), error(a)));
        StringBuilder s = new StringBuilder(title)
                .append(": ")
                .append(wrong.size())
                .append(" of ")
                .append(compared)
                .append(" derivatives differ from finite differences by more than ")
                .append(tolerance);
        for (Row r : wrong.subList(0, Math.min(wrong.size(), 20))) {
            s.append(System.lineSeparator()).append("  ").append(r.what());
            if (!r.at().isEmpty()) {
                s.append(" at ").append(r.at());
            }
            s.append(": ")
                    .append(show(r.derivative()))
                    .append(", differences give ")
                    .append(show(r.difference()));
            double off = Math.abs(r.derivative() - r.difference());
            s.append(", off by ").append(show(off));
            if (r.difference() != 0 && !Double.isNaN(off)) {
                s.append(String.format(Locale.ROOT, " (%.3g %%)", 100 * off / Math.abs(r.difference())));
            }
            if (!r.remark().isEmpty()) {
                s.append("; ").append(r.remark());
            }
        }
        if (wrong.size() > 20) {
            s.append(System.lineSeparator())
                    .append("  and ")
                    .append(wrong.size() - 20)
                    .append(" more");
        }
        throw new AssertionError(s.toString());
    }

    private static double error(Row r) {
        double e = Math.abs(r.derivative() - r.difference()) / Math.max(1, Math.abs(r.difference()));
        return Double.isNaN(e) ? Double.POSITIVE_INFINITY : e;
    }

    private static String show(double v) {
        return String.format(Locale.ROOT, "%.8g", v);
    }
}
