package dev.adagent.transform.opt;

import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Captured;
import dev.adagent.transform.ir.Cond;
import dev.adagent.transform.ir.FieldRef;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Type;

/**
 * Simplifications of one instruction that keep every bit of the result. For floating point that leaves few: {@code x*0} is not 0
 * (NaN, −0.0), {@code x+0.0} is not {@code x} (−0.0), but {@code x-0.0}, {@code x+(-0.0)}, {@code x*1.0} and {@code x/1.0} are.
 */
final class Identities {
    private final Function function;
    private final Defs defs;

    /**
     * An answer: a value that stands for the instruction's result, or an instruction in its place, or nothing.
     *
     * @param constant what the instruction in its place needs in front of it, or null
     */
    record Answer(int value, Insn insn, Insn constant) {
        static final Answer NONE = new Answer(-1, null, null);

        static Answer of(int value) {
            return new Answer(value, null, null);
        }

        static Answer of(Insn insn) {
            return new Answer(-1, insn, null);
        }

        boolean isNone() {
            return value < 0 && insn == null;
        }
    }

    Identities(Function function, Defs defs) {
        this.function = function;
        this.defs = defs;
    }

    Answer simplify(Insn i) {
        Object folded = ConstantFolding.fold(i, constants(i));
        if (folded == null && i.op() == Op.CALL && (Facts.intrinsic(i) != null || Facts.isOfString(i))) {
            folded = foldCall(i);
        }
        if (folded != null) {
            return constant(i, folded);
        }
        if (isConcatOfConstants(i)) {
            return constant(i, defs.constant(i.arg(0)));
        }
        return switch (i.op()) {
            case ADD, SUB, MUL, DIV, REM, NEG -> i.type().isFloating() ? floating(i) : integer(i);
            case AND, OR, XOR, SHL, SHR, USHR -> integer(i);
            case CMP -> compare(i);
            case SELECT -> select(i);
            case CONV -> convert(i);
            case NARROW -> narrow(i);
            case BITCAST -> function.typeOf(i.arg(0)).equals(i.type()) ? Answer.of(i.arg(0)) : inverse(i);
            case ALEN -> length(i);
            case EXTRACT ->
                defs.is(i.arg(0), Op.TUPLE) ? Answer.of(defs.insn(i.arg(0)).arg((Integer) i.attr())) : Answer.NONE;
            case CALL -> unboxed(i);
            default -> Answer.NONE;
        };
    }

    /** The number in a wrapper object that was made here is the one that it was made of, whoever else gets the object. */
    private Answer unboxed(Insn i) {
        Callee c = (Callee) i.attr();
        Type number = c.function() == null ? Boxes.unboxed(c.original()) : null;
        if (number == null || !number.equals(number.asValue())) {
            return Answer.NONE;
        }
        int box = i.arg(0);
        while (defs.is(box, Op.CHECK_CAST)) {
            box = defs.insn(box).arg(0);
        }
        Insn made = defs.insn(box);
        boolean same = made != null
                && Facts.isBox(made)
                && number.equals(Boxes.valueOf(Boxes.boxed(((Callee) made.attr()).original())));
        return same ? Answer.of(made.arg(0)) : Answer.NONE;
    }

    /** A concatenation of constants only, which the lift has put into its recipe. */
    private boolean isConcatOfConstants(Insn i) {
        return i.args().length == 1 && Messages.isConcat(i);
    }

    private Object[] constants(Insn i) {
        Object[] out = new Object[i.args().length];
        for (int k = 0; k < out.length; k++) {
            out[k] = defs.constant(i.arg(k));
        }
        return out;
    }

    private Object foldCall(Insn i) {
        Object[] args = constants(i);
        for (Object a : args) {
            if (a == null) {
                return null;
            }
        }
        if (Facts.isOfString(i)) {
            return Texts.fold(((Callee) i.attr()).original(), args);
        }
        return ((Callee) i.attr()).function() == null ? ConstantFolding.intrinsic(Facts.intrinsic(i), args) : null;
    }

    private static Answer constant(Insn i, Object value) {
        return Answer.of(new Insn(Op.CONST, i.type(), i.result(), new int[0], value, i.loc()));
    }

    private static Answer rewrite(Insn i, Op op, Object attr, int... args) {
        return Answer.of(new Insn(op, i.type(), i.result(), args, attr, i.loc()));
    }

    private boolean isCommutative(Op op) {
        return op == Op.ADD || op == Op.MUL || op == Op.AND || op == Op.OR || op == Op.XOR;
    }

