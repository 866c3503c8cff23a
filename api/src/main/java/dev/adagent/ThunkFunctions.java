package dev.adagent;

/**
 * The overloads of {@code thunk}, one for each number of arguments: javac finds by them which method a method reference means.
 */
abstract class ThunkFunctions {
    ThunkFunctions() {}

    /**
     * A function of one argument in split mode, see {@link Thunk}.
     *
     * @param mode {@link Mode#REVERSE}, perhaps {@linkplain Autodiff#withStrongZero with strong zeros} or
     *     {@linkplain Autodiff#withRuntimeActivity with runtime activity}
     * @param a1 activity of the argument
     * @throws ActivityException if the mode is a forward mode
     */
    public static <A1, R> Thunk thunk(Mode mode, Fn1<A1, R> f, Activity a1) {
        return new Thunk(mode, f, a1);
    }

    /** A procedure of one argument in split mode, see {@link Thunk}. */
    public static <A1> Thunk thunk(Mode mode, Proc1<A1> f, Activity a1) {
        return new Thunk(mode, f, a1);
    }

    /** A function of 2 arguments in split mode, see {@link Thunk}. */
    public static <A1, A2, R> Thunk thunk(Mode mode, Fn2<A1, A2, R> f, Activity a1, Activity a2) {
        return new Thunk(mode, f, a1, a2);
    }

    /** A procedure of 2 arguments in split mode, see {@link Thunk}. */
    public static <A1, A2> Thunk thunk(Mode mode, Proc2<A1, A2> f, Activity a1, Activity a2) {
        return new Thunk(mode, f, a1, a2);
    }

    /** A function of 3 arguments in split mode, see {@link Thunk}. */
    public static <A1, A2, A3, R> Thunk thunk(Mode mode, Fn3<A1, A2, A3, R> f, Activity a1, Activity a2, Activity a3) {
        return new Thunk(mode, f, a1, a2, a3);
    }

    /** A procedure of 3 arguments in split mode, see {@link Thunk}. */
    public static <A1, A2, A3> Thunk thunk(Mode mode, Proc3<A1, A2, A3> f, Activity a1, Activity a2, Activity a3) {
        return new Thunk(mode, f, a1, a2, a3);
    }

    /** A function of 4 arguments in split mode, see {@link Thunk}. */
    public static <A1, A2, A3, A4, R> Thunk thunk(
            Mode mode, Fn4<A1, A2, A3, A4, R> f, Activity a1, Activity a2, Activity a3, Activity a4) {
        return new Thunk(mode, f, a1, a2, a3, a4);
    }

    /** A procedure of 4 arguments in split mode, see {@link Thunk}. */
    public static <A1, A2, A3, A4> Thunk thunk(
            Mode mode, Proc4<A1, A2, A3, A4> f, Activity a1, Activity a2, Activity a3, Activity a4) {
        return new Thunk(mode, f, a1, a2, a3, a4);
    }

    /** A function of 5 arguments in split mode, see {@link Thunk}. */
    public static <A1, A2, A3, A4, A5, R> Thunk thunk(
            Mode mode, Fn5<A1, A2, A3, A4, A5, R> f, Activity a1, Activity a2, Activity a3, Activity a4, Activity a5) {
        return new Thunk(mode, f, a1, a2, a3, a4, a5);
    }

    /** A procedure of 5 arguments in split mode, see {@link Thunk}. */
    public static <A1, A2, A3, A4, A5> Thunk thunk(
            Mode mode, Proc5<A1, A2, A3, A4, A5> f, Activity a1, Activity a2, Activity a3, Activity a4, Activity a5) {
        return new Thunk(mode, f, a1, a2, a3, a4, a5);
    }

    /** A function of 6 arguments in split mode, see {@link Thunk}. */
    public static <A1, A2, A3, A4, A5, A6, R> Thunk thunk(
            Mode mode,
            Fn6<A1, A2, A3, A4, A5, A6, R> f,
            Activity a1,
            Activity a2,
            Activity a3,
            Activity a4,
            Activity a5,
            Activity a6) {
        return new Thunk(mode, f, a1, a2, a3, a4, a5, a6);
    }

    /** A procedure of 6 arguments in split mode, see {@link Thunk}. */
    public static <A1, A2, A3, A4, A5, A6> Thunk thunk(
            Mode mode,
            Proc6<A1, A2, A3, A4, A5, A6> f,
            Activity a1,
            Activity a2,
            Activity a3,
            Activity a4,
            Activity a5,
            Activity a6) {
        return new Thunk(mode, f, a1, a2, a3, a4, a5, a6);
    }

    /** A function of 7 arguments in split mode, see {@link Thunk}. */
    public static <A1, A2, A3, A4, A5, A6, A7, R> Thunk thunk(
            Mode mode,
            Fn7<A1, A2, A3, A4, A5, A6, A7, R> f,
            Activity a1,
            Activity a2,
            Activity a3,
            Activity a4,
            Activity a5,
            Activity a6,
            Activity a7) {
        return new Thunk(mode, f, a1, a2, a3, a4, a5, a6, a7);
    }

