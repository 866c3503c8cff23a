package dev.adagent.fuzzing.language;

import dev.adagent.fuzzing.Draw;

/** Literals, mostly those at which operations change what they do. */
final class Literals {
    private static final String[] INTS = {
        "0",
        "1",
        "-1",
        "2",
        "3",
        "5",
        "7",
        "8",
        "10",
        "31",
        "32",
        "33",
        "63",
        "64",
        "100",
        "127",
        "128",
        "255",
        "256",
        "-128",
        "-129",
        "32767",
        "32768",
        "65535",
        "65536",
        "1000003",
        "-7",
        "0x55555555",
        "Integer.MAX_VALUE",
        "Integer.MIN_VALUE"
    };
    private static final String[] LONGS = {
        "0L",
        "1L",
        "-1L",
        "2L",
        "31L",
        "32L",
        "63L",
        "64L",
        "65L",
        "255L",
        "0x7fffffffL",
        "0x80000000L",
        "-0x80000000L",
        "0xffffffffL",
        "1L << 52",
        "1L << 53",
        "0x5555555555555555L",
        "Long.MAX_VALUE",
        "Long.MIN_VALUE",
        "-12345678901L"
    };
    private static final String[] FLOATS = {
        "0f",
        "-0f",
        "1f",
        "-1f",
        "2f",
        "0.5f",
        "1.5f",
        "-2.5f",
        "1e10f",
        "3e9f",
        "1e19f",
        "16777216f",
        "16777217f",
        "0.1f",
        "Float.NaN",
        "Float.POSITIVE_INFINITY",
        "Float.NEGATIVE_INFINITY",
        "Float.MIN_VALUE",
        "Float.MAX_VALUE",
        "1e-40f"
    };
    private static final String[] DOUBLES = {
        "0.0",
        "-0.0",
        "1.0",
        "-1.0",
        "2.0",
        "0.5",
        "2.5",
        "-3.5",
        "1e10",
        "2147483647.5",
        "-2147483649.0",
        "1e19",
        "0.1",
        "Double.NaN",
        "Double.POSITIVE_INFINITY",
        "Double.NEGATIVE_INFINITY",
        "Double.MIN_VALUE",
        "Double.MAX_VALUE",
        "1e-310",
        "9007199254740993.0"
    };

    private Literals() {}

    /** In parentheses where it begins with a sign. */
    static Node of(JavaType t, Draw draw) {
        String text = text(t, draw);
        return Node.expression(t, text.startsWith("-") || text.contains(" ") ? "(" + text + ")" : text);
    }

    private static String text(JavaType t, Draw draw) {
        boolean corner = !draw.oneIn(4);
        return switch (t) {
            case BOOLEAN -> draw.flip() ? "true" : "false";
            case BYTE -> "(byte) " + (draw.below(256) - 128);
            case SHORT -> "(short) " + (corner ? draw.pick("-32768", "32767", "-1", "300") : "" + (short) draw.bits());
            case CHAR ->
                corner ? draw.pick("'a'", "'\\0'", "'\\uffff'", "'Z'", "(char) 300") : "(char) " + draw.below(65536);
            case INT -> corner ? draw.pick(INTS) : Integer.toString((int) draw.bits());
            case LONG -> corner ? draw.pick(LONGS) : draw.bits() + "L";
            case FLOAT -> corner ? draw.pick(FLOATS) : (float) (draw.unit() * 20 - 10) + "f";
            case DOUBLE -> corner ? draw.pick(DOUBLES) : Double.toString(draw.unit() * 20 - 10);
        };
    }
}
