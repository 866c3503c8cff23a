package dev.adagent.codegen.math;

/**
 * What {@code (float) Math.f(x)} of a {@code float} is on a device: the double function is asked for, but no more of it than the
 * float shows. Special cases are Java's.
 *
 * <p>The plain forms give a float that some double within {@code Math}'s bound rounds to: a short double formula, then a test after A. Ziv, Fast
 * evaluation of elementary mathematical functions with correctly rounded last bit (1991), whether its error could show; if so the
 * double function runs. Those named {@code contract} compute in float, within 2 ulp. Those named {@code fast} use the device's own
 * approximations.
 */
public final class FloatMath {
    /** 1/ln 2, as near as k needs it. */
    private static final double ONE_OVER_LN2 = 0x1.71547p0;

    private static final double LN2 = 0x1.62e42fefa39efp-1;
    /** Added and taken off again it rounds to an integer, which stands in the low bits in between. */
    private static final double ROUND = 0x1.8p52;

    private static final float ONE_OVER_LN2_F = 0x1.715476p0f;
    /** ln 2 with its last bits zero, so that k times it is exact. */
    private static final float LN2_HEAD_F = 0x1.62e4p-1f;

    private static final float LN2_TAIL_F = 0x1.7f7d1cp-20f;
    private static final float LN2_F = 0x1.62e43p-1f;
    private static final float ROUND_F = 0x1.8p23f;
    /** √½, as a float's bits. */
    private static final int HALF_ROOT = 0x3f3504f3;

    private FloatMath() {}

    /**
     * Whether a double that is wrong by at most {@code error} in its last place rounds to the same float as the true number. Rounding turns where the
     * 29 bits that a float has not are a one and zeros; shifted to the top of a word, such a neighbourhood begins at the smallest int.
     */
    static boolean isSafe(double y, int error) {
        return ((Bits.low(y) + error) << 3) > Integer.MIN_VALUE + (error << 4);
    }

    /**
     * {@code (float) Math.exp(x)}. Coefficients are minimax, those of r⁵ and above with 21 bits as the others were adjusted to: a GPU's instruction
     * holds such a double, longer ones take two instructions each.
     */
    public static float exp(float x) {
        double t = Math.fma((double) x, ONE_OVER_LN2, ROUND);
        double r = Math.fma(t - ROUND, -LN2, (double) x);
        double s = 0x1.9f3d9p-16;
        s = Math.fma(s, r, 0x1.a17c8p-13);
        s = Math.fma(s, r, 0x1.6c17fp-10);
        s = Math.fma(s, r, 0x1.1110bp-7);
        s = Math.fma(s, r, 0x1.555554e4633c2p-5);
        s = Math.fma(s, r, 0x1.5555556f5ba8fp-3);
        s = Math.fma(s, r, 0.5);
        double y = Math.fma(r, Math.fma(r, s, 1.0), 1.0); // relative error below 2^-37.8
        // one test for all that is rare: elsewhere the float may be subnormal, 0 or infinite
        boolean certain = Math.abs(x) < 87.0f & isSafe(y, 1 << 16);
        return certain ? scaled((float) y, Bits.low(t)) : rareExp(x);
    }

    /** {@code y} times 2 to the last 8 bits of {@code k}, for results that are normal. */
    private static float scaled(float y, int k) {
        return Float.intBitsToFloat(Float.floatToRawIntBits(y) + (k << 23));
    }

    private static float rareExp(float x) {
        return x < -104.0f ? 0.0f : (float) FusedExponential.exp(x); // nearer to 0 than to the smallest float
    }

