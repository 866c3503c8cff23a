package dev.adagent.fuzzing.language;

import dev.adagent.fuzzing.Draw;
import java.util.Arrays;

/**
 * The functions of {@code Math} that may differ within the bound of their Javadoc. Their results go to an array that the program never
 * reads, and are compared within the bound; everything else is compared bit for bit.
 */
final class Elementary {
    /** The largest differences in ulps between two results that both keep their bound; each has an element of a thread's results. */
    private static final int[] ULPS = {2, 4, 5};

    /** How many results a thread has. */
    static final int RESULTS = ULPS.length;

    /** @param ulps one of {@link #ULPS} */
    private record Bounded(String name, int arguments, int ulps) {}

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

    private Elementary() {}

    /** A statement that stores a bounded result. */
    static Node store(Draw draw, Expressions expressions, Scope s) {
        Bounded b = draw.pick(FUNCTIONS);
        Node first = expressions.of(JavaType.DOUBLE, s, 2);
        int result = Arrays.binarySearch(ULPS, b.ulps());
        String head = "tm[" + ProgramGenerator.THREAD + " * " + RESULTS + " + " + result + "] = Math." + b.name() + "(";
        return b.arguments() == 1
                ? Node.statement(head, first, ");\n")
                : Node.statement(head, first, ", ", expressions.of(JavaType.DOUBLE, s, 1), ");\n");
    }

    /** Whether both may be what the functions of that element of a thread's results give. NaN is only NaN, an infinity that one, a zero has its sign. */
    static boolean agree(int result, double expected, double actual) {
        if (Double.compare(expected, actual) == 0) {
            return true;
        }
        // everything is within an infinity's ulp, and the zeros are no distance apart
        return Double.isFinite(expected)
                && Double.isFinite(actual)
                && expected != actual
                && Math.abs(expected - actual) <= ULPS[result] * Math.max(Math.ulp(expected), Math.ulp(actual));
    }
}
