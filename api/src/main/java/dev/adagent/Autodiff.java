package dev.adagent;

/**
 * Derivatives of ordinary Java methods.
 *
 * <pre>{@code
 * import static dev.adagent.Autodiff.*;
 *
 * var x = active(3.0);
 * autodiff(REVERSE, Math::pow, x, constant(2.0));
 * x.grad();                                        // 6.0
 * }</pre>
 *
 * <p>Each argument says what is to be differentiated: {@link #active(double)} scalars receive their gradient, arrays and objects
 * given with {@link #duplicated(Object, Object)} accumulate it in their shadow, {@link #constant(Object)} arguments are left
 * alone. In reverse mode the seed of the function's result is 1 unless {@link #seed} gives another, and a procedure is seeded by the
 * shadows of what it writes.
 * In forward mode {@link Result#tangent()} is the derivative of the result in the direction of the given tangents.
 *
 * <p>{@code autodiffDeferred} is the form that a kernel's {@code autodiff} calls turn into by themselves: its derivative is
 * compiled together with its caller and linked into it. On the host both do the same.
 *
 * <p>On the host every form throws {@link AgentMissingException} without the agent, {@link CompileException} for code that
 * cannot be differentiated, and what the differentiated method itself throws.
 */
public final class Autodiff extends ThunkFunctions {
    /** {@link Mode#REVERSE}. */
    public static final Mode REVERSE = Mode.REVERSE;

    /** {@link Mode#REVERSE_WITH_PRIMAL}. */
    public static final Mode REVERSE_WITH_PRIMAL = Mode.REVERSE_WITH_PRIMAL;

    /** {@link Mode#FORWARD}. */
    public static final Mode FORWARD = Mode.FORWARD;

    /** {@link Mode#FORWARD_WITH_PRIMAL}. */
    public static final Mode FORWARD_WITH_PRIMAL = Mode.FORWARD_WITH_PRIMAL;

    /** {@link Mode#REVERSE_HOLOMORPHIC}. */
    public static final Mode REVERSE_HOLOMORPHIC = Mode.REVERSE_HOLOMORPHIC;

    private Autodiff() {}

    /**
     * The mode with strong zeros: a derivative of zero stays zero also where the slope that it is multiplied with is infinite or not a number, as
     * that of a square root at 0 on whose result nothing depends. Rules of users are told by their {@link RuleConfig}.
     */
    public static Mode withStrongZero(Mode mode) {
        return mode.strongZero();
    }

    /**
     * The mode with runtime activity: an array or object given as its own shadow, {@code duplicated(x, x)}, is constant, which is found
     * out while the derivative runs. So a reference may mean something constant on one way through the function and something
     * differentiated on another, and what is stored to constant memory is constant when it is read back.
     */
    public static Mode withRuntimeActivity(Mode mode) {
        return mode.runtimeActivity();
    }

    /** The value itself, whose derivative is taken to be zero: no gradient flows back through it, and its tangent is 0. */
    public static double stopGradient(double value) {
        return value;
    }

    /** The value itself, whose derivative is taken to be zero: no gradient flows back through it, and its tangent is 0. */
    public static float stopGradient(float value) {
        return value;
    }

    /** A scalar argument whose gradient is wanted. */
    public static Active active(double value) {
        return new Active(value);
    }

    /** A scalar argument whose gradient is wanted. */
    public static ActiveFloat active(float value) {
        return new ActiveFloat(value);
    }

    /**
     * A record of numbers whose gradient is wanted, on the host; a {@link Complex} number in {@link Mode#REVERSE_HOLOMORPHIC}. Components that are
     * arrays have theirs too, a record may be mixed.
     */
    public static <R extends Record> ActiveRecord<R> active(R value) {
        return new ActiveRecord<>(value);
    }

    /** A scalar argument with its tangent (forward mode). */
    public static DuplicatedDouble duplicated(double value, double tangent) {
        return new DuplicatedDouble(value, tangent);
    }

    /** A scalar argument with its tangent (forward mode). */
    public static DuplicatedFloat duplicated(float value, float tangent) {
        return new DuplicatedFloat(value, tangent);
    }

    /** An array or object with its shadow of the same type and shape. */
    public static <T> Duplicated<T> duplicated(T value, T shadow) {
        return new Duplicated<>(value, shadow);
    }

    /** An argument that is not differentiated. */
    public static ConstDouble constant(double value) {
        return new ConstDouble(value);
    }

    /** An argument that is not differentiated. */
    public static ConstFloat constant(float value) {
        return new ConstFloat(value);
    }

    /** An argument that is not differentiated. */
    public static ConstInt constant(int value) {
        return new ConstInt(value);
    }

    /** An argument that is not differentiated. */
    public static ConstLong constant(long value) {
        return new ConstLong(value);
    }

    /** An argument that is not differentiated. */
    public static ConstBoolean constant(boolean value) {
        return new ConstBoolean(value);
    }

    /** An argument that is not differentiated. */
    public static <T> Const<T> constant(T value) {
        return new Const<>(value);
    }

    /**
     * The adjoint of the function's result, in reverse mode; without it that is 1. Forward mode takes no seed: there tangents are given
     * with the arguments.
     */
    public static Seed seed(double adjoint) {
        return new Seed(adjoint);
    }

    /**
     * A batch of adjoints of the function's result: reverse mode makes a derivative for each over one run of the function. In code that is
     * compiled, kernels and differentiated functions, the width of a batch is a constant: of {@code activeBatch}, or the number of
     * shadows, tangents or seeds that one of the arguments is given by {@code new} or as varargs.
     */
    public static Seeds seeds(double... adjoints) {
        return new Seeds(adjoints);
    }

    /** A scalar argument of which {@code width} gradients are wanted, one for each lane of a batch. */
    public static ActiveBatch activeBatch(double value, int width) {
        return new ActiveBatch(value, width);
    }

    /** A scalar argument of which {@code width} gradients are wanted, one for each lane of a batch. */
    public static ActiveFloatBatch activeBatch(float value, int width) {
        return new ActiveFloatBatch(value, width);
    }

    /** An array or object with a shadow for each lane of a batch. */
    @SafeVarargs
    @SuppressWarnings("varargs")
    public static <T> DuplicatedBatch<T> duplicatedBatch(T value, T... shadows) {
        return new DuplicatedBatch<>(value, shadows);
    }

    /** A scalar argument with a tangent for each lane of a batch (forward mode). */
    public static DuplicatedDoubleBatch duplicatedBatch(double value, double[] tangents) {
        return new DuplicatedDoubleBatch(value, tangents);
    }

    /** A scalar argument with a tangent for each lane of a batch (forward mode). */
    public static DuplicatedFloatBatch duplicatedBatch(float value, float[] tangents) {
        return new DuplicatedFloatBatch(value, tangents);
    }

    /** The result is not differentiated: reverse mode starts from the shadows alone, forward mode gives no tangent. */
    public static ConstantReturn constantReturn() {
        return new ConstantReturn();
    }

    /**
     * A shadow for {@code x}: the same structure, with zeros in place of floating-point numbers. Arrays, lists, maps, records and
     * objects of the app's classes are new; what is one object in {@code x} is one object in the shadow. Integers, strings and
     * the like are kept.
     *
     * @throws ActivityException for objects whose fields cannot be read
     */
    public static <T> T makeZero(T x) {
        return Zeros.make(x);
    }

    /**
     * Sets every floating-point number of a shadow to zero, in place, through arrays, lists, maps and fields.
     *
     * @throws ActivityException for records, which do not change, and for objects whose fields cannot be read
     */
    public static void remakeZero(Object shadow) {
        Zeros.clear(shadow);
    }

    /** The derivative of a scalar function at {@code x}. */
    public static double derivative(Fn1<Double, Double> f, double x) {
        return autodiff(Mode.FORWARD, f, duplicated(x, 1.0)).tangent();
    }

    /**
     * The gradient of a scalar function, of its argument's type and shape: a new array for an array, a number for a number, a record for a
     * record, a {@linkplain #makeZero shadow} for an object.
     *
     * @throws AgentMissingException without the agent
     */
    public static <A, R extends Number> A gradient(Fn1<A, R> f, A x) {
        EntryPoints.Slot<A> s = new EntryPoints.Slot<>(x);
        autodiff(Mode.REVERSE, f, s.arg());
        return s.derivative();
    }

    /** The gradient of a scalar function of two arguments, see {@link #gradient(Fn1, Object)}. */
    public static <A1, A2, R extends Number> Gradient2<A1, A2> gradient(Fn2<A1, A2, R> f, A1 x1, A2 x2) {
        EntryPoints.Slot<A1> s1 = new EntryPoints.Slot<>(x1);
        EntryPoints.Slot<A2> s2 = new EntryPoints.Slot<>(x2);
        autodiff(Mode.REVERSE, f, s1.arg(), s2.arg());
        return new Gradient2<>(s1.derivative(), s2.derivative());
    }