    private Answer floating(Insn i) {
        int a = i.arg(0);
        if (i.op() == Op.NEG) {
            return defs.is(a, Op.NEG) ? Answer.of(defs.insn(a).arg(0)) : Answer.NONE;
        }
        int b = i.arg(1);
        if (isCommutative(i.op()) && defs.constant(a) != null) {
            return rewrite(i, i.op(), null, b, a);
        }
        boolean wide = i.type().equals(Type.F64);
        Object one = wide ? (Object) 1.0 : (Object) 1f;
        Object zero = wide ? (Object) 0.0 : (Object) 0f;
        Object negativeZero = wide ? (Object) (-0.0) : (Object) (-0f);
        switch (i.op()) {
            case ADD:
                if (defs.isConstant(b, negativeZero)) {
                    return Answer.of(a);
                }
                if (a == b) {
                    return doubled(i);
                }
                return defs.is(b, Op.NEG)
                        ? rewrite(i, Op.SUB, null, a, defs.insn(b).arg(0))
                        : defs.is(a, Op.NEG)
                                ? rewrite(i, Op.SUB, null, b, defs.insn(a).arg(0))
                                : Answer.NONE;
            case SUB:
                if (defs.isConstant(b, zero)) {
                    return Answer.of(a);
                }
                if (defs.isConstant(a, negativeZero)) {
                    return rewrite(i, Op.NEG, null, b);
                }
                return defs.is(b, Op.NEG)
                        ? rewrite(i, Op.ADD, null, a, defs.insn(b).arg(0))
                        : Answer.NONE;
            case MUL, DIV:
                if (defs.isConstant(b, one)) {
                    return Answer.of(a);
                }
                if (defs.isConstant(b, wide ? (Object) (-1.0) : (Object) (-1f))) {
                    return rewrite(i, Op.NEG, null, a);
                }
                return defs.is(a, Op.NEG) && defs.is(b, Op.NEG)
                        ? rewrite(
                                i,
                                i.op(),
                                null,
                                defs.insn(a).arg(0),
                                defs.insn(b).arg(0))
                        : Answer.NONE;
            default:
                return Answer.NONE;
        }
    }

    /**
     * {@code x*c + x*c} is {@code x*(2c)} where c is an integer: doubling commutes with rounding unless a bit is lost below the smallest
     * subnormal number, and there {@code x*c} is exact. Derivatives of {@code c*a*a} are full of it.
     */
    private Answer doubled(Insn sum) {
        Insn product = defs.insn(sum.arg(0));
        if (product == null || product.op() != Op.MUL || !(defs.constant(product.arg(1)) instanceof Number n)) {
            return Answer.NONE;
        }
        double twice = 2 * n.doubleValue();
        if (n.doubleValue() != Math.rint(n.doubleValue()) || Math.abs(twice) > Float.MAX_VALUE) {
            return Answer.NONE;
        }
        Object value = sum.type().equals(Type.F64) ? (Object) twice : (Object) (float) twice;
        int constant = function.newValue(sum.type());
        return new Answer(
                -1,
                new Insn(Op.MUL, sum.type(), sum.result(), new int[] {product.arg(0), constant}, null, sum.loc()),
                new Insn(Op.CONST, sum.type(), constant, new int[0], value, sum.loc()));
    }

    private Answer integer(Insn i) {
        int a = i.arg(0);
        if (i.op() == Op.NEG) {
            return defs.is(a, Op.NEG) ? Answer.of(defs.insn(a).arg(0)) : Answer.NONE;
        }
        int b = i.arg(1);
        if (isCommutative(i.op()) && defs.constant(a) instanceof Number && !(defs.constant(b) instanceof Number)) {
            return rewrite(i, i.op(), null, b, a);
        }
        Long c = defs.constant(b) instanceof Number n ? (Long) n.longValue() : null;
        Object zero = i.type().equals(Type.I64) ? (Object) 0L : (Object) 0;
        boolean same = a == b;
        return switch (i.op()) {
            case ADD -> is(c, 0) ? Answer.of(a) : reassociate(i);
            case SUB -> is(c, 0) ? Answer.of(a) : same ? constant(i, zero) : Answer.NONE;
            case MUL -> is(c, 1) ? Answer.of(a) : is(c, 0) ? Answer.of(b) : Answer.NONE;
            case DIV -> is(c, 1) ? Answer.of(a) : Answer.NONE;
            case REM -> is(c, 1) || is(c, -1) ? constant(i, zero) : Answer.NONE;
            case AND -> is(c, -1) || same ? Answer.of(a) : is(c, 0) ? Answer.of(b) : Answer.NONE;
            case OR -> is(c, 0) || same ? Answer.of(a) : is(c, -1) ? Answer.of(b) : Answer.NONE;
            case XOR -> is(c, 0) ? Answer.of(a) : same ? constant(i, zero) : flip(i, c);
            case SHL, SHR, USHR ->
                c != null && (c & (i.type().equals(Type.I64) ? 63 : 31)) == 0 ? Answer.of(a) : Answer.NONE;
            default -> Answer.NONE;
        };
    }

