package dev.adagent;

/** What {@link Autodiff#autodiff} computed besides the gradients that it left in its arguments. */
public final class Result {
    double primal;
    double tangent;

    /** Bit 0: {@link #primal} was not computed; bit 1: {@link #tangent} was not. Kernels leave it 0. */
    private int missing;

    double[] tangents;

    Result() {}

    /** For linked call sites. @param missing as the field */
    static Result of(double primal, double tangent, int missing) {
        Result r = new Result();
        r.primal = primal;
        r.tangent = tangent;
        r.missing = missing;
        return r;
    }

    static Result of(Double primal, Double tangent) {
        Result r = new Result();
        if (primal == null) {
            r.missing |= 1;
        } else {
            r.primal = primal;
        }
        if (tangent == null) {
            r.missing |= 2;
        } else {
            r.tangent = tangent;
        }
        return r;
    }

    static Result ofBatch(Double primal, double[] tangents) {
        Result r = of(primal, null);
        r.tangents = tangents;
        return r;
    }

    /**
     * The tangents of the function's result, one for each lane of a batch.
     *
     * @throws IllegalStateException if the call was no batch in a forward mode
     */
    public double[] tangents() {
        if (tangents == null) {
            throw new IllegalStateException(
                    "no tangents were computed: use FORWARD with duplicatedBatch(x, dx0, dx1, …)");
        }
        return tangents.clone();
    }

    /**
     * The tangent of the function's result in one lane of a batch, from 0.
     *
     * @throws NullPointerException if the call was no batch in a forward mode
     */
    public double tangent(int lane) {
        return tangents[lane];
    }

    /**
     * The result of the differentiated function.
     *
     * @throws IllegalStateException on the host, if the mode is not one {@code WITH_PRIMAL} or the method has no numeric result
     */
    public double primal() {
        if ((missing & 1) != 0) {
            throw new IllegalStateException(
                    "no primal was computed: use a mode ..._WITH_PRIMAL and a function with a numeric result");
        }
        return primal;
    }

    /**
     * The derivative of the function's result in the direction of its arguments' tangents.
     *
     * @throws IllegalStateException on the host, if the mode is not a forward mode or the method has no numeric result
     */
    public double tangent() {
        if ((missing & 2) != 0) {
            throw new IllegalStateException(
                    "no tangent was computed: use FORWARD or FORWARD_WITH_PRIMAL and a function with a numeric result");
        }
        return tangent;
    }
}
