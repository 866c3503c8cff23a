package dev.adagent.codegen.math;

/** {@code pow} by fdlibm's method: log₂ x to 53 + 24 bits, times y, then 2 to that power. */
final class Power {
    private static final double ONE_OVER_LN2 = 0x1.71547652b82fep0;
    private static final double ONE_OVER_LN2_HEAD = 0x1.715476p0;
    private static final double ONE_OVER_LN2_TAIL = 0x1.4ae0bf85ddf44p-26;
    /** 2/(3 ln 2), and in head and tail. */
    private static final double CP = 0x1.ec709dc3a03fdp-1;

    private static final double CP_HEAD = 0x1.ec709ep-1;
    private static final double CP_TAIL = -0x1.e2fe0145b01f5p-28;
    private static final double LN2 = 0x1.62e42fefa39efp-1;
    private static final double LN2_HEAD = 0x1.62e43p-1;
    private static final double LN2_TAIL = -0x1.05c610ca86c39p-29;
    /** −(1024 − log₂(largest double + ½ ulp)). */
    private static final double OVERFLOW_MARGIN = 0x1.71547652b82fep-54;

    private Power() {}

    static double pow(double x, double y) {
        if (y == 0.0) {
            return 1.0;
        }
        if (Double.isNaN(x) || Double.isNaN(y)) {
            return x + y;
        }
        double ay = Math.abs(y);
        double ax = Math.abs(x);
        if (ay == 1.0) {
            return y > 0 ? x : 1.0 / x;
        }
        if (y == 2.0) {
            return x * x;
        }
        if (y == 0.5 && x >= -Double.MAX_VALUE) {
            return Math.sqrt(x + 0.0);
        }
        if (ay == Double.POSITIVE_INFINITY) {
            return ax == 1.0 ? Double.NaN : (ax > 1.0) == (y > 0) ? Double.POSITIVE_INFINITY : 0.0;
        }
        boolean negative = Bits.high(x) < 0;
        int parity = negative ? parity(ay) : 0;
        if (ax == 0.0 || ax == Double.POSITIVE_INFINITY || ax == 1.0) {
            double z = y < 0 ? 1.0 / ax : ax;
            if (negative) {
                if (ax == 1.0 && parity == 0) {
                    return Double.NaN;
                }
                return parity == 1 ? -z : z;
            }
            return z;
        }
        if (negative && parity == 0) {
            return Double.NaN;
        }
        double v = ofPositive(ax, y);
        return negative && parity == 1 ? -v : v;
    }

    /** 0 if {@code ay} is no integer, 1 if it is odd, 2 if even. */
    private static int parity(double ay) {
        if (ay >= 0x1p53) {
            return 2;
        }
        long n = (long) ay;
        return n != ay ? 0 : (n & 1) != 0 ? 1 : 2;
    }

    private static double ofPositive(double ax, double y) {
        if (Math.abs(y) > 0x1.00000ffffffffp31) {
            if (ax < 0x1.fffff00000000p-1) {
                return y < 0 ? Double.POSITIVE_INFINITY : 0.0;
            }
            if (ax > 0x1.00000ffffffffp0) {
                return y > 0 ? Double.POSITIVE_INFINITY : 0.0;
            }
            // |1 − x| ≤ 2^-20: log x by x − x²/2 + x³/3 − x⁴/4
            double t = ax - 1.0;
            double w = (t * t) * (0.5 - t * (0x1.5555555555555p-2 - t * 0.25));
            double u = ONE_OVER_LN2_HEAD * t;
            double v = t * ONE_OVER_LN2_TAIL - w * ONE_OVER_LN2;
            double t1 = Bits.truncated(u + v);
            return exponential(y, t1, v - (t1 - u));
        }
        boolean subnormal = ax < 0x1p-1022;
        double a = subnormal ? ax * 0x1p53 : ax;
        int ix = Bits.high(a);
        int n = (ix >> 20) - (subnormal ? 1023 + 53 : 1023);
        int j = ix & 0xfffff;
        ix = j | 0x3ff00000;
        boolean upper = false; // about 1 or about 1.5
        if (j > 0x3988e) {
            if (j < 0xbb67a) {
                upper = true;
            } else {
                n++;
                ix -= 0x00100000;
            }
        }
        a = Bits.withHigh(a, ix);
        double base = upper ? 1.5 : 1.0;
        double u = a - base;
        double v = 1.0 / (a + base);
        double ss = u * v;
        double sh = Bits.truncated(ss);
        double th = Bits.ofHigh(((ix >> 1) | 0x20000000) + 0x00080000 + (upper ? 0x00040000 : 0));
        double tl = a - (th - base);
        double sl = v * ((u - sh * th) - sh * tl);
        double s2 = ss * ss;
        double p = 0x1.17460a91d4101p-2 + s2 * (0x1.d864a93c9db65p-3 + s2 * 0x1.a7e284a454eefp-3);
        p = 0x1.b6db6db6fabffp-2 + s2 * (0x1.55555518f264dp-2 + s2 * p);
        double r = s2 * s2 * (0x1.3333333333303p-1 + s2 * p);
        r += sl * (sh + ss);
        s2 = sh * sh;
        th = Bits.truncated(3.0 + s2 + r);
        tl = r - ((th - 3.0) - s2);
        u = sh * th;
        v = sl * th + tl * ss;
        double ph = Bits.truncated(u + v);
        double pl = v - (ph - u);
        double zh = CP_HEAD * ph;
        double zl = CP_TAIL * ph + pl * CP + (upper ? 0x1.cfdeb43cfd006p-27 : 0.0);
        double dh = upper ? 0x1.2b8034p-1 : 0.0;
        double t = n;
        double t1 = Bits.truncated(((zh + zl) + dh) + t);
        return exponential(y, t1, zl - (((t1 - t) - dh) - zh));
    }

    /** 2^(y (t1 + t2)). */
    private static double exponential(double y, double t1, double t2) {
        double y1 = Bits.truncated(y);
        double pl = (y - y1) * t1 + y * t2;
        double ph = y1 * t1;
        double z = pl + ph;
        int j = Bits.high(z);
        if (z >= 1024.0) {
            if (z > 1024.0 || pl + OVERFLOW_MARGIN > z - ph) {
                return Double.POSITIVE_INFINITY;
            }
        } else if (z <= -1075.0 && (z < -1075.0 || pl <= z - ph)) {
            return 0.0;
        }
        int i = j & Bits.MAGNITUDE;
        int n = 0;
        if (i > 0x3fe00000) { // |z| > 1/2: take off the nearest integer
            int k = (i >> 20) - 0x3ff;
            n = j + (0x00100000 >> (k + 1));
            k = ((n & Bits.MAGNITUDE) >> 20) - 0x3ff;
            double t = Bits.ofHigh(n & ~(0x000fffff >> k));
            n = ((n & 0x000fffff) | 0x00100000) >> (20 - k);
            if (j < 0) {
                n = -n;
            }
            ph -= t;
        }
        double t = Bits.truncated(pl + ph);
        double u = t * LN2_HEAD;
        double v = (pl - (t - ph)) * LN2 + t * LN2_TAIL;
        z = u + v;
        double w = v - (z - u);
        double r1 = z - Exponential.polynomial(z * z);
        double r = (z * r1) / (r1 - 2.0) - (w + z * w);
        z = 1.0 - (r - z);
        if ((Bits.high(z) + (n << 20)) >> 20 <= 0) { // subnormal: round once
            return Bits.scaled(z, n + 1000) * 0x1p-1000;
        }
        return Bits.scaled(z, n);
    }
}