    private static boolean is(Long c, long value) {
        return c != null && c == value;
    }

    /** {@code b ^ 1} of a boolean is its negation. */
    private Answer flip(Insn i, Long c) {
        Insn l = defs.insn(i.arg(0));
        return is(c, 1) && l != null && l.op() == Op.CMP && i.type().equals(Type.I32)
                ? rewrite(i, Op.CMP, negated(l), l.args())
                : Answer.NONE;
    }

    private Cond negated(Insn cmp) {
        return ((Cond) cmp.attr()).negate(function.typeOf(cmp.arg(0)).isFloating());
    }

    /** {@code (x + c) + d} is {@code x + (c + d)}: integers wrap. The sum's constant must exist; only a sum of 0 does for sure. */
    private Answer reassociate(Insn i) {
        Insn l = defs.insn(i.arg(0));
        if (l == null || l.op() != Op.ADD || !(defs.constant(i.arg(1)) instanceof Number d)) {
            return Answer.NONE;
        }
        if (!(defs.constant(l.arg(1)) instanceof Number c)) {
            return Answer.NONE;
        }
        long sum = c.longValue() + d.longValue();
        boolean none = i.type().equals(Type.I64) ? sum == 0 : (int) sum == 0;
        return none ? Answer.of(l.arg(0)) : Answer.NONE;
    }

    private Answer compare(Insn i) {
        Cond c = (Cond) i.attr();
        int a = i.arg(0);
        int b = i.arg(1);
        Type t = function.typeOf(a);
        if (t.isReference()) {
            return compareReferences(i, c);
        }
        boolean constantLeft = defs.constant(a) instanceof Number;
        if (constantLeft && !(defs.constant(b) instanceof Number)) {
            return rewrite(i, Op.CMP, swapped(c), b, a);
        }
        if (a == b && !t.isFloating()) {
            return constant(i, c == Cond.EQ || c == Cond.LE || c == Cond.GE || c == Cond.ULE || c == Cond.UGE ? 1 : 0);
        }
        if (!defs.isInt(b, 0)) {
            return Answer.NONE;
        }
        Insn l = defs.insn(a);
        if (l != null && l.op() == Op.CMP3) {
            Cond direct = ofThreeWay(c, (Integer) l.attr(), function.typeOf(l.arg(0)));
            return direct == null ? Answer.NONE : rewrite(i, Op.CMP, direct, l.args());
        }
        if (Facts.isBoolean(defs, a) && c == Cond.NE) {
            return Answer.of(a);
        }
        if (l != null && l.op() == Op.CMP && c == Cond.EQ) {
            return rewrite(i, Op.CMP, negated(l), l.args());
        }
        return Answer.NONE;
    }

    /** Whether a reference is, or is read of, what a call on the host gave: one object here may be several in Java. */
    private boolean isOfHost(int value) {
        for (Insn d = defs.insn(value); d != null; d = defs.insn(d.arg(0))) {
            if ((d.op() == Op.GETSTATIC || d.op() == Op.GETFIELD) && Captured.isCall((FieldRef) d.attr())) {
                return true;
            }
            if (d.op() != Op.GETFIELD && d.op() != Op.CHECK_CAST) {
                return false;
            }
        }
        return false;
    }

    private Answer compareReferences(Insn i, Cond c) {
        int a = i.arg(0);
        int b = i.arg(1);
        if (a == b && isOfHost(a)) {
            return Answer.NONE;
        }
        boolean aNull = defs.isNull(a);
        boolean bNull = defs.isNull(b);
        if (a == b || (aNull && bNull)) {
            return constant(i, c == Cond.EQ ? 1 : 0);
        }
        if ((aNull && Facts.isNonNull(defs.insn(b))) || (bNull && Facts.isNonNull(defs.insn(a)))) {
            return constant(i, c == Cond.EQ ? 0 : 1);
        }
        return aNull ? rewrite(i, Op.CMP, c, b, a) : Answer.NONE;
    }

    static Cond swapped(Cond c) {
        return switch (c) {
            case EQ, NE -> c;
            case LT -> Cond.GT;
            case LE -> Cond.GE;
            case GT -> Cond.LT;
            case GE -> Cond.LE;
            case ULT -> Cond.UGT;
            case ULE -> Cond.UGE;
            case UGT -> Cond.ULT;
            case UGE -> Cond.ULE;
        };
    }

    /** The condition on the operands of a three-way comparison whose result is compared with 0. */
    private static Cond ofThreeWay(Cond c, int unordered, Type t) {
        if (!t.isFloating()) {
            return c;
        }
        return switch (c) {
            case EQ, NE -> c;
            case LT -> unordered < 0 ? Cond.ULT : Cond.LT;
            case LE -> unordered < 0 ? Cond.ULE : Cond.LE;
            case GT -> unordered > 0 ? Cond.UGT : Cond.GT;
            case GE -> unordered > 0 ? Cond.UGE : Cond.GE;
            default -> null;
        };
    }

