package dev.adagent.fuzzing.autodiff;

import java.util.List;

/**
 * A statement of a generated program.
 *
 * @param name what the kind says
 */
record Stmt(Kind kind, Type type, String name, List<Expr> exprs, List<List<Stmt>> blocks) {
    enum Kind {
        /** {@code type name = expr}. */
        DECLARE,
        /** As {@link #DECLARE}, never assigned again: a lambda may capture it. */
        FINAL,
        /** {@code expr name expr}, the name an assignment operator. */
        ASSIGN,
        /** One block, or two with {@code else}. */
        IF,
        /** Counts {@code name} from the first expression up to below the second. */
        FOR_UP,
        /** As {@link #FOR_UP}, by two. */
        FOR_BY_TWO,
        /** As {@link #FOR_UP}, in falling order. */
        FOR_DOWN,
        /** Counts {@code name} from 0, as long as it is below the first expression and the second is true. */
        WHILE,
        /** As {@link #WHILE}, tested after each round. */
        DO_WHILE,
        /** Cases 0, 1, … and the default, a block each. */
        SWITCH,
        /** Of the loop that counts {@code name}. */
        BREAK,
        /** Of the loop that counts {@code name}. */
        CONTINUE,
        RETURN,
        /** {@code type[] name}, with as many elements as the expression says. */
        NEW_ARRAY,
        /** {@code double[][] name}, of {@link Program#ROWS} rows. */
        NEW_MATRIX,
        /** {@code double[] name}, one of two arrays. */
        CHOSEN_ARRAY,
        /** {@code Holder name}, an object whose field {@code w} is an array. */
        NEW_HOLDER,
        /** {@code Holder name}, one of two. */
        CHOSEN_HOLDER,
        /** {@code name.w}, another array. */
        HOLD,
        /** A record of two numbers. */
        NEW_RECORD,
        /** An array of records, two numbers each. */
        NEW_RECORDS,
        /** {@code name[expr]}, another record. */
        STORE_RECORD,
        /** An object with one number that its method {@code add} changes. */
        NEW_OBJECT,
        /** Calls {@code name.add}. */
        ADD_TO_OBJECT,
        /** A lambda of {@code name_t}. */
        LAMBDA,
        /** A call of a method for what it does to arrays. */
        CALL,
        /** A block, an exception if the expression holds, a block; caught by the third. */
        TRY,
        /** As {@link #TRY}, with a division by the expression, an integer, that throws if it is 0. */
        TRY_DIVISION
    }

    static Stmt of(Kind kind, String name, Expr... exprs) {
        return new Stmt(kind, Type.REFERENCE, name, List.of(exprs), List.of());
    }

    static Stmt declare(Kind kind, Type type, String name, Expr... value) {
        return new Stmt(kind, type, name, List.of(value), List.of());
    }

    static Stmt assign(Expr target, String operator, Expr value) {
        return of(Kind.ASSIGN, operator, target, value);
    }

    static Stmt blocks(Kind kind, String name, List<Expr> exprs, List<List<Stmt>> blocks) {
        return new Stmt(kind, Type.REFERENCE, name, exprs, blocks);
    }

    Stmt with(List<Expr> otherExprs, List<List<Stmt>> otherBlocks) {
        return new Stmt(kind, type, name, otherExprs, otherBlocks);
    }

    int size() {
        return 1
                + exprs.stream().mapToInt(Expr::size).sum()
                + blocks.stream().flatMap(List::stream).mapToInt(Stmt::size).sum();
    }
}
