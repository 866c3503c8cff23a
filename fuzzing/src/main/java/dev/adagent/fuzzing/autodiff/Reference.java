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
    private static final int SAMPLES = 4;
    /** A random sum of errors is so much smaller than the largest that the errors can add up to. */
    private static final double SAFETY = 24;
    /** A program that loses more digits than that says too little. */
    private static final double LOOSEST = 1e-9;

    private static final double LOOSEST_FLOAT = 1e-2;
    private static final double MARGIN = 1e-8;
    private static final double MARGIN_FLOAT = 1e-4;

    /** Runs of one program near some arguments, all by the same way. */
    private static final class Runs {
        private final Program program;
        private final Arguments at;
        private final Decisions base;
        final DoubleDouble[] outputs;

        Runs(Program program, Arguments at) {
            this.program = program;
            this.at = at;
            base = decisions();
            Arguments zero = Arguments.zero(program);
            outputs = new Evaluation(program, null, base).run(at, zero, 0).toArray(DoubleDouble[]::new);
            if (base.isClose()) {
                throw new Evaluation.Unusable("near a kink");
            }
        }

        private Decisions decisions() {
            return new Decisions(program.has(Program.Trait.FLOATS) ? MARGIN_FLOAT : MARGIN);
        }

        DoubleDouble[] run(long noise, Arguments v, double h, Arguments u, double k) {
            Decisions d = decisions();
            Noise n = noise == 0 ? null : new Noise(noise, base.slopes);
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

        DoubleDouble[] slope(long noise, Arguments v, double h) {
            DoubleDouble[] after = run(noise, v, h, v, 0);
            DoubleDouble[] before = run(noise, v, -h, v, 0);
            for (int k = 0; k < after.length; k++) {
                after[k] = after[k].minus(before[k]).dividedBy(DoubleDouble.of(2 * h));
            }
            return after;
        }

        /** The mixed second derivative of the result, u to the one side and v to the other. */
        DoubleDouble curvature(long noise, Arguments v, Arguments u, double h) {
            DoubleDouble sum = run(noise, v, h, u, h)[0]
                    .minus(run(noise, v, h, u, -h)[0])
                    .minus(run(noise, v, -h, u, h)[0])
                    .plus(run(noise, v, -h, u, -h)[0]);
            return sum.dividedBy(DoubleDouble.of(4 * h * h));
        }
    }

    /**
     * @param direction tangents of the arguments
     * @param adjoint of the result
     * @param adjoints of the arrays' contents after the run
     * @throws Evaluation.Unusable if the program has no derivative there, or one that its own numbers are not good for
     */
    static Reference of(Program program, Arguments at, Arguments direction, double adjoint, Arguments adjoints) {
        Runs runs = new Runs(program, at);
        double rounding = (program.has(Program.Trait.FLOATS) ? Type.FLOAT : Type.DOUBLE).rounding;
        DoubleDouble[] fine = runs.slope(0, direction, STEP);
        DoubleDouble[] coarse = runs.slope(0, direction, 2 * STEP);
        int n = fine.length;
        // below that numbers have fewer digits, or the differences themselves: 32 of a value of 1, less the step's
        double least = Math.max(program.has(Program.Trait.FLOATS) ? 1e-36 : 0, 0x1p-100 / STEP * (1 + runs.largest()));
        double[] weights = new double[n];
        weights[0] = adjoint;
        double[] w = adjoints.numbers(true);
        System.arraycopy(w, 0, weights, 1, w.length);
        double[] outputs = new double[n];
        double[] outputErrors = new double[n];
        double[] tangents = new double[n];
        double[] errors = new double[n];
        double product = 0;
        double size = 0;
        double truncation = 0;
        for (int k = 0; k < n; k++) {
            DoubleDouble t = fine[k].scaled(4).minus(coarse[k]).dividedBy(DoubleDouble.of(3));
            truncation = Math.max(truncation, Math.abs(t.minus(fine[k]).hi()));
            outputs[k] = runs.outputs[k].hi();
            tangents[k] = t.hi();
            product += weights[k] * tangents[k];
            size += Math.abs(weights[k] * tangents[k]);
        }
        double productError = 0;
        for (int s = 1; s <= SAMPLES; s++) {
            long noise = s * 0x5851F42D4C957F2DL + program.seed();
            DoubleDouble[] rough = runs.slope(noise, direction, STEP);
            DoubleDouble[] value = runs.run(noise, direction, 0, direction, 0);
            double off = 0;
            for (int k = 0; k < n; k++) {
                double d = rough[k].minus(fine[k]).hi();
                off += weights[k] * d;
                errors[k] = Math.max(errors[k], Math.abs(d));
                outputErrors[k] = Math.max(
                        outputErrors[k],
                        Math.abs(value[k].minus(runs.outputs[k]).hi()));
            }
            productError = Math.max(productError, Math.abs(off));
        }
        for (int k = 0; k < n; k++) {
            errors[k] = least + SAFETY * errors[k] + 16 * rounding * Math.abs(tangents[k]);
            outputErrors[k] = least + SAFETY * outputErrors[k] + 16 * rounding * Math.abs(outputs[k]);
        }
        productError = least + SAFETY * productError + 16 * rounding * size;
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
     * @throws Evaluation.Unusable as in {@link #of}
     */
    static double[] second(Program program, Arguments at, Arguments v, Arguments u) {
        Runs runs = new Runs(program, at);
        DoubleDouble fine = runs.curvature(0, v, u, SECOND_STEP);
        DoubleDouble coarse = runs.curvature(0, v, u, 2 * SECOND_STEP);
        DoubleDouble d = fine.scaled(4).minus(coarse).dividedBy(DoubleDouble.of(3));
        double error = 0;
        for (int s = 1; s <= SAMPLES; s++) {
            long noise = s * 0x5851F42D4C957F2DL + program.seed();
            error = Math.max(
                    error,
                    Math.abs(
                            runs.curvature(noise, v, u, SECOND_STEP).minus(fine).hi()));
        }
        error = 2 * SAFETY * error + 64 * Type.DOUBLE.rounding * (Math.abs(d.hi()) + Math.abs(runs.outputs[0].hi()));
        check(program, error, Math.abs(d.hi()), Math.abs(d.minus(fine).hi()));
        return new double[] {d.hi(), error};
    }
}