    /** A procedure of 7 arguments in split mode, see {@link Thunk}. */
    public static <A1, A2, A3, A4, A5, A6, A7> Thunk thunk(
            Mode mode,
            Proc7<A1, A2, A3, A4, A5, A6, A7> f,
            Activity a1,
            Activity a2,
            Activity a3,
            Activity a4,
            Activity a5,
            Activity a6,
            Activity a7) {
        return new Thunk(mode, f, a1, a2, a3, a4, a5, a6, a7);
    }

    /** A function of 8 arguments in split mode, see {@link Thunk}. */
    public static <A1, A2, A3, A4, A5, A6, A7, A8, R> Thunk thunk(
            Mode mode,
            Fn8<A1, A2, A3, A4, A5, A6, A7, A8, R> f,
            Activity a1,
            Activity a2,
            Activity a3,
            Activity a4,
            Activity a5,
            Activity a6,
            Activity a7,
            Activity a8) {
        return new Thunk(mode, f, a1, a2, a3, a4, a5, a6, a7, a8);
    }

    /** A procedure of 8 arguments in split mode, see {@link Thunk}. */
    public static <A1, A2, A3, A4, A5, A6, A7, A8> Thunk thunk(
            Mode mode,
            Proc8<A1, A2, A3, A4, A5, A6, A7, A8> f,
            Activity a1,
            Activity a2,
            Activity a3,
            Activity a4,
            Activity a5,
            Activity a6,
            Activity a7,
            Activity a8) {
        return new Thunk(mode, f, a1, a2, a3, a4, a5, a6, a7, a8);
    }

    /** A function of 9 arguments in split mode, see {@link Thunk}. */
    public static <A1, A2, A3, A4, A5, A6, A7, A8, A9, R> Thunk thunk(
            Mode mode,
            Fn9<A1, A2, A3, A4, A5, A6, A7, A8, A9, R> f,
            Activity a1,
            Activity a2,
            Activity a3,
            Activity a4,
            Activity a5,
            Activity a6,
            Activity a7,
            Activity a8,
            Activity a9) {
        return new Thunk(mode, f, a1, a2, a3, a4, a5, a6, a7, a8, a9);
    }

    /** A procedure of 9 arguments in split mode, see {@link Thunk}. */
    public static <A1, A2, A3, A4, A5, A6, A7, A8, A9> Thunk thunk(
            Mode mode,
            Proc9<A1, A2, A3, A4, A5, A6, A7, A8, A9> f,
            Activity a1,
            Activity a2,
            Activity a3,
            Activity a4,
            Activity a5,
            Activity a6,
            Activity a7,
            Activity a8,
            Activity a9) {
        return new Thunk(mode, f, a1, a2, a3, a4, a5, a6, a7, a8, a9);
    }

    /** A function of 10 arguments in split mode, see {@link Thunk}. */
    public static <A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, R> Thunk thunk(
            Mode mode,
            Fn10<A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, R> f,
            Activity a1,
            Activity a2,
            Activity a3,
            Activity a4,
            Activity a5,
            Activity a6,
            Activity a7,
            Activity a8,
            Activity a9,
            Activity a10) {
        return new Thunk(mode, f, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10);
    }

    /** A procedure of 10 arguments in split mode, see {@link Thunk}. */
    public static <A1, A2, A3, A4, A5, A6, A7, A8, A9, A10> Thunk thunk(
            Mode mode,
            Proc10<A1, A2, A3, A4, A5, A6, A7, A8, A9, A10> f,
            Activity a1,
            Activity a2,
            Activity a3,
            Activity a4,
            Activity a5,
            Activity a6,
            Activity a7,
            Activity a8,
            Activity a9,
            Activity a10) {
        return new Thunk(mode, f, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10);
    }

    /** A function of 11 arguments in split mode, see {@link Thunk}. */
    public static <A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, R> Thunk thunk(
            Mode mode,
            Fn11<A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, R> f,
            Activity a1,
            Activity a2,
            Activity a3,
            Activity a4,
            Activity a5,
            Activity a6,
            Activity a7,
            Activity a8,
            Activity a9,
            Activity a10,
            Activity a11) {
        return new Thunk(mode, f, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11);
    }

    /** A procedure of 11 arguments in split mode, see {@link Thunk}. */
    public static <A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11> Thunk thunk(
            Mode mode,
            Proc11<A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11> f,
            Activity a1,
            Activity a2,
            Activity a3,
            Activity a4,
            Activity a5,
            Activity a6,
            Activity a7,
            Activity a8,
            Activity a9,
            Activity a10,
            Activity a11) {
        return new Thunk(mode, f, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11);
    }

    /** A function of 12 arguments in split mode, see {@link Thunk}. */
    public static <A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, A12, R> Thunk thunk(
            Mode mode,
            Fn12<A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, A12, R> f,
            Activity a1,
            Activity a2,
            Activity a3,
            Activity a4,
            Activity a5,
            Activity a6,
            Activity a7,
            Activity a8,
            Activity a9,
            Activity a10,
            Activity a11,
            Activity a12) {
        return new Thunk(mode, f, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12);
    }

