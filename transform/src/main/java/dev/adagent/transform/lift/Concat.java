package dev.adagent.transform.lift;

import dev.adagent.overlay.MethodKey;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Type;

/**
 * String concatenation in the IR: a call of {@code java/lang/invoke/StringConcatFactory.makeConcatWithConstants} whose first operand
 * is the recipe, a string constant with one {@code \u0001} for each further operand. An exception's message has the same form in a
 * {@code RAISE}.
 */
final class Concat {
    static final String OWNER = "java/lang/invoke/StringConcatFactory";
    static final String NAME = "makeConcatWithConstants";

    private Concat() {}

    /** Emits the call; {@code descriptors} are those of the operands, one after the other. */
    static int call(Builder b, String recipe, String descriptors, int... operands) {
        int[] args = new int[operands.length + 1];
        args[0] = b.constant(recipe);
        System.arraycopy(operands, 0, args, 1, operands.length);
        MethodKey key = new MethodKey(OWNER, NAME, "(Ljava/lang/String;" + descriptors + ")Ljava/lang/String;");
        return b.emit(
                Op.CALL, Type.object("java/lang/String"), new Callee(Callee.Kind.STATIC, key, null, null, null), args);
    }

    /** A text with a value behind it. */
    static int append(Builder b, int text, String descriptor, int value) {
        String string = "Ljava/lang/String;";
        Insn last = b.definition(value);
        boolean constant =
                last != null && last.op() == Op.CONST && last.attr() instanceof String s && s.indexOf('\u0001') < 0;
        return constant
                ? call(b, "\u0001" + last.attr(), string, text)
                : call(b, "\u0001\u0001", string + descriptor, text, value);
    }
}
