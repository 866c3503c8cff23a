package dev.adagent.overlay;

import java.util.List;

/**
 * Classes of libraries whose static methods are those of {@link Math} under the same names, computed in Java by the bits of numbers. Their code
 * is run as it is; their derivatives are {@code Math}'s, which do not go through bits.
 */
public final class MathLibraries {
    /** Internal names of the classes. */
    public static final List<String> OWNERS = List.of(
            "org/apache/commons/math3/util/FastMath",
            "org/apache/commons/math4/util/FastMath",
            "org/apache/commons/math4/core/jdkmath/AccurateMath",
            "org/hipparchus/util/FastMath");

    private static final List<String> ONE = List.of(
            "sin",
            "cos",
            "tan",
            "asin",
            "acos",
            "atan",
            "sinh",
            "cosh",
            "tanh",
            "exp",
            "expm1",
            "log",
            "log1p",
            "log10",
            "cbrt",
            "sqrt",
            "floor",
            "ceil",
            "rint",
            "abs",
            "signum",
            "ulp",
            "nextUp",
            "nextDown");

    private static final List<String> TWO =
            List.of("atan2", "pow", "hypot", "min", "max", "copySign", "IEEEremainder", "nextAfter");

    private MathLibraries() {}

    /** Whether the method has the derivative of {@code Math}'s method of its name. */
    public static boolean has(MethodKey m) {
        if (!OWNERS.contains(m.owner())) {
            return false;
        }
        return switch (m.descriptor()) {
            case "(D)D" -> ONE.contains(m.name());
            case "(DD)D" -> TWO.contains(m.name());
            case "(DI)D" -> m.name().equals("scalb") || m.name().equals("pow");
            default -> false;
        };
    }

    /** Lets the methods stay calls until derivatives are made. */
    static void addTo(MethodTable.Builder table) {
        for (String owner : OWNERS) {
            ONE.forEach(name -> itself(table, owner, name, "(D)D"));
            TWO.forEach(name -> itself(table, owner, name, "(DD)D"));
            itself(table, owner, "scalb", "(DI)D");
            itself(table, owner, "pow", "(DI)D");
        }
    }

    private static void itself(MethodTable.Builder table, String owner, String name, String descriptor) {
        MethodKey key = new MethodKey(owner, name, descriptor);
        table.put(key, new Overlay.Body(key));
    }
}
