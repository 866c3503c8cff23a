package dev.adagent.fuzzing.autodiff;

import java.util.List;

/**
 * What derivatives of a program must be, with how far they may be off: from central differences in 32 digits, two steps of Richardson's
 * extrapolation, and from how much noise of the size of rounding errors moves them.
 *
 * @param outputs result and contents of arrays
 * @param tangents of those in the direction
 * @param outputErrors how far each output may be off
 * @param tangentErrors how far each tangent may be off
 * @param product the adjoint's product with the tangents
 * @param productError how far the product may be off
 */
record Reference(
        double[] outputs,
        double[] tangents,
        double[] outputErrors,
        double[] tangentErrors,
        double product,
        double productError) {
    private static final double STEP = 0x1p-30;
    private static final double SECOND_STEP = 0x1p-22;
    /** Runs with noise that the size of the errors is first taken from. */
    static final int FEW = 3;
    /** Runs with noise before a derivative is called wrong. */
    static final int MANY = 64;
    /** The errors of n operations add up to √n of one at random, and to n at most: for a thousand operations. */
    private static final double SAFETY = 32;
    /** A program that loses more digits than that says too little. */
    private static final double LOOSEST = 1e-9;

    private static final double LOOSEST_FLOAT = 1e-2;
    private static final double MARGIN = 1e-8;
    private static final double MARGIN_FLOAT = 1e-4;

    /** Outputs of a run on each side of the arguments, so far away. */
    private record Ends(DoubleDouble[] after, DoubleDouble[] before, double step) {
        DoubleDouble slope(int k) {
            return after[k].minus(before[k]).dividedBy(DoubleDouble.of(2 * step));
        }

        DoubleDouble middle(int k) {
            return after[k].plus(before[k]).scaled(0.5);
        }
    }

    /** Runs of one program near some arguments, all by the same way. */
    private static final class Runs {
        private final Program program;
        private final Arguments at;
        private final Decisions base;
        private final Noise.Places places = new Noise.Places();
        final DoubleDouble[] outputs;

        Runs(Program program, Arguments at) {
            this.program = program;
            this.at = at;
            base = decisions();
            Arguments zero = Arguments.zero(program);
            outputs = new Evaluation(program, Noise.recording(places), base)
                    .run(at, zero, 0)
                    .toArray(DoubleDouble[]::new);
            if (base.isClose()) {
                throw new Evaluation.Unusable("near a kink");
            }
        }

        private Decisions decisions() {
            return new Decisions(program.has(Program.Trait.FLOATS) ? MARGIN_FLOAT : MARGIN);
        }

        /** @param sample the number of the run with noise; 0 for none */
        DoubleDouble[] run(int sample, Arguments v, double h, Arguments u, double k) {
            Decisions d = decisions();
            Noise n = sample == 0 ? null : new Noise(sample * 0x5851F42D4C957F2DL + program.seed(), places);
            List<DoubleDouble> out = new Evaluation(program, n, d).run(at, v, h, u, k);
            if (d.way() != base.way()) {
                throw new Evaluation.Unusable("near a kink");
            }
            return out.toArray(DoubleDouble[]::new);
        }

        double largest() {
            double out = 0;
            for (DoubleDouble d : outputs) {
                out = Math.max(out, Math.abs(d.hi()));
            }
            return out;
        }

        Ends ends(int sample, Arguments v, double h) {
            return new Ends(run(sample, v, h, v, 0), run(sample, v, -h, v, 0), h);
        }

        /** The mixed second derivative of the result, u to the one side and v to the other. */
        DoubleDouble curvature(int sample, Arguments v, Arguments u, double h) {
            DoubleDouble sum = run(sample, v, h, u, h)[0]
                    .minus(run(sample, v, h, u, -h)[0])
                    .minus(run(sample, v, -h, u, h)[0])
                    .plus(run(sample, v, -h, u, -h)[0]);
            return sum.dividedBy(DoubleDouble.of(4 * h * h));
        }
    }

    /**
     * @param direction tangents of the arguments
     * @param adjoint of the result
     * @param adjoints of the arrays' contents after the run
     * @param samples runs with noise
     * @throws Evaluation.Unusable if the program has no derivative there, or one that its own numbers are not good for
     */
    static Reference of(
            Program program, Arguments at, Arguments direction, double adjoint, Arguments adjoints, int samples) {
        Runs runs = new Runs(program, at);
        double rounding = (program.has(Program.Trait.FLOATS) ? Type.FLOAT : Type.DOUBLE).rounding;
        Ends fine = runs.ends(0, direction, STEP);
        Ends coarse = runs.ends(0, direction, 2 * STEP);
        int n = runs.outputs.length;
        // below that numbers have fewer digits, or the differences themselves: 32 of a value of 1, less the step's
        double least = Math.max(program.has(Program.Trait.FLOATS) ? 1e-36 : 0, 0x1p-100 / STEP * (1 + runs.largest()));
        double[] weights = new double[n];
        weights[0] = adjoint;
        double[] w = adjoints.numbers(true);
        System.arraycopy(w, 0, weights, 1, w.length);
        double[] outputs = new double[n];
        double[] tangents = new double[n];
        double product = 0;
        double size = 0;
        double truncation = 0;
        for (int k = 0; k < n; k++) {
            DoubleDouble t = fine.slope(k).scaled(4).minus(coarse.slope(k)).dividedBy(DoubleDouble.of(3));
            truncation = Math.max(truncation, Math.abs(t.minus(fine.slope(k)).hi()));
            outputs[k] = runs.outputs[k].hi();
            tangents[k] = t.hi();
            product += weights[k] * tangents[k];
            size += Math.abs(weights[k] * tangents[k]);
        }
        // sums of squares
        double[] outputErrors = new double[n];
        double[] errors = new double[n];
        double productError = 0;
        for (int s = 1; s <= samples; s++) {
            Ends rough = runs.ends(s, direction, STEP);
            double off = 0;
            for (int k = 0; k < n; k++) {
                double d = rough.slope(k).minus(fine.slope(k)).hi();
                double o = rough.middle(k).minus(fine.middle(k)).hi();
                off += weights[k] * d;
                errors[k] += d * d;
                outputErrors[k] += o * o;
            }
            productError += off * off;
        }
        for (int k = 0; k < n; k++) {
            errors[k] = least + SAFETY * Math.sqrt(errors[k] / samples) + 16 * rounding * Math.abs(tangents[k]);
            outputErrors[k] =
                    least + SAFETY * Math.sqrt(outputErrors[k] / samples) + 16 * rounding * Math.abs(outputs[k]);
        }
        productError = least + SAFETY * Math.sqrt(productError / samples) + 16 * rounding * size;
        check(program, productError, size, truncation);
        return new Reference(outputs, tangents, outputErrors, errors, product, productError);
    }

    private static void check(Program program, double error, double size, double truncation) {
        double loosest = program.has(Program.Trait.FLOATS) ? LOOSEST_FLOAT : LOOSEST;
        if (!(error <= loosest * (1e-2 + size))) {
            throw new Evaluation.Unusable("ill-conditioned");
        }
        if (!(truncation <= 1e-12 * (1 + size))) {
            throw new Evaluation.Unusable("not smooth enough");
        }
    }

    /**
     * The second derivative of the result in two directions, and how far it may be off.
     *
     * @param samples runs with noise
     * @throws Evaluation.Unusable as in {@link #of}
     */
    static double[] second(Program program, Arguments at, Arguments v, Arguments u, int samples) {
        Runs runs = new Runs(program, at);
        DoubleDouble fine = runs.curvature(0, v, u, SECOND_STEP);
        DoubleDouble coarse = runs.curvature(0, v, u, 2 * SECOND_STEP);
        DoubleDouble d = fine.scaled(4).minus(coarse).dividedBy(DoubleDouble.of(3));
        double squares = 0;
        for (int s = 1; s <= samples; s++) {
            double off = runs.curvature(s, v, u, SECOND_STEP).minus(fine).hi();
            squares += off * off;
        }
        // what the differences themselves are off, as of first derivatives; products with 2^-1074 may be that or 0
        double least = 0x1p-100 / (SECOND_STEP * SECOND_STEP) * (1 + runs.largest());
        double error = least
                + 2 * SAFETY * Math.sqrt(squares / samples)
                + 64 * Type.DOUBLE.rounding * (Math.abs(d.hi()) + Math.abs(runs.outputs[0].hi()));
        check(program, error, Math.abs(d.hi()), Math.abs(d.minus(fine).hi()));
        return new double[] {d.hi(), error};
    }
}
