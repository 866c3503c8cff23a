package dev.adagent.cuda.library;

import dev.adagent.Kernel;
import java.util.Arrays;

/** Samples of {@code docs/language.md} around strings: switches over constants, and messages of every kind. */
@SuppressWarnings("unused") // found by reflection
final class TextSamples {
    private TextSamples() {}

    private static double pick(String name, double a, double b) {
        return switch (name) {
            case "sin" -> a;
            case "cos", "tan" -> b;
            default -> throw new IllegalArgumentException("no function " + name);
        };
    }

    static double switchOnString(double x, double y) {
        String name = x > 3 ? "sin" : x > 0 ? "cos" : "tan";
        return pick(name, x, y) + pick("sin", y, x);
    }

    static double switchOnStringThrows(double x, double y) {
        return pick(x > 5 ? "exp" : "sin", x, y);
    }

    static double methodsOfConstantStrings(double x, double y) {
        String s = x > 0 ? "ab" : "c";
        return s.length() + s.charAt(0) + s.hashCode() + (s.equals("ab") ? x : y) + (s == "c" ? 1 : 0);
    }

    static double messageOfBranches(double x, double y) {
        String m = "start";
        if (y > 0) {
            m += " y=" + y;
        }
        if (x > 5) {
            throw new IllegalStateException(m + (x > 7 ? " far" : " near") + " " + (y > 0 ? x : y));
        }
        return x;
    }

    static double messageOfStringBuilder(double x, double y) {
        StringBuilder s = new StringBuilder("at ");
        s.append(x).append(',');
        if (y > 0) {
            s.append((int) y);
        }
        if (x > 5) {
            throw new IllegalStateException(s.toString());
        }
        return x;
    }

    private record Point(double x, double y) {}

    private enum Side {
        LEFT,
        RIGHT
    }

    private record Place(int n, Side side, Point p, boolean last) {}

    static double messageOfRecord(double x, double y) {
        Place p = new Place((int) x, y > 0 ? Side.LEFT : Side.RIGHT, new Point(x, y), y < 0);
        if (x > 5) {
            throw new IllegalStateException("no such " + p);
        }
        return x;
    }

    private sealed interface Spot permits Point2, Named {}

    private record Point2(double x) implements Spot {}

    private record Named(Side side) implements Spot {}

    static double messageOfSealedType(double x, double y) {
        Spot s = y > 0 ? new Point2(x) : new Named(Side.LEFT);
        if (x > 5) {
            throw new IllegalStateException("no " + s);
        }
        return x;
    }

    static double messageOfEnum(double x, double y) {
        Side s = Side.values()[(int) (x + 10) & 1];
        if (x > 5) {
            throw new IllegalStateException(s + " " + s.name() + s.ordinal());
        }
        return x;
    }

    static double messageOfFormat(double x, double y) {
        if (x > 5) {
            throw new IllegalStateException(
                    String.format("%s %.3f", y > 0 ? "up" : "down", x) + " in %d".formatted((int) y));
        }
        return x;
    }

    static double messageOfArray(double x, double y) {
        double[] a = {x, y};
        if (x > 5) {
            throw new IllegalStateException("bad " + Arrays.toString(a) + Integer.toBinaryString((int) x));
        }
        return x;
    }

    static double messageOfArrayWrittenLater(double x, double y) {
        double[] a = {x, y};
        String s = y > 0 ? "was " + Arrays.toString(a) : "none";
        a[0] = 99;
        if (x > 5) {
            throw new IllegalStateException(s);
        }
        return a[0] + y;
    }

    static double messageOfCharsWrittenLater(double x, double y) {
        char[] a = {'a', (char) ('b' + (int) Math.abs(y))};
        String s = x != 3 ? String.valueOf(a) : "none";
        a[0] = 'z';
        if (x > 5) {
            throw new IllegalStateException(s);
        }
        return a[0] + y;
    }

    static double messageOfArrayInLoop(double x, double y) {
        double[] a = {x, y};
        for (int i = 0; i < 3; i++) {
            a[0] += i;
            String s = y > i ? Arrays.toString(a) : "none";
            if (x + i > 6) {
                throw new IllegalStateException(s);
            }
        }
        return a[0] + y;
    }

    static double messageOfBoxes(double x, double y) {
        Integer i = (int) x;
        Object o = y;
        if (x > 5) {
            throw new IllegalStateException(i + " " + o + " " + null);
        }
        return x;
    }

    static double messageOfCause(double x, double y) {
        try {
            return 1 / (int) (x / 6);
        } catch (ArithmeticException e) {
            throw new IllegalStateException("no quotient: " + e.getMessage(), e);
        }
    }

    static double messageOfCaught(double x, double y) {
        try {
            if (x > 5) {
                throw y > 0 ? new IllegalArgumentException("x=" + x) : new IllegalStateException("y=" + y);
            }
            return x;
        } catch (RuntimeException e) {
            throw new IllegalStateException(e.getMessage() + "!");
        }
    }

    static double varargsWithConditional(double x, double y) {
        if (x > 5) {
            throw new LanguageSamples.OwnException(null, x, x > 7 ? (Object) "far" : x, y > 0 ? 1 : 2);
        }
        return x;
    }

    static double assertion(double x, double y) {
        assert x < 100 : "x is " + x;
        return x;
    }

    static double prints(double x, double y) {
        for (int k = 0; k < 2 && y > 9; k++) {
            Kernel.printf("%s %d: %.3f, %s%n", x > 3 ? "large" : "small", k, x * y, "y=" + y);
        }
        return x + y;
    }

    /** A program in reverse Polish notation, which the kernel reads. */
    static double charactersOfConstants(double x, double y) {
        String program = "xy+x*y-";
        double[] stack = new double[8];
        int top = 0;
        for (int i = 0; i < program.length(); i++) {
            char c = program.charAt(i);
            switch (c) {
                case 'x' -> stack[top++] = x;
                case 'y' -> stack[top++] = y;
                default -> {
                    double b = stack[--top];
                    double a = stack[--top];
                    stack[top++] = c == '+' ? a + b : c == '-' ? a - b : a * b;
                }
            }
        }
        return stack[0];
    }

    static double characterOutOfRange(double x, double y) {
        return x + "ABC".charAt((int) y);
    }

    static double characterInATry(double x, double y) {
        try {
            return x * "a\u03bb\u20ac".charAt((int) y);
        } catch (StringIndexOutOfBoundsException e) {
            return x;
        }
    }

    static double placesOfCharacters(double x, double y) {
        int[] count = new int[5];
        int none = 0;
        for (char c : "the quick brown fox".toCharArray()) {
            int vowel = "aeiou".indexOf(c);
            if (vowel >= 0) {
                count[vowel]++;
            } else {
                none++;
            }
        }
        return x * count[(int) Math.abs(y) % 5] + none;
    }

    static double methodsOfCharacter(double x, double y) {
        int s = 0;
        for (int k = 0; k < 300; k++) {
            char c = (char) (k * ((int) Math.abs(x) + 1));
            s += Character.isLetter(c) ? Character.toUpperCase(c) - 'A' : Character.isDigit(c) ? 1 : 0;
            s += Character.isWhitespace(c) ? 3 : Character.isUpperCase(c) ? Character.toLowerCase(c) : 5;
            s += Character.digit(c, 16) + Character.getNumericValue(c) + Character.getType(0x1D400 + k);
        }
        return y + s;
    }

    static double parsedConstants(double x, double y) {
        return Integer.parseInt("-42") * x + Long.parseLong("1234") + Double.parseDouble("2.5e-3") * y;
    }
}
