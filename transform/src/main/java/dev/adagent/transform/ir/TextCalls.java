package dev.adagent.transform.ir;

/**
 * Calls of the JDK's, without a function, that make texts or look at them. They are folded, become parts of exceptions, or run on the host: on
 * a device there are no texts.
 */
public final class TextCalls {
    private static final String CONCAT = "java/lang/invoke/StringConcatFactory";

    private TextCalls() {}

    /** Whether the instruction is one of those below. */
    public static boolean is(Insn i) {
        return makesText(i) || isOfString(i) || isConcat(i);
    }

    /** A concatenation: operands the recipe, with {@code \u0001} for each value, and the values. */
    public static boolean isConcat(Insn i) {
        return i.op() == Op.CALL
                && i.attr() instanceof Callee c
                && c.original().owner().equals(CONCAT);
    }

    /** A call of a static method that makes a text. */
    public static boolean makesText(Insn i) {
        return i.op() == Op.CALL
                && i.attr() instanceof Callee c
                && c.function() == null
                && c.kind() == Callee.Kind.STATIC
                && (c.original().owner().startsWith("java/lang/")
                        || c.original().owner().equals("java/util/Arrays"))
                && c.original().descriptor().endsWith(")Ljava/lang/String;");
    }

    /** A call of a method of {@code String} on a text: it is folded where the text is a constant. */
    public static boolean isOfString(Insn i) {
        return i.op() == Op.CALL
                && i.attr() instanceof Callee c
                && c.function() == null
                && c.kind() != Callee.Kind.STATIC
                && c.original().owner().equals("java/lang/String")
                && !c.original().name().equals("<init>");
    }
}