    /** The gradient of a scalar function of three arguments, see {@link #gradient(Fn1, Object)}. */
    public static <A1, A2, A3, R extends Number> Gradient3<A1, A2, A3> gradient(
            Fn3<A1, A2, A3, R> f, A1 x1, A2 x2, A3 x3) {
        EntryPoints.Slot<A1> s1 = new EntryPoints.Slot<>(x1);
        EntryPoints.Slot<A2> s2 = new EntryPoints.Slot<>(x2);
        EntryPoints.Slot<A3> s3 = new EntryPoints.Slot<>(x3);
        autodiff(Mode.REVERSE, f, s1.arg(), s2.arg(), s3.arg());
        return new Gradient3<>(s1.derivative(), s2.derivative(), s3.derivative());
    }

    /**
     * The Jacobian of a function that returns {@code double[]} or {@code float[]}: element k is the derivative of result k, of {@code x}'s type
     * and shape. Reverse mode goes by rows, one for each result; forward mode by columns, one for each number in {@code x}, which is
     * a number or an array, perhaps of arrays. The function gets copies of the arrays in {@code x}.
     *
     * @param mode {@link #REVERSE} or {@link #FORWARD}
     * @param chunk how many rows or columns are made at a time, at least 1: they share what the function computes
     * @throws ActivityException if the function returns something else, or the chunk is below 1
     */
    public static <A, Y> A[] jacobian(Mode mode, Fn1<A, Y> f, A x, int chunk) {
        return EntryPoints.jacobian(mode, f, x, chunk);
    }

    /** The Jacobian by rows, see {@link #jacobian(Mode, Fn1, Object, int)}. */
    public static <A, Y> A[] jacobian(Fn1<A, Y> f, A x) {
        return EntryPoints.jacobian(Mode.REVERSE, f, x, 1);
    }

    /**
     * The Hessian of a scalar function times {@code v}: forward mode over reverse mode. The function gets a copy of {@code x}.
     *
     * @return a new array of the length of {@code x}
     * @throws ActivityException if {@code v} has another length
     */
    public static double[] hvp(Fn1<double[], Double> f, double[] x, double[] v) {
        return EntryPoints.hvp(f, x, v, new double[x.length]);
    }

    /** As {@link #hvp(Fn1, double[], double[])}; adds the gradient to {@code gradient}. */
    public static double[] hvp(Fn1<double[], Double> f, double[] x, double[] v, double[] gradient) {
        return EntryPoints.hvp(f, x, v, gradient);
    }

    /** The matrix of second derivatives of a scalar function, row by row: forward mode over reverse mode. The function gets copies of {@code x}. */
    public static double[][] hessian(Fn1<double[], Double> f, double[] x) {
        double[][] rows = new double[x.length][x.length];
        for (int i = 0; i < rows.length; i++) {
            double[] direction = new double[x.length];
            direction[i] = 1;
            double[] row = hvp(f, x, direction);
            for (int j = 0; j < row.length; j++) {
                rows[i][j] = row[j]; // kernels keep no arrays that a loop makes
            }
        }
        return rows;
    }

    /**
     * Differentiates a function that has an activity of its own, as what it captures has. {@code duplicated(f, df)}: {@code df} is the same
     * lambda with shadows of the arrays and objects that {@code f} captures. {@code constant(f)}: what it captures is a
     * constant, also where {@code f} writes it. A function given bare, to {@code autodiff}, is constant too, and must not write captured arrays.
     *
     * @param result activity of the result, see {@link #seed(double)}; null for the seed 1
     * @throws ActivityException if the activities do not fit
     */
    public static Result autodiffClosure(Mode mode, Arg<?> function, Return result, Arg<?>... args) {
        return HostAutodiff.closure(mode, function, result, args);
    }

    /** An argument like {@link #duplicated(Object, Object)} whose contents after the call are not needed, only its shadow's. */
    public static <T> Duplicated<T> duplicatedNoNeed(T value, T shadow) {
        return new Duplicated<>(value, shadow);
    }

    /** Differentiates a function of one argument; see {@link Autodiff}. */
    public static <A1, R> Result autodiff(Mode mode, Fn1<A1, R> f, Arg<A1> a1) {
        return HostAutodiff.run(mode, f, a1);
    }

    /** As {@link #autodiff(Mode, Fn1, Arg)}, the activity of the function's result given. */
    public static <A1, R> Result autodiff(Mode mode, Fn1<A1, R> f, Return result, Arg<A1> a1) {
        return HostAutodiff.run(mode, f, result, a1);
    }

    /** Differentiates a procedure of one argument; see {@link Autodiff}. */
    public static <A1> Result autodiff(Mode mode, Proc1<A1> f, Arg<A1> a1) {
        return HostAutodiff.run(mode, f, a1);
    }

    /** Differentiates a function of 2 arguments; see {@link Autodiff}. */
    public static <A1, A2, R> Result autodiff(Mode mode, Fn2<A1, A2, R> f, Arg<A1> a1, Arg<A2> a2) {
        return HostAutodiff.run(mode, f, a1, a2);
    }

    /** As {@link #autodiff(Mode, Fn2, Arg, Arg)}, the activity of the function's result given. */
    public static <A1, A2, R> Result autodiff(Mode mode, Fn2<A1, A2, R> f, Return result, Arg<A1> a1, Arg<A2> a2) {
        return HostAutodiff.run(mode, f, result, a1, a2);
    }

    /** Differentiates a procedure of 2 arguments; see {@link Autodiff}. */
    public static <A1, A2> Result autodiff(Mode mode, Proc2<A1, A2> f, Arg<A1> a1, Arg<A2> a2) {
        return HostAutodiff.run(mode, f, a1, a2);
    }

    /** Differentiates a function of 3 arguments; see {@link Autodiff}. */
    public static <A1, A2, A3, R> Result autodiff(Mode mode, Fn3<A1, A2, A3, R> f, Arg<A1> a1, Arg<A2> a2, Arg<A3> a3) {
        return HostAutodiff.run(mode, f, a1, a2, a3);
    }

    /** As {@link #autodiff(Mode, Fn3, Arg, Arg, Arg)}, the activity of the function's result given. */
    public static <A1, A2, A3, R> Result autodiff(
            Mode mode, Fn3<A1, A2, A3, R> f, Return result, Arg<A1> a1, Arg<A2> a2, Arg<A3> a3) {
        return HostAutodiff.run(mode, f, result, a1, a2, a3);
    }

    /** Differentiates a procedure of 3 arguments; see {@link Autodiff}. */
    public static <A1, A2, A3> Result autodiff(Mode mode, Proc3<A1, A2, A3> f, Arg<A1> a1, Arg<A2> a2, Arg<A3> a3) {
        return HostAutodiff.run(mode, f, a1, a2, a3);
    }

    /** Differentiates a function of 4 arguments; see {@link Autodiff}. */
    public static <A1, A2, A3, A4, R> Result autodiff(
            Mode mode, Fn4<A1, A2, A3, A4, R> f, Arg<A1> a1, Arg<A2> a2, Arg<A3> a3, Arg<A4> a4) {
        return HostAutodiff.run(mode, f, a1, a2, a3, a4);
    }

    /** As {@link #autodiff(Mode, Fn4, Arg, Arg, Arg, Arg)}, the activity of the function's result given. */
    public static <A1, A2, A3, A4, R> Result autodiff(
            Mode mode, Fn4<A1, A2, A3, A4, R> f, Return result, Arg<A1> a1, Arg<A2> a2, Arg<A3> a3, Arg<A4> a4) {
        return HostAutodiff.run(mode, f, result, a1, a2, a3, a4);
    }

    /** Differentiates a procedure of 4 arguments; see {@link Autodiff}. */
    public static <A1, A2, A3, A4> Result autodiff(
            Mode mode, Proc4<A1, A2, A3, A4> f, Arg<A1> a1, Arg<A2> a2, Arg<A3> a3, Arg<A4> a4) {
        return HostAutodiff.run(mode, f, a1, a2, a3, a4);
    }

    /** Differentiates a function of 5 arguments; see {@link Autodiff}. */
    public static <A1, A2, A3, A4, A5, R> Result autodiff(
            Mode mode, Fn5<A1, A2, A3, A4, A5, R> f, Arg<A1> a1, Arg<A2> a2, Arg<A3> a3, Arg<A4> a4, Arg<A5> a5) {
        return HostAutodiff.run(mode, f, a1, a2, a3, a4, a5);
    }

