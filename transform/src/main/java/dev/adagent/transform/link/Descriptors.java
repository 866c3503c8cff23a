package dev.adagent.transform.link;

/** The grammar of descriptors (JVMS §4.3). */
final class Descriptors {
    private static final int MOST_DIMENSIONS = 255;
    private static final int MOST_SLOTS = 255;

    private Descriptors() {}

    static boolean isField(String d) {
        return field(d, 0) == d.length();
    }

    static boolean isMethod(String d) {
        if (!d.startsWith("(")) {
            return false;
        }
        int at = 1;
        int slots = 0;
        while (at > 0 && at < d.length() && d.charAt(at) != ')') {
            slots += d.charAt(at) == 'J' || d.charAt(at) == 'D' ? 2 : 1;
            at = field(d, at);
        }
        if (at < 0 || at >= d.length() || slots > MOST_SLOTS) {
            return false;
        }
        return d.startsWith("V", at + 1) ? at + 2 == d.length() : field(d, at + 1) == d.length();
    }

    /** The end of the field type that begins at {@code at}, or -1. */
    private static int field(String d, int at) {
        int i = at;
        while (i < d.length() && d.charAt(i) == '[') {
            i++;
        }
        if (i >= d.length() || i - at > MOST_DIMENSIONS) {
            return -1;
        }
        if (d.charAt(i) != 'L') {
            return "BCDFIJSZ".indexOf(d.charAt(i)) < 0 ? -1 : i + 1;
        }
        int semicolon = d.indexOf(';', i);
        return semicolon > i + 1 && isInternalName(d.substring(i + 1, semicolon)) ? semicolon + 1 : -1;
    }

    /** Whether it is the internal form of a class's name (JVMS §4.2.1). */
    static boolean isInternalName(String name) {
        return !name.isEmpty()
                && name.indexOf('.') < 0
                && name.indexOf(';') < 0
                && name.indexOf('[') < 0
                && !name.startsWith("/")
                && !name.endsWith("/")
                && !name.contains("//");
    }
}
