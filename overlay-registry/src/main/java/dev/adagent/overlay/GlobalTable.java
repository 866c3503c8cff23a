package dev.adagent.overlay;

/**
 * The table {@code GLOBAL}: what holds on every device. The methods of {@link Math} and {@link StrictMath} that are operations of
 * the compiler, and the bit operations of {@link Integer} and {@link Long}; everything else in these classes is lifted from its
 * bytecode. Where {@code StrictMath} returns other bits than {@code Math} may, its operation has the prefix {@code strict.}.
 */
public final class GlobalTable implements OverlayProvider {
    private static final String STAND_INS = "dev/adagent/overlay/";

    /** Elementary functions of one argument: results of Math are bounded in ulps, those of StrictMath are fdlibm's bits. */
    private static final String[] ELEMENTARY = {
        "sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "exp", "expm1", "log", "log1p", "log10",
        "cbrt"
    };

    private static final MethodTable TABLE = make();

    /** The table {@code GLOBAL}. */
    public static MethodTable get() {
        return TABLE;
    }

    @Override
    public Layer layer() {
        return Layer.GLOBAL;
    }

    @Override
    public String target() {
        return null;
    }

    @Override
    public MethodTable table() {
        return TABLE;
    }

    private static MethodTable make() {
        MethodTable.Builder b = MethodTable.builder("GLOBAL");
        for (String math : new String[] {"java/lang/Math", "java/lang/StrictMath"}) {
            String strict = math.endsWith("StrictMath") ? "strict." : "";
            for (String name : ELEMENTARY) {
                intrinsic(b, math, name, "(D)D", strict + name);
            }
            for (String name : new String[] {"atan2", "pow", "hypot"}) {
                intrinsic(b, math, name, "(DD)D", strict + name);
            }
            for (String name : new String[] {"sqrt", "floor", "ceil", "rint", "abs"}) {
                intrinsic(b, math, name, "(D)D", name);
            }
            intrinsic(b, math, "abs", "(F)F", "abs");
            for (String descriptor : new String[] {"(DD)D", "(FF)F"}) {
                intrinsic(b, math, "min", descriptor, "min");
                intrinsic(b, math, "max", descriptor, "max");
                // StrictMath takes a NaN's sign to be positive, Math may take it as it is
                intrinsic(b, math, "copySign", descriptor, strict + "copySign");
            }
            intrinsic(b, math, "fma", "(DDD)D", "fma");
            intrinsic(b, math, "fma", "(FFF)F", "fma");
            intrinsic(b, math, "multiplyHigh", "(JJ)J", "multiplyHigh");
            for (String type : new String[] {"D", "F"}) {
                for (String name : new String[] {"signum", "nextUp", "nextDown"}) {
                    itself(b, math, name, "(" + type + ")" + type);
                }
                body(b, math, "ulp", "ulp", "(" + type + ")" + type);
                body(b, math, "scalb", "scalb", "(" + type + "I)" + type);
                itself(b, math, "nextAfter", "(" + type + "D)" + type);
            }
            body(b, math, "round", "round", "(D)J");
            body(b, math, "round", "round", "(F)I");
            body(b, math, "IEEEremainder", "ieeeRemainder", "(DD)D");
        }
        MathLibraries.addTo(b);
        for (String name : new String[] {"bitCount", "numberOfLeadingZeros", "numberOfTrailingZeros"}) {
            intrinsic(b, "java/lang/Integer", name, "(I)I", name);
            intrinsic(b, "java/lang/Long", name, "(J)I", name);
        }
        arrays(b);
        sorting(b);
        orders(b);
        streams(b);
        lists(b);
        decimals(b);
        integers(b);
        return b.build();
    }

    /** {@link Decimal} in place of {@code BigDecimal}: what rounding a number to decimal places needs. */
    private static void decimals(MethodTable.Builder b) {
        String owner = "dev/adagent/overlay/Decimal";
        String made = ")L" + owner + ";";
        String decimal = "java/math/BigDecimal";
        for (String parameters : new String[] {"D", "J", "JI"}) {
            MethodKey body = new MethodKey(owner, "valueOf", "(" + parameters + made);
            b.putStandIn(new MethodKey(decimal, "valueOf", "(" + parameters + ")L" + decimal + ";"), body, false);
        }
        instance(b, decimal, "setScale", "II", made, owner);
        instance(b, decimal, "setScale", "I", made, owner);
        instance(b, decimal, "setScale", "ILjava/math/RoundingMode;", made, owner);
        instance(b, decimal, "negate", "", made, owner);
        instance(b, decimal, "abs", "", made, owner);
        instance(b, decimal, "signum", "", ")I", owner);
        instance(b, decimal, "scale", "", ")I", owner);
        instance(b, decimal, "doubleValue", "", ")D", owner);
    }