    /** As {@link #autodiff(Mode, Fn5, Arg, Arg, Arg, Arg, Arg)}, the activity of the function's result given. */
    public static <A1, A2, A3, A4, A5, R> Result autodiff(
            Mode mode,
            Fn5<A1, A2, A3, A4, A5, R> f,
            Return result,
            Arg<A1> a1,
            Arg<A2> a2,
            Arg<A3> a3,
            Arg<A4> a4,
            Arg<A5> a5) {
        return HostAutodiff.run(mode, f, result, a1, a2, a3, a4, a5);
    }

    /** Differentiates a procedure of 5 arguments; see {@link Autodiff}. */
    public static <A1, A2, A3, A4, A5> Result autodiff(
            Mode mode, Proc5<A1, A2, A3, A4, A5> f, Arg<A1> a1, Arg<A2> a2, Arg<A3> a3, Arg<A4> a4, Arg<A5> a5) {
        return HostAutodiff.run(mode, f, a1, a2, a3, a4, a5);
    }

    /** Differentiates a function of 6 arguments; see {@link Autodiff}. */
    public static <A1, A2, A3, A4, A5, A6, R> Result autodiff(
            Mode mode,
            Fn6<A1, A2, A3, A4, A5, A6, R> f,
            Arg<A1> a1,
            Arg<A2> a2,
            Arg<A3> a3,
            Arg<A4> a4,
            Arg<A5> a5,
            Arg<A6> a6) {
        return HostAutodiff.run(mode, f, a1, a2, a3, a4, a5, a6);
    }

    /** As {@link #autodiff(Mode, Fn6, Arg, Arg, Arg, Arg, Arg, Arg)}, the activity of the function's result given. */
    public static <A1, A2, A3, A4, A5, A6, R> Result autodiff(
            Mode mode,
            Fn6<A1, A2, A3, A4, A5, A6, R> f,
            Return result,
            Arg<A1> a1,
            Arg<A2> a2,
            Arg<A3> a3,
            Arg<A4> a4,
            Arg<A5> a5,
            Arg<A6> a6) {
        return HostAutodiff.run(mode, f, result, a1, a2, a3, a4, a5, a6);
    }

    /** Differentiates a procedure of 6 arguments; see {@link Autodiff}. */
    public static <A1, A2, A3, A4, A5, A6> Result autodiff(
            Mode mode,
            Proc6<A1, A2, A3, A4, A5, A6> f,
            Arg<A1> a1,
            Arg<A2> a2,
            Arg<A3> a3,
            Arg<A4> a4,
            Arg<A5> a5,
            Arg<A6> a6) {
        return HostAutodiff.run(mode, f, a1, a2, a3, a4, a5, a6);
    }

    /** Differentiates a function of 7 arguments; see {@link Autodiff}. */
    public static <A1, A2, A3, A4, A5, A6, A7, R> Result autodiff(
            Mode mode,
            Fn7<A1, A2, A3, A4, A5, A6, A7, R> f,
            Arg<A1> a1,
            Arg<A2> a2,
            Arg<A3> a3,
            Arg<A4> a4,
            Arg<A5> a5,
            Arg<A6> a6,
            Arg<A7> a7) {
        return HostAutodiff.run(mode, f, a1, a2, a3, a4, a5, a6, a7);
    }

    /** As {@link #autodiff(Mode, Fn7, Arg, Arg, Arg, Arg, Arg, Arg, Arg)}, the activity of the function's result given. */
    public static <A1, A2, A3, A4, A5, A6, A7, R> Result autodiff(
            Mode mode,
            Fn7<A1, A2, A3, A4, A5, A6, A7, R> f,
            Return result,
            Arg<A1> a1,
            Arg<A2> a2,
            Arg<A3> a3,
            Arg<A4> a4,
            Arg<A5> a5,
            Arg<A6> a6,
            Arg<A7> a7) {
        return HostAutodiff.run(mode, f, result, a1, a2, a3, a4, a5, a6, a7);
    }

    /** Differentiates a procedure of 7 arguments; see {@link Autodiff}. */
    public static <A1, A2, A3, A4, A5, A6, A7> Result autodiff(
            Mode mode,
            Proc7<A1, A2, A3, A4, A5, A6, A7> f,
            Arg<A1> a1,
            Arg<A2> a2,
            Arg<A3> a3,
            Arg<A4> a4,
            Arg<A5> a5,
            Arg<A6> a6,
            Arg<A7> a7) {
        return HostAutodiff.run(mode, f, a1, a2, a3, a4, a5, a6, a7);
    }

    /** Differentiates a function of 8 arguments; see {@link Autodiff}. */
    public static <A1, A2, A3, A4, A5, A6, A7, A8, R> Result autodiff(
            Mode mode,
            Fn8<A1, A2, A3, A4, A5, A6, A7, A8, R> f,
            Arg<A1> a1,
            Arg<A2> a2,
            Arg<A3> a3,
            Arg<A4> a4,
            Arg<A5> a5,
            Arg<A6> a6,
            Arg<A7> a7,
            Arg<A8> a8) {
        return HostAutodiff.run(mode, f, a1, a2, a3, a4, a5, a6, a7, a8);
    }

    /** As {@link #autodiff(Mode, Fn8, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg)}, the activity of the function's result given. */
    public static <A1, A2, A3, A4, A5, A6, A7, A8, R> Result autodiff(
            Mode mode,
            Fn8<A1, A2, A3, A4, A5, A6, A7, A8, R> f,
            Return result,
            Arg<A1> a1,
            Arg<A2> a2,
            Arg<A3> a3,
            Arg<A4> a4,
            Arg<A5> a5,
            Arg<A6> a6,
            Arg<A7> a7,
            Arg<A8> a8) {
        return HostAutodiff.run(mode, f, result, a1, a2, a3, a4, a5, a6, a7, a8);
    }

    /** Differentiates a procedure of 8 arguments; see {@link Autodiff}. */
    public static <A1, A2, A3, A4, A5, A6, A7, A8> Result autodiff(
            Mode mode,
            Proc8<A1, A2, A3, A4, A5, A6, A7, A8> f,
            Arg<A1> a1,
            Arg<A2> a2,
            Arg<A3> a3,
            Arg<A4> a4,
            Arg<A5> a5,
            Arg<A6> a6,
            Arg<A7> a7,
            Arg<A8> a8) {
        return HostAutodiff.run(mode, f, a1, a2, a3, a4, a5, a6, a7, a8);
    }

    /** Differentiates a function of 9 arguments; see {@link Autodiff}. */
    public static <A1, A2, A3, A4, A5, A6, A7, A8, A9, R> Result autodiff(
            Mode mode,
            Fn9<A1, A2, A3, A4, A5, A6, A7, A8, A9, R> f,
            Arg<A1> a1,
            Arg<A2> a2,
            Arg<A3> a3,
            Arg<A4> a4,
            Arg<A5> a5,
            Arg<A6> a6,
            Arg<A7> a7,
            Arg<A8> a8,
            Arg<A9> a9) {
        return HostAutodiff.run(mode, f, a1, a2, a3, a4, a5, a6, a7, a8, a9);
    }

    /** As {@link #autodiff(Mode, Fn9, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg)}, the activity of the function's result given. */
    public static <A1, A2, A3, A4, A5, A6, A7, A8, A9, R> Result autodiff(
            Mode mode,
            Fn9<A1, A2, A3, A4, A5, A6, A7, A8, A9, R> f,
            Return result,
            Arg<A1> a1,
            Arg<A2> a2,
            Arg<A3> a3,
            Arg<A4> a4,
            Arg<A5> a5,
            Arg<A6> a6,
            Arg<A7> a7,
            Arg<A8> a8,
            Arg<A9> a9) {
        return HostAutodiff.run(mode, f, result, a1, a2, a3, a4, a5, a6, a7, a8, a9);
    }

    /** Differentiates a procedure of 9 arguments; see {@link Autodiff}. */
    public static <A1, A2, A3, A4, A5, A6, A7, A8, A9> Result autodiff(
            Mode mode,
            Proc9<A1, A2, A3, A4, A5, A6, A7, A8, A9> f,
            Arg<A1> a1,
            Arg<A2> a2,
            Arg<A3> a3,
            Arg<A4> a4,
            Arg<A5> a5,
            Arg<A6> a6,
            Arg<A7> a7,
            Arg<A8> a8,
            Arg<A9> a9) {
        return HostAutodiff.run(mode, f, a1, a2, a3, a4, a5, a6, a7, a8, a9);
    }

