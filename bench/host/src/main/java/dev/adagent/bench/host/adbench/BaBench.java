package dev.adagent.bench.host.adbench;

import static dev.adagent.Autodiff.REVERSE;
import static dev.adagent.Autodiff.activeBatch;
import static dev.adagent.Autodiff.autodiff;
import static dev.adagent.Autodiff.constant;
import static dev.adagent.Autodiff.derivative;
import static dev.adagent.Autodiff.duplicatedBatch;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Bundle adjustment, 49 cameras, 7,776 points, 31,843 observations: the residuals, and their sparse Jacobian. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class BaBench {
    /** Derivatives in a row of an observation's block: camera, point, weight. */
    private static final int ROW = Ba.CAMERA + 4;

    private final Ba ba = new Ba(new Input("ba1_n49_m7776_p31843.txt"));

    /** [observations][2][ROW]. */
    private final double[] rows = new double[2 * ROW * ba.observations];

    private final double[] weightRows = new double[ba.observations];

    /** Shadows of cameras and points, one for each of the two residuals; zero between observations. */
    private final double[][] dCamera = new double[2][ba.camera.length];

    private final double[][] dPoint = new double[2][ba.point.length];
    private final double[][] dResiduals = new double[2][2];
    private final double[] scratch = new double[2];

    @Setup
    public void compare() {
        ba.objective();
        Reference.check("BA", 27335.96482, Reference.sum(ba.residuals, ba.weightErrors));
        byHand();
        jacobian("by hand");
        Arrays.fill(rows, 0);
        Arrays.fill(weightRows, 0);
        byAutodiff();
        jacobian("by autodiff");
    }

    private void jacobian(String how) {
        Reference.check("sum of BA's Jacobian " + how, 96283600.7, Reference.sum(rows, weightRows));
        Reference.check("squares of BA's Jacobian " + how, 2.24563829e11, Reference.squares(rows, weightRows));
    }

    @Benchmark
    public double[] objective() {
        ba.objective();
        return ba.residuals;
    }

    @Benchmark
    public double[] byHand() {
        for (int i = 0; i < ba.observations; i++) {
            int c = Ba.CAMERA * ba.cameraOf(i);
            BaByHand.rows(
                    ba.camera, c, ba.point, 3 * ba.pointOf(i), ba.weight[i], ba.feature, 2 * i, rows, 2 * ROW * i);
            weightRows[i] = -2 * ba.weight[i];
        }
        return rows;
    }

    @Benchmark
    public double[] byAutodiff() {
        for (int i = 0; i < ba.observations; i++) {
            int c = Ba.CAMERA * ba.cameraOf(i);
            int p = 3 * ba.pointOf(i);
            dResiduals[0][0] = 1;
            dResiduals[0][1] = 0;
            dResiduals[1][0] = 0;
            dResiduals[1][1] = 1;
            var w = activeBatch(ba.weight[i], 2);
            autodiff(
                    REVERSE,
                    Ba::project,
                    duplicatedBatch(ba.camera, dCamera[0], dCamera[1]),
                    constant(c),
                    duplicatedBatch(ba.point, dPoint[0], dPoint[1]),
                    constant(p),
                    w,
                    constant(ba.feature),
                    constant(2 * i),
                    duplicatedBatch(scratch, dResiduals[0], dResiduals[1]),
                    constant(0));
            for (int row = 0; row < 2; row++) {
                int at = ROW * (2 * i + row);
                for (int j = 0; j < Ba.CAMERA; j++) {
                    rows[at + j] = dCamera[row][c + j];
                    dCamera[row][c + j] = 0;
                }
                for (int j = 0; j < 3; j++) {
                    rows[at + Ba.CAMERA + j] = dPoint[row][p + j];
                    dPoint[row][p + j] = 0;
                }
                rows[at + ROW - 1] = w.grad(row);
            }
            weightRows[i] = derivative(Ba::weightError, ba.weight[i]);
        }
        return rows;
    }
}
