package dev.adagent.transform.autodiff;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Writes random Java methods {@code double f(double a, double b, double[] x, double[] y, int n)} with loops of all kinds, jumps out
 * of them, arrays that are read and overwritten, and values that stay small.
 */
final class ProgramGenerator {
    private final Random random;
    private final StringBuilder out = new StringBuilder();
    private final List<String> doubles = new ArrayList<>(List.of("a", "b"));
    private final List<String> ints = new ArrayList<>(List.of("n"));
    private final List<String> arrays = new ArrayList<>(List.of("x", "y"));
    private int names;
    private int loops;
    private int statements;

    ProgramGenerator(long seed) {
        random = new Random(seed);
    }

    String method(String name) {
        line(1, "static double " + name + "(double a, double b, double[] x, double[] y, int n) {");
        line(2, "double r = 0;");
        doubles.add("r");
        if (random.nextBoolean()) {
            line(2, "double[] t = new double[4];");
            arrays.add("t");
        }
        block(2, 3 + random.nextInt(4), false);
        line(2, "return " + value(2) + " + r;");
        line(1, "}");
        return out.toString();
    }

    private void line(int depth, String text) {
        out.append("    ".repeat(depth)).append(text).append('\n');
    }

    private void block(int depth, int count, boolean inLoop) {
        int d = doubles.size();
        int i = ints.size();
        int s = arrays.size();
        for (int k = 0; k < count && statements < 40; k++) {
            statements++;
            statement(depth, inLoop);
        }
        doubles.subList(d, doubles.size()).clear();
        ints.subList(i, ints.size()).clear();
        arrays.subList(s, arrays.size()).clear();
    }

    private void statement(int depth, boolean inLoop) {
        switch (random.nextInt(inLoop ? 14 : 11)) {
            case 0 -> {
                String v = "v" + names++;
                line(depth, "double " + v + " = " + value(2) + ";");
                doubles.add(v);
            }
            case 1, 2 -> line(depth, pick(doubles) + " = " + value(2) + ";");
            case 3 -> line(depth, pick(doubles) + (random.nextBoolean() ? " += " : " *= ") + "0.7 * " + value(1) + ";");
            case 4, 5 -> line(depth, element() + " = " + value(2) + ";");
            case 6 -> line(depth, element() + (random.nextBoolean() ? " += " : " *= ") + value(1) + ";");
            case 7 -> choice(depth, inLoop);
            case 8 -> whileLoop(depth);
            case 9, 10 -> forLoop(depth);
            case 11 -> choice(depth, inLoop);
            case 12 -> {
                line(depth, "if (" + condition() + ") {");
                line(
                        depth + 1,
                        random.nextInt(3) == 0
                                ? "return r + " + value(1) + ";"
                                : random.nextBoolean() ? "break;" : "continue;");
                line(depth, "}");
            }
            default -> line(depth, "r += " + value(1) + ";");
        }
    }

    private void choice(int depth, boolean inLoop) {
        line(depth, "if (" + condition() + ") {");
        block(depth + 1, 1 + random.nextInt(2), inLoop);
        if (random.nextBoolean()) {
            line(depth, "} else {");
            block(depth + 1, 1 + random.nextInt(2), inLoop);
        }
        line(depth, "}");
    }

    private void forLoop(int depth) {
        if (loops == 3) {
            line(depth, "r = Math.max(r, " + value(1) + ");");
            return;
        }
        loops++;
        String i = "i" + names++;
        String bound = random.nextBoolean() ? "n" : random.nextBoolean() ? "x.length" : "3";
        line(
                depth,
                switch (random.nextInt(4)) {
                    case 0 -> "for (int " + i + " = " + bound + " - 1; " + i + " >= 0; " + i + "--) {";
                    case 1 -> "for (int " + i + " = 1; " + i + " < " + bound + "; " + i + " += 2) {";
                    default -> "for (int " + i + " = 0; " + i + " < " + bound + "; " + i + "++) {";
                });
        ints.add(i);
        if (random.nextInt(4) == 0) {
            line(depth + 1, "double[] u" + i + " = new double[4];");
            arrays.add("u" + i);
        }
        block(depth + 1, 1 + random.nextInt(4), true);
        arrays.remove("u" + i);
        ints.remove(i);
        line(depth, "}");
        loops--;
    }

    private void whileLoop(int depth) {
        if (loops == 2) {
            line(depth, "r -= 0.3 * " + value(1) + ";");
            return;
        }
        loops++;
        String c = "c" + names++;
        line(depth, "int " + c + " = 0;");
        boolean tested = random.nextBoolean();
        line(depth, tested ? "while (" + c + " < 4 && " + condition() + ") {" : "do {");
        line(depth + 1, c + "++;");
        ints.add(c);
        block(depth + 1, 1 + random.nextInt(3), true);
        ints.remove(c);
        line(depth, tested ? "}" : "} while (" + c + " < 3 && " + condition() + ");");
        loops--;
    }

    private String pick(List<String> from) {
        return from.get(random.nextInt(from.size()));
    }

    private String element() {
        String array = pick(arrays);
        return array + "[" + index(array) + "]";
    }

    private String index(String array) {
        String mask = " & 3";
        return switch (random.nextInt(3)) {
            case 0 -> String.valueOf(random.nextInt(4));
            case 1 -> pick(ints) + mask;
            default -> "(" + pick(ints) + " + " + random.nextInt(3) + ")" + mask;
        };
    }

    private String condition() {
        return switch (random.nextInt(4)) {
            case 0 -> "(" + pick(ints) + " & 1) == 0";
            case 1 -> pick(ints) + " > " + random.nextInt(4);
            default -> value(1) + (random.nextBoolean() ? " < " : " > ") + (random.nextInt(7) - 3) * 0.17;
        };
    }

    private String value(int depth) {
        if (depth == 0 || random.nextInt(5) == 0) {
            return switch (random.nextInt(6)) {
                case 0 -> String.valueOf((random.nextInt(19) - 9) / 10.0);
                case 1 -> "0.2 * " + pick(ints);
                case 2, 3 -> element();
                default -> pick(doubles);
            };
        }
        String u = value(depth - 1);
        String v = value(depth - 1);
        return switch (random.nextInt(10)) {
            case 0 -> "Math.sin(" + u + " * " + v + ")";
            case 1 -> "Math.tanh(" + u + " + " + v + ")";
            case 2 -> "(" + u + ") / (1.5 + Math.cos(" + v + "))";
            case 3 -> "Math.exp(-Math.abs(" + u + "))";
            case 4 -> "Math.min(" + u + ", " + v + ")";
            case 5 -> "(" + condition() + " ? " + u + " : " + v + ")";
            case 6 -> "Math.sqrt(1 + Math.sin(" + u + "))";
            case 7 -> "(" + u + " - " + v + ")";
            case 8 -> "Math.sin(" + u + " + 0.4 * " + v + ")";
            default -> "0.6 * (" + u + ") * Math.sin(" + v + ")";
        };
    }
}