    /** Differentiates a function of 10 arguments; see {@link Autodiff}. */
    public static <A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, R> Result autodiff(
            Mode mode,
            Fn10<A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, R> f,
            Arg<A1> a1,
            Arg<A2> a2,
            Arg<A3> a3,
            Arg<A4> a4,
            Arg<A5> a5,
            Arg<A6> a6,
            Arg<A7> a7,
            Arg<A8> a8,
            Arg<A9> a9,
            Arg<A10> a10) {
        return HostAutodiff.run(mode, f, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10);
    }

    /** As {@link #autodiff(Mode, Fn10, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg)}, the activity of the function's result given. */
    public static <A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, R> Result autodiff(
            Mode mode,
            Fn10<A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, R> f,
            Return result,
            Arg<A1> a1,
            Arg<A2> a2,
            Arg<A3> a3,
            Arg<A4> a4,
            Arg<A5> a5,
            Arg<A6> a6,
            Arg<A7> a7,
            Arg<A8> a8,
            Arg<A9> a9,
            Arg<A10> a10) {
        return HostAutodiff.run(mode, f, result, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10);
    }

    /** Differentiates a procedure of 10 arguments; see {@link Autodiff}. */
    public static <A1, A2, A3, A4, A5, A6, A7, A8, A9, A10> Result autodiff(
            Mode mode,
            Proc10<A1, A2, A3, A4, A5, A6, A7, A8, A9, A10> f,
            Arg<A1> a1,
            Arg<A2> a2,
            Arg<A3> a3,
            Arg<A4> a4,
            Arg<A5> a5,
            Arg<A6> a6,
            Arg<A7> a7,
            Arg<A8> a8,
            Arg<A9> a9,
            Arg<A10> a10) {
        return HostAutodiff.run(mode, f, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10);
    }

    /** Differentiates a function of 11 arguments; see {@link Autodiff}. */
    public static <A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, R> Result autodiff(
            Mode mode,
            Fn11<A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, R> f,
            Arg<A1> a1,
            Arg<A2> a2,
            Arg<A3> a3,
            Arg<A4> a4,
            Arg<A5> a5,
            Arg<A6> a6,
            Arg<A7> a7,
            Arg<A8> a8,
            Arg<A9> a9,
            Arg<A10> a10,
            Arg<A11> a11) {
        return HostAutodiff.run(mode, f, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11);
    }

    /** As {@link #autodiff(Mode, Fn11, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg)}, the activity of the function's result given. */
    public static <A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, R> Result autodiff(
            Mode mode,
            Fn11<A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, R> f,
            Return result,
            Arg<A1> a1,
            Arg<A2> a2,
            Arg<A3> a3,
            Arg<A4> a4,
            Arg<A5> a5,
            Arg<A6> a6,
            Arg<A7> a7,
            Arg<A8> a8,
            Arg<A9> a9,
            Arg<A10> a10,
            Arg<A11> a11) {
        return HostAutodiff.run(mode, f, result, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11);
    }

    /** Differentiates a procedure of 11 arguments; see {@link Autodiff}. */
    public static <A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11> Result autodiff(
            Mode mode,
            Proc11<A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11> f,
            Arg<A1> a1,
            Arg<A2> a2,
            Arg<A3> a3,
            Arg<A4> a4,
            Arg<A5> a5,
            Arg<A6> a6,
            Arg<A7> a7,
            Arg<A8> a8,
            Arg<A9> a9,
            Arg<A10> a10,
            Arg<A11> a11) {
        return HostAutodiff.run(mode, f, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11);
    }

    /** Differentiates a function of 12 arguments; see {@link Autodiff}. */
    public static <A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, A12, R> Result autodiff(
            Mode mode,
            Fn12<A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, A12, R> f,
            Arg<A1> a1,
            Arg<A2> a2,
            Arg<A3> a3,
            Arg<A4> a4,
            Arg<A5> a5,
            Arg<A6> a6,
            Arg<A7> a7,
            Arg<A8> a8,
            Arg<A9> a9,
            Arg<A10> a10,
            Arg<A11> a11,
            Arg<A12> a12) {
        return HostAutodiff.run(mode, f, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12);
    }

    /** As {@link #autodiff(Mode, Fn12, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg)}, the activity of the function's result given. */
    public static <A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, A12, R> Result autodiff(
            Mode mode,
            Fn12<A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, A12, R> f,
            Return result,
            Arg<A1> a1,
            Arg<A2> a2,
            Arg<A3> a3,
            Arg<A4> a4,
            Arg<A5> a5,
            Arg<A6> a6,
            Arg<A7> a7,
            Arg<A8> a8,
            Arg<A9> a9,
            Arg<A10> a10,
            Arg<A11> a11,
            Arg<A12> a12) {
        return HostAutodiff.run(mode, f, result, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12);
    }

    /** Differentiates a procedure of 12 arguments; see {@link Autodiff}. */
    public static <A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, A12> Result autodiff(
            Mode mode,
            Proc12<A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, A12> f,
            Arg<A1> a1,
            Arg<A2> a2,
            Arg<A3> a3,
            Arg<A4> a4,
            Arg<A5> a5,
            Arg<A6> a6,
            Arg<A7> a7,
            Arg<A8> a8,
            Arg<A9> a9,
            Arg<A10> a10,
            Arg<A11> a11,
            Arg<A12> a12) {
        return HostAutodiff.run(mode, f, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12);
    }

    /** Differentiates a function of 13 arguments; see {@link Autodiff}. */
    public static <A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, A12, A13, R> Result autodiff(
            Mode mode,
            Fn13<A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, A12, A13, R> f,
            Arg<A1> a1,
            Arg<A2> a2,
            Arg<A3> a3,
            Arg<A4> a4,
            Arg<A5> a5,
            Arg<A6> a6,
            Arg<A7> a7,
            Arg<A8> a8,
            Arg<A9> a9,
            Arg<A10> a10,
            Arg<A11> a11,
            Arg<A12> a12,
            Arg<A13> a13) {
        return HostAutodiff.run(mode, f, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13);
    }

    /** As {@link #autodiff(Mode, Fn13, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg)}, the activity of the function's result given. */
    public static <A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, A12, A13, R> Result autodiff(
            Mode mode,
            Fn13<A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, A12, A13, R> f,
            Return result,
            Arg<A1> a1,
            Arg<A2> a2,
            Arg<A3> a3,
            Arg<A4> a4,
            Arg<A5> a5,
            Arg<A6> a6,
            Arg<A7> a7,
            Arg<A8> a8,
            Arg<A9> a9,
            Arg<A10> a10,
            Arg<A11> a11,
            Arg<A12> a12,
            Arg<A13> a13) {
        return HostAutodiff.run(mode, f, result, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13);
    }

    /** Differentiates a procedure of 13 arguments; see {@link Autodiff}. */
    public static <A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, A12, A13> Result autodiff(
            Mode mode,
            Proc13<A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, A12, A13> f,
            Arg<A1> a1,
            Arg<A2> a2,
            Arg<A3> a3,
            Arg<A4> a4,
            Arg<A5> a5,
            Arg<A6> a6,
            Arg<A7> a7,
            Arg<A8> a8,
            Arg<A9> a9,
            Arg<A10> a10,
            Arg<A11> a11,
            Arg<A12> a12,
            Arg<A13> a13) {
        return HostAutodiff.run(mode, f, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13);
    }

    /** Differentiates a function of 14 arguments; see {@link Autodiff}. */
    public static <A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, A12, A13, A14, R> Result autodiff(
            Mode mode,
            Fn14<A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, A12, A13, A14, R> f,
            Arg<A1> a1,
            Arg<A2> a2,
            Arg<A3> a3,
            Arg<A4> a4,
            Arg<A5> a5,
            Arg<A6> a6,
            Arg<A7> a7,
            Arg<A8> a8,
            Arg<A9> a9,
            Arg<A10> a10,
            Arg<A11> a11,
            Arg<A12> a12,
            Arg<A13> a13,
            Arg<A14> a14) {
        return HostAutodiff.run(mode, f, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14);
    }

    /** As {@link #autodiff(Mode, Fn14, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg)}, the activity of the function's result given. */
    public static <A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, A12, A13, A14, R> Result autodiff(
            Mode mode,
            Fn14<A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, A12, A13, A14, R> f,
            Return result,
            Arg<A1> a1,
            Arg<A2> a2,
            Arg<A3> a3,
            Arg<A4> a4,
            Arg<A5> a5,
            Arg<A6> a6,
            Arg<A7> a7,
            Arg<A8> a8,
            Arg<A9> a9,
            Arg<A10> a10,
            Arg<A11> a11,
            Arg<A12> a12,
            Arg<A13> a13,
            Arg<A14> a14) {
        return HostAutodiff.run(mode, f, result, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14);
    }

