package dev.adagent.fuzzing.language;

import dev.adagent.fuzzing.Draw;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes the program of a seed: a class with a kernel of always the same parameters, so that one way of running fits all. The thread
 * of row {@code t} works on its rows {@code i[t]} … and on its part, from {@code o}, of the arrays that all threads share.
 */
final class ProgramGenerator {
    /** Name of the variable that has the thread's row, in the method that knows it. */
    static final String THREAD = "t";

    /** Elements of a thread's part of a shared array. */
    static final int PART = 8;

    static final String KERNEL = "kernel";

    /** Of the kernel; the order is that of {@link Inputs#arguments}. Thread {@code g} does row {@code order[base + g]}. */
    private static final String PARAMETERS =
            "int base, int[] order, int[] ni, long[] nl, float[] nf, double[] nd, int[][] xi, long[][] xl, double[][] xd,"
                    + " byte[][] xb, int[] yi, long[] yl, float[] yf, double[] yd, short[] ys, char[] yc, boolean[] yz, double[] tm, long[] out, int[] code";

    private final Draw draw;

    private ProgramGenerator(long seed) {
        draw = new Draw(seed);
    }

    static Program make(long seed) {
        return new ProgramGenerator(seed).write(seed);
    }

    private Program write(long seed) {
        String name = Program.name(seed);
        Members members = new Members(draw, name);
        Expressions expressions = new Expressions(draw, members);
        Statements statements = new Statements(draw, members, expressions);
        members.use(expressions, statements);
        members.make();
        Scope s = new Scope(JavaType.LONG);
        s.arrays.addAll(members.tables());
        parameters(s);
        List<Node> body = new ArrayList<>();
        for (JavaType t : JavaType.values()) {
            if (draw.oneIn(3)) {
                continue;
            }
            String v = members.name("v");
            body.add(Node.statement(t.text() + " " + v + " = ", expressions.of(t, s, 1), ";\n"));
            s.variables.add(new Scope.Variable(v, t, false));
        }
        if (draw.oneIn(6)) {
            // each thread has its part of what its block shares; here once, since a call gives the same array whenever
            // it runs
            body.add(Node.statement("final int so = dev.adagent.Kernel.threadIdxX() * " + PART + ";\n"));
            body.add(Node.statement("int[] sh = dev.adagent.Kernel.sharedInt(" + PART * Check.BLOCK + ");\n"));
            s.arrays.add(new Scope.Array("sh", JavaType.INT, "so", PART - 1, false));
        }
        body.addAll(statements.some(s, draw.between(3, 7), draw.oneIn(6) ? 4 : 2));
        List<Object> parts = new ArrayList<>();
        parts.add("@SuppressWarnings(\"all\")\npublic final class " + name + " {\n");
        parts.add(Node.list(members.nodes()));
        parts.add(
                "static long run(int " + THREAD
                        + ", int o, int na, long nb, float nc, double ne, int[] xi, long[] xl, double[] xd, byte[] xb,"
                        + " int[] yi, long[] yl, float[] yf, double[] yd, short[] ys, char[] yc, boolean[] yz, double[] tm) {\n");
        parts.add(Node.list(body));
        parts.add("return ");
        parts.add(sum(s));
        parts.add(";\n}\n");
        parts.add(kernel(draw.flip()));
        parts.add("}\n");
        return new Program(seed, Node.fixed(parts.toArray()));
    }

    private static void parameters(Scope s) {
        s.knowsThread = true;
        s.variables.add(new Scope.Variable("na", JavaType.INT, true));
        s.variables.add(new Scope.Variable("nb", JavaType.LONG, true));
        s.variables.add(new Scope.Variable("nc", JavaType.FLOAT, true));
        s.variables.add(new Scope.Variable("ne", JavaType.DOUBLE, true));
        s.arrays.add(new Scope.Array("xi", JavaType.INT, "", 3, false));
        s.arrays.add(new Scope.Array("xl", JavaType.LONG, "", 3, false));
        s.arrays.add(new Scope.Array("xd", JavaType.DOUBLE, "", 3, false));
        s.arrays.add(new Scope.Array("xb", JavaType.BYTE, "", 3, false));
        s.arrays.add(new Scope.Array("yi", JavaType.INT, "o", PART - 1, false));
        s.arrays.add(new Scope.Array("yl", JavaType.LONG, "o", PART - 1, false));
        s.arrays.add(new Scope.Array("yf", JavaType.FLOAT, "o", PART - 1, false));
        s.arrays.add(new Scope.Array("yd", JavaType.DOUBLE, "o", PART - 1, false));
        s.arrays.add(new Scope.Array("ys", JavaType.SHORT, "o", PART - 1, false));
        s.arrays.add(new Scope.Array("yc", JavaType.CHAR, "o", PART - 1, false));
        s.arrays.add(new Scope.Array("yz", JavaType.BOOLEAN, "o", PART - 1, false));
    }

    /** Something of every variable in scope. */
    private static Node sum(Scope s) {
        List<Object> parts = new ArrayList<>(List.of("0L"));
        int factor = 1;
        for (Scope.Variable v : s.variables) {
            factor = factor * 31 + 7;
            String bits = switch (v.type()) {
                case BOOLEAN -> "(" + v.name() + " ? 1 : 0)";
                case FLOAT -> "Float.floatToIntBits(" + v.name() + ")";
                case DOUBLE -> "Double.doubleToLongBits(" + v.name() + ")";
                default -> v.name();
            };
            parts.add(" + ");
            parts.add(Node.expression(JavaType.LONG, bits + " * " + factor + "L"));
        }
        return Node.expression(JavaType.LONG, parts.toArray());
    }

    private static Node kernel(boolean guarded) {
        String call = "out[t] = run(t, t * " + PART
                + ", ni[t], nl[t], nf[t], nd[t], xi[t], xl[t], xd[t], xb[t], yi, yl, yf, yd, ys, yc, yz, tm);\n";
        StringBuilder b =
                new StringBuilder("@dev.adagent.GpuKernel\npublic static void " + KERNEL + "(" + PARAMETERS + ") {\n");
        b.append(
                "int g = base + dev.adagent.Kernel.globalIdX();\nif (g >= order.length) {\nreturn;\n}\nint t = order[g];\n");
        if (guarded) {
            b.append("try {\n").append(call).append("}");
            String[] types = {
                "ArithmeticException",
                "ArrayIndexOutOfBoundsException",
                "NullPointerException",
                "NegativeArraySizeException",
                "ClassCastException",
                "IllegalArgumentException",
                "RuntimeException"
            };
            for (int k = 0; k < types.length; k++) {
                b.append(" catch (" + types[k] + " e" + k + ") {\ncode[t] = " + (k + 1) + ";\n}");
            }
            b.append("\n}\n");
        } else {
            b.append(call).append("}\n");
        }
        return Node.fixed(b.toString());
    }
}
