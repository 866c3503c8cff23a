package dev.adagent.transform.autodiff;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Cond;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Term;
import dev.adagent.transform.ir.Type;

/**
 * What a derivative checks before it starts: that each shadow has the length of its array (rows of arrays of arrays too) and is
 * another object. After that, an index that is in bounds of the array is in bounds of the shadow.
 */
final class ShadowChecks {
    private static final String EXCEPTION = "dev/adagent/ActivityException";

    private final Function f;
    private final Loc loc;
    private final boolean runtime;

    ShadowChecks(Function f, Loc loc) {
        this(f, loc, false);
    }

    /** @param runtime whether a reference may be its own shadow, and is constant then */
    ShadowChecks(Function f, Loc loc, boolean runtime) {
        this.runtime = runtime;
        this.f = f;
        this.loc = loc;
    }

    /** Appends the checks to a block without terminator; gives the block in which the code goes on. */
    Block emit(Block b, int array, int shadow) {
        Type type = f.typeOf(array);
        if (!type.isArray()) {
            return object(b, array, shadow);
        }
        f.append(b, Op.CHECK_NULL, Type.VOID, null, loc, array);
        int none = f.append(b, Op.CONST, type, null, loc);
        int missing = f.append(b, Op.CMP, Type.I32, Cond.EQ, loc, shadow, none);
        Block there = refuseIf(b, missing, "an array has no shadow: duplicated(x, dx) takes two arrays");
        int same = f.append(there, Op.CMP, Type.I32, Cond.EQ, loc, array, shadow);
        Block different = runtime
                ? there
                : refuseIf(there, same, "an array is its own shadow: duplicated(x, dx) takes two arrays");
        int length = f.append(different, Op.ALEN, Type.I32, null, loc, array);
        int shadowLength = f.append(different, Op.ALEN, Type.I32, null, loc, shadow);
        int unequal = f.append(different, Op.CMP, Type.I32, Cond.NE, loc, length, shadowLength);
        Block next = refuseIf(
                different,
                unequal,
                "a shadow has length \u0001, its array \u0001: duplicated(x, dx) takes arrays of one shape",
                shadowLength,
                length);
        return type.element().isArray() ? rows(next, array, shadow, length) : next;
    }

    /** An object is not its own shadow, and has one unless it is null. */
    private Block object(Block b, int object, int shadow) {
        int none = f.append(b, Op.CONST, f.typeOf(object), null, loc);
        int there = f.append(b, Op.CMP, Type.I32, Cond.NE, loc, object, none);
        int same = f.append(b, Op.CMP, Type.I32, Cond.EQ, loc, object, shadow);
        int itself = f.append(b, Op.AND, Type.I32, null, loc, there, same);
        Block next =
                runtime ? b : refuseIf(b, itself, "an object is its own shadow: duplicated(x, dx) takes two objects");
        int missing = f.append(next, Op.CMP, Type.I32, Cond.EQ, loc, shadow, none);
        int without = f.append(next, Op.AND, Type.I32, null, loc, there, missing);
        return refuseIf(next, without, "an object has no shadow: duplicated(x, dx) takes two objects");
    }

    /** Appends the check that two arrays are different objects. */
    Block distinct(Block b, int one, int other, String message) {
        return refuseIf(b, same(b, one, other), message);
    }

    /** Appends the check that the shadow of an array is not another argument. An array that is its own shadow is a constant. */
    Block shadowIsNot(Block b, int array, int shadow, int other, String message) {
        return refuseIf(b, unlessConstant(b, array, shadow, same(b, shadow, other)), message);
    }

    /** Appends the check that an array with a shadow is not another argument. */
    Block duplicatedIsNot(Block b, int array, int shadow, int other, String message) {
        return refuseIf(b, unlessConstant(b, array, shadow, same(b, array, other)), message);
    }

    /** Appends the check that two arrays are one exactly where their shadows are. */
    Block correspond(Block b, int array, int shadow, int other, int otherShadow) {
        int differ = f.append(b, Op.CMP, Type.I32, Cond.NE, loc, same(b, array, other), same(b, shadow, otherShadow));
        return refuseIf(
                b,
                differ,
                "arrays that are written are one where their shadows are two, or two where those are one:"
                        + " pass one array with one shadow, each time, and another with another");
    }

    private int same(Block b, int one, int other) {
        return f.append(b, Op.CMP, Type.I32, Cond.EQ, loc, one, other);
    }

    private int unlessConstant(Block b, int array, int shadow, int condition) {
        if (!runtime) {
            return condition;
        }
        int varies = f.append(b, Op.CMP, Type.I32, Cond.NE, loc, array, shadow);
        return f.append(b, Op.AND, Type.I32, null, loc, condition, varies);
    }

    private Block refuseIf(Block b, int condition, String message, int... args) {
        Block refuse = f.newBlock();
        Block next = f.newBlock();
        b.setTerm(Term.br(condition, Edge.to(refuse.id()), Edge.to(next.id()), loc));
        refuse.setTerm(Term.raise(new Term.Raise(EXCEPTION, message), loc, args));
        return next;
    }

    private Block rows(Block b, int array, int shadow, int length) {
        Type row = f.typeOf(array).element();
        Block head = f.newBlock();
        Block body = f.newBlock();
        Block done = f.newBlock();
        int i = f.addParam(head, Type.I32);
        b.setTerm(Term.jump(Edge.to(head.id(), f.constant(b, 0, loc)), loc));
        int more = f.append(head, Op.CMP, Type.I32, Cond.LT, loc, i, length);
        head.setTerm(Term.br(more, Edge.to(body.id()), Edge.to(done.id()), loc));
        int a = f.append(body, Op.ALOAD, row, null, loc, array, i);
        int s = f.append(body, Op.ALOAD, row, null, loc, shadow, i);
        Block end = emit(body, a, s);
        int next = f.append(end, Op.ADD, Type.I32, null, loc, i, f.constant(end, 1, loc));
        end.setTerm(Term.jump(Edge.to(head.id(), next), loc));
        return done;
    }
}
