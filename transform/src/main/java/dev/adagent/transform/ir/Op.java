package dev.adagent.transform.ir;

/**
 * The instruction kinds. One line each: operands, result, attribute. {@code T} is the instruction's type.
 *
 * <p>To add one: a line here, then follow the exhaustive switches that no longer compile (verifier, interpreter, derivative rules,
 * bytecode emitter, LLVM lowering).
 */
public enum Op {
    /** {@code () → T}; attribute: Integer, Long, Float, Double, String, or null for the null reference. */
    CONST(0, Effect.NONE),

    /** {@code (T, T) → T} on i32, i64, f32, f64. Integers wrap; {@code DIV}/{@code REM} of integers are preceded by {@link #CHECK_ZERO}. */
    ADD(2, Effect.NONE),
    SUB(2, Effect.NONE),
    MUL(2, Effect.NONE),
    DIV(2, Effect.NONE),
    /** As Java's {@code %}: the sign of the dividend (JLS §15.17.3). */
    REM(2, Effect.NONE),
    /** {@code (T) → T}; flips the sign bit of a floating-point value. */
    NEG(1, Effect.NONE),
    /** {@code (T, T) → T} on i32, i64. */
    AND(2, Effect.NONE),
    OR(2, Effect.NONE),
    XOR(2, Effect.NONE),
    /** {@code (T, i32) → T} on i32, i64; the distance is masked (JLS §15.19). */
    SHL(2, Effect.NONE),
    SHR(2, Effect.NONE),
    USHR(2, Effect.NONE),

    /** {@code (U, U) → i32} 0 or 1; attribute: {@link Cond}. U is any value type, references with EQ and NE only. */
    CMP(2, Effect.NONE),
    /** {@code (U, U) → i32} −1, 0, 1; attribute: Integer, the result when unordered (−1 or 1); 0 for long. */
    CMP3(2, Effect.NONE),
    /** {@code (i32, T, T) → T}: the second operand if the first is not 0, else the third. */
    SELECT(3, Effect.NONE),

    /** {@code (U) → T} numeric conversion as JLS §5.1.2 and §5.1.3 between i32, i64, f32, f64. */
    CONV(1, Effect.NONE),
    /** {@code (i32) → i32}: what storing to and loading from the element type in the attribute ({@link Type}) leaves: i8, i16, u16, bool. */
    NARROW(1, Effect.NONE),
    /** {@code (U) → T} of the same width: the raw bits. */
    BITCAST(1, Effect.NONE),

    /** {@code (array) → i32}. The array is not null: preceded by {@link #CHECK_NULL}. */
    ALEN(1, Effect.NONE),
    /** {@code (array, i32) → T}. In bounds: preceded by {@link #CHECK_BOUNDS}. */
    ALOAD(2, Effect.READ),
    /** {@code (array, i32, T) → void}. In bounds. */
    ASTORE(3, Effect.WRITE),
    /** {@code (array, i32, T) → void}: adds to a shadow element. May be shared by threads: lowered to an atomic add, a private sum, or a plain add. */
    ACCUM(3, Effect.WRITE),
    /** {@code (i32) → array}, zeroed. The length is not negative: preceded by {@link #CHECK_SIZE}. */
    NEWARRAY(1, Effect.ALLOCATE),

    /**
     * {@code (i32) → array} that the threads of a block share, zeroed before the block begins; attribute: String, which one: the same
     * gives the same array to all threads, from every function. The length is a constant once optimised.
     */
    SHARED(1, Effect.NONE),

    /** {@code (array, i32) → void}: NullPointerException, ArrayIndexOutOfBoundsException. */
    CHECK_BOUNDS(2, Effect.THROW),
    /** {@code (reference) → void}: NullPointerException. */
    CHECK_NULL(1, Effect.THROW),
    /** {@code (i32 or i64) → void}: ArithmeticException "/ by zero". */
    CHECK_ZERO(1, Effect.THROW),
    /** {@code (i32) → void}: NegativeArraySizeException. */
    CHECK_SIZE(1, Effect.THROW),
    /** {@code (reference) → T}: ClassCastException; the type is the target. */
    CHECK_CAST(1, Effect.THROW),
    /** {@code (reference) → i32}; attribute: {@link Type}. */
    INSTANCEOF(1, Effect.NONE),

    /** {@code () → object}, fields zeroed, no constructor run; the type names the class. */
    NEW(0, Effect.ALLOCATE),
    /** {@code (object) → T}; attribute: {@link FieldRef}. The object is not null. */
    GETFIELD(1, Effect.READ),
    /** {@code (object, T) → void}; attribute: {@link FieldRef}. */
    PUTFIELD(2, Effect.WRITE),
    /** {@code () → T}; attribute: {@link FieldRef}. */
    GETSTATIC(0, Effect.READ),
    /** {@code (T) → void}; attribute: {@link FieldRef}. */
    PUTSTATIC(1, Effect.WRITE),

    /** {@code (array, i32, T [, T]) → T} the old value; attribute: {@link AtomicKind}. In bounds. */
    ATOMIC(-1, Effect.WRITE),

    /** {@code (arguments…) → T}, the receiver first; attribute: {@link Callee}. */
    CALL(-1, Effect.CALL),
    /** {@code (captured…) → object} of a functional interface; attribute: {@link Lambda}. */
    LAMBDA(-1, Effect.NONE),
    /** {@code (arguments…) → T}; attribute: the intrinsic's name, see {@link Intrinsics}. */
    INTRINSIC(-1, Effect.CALL),
    /** {@code (mode, function, activities…) → Result}: the marker of a derivative not yet compiled; attribute: {@link Callee}, the entry point called. */
    DEFERRED(-1, Effect.CALL),

    /** {@code (members…) → tuple}. */
    TUPLE(-1, Effect.NONE),
    /** {@code (tuple) → T}; attribute: Integer, the index. */
    EXTRACT(1, Effect.NONE);

    /** What an instruction does besides giving its result. */
    public enum Effect {
        NONE,
        READ,
        WRITE,
        /** May raise an exception; nothing else. */
        THROW,
        /** Gives a reference that equals no other. */
        ALLOCATE,
        /** By callee or intrinsic. */
        CALL
    }

    private final int arity;
    private final Effect effect;

    Op(int arity, Effect effect) {
        this.arity = arity;
        this.effect = effect;
    }

    /** Number of operands, −1 if it varies. */
    public int arity() {
        return arity;
    }

    public Effect effect() {
        return effect;
    }

    public boolean isCheck() {
        return effect == Effect.THROW;
    }
}