    /** {@link Whole} in place of {@code BigInteger}: what products and sums of a few longs need. */
    private static void integers(MethodTable.Builder b) {
        String owner = "dev/adagent/overlay/Whole";
        String integer = "java/math/BigInteger";
        String made = ")L" + owner + ";";
        MethodKey valueOf = new MethodKey(owner, "valueOf", "(J" + made);
        b.putStandIn(new MethodKey(integer, "valueOf", "(J)L" + integer + ";"), valueOf, false);
        String other = "L" + owner + ";";
        for (String name : "add subtract multiply divide remainder mod gcd min max".split(" ")) {
            instance(b, integer, name, other, made, owner);
        }
        instance(b, integer, "modPow", other + other, made, owner);
        for (String name : "pow shiftLeft shiftRight flipBit".split(" ")) {
            instance(b, integer, name, "I", made, owner);
        }
        for (String name : "negate abs".split(" ")) {
            instance(b, integer, name, "", made, owner);
        }
        for (String name : "signum bitLength intValue".split(" ")) {
            instance(b, integer, name, "", ")I", owner);
        }
        instance(b, integer, "compareTo", other, ")I", owner);
        instance(b, integer, "equals", "Ljava/lang/Object;", ")Z", owner);
        instance(b, integer, "testBit", "I", ")Z", owner);
        instance(b, integer, "longValue", "", ")J", owner);
        instance(b, integer, "doubleValue", "", ")D", owner);
    }

    private static void instance(
            MethodTable.Builder b, String owner, String name, String parameters, String result, String body) {
        MethodKey key = new MethodKey(owner, name, ("(" + parameters + result).replace(body, owner));
        b.putStandIn(key, new MethodKey(body, name, "(L" + body + ";" + parameters + result), true);
    }

    /** The entries of {@link ArrayBodies}. */
    private static void arrays(MethodTable.Builder b) {
        String owner = "dev/adagent/overlay/ArrayBodies";
        for (String name : new String[] {"checkFromToIndex", "checkFromIndexSize"}) {
            b.put("java/util/Objects", name, "(III)I", new Overlay.Body(new MethodKey(owner, name, "(III)I")));
        }
        for (String type : "Z B C S I J F D".split(" ")) {
            String descriptor = "([" + type + "[" + type + "I)I";
            MethodKey body = new MethodKey(owner, "mismatch", descriptor);
            b.put("jdk/internal/util/ArraysSupport", "mismatch", descriptor, new Overlay.Body(body));
        }
        b.put("java/util/Arrays", "hashCode", "([I)I", new Overlay.Body(new MethodKey(owner, "hashCode", "([I)I")));
        for (String type : "I J F D".split(" ")) {
            for (String descriptor : new String[] {"([" + type + ")V", "([" + type + "II)V"}) {
                MethodKey body = new MethodKey(owner, "sort", descriptor);
                b.put("java/util/Arrays", "sort", descriptor, new Overlay.Body(body));
                b.put("java/util/Arrays", "parallelSort", descriptor, new Overlay.Body(body));
            }
        }
        for (String type : "Int Long Double".split(" ")) {
            String array = type.equals("Long") ? "([J" : "([" + type.charAt(0);
            String operator = "Ljava/util/function/" + type + "BinaryOperator;)V";
            for (String descriptor : new String[] {array + operator, array + "II" + operator}) {
                MethodKey body = new MethodKey(owner, "parallelPrefix", descriptor);
                b.put("java/util/Arrays", "parallelPrefix", descriptor, new Overlay.Body(body));
            }
        }
    }

    /** The entries of {@link ObjectSorting}. */
    private static void sorting(MethodTable.Builder b) {
        String objects = "[Ljava/lang/Object;";
        String order = "Ljava/util/Comparator;";
        for (String parameters : new String[] {objects, objects + "II", objects + order, objects + "II" + order}) {
            String descriptor = "(" + parameters + ")V";
            MethodKey body = new MethodKey("dev/adagent/overlay/ObjectSorting", "sort", descriptor);
            b.put("java/util/Arrays", "sort", descriptor, new Overlay.Body(body));
        }
    }

    /** Orders whose objects the JDK keeps. */
    private static void orders(MethodTable.Builder b) {
        String made = "()Ljava/util/Comparator;";
        String by = "dev/adagent/overlay/ObjectSorting";
        b.put("java/util/Comparator", "naturalOrder", made, new Overlay.Body(new MethodKey(by, "naturalOrder", made)));
        for (String owner : new String[] {"java/util/Comparator", "java/util/Collections"}) {
            b.put(owner, "reverseOrder", made, new Overlay.Body(new MethodKey(by, "reverseOrder", made)));
        }
    }

