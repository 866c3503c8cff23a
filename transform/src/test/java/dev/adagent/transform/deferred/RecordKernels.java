package dev.adagent.transform.deferred;

import static dev.adagent.Autodiff.*;

import dev.adagent.Complex;

/** Kernels that differentiate with respect to records and complex numbers. */
final class RecordKernels {
    private RecordKernels() {}

    record Point(double x, float y, int n) {}

    record Line(Point from, Point to) {}

    static double weighted(Line l, double w) {
        double dx = l.to().x() - l.from().x();
        double dy = l.to().y() - l.from().y();
        return w * l.from().n() * (dx * dx + dy * dy * dy);
    }

    static void lines(double[] x, float[] y, double[] out) {
        var line = active(new Line(new Point(x[0], y[0], 2), new Point(x[1], y[1], 7)));
        var w = active(10.0);
        autodiff(REVERSE, RecordKernels::weighted, line, w);
        autodiff(REVERSE, RecordKernels::weighted, seed(0.5), line, w);
        out[0] = line.grad().from().x();
        out[1] = line.grad().from().y();
        out[2] = line.grad().to().x();
        out[3] = line.grad().to().y();
        out[4] = line.grad().from().n();
        out[5] = w.grad();
        Line g = gradient((Line l) -> weighted(l, 1.0), line.value());
        out[6] = g.to().x();
    }

    static Complex reciprocalOfSquare(Complex z) {
        return Complex.ONE.over(z.times(z));
    }

    static void holomorphic(double[] parts, double[] out) {
        var z = active(new Complex(parts[0], parts[1]));
        autodiff(REVERSE_HOLOMORPHIC, RecordKernels::reciprocalOfSquare, z);
        out[0] = z.grad().re();
        out[1] = z.grad().im();
        var w = active(new Complex(parts[0], parts[1]));
        autodiff(REVERSE_HOLOMORPHIC, (Complex c) -> c.squaredAbs(), seed(3.0), w);
        out[2] = w.grad().re();
        out[3] = w.grad().im();
        var v = active(new Complex(parts[0], parts[1]));
        autodiff(REVERSE_HOLOMORPHIC, (Complex c) -> new Complex(c.squaredAbs(), 0), v);
        autodiff(REVERSE_HOLOMORPHIC, (Complex c, Double k) -> c.times(k), v, constant(2.0));
        out[4] = v.grad().re();
        out[5] = v.grad().im();
    }

    static double slope(double x) {
        var z = active(new Complex(x, 0.5));
        autodiff(REVERSE_HOLOMORPHIC, RecordKernels::reciprocalOfSquare, z);
        return z.grad().re();
    }

    /** ∂/∂x Re f′(x + i/2) = Re f″. */
    static void nested(double[] x, double[] out) {
        out[0] = derivative(RecordKernels::slope, x[0]);
        out[1] = gradient(RecordKernels::slope, x[0]);
    }

    static void plain(double[] x, double[] out) {
        autodiff(REVERSE, (Complex c) -> c.squaredAbs(), active(new Complex(x[0], x[1])));
    }

    static void notComplex(double[] x, double[] out) {
        autodiff(REVERSE_HOLOMORPHIC, (Double c) -> c * c, active(x[0]));
    }

    static void forward(double[] x, double[] out) {
        autodiff(FORWARD, (Point p) -> p.x(), active(new Point(x[0], 0, 0)));
    }

    record Tagged(String name, double weight) {}

    static void tagged(double[] x, double[] out) {
        out[0] = gradient((Tagged t) -> t.weight() * t.weight(), new Tagged("a", x[0]))
                .weight();
    }
}