    /** Differentiates a procedure of 14 arguments; see {@link Autodiff}. */
    public static <A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, A12, A13, A14> Result autodiff(
            Mode mode,
            Proc14<A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, A12, A13, A14> f,
            Arg<A1> a1,
            Arg<A2> a2,
            Arg<A3> a3,
            Arg<A4> a4,
            Arg<A5> a5,
            Arg<A6> a6,
            Arg<A7> a7,
            Arg<A8> a8,
            Arg<A9> a9,
            Arg<A10> a10,
            Arg<A11> a11,
            Arg<A12> a12,
            Arg<A13> a13,
            Arg<A14> a14) {
        return HostAutodiff.run(mode, f, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14);
    }

    /** Differentiates a function of 15 arguments; see {@link Autodiff}. */
    public static <A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, A12, A13, A14, A15, R> Result autodiff(
            Mode mode,
            Fn15<A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, A12, A13, A14, A15, R> f,
            Arg<A1> a1,
            Arg<A2> a2,
            Arg<A3> a3,
            Arg<A4> a4,
            Arg<A5> a5,
            Arg<A6> a6,
            Arg<A7> a7,
            Arg<A8> a8,
            Arg<A9> a9,
            Arg<A10> a10,
            Arg<A11> a11,
            Arg<A12> a12,
            Arg<A13> a13,
            Arg<A14> a14,
            Arg<A15> a15) {
        return HostAutodiff.run(mode, f, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15);
    }

    /** As {@link #autodiff(Mode, Fn15, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg)}, the activity of the function's result given. */
    public static <A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, A12, A13, A14, A15, R> Result autodiff(
            Mode mode,
            Fn15<A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, A12, A13, A14, A15, R> f,
            Return result,
            Arg<A1> a1,
            Arg<A2> a2,
            Arg<A3> a3,
            Arg<A4> a4,
            Arg<A5> a5,
            Arg<A6> a6,
            Arg<A7> a7,
            Arg<A8> a8,
            Arg<A9> a9,
            Arg<A10> a10,
            Arg<A11> a11,
            Arg<A12> a12,
            Arg<A13> a13,
            Arg<A14> a14,
            Arg<A15> a15) {
        return HostAutodiff.run(mode, f, result, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15);
    }

    /** Differentiates a procedure of 15 arguments; see {@link Autodiff}. */
    public static <A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, A12, A13, A14, A15> Result autodiff(
            Mode mode,
            Proc15<A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, A12, A13, A14, A15> f,
            Arg<A1> a1,
            Arg<A2> a2,
            Arg<A3> a3,
            Arg<A4> a4,
            Arg<A5> a5,
            Arg<A6> a6,
            Arg<A7> a7,
            Arg<A8> a8,
            Arg<A9> a9,
            Arg<A10> a10,
            Arg<A11> a11,
            Arg<A12> a12,
            Arg<A13> a13,
            Arg<A14> a14,
            Arg<A15> a15) {
        return HostAutodiff.run(mode, f, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15);
    }

    /** Differentiates a function of 16 arguments; see {@link Autodiff}. */
    public static <A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, A12, A13, A14, A15, A16, R> Result autodiff(
            Mode mode,
            Fn16<A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, A12, A13, A14, A15, A16, R> f,
            Arg<A1> a1,
            Arg<A2> a2,
            Arg<A3> a3,
            Arg<A4> a4,
            Arg<A5> a5,
            Arg<A6> a6,
            Arg<A7> a7,
            Arg<A8> a8,
            Arg<A9> a9,
            Arg<A10> a10,
            Arg<A11> a11,
            Arg<A12> a12,
            Arg<A13> a13,
            Arg<A14> a14,
            Arg<A15> a15,
            Arg<A16> a16) {
        return HostAutodiff.run(mode, f, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16);
    }

    /** As {@link #autodiff(Mode, Fn16, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg)}, the activity of the function's result given. */
    public static <A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, A12, A13, A14, A15, A16, R> Result autodiff(
            Mode mode,
            Fn16<A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, A12, A13, A14, A15, A16, R> f,
            Return result,
            Arg<A1> a1,
            Arg<A2> a2,
            Arg<A3> a3,
            Arg<A4> a4,
            Arg<A5> a5,
            Arg<A6> a6,
            Arg<A7> a7,
            Arg<A8> a8,
            Arg<A9> a9,
            Arg<A10> a10,
            Arg<A11> a11,
            Arg<A12> a12,
            Arg<A13> a13,
            Arg<A14> a14,
            Arg<A15> a15,
            Arg<A16> a16) {
        return HostAutodiff.run(mode, f, result, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16);
    }

    /** Differentiates a procedure of 16 arguments; see {@link Autodiff}. */
    public static <A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, A12, A13, A14, A15, A16> Result autodiff(
            Mode mode,
            Proc16<A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, A12, A13, A14, A15, A16> f,
            Arg<A1> a1,
            Arg<A2> a2,
            Arg<A3> a3,
            Arg<A4> a4,
            Arg<A5> a5,
            Arg<A6> a6,
            Arg<A7> a7,
            Arg<A8> a8,
            Arg<A9> a9,
            Arg<A10> a10,
            Arg<A11> a11,
            Arg<A12> a12,
            Arg<A13> a13,
            Arg<A14> a14,
            Arg<A15> a15,
            Arg<A16> a16) {
        return HostAutodiff.run(mode, f, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16);
    }

    /** The deferred form of {@link #autodiff(Mode, Fn1, Arg)}; see {@link Autodiff}. */
    public static <A1, R> Result autodiffDeferred(Mode mode, Fn1<A1, R> f, Arg<A1> a1) {
        return HostAutodiff.run(mode, f, a1);
    }

    /** As {@link #autodiffDeferred(Mode, Fn1, Arg)}, the activity of the function's result given. */
    public static <A1, R> Result autodiffDeferred(Mode mode, Fn1<A1, R> f, Return result, Arg<A1> a1) {
        return HostAutodiff.run(mode, f, result, a1);
    }

    /** The deferred form of {@link #autodiff(Mode, Proc1, Arg)}; see {@link Autodiff}. */
    public static <A1> Result autodiffDeferred(Mode mode, Proc1<A1> f, Arg<A1> a1) {
        return HostAutodiff.run(mode, f, a1);
    }

    /** The deferred form of {@link #autodiff(Mode, Fn2, Arg, Arg)}; see {@link Autodiff}. */
    public static <A1, A2, R> Result autodiffDeferred(Mode mode, Fn2<A1, A2, R> f, Arg<A1> a1, Arg<A2> a2) {
        return HostAutodiff.run(mode, f, a1, a2);
    }

    /** As {@link #autodiffDeferred(Mode, Fn2, Arg, Arg)}, the activity of the function's result given. */
    public static <A1, A2, R> Result autodiffDeferred(
            Mode mode, Fn2<A1, A2, R> f, Return result, Arg<A1> a1, Arg<A2> a2) {
        return HostAutodiff.run(mode, f, result, a1, a2);
    }

    /** The deferred form of {@link #autodiff(Mode, Proc2, Arg, Arg)}; see {@link Autodiff}. */
    public static <A1, A2> Result autodiffDeferred(Mode mode, Proc2<A1, A2> f, Arg<A1> a1, Arg<A2> a2) {
        return HostAutodiff.run(mode, f, a1, a2);
    }

    /** The deferred form of {@link #autodiff(Mode, Fn3, Arg, Arg, Arg)}; see {@link Autodiff}. */
    public static <A1, A2, A3, R> Result autodiffDeferred(
            Mode mode, Fn3<A1, A2, A3, R> f, Arg<A1> a1, Arg<A2> a2, Arg<A3> a3) {
        return HostAutodiff.run(mode, f, a1, a2, a3);
    }

    /** As {@link #autodiffDeferred(Mode, Fn3, Arg, Arg, Arg)}, the activity of the function's result given. */
    public static <A1, A2, A3, R> Result autodiffDeferred(
            Mode mode, Fn3<A1, A2, A3, R> f, Return result, Arg<A1> a1, Arg<A2> a2, Arg<A3> a3) {
        return HostAutodiff.run(mode, f, result, a1, a2, a3);
    }

    /** The deferred form of {@link #autodiff(Mode, Proc3, Arg, Arg, Arg)}; see {@link Autodiff}. */
    public static <A1, A2, A3> Result autodiffDeferred(
            Mode mode, Proc3<A1, A2, A3> f, Arg<A1> a1, Arg<A2> a2, Arg<A3> a3) {
        return HostAutodiff.run(mode, f, a1, a2, a3);
    }

