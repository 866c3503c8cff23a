package dev.adagent.overlay;

/** Between numbers and decimal digits, exactly: ratios of natural numbers in {@link Limbs}. Nothing here throws. */
final class DecimalDigits {
    private DecimalDigits() {}

    /** The double nearest to {@code n · 10^-exponent}, by long division of natural numbers. */
    static double nearest(long n, int exponent) {
        int[] a = new int[Limbs.COUNT];
        int[] b = new int[Limbs.COUNT];
        Limbs.set(a, n);
        Limbs.set(b, 1);
        Limbs.scale(exponent > 0 ? b : a, Math.abs(exponent));
        int binary = Limbs.length(a) - Limbs.length(b);
        Limbs.shiftLeft(binary > 0 ? b : a, Math.abs(binary));
        if (Limbs.compare(a, b) < 0) {
            Limbs.shiftLeft(a, 1);
            binary--;
        }
        // now 1 <= a/b < 2, and the number is that times 2^binary
        int bits = binary >= Double.MIN_EXPONENT ? 53 : 53 - (Double.MIN_EXPONENT - binary);
        long quotient = 0;
        for (int i = 0; i < bits; i++) {
            int digit = Limbs.compare(a, b) >= 0 ? 1 : 0;
            if (digit == 1) {
                Limbs.subtract(a, b);
            }
            Limbs.shiftLeft(a, 1);
            quotient = 2 * quotient + digit;
        }
        // a/b is twice the rest: compare it with one
        int half = bits < 0 ? -1 : Limbs.compare(a, b);
        quotient += half > 0 || (half == 0 && (quotient & 1) != 0) ? 1 : 0;
        return Math.scalb((double) quotient, Math.max(binary, Double.MIN_EXPONENT) - 52);
    }

    /**
     * The shortest digits of a positive number: {@code out[0] · 10^out[1]}. Free-format digit generation (Steele and White, "How to Print
     * Floating-Point Numbers Accurately", 1990) on ratios {@code r/s}, with {@code m} the distance to the neighbour, halved.
     */
    static void shortest(double x, long[] out) {
        long bits = Double.doubleToRawLongBits(x);
        int biased = (int) (bits >>> 52);
        long fraction = bits & ((1L << 52) - 1);
        long mantissa = biased == 0 ? fraction : fraction | 1L << 52;
        int binary = Math.max(biased, 1) - 1075;
        boolean even = (mantissa & 1) == 0;
        boolean narrow = fraction == 0 && biased > 1; // the neighbour below is half as far
        int extra = narrow ? 2 : 1;

        int[] r = new int[Limbs.COUNT];
        int[] s = new int[Limbs.COUNT];
        int[] above = new int[Limbs.COUNT];
        int[] below = new int[Limbs.COUNT];
        Limbs.set(r, mantissa);
        Limbs.set(s, 1);
        Limbs.set(above, narrow ? 2 : 1);
        Limbs.set(below, 1);
        Limbs.shiftLeft(r, extra + Math.max(binary, 0));
        Limbs.shiftLeft(s, extra + Math.max(-binary, 0));
        Limbs.shiftLeft(above, Math.max(binary, 0));
        Limbs.shiftLeft(below, Math.max(binary, 0));

        // the first digit's power of ten, one too small at most: mantissa · 2^binary has floor(log10) or one less
        int length = 64 - Long.numberOfLeadingZeros(mantissa) + binary - 1;
        int power = (int) Math.floor(length * 0.30102999566398120);
        Limbs.scale(power >= 0 ? s : r, Math.abs(power));
        if (power < 0) {
            Limbs.scale(above, -power);
            Limbs.scale(below, -power);
        }
        int[] tenfold = new int[Limbs.COUNT];
        Limbs.set(tenfold, 0);
        if (isAtLeast(r, above, s, even, tenfold)) {
            Limbs.multiply(s, 10);
            power++;
        }

        long digits = 0;
        int count = 0;
        while (true) {
            int digit = 0;
            while (Limbs.compare(r, s) >= 0) {
                Limbs.subtract(r, s);
                digit++;
            }
            digits = 10 * digits + digit;
            count++;
            int low = Limbs.compare(r, below);
            int high = Limbs.compareSum(r, above, s);
            boolean endsLow = even ? low <= 0 : low < 0;
            boolean endsHigh = even ? high >= 0 : high > 0;
            if ((endsLow || endsHigh) && count >= 2 || digits >= 100000000000000000L) {
                int twice = Limbs.compareSum(r, r, s);
                boolean up = endsHigh && (!endsLow || twice > 0 || (twice == 0 && (digits & 1) != 0));
                digits += up ? 1 : 0;
                break;
            }
            Limbs.multiply(r, 10);
            Limbs.multiply(above, 10);
            Limbs.multiply(below, 10);
        }
        int last = power - count + 1;
        while (digits % 10 == 0) {
            digits /= 10;
            last++;
        }
        out[0] = digits;
        out[1] = last;
    }

    /** Whether {@code (r + above)/s} comes to ten: then the first digit has the next power. */
    private static boolean isAtLeast(int[] r, int[] above, int[] s, boolean even, int[] tenfold) {
        for (int i = 0; i < Limbs.COUNT; i++) {
            tenfold[i] = s[i];
        }
        Limbs.multiply(tenfold, 10);
        int order = Limbs.compareSum(r, above, tenfold);
        return even ? order >= 0 : order > 0;
    }
}
