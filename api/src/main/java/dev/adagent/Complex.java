package dev.adagent;

/**
 * A complex number. Any record of two {@code double}s, the real and the imaginary part, is one for {@link Mode#REVERSE_HOLOMORPHIC}; this one
 * brings the arithmetic.
 *
 * @param re real part
 * @param im imaginary part
 */
public record Complex(double re, double im) {
    /** 0. */
    public static final Complex ZERO = new Complex(0, 0);

    /** The real number 1. */
    public static final Complex ONE = new Complex(1, 0);

    /** The imaginary unit. */
    public static final Complex I = new Complex(0, 1);

    /** A real number. */
    public static Complex of(double re) {
        return new Complex(re, 0);
    }

    /** The sum. */
    public Complex plus(Complex z) {
        return new Complex(re + z.re, im + z.im);
    }

    /** The difference. */
    public Complex minus(Complex z) {
        return new Complex(re - z.re, im - z.im);
    }

    /** The product. */
    public Complex times(Complex z) {
        return new Complex(re * z.re - im * z.im, re * z.im + im * z.re);
    }

    /** The product with a real number. */
    public Complex times(double x) {
        return new Complex(x * re, x * im);
    }

    /** The quotient; a division by 0 gives infinities or NaNs as {@code double} does. */
    public Complex over(Complex z) {
        double n = z.squaredAbs();
        return new Complex((re * z.re + im * z.im) / n, (im * z.re - re * z.im) / n);
    }

    /** The negative. */
    public Complex negated() {
        return new Complex(-re, -im);
    }

    /** The conjugate, which is no holomorphic function. */
    public Complex conjugate() {
        return new Complex(re, -im);
    }

    /** |z|². */
    public double squaredAbs() {
        return re * re + im * im;
    }

    /** |z|, without overflow on the way. */
    public double abs() {
        return Math.hypot(re, im);
    }

    /** e to the power z. */
    public Complex exp() {
        double r = Math.exp(re);
        return new Complex(r * Math.cos(im), r * Math.sin(im));
    }
}