    /** The deferred form of {@link #autodiff(Mode, Fn4, Arg, Arg, Arg, Arg)}; see {@link Autodiff}. */
    public static <A1, A2, A3, A4, R> Result autodiffDeferred(
            Mode mode, Fn4<A1, A2, A3, A4, R> f, Arg<A1> a1, Arg<A2> a2, Arg<A3> a3, Arg<A4> a4) {
        return HostAutodiff.run(mode, f, a1, a2, a3, a4);
    }

    /** As {@link #autodiffDeferred(Mode, Fn4, Arg, Arg, Arg, Arg)}, the activity of the function's result given. */
    public static <A1, A2, A3, A4, R> Result autodiffDeferred(
            Mode mode, Fn4<A1, A2, A3, A4, R> f, Return result, Arg<A1> a1, Arg<A2> a2, Arg<A3> a3, Arg<A4> a4) {
        return HostAutodiff.run(mode, f, result, a1, a2, a3, a4);
    }

    /** The deferred form of {@link #autodiff(Mode, Proc4, Arg, Arg, Arg, Arg)}; see {@link Autodiff}. */
    public static <A1, A2, A3, A4> Result autodiffDeferred(
            Mode mode, Proc4<A1, A2, A3, A4> f, Arg<A1> a1, Arg<A2> a2, Arg<A3> a3, Arg<A4> a4) {
        return HostAutodiff.run(mode, f, a1, a2, a3, a4);
    }

    /** The deferred form of {@link #autodiff(Mode, Fn5, Arg, Arg, Arg, Arg, Arg)}; see {@link Autodiff}. */
    public static <A1, A2, A3, A4, A5, R> Result autodiffDeferred(
            Mode mode, Fn5<A1, A2, A3, A4, A5, R> f, Arg<A1> a1, Arg<A2> a2, Arg<A3> a3, Arg<A4> a4, Arg<A5> a5) {
        return HostAutodiff.run(mode, f, a1, a2, a3, a4, a5);
    }

    /** As {@link #autodiffDeferred(Mode, Fn5, Arg, Arg, Arg, Arg, Arg)}, the activity of the function's result given. */
    public static <A1, A2, A3, A4, A5, R> Result autodiffDeferred(
            Mode mode,
            Fn5<A1, A2, A3, A4, A5, R> f,
            Return result,
            Arg<A1> a1,
            Arg<A2> a2,
            Arg<A3> a3,
            Arg<A4> a4,
            Arg<A5> a5) {
        return HostAutodiff.run(mode, f, result, a1, a2, a3, a4, a5);
    }

    /** The deferred form of {@link #autodiff(Mode, Proc5, Arg, Arg, Arg, Arg, Arg)}; see {@link Autodiff}. */
    public static <A1, A2, A3, A4, A5> Result autodiffDeferred(
            Mode mode, Proc5<A1, A2, A3, A4, A5> f, Arg<A1> a1, Arg<A2> a2, Arg<A3> a3, Arg<A4> a4, Arg<A5> a5) {
        return HostAutodiff.run(mode, f, a1, a2, a3, a4, a5);
    }

    /** The deferred form of {@link #autodiff(Mode, Fn6, Arg, Arg, Arg, Arg, Arg, Arg)}; see {@link Autodiff}. */
    public static <A1, A2, A3, A4, A5, A6, R> Result autodiffDeferred(
            Mode mode,
            Fn6<A1, A2, A3, A4, A5, A6, R> f,
            Arg<A1> a1,
            Arg<A2> a2,
            Arg<A3> a3,
            Arg<A4> a4,
            Arg<A5> a5,
            Arg<A6> a6) {
        return HostAutodiff.run(mode, f, a1, a2, a3, a4, a5, a6);
    }

    /** As {@link #autodiffDeferred(Mode, Fn6, Arg, Arg, Arg, Arg, Arg, Arg)}, the activity of the function's result given. */
    public static <A1, A2, A3, A4, A5, A6, R> Result autodiffDeferred(
            Mode mode,
            Fn6<A1, A2, A3, A4, A5, A6, R> f,
            Return result,
            Arg<A1> a1,
            Arg<A2> a2,
            Arg<A3> a3,
            Arg<A4> a4,
            Arg<A5> a5,
            Arg<A6> a6) {
        return HostAutodiff.run(mode, f, result, a1, a2, a3, a4, a5, a6);
    }

    /** The deferred form of {@link #autodiff(Mode, Proc6, Arg, Arg, Arg, Arg, Arg, Arg)}; see {@link Autodiff}. */
    public static <A1, A2, A3, A4, A5, A6> Result autodiffDeferred(
            Mode mode,
            Proc6<A1, A2, A3, A4, A5, A6> f,
            Arg<A1> a1,
            Arg<A2> a2,
            Arg<A3> a3,
            Arg<A4> a4,
            Arg<A5> a5,
            Arg<A6> a6) {
        return HostAutodiff.run(mode, f, a1, a2, a3, a4, a5, a6);
    }

    /** The deferred form of {@link #autodiff(Mode, Fn7, Arg, Arg, Arg, Arg, Arg, Arg, Arg)}; see {@link Autodiff}. */
    public static <A1, A2, A3, A4, A5, A6, A7, R> Result autodiffDeferred(
            Mode mode,
            Fn7<A1, A2, A3, A4, A5, A6, A7, R> f,
            Arg<A1> a1,
            Arg<A2> a2,
            Arg<A3> a3,
            Arg<A4> a4,
            Arg<A5> a5,
            Arg<A6> a6,
            Arg<A7> a7) {
        return HostAutodiff.run(mode, f, a1, a2, a3, a4, a5, a6, a7);
    }

    /** As {@link #autodiffDeferred(Mode, Fn7, Arg, Arg, Arg, Arg, Arg, Arg, Arg)}, the activity of the function's result given. */
    public static <A1, A2, A3, A4, A5, A6, A7, R> Result autodiffDeferred(
            Mode mode,
            Fn7<A1, A2, A3, A4, A5, A6, A7, R> f,
            Return result,
            Arg<A1> a1,
            Arg<A2> a2,
            Arg<A3> a3,
            Arg<A4> a4,
            Arg<A5> a5,
            Arg<A6> a6,
            Arg<A7> a7) {
        return HostAutodiff.run(mode, f, result, a1, a2, a3, a4, a5, a6, a7);
    }

    /** The deferred form of {@link #autodiff(Mode, Proc7, Arg, Arg, Arg, Arg, Arg, Arg, Arg)}; see {@link Autodiff}. */
    public static <A1, A2, A3, A4, A5, A6, A7> Result autodiffDeferred(
            Mode mode,
            Proc7<A1, A2, A3, A4, A5, A6, A7> f,
            Arg<A1> a1,
            Arg<A2> a2,
            Arg<A3> a3,
            Arg<A4> a4,
            Arg<A5> a5,
            Arg<A6> a6,
            Arg<A7> a7) {
        return HostAutodiff.run(mode, f, a1, a2, a3, a4, a5, a6, a7);
    }

    /** The deferred form of {@link #autodiff(Mode, Fn8, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg)}; see {@link Autodiff}. */
    public static <A1, A2, A3, A4, A5, A6, A7, A8, R> Result autodiffDeferred(
            Mode mode,
            Fn8<A1, A2, A3, A4, A5, A6, A7, A8, R> f,
            Arg<A1> a1,
            Arg<A2> a2,
            Arg<A3> a3,
            Arg<A4> a4,
            Arg<A5> a5,
            Arg<A6> a6,
            Arg<A7> a7,
            Arg<A8> a8) {
        return HostAutodiff.run(mode, f, a1, a2, a3, a4, a5, a6, a7, a8);
    }

    /** As {@link #autodiffDeferred(Mode, Fn8, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg)}, the activity of the function's result given. */
    public static <A1, A2, A3, A4, A5, A6, A7, A8, R> Result autodiffDeferred(
            Mode mode,
            Fn8<A1, A2, A3, A4, A5, A6, A7, A8, R> f,
            Return result,
            Arg<A1> a1,
            Arg<A2> a2,
            Arg<A3> a3,
            Arg<A4> a4,
            Arg<A5> a5,
            Arg<A6> a6,
            Arg<A7> a7,
            Arg<A8> a8) {
        return HostAutodiff.run(mode, f, result, a1, a2, a3, a4, a5, a6, a7, a8);
    }

    /** The deferred form of {@link #autodiff(Mode, Proc8, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg)}; see {@link Autodiff}. */
    public static <A1, A2, A3, A4, A5, A6, A7, A8> Result autodiffDeferred(
            Mode mode,
            Proc8<A1, A2, A3, A4, A5, A6, A7, A8> f,
            Arg<A1> a1,
            Arg<A2> a2,
            Arg<A3> a3,
            Arg<A4> a4,
            Arg<A5> a5,
            Arg<A6> a6,
            Arg<A7> a7,
            Arg<A8> a8) {
        return HostAutodiff.run(mode, f, a1, a2, a3, a4, a5, a6, a7, a8);
    }

