package dev.adagent.transform.lift;

import java.util.List;
import java.util.Random;

/**
 * Random Java classes: numbers of each type, arrays, loops that end, switches, calls, try and finally. Nearly every exception that an
 * instruction can raise happens in some of them.
 */
final class RandomJava {
    static final String CLASS = "RandomProgram";

    private static final List<String> INTS = List.of("i0", "i1", "i2", "a");
    private static final List<String> LONGS = List.of("l0", "l1", "b");
    private static final List<String> DOUBLES = List.of("d0", "d1", "c");
    private static final List<String> FLOATS = List.of("f0", "f1");

    private final Random random;
    private final StringBuilder out = new StringBuilder();
    private int loops;
    private int depth;
    private int names;

    private RandomJava(long seed) {
        random = new Random(seed);
    }

    /** The source of a class with {@code static long run(int a, long b, double c, int[] x, double[] y, byte[] z)}. */
    static String source(long seed) {
        return new RandomJava(seed).write();
    }

    private String write() {
        out.append("final class " + CLASS + " {\n");
        out.append("static int h0(int p, int q) { if (p == 3) throw new IllegalArgumentException(\"p \" + q); return "
                + "p / (q & 3) + (p ^ q); }\n");
        out.append("static double h1(double p, long q) { for (long k = 0; k < (q & 3); k++) { p = p * 0.5 + k; } "
                + "return p > 10 ? p % 7 : -p; }\n");
        out.append("static void h2(int[] p, int q) { p[q]++; p[0] -= h0(q, p[0]); }\n");
        out.append("static long run(int a, long b, double c, int[] x, double[] y, byte[] z) {\n");
        out.append(
                "int i0 = 1, i1 = a, i2 = -5; long l0 = b, l1 = 3; double d0 = c, d1 = 0.25; float f0 = 1.5f, f1 = a; ");
        out.append("short s0 = 7; byte b0 = -3; char c0 = 'q'; boolean z0 = a > 2;\n");
        statements(5);
        out.append("long r = i0 + 31L * i1 + 7L * i2 + l0 * 13 + l1 + s0 + b0 * 3L + c0 * 5L + (z0 ? 1 : 0);\n");
        out.append("r = r * 31 + Double.doubleToLongBits(d0) + Double.doubleToLongBits(d1) * 3;\n");
        out.append("return r * 31 + Float.floatToIntBits(f0) + Float.floatToIntBits(f1) * 5L;\n}\n}\n");
        return out.toString();
    }

    private void statements(int count) {
        for (int i = 0; i < 1 + random.nextInt(count); i++) {
            statement();
        }
    }

    private void block(int count) {
        out.append("{\n");
        depth++;
        statements(count);
        depth--;
        out.append("}\n");
    }

    private void statement() {
        int kind = random.nextInt(depth > 3 ? 8 : 14);
        switch (kind) {
            case 0, 1, 2 -> assignment();
            case 3 ->
                out.append("x[")
                        .append(index())
                        .append("] ")
                        .append(op())
                        .append(number(2))
                        .append(";\n");
            case 4 ->
                out.append("y[")
                        .append(index())
                        .append("] ")
                        .append("+= ")
                        .append(real(2))
                        .append(";\n");
            case 5 ->
                out.append("z[")
                        .append(index())
                        .append("] = (byte) ")
                        .append(number(2))
                        .append(";\n");
            case 6 -> out.append(pick("h2(x, " + index() + ");\n", "i1++;\n", "b0 += " + number(1) + ";\n", "c0++;\n"));
            case 7 -> {
                if (loops > 0) {
                    out.append("if (")
                            .append(condition(1))
                            .append(") { ")
                            .append(pick("break", "continue"))
                            .append("; }\n");
                } else {
                    out.append("if (")
                            .append(condition(1))
                            .append(") { return ")
                            .append(big(1))
                            .append("; }\n");
                }
            }
            case 8, 9 -> {
                out.append("if (").append(condition(2)).append(") ");
                block(3);
                if (random.nextBoolean()) {
                    out.append("else ");
                    block(2);
                }
            }
            case 10 -> loop();
            case 11 -> choice();
            default -> guarded();
        }
    }

    private void assignment() {
        switch (random.nextInt(8)) {
            case 0, 1 ->
                out.append(one(INTS))
                        .append(' ')
                        .append(op())
                        .append("(int) (")
                        .append(number(3))
                        .append(");\n");
            case 2 ->
                out.append(one(LONGS)).append(' ').append(op()).append(big(3)).append(";\n");
            case 3, 4 ->
                out.append(one(DOUBLES))
                        .append(pick(" = ", " += ", " *= ", " %= "))
                        .append(real(3))
                        .append(";\n");
            case 5 ->
                out.append(one(FLOATS))
                        .append(pick(" = ", " -= "))
                        .append("(float) ")
                        .append(real(2))
                        .append(";\n");
            case 6 -> out.append("z0 = ").append(condition(2)).append(";\n");
            default -> out.append("s0 = (short) (").append(number(2)).append(");\n");
        }
    }

