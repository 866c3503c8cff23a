package dev.adagent.fuzzing.autodiff;

/** Types of a generated program's expressions. */
enum Type {
    DOUBLE("double", 0x1p-53),
    FLOAT("float", 0x1p-24),
    INT("int", 0),
    BOOLEAN("boolean", 0),
    /** A reference: an array, a record, an object or a lambda. */
    REFERENCE("", 0);

    final String java;
    /** Half the distance from 1 to the next number: the relative error of one operation. */
    final double rounding;

    Type(String java, double rounding) {
        this.java = java;
        this.rounding = rounding;
    }

    boolean isReal() {
        return this == DOUBLE || this == FLOAT;
    }
}