    /** The deferred form of {@link #autodiff(Mode, Fn9, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg)}; see {@link Autodiff}. */
    public static <A1, A2, A3, A4, A5, A6, A7, A8, A9, R> Result autodiffDeferred(
            Mode mode,
            Fn9<A1, A2, A3, A4, A5, A6, A7, A8, A9, R> f,
            Arg<A1> a1,
            Arg<A2> a2,
            Arg<A3> a3,
            Arg<A4> a4,
            Arg<A5> a5,
            Arg<A6> a6,
            Arg<A7> a7,
            Arg<A8> a8,
            Arg<A9> a9) {
        return HostAutodiff.run(mode, f, a1, a2, a3, a4, a5, a6, a7, a8, a9);
    }

    /** As {@link #autodiffDeferred(Mode, Fn9, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg)}, the activity of the function's result given. */
    public static <A1, A2, A3, A4, A5, A6, A7, A8, A9, R> Result autodiffDeferred(
            Mode mode,
            Fn9<A1, A2, A3, A4, A5, A6, A7, A8, A9, R> f,
            Return result,
            Arg<A1> a1,
            Arg<A2> a2,
            Arg<A3> a3,
            Arg<A4> a4,
            Arg<A5> a5,
            Arg<A6> a6,
            Arg<A7> a7,
            Arg<A8> a8,
            Arg<A9> a9) {
        return HostAutodiff.run(mode, f, result, a1, a2, a3, a4, a5, a6, a7, a8, a9);
    }

    /** The deferred form of {@link #autodiff(Mode, Proc9, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg)}; see {@link Autodiff}. */
    public static <A1, A2, A3, A4, A5, A6, A7, A8, A9> Result autodiffDeferred(
            Mode mode,
            Proc9<A1, A2, A3, A4, A5, A6, A7, A8, A9> f,
            Arg<A1> a1,
            Arg<A2> a2,
            Arg<A3> a3,
            Arg<A4> a4,
            Arg<A5> a5,
            Arg<A6> a6,
            Arg<A7> a7,
            Arg<A8> a8,
            Arg<A9> a9) {
        return HostAutodiff.run(mode, f, a1, a2, a3, a4, a5, a6, a7, a8, a9);
    }

    /** The deferred form of {@link #autodiff(Mode, Fn10, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg)}; see {@link Autodiff}. */
    public static <A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, R> Result autodiffDeferred(
            Mode mode,
            Fn10<A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, R> f,
            Arg<A1> a1,
            Arg<A2> a2,
            Arg<A3> a3,
            Arg<A4> a4,
            Arg<A5> a5,
            Arg<A6> a6,
            Arg<A7> a7,
            Arg<A8> a8,
            Arg<A9> a9,
            Arg<A10> a10) {
        return HostAutodiff.run(mode, f, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10);
    }

    /** As {@link #autodiffDeferred(Mode, Fn10, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg)}, the activity of the function's result given. */
    public static <A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, R> Result autodiffDeferred(
            Mode mode,
            Fn10<A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, R> f,
            Return result,
            Arg<A1> a1,
            Arg<A2> a2,
            Arg<A3> a3,
            Arg<A4> a4,
            Arg<A5> a5,
            Arg<A6> a6,
            Arg<A7> a7,
            Arg<A8> a8,
            Arg<A9> a9,
            Arg<A10> a10) {
        return HostAutodiff.run(mode, f, result, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10);
    }

    /** The deferred form of {@link #autodiff(Mode, Proc10, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg)}; see {@link Autodiff}. */
    public static <A1, A2, A3, A4, A5, A6, A7, A8, A9, A10> Result autodiffDeferred(
            Mode mode,
            Proc10<A1, A2, A3, A4, A5, A6, A7, A8, A9, A10> f,
            Arg<A1> a1,
            Arg<A2> a2,
            Arg<A3> a3,
            Arg<A4> a4,
            Arg<A5> a5,
            Arg<A6> a6,
            Arg<A7> a7,
            Arg<A8> a8,
            Arg<A9> a9,
            Arg<A10> a10) {
        return HostAutodiff.run(mode, f, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10);
    }

    /** The deferred form of {@link #autodiff(Mode, Fn11, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg)}; see {@link Autodiff}. */
    public static <A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, R> Result autodiffDeferred(
            Mode mode,
            Fn11<A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, R> f,
            Arg<A1> a1,
            Arg<A2> a2,
            Arg<A3> a3,
            Arg<A4> a4,
            Arg<A5> a5,
            Arg<A6> a6,
            Arg<A7> a7,
            Arg<A8> a8,
            Arg<A9> a9,
            Arg<A10> a10,
            Arg<A11> a11) {
        return HostAutodiff.run(mode, f, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11);
    }

    /** As {@link #autodiffDeferred(Mode, Fn11, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg)}, the activity of the function's result given. */
    public static <A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, R> Result autodiffDeferred(
            Mode mode,
            Fn11<A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, R> f,
            Return result,
            Arg<A1> a1,
            Arg<A2> a2,
            Arg<A3> a3,
            Arg<A4> a4,
            Arg<A5> a5,
            Arg<A6> a6,
            Arg<A7> a7,
            Arg<A8> a8,
            Arg<A9> a9,
            Arg<A10> a10,
            Arg<A11> a11) {
        return HostAutodiff.run(mode, f, result, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11);
    }

    /** The deferred form of {@link #autodiff(Mode, Proc11, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg)}; see {@link Autodiff}. */
    public static <A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11> Result autodiffDeferred(
            Mode mode,
            Proc11<A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11> f,
            Arg<A1> a1,
            Arg<A2> a2,
            Arg<A3> a3,
            Arg<A4> a4,
            Arg<A5> a5,
            Arg<A6> a6,
            Arg<A7> a7,
            Arg<A8> a8,
            Arg<A9> a9,
            Arg<A10> a10,
            Arg<A11> a11) {
        return HostAutodiff.run(mode, f, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11);
    }

    /** The deferred form of {@link #autodiff(Mode, Fn12, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg)}; see {@link Autodiff}. */
    public static <A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, A12, R> Result autodiffDeferred(
            Mode mode,
            Fn12<A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, A12, R> f,
            Arg<A1> a1,
            Arg<A2> a2,
            Arg<A3> a3,
            Arg<A4> a4,
            Arg<A5> a5,
            Arg<A6> a6,
            Arg<A7> a7,
            Arg<A8> a8,
            Arg<A9> a9,
            Arg<A10> a10,
            Arg<A11> a11,
            Arg<A12> a12) {
        return HostAutodiff.run(mode, f, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12);
    }

    /** As {@link #autodiffDeferred(Mode, Fn12, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg)}, the activity of the function's result given. */
    public static <A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, A12, R> Result autodiffDeferred(
            Mode mode,
            Fn12<A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, A12, R> f,
            Return result,
            Arg<A1> a1,
            Arg<A2> a2,
            Arg<A3> a3,
            Arg<A4> a4,
            Arg<A5> a5,
            Arg<A6> a6,
            Arg<A7> a7,
            Arg<A8> a8,
            Arg<A9> a9,
            Arg<A10> a10,
            Arg<A11> a11,
            Arg<A12> a12) {
        return HostAutodiff.run(mode, f, result, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12);
    }

    /** The deferred form of {@link #autodiff(Mode, Proc12, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg)}; see {@link Autodiff}. */
    public static <A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, A12> Result autodiffDeferred(
            Mode mode,
            Proc12<A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, A12> f,
            Arg<A1> a1,
            Arg<A2> a2,
            Arg<A3> a3,
            Arg<A4> a4,
            Arg<A5> a5,
            Arg<A6> a6,
            Arg<A7> a7,
            Arg<A8> a8,
            Arg<A9> a9,
            Arg<A10> a10,
            Arg<A11> a11,
            Arg<A12> a12) {
        return HostAutodiff.run(mode, f, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12);
    }

    /** The deferred form of {@link #autodiff(Mode, Fn13, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg)}; see {@link Autodiff}. */
    public static <A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, A12, A13, R> Result autodiffDeferred(
            Mode mode,
            Fn13<A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, A12, A13, R> f,
            Arg<A1> a1,
            Arg<A2> a2,
            Arg<A3> a3,
            Arg<A4> a4,
            Arg<A5> a5,
            Arg<A6> a6,
            Arg<A7> a7,
            Arg<A8> a8,
            Arg<A9> a9,
            Arg<A10> a10,
            Arg<A11> a11,
            Arg<A12> a12,
            Arg<A13> a13) {
        return HostAutodiff.run(mode, f, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13);
    }

