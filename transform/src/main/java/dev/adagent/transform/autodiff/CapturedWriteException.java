package dev.adagent.transform.autodiff;

import dev.adagent.transform.ir.Loc;

/** A function given without an activity writes an array that it captured. */
public final class CapturedWriteException extends DifferentiationException {
    private static final long serialVersionUID = 1L;

    CapturedWriteException(Loc loc) {
        super(
                loc,
                "the differentiated function writes an array that it captured, and no activity is given for what it captured",
                "give the function an activity, autodiffClosure(mode, constant(f), …) or duplicated(f, df) with a shadow that"
                        + " captures the array's shadow; or pass the array as an argument");
    }
}
