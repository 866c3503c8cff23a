package dev.adagent.overlay;

import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;

/**
 * Bodies for the elementary functions of {@link Math} and {@link StrictMath}, for the tables of devices that have none of their own. They
 * are ordinary Java that ships with the compiler, named here so that a back end need not depend on it. What one instruction
 * computes exactly ({@code sqrt}, {@code fma}, {@code floor} …) stays an intrinsic of {@code GLOBAL}.
 */
public final class MathOverlays {
    /** Names of the functions of one argument, of type double. */
    public static final List<String> UNARY = List.of(
            "sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "exp", "expm1", "log", "log1p",
            "log10", "cbrt");
    /** Names of the functions of two arguments, of type double. */
    public static final List<String> BINARY = List.of("atan2", "pow", "hypot");

    /** Functions of {@link Math} that are computed otherwise than those of {@link StrictMath}. */
    private static final List<String> FUSED = List.of("exp", "log", "log10", "tanh", "hypot");

    /**
     * Functions that a library has beyond 2 ulp, of doubles and of floats: they are for FAST, and in CONTRACT stay ours. Measured of libdevice on an
     * H100 ({@code tan} 2.32, {@code cosh} of floats 2.23 ulp), or stated so by CUDA's documentation.
     */
    private static final List<String> LOOSE_OF_DOUBLES = List.of("tan");

    private static final List<String> LOOSE_OF_FLOATS = List.of("tan", "sinh", "cosh", "atan2", "pow");
    /** Functions whose special results in a library are not Java's: ours in every mode. */
    private static final List<String> NEVER_OF_A_LIBRARY = List.of("hypot");

    private static final String LIBRARY = "dev/adagent/codegen/math/LibraryMath";
    private static final String FUSED_BODIES = "dev/adagent/codegen/math/FusedMath";
    private static final String FLOAT_BODIES = "dev/adagent/codegen/math/FloatMath";
    private static final String BODIES = "dev/adagent/codegen/math/DeviceMath";

    private MathOverlays() {}

    /**
     * The body of the elementary function of that name.
     *
     * @param intrinsic name of the operation, with {@code strict.} before it for {@code StrictMath}'s bits
     * @return the method on doubles, or null if {@code intrinsic} names no elementary function
     */
    public static MethodKey body(String intrinsic) {
        boolean strict = intrinsic.startsWith("strict.");
        String name = strict ? intrinsic.substring(7) : intrinsic;
        if (!strict && FUSED.contains(name)) {
            return new MethodKey(FUSED_BODIES, name, BINARY.contains(name) ? "(DD)D" : "(D)D");
        }
        if (UNARY.contains(name)) {
            return new MethodKey(BODIES, name, "(D)D");
        }
        return BINARY.contains(name) ? new MethodKey(BODIES, name, "(DD)D") : null;
    }

    /** Adds an entry for each function of both classes. */
    public static MethodTable.Builder addTo(MethodTable.Builder table) {
        for (String owner : List.of("java/lang/Math", "java/lang/StrictMath")) {
            for (List<String> names : List.of(UNARY, BINARY)) {
                for (String name : names) {
                    MethodKey body = body(owner.endsWith("StrictMath") ? "strict." + name : name);
                    table.put(new MethodKey(owner, name, body.descriptor()), new Overlay.Body(body));
                }
            }
        }
        return addFloatForms(table);
    }

    /**
     * Adds entries by which a library of the target computes the functions of {@code Math} in the modes CONTRACT and FAST: of doubles and of
     * floats where the library's error is at most 2 ulp, in FAST also the others.
     *
     * @param operation name of the operation that {@link Target#symbol} binds to the library's function, of {@code sin.f64} and the like
     */
    public static MethodTable.Builder addLibrary(MethodTable.Builder table, UnaryOperator<String> operation) {
        for (List<String> names : List.of(UNARY, BINARY)) {
            for (String name : names) {
                if (NEVER_OF_A_LIBRARY.contains(name)) {
                    continue;
                }
                String doubles = names == UNARY ? "(D)D" : "(DD)D";
                String floats = names == UNARY ? "(F)F" : "(FF)F";
                String body = name.equals("pow") ? "javaPow" : name;
                table.put(
                        "java/lang/Math",
                        mode(LOOSE_OF_DOUBLES, name) + name,
                        doubles,
                        new Overlay.Body(new MethodKey(LIBRARY, body, doubles)));
                MethodKey ofFloats = new MethodKey("java/lang/Math", mode(LOOSE_OF_FLOATS, name) + name, floats);
                if (!table.replaces(ofFloats)) { // exp and log have forms of their own
                    table.put(ofFloats, new Overlay.Body(new MethodKey(LIBRARY, body, floats)));
                }
                table.put(LIBRARY, name, doubles, pure(operation.apply(name + ".f64")));
                table.put(LIBRARY, name, floats, pure(operation.apply(name + ".f32")));
            }
        }
        return table;
    }

    private static String mode(List<String> loose, String name) {
        return loose.contains(name) ? "fast." : "contract.";
    }

    private static Overlay pure(String operation) {
        return new Overlay.TargetIntrinsic(operation, Overlay.Effect.PURE);
    }

    /** What a narrowed function of a widened float is: entries for methods that {@code Math} has not, in each mode. */
    private static MethodTable.Builder addFloatForms(MethodTable.Builder table) {
        String floats = "(F)F";
        for (String name :
                List.of("exp", "contractExp", "fastExp", "log", "contractLog", "fastLog", "fastSin", "fastCos")) {
            String entry = name.replaceFirst("^(contract|fast)", "$1.").toLowerCase(Locale.ROOT);
            table.put("java/lang/Math", entry, floats, new Overlay.Body(new MethodKey(FLOAT_BODIES, name, floats)));
        }
        // rounding twice is rounding once: a double has more than twice a float's digits (Figueroa 1995)
        table.put("java/lang/Math", "sqrt", floats, new Overlay.Intrinsic("sqrt"));
        return table;
    }
}