    /** {@link ListBodies} in place of {@code List.of}. */
    private static void lists(MethodTable.Builder b) {
        String list = ")Ljava/util/List;";
        StringBuilder parameters = new StringBuilder("(");
        for (int n = 0; n <= 10; n++) {
            listOf(b, parameters + list);
            parameters.append("Ljava/lang/Object;");
        }
        listOf(b, "([Ljava/lang/Object;" + list);
    }

    private static void listOf(MethodTable.Builder b, String descriptor) {
        MethodKey body = new MethodKey("dev/adagent/overlay/ListBodies", "of", descriptor);
        b.put("java/util/List", "of", descriptor, new Overlay.Body(body));
    }

    /** {@link IntElements}, {@link LongElements}, {@link DoubleElements} and {@link Elements} in place of the JDK's streams. */
    private static void streams(MethodTable.Builder b) {
        for (String type : new String[] {"Int", "Long", "Double"}) {
            String by = type + "Elements";
            String owner = "java/util/stream/" + type + "Stream";
            String of = type.equals("Long") ? "J" : type.substring(0, 1);
            String step = "Ljava/util/function/" + type + "UnaryOperator;";
            stream(b, owner, "of", by, "of", "([" + of + ")", owner);
            stream(b, owner, "of", by, "only", "(" + of + ")", owner);
            stream(b, owner, "iterate", by, "iterate", "(" + of + step + ")", owner);
            String test = "Ljava/util/function/" + type + "Predicate;";
            stream(b, owner, "iterate", by, "iterate", "(" + of + test + step + ")", owner);
            stream(b, owner, "generate", by, "generate", "(Ljava/util/function/" + type + "Supplier;)", owner);
            stream(b, "java/util/Arrays", "stream", by, "of", "([" + of + ")", owner);
            stream(b, "java/util/Arrays", "stream", by, "part", "([" + of + "II)", owner);
        }
        for (String range : new String[] {"range", "rangeClosed"}) {
            stream(b, "java/util/stream/IntStream", range, "IntElements", range, "(II)", "java/util/stream/IntStream");
            stream(
                    b,
                    "java/util/stream/LongStream",
                    range,
                    "LongElements",
                    range,
                    "(JJ)",
                    "java/util/stream/LongStream");
        }

        String by = "Elements";
        String owner = "java/util/stream/Stream";
        String object = "Ljava/lang/Object;";
        stream(b, owner, "of", by, "of", "([" + object + ")", owner);
        stream(b, owner, "of", by, "only", "(" + object + ")", owner);
        stream(b, owner, "empty", by, "none", "()", owner);
        stream(b, owner, "iterate", by, "iterate", "(" + object + "Ljava/util/function/UnaryOperator;)", owner);
        stream(
                b,
                owner,
                "iterate",
                by,
                "iterate",
                "(" + object + "Ljava/util/function/Predicate;Ljava/util/function/UnaryOperator;)",
                owner);
        stream(b, owner, "generate", by, "generate", "(Ljava/util/function/Supplier;)", owner);
        stream(b, "java/util/Arrays", "stream", by, "of", "([" + object + ")", owner);
        stream(b, "java/util/Arrays", "stream", by, "part", "([" + object + "II)", owner);
        String collection = "java/util/Collection";
        b.putForSubclasses(
                new MethodKey(collection, "stream", "()L" + owner + ";"),
                new Overlay.Body(new MethodKey(STAND_INS + by, "in", "(L" + collection + ";)L" + owner + ";")));
    }

    private static void stream(
            MethodTable.Builder b,
            String owner,
            String name,
            String by,
            String body,
            String parameters,
            String stream) {
        String descriptor = parameters + "L" + stream + ";";
        b.put(owner, name, descriptor, new Overlay.Body(new MethodKey(STAND_INS + by, body, descriptor)));
    }

    /** A method that stays a call until derivatives are made, which know it by name and not through the bits that its body works on. */
    private static void itself(MethodTable.Builder b, String owner, String name, String descriptor) {
        MethodKey key = new MethodKey(owner, name, descriptor);
        b.put(key, new Overlay.Body(key));
    }

    /** One of {@link MathBodies}. */
    private static void body(MethodTable.Builder b, String owner, String name, String body, String descriptor) {
        b.put(
                owner,
                name,
                descriptor,
                new Overlay.Body(new MethodKey("dev/adagent/overlay/MathBodies", body, descriptor)));
    }

    private static void intrinsic(
            MethodTable.Builder b, String owner, String name, String descriptor, String intrinsic) {
        b.put(owner, name, descriptor, new Overlay.Intrinsic(intrinsic));
    }
}
