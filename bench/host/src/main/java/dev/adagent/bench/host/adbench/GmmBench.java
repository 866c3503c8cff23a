package dev.adagent.bench.host.adbench;

import static dev.adagent.Autodiff.REVERSE;
import static dev.adagent.Autodiff.autodiff;
import static dev.adagent.Autodiff.constant;
import static dev.adagent.Autodiff.duplicated;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Gaussian mixture, 10 dimensions, 25 components, 1,000 points. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class GmmBench {
    private final Gmm gmm = new Gmm(new Input("gmm_d10_K25.txt"));
    private final GmmByHand hand = new GmmByHand(gmm);
    private final double[] dAlphas = new double[gmm.alphas.length];
    private final double[] dMeans = new double[gmm.means.length];
    private final double[] dIcf = new double[gmm.icf.length];

    @Setup
    public void compare() {
        Reference.check("GMM", -25649.65262, gmm.objective());
        byHand();
        gradient("by hand", hand.dAlphas, hand.dMeans, hand.dIcf);
        byAutodiff();
        gradient("by autodiff", dAlphas, dMeans, dIcf);
    }

    private static void gradient(String how, double[] dAlphas, double[] dMeans, double[] dIcf) {
        Reference.check("sum of GMM's gradient " + how, -17695.99524, Reference.sum(dAlphas, dMeans, dIcf));
        Reference.check("squares of GMM's gradient " + how, 7088366.312, Reference.squares(dAlphas, dMeans, dIcf));
        Reference.check("last entry of GMM's gradient " + how, -6.026474121, dIcf[dIcf.length - 1]);
    }

    @Benchmark
    public double objective() {
        return gmm.objective();
    }

    @Benchmark
    public double[] byHand() {
        hand.gradient(gmm);
        return hand.dIcf;
    }

    @Benchmark
    public double[] byAutodiff() {
        return byAutodiff(gmm.n);
    }

    private double[] byAutodiff(int points) {
        Arrays.fill(dAlphas, 0);
        Arrays.fill(dMeans, 0);
        Arrays.fill(dIcf, 0);
        autodiff(
                REVERSE,
                Gmm::objective,
                constant(gmm.d),
                constant(gmm.k),
                constant(points),
                duplicated(gmm.alphas, dAlphas),
                duplicated(gmm.means, dMeans),
                duplicated(gmm.icf, dIcf),
                constant(gmm.x),
                constant(gmm.gamma),
                constant(gmm.m));
        return dIcf;
    }

    public int points() {
        return gmm.n;
    }

    /** The gradient at the first points by {@code autodiff}: alphas, means, icf. */
    public double[] gradient(int points) {
        byAutodiff(points);
        return Stream.of(dAlphas, dMeans, dIcf).flatMapToDouble(Arrays::stream).toArray();
    }

    /** The same by Hipparchus. */
    public double[] gradientByHipparchus(int points) {
        return new GmmByHipparchus(gmm, points).objective().getGradient();
    }
}