    /** {@code (float) Math.log(x)}: 2ᵏm with √½ ≤ m &lt; √2, log m = 2s + s³(…), s = (m − 1)/(m + 1). Coefficients as those of {@link #exp}. */
    public static float log(float x) {
        int bits = Float.floatToRawIntBits(x);
        int shifted = bits + (0x3f800000 - HALF_ROOT);
        float m = Float.intBitsToFloat((shifted & 0x7fffff) + HALF_ROOT);
        double about = Approximation.reciprocal(m + 1.0f);
        double f = m - 1.0f; // exact (Sterbenz)
        double s = f * about;
        s = Math.fma(Math.fma(-s, f + 2.0, f), about, s); // relative error below 2^-43
        double z = s * s;
        double p = 0x1.e2f67p-3;
        p = Math.fma(p, z, 0x1.2438dp-2);
        p = Math.fma(p, z, 0x1.999a8p-2);
        p = Math.fma(p, z, 0x1.555554edbaef0p-1);
        double y = Math.fma(s, Math.fma(z, p, 2.0), ((shifted >> 23) - 127) * LN2); // relative error below 2^-36.7
        boolean normal = bits >= 0x00800000 & bits < 0x7f800000;
        return normal & isSafe(y, 1 << 17) ? (float) y : (float) FusedLogarithm.log(x);
    }

    /** {@code exp} within 2 ulp. */
    public static float contractExp(float x) {
        float within = Math.max(-120.0f, Math.min(x, 120.0f)); // both ends give 0 and infinity too
        float t = Math.fma(within, ONE_OVER_LN2_F, ROUND_F);
        int k = Float.floatToRawIntBits(t) - 0x4b400000;
        float n = t - ROUND_F;
        float r = Math.fma(n, -LN2_TAIL_F, Math.fma(n, -LN2_HEAD_F, within));
        float s = 0x1.6d110ap-10f;
        s = Math.fma(s, r, 0x1.120b6ep-7f);
        s = Math.fma(s, r, 0x1.55551ap-5f);
        s = Math.fma(s, r, 0x1.5554dcp-3f);
        s = Math.fma(s, r, 0.5f);
        float y = Math.fma(r, Math.fma(r, s, 1.0f), 1.0f);
        int half = k >> 1; // in two steps, since 2^k itself may be no float
        return y * Float.intBitsToFloat((half + 127) << 23) * Float.intBitsToFloat((k - half + 127) << 23);
    }

    /** {@code log} within 2 ulp. */
    public static float contractLog(float x) {
        int bits = Float.floatToRawIntBits(x);
        int k = 0;
        if (bits < 0x00800000 || bits >= 0x7f800000) { // not a positive normal number
            if (!(x > 0) || bits >= 0x7f800000) {
                return x == 0 ? Float.NEGATIVE_INFINITY : x < 0 ? Float.NaN : x;
            }
            bits = Float.floatToRawIntBits(x * 0x1p23f);
            k = -23;
        }
        int shifted = bits + (0x3f800000 - HALF_ROOT);
        k += (shifted >> 23) - 127;
        float f = Float.intBitsToFloat((shifted & 0x7fffff) + HALF_ROOT) - 1.0f;
        float q = -0x1.43a714p-4f;
        q = Math.fma(q, f, 0x1.02841ap-3f);
        q = Math.fma(q, f, -0x1.0a3690p-3f);
        q = Math.fma(q, f, 0x1.231cb2p-3f);
        q = Math.fma(q, f, -0x1.54d00ap-3f);
        q = Math.fma(q, f, 0x1.999f14p-3f);
        q = Math.fma(q, f, -0x1.0000cep-2f);
        q = Math.fma(q, f, 0x1.555554p-2f);
        return Math.fma((float) k, LN2_F, Math.fma(f * f, Math.fma(q, f, -0.5f), f));
    }

    /** {@code exp} by the device's power of 2. */
    public static float fastExp(float x) {
        return Approximation.exp2(x * ONE_OVER_LN2_F);
    }

    /** {@code log} by the device's logarithm to base 2. */
    public static float fastLog(float x) {
        return Approximation.log2(x) * LN2_F;
    }

    /** {@code sin} by the device's own, for small arguments. */
    public static float fastSin(float x) {
        return Approximation.sin(x);
    }

    /** {@code cos} by the device's own, for small arguments. */
    public static float fastCos(float x) {
        return Approximation.cos(x);
    }
}
