package dev.adagent.bench.host.adbench;

import static dev.adagent.Autodiff.REVERSE;
import static dev.adagent.Autodiff.autodiff;
import static dev.adagent.Autodiff.constant;
import static dev.adagent.Autodiff.duplicated;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** LSTM, 2 layers, 1,024 characters: the derivatives flow through the state that the loop over characters overwrites. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class LstmBench {
    private final Lstm lstm = new Lstm(new Input("lstm_l2_c1024.txt"));
    private final LstmByHand hand = new LstmByHand(lstm);
    private final double[] dMain = new double[lstm.mainParameters.length];
    private final double[] dExtra = new double[lstm.extraParameters.length];
    private final double[] state = new double[lstm.state.length];
    private final double[] dState = new double[lstm.state.length];

    @Setup
    public void compare() {
        Reference.check("LSTM", 0.6666651796, objective());
        byHand();
        gradient("by hand", hand.dMain, hand.dExtra);
        byAutodiff();
        gradient("by autodiff", dMain, dExtra);
    }

    private static void gradient(String how, double[] dMain, double[] dExtra) {
        Reference.check("sum of the LSTM's gradient " + how, -0.03819500097, Reference.sum(dMain, dExtra));
        Reference.check("squares of the LSTM's gradient " + how, 0.008975929106, Reference.squares(dMain, dExtra));
    }

    @Benchmark
    public double objective() {
        System.arraycopy(lstm.state, 0, state, 0, state.length);
        return Lstm.objective(lstm.l, lstm.c, lstm.b, lstm.mainParameters, lstm.extraParameters, state, lstm.sequence);
    }

    @Benchmark
    public double[] byHand() {
        hand.gradient(lstm);
        return hand.dMain;
    }

    @Benchmark
    public double[] byAutodiff() {
        System.arraycopy(lstm.state, 0, state, 0, state.length);
        Arrays.fill(dState, 0);
        Arrays.fill(dMain, 0);
        Arrays.fill(dExtra, 0);
        autodiff(
                REVERSE,
                Lstm::objective,
                constant(lstm.l),
                constant(lstm.c),
                constant(lstm.b),
                duplicated(lstm.mainParameters, dMain),
                duplicated(lstm.extraParameters, dExtra),
                duplicated(state, dState),
                constant(lstm.sequence));
        return dMain;
    }
}
