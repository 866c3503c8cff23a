package dev.adagent.transform.autodiff;

import dev.adagent.transform.ir.Type;

/** The zero of each type. */
final class Zeros {
    private Zeros() {}

    /** The attribute of a constant zero; null, which is the null reference, for a type without one. */
    static Object of(Type type) {
        return switch (type.kind()) {
            case I32 -> 0;
            case I64 -> 0L;
            case F32 -> 0f;
            case F64 -> 0.0;
            default -> null;
        };
    }
}
