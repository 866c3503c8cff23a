package dev.adagent.transform.job;

import dev.adagent.AugmentedPrimal;
import dev.adagent.Autodiff;
import dev.adagent.Constant;
import dev.adagent.DerivativeRules;
import dev.adagent.ForwardRule;
import dev.adagent.Inactive;
import dev.adagent.Overlay;
import dev.adagent.ReverseRule;
import dev.adagent.RuleConfig;
import dev.adagent.Tape;

/** Functions that call methods with rules; each rule says by its numbers what it was asked for, and which it is. */
@SuppressWarnings("unused")
final class RuledFunctions {
    // ---- the methods that have rules

    static double sq(double x) {
        return x * x;
    }

    static double sq5(double x) {
        return x * x;
    }

    static double g(double x) {
        return x * x;
    }

    static double taped(double x, double k) {
        return k * Math.sin(x);
    }

    static double twoGradients(double a, int n, double b) {
        return a * n * b;
    }

    static void square(double[] in, double[] out) {
        for (int i = 0; i < in.length; i++) {
            out[i] = in[i] * in[i];
        }
    }

    static double dot(double[] a, double[] b) {
        double s = 0;
        for (int i = 0; i < a.length; i++) {
            s += a[i] * b[i];
        }
        return s;
    }

    static void inPlace(double[] x) {
        for (int i = 0; i < x.length; i++) {
            x[i] = Math.exp(x[i]);
        }
    }

    static double rsqrt(float x) {
        return rsqrtBits(x);
    }

    static float rsqrtBits(float x) {
        float y = Float.intBitsToFloat(0x5f3759df - (Float.floatToRawIntBits(x) >> 1));
        return y * (1.5f - 0.5f * x * y * y);
    }

    static double logged(double x) {
        return 3 * x;
    }

    @Inactive
    static double measured(double x) {
        return 5 * x;
    }

    @DerivativeRules(OwnRules.class)
    static double named(double x) {
        return x;
    }

    static double forwardOnly(double x) {
        return x * x * x;
    }

    static double cubed(double x) {
        return x * x * x;
    }

    final double scale;

    RuledFunctions(double scale) {
        this.scale = scale;
    }

    double scaled(double x) {
        return scale * x;
    }

    // ---- overlays

    static double twice(double x) {
        return 2 * x;
    }

    static double thrice(double x) {
        return 3 * x;
    }

    static double fourfold(double x) {
        return 4 * x;
    }

    @Inactive
    record Settings(double factor) {}

    // ---- the functions that are differentiated

    static double d1(double x) {
        return sq(x);
    }

    static double d3b(double x) {
        double y = sq(x);
        return y * y;
    }

    static double d5a(double x) {
        return sq5(x);
    }

    static double d5b(double x) {
        double y = sq5(x);
        return y * y;
    }

    static double d9(double x, boolean take) {
        return take ? g(x) : x;
    }

    static double tapedLoop(double x, int n) {
        double s = x;
        for (int i = 0; i < n; i++) {
            s = taped(s, 0.5) + s;
        }
        return s;
    }

    static double tapedByBoth(double x, double k) {
        return taped(x, k) * x;
    }

    static double two(double a, double b) {
        return twoGradients(a, 3, b) + a;
    }

    static double arrays(double[] in) {
        double[] out = new double[in.length];
        square(in, out);
        double s = 0;
        for (double v : out) {
            s += v * v;
        }
        return s;
    }

    static double mixed(double[] a, double[] b, double k) {
        return k * dot(a, b);
    }

    static double expInPlace(double[] x) {
        inPlace(x);
        return x[0] * x[1];
    }

    static double quick(double x) {
        return rsqrtBits((float) (x * x));
    }

    static double stops(double x) {
        return x * Autodiff.stopGradient(x) + logged(x) + measured(x);
    }

    static double settings(double x) {
        Settings s = new Settings(7 * x);
        return s.factor() * x;
    }

    static double viaAnnotation(double x) {
        return named(x) * x;
    }

    static double throughBody(double x) {
        return forwardOnly(x);
    }

    static double instance(RuledFunctions r, double x) {
        return r.scaled(x);
    }

    static double instanceMade(double scale, double x) {
        return new RuledFunctions(scale).scaled(x);
    }

    static double overlays(double x, int which) {
        return which == 0 ? twice(x) : which == 1 ? thrice(x) : fourfold(x);
    }

    static double sine(double x) {
        return Math.sin(x);
    }

    static double sq7(double x) {
        return x * x;
    }

    static void d7(double x, double[] out) {
        out[0] = sq7(x);
    }

    static double bent(double x) {
        return x;
    }

    static double bentTwice(double x) {
        return bent(x) + bent(2 * x);
    }

    /** By the rule {@code 7·x² + 14·(2x)²}. */
    static double slopeOfBentTwice(double x) {
        var a = Autodiff.active(x);
        Autodiff.autodiff(Autodiff.REVERSE, RuledFunctions::bentTwice, a);
        return a.grad();
    }

    static double nestedRule(double x) {
        return cubed(sq5(x));
    }

    // ---- the tables

    record Kept(double result, double slopeByX, double slopeByK) {}

    record ByBoth(double dx, double dk) {}

    record Pair(double value, double tangent) {}

    static final class OwnRules {
        @ForwardRule(owner = RuledFunctions.class)
        static double named(double x, double dx) {
            return 70 * dx;
        }

        @ReverseRule(owner = RuledFunctions.class, name = "named")
        static double namedBack(double x, double dret) {
            return 80 * dret;
        }
    }

    record Saved(double x0, double x1) {}

