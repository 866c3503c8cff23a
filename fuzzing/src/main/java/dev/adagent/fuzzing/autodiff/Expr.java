package dev.adagent.fuzzing.autodiff;

import java.util.List;

/**
 * An expression of a generated program.
 *
 * @param name what the kind says
 */
record Expr(Kind kind, Type type, String name, List<Expr> args) {
    enum Kind {
        /** The literal {@code name}. */
        CONSTANT,
        /** A variable or parameter. */
        VARIABLE,
        /** {@code name[arg]}. */
        ELEMENT,
        /** {@code name[arg][arg]}. */
        CELL,
        /** {@code name.length}. */
        LENGTH,
        /** An arithmetic operator. */
        BINARY,
        /** A comparison. */
        COMPARE,
        /** {@code &&}, {@code ||} of two conditions, {@code !} of one. */
        LOGIC,
        NEGATE,
        /** The conversion to {@code type}. */
        CAST,
        /** {@code arg ? arg : arg}. */
        CHOICE,
        /** The method {@code name} of {@code Math} or {@code StrictMath}. */
        MATH,
        /** A method of the program. */
        CALL,
        /** The array or object {@code name} as a reference. */
        ARRAY,
        /** {@code name}, a member of a record or object such as {@code p.u()}; with an argument, of an element of an array of records. */
        MEMBER,
        /** Bits of the argument times {@code name}, a {@code long}: from 0 to 3. */
        HASH,
        /** The lambda {@code name} applied to the argument. */
        APPLY
    }

    static Expr constant(Type type, String literal) {
        return new Expr(Kind.CONSTANT, type, literal, List.of());
    }

    static Expr real(Type type, double value) {
        return constant(type, type == Type.FLOAT ? (float) value + "f" : String.valueOf(value));
    }

    static Expr integer(int value) {
        return constant(Type.INT, String.valueOf(value));
    }

    static Expr variable(Type type, String name) {
        return new Expr(Kind.VARIABLE, type, name, List.of());
    }

    static Expr element(Type type, String array, Expr index) {
        return new Expr(Kind.ELEMENT, type, array, List.of(index));
    }

    static Expr binary(String operator, Expr a, Expr b) {
        return new Expr(Kind.BINARY, a.type, operator, List.of(a, b));
    }

    static Expr math(Type type, String method, Expr... args) {
        return new Expr(Kind.MATH, type, method, List.of(args));
    }

    static Expr compare(String operator, Expr a, Expr b) {
        return new Expr(Kind.COMPARE, Type.BOOLEAN, operator, List.of(a, b));
    }

    static Expr cast(Type to, Expr e) {
        return e.type == to ? e : new Expr(Kind.CAST, to, "", List.of(e));
    }

    Expr with(List<Expr> operands) {
        return new Expr(kind, type, name, operands);
    }

    /** Number of nodes. */
    int size() {
        int n = 1;
        for (Expr a : args) {
            n += a.size();
        }
        return n;
    }
}
