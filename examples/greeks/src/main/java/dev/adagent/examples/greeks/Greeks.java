package dev.adagent.examples.greeks;

import static dev.adagent.Autodiff.REVERSE_WITH_PRIMAL;
import static dev.adagent.Autodiff.active;
import static dev.adagent.Autodiff.autodiff;
import static dev.adagent.Autodiff.constant;
import static dev.adagent.Kernel.globalIdX;

import dev.adagent.AgentMissingException;
import dev.adagent.Gpu;
import dev.adagent.GpuKernel;
import dev.adagent.Grid;
import java.util.Arrays;
import java.util.Locale;

/** Prices European call options after Black and Scholes (1973), with delta and vega as derivatives of the price. */
public final class Greeks {
    private Greeks() {}

    /**
     * Price of a call.
     *
     * @param s spot price of the underlying
     * @param k strike price
     * @param r interest rate a year, continuously compounded
     * @param v volatility a year
     * @param t time to maturity in years
     */
    static double call(double s, double k, double r, double v, double t) {
        double sd = v * Math.sqrt(t);
        double d1 = (Math.log(s / k) + (r + 0.5 * v * v) * t) / sd;
        return s * normal(d1) - k * Math.exp(-r * t) * normal(d1 - sd);
    }

    /** Distribution function of the standard normal distribution: Hart et al., Computer Approximations (1968), algorithm 5666. */
    static double normal(double x) {
        double a = Math.abs(x);
        double e = Math.exp(-0.5 * a * a);
        double tail;
        if (a < 7.07106781186547) {
            double p = 3.52624965998911e-02 * a + 0.700383064443688;
            p = p * a + 6.37396220353165;
            p = p * a + 33.912866078383;
            p = p * a + 112.079291497871;
            p = p * a + 221.213596169931;
            p = p * a + 220.206867912376;
            double q = 8.83883476483184e-02 * a + 1.75566716318264;
            q = q * a + 16.064177579207;
            q = q * a + 86.7807322029461;
            q = q * a + 296.564248779674;
            q = q * a + 637.333633378831;
            q = q * a + 793.826512519948;
            q = q * a + 440.413735824752;
            tail = e * p / q;
        } else {
            double f = a + 0.65; // a continued fraction, cut off after its fourth term
            for (int n = 4; n > 0; n--) {
                f = a + n / f;
            }
            tail = e / (f * 2.506628274631);
        }
        return x > 0 ? 1 - tail : tail;
    }

    /** One thread an option. */
    @GpuKernel
    static void greeks(
            double[] s, double k, double r, double v, double t, double[] price, double[] delta, double[] vega) {
        int i = globalIdX();
        if (i >= s.length) {
            return;
        }
        var ds = active(s[i]);
        var dv = active(v);
        var call = autodiff(REVERSE_WITH_PRIMAL, Greeks::call, ds, constant(k), constant(r), dv, constant(t));
        price[i] = call.primal();
        delta[i] = ds.grad();
        vega[i] = dv.grad();
    }

    public static void main(String[] args) {
        int n = args.length > 0 ? Integer.parseInt(args[0]) : 1 << 20;
        double k = 100;
        double r = 0.03;
        double v = 0.2;
        double t = 1.5;
        double[] s = new double[n];
        Arrays.setAll(s, i -> 50 + 100.0 * i / n);
        double[] price = new double[n];
        double[] delta = new double[n];
        double[] vega = new double[n];
        try {
            Gpu.launch(Grid.covering(n, 256), () -> greeks(s, k, r, v, t, price, delta, vega));
        } catch (AgentMissingException e) {
            System.err.println(e);
            System.exit(3);
        }
        System.out.println("On " + Gpu.device());
        System.out.println("  spot      price      delta       vega    delta, closed form");
        double worst = 0;
        for (int i = 0; i < n; i++) {
            double d1 = (Math.log(s[i] / k) + (r + 0.5 * v * v) * t) / (v * Math.sqrt(t));
            worst = Math.max(worst, Math.abs(delta[i] - normal(d1)));
            if (i % Math.max(1, n / 8) == 0) {
                System.out.printf(
                        Locale.ROOT,
                        "%6.2f %10.5f %10.6f %10.5f %10.6f%n",
                        s[i],
                        price[i],
                        delta[i],
                        vega[i],
                        normal(d1));
            }
        }
        System.out.printf(Locale.ROOT, "Largest difference of delta from its closed form: %.1e%n", worst);
        if (!(worst
                < 1e-5)) { // the approximation of the distribution function is good to 7.5e-8, its slope to about 1e-6
            System.exit(1);
        }
    }
}