    @Inactive(owner = RuledFunctions.class, method = "logged")
    @Inactive(owner = Settings.class)
    static final class Table {
        @ForwardRule(owner = RuledFunctions.class, name = "sq")
        static double sq(RuleConfig c, double x, double dx) {
            double k = c.width() > 1 ? 1000 : 10;
            return (c.needsPrimal() ? 10 * k : k) + 2 * x * dx;
        }

        @ReverseRule(owner = RuledFunctions.class)
        static double sq5(RuleConfig c, double x, double dret) {
            return (c.needsPrimal() ? 10 : 100) + 2 * x * dret;
        }

        @ForwardRule(owner = RuledFunctions.class)
        static double g(@Constant double x) {
            return 0;
        }

        @AugmentedPrimal(owner = RuledFunctions.class, name = "taped")
        static Kept tapedKeeping(double x, double k) {
            return new Kept(k * Math.sin(x), k * Math.cos(x), Math.sin(x));
        }

        @ReverseRule(owner = RuledFunctions.class, name = "taped")
        static ByBoth tapedBack(@Tape Kept t, double x, double k, double dret) {
            return new ByBoth(t.slopeByX() * dret, t.slopeByK() * dret);
        }

        @AugmentedPrimal(owner = RuledFunctions.class, name = "taped")
        static Kept tapedKeepingX(double x, @Constant double k) {
            return new Kept(k * Math.sin(x), k * Math.cos(x), 0);
        }

        @ReverseRule(owner = RuledFunctions.class, name = "taped")
        static double tapedBackX(@Tape Kept t, double x, @Constant double k, double dret) {
            return 1000 * t.slopeByX() * dret;
        }

        @ForwardRule(owner = RuledFunctions.class, name = "taped")
        static Pair tapedForward(double x, double dx, double k, double dk) {
            return new Pair(k * Math.sin(x), k * Math.cos(x) * dx + Math.sin(x) * dk);
        }

        @ReverseRule(owner = RuledFunctions.class)
        static ByBoth twoGradients(double a, int n, double b, double dret) {
            return new ByBoth(n * b * dret + 1000, n * a * dret + 2000);
        }

        @ReverseRule(owner = RuledFunctions.class)
        static void square(double[] in, double[] din, double[] out, double[] dout) {
            for (int i = 0; i < in.length; i++) {
                din[i] += 2 * in[i] * dout[i];
                dout[i] = 0;
            }
        }

        @ForwardRule(owner = RuledFunctions.class, name = "square")
        static void squareForward(double[] in, double[] din, double[] out, double[] dout) {
            for (int i = 0; i < in.length; i++) {
                dout[i] = 2 * in[i] * din[i];
            }
        }

        @ReverseRule(owner = RuledFunctions.class)
        static void dot(double[] a, double[] da, @Constant double[] b, double dret) {
            for (int i = 0; i < a.length; i++) {
                da[i] += 100 * b[i] * dret;
            }
        }

        @AugmentedPrimal(owner = RuledFunctions.class, name = "inPlace")
        static Saved inPlaceKeeping(double[] x, double[] dx) {
            Saved s = new Saved(Math.exp(x[0]), Math.exp(x[1]));
            x[0] = s.x0();
            x[1] = s.x1();
            return s;
        }

        @ReverseRule(owner = RuledFunctions.class, name = "inPlace")
        static void inPlaceBack(@Tape Saved s, double[] x, double[] dx) {
            dx[0] *= s.x0();
            dx[1] *= s.x1();
        }

        @ReverseRule(owner = RuledFunctions.class, name = "rsqrtBits")
        static float rsqrtBack(float x, float dret) {
            return -rsqrtBits(x) / (2 * x) * dret;
        }

        @ReverseRule(owner = RuledFunctions.class)
        static double sq7(RuleConfig c, double x, double dret) {
            double k = 1;
            for (int i = 0; i <= c.lane(); i++) {
                k *= 10;
            }
            return k + 2 * x * dret;
        }

        @ReverseRule(owner = RuledFunctions.class)
        static double bent(double x, double dret) {
            return 7 * x * x * dret;
        }

        @ForwardRule(owner = RuledFunctions.class)
        static double forwardOnly(double x, double dx) {
            return 1234;
        }

        @ReverseRule(owner = RuledFunctions.class, instance = true)
        static double scaled(@Constant RuledFunctions r, double x, double dret) {
            return 11 * r.scale * dret;
        }

        @ReverseRule(owner = RuledFunctions.class)
        static double cubed(double x, double dret) {
            return 3 * x * x * dret + sq5(x);
        }

        private static double sq5(double x) {
            return 0 * x;
        }
    }

    static final class Overlays {
        @Overlay(owner = RuledFunctions.class, name = "twice")
        static double twiceFast(double x) {
            return 2 * x + 1;
        }

        @ForwardRule(owner = Overlays.class, name = "twiceFast")
        static double twiceFastForward(double x, double dx) {
            return 200 * dx;
        }

        @ForwardRule(owner = RuledFunctions.class, name = "twice")
        static double twiceForward(double x, double dx) {
            return 201 * dx;
        }

        @Overlay(owner = RuledFunctions.class, name = "thrice")
        static double thriceFast(double x) {
            return 3 * x + 1;
        }

        @ForwardRule(owner = RuledFunctions.class, name = "thrice")
        static double thriceForward(double x, double dx) {
            return 300 * dx;
        }

        @Overlay(owner = RuledFunctions.class, name = "fourfold")
        static double fourfoldFast(double x) {
            return 40 * x + 1;
        }

        @ForwardRule(owner = Math.class, name = "sin")
        static double sinForward(double x, double dx) {
            return 500 * dx;
        }
    }
}
