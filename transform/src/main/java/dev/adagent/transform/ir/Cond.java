package dev.adagent.transform.ir;

/**
 * Conditions of {@link Op#CMP}. A comparison with NaN is false, except {@code NE} and the {@code U} forms, which are true; integers
 * and references use the plain forms only.
 */
public enum Cond {
    EQ,
    NE,
    LT,
    LE,
    GT,
    GE,
    ULT,
    ULE,
    UGT,
    UGE;

    /** The condition that holds exactly when this one does not. */
    public Cond negate(boolean floating) {
        return switch (this) {
            case EQ -> NE;
            case NE -> EQ;
            case LT -> floating ? UGE : GE;
            case LE -> floating ? UGT : GT;
            case GT -> floating ? ULE : LE;
            case GE -> floating ? ULT : LT;
            case ULT -> GE;
            case ULE -> GT;
            case UGT -> LE;
            case UGE -> LT;
        };
    }
}
