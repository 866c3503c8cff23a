package dev.adagent.transform.autodiff.rules;

import dev.adagent.transform.ir.Cond;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Type;

/** What a rule builds its linear maps with. Values are ids in the function that is being built. */
public interface Emitter {
    /** Value of operand {@code i} of the primal instruction. */
    int x(int i);

    /** Value of the primal instruction's result. */
    int y();

    /** Value that {@link Rule#auxiliary} built after the primal instruction. */
    int aux();

    /** Type of the tangent or adjoint that the map gives. */
    Type out();

    /** A constant of the type of the primal instruction's result. */
    int constant(double value);

    /** An arithmetic operation; the result has the type of the first operand. */
    int op(Op op, int... args);

    int compare(Cond cond, int a, int b);

    int select(int condition, int a, int b);

    /** The named intrinsic; the result has the type of the first operand. */
    int call(String intrinsic, int... args);

    int convert(int value, Type to);

    /** The primal instruction once more, with other operands. */
    int again(int... args);

    default int add(int a, int b) {
        return op(Op.ADD, a, b);
    }

    default int sub(int a, int b) {
        return op(Op.SUB, a, b);
    }

    default int mul(int a, int b) {
        return op(Op.MUL, a, b);
    }

    default int div(int a, int b) {
        return op(Op.DIV, a, b);
    }

    default int neg(int a) {
        return op(Op.NEG, a);
    }

    /** {@code 2·t·factor}. @param t the tangent or adjoint */
    default int twice(int t, int factor) {
        return mul(t, add(factor, factor));
    }
}
