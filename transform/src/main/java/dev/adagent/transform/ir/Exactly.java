package dev.adagent.transform.ir;

import java.util.function.BiFunction;

/**
 * What an {@link Op#INSTANCEOF} may ask for in the place of a type: an object of exactly that class, and of none below it.
 *
 * @param type the class
 */
public record Exactly(Type type) {
    static final String TEXT = "exactly";

    /** The class or interface that a test is for. */
    public static Type asked(Insn test) {
        return test.attr() instanceof Exactly e ? e.type() : (Type) test.attr();
    }

    /**
     * Whether objects of exactly a class pass a test.
     *
     * @param isSubtype whether the first is a subtype of the second; null if that is not known
     */
    public static Boolean passes(Insn test, Type of, BiFunction<Type, Type, Boolean> isSubtype) {
        return test.attr() instanceof Exactly e ? (Boolean) e.type().equals(of) : isSubtype.apply(of, asked(test));
    }

    @Override
    public String toString() {
        return TEXT + " " + type;
    }
}
