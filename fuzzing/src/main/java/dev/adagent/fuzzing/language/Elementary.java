package dev.adagent.fuzzing.language;

import dev.adagent.fuzzing.Draw;

/**
 * The functions of {@code Math} that may differ within the bound of their Javadoc. Their results go to an array that the program never
 * reads, and are compared within the bound; everything else is compared bit for bit.
 */
final class Elementary {
    /** Function, number of arguments, and the largest difference in ulps between two results that both keep the bound. */
    private record Bounded(String name, int arguments, double ulps) {}

    private static final Bounded[] FUNCTIONS = {
        new Bounded("sin", 1, 2),
        new Bounded("cos", 1, 2),
        new Bounded("tan", 1, 2),
        new Bounded("asin", 1, 2),
        new Bounded("acos", 1, 2),
        new Bounded("atan", 1, 2),
        new Bounded("exp", 1, 2),
        new Bounded("log", 1, 2),
        new Bounded("log10", 1, 2),
        new Bounded("cbrt", 1, 2),
        new Bounded("expm1", 1, 2),
        new Bounded("log1p", 1, 2),
        new Bounded("hypot", 2, 2),
        new Bounded("pow", 2, 2),
        new Bounded("atan2", 2, 4),
        new Bounded("sinh", 1, 5),
        new Bounded("cosh", 1, 5),
        new Bounded("tanh", 1, 5),
    };

    /** The most that any of the functions may differ by. */
    static final double ULPS = 5;

    private Elementary() {}

    /** A statement that stores a bounded result. */
    static Node store(Draw draw, Expressions expressions, Scope s) {
        Bounded b = draw.pick(FUNCTIONS);
        Node first = expressions.of(JavaType.DOUBLE, s, 2);
        String head = "tm[" + ProgramGenerator.THREAD + "] = Math." + b.name() + "(";
        return b.arguments() == 1
                ? Node.statement(head, first, ");\n")
                : Node.statement(head, first, ", ", expressions.of(JavaType.DOUBLE, s, 1), ");\n");
    }
}
