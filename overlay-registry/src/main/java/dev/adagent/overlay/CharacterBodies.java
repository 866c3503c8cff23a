package dev.adagent.overlay;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntUnaryOperator;

/**
 * What {@link Character} says of code points, from tables of what the running JDK says: its own are spread over classes that kernels cannot read.
 * A table has a page for each 256 code points, and equal pages once (The Unicode Standard, section 5.1). Not to be called: compiled into jobs.
 */
public final class CharacterBodies {
    private static final int PAGE = 256;

    private CharacterBodies() {}

    /** Adds each of these methods for that of {@link Character} with its name. */
    static void addTo(MethodTable.Builder table) {
        for (Method m : CharacterBodies.class.getDeclaredMethods()) {
            if (Modifier.isPublic(m.getModifiers())) {
                MethodKey body = MethodKey.of(m);
                table.put("java/lang/Character", m.getName(), body.descriptor(), new Overlay.Body(body));
            }
        }
    }

    /** Where each page begins, and the pages. */
    private record Pages(int[] starts, int[] values) {
        static Pages of(IntUnaryOperator property) {
            int[] starts = new int[(Character.MAX_CODE_POINT + 1) / PAGE];
            Map<String, Integer> found = new HashMap<>();
            int[] values = new int[16 * PAGE];
            int used = 0;
            for (int p = 0; p < starts.length; p++) {
                int[] page = new int[PAGE];
                for (int k = 0; k < PAGE; k++) {
                    page[k] = property.applyAsInt(p * PAGE + k);
                }
                Integer start = found.putIfAbsent(Arrays.toString(page), used);
                if (start == null) {
                    values = used + PAGE > values.length ? Arrays.copyOf(values, 2 * used) : values;
                    System.arraycopy(page, 0, values, used, PAGE);
                    start = used;
                    used += PAGE;
                }
                starts[p] = start;
            }
            return new Pages(starts, Arrays.copyOf(values, used));
        }
    }

    /** A bit for each question. */
    private static final class Kinds {
        static final int DIGIT = 1;
        static final int LETTER = 2;
        static final int UPPER = 4;
        static final int LOWER = 8;
        static final int WHITESPACE = 16;
        static final int SPACE = 32;
        static final int ALPHABETIC = 64;
        static final int TYPE = 7;

        static final int[] STARTS;
        static final int[] VALUES;

        static {
            Pages p = Pages.of(c -> (Character.isDigit(c) ? DIGIT : 0)
                    | (Character.isLetter(c) ? LETTER : 0)
                    | (Character.isUpperCase(c) ? UPPER : 0)
                    | (Character.isLowerCase(c) ? LOWER : 0)
                    | (Character.isWhitespace(c) ? WHITESPACE : 0)
                    | (Character.isSpaceChar(c) ? SPACE : 0)
                    | (Character.isAlphabetic(c) ? ALPHABETIC : 0)
                    | Character.getType(c) << TYPE);
            STARTS = p.starts();
            VALUES = p.values();
        }
    }

    /** What is to be added for the upper case. */
    private static final class Upper {
        static final int[] STARTS;
        static final int[] VALUES;

        static {
            Pages p = Pages.of(c -> Character.toUpperCase(c) - c);
            STARTS = p.starts();
            VALUES = p.values();
        }
    }

    /** What is to be added for the lower case. */
    private static final class Lower {
        static final int[] STARTS;
        static final int[] VALUES;

        static {
            Pages p = Pages.of(c -> Character.toLowerCase(c) - c);
            STARTS = p.starts();
            VALUES = p.values();
        }
    }

    private static final class Numbers {
        static final int[] STARTS;
        static final int[] VALUES;

        static {
            Pages p = Pages.of(Character::getNumericValue);
            STARTS = p.starts();
            VALUES = p.values();
        }
    }

    /** Digits of the largest radix: that of a smaller one is below it. */
    private static final class Digits {
        static final int[] STARTS;
        static final int[] VALUES;

        static {
            Pages p = Pages.of(c -> Character.digit(c, Character.MAX_RADIX));
            STARTS = p.starts();
            VALUES = p.values();
        }
    }

    private static boolean isCodePoint(int c) {
        return c >= 0 && c <= Character.MAX_CODE_POINT;
    }

    private static int kinds(int c) {
        return isCodePoint(c) ? Kinds.VALUES[Kinds.STARTS[c >> 8] + (c & 255)] : 0;
    }

    public static boolean isDigit(int c) {
        return (kinds(c) & Kinds.DIGIT) != 0;
    }

    public static boolean isLetter(int c) {
        return (kinds(c) & Kinds.LETTER) != 0;
    }

    public static boolean isLetterOrDigit(int c) {
        return (kinds(c) & (Kinds.LETTER | Kinds.DIGIT)) != 0;
    }

    public static boolean isUpperCase(int c) {
        return (kinds(c) & Kinds.UPPER) != 0;
    }

    public static boolean isLowerCase(int c) {
        return (kinds(c) & Kinds.LOWER) != 0;
    }

    public static boolean isWhitespace(int c) {
        return (kinds(c) & Kinds.WHITESPACE) != 0;
    }

    public static boolean isSpaceChar(int c) {
        return (kinds(c) & Kinds.SPACE) != 0;
    }

    public static boolean isAlphabetic(int c) {
        return (kinds(c) & Kinds.ALPHABETIC) != 0;
    }

    public static int getType(int c) {
        return kinds(c) >> Kinds.TYPE;
    }

    public static int toUpperCase(int c) {
        return isCodePoint(c) ? c + Upper.VALUES[Upper.STARTS[c >> 8] + (c & 255)] : c;
    }

    public static int toLowerCase(int c) {
        return isCodePoint(c) ? c + Lower.VALUES[Lower.STARTS[c >> 8] + (c & 255)] : c;
    }

    public static int getNumericValue(int c) {
        return isCodePoint(c) ? Numbers.VALUES[Numbers.STARTS[c >> 8] + (c & 255)] : -1;
    }

    public static int digit(int c, int radix) {
        if (!isCodePoint(c) || radix < Character.MIN_RADIX || radix > Character.MAX_RADIX) {
            return -1;
        }
        int d = Digits.VALUES[Digits.STARTS[c >> 8] + (c & 255)];
        return d < radix ? d : -1;
    }
}
