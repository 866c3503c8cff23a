package dev.adagent.cuda.library;

import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/** Samples of {@code docs/language.md} that call the JDK. */
@SuppressWarnings("unused") // found by reflection
final class JdkSamples {
    private JdkSamples() {}

    static double methodsOfInteger(double x, double y) {
        int a = (int) (x * 1000);
        int b = (int) (y * 1000);
        return Integer.compare(a, b)
                + Integer.bitCount(a)
                + Integer.highestOneBit(a)
                + Integer.reverse(a)
                + Integer.rotateLeft(a, 3)
                + Integer.divideUnsigned(a, b | 1)
                + Integer.compareUnsigned(a, b)
                + Integer.toUnsignedLong(a)
                + Integer.signum(b);
    }

    static double methodsOfLong(double x, double y) {
        long a = (long) (x * 1e12);
        long b = (long) (y * 1e12);
        return Long.compare(a, b)
                + Long.bitCount(a)
                + Long.numberOfTrailingZeros(b)
                + Long.reverseBytes(a)
                + Long.remainderUnsigned(a, b | 1)
                + Long.hashCode(a);
    }

    static double methodsOfDouble(double x, double y) {
        return Double.compare(x, y)
                + Double.hashCode(x)
                + (Double.isFinite(y / 0) ? 1 : 2)
                + Double.doubleToLongBits(x)
                + Float.compare((float) x, (float) y)
                + ((Double) x).compareTo(y);
    }

    static double exactArithmetic(double x, double y) {
        return Math.multiplyExact((int) (x * 1e5), (int) (y * 1e5)) + Math.floorMod((int) x, 3);
    }

    static double arraysMethods(double x, double y) {
        double[] a = {x, y, 1, -3, 4};
        double[] b = Arrays.copyOf(a, 7);
        Arrays.fill(b, 5, 7, y);
        Arrays.sort(a);
        int[] k = {(int) x, (int) y, 2};
        Arrays.sort(k);
        return a[0]
                + 2 * a[1]
                + 3 * a[2]
                + b[0]
                + 7 * b[6]
                + k[0]
                + (Arrays.equals(a, b) ? 1 : 0)
                + (Arrays.equals(a, a.clone()) ? 10 : 0)
                + Arrays.hashCode(a)
                + Arrays.binarySearch(a, 1)
                + Arrays.copyOfRange(a, 1, 3)[1];
    }

    static double objectsMethods(double x, double y) {
        Double a = x > 5 ? null : (Double) x;
        return Objects.requireNonNullElse(a, y)
                + Objects.hash(x, y, (int) x)
                + (Objects.equals((int) x, (int) y) ? 1 : 0)
                + Objects.checkIndex(2, 8);
    }

    static double requireNonNull(double x, double y) {
        double[] a = x > 5 ? null : new double[] {x};
        return Objects.requireNonNull(a, "a is null")[0];
    }

    static double checkIndex(double x, double y) {
        return Objects.checkIndex((int) Math.abs(x), 8);
    }

    static double optionals(double x, double y) {
        OptionalDouble o = x > 0 ? OptionalDouble.of(x) : OptionalDouble.empty();
        return o.orElse(y)
                + Optional.ofNullable(x > 0 ? (Double) x : null)
                        .filter(v -> v < 5)
                        .map(v -> v * 2)
                        .orElse(y);
    }
}