    private void loop() {
        String v = "k" + names++;
        loops++;
        switch (random.nextInt(3)) {
            case 0 -> {
                out.append("for (int " + v + " = 0; " + v + " < " + (1 + random.nextInt(5)) + "; " + v + "++) ");
                block(3);
            }
            case 1 -> {
                out.append("for (int " + v + " : x) { i0 += " + v + ";\n");
                depth++;
                statements(2);
                depth--;
                out.append("}\n");
            }
            default -> {
                out.append("int " + v + " = 4; do { " + v + "--;\n");
                depth++;
                statements(3);
                depth--;
                out.append("} while (" + v + " > 0 && " + condition(1) + ");\n");
            }
        }
        loops--;
    }

    private void choice() {
        out.append("switch (").append("(int) (").append(number(1)).append(")) {\n");
        int outer = loops;
        loops = 0;
        for (int k = 0; k < 3; k++) {
            out.append("case " + pick(String.valueOf(k), String.valueOf(k * 1000 + 7)) + ": ");
            block(2);
            out.append(pick("break;\n", ""));
        }
        out.append("default: ");
        block(1);
        loops = outer;
        out.append("}\n");
    }

    private void guarded() {
        String e = "e" + names++;
        out.append("try ");
        block(3);
        boolean caught = random.nextInt(4) > 0;
        if (caught) {
            out.append("catch (")
                    .append(pick(
                            "ArithmeticException",
                            "ArrayIndexOutOfBoundsException",
                            "NullPointerException | IllegalArgumentException"))
                    .append(" " + e + ") ");
            block(2);
            if (random.nextInt(3) == 0) {
                out.append("catch (RuntimeException " + e + ") { ").append(pick("i2++;", "throw " + e + ";"));
                out.append(" }\n");
            }
        }
        if (!caught || random.nextInt(3) == 0) {
            out.append("finally { i1 ^= 9; l1 += i2; }\n");
        }
    }

    // ---- expressions

    private String number(int deep) {
        if (deep == 0) {
            return pick(one(INTS), one(INTS), "s0", "b0", "c0", String.valueOf(random.nextInt(9) - 3), "x.length");
        }
        return switch (random.nextInt(9)) {
            case 0 -> "x[" + index() + "]";
            case 1 -> "z[" + index() + "]";
            case 2 -> "(int) (" + real(deep - 1) + ")";
            case 3 -> "(int) (" + big(deep - 1) + ")";
            case 4 -> "(" + condition(deep - 1) + " ? " + number(deep - 1) + " : " + number(deep - 1) + ")";
            case 5 -> "h0(" + number(deep - 1) + ", " + number(deep - 1) + ")";
            default -> "(" + number(deep - 1) + binary() + number(deep - 1) + ")";
        };
    }

    private String big(int deep) {
        if (deep == 0) {
            return pick(one(LONGS), one(LONGS), "17L", "-1L");
        }
        return switch (random.nextInt(4)) {
            case 0 -> "(long) (" + real(deep - 1) + ")";
            case 1 -> "(long) " + number(deep - 1);
            default -> "(" + big(deep - 1) + binary() + big(deep - 1) + ")";
        };
    }

    private String real(int deep) {
        if (deep == 0) {
            return pick(one(DOUBLES), one(DOUBLES), one(FLOATS), "0.5", "1e10", "-3.0f");
        }
        return switch (random.nextInt(7)) {
            case 0 -> "y[" + index() + "]";
            case 1 -> "(double) " + number(deep - 1);
            case 2 -> "h1(" + real(deep - 1) + ", " + big(deep - 1) + ")";
            case 3 -> "Math." + pick("max", "min") + "(" + real(deep - 1) + ", " + real(deep - 1) + ")";
            default -> "(" + real(deep - 1) + pick(" + ", " - ", " * ", " / ", " % ") + real(deep - 1) + ")";
        };
    }

    private String condition(int deep) {
        String compare = pick(" < ", " <= ", " > ", " >= ", " == ", " != ");
        return switch (random.nextInt(deep == 0 ? 4 : 7)) {
            case 0 -> "(" + number(1) + compare + number(1) + ")";
            case 1 -> "(" + real(1) + compare + real(1) + ")";
            case 2 -> "(" + big(0) + compare + big(0) + ")";
            case 3 -> "z0";
            case 4 -> "!" + condition(deep - 1);
            default -> "(" + condition(deep - 1) + pick(" && ", " || ", " ^ ", " & ") + condition(deep - 1) + ")";
        };
    }

    private String index() {
        return random.nextInt(6) == 0 ? number(1) : "(" + number(1) + " & 3)";
    }

    private String binary() {
        return pick(" + ", " - ", " * ", " / ", " % ", " & ", " | ", " ^ ", " << ", " >> ", " >>> ");
    }

    private String op() {
        return pick("= ", "= ", "+= ", "-= ", "^= ");
    }

    private String one(List<String> of) {
        return of.get(random.nextInt(of.size()));
    }

    private String pick(String... of) {
        return of[random.nextInt(of.length)];
    }
}