    /** As {@link #autodiffDeferred(Mode, Fn13, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg)}, the activity of the function's result given. */
    public static <A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, A12, A13, R> Result autodiffDeferred(
            Mode mode,
            Fn13<A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, A12, A13, R> f,
            Return result,
            Arg<A1> a1,
            Arg<A2> a2,
            Arg<A3> a3,
            Arg<A4> a4,
            Arg<A5> a5,
            Arg<A6> a6,
            Arg<A7> a7,
            Arg<A8> a8,
            Arg<A9> a9,
            Arg<A10> a10,
            Arg<A11> a11,
            Arg<A12> a12,
            Arg<A13> a13) {
        return HostAutodiff.run(mode, f, result, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13);
    }

    /** The deferred form of {@link #autodiff(Mode, Proc13, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg)}; see {@link Autodiff}. */
    public static <A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, A12, A13> Result autodiffDeferred(
            Mode mode,
            Proc13<A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, A12, A13> f,
            Arg<A1> a1,
            Arg<A2> a2,
            Arg<A3> a3,
            Arg<A4> a4,
            Arg<A5> a5,
            Arg<A6> a6,
            Arg<A7> a7,
            Arg<A8> a8,
            Arg<A9> a9,
            Arg<A10> a10,
            Arg<A11> a11,
            Arg<A12> a12,
            Arg<A13> a13) {
        return HostAutodiff.run(mode, f, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13);
    }

    /** The deferred form of {@link #autodiff(Mode, Fn14, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg)}; see {@link Autodiff}. */
    public static <A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, A12, A13, A14, R> Result autodiffDeferred(
            Mode mode,
            Fn14<A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, A12, A13, A14, R> f,
            Arg<A1> a1,
            Arg<A2> a2,
            Arg<A3> a3,
            Arg<A4> a4,
            Arg<A5> a5,
            Arg<A6> a6,
            Arg<A7> a7,
            Arg<A8> a8,
            Arg<A9> a9,
            Arg<A10> a10,
            Arg<A11> a11,
            Arg<A12> a12,
            Arg<A13> a13,
            Arg<A14> a14) {
        return HostAutodiff.run(mode, f, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14);
    }

    /** As {@link #autodiffDeferred(Mode, Fn14, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg)}, the activity of the function's result given. */
    public static <A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, A12, A13, A14, R> Result autodiffDeferred(
            Mode mode,
            Fn14<A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, A12, A13, A14, R> f,
            Return result,
            Arg<A1> a1,
            Arg<A2> a2,
            Arg<A3> a3,
            Arg<A4> a4,
            Arg<A5> a5,
            Arg<A6> a6,
            Arg<A7> a7,
            Arg<A8> a8,
            Arg<A9> a9,
            Arg<A10> a10,
            Arg<A11> a11,
            Arg<A12> a12,
            Arg<A13> a13,
            Arg<A14> a14) {
        return HostAutodiff.run(mode, f, result, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14);
    }

    /** The deferred form of {@link #autodiff(Mode, Proc14, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg)}; see {@link Autodiff}. */
    public static <A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, A12, A13, A14> Result autodiffDeferred(
            Mode mode,
            Proc14<A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, A12, A13, A14> f,
            Arg<A1> a1,
            Arg<A2> a2,
            Arg<A3> a3,
            Arg<A4> a4,
            Arg<A5> a5,
            Arg<A6> a6,
            Arg<A7> a7,
            Arg<A8> a8,
            Arg<A9> a9,
            Arg<A10> a10,
            Arg<A11> a11,
            Arg<A12> a12,
            Arg<A13> a13,
            Arg<A14> a14) {
        return HostAutodiff.run(mode, f, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14);
    }

    /** The deferred form of {@link #autodiff(Mode, Fn15, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg)}; see {@link Autodiff}. */
    public static <A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, A12, A13, A14, A15, R> Result autodiffDeferred(
            Mode mode,
            Fn15<A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, A12, A13, A14, A15, R> f,
            Arg<A1> a1,
            Arg<A2> a2,
            Arg<A3> a3,
            Arg<A4> a4,
            Arg<A5> a5,
            Arg<A6> a6,
            Arg<A7> a7,
            Arg<A8> a8,
            Arg<A9> a9,
            Arg<A10> a10,
            Arg<A11> a11,
            Arg<A12> a12,
            Arg<A13> a13,
            Arg<A14> a14,
            Arg<A15> a15) {
        return HostAutodiff.run(mode, f, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15);
    }

    /** As {@link #autodiffDeferred(Mode, Fn15, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg)}, the activity of the function's result given. */
    public static <A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, A12, A13, A14, A15, R> Result autodiffDeferred(
            Mode mode,
            Fn15<A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, A12, A13, A14, A15, R> f,
            Return result,
            Arg<A1> a1,
            Arg<A2> a2,
            Arg<A3> a3,
            Arg<A4> a4,
            Arg<A5> a5,
            Arg<A6> a6,
            Arg<A7> a7,
            Arg<A8> a8,
            Arg<A9> a9,
            Arg<A10> a10,
            Arg<A11> a11,
            Arg<A12> a12,
            Arg<A13> a13,
            Arg<A14> a14,
            Arg<A15> a15) {
        return HostAutodiff.run(mode, f, result, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15);
    }

    /** The deferred form of {@link #autodiff(Mode, Proc15, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg)}; see {@link Autodiff}. */
    public static <A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, A12, A13, A14, A15> Result autodiffDeferred(
            Mode mode,
            Proc15<A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, A12, A13, A14, A15> f,
            Arg<A1> a1,
            Arg<A2> a2,
            Arg<A3> a3,
            Arg<A4> a4,
            Arg<A5> a5,
            Arg<A6> a6,
            Arg<A7> a7,
            Arg<A8> a8,
            Arg<A9> a9,
            Arg<A10> a10,
            Arg<A11> a11,
            Arg<A12> a12,
            Arg<A13> a13,
            Arg<A14> a14,
            Arg<A15> a15) {
        return HostAutodiff.run(mode, f, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15);
    }

    /** The deferred form of {@link #autodiff(Mode, Fn16, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg)}; see {@link Autodiff}. */
    public static <A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, A12, A13, A14, A15, A16, R> Result autodiffDeferred(
            Mode mode,
            Fn16<A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, A12, A13, A14, A15, A16, R> f,
            Arg<A1> a1,
            Arg<A2> a2,
            Arg<A3> a3,
            Arg<A4> a4,
            Arg<A5> a5,
            Arg<A6> a6,
            Arg<A7> a7,
            Arg<A8> a8,
            Arg<A9> a9,
            Arg<A10> a10,
            Arg<A11> a11,
            Arg<A12> a12,
            Arg<A13> a13,
            Arg<A14> a14,
            Arg<A15> a15,
            Arg<A16> a16) {
        return HostAutodiff.run(mode, f, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16);
    }

    /** As {@link #autodiffDeferred(Mode, Fn16, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg)}, the activity of the function's result given. */
    public static <A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, A12, A13, A14, A15, A16, R> Result autodiffDeferred(
            Mode mode,
            Fn16<A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, A12, A13, A14, A15, A16, R> f,
            Return result,
            Arg<A1> a1,
            Arg<A2> a2,
            Arg<A3> a3,
            Arg<A4> a4,
            Arg<A5> a5,
            Arg<A6> a6,
            Arg<A7> a7,
            Arg<A8> a8,
            Arg<A9> a9,
            Arg<A10> a10,
            Arg<A11> a11,
            Arg<A12> a12,
            Arg<A13> a13,
            Arg<A14> a14,
            Arg<A15> a15,
            Arg<A16> a16) {
        return HostAutodiff.run(mode, f, result, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16);
    }

    /** The deferred form of {@link #autodiff(Mode, Proc16, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg)}; see {@link Autodiff}. */
    public static <A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, A12, A13, A14, A15, A16> Result autodiffDeferred(
            Mode mode,
            Proc16<A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, A12, A13, A14, A15, A16> f,
            Arg<A1> a1,
            Arg<A2> a2,
            Arg<A3> a3,
            Arg<A4> a4,
            Arg<A5> a5,
            Arg<A6> a6,
            Arg<A7> a7,
            Arg<A8> a8,
            Arg<A9> a9,
            Arg<A10> a10,
            Arg<A11> a11,
            Arg<A12> a12,
            Arg<A13> a13,
            Arg<A14> a14,
            Arg<A15> a15,
            Arg<A16> a16) {
        return HostAutodiff.run(mode, f, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16);
    }
}
