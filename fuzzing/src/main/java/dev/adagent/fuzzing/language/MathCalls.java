package dev.adagent.fuzzing.language;

import dev.adagent.fuzzing.Draw;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Calls of the JDK's functions on numbers whose result has the same bits everywhere, or the same exception. The functions of
 * {@code Math} that may differ within a bound are in {@link Elementary}.
 */
final class MathCalls {
    /** A function: text before the first argument, then the argument types by letter. */
    private record Call(String name, String parameters) {}

    private static final Map<JavaType, List<Call>> CALLS = new EnumMap<>(JavaType.class);

    static {
        for (String owner : new String[] {"Math", "StrictMath"}) {
            put(
                    JavaType.INT,
                    owner,
                    "abs I",
                    "min II",
                    "max II",
                    "floorMod II",
                    "floorDiv II",
                    "addExact II",
                    "subtractExact II",
                    "multiplyExact II",
                    "negateExact I",
                    "toIntExact J",
                    "round F",
                    "getExponent D",
                    "getExponent F",
                    "floorMod JI",
                    "incrementExact I",
                    "decrementExact I",
                    "absExact I");
            put(
                    JavaType.LONG,
                    owner,
                    "abs J",
                    "min JJ",
                    "max JJ",
                    "floorMod JJ",
                    "floorDiv JJ",
                    "addExact JJ",
                    "subtractExact JJ",
                    "multiplyExact JJ",
                    "negateExact J",
                    "round D",
                    "multiplyHigh JJ",
                    "multiplyFull II",
                    "incrementExact J",
                    "floorDiv JI");
            put(
                    JavaType.FLOAT,
                    owner,
                    "abs F",
                    "min FF",
                    "max FF",
                    "fma FFF",
                    "ulp F",
                    "signum F",
                    "nextUp F",
                    "nextDown F",
                    "scalb FI",
                    "nextAfter FD");
            put(
                    JavaType.DOUBLE,
                    owner,
                    "abs D",
                    "min DD",
                    "max DD",
                    "fma DDD",
                    "ulp D",
                    "signum D",
                    "nextUp D",
                    "nextDown D",
                    "scalb DI",
                    "nextAfter DD",
                    "sqrt D",
                    "floor D",
                    "ceil D",
                    "rint D",
                    "IEEEremainder DD");
        }
        put(
                JavaType.INT,
                "Integer",
                "bitCount I",
                "reverse I",
                "rotateLeft II",
                "rotateRight II",
                "highestOneBit I",
                "lowestOneBit I",
                "numberOfLeadingZeros I",
                "numberOfTrailingZeros I",
                "compare II",
                "signum I",
                "divideUnsigned IO",
                "remainderUnsigned IO",
                "compareUnsigned II",
                "reverseBytes I",
                "sum II");
        put(
                JavaType.INT,
                "Long",
                "bitCount J",
                "numberOfLeadingZeros J",
                "numberOfTrailingZeros J",
                "compare JJ",
                "signum J",
                "compareUnsigned JJ");
        put(JavaType.INT, "Float", "floatToIntBits F", "compare FF");
        put(JavaType.INT, "Double", "compare DD");
        put(JavaType.INT, "Character", "compare CC");
        put(
                JavaType.LONG,
                "Long",
                "reverse J",
                "rotateLeft JI",
                "highestOneBit J",
                "lowestOneBit J",
                "reverseBytes J",
                "sum JJ",
                "divideUnsigned JP",
                "remainderUnsigned JP");
        put(JavaType.LONG, "Integer", "toUnsignedLong I");
        put(JavaType.LONG, "Double", "doubleToLongBits D");
        put(JavaType.FLOAT, "Float", "intBitsToFloat I", "sum FF");
        put(JavaType.DOUBLE, "Double", "longBitsToDouble J", "sum DD");
        put(JavaType.BOOLEAN, "Double", "isNaN D", "isInfinite D", "isFinite D");
        put(JavaType.BOOLEAN, "Float", "isNaN F", "isInfinite F");
    }

    /** fdlibm's functions, the same bits everywhere. Rare: they make much code. */
    private static final String[] STRICT = {
        "sin D",
        "cos D",
        "tan D",
        "asin D",
        "acos D",
        "atan D",
        "exp D",
        "log D",
        "log10 D",
        "cbrt D",
        "atan2 DD",
        "pow DD",
        "sinh D",
        "cosh D",
        "tanh D",
        "hypot DD",
        "expm1 D",
        "log1p D",
        "copySign DD"
    };

    private final Draw draw;
    private final Expressions expressions;

    MathCalls(Draw draw, Expressions expressions) {
        this.draw = draw;
        this.expressions = expressions;
    }

    private static void put(JavaType result, String owner, String... calls) {
        List<Call> to = CALLS.computeIfAbsent(result, r -> new ArrayList<>());
        for (String c : calls) {
            int space = c.indexOf(' ');
            to.add(new Call(owner + "." + c.substring(0, space), c.substring(space + 1)));
        }
    }

    /** A call that gives that type. */
    Node of(JavaType t, Scope s, int depth) {
        Call c = draw.pick(CALLS.get(t));
        if (t == JavaType.DOUBLE && draw.oneIn(40)) {
            String strict = draw.pick(STRICT);
            int space = strict.indexOf(' ');
            c = new Call("StrictMath." + strict.substring(0, space), strict.substring(space + 1));
        }
        List<Object> parts = new ArrayList<>(List.of(c.name() + "("));
        for (int k = 0; k < c.parameters().length(); k++) {
            if (k > 0) {
                parts.add(", ");
            }
            parts.add(argument(c, c.parameters().charAt(k), s, depth));
        }
        parts.add(")");
        return Node.expression(t, parts.toArray());
    }

    private Node argument(Call c, char letter, Scope s, int depth) {
        // a divisor is rarely 0, an exact operation rarely overflows
        if (letter == 'O' || (letter == 'I' && c.name().contains("floor"))) {
            Node e = expressions.of(JavaType.INT, s, depth - 1);
            return draw.oneIn(6) ? e : Node.expression(JavaType.INT, "(", e, " | 1)");
        }
        if (letter == 'P' || (letter == 'J' && c.name().contains("floor"))) {
            Node e = expressions.of(JavaType.LONG, s, depth - 1);
            return draw.oneIn(6) ? e : Node.expression(JavaType.LONG, "(", e, " | 1L)");
        }
        if (c.name().endsWith("Exact") && !draw.oneIn(4)) {
            Node e = expressions.of(JavaType.INT, s, depth - 1);
            return Node.expression(
                    letter == 'I' ? JavaType.INT : JavaType.LONG, "(", e, letter == 'I' ? " >> 17)" : " >> 2)");
        }
        return expressions.of(type(letter), s, depth - 1);
    }

    private static JavaType type(char letter) {
        for (JavaType t : JavaType.values()) {
            if (t.letter() == letter) {
                return t;
            }
        }
        throw new IllegalArgumentException("no type " + letter);
    }
}