    private Answer select(Insn i) {
        int c = i.arg(0);
        if (defs.constant(c) instanceof Integer k) {
            return Answer.of(i.arg(k != 0 ? 1 : 2));
        }
        if (i.arg(1) == i.arg(2)) {
            return Answer.of(i.arg(1));
        }
        if (defs.isInt(i.arg(1), 1) && defs.isInt(i.arg(2), 0) && Facts.isBoolean(defs, c)) {
            return Answer.of(c);
        }
        Insn cmp = defs.insn(c);
        if (cmp != null && cmp.op() == Op.CMP && defs.isInt(i.arg(1), 0) && defs.isInt(i.arg(2), 1)) {
            return rewrite(i, Op.CMP, negated(cmp), cmp.args());
        }
        return Answer.NONE;
    }

    private Answer convert(Insn i) {
        Type from = function.typeOf(i.arg(0));
        if (from.equals(i.type())) {
            return Answer.of(i.arg(0));
        }
        Insn inner = defs.insn(i.arg(0));
        if (inner != null && inner.op() == Op.INTRINSIC && i.type().equals(Type.F32)) {
            return rootOfFloat(i, inner);
        }
        if (inner == null || inner.op() != Op.CONV) {
            return Answer.NONE;
        }
        Type start = function.typeOf(inner.arg(0));
        boolean widened = (start.equals(Type.I32) && (from.equals(Type.I64) || from.equals(Type.F64)))
                || (start.equals(Type.F32) && from.equals(Type.F64));
        if (!widened) {
            return Answer.NONE;
        }
        // a widening keeps the value, so what follows may start from the narrow one
        return i.type().equals(start) ? Answer.of(inner.arg(0)) : rewrite(i, Op.CONV, null, inner.arg(0));
    }

    /**
     * {@code (float) Math.sqrt(x)} of a float: the root in float, since rounding first to double's 53 bits, which are at least 2·24 + 2,
     * changes no float result (Figueroa, When is double rounding innocuous?, SIGNUM Newsletter 30(3), 1995).
     */
    private Answer rootOfFloat(Insn i, Insn root) {
        Insn widened = "sqrt".equals(root.attr()) ? defs.insn(root.arg(0)) : null;
        return widened != null
                        && widened.op() == Op.CONV
                        && root.type().equals(Type.F64)
                        && function.typeOf(widened.arg(0)).equals(Type.F32)
                ? rewrite(i, Op.INTRINSIC, root.attr(), widened.arg(0))
                : Answer.NONE;
    }

    private Answer narrow(Insn i) {
        Type to = (Type) i.attr();
        Insn inner = defs.insn(i.arg(0));
        if (to.equals(Type.BOOL) && Facts.isBoolean(defs, i.arg(0))) {
            return Answer.of(i.arg(0));
        }
        if (inner == null) {
            return Answer.NONE;
        }
        boolean already = switch (inner.op()) {
            case NARROW -> inner.attr().equals(to);
            case ALOAD -> function.typeOf(inner.arg(0)).equals(Type.array(to));
            default -> false;
        };
        return already ? Answer.of(i.arg(0)) : Answer.NONE;
    }

    private Answer inverse(Insn i) {
        Insn inner = defs.insn(i.arg(0));
        return inner != null
                        && inner.op() == Op.BITCAST
                        && function.typeOf(inner.arg(0)).equals(i.type())
                ? Answer.of(inner.arg(0))
                : Answer.NONE;
    }

    private Answer length(Insn i) {
        boolean known = defs.is(i.arg(0), Op.NEWARRAY) || defs.is(i.arg(0), Op.SHARED);
        return known ? Answer.of(defs.insn(i.arg(0)).arg(0)) : Answer.NONE;
    }

    /** Whether a check can never fail. */
    boolean neverFails(Insn check) {
        Insn d = defs.insn(check.arg(0));
        return switch (check.op()) {
            case CHECK_NULL -> Facts.isNonNull(d);
            case CHECK_ZERO -> defs.constant(check.arg(0)) instanceof Number n && n.longValue() != 0;
            case CHECK_SIZE ->
                (defs.constant(check.arg(0)) instanceof Integer n && n >= 0) || defs.is(check.arg(0), Op.ALEN);
            case CHECK_BOUNDS ->
                d != null
                        && (d.op() == Op.NEWARRAY || d.op() == Op.SHARED)
                        && defs.constant(d.arg(0)) instanceof Integer length
                        && defs.constant(check.arg(1)) instanceof Integer index
                        && index >= 0
                        && index < length;
            default -> false;
        };
    }
}