    /** A procedure of 12 arguments in split mode, see {@link Thunk}. */
    public static <A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, A12> Thunk thunk(
            Mode mode,
            Proc12<A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, A12> f,
            Activity a1,
            Activity a2,
            Activity a3,
            Activity a4,
            Activity a5,
            Activity a6,
            Activity a7,
            Activity a8,
            Activity a9,
            Activity a10,
            Activity a11,
            Activity a12) {
        return new Thunk(mode, f, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12);
    }

    /** A function of 13 arguments in split mode, see {@link Thunk}. */
    public static <A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, A12, A13, R> Thunk thunk(
            Mode mode,
            Fn13<A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, A12, A13, R> f,
            Activity a1,
            Activity a2,
            Activity a3,
            Activity a4,
            Activity a5,
            Activity a6,
            Activity a7,
            Activity a8,
            Activity a9,
            Activity a10,
            Activity a11,
            Activity a12,
            Activity a13) {
        return new Thunk(mode, f, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13);
    }

    /** A procedure of 13 arguments in split mode, see {@link Thunk}. */
    public static <A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, A12, A13> Thunk thunk(
            Mode mode,
            Proc13<A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, A12, A13> f,
            Activity a1,
            Activity a2,
            Activity a3,
            Activity a4,
            Activity a5,
            Activity a6,
            Activity a7,
            Activity a8,
            Activity a9,
            Activity a10,
            Activity a11,
            Activity a12,
            Activity a13) {
        return new Thunk(mode, f, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13);
    }

    /** A function of 14 arguments in split mode, see {@link Thunk}. */
    public static <A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, A12, A13, A14, R> Thunk thunk(
            Mode mode,
            Fn14<A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, A12, A13, A14, R> f,
            Activity a1,
            Activity a2,
            Activity a3,
            Activity a4,
            Activity a5,
            Activity a6,
            Activity a7,
            Activity a8,
            Activity a9,
            Activity a10,
            Activity a11,
            Activity a12,
            Activity a13,
            Activity a14) {
        return new Thunk(mode, f, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14);
    }

    /** A procedure of 14 arguments in split mode, see {@link Thunk}. */
    public static <A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, A12, A13, A14> Thunk thunk(
            Mode mode,
            Proc14<A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, A12, A13, A14> f,
            Activity a1,
            Activity a2,
            Activity a3,
            Activity a4,
            Activity a5,
            Activity a6,
            Activity a7,
            Activity a8,
            Activity a9,
            Activity a10,
            Activity a11,
            Activity a12,
            Activity a13,
            Activity a14) {
        return new Thunk(mode, f, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14);
    }

    /** A function of 15 arguments in split mode, see {@link Thunk}. */
    public static <A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, A12, A13, A14, A15, R> Thunk thunk(
            Mode mode,
            Fn15<A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, A12, A13, A14, A15, R> f,
            Activity a1,
            Activity a2,
            Activity a3,
            Activity a4,
            Activity a5,
            Activity a6,
            Activity a7,
            Activity a8,
            Activity a9,
            Activity a10,
            Activity a11,
            Activity a12,
            Activity a13,
            Activity a14,
            Activity a15) {
        return new Thunk(mode, f, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15);
    }

    /** A procedure of 15 arguments in split mode, see {@link Thunk}. */
    public static <A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, A12, A13, A14, A15> Thunk thunk(
            Mode mode,
            Proc15<A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, A12, A13, A14, A15> f,
            Activity a1,
            Activity a2,
            Activity a3,
            Activity a4,
            Activity a5,
            Activity a6,
            Activity a7,
            Activity a8,
            Activity a9,
            Activity a10,
            Activity a11,
            Activity a12,
            Activity a13,
            Activity a14,
            Activity a15) {
        return new Thunk(mode, f, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15);
    }

    /** A function of 16 arguments in split mode, see {@link Thunk}. */
    public static <A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, A12, A13, A14, A15, A16, R> Thunk thunk(
            Mode mode,
            Fn16<A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, A12, A13, A14, A15, A16, R> f,
            Activity a1,
            Activity a2,
            Activity a3,
            Activity a4,
            Activity a5,
            Activity a6,
            Activity a7,
            Activity a8,
            Activity a9,
            Activity a10,
            Activity a11,
            Activity a12,
            Activity a13,
            Activity a14,
            Activity a15,
            Activity a16) {
        return new Thunk(mode, f, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16);
    }

    /** A procedure of 16 arguments in split mode, see {@link Thunk}. */
    public static <A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, A12, A13, A14, A15, A16> Thunk thunk(
            Mode mode,
            Proc16<A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, A12, A13, A14, A15, A16> f,
            Activity a1,
            Activity a2,
            Activity a3,
            Activity a4,
            Activity a5,
            Activity a6,
            Activity a7,
            Activity a8,
            Activity a9,
            Activity a10,
            Activity a11,
            Activity a12,
            Activity a13,
            Activity a14,
            Activity a15,
            Activity a16) {
        return new Thunk(mode, f, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16);
    }
}
